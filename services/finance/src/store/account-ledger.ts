import type { Sql } from '@erp/service-kit'
import { type BusinessDate, type Currency, firstDayOf, money, type Period, periodOf } from '@erp/values'
import type { LedgerValue } from '../domain/ledger-dimension.ts'
import type { ReportWindow } from '../domain/report-window.ts'
import type { AccountLedgerEntry } from '../domain/voucher-record.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { accountsBelow, carrying, keptByDay, keptByPeriod, turnoverUpTo } from './movements.ts'
import { toVoucherLine, type VoucherLineRow } from './voucher-records.ts'

/** Where in an account's ledger a page begins. */
export interface LedgerPosition {
  readonly postingDate: BusinessDate
  readonly voucherId: string
  readonly lineNumber: number
}

/** Whose ledger it is: an account with all below it, of everything or only of what carries certain values. */
export interface LedgerOf {
  readonly companyId: string
  readonly code: string
  readonly having?: readonly LedgerValue[]
}

/**
 * Lines of a ledger within a window, after a position; each with the balance it leaves. What came before the page is
 * the balances of the months before, of the days before, and the lines of one day: no page sums the ledger. Lines of
 * opening balances 期初 are not listed; the balance begins with them.
 */
export async function accountLedgerEntries(
  tx: Sql,
  account: LedgerOf & { readonly currency: Currency },
  page: { readonly window: ReportWindow; readonly limit: number; readonly after: LedgerPosition | undefined },
): Promise<AccountLedgerEntry[]> {
  const { window, after } = page
  const { companyId, having = [] } = account
  const scope = { companyId, having, accounts: accountsBelow(companyId, account.code) }
  const day = after?.postingDate ?? firstDayOf(window.from)
  const month = periodOf(day)
  const onThatDay = after
    ? Prisma.sql`
        + (select coalesce(sum(debit - credit), 0) from voucher_line
           where company_id = ${companyId}::uuid and account_id in (select id from below) ${carrying(having)}
             and posting_date = ${day}::date and nature <> 'OPENING'
             and (voucher_id, line_number) <= (${after.voucherId}::uuid, ${after.lineNumber}::int))`
    : Prisma.empty
  const fromThere = after
    ? Prisma.sql`(posting_date, voucher_id, line_number)
        > (${day}::date, ${after.voucherId}::uuid, ${after.lineNumber}::int)`
    : Prisma.sql`posting_date >= ${day}::date`
  const rows = await tx.$queryRaw<(VoucherLineRow & { posting_date: BusinessDate; balance: bigint })[]>`
    with below as materialized (${scope.accounts}
    ), before as (
      select
        (select coalesce(sum(debit - credit), 0) from ${keptByPeriod(scope)}
           and (period < ${month} or (nature = 'OPENING' and period <= ${window.period})))
        + (select coalesce(sum(debit - credit), 0) from ${keptByDay(scope)}
           and posting_date >= ${firstDayOf(month)}::date and posting_date < ${day}::date and nature <> 'OPENING')
        ${onThatDay} as balance
    ), line as (
      select line.* from below cross join lateral (
        select * from voucher_line
        where company_id = ${companyId}::uuid and account_id = below.id ${carrying(having)}
          and ${fromThere} and posting_date <= ${window.through}::date and nature <> 'OPENING'
        order by posting_date, voucher_id, line_number limit ${page.limit}::int) as line
      order by posting_date, voucher_id, line_number limit ${page.limit}::int)
    select line.voucher_id, voucher.document_type, voucher.currency, line.line_number, line.account_id,
           line.account_key, line.debit, line.credit, line.summary_zh, line.summary_en, line.source_line_id,
           line.stock_entry_id, line.item_id, line.warehouse_id, line.supplier_id, line.customer_id,
           line.employee_id, line.department_id, line.project_id, trim_scale(line.quantity)::text as quantity,
           line.foreign_currency, line.foreign_amount, trim_scale(line.exchange_rate)::text as exchange_rate,
           line.cash_flow_item, line.posting_date::text as posting_date,
           ((select balance from before)
            + sum(line.debit - line.credit) over (order by line.posting_date, line.voucher_id, line.line_number))::bigint
             as balance
    from line join voucher on voucher.id = line.voucher_id
    order by line.posting_date, line.voucher_id, line.line_number`
  return rows.map((row) => ({
    line: toVoucherLine(row),
    postingDate: row.posting_date,
    balance: money(row.balance, account.currency),
  }))
}

/** What happened on a ledger, in minor units; opening is debits less credits. */
export interface LedgerTurnover {
  readonly opening: bigint
  readonly debit: bigint
  readonly credit: bigint
}

/** What happened on a ledger before and in a window. */
export async function accountTurnover(tx: Sql, account: LedgerOf, window: ReportWindow): Promise<LedgerTurnover> {
  const { companyId, having = [], code } = account
  const turnover = turnoverUpTo({ companyId, having, accounts: accountsBelow(companyId, code) }, window)
  const [row] = await tx.$queryRaw<LedgerTurnover[]>`
    select coalesce(sum(debit - credit) filter (where period < ${window.from} or nature = 'OPENING'), 0)::bigint
             as opening,
           coalesce(sum(debit) filter (where period >= ${window.from} and nature <> 'OPENING'), 0)::bigint as debit,
           coalesce(sum(credit) filter (where period >= ${window.from} and nature <> 'OPENING'), 0)::bigint as credit
    from (${turnover}) as movement`
  return row ?? { opening: 0n, debit: 0n, credit: 0n }
}

/** The turnover of each month of a window that has any, and the opening of the first, as `opening` of each row is 0. */
export async function monthlyTurnover(
  tx: Sql,
  account: LedgerOf,
  window: ReportWindow,
): Promise<(LedgerTurnover & { readonly period: Period })[]> {
  const { companyId, having = [], code } = account
  const turnover = turnoverUpTo({ companyId, having, accounts: accountsBelow(companyId, code) }, window)
  return tx.$queryRaw<(LedgerTurnover & { period: Period })[]>`
    select period, coalesce(sum(debit - credit) filter (where nature = 'OPENING'), 0)::bigint as opening,
           coalesce(sum(debit) filter (where nature <> 'OPENING'), 0)::bigint as debit,
           coalesce(sum(credit) filter (where nature <> 'OPENING'), 0)::bigint as credit
    from (${turnover}) as movement group by period order by period`
}

/** The turnover of each day of a window's last month that has any, without opening balances. */
export function dailyTurnover(
  tx: Sql,
  account: LedgerOf,
  window: ReportWindow,
): Promise<{ readonly on: BusinessDate; readonly debit: bigint; readonly credit: bigint }[]> {
  const { companyId, having = [], code } = account
  const scope = { companyId, having, accounts: accountsBelow(companyId, code) }
  return tx.$queryRaw<{ on: BusinessDate; debit: bigint; credit: bigint }[]>`
    select posting_date::text as "on", sum(debit)::bigint as debit, sum(credit)::bigint as credit
    from ${keptByDay(scope)} and posting_date between ${firstDayOf(window.period)}::date and ${window.through}::date
      and nature <> 'OPENING'
    group by posting_date order by posting_date`
}
