import {
  type BusinessDate,
  type Currency,
  type Decimal,
  isRefusal,
  type Money,
  parseMoney,
  parsePositiveQuantity,
  parseQuantity,
  parseUnitPrice,
  type Quantity,
  type Refusal,
  toBaseQuantity,
} from '@erp/values'
import { at, type InvalidInput, invalid, type LocalizedName, textProblem } from './input.ts'
import { lineCountProblem } from './purchase-order.ts'
import { type LineRefused, whatIsBought } from './purchase-order-line.ts'
import { factorOf, type ItemFacts } from './replicated-facts.ts'

/** What a supplier asks for a time 采购价目表; with agreed totals it is an agreement 框架协议 that orders draw down. */
export interface SupplierPriceListHeader {
  readonly id: string
  readonly companyId: string
  readonly supplierId: string
  /** Unique in its company; never changes. */
  readonly code: string
  readonly name: LocalizedName
  /** Orders in another take nothing from it; never changes. */
  readonly currency: Currency
  readonly beginsOn: BusinessDate
  /** Null: until further notice. */
  readonly endsOn: BusinessDate | null
  /** What orders draw from it together, without tax; null where nothing is agreed. */
  readonly agreedValue: Money | null
  readonly active: boolean
  readonly version: number
  readonly createdAt: Date
}

/** What one unit of an item costs from a quantity on, without tax. */
export interface SupplierPriceListLine {
  readonly id: string
  readonly priceListId: string
  readonly lineNumber: number
  readonly itemId: string
  readonly unit: string
  readonly fromQuantity: Quantity
  readonly unitPrice: Decimal
  /** What orders draw of the item together, at whichever break; null where nothing is agreed. */
  readonly agreedBaseQuantity: Quantity | null
}

export interface SupplierPriceList extends SupplierPriceListHeader {
  readonly lines: readonly SupplierPriceListLine[]
}

/** What a person says about one price. */
export interface PriceListLineInput {
  readonly itemId: string
  /** Left out: the item's base unit. */
  readonly unit?: string | null | undefined
  /** Left out: from the first. */
  readonly fromQuantity?: string | null | undefined
  readonly unitPrice: string
  /** In `unit`, said at one line of the item; left out: no total is agreed. */
  readonly agreedQuantity?: string | null | undefined
}

/** What a person says about a price list. */
export interface SupplierPriceListContent {
  readonly name: LocalizedName
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate | null
  readonly agreedValue: string | null
  readonly lines: readonly PriceListLineInput[]
}

export type SupplierPriceListNotFound = Refusal<'SupplierPriceListNotFound', { priceListId: string }>
export type SupplierPriceListCodeTaken = Refusal<
  'SupplierPriceListCodeTaken',
  { priceListCode: string; path: readonly string[] }
>

type ReadContent = Pick<SupplierPriceList, 'name' | 'beginsOn' | 'endsOn' | 'agreedValue' | 'lines'>

/** What lines of a list are read with. */
export interface PriceLineFacts {
  readonly items: ReadonlyMap<string, ItemFacts>
  readonly currency: Currency
}

/** What a list says, checked: a new list, or one that is written anew. */
export function readSupplierPriceList(
  content: SupplierPriceListContent,
  { priceListId, newLineId }: { readonly priceListId: string; readonly newLineId: () => string },
  facts: PriceLineFacts,
): ReadContent | LineRefused {
  const terms = readPriceListTerms(content, facts.currency)
  if (isRefusal(terms)) return terms
  const problem = lineCountProblem(content.lines.length)
  if (problem) return invalid('lines', problem)

  const lines: SupplierPriceListLine[] = []
  for (const [index, wanted] of content.lines.entries()) {
    const place = { id: newLineId(), priceListId, lineNumber: index + 1, path: `lines.${index}` }
    const line = readPriceListLine(wanted, place, lines, facts)
    if (isRefusal(line)) return line
    lines.push(line)
  }
  return { ...terms, lines }
}

