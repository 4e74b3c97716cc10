import { type BusinessDate, type Decimal, type Money, negate, subtract, taxOnNet } from '@erp/values'
import { carryLine } from './carry-goods.ts'
import { type LedgerPage, openPage } from './ledger-page.ts'
import type { Posting, StockBook, StockEventKind } from './stock-document.ts'
import { type NotPostable, placeOf, type StockFacts, stockedItem } from './stock-facts.ts'
import {
  issueLine,
  type NotIssuable,
  type NotReceivable,
  type OnHand,
  relocateLine,
  type StockLine,
} from './stock-line.ts'
import type { StockTransfer, StockTransferLine, TransferPartLine } from './stock-transfer.ts'
import type { StockEntryId } from './valuation.ts'
import type { WarehouseId } from './warehouse.ts'

export type TransferStock = StockFacts & { readonly onHand: OnHand }
export type TransferNotPostable = NotPostable | NotIssuable | NotReceivable

type Places = { readonly from: StockLine['warehouse']; readonly to: StockLine['warehouse'] }
type Heading = {
  readonly eventKind: StockEventKind
  readonly businessDate: BusinessDate
  readonly from: WarehouseId
  readonly to: WarehouseId
  readonly part?: number
}

/**
 * Goods go at once (T1, T2): inside one valuation area their quantity alone moves, into another one the exact value they
 * leave with goes along.
 */
export function postOneStepTransfer(
  transfer: StockTransfer,
  stock: TransferStock,
  book: StockBook,
): Posting | TransferNotPostable {
  const { fromWarehouseId: from, toWarehouseId: to, businessDate } = transfer
  const opened = open(transfer, { eventKind: 'STOCK_TRANSFER', businessDate, from, to }, stock, book)
  if ('refusal' in opened) return opened
  const { page, places } = opened
  const onHand = new Map(stock.onHand)
  for (const line of transfer.lines) {
    const moving = stockLineOf(transfer, line, places.from, stock)
    if ('refusal' in moving) return moving
    const target = { warehouse: places.to, locationId: line.toLocationId }
    const moved =
      places.from.valuationAreaId === places.to.valuationAreaId
        ? relocateLine(
            page,
            { ...moving, warehouse: { ...places.from, negativeStockAllowed: false } },
            { ...target, lotId: line.lotId },
            onHand,
          )
        : carryLine(page, moving, target, { onHand })
    if ('refusal' in moved) return moved
  }
  return page.close()
}

/** A shipment and the ledger entries that hold its goods in transit, by line. */
export type Shipment = Posting & { readonly shippedEntryIds: ReadonlyMap<string, StockEntryId> }

/** Goods go on their way (T3): each line becomes a layer of its own among the goods in transit. */
export function shipTransfer(
  transfer: StockTransfer,
  transitId: WarehouseId,
  stock: TransferStock,
  book: StockBook,
): Shipment | TransferNotPostable {
  const { fromWarehouseId: from, businessDate } = transfer
  const opened = open(transfer, { eventKind: 'TRANSFER_SHIPMENT', businessDate, from, to: transitId }, stock, book)
  if ('refusal' in opened) return opened
  const { page, places } = opened
  const onHand = new Map(stock.onHand)
  const shippedEntryIds = new Map<string, StockEntryId>()
  for (const line of transfer.lines) {
    const moving = stockLineOf(transfer, line, places.from, stock)
    if ('refusal' in moving) return moving
    const carried = carryLine(page, moving, { warehouse: places.to, locationId: null }, { onHand })
    if ('refusal' in carried) return carried
    shippedEntryIds.set(line.id, carried.entered.id)
  }
  return { ...page.close(), shippedEntryIds }
}

