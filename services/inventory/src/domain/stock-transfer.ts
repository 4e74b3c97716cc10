import {
  addQuantity,
  type BusinessDate,
  formatQuantity,
  newId,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  zeroQuantity,
} from '@erp/values'
import { measuredOf, type QuantityUnusable, type UnitUnknown } from './draft-goods.ts'
import {
  type DocumentStatus,
  type InventoryDocument,
  type MakerConfirms,
  makerProblem,
  reasonProblem,
} from './inventory-document.ts'
import type { Item, ItemId } from './item.ts'
import { type InvalidInput, invalidInput } from './master-data.ts'
import type { LotId, StockEntryId } from './valuation.ts'
import type { LocationId, WarehouseId, WarehouseKind } from './warehouse.ts'

/** In one step goods are there when they leave; in two they are in transit in between. */
export type StockTransferKind = 'ONE_STEP' | 'TWO_STEP'

/** ONE_STEP: DRAFT → CONFIRMED. TWO_STEP: DRAFT → SHIPPED → RECEIVED, once all has arrived or is given up for lost. */
export type StockTransferStatus = DocumentStatus | 'SHIPPED' | 'RECEIVED'

export type StockTransferLine = {
  readonly id: string
  readonly lineNumber: number
  readonly itemId: ItemId
  /** The unit it was written down in, and how much in that unit. */
  readonly unit: string
  readonly unitQuantity: Quantity
  /** In base units, as everything else here. */
  readonly quantity: Quantity
  readonly fromLocationId: LocationId | null
  readonly toLocationId: LocationId | null
  readonly lotId: LotId | null
  readonly receivedQuantity: Quantity
  readonly lostQuantity: Quantity
  /** The ledger entry that put the goods in transit: what arrives or is lost is taken from its layer. */
  readonly shippedEntryId: StockEntryId | null
}

/** Goods that go from one warehouse, or place in it, to another 调拨单; they leave on its business date. */
export type StockTransfer = InventoryDocument<StockTransferStatus> & {
  readonly kind: StockTransferKind
  readonly fromWarehouseId: WarehouseId
  readonly toWarehouseId: WarehouseId
  /** How many receipts and losses there were. */
  readonly parts: number
  readonly lines: readonly StockTransferLine[]
}

export type StockTransferInput = {
  readonly kind: StockTransferKind
  readonly fromWarehouseId: string
  readonly toWarehouseId: string
  readonly businessDate: BusinessDate
  readonly reason?: string | undefined
  readonly lines: readonly StockTransferLineInput[]
}

export type StockTransferLineInput = {
  readonly itemId: string
  readonly quantity: string
  /** The item's base unit when left out. */
  readonly unit?: string | null | undefined
  readonly fromLocationId?: string | null | undefined
  readonly toLocationId?: string | null | undefined
  readonly lotId?: string | null | undefined
}

/** An item as quantities of it are read: in which units it is counted. */
export type MeasuredItem = Pick<Item, 'id' | 'baseUnit' | 'units'>
type TransferredItem = MeasuredItem & Pick<Item, 'itemClass' | 'active'>

/** What a draft is checked against, by id. */
export type TransferFacts = {
  readonly warehouses: ReadonlyMap<string, { readonly kind: WarehouseKind; readonly active: boolean }>
  readonly items: ReadonlyMap<string, TransferredItem>
  readonly locations: ReadonlyMap<string, { readonly warehouseId: string; readonly active: boolean }>
  readonly lots: ReadonlyMap<string, { readonly itemId: string }>
}

export type MeasureRefused = InvalidInput | UnitUnknown | QuantityUnusable
export type TransferGoesNowhere = Refusal<'TransferGoesNowhere', { path: readonly string[] }>
export type StockTransferPartlyReceived = Refusal<'StockTransferPartlyReceived'>
/** Who is narrowed to some warehouses sends nothing through a place they do not see. */
export type TransitOutOfReach = Refusal<'TransitOutOfReach'>
export type StockTransferLineNotFound = Refusal<
  'StockTransferLineNotFound',
  { stockTransferLineId: string; path: readonly string[] }
