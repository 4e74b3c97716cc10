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
import type { Customer } from './customer.ts'
import { type DocumentApproval, outdated } from './document-approval.ts'
import { at, type InvalidInput, invalid } from './input.ts'
import type { ItemFacts, WarehouseFacts } from './replicated-facts.ts'
import {
  type ItemRefused,
  type LineRefused,
  type NewLine,
  newOrderLine,
  type PricingFacts,
  type SalesOrderLine,
  whatIsSold,
} from './sales-order-line.ts'

/**
 * DRAFT → CONFIRMING → CONFIRMED → CLOSED; PENDING_APPROVAL comes before CONFIRMING where the company has orders approved. Inventory may not be able to keep the goods, or the customer's credit may not
 * cover them: HELD, until a clerk changes the order, asks again or gives it up (CANCELLED).
 */
export type SalesOrderStatus =
  | 'DRAFT'
  | 'PENDING_APPROVAL'
  | 'CONFIRMING'
  | 'HELD'
  | 'CONFIRMED'
  | 'CLOSED'
  | 'CANCELLED'

/** Why an order cannot go on by itself. */
export interface Hold {
  readonly reason: string
  readonly facts: Readonly<Record<string, string>>
}

/** Somebody let an order through although the customer's credit does not cover it 超额放行. */
export interface CreditOverride {
  readonly reason: string
  readonly by: string
  readonly at: Date
}

/** What every sales order 销售订单 has, whatever its status. */
export interface SalesOrderHeader {
  /** What the shop or file it was imported from calls it, and what it has in common with all of that import; else null. */
  readonly externalReference: string | null
  readonly importId: string | null
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: SalesOrderStatus
  readonly customerId: string
  /** Where its goods are kept and leave from. */
  readonly warehouseId: string
  readonly orderedOn: BusinessDate
  /** The day the customer wants the goods. */
  readonly requestedOn: BusinessDate | null
  readonly currency: Currency
  readonly pricesIncludeTax: boolean
  readonly net: Money
  readonly tax: Money
  readonly gross: Money
  /** Who made it; null for orders older than the column. */
  readonly createdBy: string | null
  /** Who made it and whoever changed it since. */
  readonly authorIds: readonly string[]
  /** What it waits for, or waited for last; null for one that needed none. */
  readonly approval: DocumentApproval | null
  /** Null unless somebody let it through; it stands until the order is changed. */
  readonly creditOverride: CreditOverride | null
  /** The newest process that keeps its goods and credit or lets them go. */
  readonly sagaId: string | null
  /** Set exactly while HELD. */
  readonly hold: Hold | null
  readonly version: number
  readonly createdAt: Date
  readonly confirmedAt: Date | null
  /** When it was closed or cancelled. */
  readonly endedAt: Date | null
}

/** What a customer ordered, at agreed prices. */
export interface SalesOrder extends SalesOrderHeader {
  readonly lines: readonly SalesOrderLine[]
}

/** An order that has no number yet: it gets one when it is written. */
export type NewSalesOrder = Omit<SalesOrder, 'number'>

export type SalesOrderNotFound = Refusal<'SalesOrderNotFound', { salesOrderId: string }>
/** The order is not where this can be done. */
export type SalesOrderStatusWrong = Refusal<
  'SalesOrderStatusWrong',
  { status: SalesOrderStatus; allowed: readonly SalesOrderStatus[] }
>
/** Goods of the order went out, or are about to: it can be closed, not given up. */
export type SalesOrderDelivered = Refusal<'SalesOrderDelivered', { salesOrderId: string }>
export type CustomerInactive = Refusal<'CustomerInactive', { customerId: string }>
export type WarehouseUnknown = Refusal<'WarehouseUnknown', { warehouseId: string; path: readonly string[] }>
export type WarehouseInactive = Refusal<'WarehouseInactive', { warehouseId: string; path: readonly string[] }>

/** What a person says about an order. */
export interface OrderTerms {
  readonly orderedOn: BusinessDate
  readonly requestedOn: BusinessDate | null
  readonly lines: readonly NewLine[]
}

/** The most lines one document may have. */
export const mostLines = 500

/** A draft with priced lines; nothing is kept yet. */
export function draftSalesOrder(
  terms: OrderTerms,
  context: {
    id: string
    companyId: string
    customer: Customer
    warehouse: WarehouseFacts
    newLineId: () => string
    createdBy: string
    now: Date
  },
  facts: PricingFacts,
): NewSalesOrder | LineRefused | CustomerInactive | WarehouseInactive {
  const { id, companyId, customer, warehouse } = context
  const notSellable = whyNotSellable(customer, warehouse)
  if (notSellable) return notSellable
  const priced = priceLines(terms, { salesOrderId: id, newLineId: context.newLineId }, facts)
  if (isRefusal(priced)) return priced
  return {
    id,
    companyId,
    status: 'DRAFT',
    customerId: customer.id,
    warehouseId: warehouse.warehouseId,
    orderedOn: terms.orderedOn,
    requestedOn: terms.requestedOn,
    currency: facts.currency,
    pricesIncludeTax: facts.pricesIncludeTax,
    ...priced,
    createdBy: context.createdBy,
    authorIds: [context.createdBy],
    approval: null,
    externalReference: null,
    importId: null,
    creditOverride: null,
    sagaId: null,
    hold: null,
    version: 1,
    createdAt: context.now,
    confirmedAt: null,
    endedAt: null,
  }
}

