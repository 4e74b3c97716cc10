import type { ItemId } from '../domain/item.ts'
import type { LinePlace } from '../domain/line-places.ts'
import type { StockBook } from '../domain/stock-document.ts'
import type { StockFacts } from '../domain/stock-facts.ts'
import type { OnHand } from '../domain/stock-line.ts'
import type { Pool } from '../domain/valuation.ts'
import type { Tx } from '../store/database.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockFacts from '../store/stock-facts.ts'

/** The stock that a document moves: balances with their layers, what lies where, and what items last cost. */
export type StockAtHand = {
  readonly book: StockBook
  readonly onHand: OnHand
  /** Of what may leave before it is there. */
  readonly lastCosts: ReadonlyMap<ItemId, Pool>
}

/** What posting lines in several warehouses needs to know, in three statements however many there are. */
export function factsOfLines(
  tx: Tx,
  companyId: string,
  lines: readonly Pick<LinePlace, 'itemId' | 'warehouseId'>[],
): Promise<StockFacts> {
  return stockFacts.load(
    tx,
    lines.map(({ itemId, warehouseId }) => ({ companyId, warehouseId, lines: [{ itemId }] })),
  )
}

/** Opens and locks what these lines move and reads it, in a fixed number of statements. Also reads the layers in `named`. */
export async function lockStock(
  tx: Tx,
  places: readonly LinePlace[],
  facts: StockFacts,
  named: readonly string[] = [],
): Promise<StockAtHand> {
  await stockBalances.open(tx, places)
  const book = await stockBalances.lock(tx, places)
  return withContents(tx, await stockBalances.withLayers(tx, book, named), places, facts)
}

/** The same as it is now, without a lock and without writing anything. */
export async function readStock(tx: Tx, places: readonly LinePlace[], facts: StockFacts): Promise<StockAtHand> {
  const book = await stockBalances.read(tx, places)
  return withContents(tx, await stockBalances.withLayers(tx, book), places, facts)
}

async function withContents(
  tx: Tx,
  book: StockBook,
  places: readonly LinePlace[],
  { warehouses }: StockFacts,
): Promise<StockAtHand> {
  const beyond = places.filter(({ warehouseId }) => warehouses.get(warehouseId)?.negativeStockAllowed)
  return {
    book,
    onHand: await stockBalances.onHand(tx, places),
    lastCosts: beyond.length > 0 ? await stockBalances.lastCosts(tx, beyond) : new Map(),
  }
}
