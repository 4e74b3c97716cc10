import type { Sql } from '@erp/service-kit'
import { type BusinessDate, firstDayOf } from '@erp/values'
import type { ReportWindow } from '../domain/report-window.ts'
import type { VoucherLineRecord } from '../domain/voucher-record.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { LedgerPosition } from './account-ledger.ts'
import { toVoucherLine, type VoucherLineRow } from './voucher-records.ts'

/** An entry of the journal and the day it was posted on. */
export interface JournalEntry {
  readonly line: VoucherLineRecord
  readonly postingDate: BusinessDate
}

/** Columns of a line as `toVoucherLine` reads them. */
const columns = Prisma.sql`
  line.voucher_id, voucher.document_type, voucher.currency, line.line_number, line.account_id, line.account_key,
  line.debit, line.credit, line.summary_zh, line.summary_en, line.source_line_id, line.stock_entry_id, line.item_id,
  line.warehouse_id, line.supplier_id, line.customer_id, line.employee_id, line.department_id, line.project_id,
  trim_scale(line.quantity)::text as quantity, line.foreign_currency, line.foreign_amount,
  trim_scale(line.exchange_rate)::text as exchange_rate, line.cash_flow_item, line.posting_date::text as posting_date`

const first = '00000000-0000-0000-0000-000000000000'

interface Page {
  readonly window: ReportWindow
  readonly limit: number
  readonly after: LedgerPosition | undefined
}

/**
 * Every entry within a window in the order of posting, after a position; with a word, of that series only. Vouchers are
 * walked by day, and only as many are opened as can fill the page: each has two lines at least.
 */
export async function journalEntries(
  tx: Sql,
  companyId: string,
  page: Page & { readonly word: string | null },
): Promise<JournalEntry[]> {
  const { window, word, limit } = page
  const { postingDate = firstDayOf(window.from), voucherId = first, lineNumber = 0 } = page.after ?? {}
  const rows = await tx.$queryRaw<(VoucherLineRow & { posting_date: BusinessDate })[]>`
    with voucher as (
      select id, document_type, currency from voucher
      where company_id = ${companyId}::uuid and (${word}::text is null or word = ${word})
        and (posting_date, id) >= (${postingDate}::date, ${voucherId}::uuid)
        and posting_date <= ${window.through}::date
      order by posting_date, id limit ${limit}::int + 1)
    select ${columns}
    from voucher join voucher_line as line on line.voucher_id = voucher.id
    where (line.posting_date, line.voucher_id, line.line_number)
      > (${postingDate}::date, ${voucherId}::uuid, ${lineNumber}::int)
    order by line.posting_date, line.voucher_id, line.line_number limit ${limit}::int`
  return rows.map(toEntry)
}

/** The entries on cash accounts that carry a cash-flow item, in the order of posting, after a position. */
export async function cashFlowEntries(
  tx: Sql,
  companyId: string,
  page: Page & { readonly item: string },
): Promise<JournalEntry[]> {
  const { window, item, limit } = page
  const { postingDate = firstDayOf(window.from), voucherId = first, lineNumber = 0 } = page.after ?? {}
  const rows = await tx.$queryRaw<(VoucherLineRow & { posting_date: BusinessDate })[]>`
    select ${columns}
    from voucher_line as line join voucher on voucher.id = line.voucher_id
    join account on account.id = line.account_id and account.cash_kind is not null
    where line.company_id = ${companyId}::uuid and line.cash_flow_item = ${item} and line.nature <> 'OPENING'
      and (line.posting_date, line.voucher_id, line.line_number)
        > (${postingDate}::date, ${voucherId}::uuid, ${lineNumber}::int)
      and line.posting_date <= ${window.through}::date
    order by line.posting_date, line.voucher_id, line.line_number limit ${limit}::int`
  return rows.map(toEntry)
}

function toEntry(row: VoucherLineRow & { posting_date: BusinessDate }): JournalEntry {
  return { line: toVoucherLine(row), postingDate: row.posting_date }
}
