import { currency } from '@erp/values'
import type { Company } from '../domain/company.ts'
import type { Tx } from './database.ts'

/** Keeps what is newer than what is known; one statement for all. */
export async function rememberCompanies(tx: Tx, companies: readonly Company[]): Promise<void> {
  await tx.$executeRaw`
    insert into company_replica as known (company_id, code, base_currency, active, version)
    select "companyId", code, "baseCurrency", active, version
    from jsonb_to_recordset(${JSON.stringify(companies)}::jsonb)
      as heard("companyId" uuid, code text, "baseCurrency" text, active boolean, version int)
    on conflict (company_id) do update
      set code = excluded.code, base_currency = excluded.base_currency, active = excluded.active, version = excluded.version
      where known.version < excluded.version`
}

export async function findCompany(tx: Tx, companyId: string): Promise<Company | undefined> {
  const row = await tx.companyReplica.findUnique({ where: { companyId } })
  return row ? { ...row, baseCurrency: currency(row.baseCurrency) } : undefined
}
