import type { BusinessDate, Currency, Money, Period } from '@erp/values'
import type { LocalizedText } from './account.ts'
import type { DocumentType, EventKind } from './business-event.ts'
import type { ForeignAmount, OwnDocumentType, VoucherKind, VoucherPeople } from './voucher.ts'

/** A posted voucher as it is read. */
export type VoucherRecord = VoucherPeople & {
  readonly id: string
  readonly companyId: string
  /** 凭证号 as people quote it: `记-2026-10-0001`. */
  readonly number: string
  readonly word: string
  readonly period: Period
  readonly postingDate: BusinessDate
  readonly businessDate: BusinessDate
  readonly currency: Currency
  readonly kind: VoucherKind
  readonly documentType: DocumentType | OwnDocumentType
  readonly documentId: string
  readonly documentNumber: string
  readonly purpose: EventKind | VoucherKind
  readonly revision: number
  readonly templateVersionId: string | null
  /** The voucher this one takes back, and the one that takes this one back. */
  readonly reversesId: string | null
  readonly reversedById: string | null
  readonly draftId: string | null
  readonly attachmentCount: number
  readonly total: Money
  readonly postedAt: Date
}

/** An entry of a posted voucher as it is read; one of debit and credit is zero. */
export type VoucherLineRecord = {
  readonly voucherId: string
  readonly documentType: DocumentType | OwnDocumentType
  readonly lineNumber: number
  readonly accountId: string
  readonly accountKey: string | null
  readonly debit: Money
  readonly credit: Money
  readonly summary: LocalizedText
  readonly sourceLineId: string | null
  readonly stockEntryId: string | null
  readonly itemId: string | null
  readonly warehouseId: string | null
  readonly supplierId: string | null
  readonly customerId: string | null
  readonly employeeId: string | null
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly quantity: string | null
  readonly foreign: ForeignAmount | null
  readonly cashFlowItem: string | null
}

/** A line of an account's ledger 明细账 with the balance after it, debits less credits in minor units. */
export type AccountLedgerEntry = {
  readonly line: VoucherLineRecord
  readonly postingDate: BusinessDate
  readonly balance: Money
}