/** When a list holds, and what is agreed on all of it. */
export function readPriceListTerms(
  { name, beginsOn, endsOn, agreedValue: value }: Omit<SupplierPriceListContent, 'lines'>,
  currency: Currency,
): Omit<ReadContent, 'lines'> | InvalidInput {
  for (const language of ['zh', 'en'] as const) {
    const problem = textProblem(name[language], 200)
    if (problem) return invalid(`name.${language}`, problem)
  }
  if (endsOn !== null && endsOn < beginsOn) return invalid('endsOn', 'BEFORE_IT_BEGINS')
  const agreedValue = value === null ? null : parseMoney(value, currency)
  if (isRefusal(agreedValue) || (agreedValue && agreedValue.minor <= 0n)) return invalid('agreedValue', 'NOT_POSITIVE')
  return { name, beginsOn, endsOn, agreedValue }
}

/** One price, checked by itself and beside those `before` it; `path` says where it stands in the input. */
export function readPriceListLine(
  wanted: PriceListLineInput,
  { path, ...place }: Pick<SupplierPriceListLine, 'id' | 'priceListId' | 'lineNumber'> & { readonly path: string },
  before: readonly SupplierPriceListLine[],
  facts: PriceLineFacts,
): SupplierPriceListLine | LineRefused {
  const read = readPrice(wanted, path, facts)
  if (isRefusal(read)) return read
  return saidTwice(before, read, path) ?? { ...place, ...read }
}

function readPrice(wanted: PriceListLineInput, path: string, { items, currency }: PriceLineFacts) {
  const item = whatIsBought(wanted.itemId, items, `${path}.itemId`)
  if (isRefusal(item)) return item
  const unit = wanted.unit ?? item.baseUnit
  const factor = factorOf(item, unit)
  if (isRefusal(factor)) return at(factor, `${path}.unit`)
  const fromQuantity = parseQuantity(wanted.fromQuantity ?? '0')
  if (isRefusal(fromQuantity) || fromQuantity.lt(0)) return invalid(`${path}.fromQuantity`, 'NOT_A_QUANTITY')
  const price = parseUnitPrice(wanted.unitPrice, currency)
  if (isRefusal(price)) return invalid(`${path}.unitPrice`, 'NOT_A_PRICE_WITH_SIX_DECIMALS')
  if (!price.perUnit.gt(0)) return invalid(`${path}.unitPrice`, 'NOT_POSITIVE')
  const read = { itemId: item.itemId, unit, fromQuantity, unitPrice: price.perUnit }
  if (wanted.agreedQuantity == null) return { ...read, agreedBaseQuantity: null }
  const agreed = parsePositiveQuantity(wanted.agreedQuantity)
  if (isRefusal(agreed)) return at(agreed, `${path}.agreedQuantity`)
  const agreedBaseQuantity = toBaseQuantity(agreed, factor)
  return isRefusal(agreedBaseQuantity)
    ? at(agreedBaseQuantity, `${path}.agreedQuantity`)
    : { ...read, agreedBaseQuantity }
}

/** A break is named once, and the total of an item is agreed once. */
function saidTwice(
  lines: readonly SupplierPriceListLine[],
  read: Omit<SupplierPriceListLine, 'id' | 'priceListId' | 'lineNumber'>,
  path: string,
): InvalidInput | undefined {
  const same = lines.filter(({ itemId }) => itemId === read.itemId)
  if (same.some(({ unit, fromQuantity }) => unit === read.unit && fromQuantity.eq(read.fromQuantity)))
    return invalid(`${path}.fromQuantity`, 'NAMED_TWICE')
  return read.agreedBaseQuantity !== null && same.some(({ agreedBaseQuantity }) => agreedBaseQuantity !== null)
    ? invalid(`${path}.agreedQuantity`, 'AGREED_TWICE')
    : undefined
}
