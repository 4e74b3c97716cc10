import type { Sql } from '@erp/service-kit'
import type { TaxCode } from '../domain/tax-code.ts'

interface TaxCodeRow {
  readonly id: string
  readonly company_id: string
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
  readonly rate_percent: string
  readonly active: boolean
  readonly version: number
}

export async function insertTaxCodes(tx: Sql, taxCodes: readonly TaxCode[]): Promise<void> {
  await tx.$executeRaw`
    insert into tax_code (id, company_id, code, name_zh, name_en, rate_percent, active, version)
    select id, "companyId", code, name ->> 'zh', name ->> 'en', "ratePercent", active, version
    from jsonb_to_recordset(${JSON.stringify(taxCodes)}::jsonb)
      as r(id uuid, "companyId" uuid, code text, name jsonb, "ratePercent" numeric, active boolean, version int)`
}

/** VAT codes of a company by code, after the given one. */
export async function listTaxCodes(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterCode: string },
): Promise<TaxCode[]> {
  const rows = await tx.$queryRaw<TaxCodeRow[]>`
    select id, company_id, code, name_zh, name_en, trim_scale(rate_percent)::text as rate_percent, active, version
    from tax_code where company_id = ${companyId}::uuid and code > ${page.afterCode}
    order by code limit ${page.limit}::int`
  return rows.map(toTaxCode)
}

/** The visible VAT codes of these ids. */
export async function findTaxCodes(tx: Sql, ids: readonly string[]): Promise<TaxCode[]> {
  const rows = await tx.$queryRaw<TaxCodeRow[]>`
    select id, company_id, code, name_zh, name_en, trim_scale(rate_percent)::text as rate_percent, active, version
    from tax_code where id = any (${ids}::uuid[])`
  return rows.map(toTaxCode)
}

function toTaxCode(row: TaxCodeRow): TaxCode {
  return {
    id: row.id,
    companyId: row.company_id,
    code: row.code,
    name: { zh: row.name_zh, en: row.name_en },
    ratePercent: row.rate_percent,
    active: row.active,
    version: row.version,
  }
}

/** Whether a company has a tax code that is in use. */
export async function hasTaxCode(tx: Sql, companyId: string, code: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from tax_code where company_id = ${companyId}::uuid and code = ${code} and active`
  return rows.length > 0
}
