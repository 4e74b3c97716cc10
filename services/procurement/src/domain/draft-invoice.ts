import { type BusinessDate, isRefusal, type QuantityNotExact, refuse } from '@erp/values'
import type { PurchaseOrderLineNotFound } from './amend-purchase-order.ts'
import { type Bearer, bearerProblem } from './bearer.ts'
import {
  type AwaitedLine,
  orderLineNotFound,
  orderNotConfirmed,
  readTransit,
  type TransitInput,
} from './goods-in-transit.ts'
import { openOf } from './goods-receipt.ts'
import { at, codeProblem, type InvalidInput, invalid, textProblem } from './input.ts'
import { nothingToInvoice } from './match-invoice.ts'
import {
  type Denomination,
  type Printed,
  type PrintedAmounts,
  type PrintedFacts,
  type PrintedHead,
  readAmounts,
  readHead,
  readTaxCode,
  readTaxOfGoods,
  readTotals,
  whenDue,
} from './printed-invoice.ts'
import { lineCountProblem, type PurchaseOrderLineClosed, type PurchaseOrderNotConfirmed } from './purchase-order.ts'
import type { AnyQuantityInvalid, TaxCodeUnknown } from './purchase-order-line.ts'
import type { GoodsReceiptLineNotFound } from './purchase-return.ts'
import type { DimensionValueFacts, UnitUnknown } from './replicated-facts.ts'
import { readGoodsQuantity } from './return-goods.ts'
import type {
  GoodsLine,
  InvoiceableLine,
  InvoiceTotalsDisagree,
  NothingToInvoice,
  ServiceLine,
  SupplierInvoiceLine,
} from './supplier-invoice.ts'

export interface GoodsInput extends PrintedAmounts {
  readonly goodsReceiptLineId: string
  readonly quantity: string
  /** Left out: the receipt line's unit. */
  readonly unit?: string | null | undefined
  /** Left out: the order line's. */
  readonly taxCodeId?: string | null | undefined
}

export interface ServiceInput extends PrintedAmounts {
  readonly description: string
  readonly expenseType?: string | null | undefined
  readonly taxCodeId: string
  /** Who bears an expense. */
  readonly departmentId?: string | null | undefined
  readonly projectId?: string | null | undefined
  /** The line of an order that an expense is charged for; its department and project then bear it, unless it is said. */
  readonly purchaseOrderLineId?: string | null | undefined
}

/** What a person reads off a supplier's invoice. */
export interface InvoiceInput extends PrintedHead {
  readonly goods: readonly GoodsInput[]
  readonly inTransit: readonly TransitInput[]
  readonly expenses: readonly ServiceInput[]
  readonly charges: readonly ServiceInput[]
}

/** What the lines of an invoice are checked against. */
export interface InvoicingFacts extends PrintedFacts {
  readonly receiptLines: ReadonlyMap<string, InvoiceableLine>
  readonly orderLines: ReadonlyMap<string, AwaitedLine>
  readonly dimensionValues: ReadonlyMap<string, DimensionValueFacts>
}

export type InvoiceDraftRefused =
  | InvalidInput
  | GoodsReceiptLineNotFound
  | NothingToInvoice
  | (UnitUnknown & { path: readonly string[] })
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })
  | TaxCodeUnknown
  | InvoiceTotalsDisagree
  | PurchaseOrderLineNotFound
  | PurchaseOrderNotConfirmed
  | PurchaseOrderLineClosed

/** An invoice as it was printed, and as it stands in the books; nothing is matched yet. */
export function readInvoice(
  input: InvoiceInput,
  { id, newLineId }: { readonly id: string; readonly newLineId: () => string },
  facts: InvoicingFacts,
): Printed | InvoiceDraftRefused {
  const head = readHead(input, facts)
  if (isRefusal(head)) return head
  const count = input.goods.length + input.inTransit.length + input.expenses.length + input.charges.length
  const problem = lineCountProblem(count)
  if (problem) return invalid('goods', problem)

  const lines: SupplierInvoiceLine[] = []
  const place = () => ({ id: newLineId(), supplierInvoiceId: id, lineNumber: lines.length + 1 })
  const seen = new Set<string>()
  for (const [index, wanted] of input.goods.entries()) {
    const path = `goods.${index}`
    if (seen.has(wanted.goodsReceiptLineId)) return invalid(`${path}.goodsReceiptLineId`, 'NAMED_TWICE')
    seen.add(wanted.goodsReceiptLineId)
    const line = readGoods(wanted, path, head, facts)
    if (isRefusal(line)) return line
    lines.push({ ...place(), ...line })
  }
  for (const [index, wanted] of input.inTransit.entries()) {
    const path = `inTransit.${index}`
    if (seen.has(wanted.purchaseOrderLineId)) return invalid(`${path}.purchaseOrderLineId`, 'NAMED_TWICE')
    seen.add(wanted.purchaseOrderLineId)
    const line = readTransit(wanted, path, head, facts)
    if (isRefusal(line)) return line
    lines.push({ ...place(), ...line })
  }
  for (const kind of ['EXPENSE', 'CHARGE'] as const)
    for (const [index, wanted] of (kind === 'EXPENSE' ? input.expenses : input.charges).entries()) {
      const path = `${kind === 'EXPENSE' ? 'expenses' : 'charges'}.${index}`
      const line = readService(kind, wanted, path, head, facts)
      if (isRefusal(line)) return line
      const { purchaseOrderLineId: ordered } = line
      if (ordered !== null && seen.has(ordered)) return invalid(`${path}.purchaseOrderLineId`, 'NAMED_TWICE')
      if (ordered !== null) seen.add(ordered)
      const bearer = kind === 'CHARGE' ? chargeBorne(line, path) : bearerProblem(line, facts.dimensionValues, path)
      if (bearer) return bearer
      lines.push({ ...place(), kind, ...line })
    }
  const totals = readTotals(input, lines, head)
  if (isRefusal(totals)) return totals
  return { ...head, kind: 'INVOICE', ...totals, ...whenDue(input, head, facts, totals.printed.gross), lines }
}

