import {
  addQuantity,
  type Branded,
  formatQuantity,
  newId,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  zeroQuantity,
} from '@erp/values'
import type { ItemClass, ItemId } from './item.ts'
import type { LotId } from './valuation.ts'
import type { WarehouseId, WarehouseKind } from './warehouse.ts'

export type ReservationId = Branded<string, 'ReservationId'>

/**
 * HELD ends by itself at its deadline, COMMITTED does not. Both keep goods; CONSUMED (they were issued), RELEASED and
 * EXPIRED keep none.
 */
export type ReservationStatus = 'HELD' | 'COMMITTED' | 'CONSUMED' | 'RELEASED' | 'EXPIRED'

/** The business document that goods are kept for. */
export type ReservingDocument = {
  readonly documentType: string
  readonly documentId: string
  readonly documentNumber: string
  /** Whom it is for; null where nobody in particular, or nobody told. */
  readonly customerId: string | null
}

/** How much of an item in a warehouse is kept for a line of a document 预留. */
export type Reservation = ReservingDocument & {
  readonly id: ReservationId
  readonly companyId: string
  readonly documentLineId: string
  readonly itemId: ItemId
  readonly warehouseId: WarehouseId
  /** The lot that is kept; null where any goods of the item will do. */
  readonly lotId: LotId | null
  readonly quantity: Quantity
  /** What is still kept. */
  readonly openQuantity: Quantity
  readonly status: ReservationStatus
}

/** An item in a warehouse, in base units. */
export type ReservableStock = { readonly onHand: Quantity; readonly reserved: Quantity }

export type WantedLine = {
  readonly lineId: string
  readonly itemId: ItemId
  readonly warehouseId: WarehouseId
  readonly quantity: Quantity
  readonly lotId?: LotId | null | undefined
}

/** What is known of items, warehouses and their stock, by id and `placeKey`; of lots that are named, by `lotPlaceKey`. */
export type ReservationFacts = {
  readonly items: ReadonlyMap<string, { readonly itemClass: ItemClass; readonly active: boolean }>
  readonly warehouses: ReadonlyMap<string, { readonly kind: WarehouseKind; readonly active: boolean }>
  readonly stock: ReadonlyMap<string, ReservableStock>
  readonly lots: ReadonlyMap<string, ReservableStock>
  /** What lines of the same document keep, as `<line>/<place key>`, with the lot where one is kept. */
  readonly keptAlready?: ReadonlySet<string>
}

export type StockShortage = {
  readonly lineId: string
  readonly itemId: ItemId
  readonly warehouseId: WarehouseId
  readonly lotId: LotId | null
  readonly available: string
  readonly requested: string
}

export type StockNotAvailable = Refusal<
  'StockNotAvailable',
  { shortages: readonly StockShortage[]; path: readonly string[] }
>
export type ItemNotReservable = Refusal<
  'ItemNotReservable',
  { itemId: string; problem: 'UNKNOWN' | 'NOT_ACTIVE' | 'NOT_STOCKED'; path: readonly string[] }
>
export type WarehouseNotReservable = Refusal<
  'WarehouseNotReservable',
  { warehouseId: string; problem: 'UNKNOWN' | 'NOT_ACTIVE' | 'QUARANTINE' | 'TRANSIT'; path: readonly string[] }
>
export type LotNotReservable = Refusal<'LotNotReservable', { lotId: string; path: readonly string[] }>
export type LineAlreadyReserved = Refusal<'LineAlreadyReserved', { lineId: string; path: readonly string[] }>
export type NotReservable =
  | StockNotAvailable
  | ItemNotReservable
  | WarehouseNotReservable
  | LotNotReservable
  | LineAlreadyReserved

/** What one reservation loses, and what becomes of it. */
export type Settlement = { readonly id: ReservationId; readonly quantity: Quantity; readonly status: ReservationStatus }

export function placeKey({ itemId, warehouseId }: { readonly itemId: string; readonly warehouseId: string }): string {
  return `${itemId}/${warehouseId}`
}

/** Where a lot is kept, or the place alone where none is named. */
export function lotPlaceKey({ lotId, ...place }: Pick<WantedLine, 'itemId' | 'warehouseId' | 'lotId'>): string {
  return lotId ? `${placeKey(place)}/${lotId}` : placeKey(place)
}

/** What can still be promised: on hand − reserved, and never less than nothing. */
export function unreserved({ onHand, reserved }: ReservableStock): Quantity {
  const left = subtractQuantity(onHand, reserved)
  return left.lt(0) ? zeroQuantity : left
}

/**
 * Keeps the goods of all lines for a document, or of none: whoever cannot have all learns what is left for each line that
 * falls short. Lines of one item and warehouse are served in their order. Who names a lot is kept that lot; who names none
 * takes part in what is left of all of them. Goods in quarantine and in transit are promised to nobody.
 */