/** Other terms for an order that is no promise: it is a draft again, with new lines, and who let it through or approved it is asked anew. */
export function changeSalesOrder(
  order: SalesOrder,
  terms: OrderTerms,
  context: { warehouse: WarehouseFacts; newLineId: () => string },
  facts: PricingFacts,
): SalesOrder | SalesOrderStatusWrong | LineRefused | WarehouseInactive {
  const wrong = requireStatus(order, 'DRAFT', 'HELD', 'PENDING_APPROVAL')
  if (wrong) return wrong
  const { warehouse } = context
  if (!warehouse.active) return warehouseInactive(warehouse)
  const priced = priceLines(terms, { salesOrderId: order.id, newLineId: context.newLineId }, facts)
  if (isRefusal(priced)) return priced
  return {
    ...order,
    status: 'DRAFT',
    warehouseId: warehouse.warehouseId,
    orderedOn: terms.orderedOn,
    requestedOn: terms.requestedOn,
    ...priced,
    approval: outdated(order.approval),
    creditOverride: null,
    hold: null,
  }
}

/** Asks for the goods and the credit of a draft, or of a held order once more. */
export function startConfirming(
  order: SalesOrder,
  facts: { customer: Customer; warehouse: WarehouseFacts; items: ReadonlyMap<string, ItemFacts> },
  sagaId: string,
): SalesOrder | SalesOrderStatusWrong | CustomerInactive | WarehouseInactive | ItemRefused {
  const wrong = requireStatus(order, 'DRAFT', 'HELD')
  if (wrong) return wrong
  const notSellable = whyNotSellable(facts.customer, facts.warehouse)
  if (notSellable) return notSellable
  for (const [index, { itemId }] of order.lines.entries()) {
    const item = whatIsSold(itemId, facts.items, `lines.${index}.itemId`)
    if (isRefusal(item)) return item
  }
  const lines = order.lines.map((line) => ({ ...line, availableBaseQuantity: null }))
  return { ...order, status: 'CONFIRMING', sagaId, hold: null, lines }
}

/** The order is not wanted any more. What was kept for it is let go when it had been confirmed. */
export function cancelSalesOrder(
  order: SalesOrder,
  sagaId: string,
  now: Date,
): { order: SalesOrder; releases: boolean } | SalesOrderStatusWrong | SalesOrderDelivered {
  const wrong = requireStatus(order, 'DRAFT', 'HELD', 'PENDING_APPROVAL', 'CONFIRMED')
  if (wrong) return wrong
  if (order.lines.some(({ deliveredBaseQuantity }) => !deliveredBaseQuantity.isZero()))
    return refuse('SalesOrderDelivered', { salesOrderId: order.id })
  const releases = order.status === 'CONFIRMED'
  const approval = order.status === 'PENDING_APPROVAL' ? outdated(order.approval) : order.approval
  const ended = { ...order, status: 'CANCELLED' as const, approval, hold: null, endedAt: now }
  return { order: releases ? { ...ended, sagaId } : ended, releases }
}

/** Nothing more goes out for it: what is still kept is let go. */
export function closeSalesOrder(order: SalesOrder, sagaId: string, now: Date): SalesOrder | SalesOrderStatusWrong {
  const wrong = requireStatus(order, 'CONFIRMED')
  return wrong ?? { ...order, status: 'CLOSED', sagaId, endedAt: now }
}

export function requireStatus(
  { status }: { readonly status: SalesOrderStatus },
  ...allowed: SalesOrderStatus[]
): SalesOrderStatusWrong | undefined {
  return allowed.includes(status) ? undefined : refuse('SalesOrderStatusWrong', { status, allowed })
}

/** Why nothing is sold or given to a customer out of a warehouse. */
export function whyNotSellable(
  customer: Customer,
  warehouse: WarehouseFacts,
): CustomerInactive | WarehouseInactive | undefined {
  if (!customer.active) return refuse('CustomerInactive', { customerId: customer.id })
  return warehouse.active ? undefined : warehouseInactive(warehouse)
}

function warehouseInactive({ warehouseId }: WarehouseFacts): WarehouseInactive {
  return at(refuse('WarehouseInactive', { warehouseId }), 'warehouseId')
}

function priceLines(
  terms: OrderTerms,
  { salesOrderId, newLineId }: { salesOrderId: string; newLineId: () => string },
  facts: PricingFacts,
): Pick<SalesOrder, 'lines' | 'net' | 'tax' | 'gross'> | LineRefused {
  const problem = lineCountProblem(terms.lines.length)
  if (problem) return invalid('lines', problem)
  if (terms.requestedOn !== null && terms.requestedOn < terms.orderedOn)
    return invalid('requestedOn', 'BEFORE_THE_ORDER')
  const lines: SalesOrderLine[] = []
  for (const [index, wanted] of terms.lines.entries()) {
    const place = { id: newLineId(), salesOrderId, lineNumber: index + 1, path: `lines.${index}` }
    const line = newOrderLine(wanted, place, facts)
    if (isRefusal(line)) return line
    lines.push(line)
  }
  const totals = totalsOf(lines, facts.currency)
  return isRefusal(totals) ? totals : { lines, ...totals }
}

/** Sums of the lines; gross is net and tax, so the three always agree. */
export function totalsOf(
  lines: readonly { readonly net: Money; readonly tax: Money }[],
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

/** A document has 1 to 500 lines. */
export function lineCountProblem(count: number): string | undefined {
  if (count === 0) return 'EMPTY'
  return count > mostLines ? 'TOO_MANY' : undefined
}
