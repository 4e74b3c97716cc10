import type { ServiceName } from '@erp/local'

/** A place where a service is killed. */
export interface CrashPoint {
  readonly service: ServiceName
  readonly name: string
}

/** Around the transaction of a mutation, a timer or a message. */
const transaction = ['before_commit', 'after_commit'] as const
/** Around the sending of a message. */
const relay = ['before_publish', 'after_publish_before_mark'] as const
/** Around the effect of a message. */
const consumer = [...transaction, 'after_effect_before_ack'] as const

/**
 * Every place where a service can die while a receipt goes from the storekeeper's click to the voucher and the news of
 * it back, by service and in the order they are passed.
 */
export const pointsOfReceipt = [
  ...points('procurement', 'confirmGoodsReceipt', transaction),
  ...points('procurement', 'procurement.goods-receipt.confirmed.v1', relay),
  ...points('inventory', 'procurement.goods-receipt.confirmed.v1', consumer),
  ...points('inventory', 'inventory.stock-document.posted.v1', relay),
  ...points('finance', 'inventory.stock-document.posted.v1', consumer),
  ...points('finance', 'finance.posting.posted.v1', relay),
  ...points('procurement', 'inventory.stock-document.posted.v1', consumer),
  ...points('procurement', 'finance.posting.posted.v1', consumer),
  ...points('inventory', 'finance.posting.posted.v1', consumer),
]

/** The same for a return: the saga's command, its answer, and what follows from it. */
export const pointsOfReturn = [
  ...points('procurement', 'confirmPurchaseReturn', transaction),
  ...points('procurement', 'inventory.issue-purchase-return.v1', relay),
  ...points('inventory', 'inventory.issue-purchase-return.v1', consumer),
  ...points('inventory', 'inventory.purchase-return-issue.done.v1', relay),
  ...points('procurement', 'inventory.purchase-return-issue.done.v1', consumer),
  ...points('procurement', 'procurement.purchase-return.confirmed.v1', relay),
]

/** The same for a return that nobody answers for, so that the saga takes it back. */
export const pointsOfUndo = [
  ...points('procurement', 'procurement.return-goods timer', transaction),
  ...points('procurement', 'inventory.cancel-purchase-return-issue.v1', relay),
  ...points('inventory', 'inventory.cancel-purchase-return-issue.v1', consumer),
  ...points('inventory', 'inventory.purchase-return-issue.cancelled.v1', relay),
  ...points('procurement', 'inventory.purchase-return-issue.cancelled.v1', consumer),
]

function points(service: ServiceName, label: string, places: readonly string[]): CrashPoint[] {
  return places.map((place) => ({ service, name: `${service}:${place}:${label}` }))
}

/** One round kills each service at most once: the first point of each, then the second of each, until all are done. */
export function rounds(all: readonly CrashPoint[]): readonly (readonly CrashPoint[])[] {
  const queues = [...Map.groupBy(all, ({ service }) => service).values()]
  const longest = Math.max(...queues.map((queue) => queue.length))
  return Array.from({ length: longest }, (_, index) => queues.flatMap((queue) => queue[index] ?? []))
}
