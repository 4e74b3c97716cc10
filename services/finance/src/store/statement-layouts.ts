import { type Sql, StaleDocument } from '@erp/service-kit'
import type { Currency } from '@erp/values'
import type { AccountingStandard } from '../domain/account.ts'
import { prescribedLayout } from '../domain/statement/built-in-layouts.ts'
import type { LayoutRow, StatementKind, StatementLayout } from '../domain/statement/layout.ts'

interface StatementLayoutRow {
  readonly id: string
  readonly statement: StatementKind
  readonly layout_version: number
  readonly name_zh: string
  readonly name_en: string
  readonly rows: readonly LayoutRow[]
  readonly activated_at: Date
}

/** What a company's statements are drawn up in and by; undefined while it has no books. */
export async function basisOfStatements(
  tx: Sql,
  companyId: string,
): Promise<{ readonly currency: Currency; readonly standard: AccountingStandard } | undefined> {
  const [row] = await tx.$queryRaw<{ currency: Currency; standard: AccountingStandard }[]>`
    select base_currency as currency, accounting_standard as standard from book where company_id = ${companyId}::uuid`
  return row
}

/** A version of a layout, the latest when none is named; version 1 is the one the standard prescribes. */
export async function findLayout(
  tx: Sql,
  companyId: string,
  { statement, standard, layoutVersion }: LayoutWanted,
): Promise<StatementLayout | undefined> {
  if (layoutVersion === 1) return prescribedLayout(standard, statement)
  const [row] = await tx.$queryRaw<StatementLayoutRow[]>`
    select * from statement_layout
    where company_id = ${companyId}::uuid and statement = ${statement}
      and (${layoutVersion}::int is null or layout_version = ${layoutVersion}::int)
    order by layout_version desc limit 1`
  if (row) return toLayout(row)
  return layoutVersion === null ? prescribedLayout(standard, statement) : undefined
}

export interface LayoutWanted {
  readonly statement: StatementKind
  readonly standard: AccountingStandard
  readonly layoutVersion: number | null
}

/** The newest versions of a layout, the newest first; at most a hundred and the prescribed one. */
export async function listLayouts(
  tx: Sql,
  companyId: string,
  { statement, standard }: Pick<LayoutWanted, 'statement' | 'standard'>,
): Promise<StatementLayout[]> {
  const rows = await tx.$queryRaw<StatementLayoutRow[]>`
    select * from statement_layout where company_id = ${companyId}::uuid and statement = ${statement}
    order by layout_version desc limit 100`
  return [...rows.map(toLayout), prescribedLayout(standard, statement)]
}

export async function findLayoutById(tx: Sql, id: string): Promise<StatementLayout | undefined> {
  const [row] = await tx.$queryRaw<StatementLayoutRow[]>`select * from statement_layout where id = ${id}::uuid`
  return row && toLayout(row)
}

/** Stores a version. One that somebody else has just stored makes the transaction run again. */
export async function insertLayout(
  tx: Sql,
  companyId: string,
  { id, statement, layoutVersion, name, rows, activatedAt }: StatementLayout & { readonly id: string },
  activatedBy: string,
): Promise<void> {
  const inserted = await tx.$executeRaw`
    insert into statement_layout (id, company_id, statement, layout_version, name_zh, name_en, rows, activated_by,
                                  activated_at)
    values (${id}::uuid, ${companyId}::uuid, ${statement}, ${layoutVersion}::int, ${name.zh}, ${name.en},
            ${JSON.stringify(rows)}::jsonb, ${activatedBy}::uuid, ${activatedAt}::timestamptz)
    on conflict do nothing`
  if (inserted !== 1) throw new StaleDocument('statement layout', id)
}

function toLayout(row: StatementLayoutRow): StatementLayout {
  return {
    id: row.id,
    statement: row.statement,
    layoutVersion: row.layout_version,
    name: { zh: row.name_zh, en: row.name_en },
    rows: row.rows,
    activatedAt: row.activated_at,
  }
}
