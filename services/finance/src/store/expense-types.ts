import { type Sql, StaleDocument } from '@erp/service-kit'
import type { ExpenseType, VatRule } from '../domain/expense-type.ts'

interface ExpenseTypeRow {
  readonly id: string
  readonly company_id: string
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
  readonly vat_rule: VatRule
  readonly vat_rate_text: string | null
  readonly receipt_required: boolean
  readonly active: boolean
  readonly version: number
}

/** Stores new types; false for one whose code is taken. */
export async function insertExpenseTypes(tx: Sql, types: readonly ExpenseType[]): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    insert into expense_type (id, company_id, code, name_zh, name_en, vat_rule, vat_rate, receipt_required, active, version)
    select id, "companyId", code, name ->> 'zh', name ->> 'en', "vatRule", "vatRate", "receiptRequired", active, version
    from jsonb_to_recordset(${JSON.stringify(types)}::jsonb)
      as r(id uuid, "companyId" uuid, code text, name jsonb, "vatRule" text, "vatRate" numeric,
           "receiptRequired" boolean, active boolean, version int)
    on conflict do nothing`
  return inserted === types.length
}

/** Stores the next version of a type that was read as `type.version`. Returns it as stored. */
export async function saveExpenseType(tx: Sql, type: ExpenseType): Promise<ExpenseType> {
  const updated = await tx.$executeRaw`
    update expense_type
    set name_zh = ${type.name.zh}, name_en = ${type.name.en}, vat_rule = ${type.vatRule},
        vat_rate = ${type.vatRate}::numeric, receipt_required = ${type.receiptRequired}, active = ${type.active},
        version = version + 1
    where id = ${type.id}::uuid and version = ${type.version}::int`
  if (updated !== 1) throw new StaleDocument('expense type', type.id)
  return { ...type, version: type.version + 1 }
}

/** The visible types of these ids. */
export async function findExpenseTypes(tx: Sql, ids: readonly string[]): Promise<ExpenseType[]> {
  const rows = await tx.$queryRaw<ExpenseTypeRow[]>`
    select *, trim_scale(vat_rate)::text as vat_rate_text from expense_type where id = any (${ids}::uuid[])`
  return rows.map(toExpenseType)
}

export async function findExpenseType(tx: Sql, id: string): Promise<ExpenseType | undefined> {
  return (await findExpenseTypes(tx, [id]))[0]
}

/** Types of a company by code, after the given one. */
export async function listExpenseTypes(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterCode: string; readonly activeOnly: boolean },
): Promise<ExpenseType[]> {
  const rows = await tx.$queryRaw<ExpenseTypeRow[]>`
    select *, trim_scale(vat_rate)::text as vat_rate_text from expense_type
    where company_id = ${companyId}::uuid and code > ${page.afterCode} and (active or not ${page.activeOnly}::boolean)
    order by code limit ${page.limit}::int`
  return rows.map(toExpenseType)
}

function toExpenseType(row: ExpenseTypeRow): ExpenseType {
  return {
    ...{ id: row.id, companyId: row.company_id, code: row.code, name: { zh: row.name_zh, en: row.name_en } },
    ...{ vatRule: row.vat_rule, vatRate: row.vat_rate_text, receiptRequired: row.receipt_required },
    ...{ active: row.active, version: row.version },
  }
}
