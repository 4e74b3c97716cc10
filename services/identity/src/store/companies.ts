import type { Sql } from '@erp/service-kit'
import type { Currency, Period } from '@erp/values'
import type { AccountingStandard, Company } from '../domain/company.ts'

interface CompanyRow {
  readonly id: string
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
  readonly base_currency: string
  readonly accounting_standard: AccountingStandard
  readonly first_period: string
  readonly active: boolean
  readonly version: number
  readonly created_at: Date
}

/** Stores a new company. False when its code is taken, by a company this transaction may not even see. */
export async function insertCompany(tx: Sql, company: Company): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    insert into companies (id, code, name_zh, name_en, base_currency, accounting_standard, first_period, created_at)
    values (${company.id}::uuid, ${company.code}, ${company.name.zh}, ${company.name.en}, ${company.baseCurrency},
            ${company.accountingStandard}, ${company.firstPeriod}, ${company.createdAt})
    on conflict (code) do nothing`
  return inserted === 1
}

/** The visible companies of these ids. */
export async function findCompanies(tx: Sql, ids: readonly string[]): Promise<readonly Company[]> {
  const rows = await tx.$queryRaw<CompanyRow[]>`
    select * from companies where id = any (${ids}::uuid[])`
  return rows.map(toCompany)
}

export async function findCompany(tx: Sql, id: string): Promise<Company | undefined> {
  return (await findCompanies(tx, [id]))[0]
}

/** The companies a user belongs to, by code, after the given code; the transaction acts for that user. */
export async function listCompaniesOf(
  tx: Sql,
  userId: string,
  page: { readonly limit: number; readonly afterCode: string },
): Promise<readonly Company[]> {
  const rows = await tx.$queryRaw<CompanyRow[]>`
    select companies.* from companies
    join memberships on memberships.company_id = companies.id and memberships.user_id = ${userId}::uuid
    where companies.code > ${page.afterCode} order by companies.code limit ${page.limit}`
  return rows.map(toCompany)
}

/** Holds the company's row until the transaction ends, so that two changes of its administrators happen in turn. */
export async function lockCompanies(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx.$queryRaw`select id from companies where id = any (${ids}::uuid[]) order by id for update`
}

function toCompany(row: CompanyRow): Company {
  return {
    id: row.id,
    code: row.code,
    name: { zh: row.name_zh, en: row.name_en },
    baseCurrency: row.base_currency as Currency,
    accountingStandard: row.accounting_standard,
    firstPeriod: row.first_period as Period,
    active: row.active,
    version: row.version,
    createdAt: row.created_at,
  }
}
