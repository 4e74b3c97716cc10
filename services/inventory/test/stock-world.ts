import {
  add,
  addQuantity,
  type BusinessDate,
  currency,
  Decimal,
  newId,
  type Quantity,
  subtract,
  subtractQuantity,
  zero,
  zeroQuantity,
} from '@erp/values'
import type { CostingChange } from '../src/domain/costing-change.ts'
import type { CostingMethod, ItemId } from '../src/domain/item.ts'
import type { NamedLot } from '../src/domain/named-lot.ts'
import {
  type BookedStock,
  bookOf,
  type IssuedBeforehand,
  movedByBin,
  movedByWarehouse,
  type Posting,
  type StockDocument,
  type StockEntry,
  type StockKey,
  stockKey,
} from '../src/domain/stock-document.ts'
import type { StockedItem, StockFacts, StockingWarehouse } from '../src/domain/stock-facts.ts'
import { binKey, type OnHand } from '../src/domain/stock-line.ts'
import type { StockTransfer } from '../src/domain/stock-transfer.ts'
import { takeBackDocuments } from '../src/domain/take-back.ts'
import { emptyValuation, type LotId, type Pool, type StockEntryId } from '../src/domain/valuation.ts'
import type { ValuationAreaId, WarehouseId } from '../src/domain/warehouse.ts'
import { CNY } from './costing-steps.ts'

export const companyId = newId()
export const today = '2026-03-10' as BusinessDate

/** One item of each costing method. */
export const items = (['MOVING_AVERAGE', 'FIFO', 'SPECIFIC', 'STANDARD'] as const).map(
  (costing): StockedItem => ({
    ...{ id: newId() as ItemId, companyId, itemClass: 'MERCHANDISE', costing },
    ...(costing === 'STANDARD' ? { standardCost: { perUnit: new Decimal('3.337'), currency: CNY } } : {}),
  }),
)

function warehouseIn(valuationAreaId: string, more: Partial<StockingWarehouse> = {}): StockingWarehouse {
  const id = newId() as WarehouseId
  const area = valuationAreaId as ValuationAreaId
  return {
    id,
    companyId,
    valuationAreaId: area,
    negativeStockAllowed: false,
    inTransit: false,
    catchesUp: false,
    ...more,
  }
}

const [shared, single, lenient, road] = [newId(), newId(), newId(), newId()]
/** Two warehouses that are valued together, one by itself, and one from which more may go than there is. */
export const warehouses = [
  ...[warehouseIn(shared), warehouseIn(shared), warehouseIn(single)],
  warehouseIn(lenient, { negativeStockAllowed: true }),
]
export const transit = warehouseIn(road, { inTransit: true })
export const areas = [...new Set([...warehouses, transit].map(({ valuationAreaId }) => valuationAreaId))]

/** Two lots of the item that is costed by lot; of the others, documents name none. */
export const lots = items.flatMap((item) =>
  item.costing === 'SPECIFIC'
    ? ['L1', 'L2'].map(
        (code): NamedLot => ({
          ...{ id: newId() as LotId, companyId, itemId: item.id, code, serial: false },
          ...{ manufacturedOn: null, expiresOn: null, onHand: false },
        }),
      )
    : [],
)

/** How an item may come to be costed; by lot only what is told apart. */
export function costingsOf({ costing }: { readonly costing: CostingMethod }): readonly CostingMethod[] {
  return ['MOVING_AVERAGE', 'FIFO', 'STANDARD', ...(costing === 'SPECIFIC' ? [costing] : [])]
}

export const facts: StockFacts = {
  items: new Map(items.map((item) => [item.id, item])),
  warehouses: new Map([...warehouses, transit].map((warehouse) => [warehouse.id, warehouse])),
  currencies: new Map([[companyId, currency('CNY')]]),
}

/** What one business document did, and which others have to be taken back before it. */
export type Source = {
  readonly id: string
  readonly kind: string
  standing: StockDocument[]
  readonly needs: readonly string[]
}

/** The stock of a company in memory, as the database keeps it; documents are recorded and taken back in it. */
export class StockWorld {
  readonly warehouses: readonly StockingWarehouse[]
  readonly ledger: StockEntry[] = []
  readonly documents: StockDocument[] = []
  readonly sources = new Map<string, Source>()
  readonly transfers = new Map<string, StockTransfer>()
  #stocks: Map<StockKey, BookedStock>
  #onHand: OnHand
  readonly #origins = new Map<StockEntryId, IssuedBeforehand>()

