import {
  type BusinessDate,
  type Currency,
  isRefusal,
  isZero,
  newId,
  parseDecimal,
  parseMoney,
  parsePositiveQuantity,
  type Quantity,
  type QuantityInvalid,
  type QuantityNotExact,
  type QuantityProblem,
  type Refusal,
  refuse,
  toBaseQuantity,
} from '@erp/values'
import { linesProblem, reasonProblem } from './inventory-document.ts'
import type { Item, ItemId } from './item.ts'
import { type InvalidInput, invalidInput } from './master-data.ts'
import { bringsIn, lotKey, type MovementKind, type MovementLine } from './miscellaneous-movement.ts'
import type { Warehouse, WarehouseId } from './warehouse.ts'

/** What a person writes down about one line, amounts and quantities as text. */
export type MovementLineInput = {
  readonly itemId: string
  readonly quantity: string
  /** The item's base unit when left out. */
  readonly unit?: string | undefined
  readonly warehouseId: string
  readonly lotCode?: string | undefined
  readonly manufacturedOn?: BusinessDate | undefined
  readonly expiresOn?: BusinessDate | undefined
  readonly value?: string | undefined
  readonly zeroCost?: boolean | undefined
  readonly note?: string | undefined
  readonly expenseType?: string | undefined
  readonly inputVatRate?: string | undefined
}

export type MovementInput = {
  readonly kind: MovementKind
  readonly businessDate: BusinessDate
  readonly reason: string
  readonly lines: readonly MovementLineInput[]
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
}

const expenseTypeForm = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u
const noteAtMost = 200

/** The lines of a draft: what is wrong with the first that cannot be used, or all of them with quantities in base units. */
export function draftMovementLines(
  { kind, reason, lines }: Pick<MovementInput, 'kind' | 'reason' | 'lines'>,
  facts: DraftFacts,
): MovementLine[] | LineRefused {
  const problem = reasonProblem(reason) ?? linesProblem(lines.length)
  if (problem) return problem
  const drafted: MovementLine[] = []
  const serials = new Set<string>()
  for (const [index, input] of lines.entries()) {
    const field = `lines.${index}`
    const goods = goodsOf(input, facts, field)
    if (isRefusal(goods)) return goods
    const line = lineOf(input, goods, { kind, currency: facts.currency, field })
    if (isRefusal(line)) return line
    if (goods.item.tracking === 'SERIAL' && line.lotCode !== null) {
      if (serials.has(lotKey(line))) return invalidInput(`${field}.lotCode`, 'NAMED_TWICE')
      serials.add(lotKey(line))
    }
    drafted.push({ ...line, lineNumber: index + 1 })
  }
  return drafted
}

type Goods = {
  readonly item: Item
  readonly warehouse: Warehouse
  readonly unit: string
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
}

/** What a line moves and where: an item that is dealt in, so much of it exactly, and a warehouse in use. */
export function goodsOf(
  { itemId, warehouseId, ...input }: Pick<MovementLineInput, 'itemId' | 'quantity' | 'unit' | 'warehouseId'>,
  { items, warehouses }: Pick<DraftFacts, 'items' | 'warehouses'>,
  field: string,
): Goods | ItemUnusable | WarehouseUnusable | UnitUnknown | QuantityUnusable | InvalidInput {
  const path = (name: string) => ['input', ...`${field}.${name}`.split('.')]
  const item = items.get(itemId)
  if (!item) return refuse('ItemUnknown', { itemId, path: path('itemId') })
  if (!item.active) return refuse('ItemInactive', { itemId, path: path('itemId') })
  if (item.itemClass === 'SERVICE') return refuse('ItemNotStocked', { itemId, path: path('itemId') })
  const warehouse = warehouses.get(warehouseId)
  if (!warehouse) return refuse('WarehouseUnknown', { warehouseId, path: path('warehouseId') })
  if (!warehouse.active) return refuse('WarehouseInactive', { warehouseId, path: path('warehouseId') })
  if (warehouse.kind === 'TRANSIT') return invalidInput(`${field}.warehouseId`, 'IN_TRANSIT')

  const unit = input.unit ?? item.baseUnit
  const factor =
    unit === item.baseUnit ? { numerator: 1n, denominator: 1n } : item.units.find((one) => one.unit === unit)?.factor
  const known = [item.baseUnit, ...item.units.map((one) => one.unit)]
  if (!factor) return refuse('UnitUnknown', { itemId, unit, known, path: path('unit') })
  const quantity = parsePositiveQuantity(input.quantity)
  if (isRefusal(quantity)) return { ...quantity, path: path('quantity') }
  const baseQuantity = toBaseQuantity(quantity, factor)
  if (isRefusal(baseQuantity)) return { ...baseQuantity, path: path('quantity') }
  return { item, warehouse, unit, quantity, baseQuantity }
}

