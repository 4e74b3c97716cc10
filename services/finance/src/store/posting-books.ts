import type { Sql } from '@erp/service-kit'
import type { Currency, Period } from '@erp/values'
import type { Account } from '../domain/account.ts'
import type { AccountRule } from '../domain/account-rule.ts'
import type { FiscalPeriod } from '../domain/fiscal-period.ts'
import type { Books } from '../domain/posting.ts'
import type { VoucherTemplate } from '../domain/voucher-template.ts'
import { type AccountRow, toAccount } from './accounts.ts'
import { findPeriodsFor, lockPeriodsForPosting } from './fiscal-periods.ts'
import { toTemplate, type VoucherTemplateRow } from './voucher-templates.ts'

interface BooksRow {
  readonly company_id: string
  readonly base_currency: Currency
  readonly templates: VoucherTemplateRow[]
  readonly rules: AccountRule[]
  readonly accounts: AccountRow[]
}

type BooksKey = { readonly companyId: string; readonly period: Period }

/**
 * What decides the postings of many events at once, by company, with their periods held as they are until the
 * transaction ends. Two statements, whatever the batch.
 */
export async function loadBooksForPosting(tx: Sql, keys: readonly BooksKey[]): Promise<ReadonlyMap<string, Books>> {
  return loadBooks(tx, keys, await lockPeriodsForPosting(tx, keys))
}

/** The same for a preview, which holds nothing. */
export async function loadBooksForPreview(tx: Sql, keys: readonly BooksKey[]): Promise<ReadonlyMap<string, Books>> {
  return loadBooks(tx, keys, await findPeriodsFor(tx, keys))
}

/** Currency, active templates, active rules and the accounts those name. */
async function loadBooks(
  tx: Sql,
  keys: readonly BooksKey[],
  periods: readonly FiscalPeriod[],
): Promise<ReadonlyMap<string, Books>> {
  const companyIds = [...new Set(keys.map(({ companyId }) => companyId))]
  const rows = await tx.$queryRaw<BooksRow[]>`
    select book.company_id, book.base_currency,
      (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from voucher_template t
       where t.company_id = book.company_id and t.status = 'ACTIVE') as templates,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'id', r.id, 'companyId', r.company_id, 'accountKey', r.account_key, 'itemClass', r.item_class,
          'valuationAreaId', r.valuation_area_id, 'partyClass', r.party_class, 'taxCode', r.tax_code,
          'departmentId', r.department_id, 'expenseType', r.expense_type, 'accountCode', r.account_code, 'active', r.active,
          'version', r.version)), '[]')
       from account_rule r where r.company_id = book.company_id and r.active) as rules,
      (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from account a
       where a.company_id = book.company_id and a.code in (
         select r.account_code from account_rule r where r.company_id = book.company_id and r.active)) as accounts
    from book where book.company_id = any (${companyIds}::uuid[])`
  return new Map(rows.map((row) => [row.company_id, toBooks(row, periods)]))
}

function toBooks(row: BooksRow, periods: readonly FiscalPeriod[]): Books {
  const own = periods.filter(({ companyId }) => companyId === row.company_id)
  const accounts: Account[] = row.accounts.map(toAccount)
  const templates: VoucherTemplate[] = row.templates.map(toTemplate)
  return {
    currency: row.base_currency,
    periods: new Map(own.map((period) => [period.period, period])),
    templates: Map.groupBy(templates, ({ eventKind }) => eventKind),
    rules: row.rules,
    accounts: new Map(accounts.map((account) => [account.code, account])),
  }
}
