import type { Sql } from '@erp/service-kit'
import type { BusinessDate, Currency } from '@erp/values'
import type { CashAccount } from '../domain/cash-document.ts'
import { Prisma } from '../generated/prisma/client.ts'

/** A cash account with the days its journal is asked for. */
export interface JournalAsked {
  readonly account: CashAccount
  readonly base: Currency
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate
}

export interface JournalFigures {
  readonly opening: bigint
  readonly received: bigint
  readonly paid: bigint
}

/** A line of a journal and the balance after it, in minor units of the cash account. */
export interface CashJournalEntry {
  readonly voucherId: string
  readonly lineNumber: number
  readonly postingDate: BusinessDate
  readonly documentNumber: string
  readonly summary: { readonly zh: string; readonly en: string }
  readonly received: bigint
  readonly paid: bigint
  readonly balance: bigint
  readonly currency: Currency
}

/** What lines moved the account by, in its own currency; a revaluation moves nothing there. */
export const journalMoves = ({ account, base, endsOn }: Omit<JournalAsked, 'beginsOn'>) => {
  const foreign = account.currency !== base
  return Prisma.sql`
    select voucher_id, line_number, posting_date, summary_zh, summary_en,
      case when debit = 0 then 0 when ${foreign}::boolean then coalesce(foreign_amount, 0) else debit end as received,
      case when credit = 0 then 0 when ${foreign}::boolean then coalesce(foreign_amount, 0) else credit end as paid
    from voucher_line
    where company_id = ${account.companyId}::uuid and account_id = ${account.accountId}::uuid
      and posting_date <= ${endsOn}::date
      and (not ${foreign}::boolean or foreign_currency = ${account.currency})`
}

export async function journalFigures(tx: Sql, asked: JournalAsked): Promise<JournalFigures> {
  const [row] = await tx.$queryRaw<JournalFigures[]>`
    select coalesce(sum(received - paid) filter (where posting_date < ${asked.beginsOn}::date), 0)::bigint as opening,
      coalesce(sum(received) filter (where posting_date >= ${asked.beginsOn}::date), 0)::bigint as received,
      coalesce(sum(paid) filter (where posting_date >= ${asked.beginsOn}::date), 0)::bigint as paid
    from (${journalMoves(asked)}) as line`
  return row ?? { opening: 0n, received: 0n, paid: 0n }
}

/** The lines by day, after a position. */
export function journalLines(
  tx: Sql,
  asked: JournalAsked,
  page: {
    readonly limit: number
    readonly after:
      | { readonly postingDate: string; readonly voucherId: string; readonly lineNumber: number }
      | undefined
  },
): Promise<CashJournalEntry[]> {
  const { postingDate, voucherId, lineNumber } = page.after ?? {
    postingDate: '0001-01-01',
    voucherId: '00000000-0000-0000-0000-000000000000',
    lineNumber: 0,
  }
  return tx.$queryRaw<CashJournalEntry[]>`
    with running as (
      select line.*, sum(received - paid) over (order by posting_date, voucher_id, line_number) as balance
      from (${journalMoves(asked)}) as line)
    select voucher_id as "voucherId", line_number as "lineNumber", r.posting_date::text as "postingDate",
      v.document_number as "documentNumber", jsonb_build_object('zh', summary_zh, 'en', summary_en) as summary,
      received, paid, balance::bigint, ${asked.account.currency} as currency
    from running r join voucher v on v.id = voucher_id
    where r.posting_date >= ${asked.beginsOn}::date and (received <> 0 or paid <> 0)
      and (r.posting_date, voucher_id, line_number) > (${postingDate}::date, ${voucherId}::uuid, ${lineNumber}::int)
    order by r.posting_date, voucher_id, line_number limit ${page.limit}::int`
}
