import { formatQuantity, isRefusal, newId, type Refusal, refuse } from '@erp/values'
import type { PurchaseOrderLineNotFound } from '../domain/amend-purchase-order.ts'
import { giveBackBudget } from '../domain/document-budget.ts'
import type { AwaitedLine } from '../domain/goods-in-transit.ts'
import { at, type InvalidInput, invalid, requireVersion, type StaleVersion, textProblem } from '../domain/input.ts'
import {
  lineClosed,
  type PurchaseOrder,
  type PurchaseOrderLineClosed,
  type PurchaseOrderNotConfirmed,
  type PurchaseOrderNotFound,
} from '../domain/purchase-order.ts'
import type { PurchaseOrderLine } from '../domain/purchase-order-line.ts'
import { findAwaitedLines } from '../store/goods-in-transit.ts'
import { closeOrderLines } from '../store/purchase-order-lines.ts'
import { lockPurchaseOrder, savePurchaseOrder } from '../store/purchase-orders.ts'
import { announcePurchaseOrder } from './announce-purchase-order.ts'
import type { StartReserving } from './ask-budgets.ts'
import { leaveToOthers } from './draw-on-demand.ts'
import { askForOrders } from './promise-purchase-orders.ts'
import type { Unit } from './unit.ts'

/** Goods of the line were charged and have not come: they are waited for, or their invoice is taken back first. */
export type ChargedGoodsNotCome = Refusal<
  'ChargedGoodsNotCome',
  { purchaseOrderLineId: string; inTransit: string; path: readonly string[] }
>

interface Closing {
  readonly purchaseOrderId: string
  readonly expectedVersion: number
  readonly reason: string
  /** Left out: every line that is not closed. */
  readonly purchaseOrderLineIds?: readonly string[] | null | undefined
}

/**
 * Gives up the rest of lines of a confirmed order: what has come stays, is invoiced and may go back, and nothing more comes.
 * What did not come is open again in requisitions, requests for quotation and agreements. The order and its lines are locked, so
 * that a receipt either is counted before or meets the closed line.
 */
export async function closePurchaseOrderLines(
  unit: Unit,
  input: Closing,
  startGivingBack: StartReserving,
): Promise<
  | PurchaseOrder
  | PurchaseOrderNotFound
  | PurchaseOrderNotConfirmed
  | PurchaseOrderLineNotFound
  | PurchaseOrderLineClosed
  | ChargedGoodsNotCome
  | StaleVersion
  | InvalidInput
> {
  const { tx, now } = unit
  const problem = textProblem(input.reason, 200)
  if (problem) return invalid('reason', problem)
  const { purchaseOrderId } = input
  const order = await lockPurchaseOrder(tx, purchaseOrderId)
  if (!order) return refuse('PurchaseOrderNotFound', { purchaseOrderId })
  if (order.status !== 'CONFIRMED')
    return refuse('PurchaseOrderNotConfirmed', { purchaseOrderId, status: order.status })
  const stale = requireVersion(order, input.expectedVersion)
  if (stale) return stale
  const wanted = linesToClose(order, input.purchaseOrderLineIds)
  if (isRefusal(wanted)) return wanted
  const awaited = await findAwaitedLines(
    tx,
    wanted.map(({ id }) => id),
  )
  const waitedFor = whatIsWaitedFor(wanted, awaited)
  if (waitedFor) return waitedFor

  const closed = wanted.map((line) => ({ ...line, closedAt: now, closeReason: input.reason }))
  await closeOrderLines(tx, closed)
  const closedById = new Map(closed.map((line) => [line.id, line]))
  const lines = order.lines.map((line) => closedById.get(line.id) ?? line)
  const saved = await savePurchaseOrder(tx, giveBackBudget({ ...order, lines }, newId(), now))
  await leaveToOthers(unit, saved, startGivingBack)
  await announcePurchaseOrder(unit, saved)
  await askForOrders(unit, [saved], startGivingBack)
  return saved
}

function linesToClose(
  { lines }: PurchaseOrder,
  wanted: Closing['purchaseOrderLineIds'],
): PurchaseOrderLine[] | PurchaseOrderLineNotFound | PurchaseOrderLineClosed | InvalidInput {
  if (wanted == null) {
    const open = lines.filter(({ closedAt }) => closedAt === null)
    return open.length === 0 ? invalid('purchaseOrderLineIds', 'ALL_CLOSED') : open
  }
  if (wanted.length === 0) return invalid('purchaseOrderLineIds', 'EMPTY')
  const found = new Map<string, PurchaseOrderLine>()
  for (const [index, purchaseOrderLineId] of wanted.entries()) {
    const path = `purchaseOrderLineIds.${index}`
    const line = lines.find(({ id }) => id === purchaseOrderLineId)
    if (!line) return at(refuse('PurchaseOrderLineNotFound', { purchaseOrderLineId }), path)
    if (line.closedAt) return lineClosed(purchaseOrderLineId, path)
    found.set(line.id, line)
  }
  return [...found.values()]
}

function whatIsWaitedFor(
  lines: readonly PurchaseOrderLine[],
  awaited: ReadonlyMap<string, AwaitedLine>,
): ChargedGoodsNotCome | undefined {
  for (const [index, { id }] of lines.entries()) {
    const inTransit = awaited.get(id)?.inTransitBaseQuantity
    if (!inTransit?.gt(0)) continue
    const facts = { purchaseOrderLineId: id, inTransit: formatQuantity(inTransit) }
    return at(refuse('ChargedGoodsNotCome', facts), `purchaseOrderLineIds.${index}`)
  }
  return undefined
}
