import type { Sql } from '@erp/service-kit'
import type { Account, AccountClass, CashKind, Side } from '../domain/account.ts'
import type { AccountRule } from '../domain/account-rule.ts'
import { type AccountDimensions, type Dimension, requiredBy } from '../domain/auxiliary-dimension.ts'
import type { OpenItemKind } from '../domain/open-item.ts'

export interface AccountRow {
  readonly id: string
  readonly company_id: string
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
  readonly account_class: AccountClass
  readonly direction: Side
  readonly level: number
  readonly leaf: boolean
  readonly active: boolean
  readonly parent_code: string | null
  readonly control_key: string | null
  readonly open_item_kind: OpenItemKind | null
  readonly dimensions: AccountDimensions
  readonly quantity_unit: string | null
  readonly foreign_currency: boolean
  readonly cash_kind: CashKind | null
  readonly version: number
}

/** Stores accounts that the project brings to charts, with the first version of each in the version the chart has. */
export async function insertAccounts(
  tx: Sql,
  accounts: readonly Account[],
  change: 'OPENED' | 'CREATED' = 'OPENED',
): Promise<void> {
  await tx.$executeRaw`
    with brought as (
      insert into account (id, company_id, code, name_zh, name_en, account_class, direction, level, leaf, active,
                           parent_code, control_key, dimensions, quantity_unit, foreign_currency, cash_kind, version,
                           open_item_kind)
      select id, "companyId", code, name ->> 'zh', name ->> 'en', "accountClass", direction, level, leaf, active,
             "parentCode", "controlKey", dimensions, "quantityUnit", "foreignCurrency", "cashKind", version,
             "openItemKind"
      from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb)
        as r(id uuid, "companyId" uuid, code text, name jsonb, "accountClass" text, direction text, level int,
             leaf boolean, active boolean, "parentCode" text, "controlKey" text, dimensions jsonb, "quantityUnit" text,
             "foreignCurrency" boolean, "cashKind" text, version int, "openItemKind" text)
      returning *)
    insert into account_revision (account_id, version, company_id, chart_version, change, name_zh, name_en, leaf,
                                  active, dimensions, quantity_unit, foreign_currency, cash_kind, changed_at)
    select a.id, a.version, a.company_id, b.chart_version, ${change}, a.name_zh, a.name_en, a.leaf, a.active,
           a.dimensions, a.quantity_unit, a.foreign_currency, a.cash_kind, now()
    from brought a join book b using (company_id)`
}

/** Accounts by code, after the given code; with `leavesOnly` those that carry postings. */
export async function listAccounts(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterCode: string; readonly leavesOnly: boolean },
): Promise<Account[]> {
  const rows = await tx.$queryRaw<AccountRow[]>`
    select * from account
    where company_id = ${companyId}::uuid and code > ${page.afterCode} and (leaf or not ${page.leavesOnly}::boolean)
    order by code limit ${page.limit}::int`
  return rows.map(toAccount)
}

/** The chart of a company, by code. */
export function wholeChart(tx: Sql, companyId: string): Promise<Account[]> {
  return listAccounts(tx, companyId, { limit: 10_000, afterCode: '', leavesOnly: false })
}

export async function findAccountByCode(tx: Sql, companyId: string, code: string): Promise<Account | undefined> {
  const [row] = await tx.$queryRaw<AccountRow[]>`
    select * from account where company_id = ${companyId}::uuid and code = ${code}`
  return row && toAccount(row)
}

/** The visible accounts of these ids. */
export async function findAccounts(tx: Sql, ids: readonly string[]): Promise<Account[]> {
  const rows = await tx.$queryRaw<AccountRow[]>`select * from account where id = any (${ids}::uuid[])`
  return rows.map(toAccount)
}

/** One account, or undefined. */
export async function findAccount(tx: Sql, id: string): Promise<Account | undefined> {
  return (await findAccounts(tx, [id]))[0]
}

/** The accounts of these codes in one company. */
export async function findAccountsByCode(tx: Sql, companyId: string, codes: readonly string[]): Promise<Account[]> {
  const rows = await tx.$queryRaw<AccountRow[]>`
    select * from account where company_id = ${companyId}::uuid and code = any (${codes}::text[])`
  return rows.map(toAccount)
}

/** What lines have to give on the accounts that these rules name, by rule. */
export async function requiredDimensionsOf(
  tx: Sql,
  rules: readonly Pick<AccountRule, 'id' | 'companyId' | 'accountCode'>[],
): Promise<ReadonlyMap<string, readonly Dimension[]>> {
  if (rules.length === 0) return new Map()
  const named = rules.map(({ id, companyId, accountCode }) => ({ id, companyId, accountCode }))
  const rows = await tx.$queryRaw<{ id: string; dimensions: AccountDimensions }[]>`
    select r.id, a.dimensions
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as r(id uuid, "companyId" uuid, "accountCode" text)
    join account a on a.company_id = r."companyId" and a.code = r."accountCode"`
  return new Map(rows.map(({ id, dimensions }) => [id, requiredBy(dimensions)]))
}

export function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    companyId: row.company_id,
    code: row.code,
    name: { zh: row.name_zh, en: row.name_en },
    accountClass: row.account_class,
    direction: row.direction,
    level: row.level,
    leaf: row.leaf,
    active: row.active,
    parentCode: row.parent_code,
    controlKey: row.control_key,
    openItemKind: row.open_item_kind,
    dimensions: row.dimensions,
    quantityUnit: row.quantity_unit,
    foreignCurrency: row.foreign_currency,
    cashKind: row.cash_kind,
    version: row.version,
  }
}