function readGoods(
  wanted: GoodsInput,
  path: string,
  head: Denomination & { readonly postedOn: BusinessDate },
  facts: InvoicingFacts,
) {
  const { goodsReceiptLineId } = wanted
  const linePath = `${path}.goodsReceiptLineId`
  const received = facts.receiptLines.get(goodsReceiptLineId)
  if (!received) return at(refuse('GoodsReceiptLineNotFound', { goodsReceiptLineId }), linePath)
  if (received.supplierId !== facts.supplier.id) return invalid(linePath, 'OTHER_SUPPLIER')
  if (received.orderCurrency !== head.printedCurrency) return invalid(linePath, 'ORDER_IN_OTHER_CURRENCY')
  if (head.postedOn < received.receivedOn) return invalid('postedOn', 'BEFORE_THE_RECEIPT')
  if (!openOf(received).quantity.gt(0)) return nothingToInvoice(received, linePath)

  const quantity = readGoodsQuantity(received, wanted, path)
  if (isRefusal(quantity)) return quantity
  const tax = readTaxOfGoods(wanted.taxCodeId, received, path, facts)
  if (isRefusal(tax)) return tax
  const amounts = readAmounts(wanted, path, head)
  if (isRefusal(amounts)) return amounts
  const { goodsReceiptId, itemId } = received
  return {
    ...{ kind: 'GOODS', goodsReceiptId, goodsReceiptLineId, itemId, ...quantity, ...tax, ...amounts },
    ...{ purchaseReturnLineId: null, matchedBaseQuantity: null, cleared: null },
    exchangeDifference: null,
  } satisfies Omit<GoodsLine, 'id' | 'supplierInvoiceId' | 'lineNumber'>
}

type ReadService = Omit<ServiceLine, 'id' | 'supplierInvoiceId' | 'lineNumber' | 'kind'>

function readService(
  kind: ServiceLine['kind'],
  wanted: ServiceInput,
  path: string,
  denomination: Denomination,
  facts: InvoicingFacts,
): ReadService | InvoiceDraftRefused {
  const { description, expenseType = null } = wanted
  const ordered = orderedService(kind, wanted, path, facts)
  if (isRefusal(ordered)) return ordered
  const departmentId = wanted.departmentId ?? ordered?.departmentId ?? null
  const projectId = wanted.projectId ?? ordered?.projectId ?? null
  const problem = textProblem(description, 200)
  if (problem) return invalid(`${path}.description`, problem)
  const typeProblem = expenseType === null ? undefined : codeProblem(expenseType)
  if (typeProblem) return invalid(`${path}.expenseType`, typeProblem)
  const tax = readTaxCode(wanted.taxCodeId, path, facts)
  if (isRefusal(tax)) return tax
  const amounts = readAmounts(wanted, path, denomination)
  if (isRefusal(amounts)) return amounts
  const service = { description, expenseType, departmentId, projectId, purchaseOrderLineId: ordered?.id ?? null }
  return { ...service, ...tax, ...amounts }
}

/** The order line that an expense is charged for: a service of this supplier in a confirmed order, closed or not. */
function orderedService(
  kind: ServiceLine['kind'],
  { purchaseOrderLineId }: ServiceInput,
  path: string,
  { orderLines, supplier }: InvoicingFacts,
): AwaitedLine | undefined | PurchaseOrderLineNotFound | PurchaseOrderNotConfirmed | InvalidInput {
  if (purchaseOrderLineId == null) return undefined
  const linePath = `${path}.purchaseOrderLineId`
  if (kind !== 'EXPENSE') return invalid(linePath, 'ONLY_OF_EXPENSES')
  const ordered = orderLines.get(purchaseOrderLineId)
  if (!ordered) return orderLineNotFound(purchaseOrderLineId, linePath)
  if (ordered.orderStatus !== 'CONFIRMED') return orderNotConfirmed(ordered)
  if (ordered.supplierId !== supplier.id) return invalid(linePath, 'OTHER_SUPPLIER')
  return ordered.item?.itemClass === 'SERVICE' ? ordered : invalid(linePath, 'NOT_A_SERVICE')
}

/** Goods bear a purchase charge: no department and no project does. */
function chargeBorne({ departmentId, projectId }: Bearer, path: string): InvalidInput | undefined {
  if (departmentId !== null) return invalid(`${path}.departmentId`, 'ONLY_OF_EXPENSES')
  return projectId === null ? undefined : invalid(`${path}.projectId`, 'ONLY_OF_EXPENSES')
}
