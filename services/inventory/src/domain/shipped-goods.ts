import {
  add,
  addQuantity,
  isZero,
  type Money,
  portion,
  type Quantity,
  subtract,
  subtractQuantity,
  zero,
  zeroQuantity,
} from '@erp/values'
import type { ItemClass, ItemId } from './item.ts'
import {
  type BookedStock,
  type DocumentHead,
  enter,
  newStockDocumentId,
  newStockEntryId,
  noCounterpart,
  type StockBook,
  type StockDocument,
  type StockEntry,
  type StockEventKind,
  type StockKey,
  stockKey,
} from './stock-document.ts'
import type { ValuationAreaId, WarehouseId } from './warehouse.ts'

/** Goods of a delivery line that are no cost of sales before they are invoiced 发出商品. */
export type ShippedGoods = {
  readonly deliveryLineId: string
  readonly itemId: ItemId
  readonly itemClass: ItemClass
  readonly warehouseId: WarehouseId
  readonly valuationAreaId: ValuationAreaId
  /** What the customer still has, and what that cost. */
  readonly quantity: Quantity
  readonly value: Money
  /** What invoices charge, less what is credited of goods that came back. */
  readonly invoiced: Quantity
  /** What of its cost is cost of sales by now. */
  readonly charged: Money
}

/** A document after which more or less of shipped goods is cost of sales: it says so itself, or changed what they cost. */
export type ChargingDocument = {
  readonly head: Pick<
    DocumentHead,
    | 'companyId'
    | 'documentType'
    | 'documentId'
    | 'documentNumber'
    | 'part'
    | 'businessDate'
    | 'currency'
    | 'customerId'
    | 'adjustsId'
  >
  /** What its lines charge of delivery lines, less than nothing where they take that back. */
  readonly lines: readonly {
    readonly sourceLineId: string
    readonly deliveryLineId: string
    readonly invoiced: Quantity
  }[]
  /** Whether it is told even where it changes nothing, for somebody waits for it. */
  readonly always: boolean
}

/**
 * What of shipped goods is cost of sales: the share of what is invoiced in what the customer still has, all of it once nothing
 * is left to invoice. It depends on nothing but where things stand, so whatever invoices, returns and late costs come in
 * whatever order, each moves what is missing (S1').
 */
export function costOfSales({
  quantity,
  value,
  invoiced,
}: Pick<ShippedGoods, 'quantity' | 'value' | 'invoiced'>): Money {
  if (invoiced.gte(quantity)) return value
  return invoiced.isZero() ? zero(value.currency) : portion(value, invoiced, quantity)
}

/** What these documents, one after the other, move between shipped goods and cost of sales. Delivery lines of others are left out. */
export function chargeShippedGoods(
  documents: readonly ChargingDocument[],
  goods: ReadonlyMap<string, ShippedGoods>,
  book: StockBook,
): { readonly documents: readonly StockDocument[]; readonly changed: StockBook } {
  const now = new Map(goods)
  const changed = new Map<StockKey, BookedStock>()
  const charges = documents.flatMap(({ head, lines, always }): StockDocument[] => {
    const entries: StockEntry[] = []
    for (const { sourceLineId, deliveryLineId, invoiced } of lines) {
      const before = now.get(deliveryLineId)
      if (!before) continue
      const after = { ...before, invoiced: addQuantity(before.invoiced, invoiced) }
      const charged = costOfSales(after)
      now.set(deliveryLineId, { ...after, charged })
      const moved = subtract(charged, before.charged)
      if (isZero(moved) && !always) continue
      const key = stockKey(before)
      const stock = changed.get(key) ?? book.get(key)
      if (!stock) throw new Error(`Delivery line ${deliveryLineId} has no balance.`)
      const written = enter(stock, chargeLine(before, sourceLineId, moved), {
        ...{ quantity: zeroQuantity, value: zero(moved.currency), layerChanges: [] },
      })
      changed.set(key, written.stock)
      entries.push(written.entry)
    }
    const [first] = entries
    if (!first) return []
    const { warehouseId } = first
    const id = newStockDocumentId()
    return [
      { ...head, id, eventKind: 'SHIPPED_GOODS_CHARGED', supplierId: null, warehouseId, reversesId: null, entries },
    ]
  })
  return { documents: charges, changed }
}

function chargeLine(goods: ShippedGoods, sourceLineId: string, moved: Money) {
  const { deliveryLineId: originLineId, itemId, itemClass, warehouseId, valuationAreaId } = goods
  return {
    ...{ id: newStockEntryId(), sourceLineId, originLineId, itemId, itemClass, warehouseId, valuationAreaId },
    ...{ locationId: null, lotId: null, inTransit: false, counterpart: noCounterpart, clearingValue: moved },
  }
}

/** What stock documents did to shipped goods of one delivery line. */
export type ShippedMovement = Pick<ShippedGoods, 'deliveryLineId' | 'quantity' | 'value' | 'charged'>

/** By delivery line: goods that left as shipped goods, that came back, or whose cost became known or cost of sales. */
export function movedShippedGoods(documents: readonly StockDocument[]): ShippedMovement[] {
  const moved = new Map<string, ShippedMovement>()
  for (const { eventKind, currency, entries } of documents) {
    if (!concernsShippedGoods(eventKind)) continue
    for (const entry of entries) {
      const deliveryLineId = deliveryLineOf(entry)
      const nothing = { deliveryLineId, quantity: zeroQuantity, value: zero(currency), charged: zero(currency) }
      const before = moved.get(deliveryLineId) ?? nothing
      const quantity = subtractQuantity(before.quantity, entry.quantity)
      const difference =
        eventKind === 'SHIPPED_GOODS_CHARGED'
          ? { charged: add(before.charged, entry.clearingValue) }
          : { value: subtract(before.value, entry.clearingValue) }
      moved.set(deliveryLineId, { ...before, ...difference, quantity })
    }
  }
  return [...moved.values()]
}

function deliveryLineOf({ originLineId, sourceLineId }: StockEntry): string {
  return originLineId ?? sourceLineId
}

const kinds: ReadonlySet<StockEventKind> = new Set(['GOODS_SHIPPED', 'SHIPPED_GOODS_RETURNED', 'SHIPPED_GOODS_CHARGED'])

function concernsShippedGoods(eventKind: StockEventKind): boolean {
  return kinds.has(eventKind)
}

/** Goods that leave as shipped goods: nothing of them was invoiced before. */
export function isShipment({ eventKind, reversesId, adjustsId }: StockDocument): boolean {
  return eventKind === 'GOODS_SHIPPED' && reversesId === null && adjustsId === null
}

/**
 * Stock documents that change what is with customers, or what it cost, after it was shipped: what is cost of sales of it may
 * have to follow.
 */
export function chargedAfter(documents: readonly StockDocument[]): ChargingDocument[] {
  return documents.flatMap((document) => {
    const { id, eventKind, entries, ...head } = document
    if (isShipment(document) || eventKind === 'SHIPPED_GOODS_CHARGED' || !concernsShippedGoods(eventKind)) return []
    const ofLines = new Map(entries.map((entry) => [deliveryLineOf(entry), entry.sourceLineId]))
    const lines = [...ofLines].map(([deliveryLineId, sourceLineId]) => ({
      ...{ sourceLineId, deliveryLineId, invoiced: zeroQuantity },
    }))
    return [{ head: { ...head, adjustsId: id }, lines, always: false }]
  })
}
