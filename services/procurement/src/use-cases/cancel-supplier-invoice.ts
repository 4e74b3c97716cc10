import {
  compare,
  formatQuantity,
  isWaiting,
  newId,
  type Period,
  periodOf,
  refuse,
  subtract,
  subtractQuantity,
  withdrawn,
} from '@erp/values'
import { needsInventory, requireInvoiceIn, vouchersOf } from '../domain/confirm-invoice.ts'
import { creditLinesOf, type PurchaseReturnLineNotFound } from '../domain/credit-note.ts'
import { at, type InvalidInput, invalid, requireVersion, type StaleVersion, textProblem } from '../domain/input.ts'
import type { PeriodNotOpen } from '../domain/posting-readiness.ts'
import type { GoodsReceiptLineNotFound } from '../domain/purchase-return.ts'
import {
  goodsOf,
  type InvoicedGoodsArrived,
  type InvoicedGoodsWentBack,
  type SupplierInvoice,
  type SupplierInvoiceNotFound,
  type SupplierInvoiceStatusWrong,
  transitOf,
} from '../domain/supplier-invoice.ts'
import { awaitLedger } from '../store/document-legs.ts'
import { findReceiptLines } from '../store/goods-receipt-lines.ts'
import { findReturnLines } from '../store/purchase-returns.ts'
import { readPostingFacts } from '../store/receiving-facts.ts'
import { findInvoicedGoods, lockReturnableLines } from '../store/returnable-lines.ts'
import { lockSupplierInvoice, saveHeader } from '../store/supplier-invoices.ts'
import type { StartWithdrawing } from './amend-purchase-order.ts'
import { type StartInvoiceProcess, withdrawRequest } from './confirm-supplier-invoice.ts'
import { endCancelled } from './end-supplier-invoice.ts'
import type { Unit } from './unit.ts'

/** What cancelling may begin. */
export interface CancellingProcesses {
  readonly startTakingBack: StartInvoiceProcess
  readonly startWithdrawing: StartWithdrawing
}

/**
 * Gives up an invoice that does not count, or takes one back that does: on its own day, whose period must be open, and at
 * the same values. Where it had a price difference, inventory first has to take that back.
 */
export async function cancelSupplierInvoice(
  unit: Unit,
  seen: { readonly supplierInvoiceId: string; readonly expectedVersion: number; readonly reason: string },
  { startTakingBack, startWithdrawing }: CancellingProcesses,
): Promise<
  | SupplierInvoice
  | SupplierInvoiceNotFound
  | SupplierInvoiceStatusWrong
  | StaleVersion
  | PeriodNotOpen
  | GoodsReceiptLineNotFound
  | PurchaseReturnLineNotFound
  | InvoicedGoodsWentBack
  | InvoicedGoodsArrived
  | InvalidInput
> {
  const { tx } = unit
  const { supplierInvoiceId, expectedVersion, reason } = seen
  const reasonProblem = textProblem(reason, 200)
  if (reasonProblem) return invalid('reason', reasonProblem)
  const invoice = await lockSupplierInvoice(tx, supplierInvoiceId)
  if (!invoice) return refuse('SupplierInvoiceNotFound', { supplierInvoiceId })
  const problem =
    requireInvoiceIn(invoice, 'DRAFT', 'HELD', 'REFUSED', 'CONFIRMED') ?? requireVersion(invoice, expectedVersion)
  if (problem) return problem
  const given = { ...invoice, cancelReason: reason }
  if (invoice.status !== 'CONFIRMED') {
    await withdrawRequest(unit, invoice, reason, startWithdrawing)
    const approval = isWaiting(given.approval) ? withdrawn(given.approval, reason, unit.now) : given.approval
    return saveHeader(tx, { ...given, status: 'CANCELLED', approval })
  }

  const inTheWay =
    (await whyPeriodNotOpen(unit, invoice)) ??
    whyArrived(invoice) ??
    (await whyOutOfReach(unit, invoice)) ??
    (await whyGoodsWentBack(unit, invoice))
  if (inTheWay) return inTheWay
  await awaitLedger(tx, invoice.id, vouchersOf(invoice))
  if (!needsInventory(invoice)) return endCancelled(unit, given)
  const cancelling = await saveHeader(tx, { ...given, status: 'CANCELLING', refusal: null, sagaId: newId() })
  await startTakingBack(unit, cancelling)
  return cancelling
}