>
export type MoreThanInTransit = Refusal<
  'MoreThanInTransit',
  { stockTransferLineId: string; inTransit: string; requested: string; path: readonly string[] }
>

/** The lines of a transfer as they are put into the ledger twice each, out and in. */
export const transferLinesAtMost = 500

/** A draft, without its number. Nothing is counted; what can be seen to be impossible is refused already. */
export function draftStockTransfer(
  input: StockTransferInput,
  made: Pick<StockTransfer, 'companyId' | 'currency' | 'createdAt' | 'createdBy' | 'authorIds'>,
  facts: TransferFacts,
): Omit<StockTransfer, 'number'> | MeasureRefused | TransferGoesNowhere {
  const { kind, fromWarehouseId, toWarehouseId, businessDate, reason = '' } = input
  for (const field of ['fromWarehouseId', 'toWarehouseId'] as const) {
    const warehouse = facts.warehouses.get(input[field])
    if (!warehouse) return invalidInput(field, 'UNKNOWN')
    if (!warehouse.active) return invalidInput(field, 'NOT_ACTIVE')
    if (warehouse.kind === 'TRANSIT') return invalidInput(field, 'IN_TRANSIT')
  }
  const unreadable = reasonProblem(reason)
  if (unreadable) return unreadable
  if (input.lines.length < 1 || input.lines.length > transferLinesAtMost) return invalidInput('lines', 'NOT_1_TO_500')

  const lines: StockTransferLine[] = []
  for (const [index, line] of input.lines.entries()) {
    const drafted = draftLine(line, index, input, facts)
    if ('refusal' in drafted) return drafted
    lines.push(drafted)
  }
  return {
    ...made,
    id: newId(),
    kind,
    status: 'DRAFT',
    fromWarehouseId: fromWarehouseId as WarehouseId,
    toWarehouseId: toWarehouseId as WarehouseId,
    businessDate,
    reason,
    parts: 0,
    warehouseIds: [],
    departmentIds: [],
    approval: null,
    version: 1,
    confirmedAt: null,
    confirmedBy: null,
    lines,
  }
}

function draftLine(
  line: StockTransferLineInput,
  index: number,
  { kind, fromWarehouseId, toWarehouseId }: StockTransferInput,
  facts: TransferFacts,
): StockTransferLine | MeasureRefused | TransferGoesNowhere {
  const at = (field: string) => `lines.${index}.${field}`
  const item = facts.items.get(line.itemId)
  if (!item) return invalidInput(at('itemId'), 'UNKNOWN')
  if (!item.active) return invalidInput(at('itemId'), 'NOT_ACTIVE')
  if (item.itemClass === 'SERVICE') return invalidInput(at('itemId'), 'NOT_STOCKED')
  const measured = measure(item, line, `lines.${index}`)
  if ('refusal' in measured) return measured
  const { fromLocationId = null, toLocationId = null, lotId = null } = line
  for (const [field, locationId, warehouseId] of [
    ['fromLocationId', fromLocationId, fromWarehouseId],
    ['toLocationId', toLocationId, toWarehouseId],
  ] as const) {
    if (locationId === null) continue
    const location = facts.locations.get(locationId)
    if (location?.warehouseId !== warehouseId) return invalidInput(at(field), 'UNKNOWN')
    if (!location.active) return invalidInput(at(field), 'NOT_ACTIVE')
  }
  if (lotId !== null && facts.lots.get(lotId)?.itemId !== line.itemId) return invalidInput(at('lotId'), 'UNKNOWN')
  const sameWarehouse = fromWarehouseId === toWarehouseId
  if (sameWarehouse && (kind === 'TWO_STEP' || fromLocationId === toLocationId))
    return refuse('TransferGoesNowhere', { path: ['input', 'lines', `${index}`, 'toLocationId'] })
  return {
    id: newId(),
    lineNumber: index + 1,
    itemId: line.itemId as ItemId,
    ...measured,
    fromLocationId: fromLocationId as LocationId | null,
    toLocationId: toLocationId as LocationId | null,
    lotId: lotId as LotId | null,
    receivedQuantity: zeroQuantity,
    lostQuantity: zeroQuantity,
    shippedEntryId: null,
  }
}

