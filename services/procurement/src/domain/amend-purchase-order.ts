import { isRefusal, type Quantity, type Refusal, refuse, subtractQuantity } from '@erp/values'
import { amendedBearer } from './bearer.ts'
import { type AmendmentBeyondApproval, beyondApproval, isBeforeApproval } from './document-approval.ts'
import { at, type InvalidInput, invalid, textProblem } from './input.ts'
import { allowedQuantity, exceedsTolerance, inOrderUnit } from './over-receipt.ts'
import {
  lineClosed,
  lineCountProblem,
  type PurchaseOrder,
  type PurchaseOrderLineClosed,
  type PurchaseOrderNotConfirmed,
  totalsOf,
} from './purchase-order.ts'
import {
  type LineRefused,
  type LineTerms,
  type NewLine,
  newOrderLine,
  type PricingFacts,
  type PurchaseOrderLine,
  priceTerms,
  readDestination,
  readPromise,
} from './purchase-order-line.ts'

/** What a person wants different in a confirmed order; lines that are not named stay as they are. */
export interface Amendment {
  readonly reason: string
  readonly changedLines: readonly (LineTerms & { readonly purchaseOrderLineId: string })[]
  readonly addedLines: readonly NewLine[]
  readonly removedLineIds: readonly string[]
}

/** An amended order and what of it must be written. */
export interface AmendedPurchaseOrder {
  readonly order: PurchaseOrder
  readonly changed: readonly PurchaseOrderLine[]
  readonly added: readonly PurchaseOrderLine[]
  readonly removed: readonly string[]
}

export type PurchaseOrderLineNotFound = Refusal<
  'PurchaseOrderLineNotFound',
  { purchaseOrderLineId: string; path: readonly string[] }
>
export type QuantityBelowReceived = Refusal<
  'QuantityBelowReceived',
  { purchaseOrderLineId: string; ordered: string; received: string; allowed: string; path: readonly string[] }
>
export type LineAlreadyReceived = Refusal<
  'LineAlreadyReceived',
  { purchaseOrderLineId: string; received: string; path: readonly string[] }
>

/**
 * The next revision of a confirmed order, or the corrected one of an order that waits for approval, came back from it or is
 * held for want of budget. A line keeps its item and unit; it cannot be ordered below what has arrived and
 * stayed, nor removed while anything of it is here. Receipts made before keep the price they were valued at.
 */