/** Some of the goods arrive (T3), at their share of the very value they were shipped with; the last take the rest. */
export function receiveTransfer(
  transfer: StockTransfer,
  { transitId, receivedOn, part }: TransferPart & { readonly receivedOn: BusinessDate },
  stock: TransferStock,
  book: StockBook,
): Posting | TransferNotPostable {
  const { toWarehouseId: to } = transfer
  const heading: Heading = {
    ...partHeading(transfer, transitId),
    eventKind: 'TRANSFER_RECEIPT',
    businessDate: receivedOn,
    to,
  }
  const opened = open(transfer, heading, stock, book)
  if ('refusal' in opened) return opened
  const { page, places } = opened
  const onHand = new Map(stock.onHand)
  for (const { line, quantity } of part) {
    const moving = stockLineOf(transfer, line, places.from, stock)
    if ('refusal' in moving) return moving
    const carried = carryLine(
      page,
      { ...moving, quantity, locationId: null },
      { warehouse: places.to, locationId: line.toLocationId },
      { onHand, layerId: layerOf(line) },
    )
    if ('refusal' in carried) return carried
  }
  return page.close()
}

/**
 * Some of the goods will never arrive (T3): they leave transit for the losses that wait for a decision, with the input VAT
 * that is transferred out at `inputVatPercent` of their value where the loss is abnormal.
 */
export function loseInTransfer(
  transfer: StockTransfer,
  { transitId, lostOn, inputVatPercent, part }: TransferPart & { lostOn: BusinessDate; inputVatPercent: Decimal },
  stock: TransferStock,
  book: StockBook,
): Posting | TransferNotPostable {
  const heading: Heading = { ...partHeading(transfer, transitId), eventKind: 'TRANSFER_LOSS', businessDate: lostOn }
  const opened = open(transfer, heading, stock, book)
  if ('refusal' in opened) return opened
  const { page, places } = opened
  const onHand = new Map(stock.onHand)
  for (const { line, quantity } of part) {
    const moving = stockLineOf(transfer, line, places.from, stock)
    if ('refusal' in moving) return moving
    const lost = issueLine(
      page,
      { ...moving, quantity, locationId: null },
      { onHand, layerId: layerOf(line), clearing: withInputVat(inputVatPercent) },
    )
    if ('refusal' in lost) return lost
  }
  return page.close()
}

/** What bears a loss: the value of goods that leave, which is negative, with the input VAT on it 进项税额转出. */
export function withInputVat(percent: Decimal): (value: Money) => Money {
  return (value) => subtract(value, taxOnNet(negate(value), percent))
}

type TransferPart = { readonly transitId: WarehouseId; readonly part: readonly TransferPartLine[] }

function partHeading(transfer: StockTransfer, transitId: WarehouseId) {
  return { from: transitId, to: transitId, part: transfer.parts + 1 }
}

function open(
  transfer: StockTransfer,
  { eventKind, businessDate, from, to, part }: Heading,
  stock: TransferStock,
  book: StockBook,
): { page: LedgerPage; places: Places } | NotPostable {
  const { companyId, id: documentId, number: documentNumber, currency } = transfer
  const leaving = placeOf({ companyId, currency, warehouseId: from }, stock)
  if ('refusal' in leaving) return leaving
  const entering = placeOf({ companyId, currency, warehouseId: to }, stock)
  if ('refusal' in entering) return entering
  const page = openPage(
    {
      ...{ companyId, eventKind, documentType: 'STOCK_TRANSFER', documentId, documentNumber, businessDate, currency },
      supplierId: null,
      warehouseId: from,
      ...(part === undefined ? {} : { part }),
    },
    book,
  )
  return { page, places: { from: leaving, to: entering } }
}

function stockLineOf(
  { companyId }: StockTransfer,
  { id: lineId, itemId, quantity, fromLocationId, lotId }: StockTransferLine,
  warehouse: StockLine['warehouse'],
  facts: StockFacts,
) {
  const item = stockedItem(companyId, itemId, facts)
  return 'refusal' in item ? item : { lineId, item, warehouse, quantity, locationId: fromLocationId, lotId }
}

function layerOf({ id, shippedEntryId }: StockTransferLine): StockEntryId {
  if (!shippedEntryId) throw new Error(`Transfer line ${id} was not shipped.`)
  return shippedEntryId
}
