import type { Sql } from '@erp/service-kit'
import type { BusinessDate, Currency, Period } from '@erp/values'
import type { ReversibleVoucher } from '../domain/reverse-voucher.ts'
import { voucherNumber } from '../domain/voucher.ts'
import { entriesOfVouchers } from './voucher-draft-lines.ts'

interface ReversibleRow {
  readonly id: string
  readonly company_id: string
  readonly kind: ReversibleVoucher['kind']
  readonly word: string
  readonly number: number
  readonly period: Period
  readonly posting_date_text: BusinessDate
  readonly business_date_text: BusinessDate
  readonly currency: Currency
  readonly document_type: ReversibleVoucher['documentType']
  readonly document_id: string
  readonly document_number: string
  readonly source_type: ReversibleVoucher['sourceType']
  readonly source_id: string
  readonly purpose: ReversibleVoucher['purpose']
  readonly revision: number
  readonly template_version_id: string | null
  readonly draft_id: string | null
  readonly attachment_count: number
  readonly prepared_by: string | null
  readonly reviewed_by: string | null
  readonly cashier_id: string | null
  readonly posted_by: string | null
  readonly red_word: string | null
  readonly red_period: string | null
  readonly red_number: number | null
}

/** A visible posted voucher with its lines, and whether another took it back. */
export async function findReversible(tx: Sql, voucherId: string): Promise<ReversibleVoucher | undefined> {
  return (await findReversibles(tx, [voucherId]))[0]
}

/** The visible vouchers of these ids with their lines, in posting order. */
export async function findReversibles(tx: Sql, voucherIds: readonly string[]): Promise<ReversibleVoucher[]> {
  const rows = await tx.$queryRaw<ReversibleRow[]>`
    select v.*, v.posting_date::text as posting_date_text, v.business_date::text as business_date_text,
           red.word as red_word, red.period as red_period, red.number as red_number
    from voucher v left join voucher red on red.reverses_id = v.id
    where v.id = any (${voucherIds}::uuid[]) order by v.id`
  const lines = await entriesOfVouchers(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => toReversible(row, lines.get(row.id) ?? []))
}

function toReversible(row: ReversibleRow, lines: ReversibleVoucher['lines']): ReversibleVoucher {
  const { red_word, red_period, red_number } = row
  const reversed = red_word !== null && red_period !== null && red_number !== null
  return {
    ...{ id: row.id, companyId: row.company_id, kind: row.kind, word: row.word, period: row.period },
    number: voucherNumber(row.word, row.period, row.number),
    reversedBy: reversed ? voucherNumber(red_word, red_period, red_number) : null,
    ...{ postingDate: row.posting_date_text, businessDate: row.business_date_text, currency: row.currency },
    ...{ documentType: row.document_type, documentId: row.document_id, documentNumber: row.document_number },
    ...{ sourceType: row.source_type, sourceId: row.source_id, purpose: row.purpose, revision: row.revision },
    ...{ templateVersionId: row.template_version_id, reversesId: null, draftId: row.draft_id },
    ...{ attachmentCount: row.attachment_count, preparedBy: row.prepared_by, reviewedBy: row.reviewed_by },
    ...{ cashierId: row.cashier_id, postedBy: row.posted_by, lines },
  }
}
