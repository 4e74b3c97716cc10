import {
  add,
  type BusinessDate,
  type Currency,
  isRefusal,
  isWithinLimit,
  type Money,
  type Refusal,
  refuse,
  sum,
} from '@erp/values'
import type { DocumentApproval } from './document-approval.ts'
import { askBudget, type DocumentBudget } from './document-budget.ts'
import { at, type InvalidInput, invalid } from './input.ts'
import {
  type LineRefused,
  type NewLine,
  newOrderLine,
  type PricingFacts,
  type PurchaseOrderLine,
} from './purchase-order-line.ts'
import { requireActive, type Supplier, type SupplierInactive } from './supplier.ts'

/** What every purchase order 采购订单 has, whatever its status. */
export interface PurchaseOrderHeader {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: PurchaseOrderStatus
  /** 1 until the first amendment; each amendment is the next revision. */
  readonly revision: number
  readonly supplierId: string
  readonly orderedOn: BusinessDate
  readonly currency: Currency
  readonly net: Money
  readonly tax: Money
  readonly gross: Money
  readonly version: number
  readonly createdAt: Date
  /** What carried it down from requisitions, with the other orders made at once; null where nothing did. */
  readonly runId: string | null
  /** Null for orders older than the record of it. */
  readonly createdBy: string | null
  /** Who made it and whoever amended it since. */
  readonly authorIds: readonly string[]
  readonly confirmedAt: Date | null
  readonly cancelledAt: Date | null
  /** The approval it waits for, or waited for last; null for one that never needed any. */
  readonly approval: DocumentApproval | null
  /** What it asked of budgets last; null where it spends nothing that is budgeted. */
  readonly budget: DocumentBudget | null
}

/**
 * An order that spends what is budgeted asks for a reservation before it is a promise, or an amended one: CONFIRMING until
 * finance answers, HELD where budgets do not cover it, until it is confirmed again, changed or given up.
 */
export type PurchaseOrderStatus = 'DRAFT' | 'PENDING_APPROVAL' | 'CONFIRMING' | 'HELD' | 'CONFIRMED' | 'CANCELLED'

/** A promise to buy lines at agreed prices, with the lines that hold now. */
export interface PurchaseOrder extends PurchaseOrderHeader {
  readonly lines: readonly PurchaseOrderLine[]
}

/** An order that has no number yet: it gets one when it is written. */
export type NewPurchaseOrder = Omit<PurchaseOrder, 'number'>

export type PurchaseOrderNotFound = Refusal<'PurchaseOrderNotFound', { purchaseOrderId: string }>
export type PurchaseOrderNotDraft = Refusal<'PurchaseOrderNotDraft', { status: PurchaseOrderStatus }>
/** The order is not held because budgets do not cover it. */
export type PurchaseOrderNotHeldForBudget = Refusal<'PurchaseOrderNotHeldForBudget', { purchaseOrderId: string }>
/** Who wrote some of an order or submitted it does not let it through. */
export type BudgetOverrideNeedsAnother = Refusal<'BudgetOverrideNeedsAnother', { purchaseOrderId: string }>
export type PurchaseOrderNotConfirmed = Refusal<
  'PurchaseOrderNotConfirmed',
  { purchaseOrderId: string; status: PurchaseOrderStatus }
>

/** The most lines one document may have. */
export const mostLines = 500

