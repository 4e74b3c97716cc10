import type { BusinessDate, Currency } from '@erp/values'
import type { Side } from './account.ts'

/** What an open item 往来 is, from the books' point of view. */
export const openItemKinds = [
  'RECEIVABLE',
  'ADVANCE_RECEIVED',
  'PAYABLE',
  'ADVANCE_PAID',
  'OWED_TO_EMPLOYEE',
  'OWED_BY_EMPLOYEE',
] as const
export type OpenItemKind = (typeof openItemKinds)[number]

/** Whom items are told apart by 往来单位. */
export type PartyDimension = 'CUSTOMER' | 'SUPPLIER' | 'EMPLOYEE'

export const partyOf: Readonly<Record<OpenItemKind, PartyDimension>> = {
  RECEIVABLE: 'CUSTOMER',
  ADVANCE_RECEIVED: 'CUSTOMER',
  PAYABLE: 'SUPPLIER',
  ADVANCE_PAID: 'SUPPLIER',
  OWED_TO_EMPLOYEE: 'EMPLOYEE',
  OWED_BY_EMPLOYEE: 'EMPLOYEE',
}

/** The kinds of items a party may have. */
export function kindsOf(party: PartyDimension): OpenItemKind[] {
  return openItemKinds.filter((kind) => partyOf[kind] === party)
}

/** The control keys whose accounts keep open items. */
export const openItemKindOfKey: Readonly<Record<string, OpenItemKind>> = {
  AR: 'RECEIVABLE',
  'PRE-C': 'ADVANCE_RECEIVED',
  AP: 'PAYABLE',
  'PRE-S': 'ADVANCE_PAID',
  'EMP-P': 'OWED_TO_EMPLOYEE',
  'EMP-R': 'OWED_BY_EMPLOYEE',
}

/**
 * What happens to an item that exists, by a voucher line: in minor units of its own currency and of that of the books, debits
 * positive. The moves of a line add up to the line.
 */
export type ItemMove = {
  readonly itemId: string
  readonly amount: bigint
  readonly carrying: bigint
  /** The settlement it is part of. */
  readonly settlementId?: string
}

/** One voucher line, or what of it is due with one instalment, that somebody owes or is owed 往来, and what is left of it. Amounts in minor units, debits positive. */
export type OpenItem = {
  readonly id: string
  readonly companyId: string
  readonly kind: OpenItemKind
  readonly accountId: string
  readonly partyId: string | null
  readonly voucherId: string
  readonly lineNumber: number
  /** Which instalment of its document it is due with, from 1; 0 of what has passed to such items; else null. */
  readonly instalment: number | null
  readonly documentType: string
  readonly documentId: string
  readonly documentNumber: string
  readonly businessDate: BusinessDate
  readonly postingDate: BusinessDate
  readonly dueOn: BusinessDate
  /** What paying early takes off all of it, signed as the item, and the last day for that; none where nothing does. */
  readonly discount: bigint
  readonly discountThrough: BusinessDate | null
  /** What is in red stands negative on its side. */
  readonly side: Side
  readonly currency: Currency
  readonly baseCurrency: Currency
  readonly original: bigint
  readonly originalBase: bigint
  /** What is left at the end of the day that was asked for. */
  readonly open: bigint
  readonly carrying: bigint
  readonly version: number
}

/** The days past due that ageing 账龄 tells apart, as upper bounds; null is what is left. */
export type AgeingBucket = { readonly fromDays: number; readonly throughDays: number | null }

const mostBuckets = 12

/** Buckets of days past due, from upper bounds such as 30, 60, 90; undefined when they do not rise. */
export function ageingBuckets(through: readonly number[]): AgeingBucket[] | undefined {
  const rising = through.every((days, index) => Number.isInteger(days) && days > (through[index - 1] ?? 0))
  if (!rising || through.length > mostBuckets) return undefined
  return [...through, null].map((throughDays, index) => ({ fromDays: (through[index - 1] ?? 0) + 1, throughDays }))
}