export function amendPurchaseOrder(
  order: PurchaseOrder,
  amendment: Amendment,
  facts: PricingFacts,
  newLineId: () => string,
  lastLineNumber: number,
):
  | AmendedPurchaseOrder
  | PurchaseOrderNotConfirmed
  | PurchaseOrderLineNotFound
  | PurchaseOrderLineClosed
  | QuantityBelowReceived
  | LineAlreadyReceived
  | LineRefused
  | AmendmentBeyondApproval {
  const before = isBeforeApproval(order) || order.status === 'HELD'
  if (order.status !== 'CONFIRMED' && !before)
    return refuse('PurchaseOrderNotConfirmed', { purchaseOrderId: order.id, status: order.status })
  const problem = textProblem(amendment.reason, 200)
  if (problem) return invalid('reason', problem)
  const repeated = namedTwice(amendment)
  if (repeated) return repeated

  const revision = before ? order.revision : order.revision + 1
  const linesById = new Map(order.lines.map((line) => [line.id, line]))
  const changed: PurchaseOrderLine[] = []
  for (const [index, wanted] of amendment.changedLines.entries()) {
    const path = `changedLines.${index}`
    const line = linesById.get(wanted.purchaseOrderLineId)
    if (!line) return lineNotFound(wanted.purchaseOrderLineId, `${path}.purchaseOrderLineId`)
    if (line.closedAt) return lineClosed(line.id, `${path}.purchaseOrderLineId`)
    const terms = priceTerms(
      wanted,
      { factor: line.factor, path, listed: () => line },
      { ...facts, defaultOverReceiptPercent: line.overReceiptPercent },
    )
    if (isRefusal(terms)) return terms
    const bearer = amendedBearer(line, wanted, facts.dimensionValues, path)
    if (isRefusal(bearer)) return bearer
    const promisedOn = readPromise(wanted, { ...line, orderedOn: order.orderedOn }, path)
    if (isRefusal(promisedOn)) return promisedOn
    const warehouseId = readDestination(wanted, line, facts.warehouses, path)
    if (isRefusal(warehouseId)) return warehouseId
    const next = { ...line, ...terms, ...bearer, promisedOn, warehouseId, revision }
    const below = belowReceived(line, next, path)
    if (below) return below
    changed.push(next)
  }

  for (const [index, lineId] of amendment.removedLineIds.entries()) {
    const path = `removedLineIds.${index}`
    const line = linesById.get(lineId)
    if (!line) return lineNotFound(lineId, path)
    if (!netReceived(line).isZero())
      return at(
        refuse('LineAlreadyReceived', {
          purchaseOrderLineId: lineId,
          received: inOrderUnit(netReceived(line), line.factor),
        }),
        path,
      )
  }

  const added: PurchaseOrderLine[] = []
  for (const [index, wanted] of amendment.addedLines.entries()) {
    const place = { id: newLineId(), purchaseOrderId: order.id, lineNumber: lastLineNumber + index + 1, revision }
    const { orderedOn } = order
    const line = newOrderLine(wanted, { ...place, orderedOn, path: `addedLines.${index}` }, facts)
    if (isRefusal(line)) return line
    added.push(line)
  }

  const changedById = new Map(changed.map((line) => [line.id, line]))
  const removed = new Set(amendment.removedLineIds)
  const lines = [
    ...order.lines.filter((line) => !removed.has(line.id)).map((line) => changedById.get(line.id) ?? line),
    ...added,
  ]
  const count = lineCountProblem(lines.length)
  if (count) return invalid('removedLineIds', count)
  const totals = totalsOf(lines, order.currency)
  if (isRefusal(totals)) return totals
  const amended = { ...order, ...totals, revision, lines }
  return beyondApproval(amended) ?? { order: amended, changed, added, removed: [...removed] }
}

/** What arrived and was not sent back, in base units. */
export function netReceived(line: Pick<PurchaseOrderLine, 'receivedBaseQuantity' | 'returnedBaseQuantity'>): Quantity {
  return subtractQuantity(line.receivedBaseQuantity, line.returnedBaseQuantity)
}

/** A lower quantity still covers what is here, and what is here stays within the line's tolerance. */
function belowReceived(
  line: PurchaseOrderLine,
  next: PurchaseOrderLine,
  path: string,
): QuantityBelowReceived | undefined {
  const received = netReceived(line)
  const lowered = next.baseQuantity.lt(line.baseQuantity)
  if (!(lowered && next.baseQuantity.lt(received)) && !exceedsTolerance(next, received)) return undefined
  return at(
    refuse('QuantityBelowReceived', {
      purchaseOrderLineId: line.id,
      ordered: next.quantity.toFixed(),
      received: inOrderUnit(received, line.factor),
      allowed: allowedQuantity(next),
    }),
    `${path}.quantity`,
  )
}

function namedTwice({ changedLines, removedLineIds, addedLines }: Amendment): InvalidInput | undefined {
  const seen = new Set<string>()
  for (const [index, { purchaseOrderLineId }] of changedLines.entries()) {
    if (seen.has(purchaseOrderLineId)) return invalid(`changedLines.${index}.purchaseOrderLineId`, 'NAMED_TWICE')
    seen.add(purchaseOrderLineId)
  }
  for (const [index, lineId] of removedLineIds.entries()) {
    if (seen.has(lineId)) return invalid(`removedLineIds.${index}`, 'NAMED_TWICE')
    seen.add(lineId)
  }
  return seen.size + addedLines.length === 0 ? invalid('changedLines', 'NOTHING_TO_AMEND') : undefined
}

function lineNotFound(purchaseOrderLineId: string, path: string): PurchaseOrderLineNotFound {
  return at(refuse('PurchaseOrderLineNotFound', { purchaseOrderLineId }), path)
}
