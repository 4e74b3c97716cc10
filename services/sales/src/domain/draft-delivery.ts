import {
  type BusinessDate,
  isRefusal,
  parsePositiveQuantity,
  type Quantity,
  type QuantityNotExact,
  toBaseQuantity,
  zeroQuantity,
} from '@erp/values'
import {
  lineNotFound,
  type NewDelivery,
  type OverDelivery,
  openQuantity,
  overDelivery,
  type SalesOrderLineNotFound,
} from './delivery.ts'
import { at, type InvalidInput, invalid } from './input.ts'
import { lineCountProblem, requireStatus, type SalesOrder, type SalesOrderStatusWrong } from './sales-order.ts'
import type { AnyQuantityInvalid, SalesOrderLine } from './sales-order-line.ts'

export type DeliveryDraftRefused =
  | InvalidInput
  | SalesOrderStatusWrong
  | SalesOrderLineNotFound
  | OverDelivery
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })

/** What a person says about goods that go out. Without lines: all that is still open on the order. */
export interface DeliveryInput {
  readonly deliveredOn: BusinessDate
  readonly lines: readonly { readonly salesOrderLineId: string; readonly quantity: string }[] | null
}

/** A draft delivery for a confirmed order; nothing is counted on it yet. */
export function draftDelivery(
  input: DeliveryInput,
  context: { id: string; newLineId: () => string; now: Date },
  order: SalesOrder,
): NewDelivery | DeliveryDraftRefused {
  const wrong = requireStatus(order, 'CONFIRMED')
  if (wrong) return wrong
  const wanted = input.lines === null ? openLines(order) : readLines(input.lines, order)
  if (isRefusal(wanted)) return wanted
  const problem = lineCountProblem(wanted.length)
  if (problem) return invalid('lines', input.lines === null ? 'NOTHING_OPEN' : problem)
  return {
    id: context.id,
    companyId: order.companyId,
    kind: 'SALE',
    status: 'DRAFT',
    customerId: order.customerId,
    salesOrderId: order.id,
    giftReason: null,
    earnedByOrderId: null,
    givenBy: null,
    approval: null,
    warehouseId: order.warehouseId,
    deliveredOn: input.deliveredOn,
    currency: order.currency,
    costOfSales: 'AT_DELIVERY',
    sagaId: null,
    refusal: null,
    lines: wanted.map(({ line, quantity, baseQuantity }, index) => ({
      id: context.newLineId(),
      deliveryId: context.id,
      lineNumber: index + 1,
      salesOrderId: order.id,
      salesOrderLineId: line.id,
      gift: null,
      promotionId: null,
      itemId: line.itemId,
      unit: line.unit,
      factor: line.factor,
      quantity,
      baseQuantity,
      returnedBaseQuantity: zeroQuantity,
      invoicedBaseQuantity: zeroQuantity,
      creditedBaseQuantity: zeroQuantity,
    })),
    version: 1,
    createdAt: context.now,
    confirmedAt: null,
  }
}

interface Wanted {
  readonly line: SalesOrderLine
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
}

function readLines(given: NonNullable<DeliveryInput['lines']>, order: SalesOrder): Wanted[] | DeliveryDraftRefused {
  const lines = new Map(order.lines.map((line) => [line.id, line]))
  const wanted = new Map<string, Wanted>()
  for (const [index, { salesOrderLineId, quantity: text }] of given.entries()) {
    const path = `lines.${index}`
    const line = lines.get(salesOrderLineId)
    if (!line) return lineNotFound(salesOrderLineId, `${path}.salesOrderLineId`)
    if (wanted.has(line.id)) return invalid(`${path}.salesOrderLineId`, 'NAMED_TWICE')
    const quantity = parsePositiveQuantity(text)
    if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
    const baseQuantity = toBaseQuantity(quantity, line.factor)
    if (isRefusal(baseQuantity)) return at(baseQuantity, `${path}.quantity`)
    const over = overDelivery(line, baseQuantity, `${path}.quantity`)
    if (over) return over
    wanted.set(line.id, { line, quantity, baseQuantity })
  }
  return [...wanted.values()]
}

/** All that is still open, of lines whose rest can be said in their own unit. */
function openLines({ lines }: SalesOrder): Wanted[] | InvalidInput {
  const wanted: Wanted[] = []
  for (const line of lines) {
    const baseQuantity = openQuantity(line)
    if (baseQuantity.isZero()) continue
    const { numerator, denominator } = line.factor
    const quantity = toBaseQuantity(baseQuantity, { numerator: denominator, denominator: numerator })
    if (isRefusal(quantity)) return invalid('lines', 'REST_NOT_EXACT_IN_ITS_UNIT')
    wanted.push({ line, quantity, baseQuantity })
  }
  return wanted
}