/** A draft with priced lines; nothing is promised yet. */
export function draftPurchaseOrder(
  input: { readonly orderedOn: BusinessDate; readonly lines: readonly NewLine[] },
  context: {
    readonly id: string
    readonly companyId: string
    readonly createdBy: string
    readonly supplier: Supplier
    readonly runId: string | null
    /** Where each line stands in the input; left out: its place among the lines. */
    readonly paths?: readonly string[] | undefined
    readonly newLineId: () => string
    readonly now: Date
  },
  facts: PricingFacts,
): NewPurchaseOrder | LineRefused | SupplierInactive {
  const supplier = requireActive(context.supplier)
  if (isRefusal(supplier)) return supplier
  const problem = lineCountProblem(input.lines.length)
  if (problem) return invalid('lines', problem)

  const lines: PurchaseOrderLine[] = []
  for (const [index, wanted] of input.lines.entries()) {
    const place = { id: context.newLineId(), purchaseOrderId: context.id, lineNumber: index + 1, revision: 1 }
    const { orderedOn } = input
    const line = newOrderLine(wanted, { ...place, orderedOn, path: context.paths?.[index] ?? `lines.${index}` }, facts)
    if (isRefusal(line)) return line
    lines.push(line)
  }
  const totals = totalsOf(lines, facts.currency)
  if (isRefusal(totals)) return totals
  return {
    id: context.id,
    companyId: context.companyId,
    status: 'DRAFT',
    revision: 1,
    supplierId: supplier.id,
    orderedOn: input.orderedOn,
    currency: facts.currency,
    ...totals,
    lines,
    version: 1,
    createdAt: context.now,
    createdBy: context.createdBy,
    authorIds: [context.createdBy],
    runId: context.runId,
    confirmedAt: null,
    cancelledAt: null,
    approval: null,
    budget: null,
  }
}

/** A draft becomes a promise, once: from now on it changes by amendment only. So does one that was held for want of budget. */
export function confirmPurchaseOrder(
  order: PurchaseOrder,
  supplier: Supplier,
  now: Date,
): PurchaseOrder | PurchaseOrderNotDraft | SupplierInactive {
  if (order.status !== 'DRAFT' && order.status !== 'HELD')
    return refuse('PurchaseOrderNotDraft', { status: order.status })
  const active = requireActive(supplier)
  return isRefusal(active) ? active : { ...order, status: 'CONFIRMED', confirmedAt: order.confirmedAt ?? now }
}

/** A draft, or a held order that never was a promise, that is not wanted any more; its number stays used. */
export function cancelPurchaseOrder(order: PurchaseOrder, now: Date): PurchaseOrder | PurchaseOrderNotDraft {
  const held = order.status === 'HELD' && order.confirmedAt === null
  if (order.status !== 'DRAFT' && !held) return refuse('PurchaseOrderNotDraft', { status: order.status })
  return { ...order, status: 'CANCELLED', cancelledAt: now }
}

/** The order asks budgets before it is a promise, or its amendment is; one at its first revision never was a promise. */
export function askForOrder(order: PurchaseOrder, asking: Parameters<typeof askBudget>[1], now: Date): PurchaseOrder {
  return { ...askBudget(order, asking, now), confirmedAt: order.revision === 1 ? null : order.confirmedAt }
}

/** What the order will spend is reserved: it is a promise. */
export function promiseReserved(order: PurchaseOrder, now: Date): PurchaseOrder {
  return { ...order, status: 'CONFIRMED', confirmedAt: order.confirmedAt ?? now }
}

/** Sums of the lines; gross is net and tax, so the three always agree. */
export function totalsOf(
  lines: readonly PurchaseOrderLine[],
  currency: Currency,
): { net: Money; tax: Money; gross: Money } | InvalidInput {
  const net = sum(
    lines.map((line) => line.net),
    currency,
  )
  const tax = sum(
    lines.map((line) => line.tax),
    currency,
  )
  const gross = add(net, tax)
  return isWithinLimit(gross) ? { net, tax, gross } : invalid('lines', 'AMOUNT_TOO_LARGE')
}

/** The rest of the line was given up: nothing more comes for it, and it is ordered anew if it is wanted after all. */
export type PurchaseOrderLineClosed = Refusal<
  'PurchaseOrderLineClosed',
  { purchaseOrderLineId: string; path: readonly string[] }
>

export function lineClosed(purchaseOrderLineId: string, path: string): PurchaseOrderLineClosed {
  return at(refuse('PurchaseOrderLineClosed', { purchaseOrderLineId }), path)
}

/** A document has 1 to 500 lines. */
export function lineCountProblem(count: number): string | undefined {
  if (count === 0) return 'EMPTY'
  return count > mostLines ? 'TOO_MANY' : undefined
}