function lineOf(
  input: MovementLineInput,
  { item, warehouse, unit, quantity, baseQuantity }: Goods,
  { kind, currency, field }: { kind: MovementKind; currency: Currency; field: string },
): Omit<MovementLine, 'lineNumber'> | InvalidInput {
  const wrong = (name: string, problem: string) => invalidInput(`${field}.${name}`, problem)
  const { note = '', zeroCost = false, expenseType = null, lotCode = null } = input
  if (note.length > noteAtMost || note.trim() !== note) return wrong('note', 'LENGTH')
  if (expenseType !== null && !expenseTypeForm.test(expenseType)) return wrong('expenseType', 'FORM')
  if (lotCode !== null && (lotCode === '' || lotCode.length > 60 || lotCode.trim() !== lotCode))
    return wrong('lotCode', 'LENGTH')
  if (lotCode !== null && item.tracking === 'NONE') return wrong('lotCode', 'ITEM_NOT_TRACKED')
  if (lotCode === null && item.tracking === 'SERIAL') return wrong('lotCode', 'REQUIRED')
  if (item.tracking === 'SERIAL' && !baseQuantity.eq(1)) return wrong('quantity', 'ONE_PIECE_A_SERIAL_NUMBER')

  const value = input.value === undefined ? null : parseMoney(input.value, currency)
  if (value && isRefusal(value)) return wrong('value', value.problem)
  const comesIn = bringsIn(kind)
  if (comesIn !== (value !== null)) return wrong('value', comesIn ? 'REQUIRED' : 'ONLY_OF_RECEIPTS')
  if (value && value.minor < 0n) return wrong('value', 'NEGATIVE')
  if (value && isZero(value) && !zeroCost) return wrong('value', 'ZERO_COST_NOT_MEANT')
  if (zeroCost && !(value && isZero(value))) return wrong('zeroCost', 'ONLY_WITH_VALUE_ZERO')
  if (zeroCost && note === '') return wrong('note', 'REQUIRED')

  const { manufacturedOn = null, expiresOn = null } = input
  const dates = datesOf({ manufacturedOn, expiresOn }, { item, comesIn: comesIn && lotCode !== null })
  if (typeof dates === 'string') return wrong(dates, 'NOT_USABLE')
  const inputVatRate =
    input.inputVatRate === undefined ? null : parseDecimal(input.inputVatRate, { scale: 2, min: '0', max: '100' })
  if (inputVatRate && isRefusal(inputVatRate)) return wrong('inputVatRate', 'NOT_FROM_0_TO_100')
  if (inputVatRate && kind !== 'SCRAP') return wrong('inputVatRate', 'ONLY_OF_SCRAP')
  return {
    ...{ id: newId(), itemId: item.id as ItemId, warehouseId: warehouse.id as WarehouseId },
    ...{ unit, quantity, baseQuantity, lotCode, ...dates, value, zeroCost, note, expenseType, inputVatRate },
  }
}

/** When a lot was made and may be used until; the field that cannot be used, where one cannot. */
function datesOf(
  { manufacturedOn, expiresOn }: Pick<MovementLine, 'manufacturedOn' | 'expiresOn'>,
  { item, comesIn }: { item: Item; comesIn: boolean },
): Pick<MovementLine, 'manufacturedOn' | 'expiresOn'> | 'manufacturedOn' | 'expiresOn' {
  if (!comesIn && manufacturedOn !== null) return 'manufacturedOn'
  if (!comesIn && expiresOn !== null) return 'expiresOn'
  if (manufacturedOn !== null && expiresOn !== null && expiresOn < manufacturedOn) return 'expiresOn'
  if (manufacturedOn !== null && expiresOn === null && item.shelfLifeDays !== null)
    return { manufacturedOn, expiresOn: daysAfter(manufacturedOn, item.shelfLifeDays) }
  return { manufacturedOn, expiresOn }
}

function daysAfter(day: BusinessDate, days: number): BusinessDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10) as BusinessDate
}
