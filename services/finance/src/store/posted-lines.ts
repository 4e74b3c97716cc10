import type { Sql } from '@erp/service-kit'
import { type Currency, money } from '@erp/values'
import type { PostedFor } from '../domain/template-back-test.ts'
import { voucherNumber } from '../domain/voucher.ts'
import { type PostingSource, sourceKey } from './posting-facts.ts'

type PostedLineRow = PostingSource & {
  readonly word: string
  readonly period: string
  readonly number: number
  readonly currency: Currency
  readonly accountCode: string
  readonly accountKey: string | null
  readonly debit: bigint
  readonly credit: bigint
  readonly summaryZh: string
  readonly summaryEn: string
  readonly cashFlowItem: string | null
}

/** The vouchers posted for these sources with their lines in order, by `sourceKey`. */
export async function postedFor(tx: Sql, sources: readonly PostingSource[]): Promise<ReadonlyMap<string, PostedFor>> {
  const rows = await tx.$queryRaw<PostedLineRow[]>`
    select v.source_type as "sourceType", v.source_id as "sourceId", v.purpose, v.revision, v.word, v.period, v.number,
           v.currency, a.code as "accountCode", l.account_key as "accountKey", l.debit, l.credit,
           l.summary_zh as "summaryZh", l.summary_en as "summaryEn", l.cash_flow_item as "cashFlowItem"
    from jsonb_to_recordset(${JSON.stringify(sources)}::jsonb)
      as asked("sourceType" text, "sourceId" uuid, purpose text, revision int)
    join voucher v on v.source_type = asked."sourceType" and v.source_id = asked."sourceId"
      and v.purpose = asked.purpose and v.revision = asked.revision
    join voucher_line l on l.voucher_id = v.id
    join account a on a.id = l.account_id
    order by v.id, l.line_number`
  const bySource = Map.groupBy(rows, sourceKey)
  return new Map(
    [...bySource].map(([key, lines]) => {
      const [first] = lines
      const voucher = first && {
        word: first.word,
        voucherNumber: voucherNumber(first.word, first.period, first.number),
      }
      return [key, { word: null, voucherNumber: null, ...voucher, lines: lines.map(toLine) }]
    }),
  )
}

function toLine(row: PostedLineRow): PostedFor['lines'][number] {
  const side = row.debit === 0n ? 'CREDIT' : 'DEBIT'
  return {
    ...{ accountCode: row.accountCode, accountKey: row.accountKey, side, cashFlowItem: row.cashFlowItem },
    amount: money(side === 'DEBIT' ? row.debit : row.credit, row.currency),
    summary: { zh: row.summaryZh, en: row.summaryEn },
  }
}
