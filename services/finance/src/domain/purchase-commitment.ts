import {
  type BusinessDate,
  type Currency,
  convert,
  Decimal,
  type Money,
  type Quantity,
  type Refusal,
  zero,
} from '@erp/values'
import type { Progress } from './budget-progress.ts'
import type { ItemClass } from './business-event.ts'
import { type Books, foreseeDebits } from './posting.ts'
import type { PostingFacts } from './posting-facts.ts'

/** What a line of a purchase will cost, in the currency of the purchase and without tax. */
export type PurchaseLine = {
  readonly lineId: string
  readonly itemClass: ItemClass
  readonly departmentId: string | null
  readonly projectId: string | null
  /** In base units. */
  readonly quantity: Quantity
  /** What had come of it as far as its owner knew. */
  readonly receivedQuantity: Quantity
  readonly net: Money
}

/** What a line of a purchase will debit an account with, once it has come. */
export type PurchaseCommitment = {
  readonly lineId: string
  readonly accountId: string
  readonly departmentId: string | null
  readonly projectId: string | null
  readonly amount: bigint
  readonly progress: Progress
}

/** What counts as progress of a purchase: what is posted of an order, goods by quantity and services by value, or what orders take. */
export type PurchaseKind = 'PURCHASE_REQUISITION' | 'PURCHASE_ORDER'

/** Nobody knows what the purchase is worth in the currency of the books. */
export type PurchaseRateMissing = Refusal<'PurchaseRateMissing', { currency: Currency }>

/**
 * What lines of a purchase will debit, by the account their postings will reach. Where goods will lie and what kind of expense
 * a service is nobody knows yet, so rules that name these do not answer. Goods in stock are nobody's: their department and project,
 * which their posting does not carry either, count for nothing.
 */
export function commitmentsOf(
  lines: readonly PurchaseLine[],
  about: {
    readonly kind: PurchaseKind
    readonly companyId: string
    readonly on: BusinessDate
    readonly rate: Decimal
    readonly books: Books
  },
): PurchaseCommitment[] {
  const { books, rate } = about
  return lines.flatMap((line) => {
    const net = convert(line.net, rate, books.currency)
    const byAccount = Map.groupBy(foreseeDebits(factsOf(line, net, about), books), ({ accountId }) => accountId)
    return [...byAccount.values()].flatMap((debits): PurchaseCommitment[] => {
      const [first] = debits
      if (!first) return []
      const { sourceLineId: lineId, amount: _, ...where } = first
      const amount = debits.reduce((total, debit) => total + debit.amount, 0n)
      return [{ ...where, lineId, amount, progress: progressOf(about.kind, line, net) }]
    })
  })
}

function progressOf(kind: PurchaseKind, { itemClass, quantity, receivedQuantity }: PurchaseLine, net: Money): Progress {
  return kind === 'PURCHASE_ORDER' && itemClass === 'SERVICE'
    ? { measure: new Decimal(net.minor.toString()), taken: new Decimal(0) }
    : { measure: quantity, taken: receivedQuantity }
}

/** The line as it will be posted when all of it comes, and is charged, at once. */
function factsOf(
  { lineId, itemClass, departmentId, projectId, quantity }: PurchaseLine,
  net: Money,
  { companyId, on }: { readonly companyId: string; readonly on: BusinessDate },
): PostingFacts {
  const none = zero(net.currency)
  const nothing = { stockValue: none, transitValue: none, clearingValue: none, differenceValue: none }
  const nowhere = { stockEntryId: null, itemId: null, warehouseId: null, valuationAreaId: null, supplierId: null }
  const document = { companyId, documentId: lineId, documentNumber: '', sourceId: lineId, revision: 1 }
  const posted = { ...document, businessDate: on, currency: net.currency }
  const line = { ...nowhere, sourceLineId: lineId, itemClass }
  return itemClass === 'SERVICE'
    ? {
        ...{
          ...posted,
          eventKind: 'SUPPLIER_INVOICE',
          documentType: 'SUPPLIER_INVOICE',
          sourceType: 'SUPPLIER_INVOICE',
        },
        lines: [
          { ...line, departmentId, projectId, quantity: null, amounts: { ...nothing, netValue: net, grossValue: net } },
        ],
      }
    : {
        ...{ ...posted, eventKind: 'PURCHASE_RECEIPT', documentType: 'GOODS_RECEIPT', sourceType: 'STOCK_DOCUMENT' },
        lines: [
          { ...line, quantity: quantity.toFixed(), amounts: { ...nothing, stockValue: net, clearingValue: net } },
        ],
      }
}
