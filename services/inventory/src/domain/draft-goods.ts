import {
  type BusinessDate,
  type Currency,
  daysAfter,
  isRefusal,
  parsePositiveQuantity,
  type Quantity,
  type QuantityInvalid,
  type QuantityNotExact,
  type QuantityProblem,
  type Refusal,
  refuse,
  toBaseQuantity,
} from '@erp/values'
import type { DimensionValue } from './bearer.ts'
import type { Item } from './item.ts'
import { type InvalidInput, invalidInput } from './master-data.ts'
import type { Warehouse } from './warehouse.ts'

/** What a person writes down about goods that a line moves, the quantity as text. */
export type GoodsInput = {
  readonly itemId: string
  readonly quantity: string
  /** The item's base unit when left out. */
  readonly unit?: string | undefined
  readonly warehouseId: string
}

/** The lot of a line, by its code; dates are those of a lot that comes in. */
export type LotInput = {
  readonly lotCode?: string | undefined
  readonly manufacturedOn?: BusinessDate | undefined
  readonly expiresOn?: BusinessDate | undefined
}
export type DraftedLot = {
  readonly lotCode: string | null
  readonly manufacturedOn: BusinessDate | null
  readonly expiresOn: BusinessDate | null
}

type At = { readonly path: readonly string[] }
export type ItemUnusable = Refusal<'ItemUnknown' | 'ItemInactive' | 'ItemNotStocked', { itemId: string } & At>
export type WarehouseUnusable = Refusal<'WarehouseUnknown' | 'WarehouseInactive', { warehouseId: string } & At>
export type UnitUnknown = Refusal<'UnitUnknown', { itemId: string; unit: string; known: readonly string[] } & At>
export type QuantityUnusable = (QuantityInvalid<QuantityProblem | 'NOT_POSITIVE'> & At) | (QuantityNotExact & At)
export type LineRefused = InvalidInput | ItemUnusable | WarehouseUnusable | UnitUnknown | QuantityUnusable

/** What lines are written against. */
export type DraftFacts = {
  readonly currency: Currency
  readonly items: ReadonlyMap<string, Item>
  readonly warehouses: ReadonlyMap<string, Warehouse>
  readonly dimensionValues: ReadonlyMap<string, DimensionValue>
}

export type Goods = {
  readonly item: Item
  readonly warehouse: Warehouse
  readonly unit: string
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
}

/** What a line moves and where: an item that is dealt in, so much of it exactly, and a warehouse in use. */
export function goodsOf(
  { itemId, warehouseId, ...input }: GoodsInput,
  { items, warehouses }: Pick<DraftFacts, 'items' | 'warehouses'>,
  field: string,
): Goods | ItemUnusable | WarehouseUnusable | UnitUnknown | QuantityUnusable | InvalidInput {
  const item = items.get(itemId)
  if (!item) return refuse('ItemUnknown', { itemId, path: pathOf(field, 'itemId') })
  if (!item.active) return refuse('ItemInactive', { itemId, path: pathOf(field, 'itemId') })
  if (item.itemClass === 'SERVICE') return refuse('ItemNotStocked', { itemId, path: pathOf(field, 'itemId') })
  const warehouse = warehouses.get(warehouseId)
  if (!warehouse) return refuse('WarehouseUnknown', { warehouseId, path: pathOf(field, 'warehouseId') })
  if (!warehouse.active) return refuse('WarehouseInactive', { warehouseId, path: pathOf(field, 'warehouseId') })
  if (warehouse.kind === 'TRANSIT') return invalidInput(`${field}.warehouseId`, 'IN_TRANSIT')
  const measured = measuredOf(item, input, field)
  return isRefusal(measured) ? measured : { item, warehouse, ...measured }
}

/** A quantity in any unit of the item, and the same in its base unit: exact, or refused. */
export function measuredOf(
  { id: itemId, baseUnit, units }: Pick<Item, 'id' | 'baseUnit' | 'units'>,
  input: { readonly quantity: string; readonly unit?: string | null | undefined },
  field: string,
): Pick<Goods, 'unit' | 'quantity' | 'baseQuantity'> | UnitUnknown | QuantityUnusable {
  const unit = input.unit ?? baseUnit
  const factor = unit === baseUnit ? { numerator: 1n, denominator: 1n } : units.find((one) => one.unit === unit)?.factor
  const known = [baseUnit, ...units.map((one) => one.unit)]
  if (!factor) return refuse('UnitUnknown', { itemId, unit, known, path: pathOf(field, 'unit') })
  const quantity = parsePositiveQuantity(input.quantity)
  if (isRefusal(quantity)) return { ...quantity, path: pathOf(field, 'quantity') }
  const baseQuantity = toBaseQuantity(quantity, factor)
  if (isRefusal(baseQuantity)) return { ...baseQuantity, path: pathOf(field, 'quantity') }
  return { unit, quantity, baseQuantity }
}

/** The lot that a line names: one of a tracked item, for one piece where it is a serial number, with dates that fit. */
export function lotOf(
  input: LotInput,
  { item, baseQuantity, comesIn }: Pick<Goods, 'item' | 'baseQuantity'> & { readonly comesIn: boolean },
  field: string,
): DraftedLot | InvalidInput {
  const wrong = (name: string, problem: string) => invalidInput(`${field}.${name}`, problem)
  const lotCode = input.lotCode ?? null
  if (lotCode !== null && (lotCode === '' || lotCode.length > 60 || lotCode.trim() !== lotCode))
    return wrong('lotCode', 'LENGTH')
  if (lotCode !== null && item.tracking === 'NONE') return wrong('lotCode', 'ITEM_NOT_TRACKED')
  if (lotCode === null && item.tracking === 'SERIAL') return wrong('lotCode', 'REQUIRED')
  if (item.tracking === 'SERIAL' && !baseQuantity.eq(1)) return wrong('quantity', 'ONE_PIECE_A_SERIAL_NUMBER')
  const { manufacturedOn = null, expiresOn = null } = input
  const dates = datesOf({ manufacturedOn, expiresOn }, { item, comesIn: comesIn && lotCode !== null })
  return typeof dates === 'string' ? wrong(dates, 'NOT_USABLE') : { lotCode, ...dates }
}

type LotDates = Pick<DraftedLot, 'manufacturedOn' | 'expiresOn'>

/** When a lot was made and may be used until; the field that cannot be used, where one cannot. */
function datesOf(
  { manufacturedOn, expiresOn }: LotDates,
  { item, comesIn }: { item: Item; comesIn: boolean },
): LotDates | keyof LotDates {
  if (!comesIn && manufacturedOn !== null) return 'manufacturedOn'
  if (!comesIn && expiresOn !== null) return 'expiresOn'
  if (manufacturedOn !== null && expiresOn !== null && expiresOn < manufacturedOn) return 'expiresOn'
  if (manufacturedOn !== null && expiresOn === null && item.shelfLifeDays !== null)
    return { manufacturedOn, expiresOn: daysAfter(manufacturedOn, item.shelfLifeDays) }
  return { manufacturedOn, expiresOn }
}

function pathOf(field: string, name: string): string[] {
  return ['input', ...`${field}.${name}`.split('.')]
}
