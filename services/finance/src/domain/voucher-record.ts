import type { BusinessDate, Currency, Money, Period } from '@erp/values'
import type { LocalizedText } from './account.ts'
import type { DocumentType, EventKind } from './business-event.ts'

/** A posted voucher as it is read. */
export type VoucherRecord = {
  readonly id: string
  readonly companyId: string
  /** 凭证号 as people quote it: `记-2026-10-0001`. */
  readonly number: string
  readonly word: string
  readonly period: Period
  readonly postingDate: BusinessDate
  readonly businessDate: BusinessDate
  readonly currency: Currency
  readonly documentType: DocumentType
  readonly documentId: string
  readonly documentNumber: string
  readonly purpose: EventKind
  readonly revision: number
  readonly templateVersionId: string
  readonly total: Money
  readonly postedAt: Date
}

/** An entry of a posted voucher as it is read; one of debit and credit is zero. */
export type VoucherLineRecord = {
  readonly voucherId: string
  readonly documentType: DocumentType
  readonly lineNumber: number
  readonly accountId: string
  readonly accountKey: string
  readonly debit: Money
  readonly credit: Money
  readonly summary: LocalizedText
  readonly sourceLineId: string
  readonly stockEntryId: string | null
  readonly itemId: string | null
  readonly warehouseId: string | null
  readonly supplierId: string | null
  readonly quantity: string | null
}

/** A line of an account's ledger 明细账 with the balance after it, debits less credits in minor units. */
export type AccountLedgerEntry = {
  readonly line: VoucherLineRecord
  readonly postingDate: BusinessDate
  readonly balance: Money
}
