import type { Sql } from '@erp/service-kit'
import { type BusinessDate, type Currency, money, type Period } from '@erp/values'
import type { DocumentType, EventKind } from '../domain/business-event.ts'
import { voucherNumber } from '../domain/voucher.ts'
import type { VoucherLineRecord, VoucherRecord } from '../domain/voucher-record.ts'

interface VoucherRow {
  readonly id: string
  readonly company_id: string
  readonly word: string
  readonly number: number
  readonly period: Period
  readonly posting_date: BusinessDate
  readonly business_date: BusinessDate
  readonly currency: Currency
  readonly document_type: DocumentType
  readonly document_id: string
  readonly document_number: string
  readonly purpose: EventKind
  readonly revision: number
  readonly template_version_id: string
  readonly total: bigint
  readonly posted_at: Date
}

export interface VoucherLineRow {
  readonly voucher_id: string
  readonly document_type: DocumentType
  readonly currency: Currency
  readonly line_number: number
  readonly account_id: string
  readonly account_key: string
  readonly debit: bigint
  readonly credit: bigint
  readonly summary_zh: string
  readonly summary_en: string
  readonly source_line_id: string
  readonly stock_entry_id: string | null
  readonly item_id: string | null
  readonly warehouse_id: string | null
  readonly supplier_id: string | null
  readonly quantity: string | null
}

/** Vouchers of a company in posting order within each period, after the given one; with `period` those of one period. */
export async function listVouchers(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly after: { readonly period: string; readonly id: string } | undefined
    readonly period: Period | null
  },
): Promise<VoucherRecord[]> {
  const { period = null, id = null } = page.after ?? {}
  const rows = await tx.$queryRaw<VoucherRow[]>`
    select id, company_id, word, number, period, posting_date::text, business_date::text, currency, document_type,
           document_id, document_number, purpose, revision, template_version_id, total, posted_at
    from voucher
    where company_id = ${companyId}::uuid
      and (${page.period}::text is null or period = ${page.period})
      and (${id}::uuid is null or (period, id) > (${period}, ${id}::uuid))
    order by period, id limit ${page.limit}::int`
  return rows.map(toVoucher)
}

/** The visible vouchers of these ids. */
export async function findVouchers(tx: Sql, ids: readonly string[]): Promise<VoucherRecord[]> {
  const rows = await tx.$queryRaw<VoucherRow[]>`
    select id, company_id, word, number, period, posting_date::text, business_date::text, currency, document_type,
           document_id, document_number, purpose, revision, template_version_id, total, posted_at
    from voucher where id = any (${ids}::uuid[])`
  return rows.map(toVoucher)
}

/** The voucher with this number in a company. */
export async function findVoucherByNumber(
  tx: Sql,
  companyId: string,
  { word, period, number }: { readonly word: string; readonly period: Period; readonly number: number },
): Promise<VoucherRecord | undefined> {
  const [row] = await tx.$queryRaw<VoucherRow[]>`
    select id, company_id, word, number, period, posting_date::text, business_date::text, currency, document_type,
           document_id, document_number, purpose, revision, template_version_id, total, posted_at
    from voucher
    where company_id = ${companyId}::uuid and word = ${word} and period = ${period} and number = ${number}::int`
  return row && toVoucher(row)
}

/** The visible vouchers of these business documents, in posting order. */
export async function vouchersOfDocuments(
  tx: Sql,
  documentType: DocumentType,
  documentIds: readonly string[],
): Promise<VoucherRecord[]> {
  const rows = await tx.$queryRaw<VoucherRow[]>`
    select id, company_id, word, number, period, posting_date::text, business_date::text, currency, document_type,
           document_id, document_number, purpose, revision, template_version_id, total, posted_at
    from voucher where document_id = any (${documentIds}::uuid[]) and document_type = ${documentType} order by id`
  return rows.map(toVoucher)
}

/** The lines of these vouchers, in order. */
export async function linesOfVouchers(tx: Sql, voucherIds: readonly string[]): Promise<VoucherLineRecord[]> {
  const rows = await tx.$queryRaw<VoucherLineRow[]>`
    select voucher_id, document_type, currency, line_number, account_id, account_key, debit, credit, summary_zh,
           summary_en, source_line_id, stock_entry_id, item_id, warehouse_id, supplier_id,
           trim_scale(quantity)::text as quantity
    from voucher_line join voucher on voucher.id = voucher_id
    where voucher_id = any (${voucherIds}::uuid[]) order by voucher_id, line_number`
  return rows.map(toVoucherLine)
}

function toVoucher(row: VoucherRow): VoucherRecord {
  return {
    id: row.id,
    companyId: row.company_id,
    number: voucherNumber(row.word, row.period, row.number),
    word: row.word,
    period: row.period,
    postingDate: row.posting_date,
    businessDate: row.business_date,
    currency: row.currency,
    documentType: row.document_type,
    documentId: row.document_id,
    documentNumber: row.document_number,
    purpose: row.purpose,
    revision: row.revision,
    templateVersionId: row.template_version_id,
    total: money(row.total, row.currency),
    postedAt: row.posted_at,
  }
}

export function toVoucherLine(row: VoucherLineRow): VoucherLineRecord {
  return {
    voucherId: row.voucher_id,
    documentType: row.document_type,
    lineNumber: row.line_number,
    accountId: row.account_id,
    accountKey: row.account_key,
    debit: money(row.debit, row.currency),
    credit: money(row.credit, row.currency),
    summary: { zh: row.summary_zh, en: row.summary_en },
    sourceLineId: row.source_line_id,
    stockEntryId: row.stock_entry_id,
    itemId: row.item_id,
    warehouseId: row.warehouse_id,
    supplierId: row.supplier_id,
    quantity: row.quantity,
  }
}
