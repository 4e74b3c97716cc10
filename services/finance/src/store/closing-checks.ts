import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'

/** What a month-end has to look at beside the figures its steps post, in minor units of the books' currency. */
export interface PeriodChecks {
  readonly period: Period
  /** Business events dated in the period that are held in the inbox. */
  readonly heldPostings: number
  /** Vouchers of people dated in the period that are not posted. */
  readonly openDrafts: number
  /** What 期初余额清算 stands at: opening balances that are not all in. */
  readonly openingClearing: bigint
  /** What 暂估冲回 stands at: estimates that are not made anew, credits positive. */
  readonly estimatesTakenBack: bigint
  /** Whether a sheet of opening balances waits to be posted. */
  readonly openingDraft: boolean
  /** The balance of 本年利润, debits less credits. */
  readonly profitOfYear: bigint
  /** Debits less credits over all accounts. */
  readonly uneven: bigint
  /** Accounts of the period whose kept balance is not the sum of their entries. */
  readonly accountsApart: number
  /** Movement of cash in the period that no cash-flow item explains. */
  readonly cashUnexplained: bigint
  /** Whether the books go on after it. */
  readonly hasNext: boolean
}

type Accounts = { readonly profitOfYear: string | null; readonly openingClearing: string | null }

/** Looks at several periods at once; one statement, in the snapshot of the transaction's locks. */
export function checksOfPeriods(
  tx: Sql,
  companyId: string,
  accounts: Accounts,
  periods: readonly Period[],
): Promise<PeriodChecks[]> {
  return tx.$queryRaw<PeriodChecks[]>`
    with asked as (select period from unnest(${[...periods]}::text[]) as one (period)),
    held as (
      select left(payload ->> 'businessDate', 7) as period, count(*)::int as held from platform.inbox
      where company_id = ${companyId}::uuid and status in ('blocked', 'dead', 'waiting_gap') and payload is not null
      group by 1),
    drafts as (
      select to_char(posting_date, 'YYYY-MM') as period, count(*)::int as open from voucher_draft
      where company_id = ${companyId}::uuid and status in ('DRAFT', 'SUBMITTED', 'RETURNED', 'REVIEWED')
      group by 1),
    kept as (
      select account_id, t.period, sum(debit) as debit, sum(credit) as credit
      from ledger_turnover t join asked using (period) where company_id = ${companyId}::uuid group by 1, 2),
    posted as (
      select account_id, l.period, sum(debit) as debit, sum(credit) as credit
      from voucher_line l join asked using (period) where company_id = ${companyId}::uuid group by 1, 2),
    apart as (
      select period, count(*)::int as accounts from kept full join posted using (account_id, period)
      where (kept.debit, kept.credit) is distinct from (posted.debit, posted.credit) group by 1),
    moved as (
      select t.period, t.account_id, sum(t.debit - t.credit) as net from ledger_turnover t
      where t.company_id = ${companyId}::uuid group by 1, 2),
    cash as (
      select t.period, sum(t.debit - t.credit) as unexplained from ledger_turnover t join asked using (period)
      join account a on a.id = t.account_id and a.cash_kind is not null
      where t.company_id = ${companyId}::uuid and t.nature <> 'OPENING' and t.cash_flow_item in ('', 'CASH_TRANSFER')
      group by 1)
    select asked.period, coalesce(held.held, 0) as "heldPostings", coalesce(drafts.open, 0) as "openDrafts",
      (select coalesce(sum(net), 0) from moved where account_id = ${accounts.openingClearing}::uuid)::bigint
        as "openingClearing",
      (select coalesce(-sum(net), 0) from moved join account a on a.id = moved.account_id and a.control_key = 'GRIR-R'
       where moved.period <= asked.period)::bigint as "estimatesTakenBack",
      exists (select from opening_balance o where o.company_id = ${companyId}::uuid and o.status <> 'POSTED'
        and o.lines <> '[]') as "openingDraft",
      (select coalesce(sum(net), 0) from moved
       where account_id = ${accounts.profitOfYear}::uuid and moved.period <= asked.period)::bigint as "profitOfYear",
      (select coalesce(sum(net), 0) from moved where moved.period <= asked.period)::bigint as uneven,
      coalesce(apart.accounts, 0) as "accountsApart", coalesce(cash.unexplained, 0)::bigint as "cashUnexplained",
      exists (select from fiscal_period p where p.company_id = ${companyId}::uuid and p.period > asked.period)
        as "hasNext"
    from asked left join held using (period) left join drafts using (period) left join apart using (period)
    left join cash using (period)
    order by asked.period`
}