/** So much in any unit of the item, and in base units. */
function measure(
  item: MeasuredItem,
  given: { readonly quantity: string; readonly unit?: string | null | undefined },
  field: string,
): Pick<StockTransferLine, 'unit' | 'unitQuantity' | 'quantity'> | MeasureRefused {
  const measured = measuredOf(item, given, field)
  if (!('refusal' in measured))
    return { unit: measured.unit, unitQuantity: measured.quantity, quantity: measured.baseQuantity }
  return measured.refusal === 'QuantityInvalid' ? invalidInput(`${field}.quantity`, measured.problem) : measured
}

/** Refuses a loss that whoever wrote the transfer or sent the goods tells: what they say was sent would be all there is to it. */
export function lossProblem({ authorIds, confirmedBy }: StockTransfer, userId: string): MakerConfirms | undefined {
  return makerProblem({ authorIds: confirmedBy === null ? authorIds : [...authorIds, confirmedBy] }, userId)
}

/** What of a shipped line has neither arrived nor been given up for lost. */
export function inTransitOf({ quantity, receivedQuantity, lostQuantity }: StockTransferLine): Quantity {
  return subtractQuantity(quantity, addQuantity(receivedQuantity, lostQuantity))
}

/** Some of a line as a person names it, in any unit of its item. */
export type TransferPartInput = {
  readonly stockTransferLineId: string
  readonly quantity: string
  readonly unit?: string | null | undefined
}

/** Some of a shipped line: it arrived, or is given up for lost. */
export type TransferPartLine = { readonly line: StockTransferLine; readonly quantity: Quantity }

/** The lines of a part as a person names them; left out, all that is still in transit. */
export function partOfTransfer(
  transfer: StockTransfer,
  given: readonly TransferPartInput[] | undefined,
  items: ReadonlyMap<string, MeasuredItem>,
): readonly TransferPartLine[] | StockTransferLineNotFound | MoreThanInTransit | MeasureRefused {
  if (given === undefined)
    return transfer.lines
      .map((line) => ({ line, quantity: inTransitOf(line) }))
      .filter(({ quantity }) => quantity.gt(0))
  if (given.length < 1 || given.length > transferLinesAtMost) return invalidInput('lines', 'NOT_1_TO_500')
  const part: TransferPartLine[] = []
  const named = new Set<string>()
  for (const [index, { stockTransferLineId, ...amount }] of given.entries()) {
    const line = transfer.lines.find(({ id }) => id === stockTransferLineId)
    const item = line && items.get(line.itemId)
    const path = ['input', 'lines', `${index}`]
    if (!line || !item)
      return refuse('StockTransferLineNotFound', { stockTransferLineId, path: [...path, 'stockTransferLineId'] })
    if (named.has(line.id)) return invalidInput(`lines.${index}.stockTransferLineId`, 'TWICE')
    named.add(line.id)
    const measured = measure(item, amount, `lines.${index}`)
    if ('refusal' in measured) return measured
    const { quantity } = measured
    const inTransit = inTransitOf(line)
    if (quantity.gt(inTransit))
      return refuse('MoreThanInTransit', {
        stockTransferLineId,
        inTransit: formatQuantity(inTransit),
        requested: formatQuantity(quantity),
        path: [...path, 'quantity'],
      })
    part.push({ line, quantity })
  }
  return part
}

/** The transfer with one more part of its goods received or lost; finished once nothing is in transit any more. */
export function afterPart(
  transfer: StockTransfer,
  part: readonly TransferPartLine[],
  counted: 'receivedQuantity' | 'lostQuantity',
): StockTransfer {
  const added = new Map(part.map(({ line, quantity }) => [line.id, quantity]))
  const lines = transfer.lines.map((line) => {
    const quantity = added.get(line.id)
    return quantity ? { ...line, [counted]: addQuantity(line[counted], quantity) } : line
  })
  const finished = lines.every((line) => inTransitOf(line).isZero())
  const status = finished ? 'RECEIVED' : 'SHIPPED'
  return { ...transfer, lines, parts: transfer.parts + 1, status, version: transfer.version + 1 }
}
