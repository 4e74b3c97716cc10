import type { BusinessDate } from '@erp/values'
import { type LinePlace, linePlaces } from '../domain/line-places.ts'
import type { TransferNotPostable, TransferStock } from '../domain/post-stock-transfer.ts'
import type { Posting, StockBook, StockEventKind } from '../domain/stock-document.ts'
import type { StockFacts } from '../domain/stock-facts.ts'
import type { StockTransfer, StockTransferLine } from '../domain/stock-transfer.ts'
import type { WarehouseId } from '../domain/warehouse.ts'
import type { Tx } from '../store/database.ts'
import { type PostingProblem, periodProblemOf, postingProblemOf, withDimensions } from './posting-problem.ts'
import { factsOfLines, lockStock, readStock, type StockAtHand } from './stock-at-hand.ts'

/** One step of a transfer: which lines go from where to where, as what, and when. */
export type TransferStep = {
  readonly transfer: StockTransfer
  readonly eventKind: StockEventKind
  readonly businessDate: BusinessDate
  readonly from: WarehouseId
  readonly to: WarehouseId
  readonly lines: readonly StockTransferLine[]
}

export type TransferRefused = TransferNotPostable | PostingProblem

/**
 * Asks whether finance could post a step, locks the stock it moves at both ends at once, and decides on it. Inside one
 * valuation area there is nothing to post but the day.
 */
export function decideStep<Outcome extends Posting>(
  tx: Tx,
  step: TransferStep,
  decide: (stock: TransferStock, book: StockBook) => Outcome | TransferNotPostable,
): Promise<Outcome | TransferRefused> {
  return decideOn(tx, step, lockStock, decide)
}

/** The same on the balances as they are, with nothing locked or written. */
export function simulateStep<Outcome extends Posting>(
  tx: Tx,
  step: TransferStep,
  decide: (stock: TransferStock, book: StockBook) => Outcome | TransferNotPostable,
): Promise<Outcome | TransferRefused> {
  return decideOn(tx, step, readStock, decide)
}

async function decideOn<Outcome extends Posting>(
  tx: Tx,
  step: TransferStep,
  takeStock: (tx: Tx, places: readonly LinePlace[], facts: StockFacts) => Promise<StockAtHand>,
  decide: (stock: TransferStock, book: StockBook) => Outcome | TransferNotPostable,
): Promise<Outcome | TransferRefused> {
  const { transfer, from, to, eventKind, businessDate } = step
  const { companyId } = transfer
  const moved = step.lines.flatMap(({ itemId, lotId, fromLocationId, toLocationId }) => [
    { itemId, lotId, warehouseId: from, locationId: from === transfer.fromWarehouseId ? fromLocationId : null },
    { itemId, lotId, warehouseId: to, locationId: to === transfer.toWarehouseId ? toLocationId : null },
  ])
  const facts = await factsOfLines(tx, companyId, moved)
  const places = linePlaces(transfer, moved, facts)
  const valued = facts.warehouses.get(from)?.valuationAreaId !== facts.warehouses.get(to)?.valuationAreaId
  const problem =
    valued || eventKind === 'TRANSFER_LOSS'
      ? await postingProblemOf(tx, { companyId, eventKinds: [eventKind], businessDate }, places, facts)
      : await periodProblemOf(tx, companyId, [businessDate])
  if (problem) return problem
  const { book, onHand } = await takeStock(tx, places, facts)
  return withDimensions(tx, decide({ ...facts, onHand }, book))
}
