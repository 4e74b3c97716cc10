import type { Sql } from '@erp/service-kit'
import type { Currency, Period } from '@erp/values'
import type { Account, AccountingStandard } from '../domain/account.ts'
import type { Book } from '../domain/book.ts'
import type { SetUpPart } from '../domain/missing-set-up.ts'
import { type AccountRow, toAccount } from './accounts.ts'

interface MissingRow {
  readonly company_id: string
  readonly company_code: string
  readonly base_currency: Currency
  readonly accounting_standard: AccountingStandard
  readonly first_period: Period
  readonly company_version: number
  readonly missing: SetUpPart[]
}

export interface IncompleteBook {
  readonly book: Book
  readonly missing: readonly SetUpPart[]
}

/**
 * The books among these that lack something of what their standard comes with, and what that is. What a company superseded,
 * disabled or took out of use is there.
 */
export async function incompleteBooks(
  tx: Sql,
  companyIds: readonly string[],
  wanted: readonly (SetUpPart & { readonly standard: AccountingStandard })[],
): Promise<IncompleteBook[]> {
  const rows = await tx.$queryRaw<MissingRow[]>`
    with known as (
      select company_id, 'ACCOUNT' as kind, code as key from account where company_id = any (${companyIds}::uuid[])
      union all
      select company_id, 'ACCOUNT_RULE', account_key || '|' || coalesce(item_class, '') || '|' || coalesce(expense_type, '')
      from account_rule
      where company_id = any (${companyIds}::uuid[]) and valuation_area_id is null and party_class is null
        and tax_code is null and department_id is null
      union all select company_id, 'TAX_CODE', code from tax_code where company_id = any (${companyIds}::uuid[])
      union all select company_id, 'EXPENSE_TYPE', code from expense_type where company_id = any (${companyIds}::uuid[])
      union all
      select company_id, 'VOUCHER_TEMPLATE', event_kind from voucher_template
      where company_id = any (${companyIds}::uuid[])),
    wanted as (select * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as r(standard text, kind text, key text))
    select b.*, jsonb_agg(jsonb_build_object('kind', w.kind, 'key', w.key)) as missing
    from book b join wanted w on w.standard = b.accounting_standard
    where b.company_id = any (${companyIds}::uuid[])
      and not exists (select from known k where k.company_id = b.company_id and k.kind = w.kind and k.key = w.key)
    group by b.company_id order by b.company_id`
  return rows.map(({ missing, ...row }) => ({ book: toBook(row), missing }))
}

/** Makes changes of these charts and rules take turns from here on, in one order. */
export async function holdBooks(tx: Sql, companyIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    select company_id from book where company_id = any (${companyIds}::uuid[]) order by company_id for no key update`
}

/** Gives each of these charts, which are held, its next version. */
export async function nextChartVersions(tx: Sql, companyIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    update book set chart_version = chart_version + 1 where company_id = any (${companyIds}::uuid[])`
}

/** The accounts of these codes in each of these companies, by company and code. */
export async function accountsOfCodes(
  tx: Sql,
  companyIds: readonly string[],
  codes: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, Account>>> {
  const rows = await tx.$queryRaw<AccountRow[]>`
    select * from account where company_id = any (${companyIds}::uuid[]) and code = any (${codes}::text[])`
  const byCompany = Map.groupBy(rows.map(toAccount), ({ companyId }) => companyId)
  return new Map([...byCompany].map(([id, accounts]) => [id, new Map(accounts.map((one) => [one.code, one]))]))
}

function toBook(row: Omit<MissingRow, 'missing'>): Book {
  return {
    ...{ companyId: row.company_id, companyCode: row.company_code, currency: row.base_currency },
    ...{ standard: row.accounting_standard, firstPeriod: row.first_period, companyVersion: row.company_version },
  }
}
