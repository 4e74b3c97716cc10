import { type Currency, currency } from '@erp/values'
import type { Tx } from './database.ts'

/** What inventory knows of a company: identity owns it. */
export type CompanyCopy = { readonly companyId: string; readonly baseCurrency: string; readonly version: number }

/** Keeps the newest version of each company. */
export async function replicate(tx: Tx, companies: readonly CompanyCopy[]): Promise<void> {
  await tx.$executeRaw`
    insert into company_with_stock (company_id)
    select distinct "companyId" from jsonb_to_recordset(${JSON.stringify(companies)}::jsonb) as c("companyId" uuid)
    order by 1
    on conflict do nothing`
  await tx.$executeRaw`
    insert into replicated_company as known (company_id, base_currency, version)
    select "companyId", "baseCurrency", version
    from jsonb_to_recordset(${JSON.stringify(companies)}::jsonb) as c(
      "companyId" uuid, "baseCurrency" text, version int)
    on conflict (company_id) do update set base_currency = excluded.base_currency, version = excluded.version
    where known.version < excluded.version`
}

export async function baseCurrency(tx: Tx, companyId: string): Promise<Currency | undefined> {
  const [row] = await tx.$queryRaw<{ baseCurrency: string }[]>`
    select base_currency as "baseCurrency" from replicated_company where company_id = ${companyId}::uuid`
  return row && currency(row.baseCurrency)
}