export function reserve(
  companyId: string,
  document: ReservingDocument,
  lines: readonly WantedLine[],
  { status, facts }: { readonly status: 'HELD' | 'COMMITTED'; readonly facts: ReservationFacts },
): readonly Reservation[] | NotReservable {
  const left = new Map<string, Quantity>()
  const kept = new Set(facts.keptAlready)
  const reservations: Reservation[] = []
  const shortages: StockShortage[] = []
  for (const { lineId, itemId, warehouseId, lotId = null, quantity } of lines) {
    const problem = itemProblem(itemId, facts) ?? warehouseProblem(warehouseId, facts)
    if (problem) return problem
    const place = placeKey({ itemId, warehouseId })
    const lot = lotPlaceKey({ itemId, warehouseId, lotId })
    if (lotId && !facts.lots.has(lot)) return refuse('LotNotReservable', { lotId, path: ['input', 'lotId'] })
    if (kept.has(`${lineId}/${lot}`)) return refuse('LineAlreadyReserved', { lineId, path: ['input', 'lines'] })
    kept.add(`${lineId}/${lot}`)
    const leftOf = (key: string, stock: ReservableStock | undefined) =>
      left.get(key) ?? (stock ? unreserved(stock) : zeroQuantity)
    const inPlace = leftOf(place, facts.stock.get(place))
    const inLot = lotId ? leftOf(lot, facts.lots.get(lot)) : inPlace
    const available = inLot.lt(inPlace) ? inLot : inPlace
    if (available.lt(quantity)) {
      const requested = formatQuantity(quantity)
      shortages.push({ lineId, itemId, warehouseId, lotId, available: formatQuantity(available), requested })
      continue
    }
    left.set(lot, subtractQuantity(inLot, quantity))
    left.set(place, subtractQuantity(inPlace, quantity))
    const id = newId() as ReservationId
    const goods = { itemId, warehouseId, lotId, quantity, openQuantity: quantity }
    reservations.push({ ...document, id, companyId, documentLineId: lineId, ...goods, status })
  }
  return shortages.length > 0 ? refuse('StockNotAvailable', { shortages, path: ['input', 'quantity'] }) : reservations
}

/** Ends what these reservations still keep, as released or expired. */
export function end(reservations: readonly Reservation[], status: 'RELEASED' | 'EXPIRED'): readonly Settlement[] {
  return reservations.filter(isOpen).map(({ id, openQuantity }) => ({ id, quantity: openQuantity, status }))
}

/**
 * Goods leave for the document they were kept for: each issued line uses up what its own reservations keep, in the order
 * they were made, at most what is issued. A lot uses up what was kept of itself first, then what names no lot, and nothing
 * that was kept of another one. What is issued beyond that was kept for nobody.
 */
export function consume(reservations: readonly Reservation[], issued: readonly WantedLine[]): readonly Settlement[] {
  const taken = new Map<ReservationId, Quantity>()
  for (const line of issued) {
    let missing = line.quantity
    const own = reservations.filter(
      (one) => isOpen(one) && one.documentLineId === line.lineId && placeKey(one) === placeKey(line),
    )
    const fitting = line.lotId
      ? [...own.filter(({ lotId }) => lotId === line.lotId), ...own.filter(({ lotId }) => lotId === null)]
      : own
    for (const { id, openQuantity } of fitting) {
      const before = taken.get(id) ?? zeroQuantity
      const open = subtractQuantity(openQuantity, before)
      const part = open.lt(missing) ? open : missing
      if (part.isZero()) continue
      taken.set(id, addQuantity(before, part))
      missing = subtractQuantity(missing, part)
    }
  }
  return reservations.flatMap(({ id, openQuantity, status }) => {
    const quantity = taken.get(id)
    return quantity ? [{ id, quantity, status: quantity.eq(openQuantity) ? ('CONSUMED' as const) : status }] : []
  })
}

export function isOpen({ status }: Pick<Reservation, 'status'>): boolean {
  return status === 'HELD' || status === 'COMMITTED'
}

function itemProblem(itemId: string, { items }: ReservationFacts): ItemNotReservable | undefined {
  const item = items.get(itemId)
  const refused = (problem: 'UNKNOWN' | 'NOT_ACTIVE' | 'NOT_STOCKED') =>
    refuse('ItemNotReservable', { itemId, problem, path: ['input', 'itemId'] })
  if (!item) return refused('UNKNOWN')
  if (item.itemClass === 'SERVICE') return refused('NOT_STOCKED')
  return item.active ? undefined : refused('NOT_ACTIVE')
}

function warehouseProblem(warehouseId: string, { warehouses }: ReservationFacts): WarehouseNotReservable | undefined {
  const warehouse = warehouses.get(warehouseId)
  const refused = (problem: 'UNKNOWN' | 'NOT_ACTIVE' | 'QUARANTINE' | 'TRANSIT') =>
    refuse('WarehouseNotReservable', { warehouseId, problem, path: ['input', 'warehouseId'] })
  if (!warehouse) return refused('UNKNOWN')
  if (warehouse.kind !== 'NORMAL') return refused(warehouse.kind)
  return warehouse.active ? undefined : refused('NOT_ACTIVE')
}
