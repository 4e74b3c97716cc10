import type { Sql } from '@erp/service-kit'
import { type BusinessDate, type Currency, money, type Period } from '@erp/values'
import type { DocumentType, EventKind } from '../domain/business-event.ts'
import { type ForeignAmount, type OwnDocumentType, type VoucherKind, voucherNumber } from '../domain/voucher.ts'
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
  readonly kind: VoucherKind
  readonly document_type: DocumentType | OwnDocumentType
  readonly document_id: string
  readonly document_number: string
  readonly purpose: EventKind | VoucherKind
  readonly revision: number
  readonly template_version_id: string | null
  readonly reverses_id: string | null
  readonly reversed_by_id: string | null
  readonly draft_id: string | null
  readonly attachment_count: number
  readonly prepared_by: string | null
  readonly reviewed_by: string | null
  readonly cashier_id: string | null
  readonly posted_by: string | null
  readonly total: bigint
  readonly posted_at: Date
}

export interface VoucherLineRow {
  readonly voucher_id: string
  readonly document_type: DocumentType | OwnDocumentType
  readonly currency: Currency
  readonly line_number: number
  readonly account_id: string
  readonly account_key: string | null
  readonly debit: bigint
  readonly credit: bigint
  readonly summary_zh: string
  readonly summary_en: string
  readonly source_line_id: string | null
  readonly stock_entry_id: string | null
  readonly item_id: string | null
  readonly warehouse_id: string | null
  readonly supplier_id: string | null
  readonly customer_id: string | null
  readonly employee_id: string | null
  readonly department_id: string | null
  readonly project_id: string | null
  readonly quantity: string | null
  readonly foreign_currency: Currency | null
  readonly foreign_amount: bigint | null
  readonly exchange_rate: string | null
  readonly cash_flow_item: string | null
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
    select id, company_id, word, number, period, posting_date::text, business_date::text, currency, kind,
           document_type, document_id, document_number, purpose, revision, template_version_id, reverses_id,
           (select red.id from voucher red where red.reverses_id = voucher.id) as reversed_by_id, draft_id,
           attachment_count, prepared_by, reviewed_by, cashier_id, posted_by, total, posted_at
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
    select id, company_id, word, number, period, posting_date::text, business_date::text, currency, kind,
           document_type, document_id, document_number, purpose, revision, template_version_id, reverses_id,
           (select red.id from voucher red where red.reverses_id = voucher.id) as reversed_by_id, draft_id,
           attachment_count, prepared_by, reviewed_by, cashier_id, posted_by, total, posted_at
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
    select id, company_id, word, number, period, posting_date::text, business_date::text, currency, kind,
           document_type, document_id, document_number, purpose, revision, template_version_id, reverses_id,
           (select red.id from voucher red where red.reverses_id = voucher.id) as reversed_by_id, draft_id,
           attachment_count, prepared_by, reviewed_by, cashier_id, posted_by, total, posted_at
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
    select id, company_id, word, number, period, posting_date::text, business_date::text, currency, kind,
           document_type, document_id, document_number, purpose, revision, template_version_id, reverses_id,
           (select red.id from voucher red where red.reverses_id = voucher.id) as reversed_by_id, draft_id,
           attachment_count, prepared_by, reviewed_by, cashier_id, posted_by, total, posted_at
    from voucher where document_id = any (${documentIds}::uuid[]) and document_type = ${documentType} order by id`
  return rows.map(toVoucher)
}

/** The lines of these vouchers, in order. */
export async function linesOfVouchers(tx: Sql, voucherIds: readonly string[]): Promise<VoucherLineRecord[]> {
  const rows = await tx.$queryRaw<VoucherLineRow[]>`
    select voucher_id, document_type, currency, line_number, account_id, account_key, debit, credit, summary_zh,
           summary_en, source_line_id, stock_entry_id, item_id, warehouse_id, supplier_id, customer_id, employee_id,
           department_id, project_id, trim_scale(quantity)::text as quantity, foreign_currency, foreign_amount,
           trim_scale(exchange_rate)::text as exchange_rate, cash_flow_item
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
    kind: row.kind,
    documentType: row.document_type,
    documentId: row.document_id,
    documentNumber: row.document_number,
    purpose: row.purpose,
    revision: row.revision,
    templateVersionId: row.template_version_id,
    reversesId: row.reverses_id,
    reversedById: row.reversed_by_id,
    draftId: row.draft_id,
    attachmentCount: row.attachment_count,
    preparedBy: row.prepared_by,
    reviewedBy: row.reviewed_by,
    cashierId: row.cashier_id,
    postedBy: row.posted_by,
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
    customerId: row.customer_id,
    employeeId: row.employee_id,
    departmentId: row.department_id,
    projectId: row.project_id,
    quantity: row.quantity,
    foreign: toForeign(row),
    cashFlowItem: row.cash_flow_item,
  }
}

type ForeignColumns = Pick<VoucherLineRow, 'foreign_currency' | 'foreign_amount' | 'exchange_rate'>

/** The three columns stand together or not at all. */
export function toForeign({ foreign_currency, foreign_amount, exchange_rate }: ForeignColumns): ForeignAmount | null {
  if (foreign_currency === null || foreign_amount === null || exchange_rate === null) return null
  return { amount: money(foreign_amount, foreign_currency), rate: exchange_rate }
}
