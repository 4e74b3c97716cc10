import type { Sql } from '@erp/service-kit'
import { type BusinessDate, type Currency, money, type Period } from '@erp/values'
import type { AccountLedgerEntry } from '../domain/voucher-record.ts'
import { toVoucherLine, type VoucherLineRow } from './voucher-records.ts'

/** Where in an account's ledger a page begins. */
export interface LedgerPosition {
  readonly postingDate: string
  readonly voucherId: string
  readonly lineNumber: number
}

/**
 * Lines of an account, or of all accounts below it, in one period, after a position; each with the balance it leaves.
 * What came before the page is added up once, in the same snapshot as the page itself.
 */
export async function accountLedgerEntries(
  tx: Sql,
  account: { readonly companyId: string; readonly code: string; readonly currency: Currency },
  page: { readonly period: Period; readonly limit: number; readonly after: LedgerPosition | undefined },
): Promise<AccountLedgerEntry[]> {
  const { postingDate = null, voucherId = null, lineNumber = null } = page.after ?? {}
  const rows = await tx.$queryRaw<(VoucherLineRow & { posting_date: BusinessDate; balance: bigint })[]>`
    with below as (
      select id from account
      where company_id = ${account.companyId}::uuid
        and (code = ${account.code} or starts_with(code, ${account.code} || '.'))
    ), before as (
      select
        (select coalesce(sum(debit - credit), 0) from ledger_turnover
         where company_id = ${account.companyId}::uuid and account_id in (select id from below)
           and period < ${page.period})
        + (select coalesce(sum(debit - credit), 0) from voucher_line
           where company_id = ${account.companyId}::uuid and account_id in (select id from below)
             and period = ${page.period}
             and (posting_date, voucher_id, line_number)
                 <= (${postingDate}::date, ${voucherId}::uuid, ${lineNumber}::int)) as balance
    ), line as (
      select * from voucher_line
      where company_id = ${account.companyId}::uuid and account_id in (select id from below)
        and period = ${page.period}
        and (${voucherId}::uuid is null or (posting_date, voucher_id, line_number)
             > (${postingDate}::date, ${voucherId}::uuid, ${lineNumber}::int))
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

/** What happened on an account, or below it, before and in a period, in minor units; opening is debits less credits. */
export async function accountTurnover(
  tx: Sql,
  account: { readonly companyId: string; readonly code: string },
  period: Period,
): Promise<{ readonly opening: bigint; readonly debit: bigint; readonly credit: bigint }> {
  const [row] = await tx.$queryRaw<{ opening: bigint; debit: bigint; credit: bigint }[]>`
    select coalesce(sum(debit - credit) filter (where period < ${period}), 0)::bigint as opening,
           coalesce(sum(debit) filter (where period = ${period}), 0)::bigint as debit,
           coalesce(sum(credit) filter (where period = ${period}), 0)::bigint as credit
    from ledger_turnover
    where company_id = ${account.companyId}::uuid and period <= ${period}
      and account_id in (
        select id from account
        where company_id = ${account.companyId}::uuid
          and (code = ${account.code} or starts_with(code, ${account.code} || '.')))`
  return row ?? { opening: 0n, debit: 0n, credit: 0n }
}