  /** Where documents take place: everywhere, or only where stock never falls below zero. */
  constructor(places: readonly StockingWarehouse[]) {
    this.warehouses = places
    this.#stocks = bookOf(
      items.flatMap((item) =>
        areas.map(
          (valuationAreaId): BookedStock => ({
            ...{ companyId, itemId: item.id, valuationAreaId, lastSequence: 0n },
            valuation: {
              ...emptyValuation(valuationAreaId === transit.valuationAreaId ? 'SPECIFIC' : item.costing, CNY),
              standardCost: item.standardCost,
            },
          }),
        ),
      ),
    )
    this.#onHand = new Map(
      items.flatMap(({ id: itemId }) =>
        [...warehouses, transit].map(({ id: warehouseId }) => [binKey({ itemId, warehouseId }), zeroQuantity] as const),
      ),
    )
  }

  get book(): ReadonlyMap<StockKey, BookedStock> {
    const issuedBeforehand = this.#origins
    return new Map([...this.#stocks].map(([key, stock]) => [key, { ...stock, issuedBeforehand }]))
  }

  get onHand(): OnHand {
    return new Map(this.#onHand)
  }

  /** How much lies in a warehouse, of a lot if one is named. */
  there(item: StockedItem, warehouse: StockingWarehouse, lotId: LotId | null = null): Quantity {
    return this.#onHand.get(binKey({ itemId: item.id, warehouseId: warehouse.id, lotId })) ?? zeroQuantity
  }

  valued(item: StockedItem, { valuationAreaId }: StockingWarehouse): BookedStock {
    const stock = this.#stocks.get(stockKey({ itemId: item.id, valuationAreaId }))
    if (!stock) throw new Error('Every item has a balance in every area.')
    return stock
  }

  /** The latest receipt of each item in an area. */
  lastCosts({ valuationAreaId }: StockingWarehouse): Map<ItemId, Pool> {
    const received = this.ledger.filter(
      (entry) => entry.valuationAreaId === valuationAreaId && entry.quantity.gt(0) && entry.value.minor > 0n,
    )
    return new Map(received.map(({ itemId, quantity, value }) => [itemId, { quantity, value }]))
  }

  /** Records what a business document did, as one that others may depend on. */
  record(
    kind: string,
    postings: readonly Pick<Posting, 'document' | 'trueUps' | 'changed'>[],
    needs: readonly string[] = [],
  ): string {
    const id = newId()
    const source: Source = { id, kind, standing: [], needs }
    this.sources.set(id, source)
    for (const { document, trueUps, changed } of postings) {
      for (const told of trueUps) {
        this.#write(told)
        const issued = [...this.sources.values()].find((one) =>
          one.standing.some(({ id: its }) => its === told.adjustsId),
        )
        if (!issued) throw new Error('A true-up belongs to a document that stands.')
        issued.standing.push(told)
      }
      this.#write(document)
      source.standing.push(document)
      this.#keep(changed)
    }
    return id
  }

  /** Documents of a kind that stand. */
  standing(kind: string): Source[] {
    return [...this.sources.values()].filter((source) => source.kind === kind)
  }

  /** Whether nothing that stands was made from it. */
  isFree({ id }: Source): boolean {
    return [...this.sources.values()].every(({ needs }) => !needs.includes(id))
  }

  /** Takes a document back, or says that its goods were used since. */
  cancel(source: Source): boolean {
    const takenBack = takeBackDocuments(source.standing, { book: this.book, onHand: this.onHand, facts })
    if ('refusal' in takenBack) return false
    for (const document of takenBack.documents) this.#write(document)
    this.#keep(takenBack.changed)
    this.sources.delete(source.id)
    return true
  }

  /** What of a delivery's lines has not come back, at what it cost. */
  stillOut({ standing }: Source) {
    const lines = new Map<string, Pool & { itemId: ItemId }>()
    const ids = new Set(standing.flatMap(({ entries }) => entries.map(({ sourceLineId }) => sourceLineId)))
    for (const entry of this.ledger) {
      const line = ids.has(entry.sourceLineId) ? entry.sourceLineId : entry.originLineId
      if (!line || !ids.has(line)) continue
      const before = lines.get(line) ?? { itemId: entry.itemId, quantity: zeroQuantity, value: zero(CNY) }
      lines.set(line, {
        itemId: entry.itemId,
        quantity: subtractQuantity(before.quantity, entry.quantity),
        value: subtract(before.value, entry.value),
      })
    }
    return lines
  }

  /** Has an item costed in another way from now on, goods on the road apart; that is not taken back. */
  recost(
    { itemId, costing, standardCost }: Pick<CostingChange, 'itemId' | 'costing' | 'standardCost'>,
    posting: Posting | undefined,
  ): void {
    if (posting) {
      this.#write(posting.document)
      this.#keep(posting.changed)
    }
    for (const [key, stock] of this.#stocks) {
      if (stock.itemId !== itemId || stock.valuationAreaId === transit.valuationAreaId) continue
      const { valuation } = stock
      const recosted = { ...valuation, costing, standardCost: standardCost ?? valuation.standardCost }
      this.#keep(new Map([[key, { ...stock, valuation: recosted }]]))
    }
  }

  #write(document: StockDocument): void {
    this.documents.push(document)
    this.ledger.push(...document.entries)
    const { entries, ...head } = document
    for (const line of entries) this.#origins.set(line.id, { head, line })
    for (const { quantity, ...place } of [...movedByWarehouse([document]), ...movedByBin([document])])
      this.#onHand.set(binKey(place), addQuantity(this.#onHand.get(binKey(place)) ?? zeroQuantity, quantity))
  }

  #keep(changed: ReadonlyMap<StockKey, BookedStock>): void {
    this.#stocks = new Map([...this.#stocks, ...changed])
  }
}

/** What all entries of an item in an area add up to. */
export function addedUp(entries: readonly StockEntry[]): Pool {
  return entries.reduce<Pool>(
    (pool, { quantity, value }) => ({ quantity: addQuantity(pool.quantity, quantity), value: add(pool.value, value) }),
    { quantity: zeroQuantity, value: zero(CNY) },
  )
}