/** Goods that came carry what the invoice charged for them. */
function whyArrived(invoice: SupplierInvoice): InvoicedGoodsArrived | undefined {
  const line = transitOf(invoice).find(({ arrived }) => arrived.quantity.gt(0))
  if (!line) return undefined
  const { purchaseOrderLineId, arrived } = line
  const facts = { purchaseOrderLineId, arrived: formatQuantity(arrived.quantity) }
  return at(refuse('InvoicedGoodsArrived', facts), 'supplierInvoiceId')
}

/** Whoever sees some warehouses only does not take back what is about goods of others. */
async function whyOutOfReach(
  { tx }: Unit,
  invoice: SupplierInvoice,
): Promise<GoodsReceiptLineNotFound | PurchaseReturnLineNotFound | undefined> {
  if (invoice.kind === 'CREDIT_NOTE') {
    const returnLineIds = creditLinesOf(invoice).map(({ purchaseReturnLineId }) => purchaseReturnLineId)
    const known = new Set((await findReturnLines(tx, returnLineIds)).map(({ id }) => id))
    const purchaseReturnLineId = returnLineIds.find((id) => !known.has(id))
    if (purchaseReturnLineId !== undefined)
      return at(refuse('PurchaseReturnLineNotFound', { purchaseReturnLineId }), 'supplierInvoiceId')
  }
  const lineIds = goodsOf(invoice).map(({ goodsReceiptLineId }) => goodsReceiptLineId)
  const seen = new Set((await findReceiptLines(tx, lineIds)).map(({ id }) => id))
  const goodsReceiptLineId = lineIds.find((id) => !seen.has(id))
  return goodsReceiptLineId === undefined
    ? undefined
    : at(refuse('GoodsReceiptLineNotFound', { goodsReceiptLineId }), 'supplierInvoiceId')
}

/** What went back after its invoices has to stay covered by those that are left; their lines are locked from here on. */
async function whyGoodsWentBack({ tx }: Unit, invoice: SupplierInvoice): Promise<InvoicedGoodsWentBack | undefined> {
  if (invoice.kind === 'CREDIT_NOTE') return undefined
  const goods = goodsOf(invoice)
  const lineIds = goods.map(({ goodsReceiptLineId }) => goodsReceiptLineId)
  const lines = await lockReturnableLines(tx, lineIds)
  const invoiced = await findInvoicedGoods(tx, lineIds)
  for (const { goodsReceiptLineId, matchedBaseQuantity, net } of goods) {
    const [line, standing] = [lines.get(goodsReceiptLineId), invoiced.get(goodsReceiptLineId)]
    if (!line || !standing || !matchedBaseQuantity) throw new Error(`The invoice ${invoice.id} does not stand`)
    const { returnedInvoicedBaseQuantity: returned, returnedInvoicedValue } = line
    const left = subtractQuantity(standing.quantity, matchedBaseQuantity)
    if (returned.lte(left) && compare(returnedInvoicedValue, subtract(standing.value, net)) <= 0) continue
    const facts = { goodsReceiptLineId, returned: formatQuantity(returned), left: formatQuantity(left) }
    return at(refuse('InvoicedGoodsWentBack', facts), 'supplierInvoiceId')
  }
  return undefined
}

async function whyPeriodNotOpen(
  { tx }: Unit,
  { companyId, postedOn: businessDate }: SupplierInvoice,
): Promise<PeriodNotOpen | undefined> {
  const { period } = await readPostingFacts(tx, companyId, { eventKind: 'SUPPLIER_INVOICE', businessDate })
  if (period?.status === 'OPEN') return undefined
  const day: Period = periodOf(businessDate)
  return at(refuse('PeriodNotOpen', { period: day, status: period?.status ?? 'UNKNOWN' }), 'supplierInvoiceId')
}
