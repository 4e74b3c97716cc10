import {
  type BusinessDate,
  type Currency,
  type Decimal,
  isRefusal,
  parseQuantity,
  parseUnitPrice,
  type Quantity,
  type Refusal,
} from '@erp/values'
import { type CustomerGroupOutOfReach, codeProblem, requireGroupInReach } from './customer.ts'
import { at, type InvalidInput, invalid, type LocalizedName, textProblem } from './input.ts'
import { factorOf, type ItemFacts, type UnitUnknown } from './replicated-facts.ts'
import { lineCountProblem } from './sales-order.ts'
import { type ItemRefused, whatIsSold } from './sales-order-line.ts'

/** Prices that hold for a time 销售价目表, for all customers or those of one price group. */
export interface PriceListHeader {
  readonly id: string
  readonly companyId: string
  /** Unique in its company; never changes. */
  readonly code: string
  readonly name: LocalizedName
  /** Null: for everybody. */
  readonly priceGroup: string | null
  readonly pricesIncludeTax: boolean
  readonly beginsOn: BusinessDate
  /** Null: until further notice. */
  readonly endsOn: BusinessDate | null
  readonly active: boolean
  readonly version: number
  readonly createdAt: Date
}

/** What one unit of an item costs from a quantity on. */
export interface PriceListLine {
  readonly id: string
  readonly priceListId: string
  readonly lineNumber: number
  readonly itemId: string
  readonly unit: string
  readonly fromQuantity: Quantity
  readonly unitPrice: Decimal
}

export interface PriceList extends PriceListHeader {
  readonly lines: readonly PriceListLine[]
}

/** What a person says about a price list. */
export interface PriceListContent {
  readonly name: LocalizedName
  readonly priceGroup: string | null
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate | null
  readonly lines: readonly {
    readonly itemId: string
    /** Left out: the item's base unit. */
    readonly unit?: string | null | undefined
    /** Left out: from the first. */
    readonly fromQuantity?: string | null | undefined
    readonly unitPrice: string
  }[]
}

export type PriceListNotFound = Refusal<'PriceListNotFound', { priceListId: string }>
export type PriceListCodeTaken = Refusal<'PriceListCodeTaken', { priceListCode: string; path: readonly string[] }>
export type PriceListRefused =
  | InvalidInput
  | ItemRefused
  | (UnitUnknown & { path: readonly string[] })
  | CustomerGroupOutOfReach

type PriceListTerms = Pick<PriceList, 'name' | 'priceGroup' | 'beginsOn' | 'endsOn'>

/** What lines of a list are read with. */
export interface PriceLineFacts {
  readonly items: ReadonlyMap<string, ItemFacts>
  readonly currency: Currency
}

/** What a list says, checked: a new list, or one that is written anew. */
export function readPriceList(
  content: PriceListContent,
  { priceListId, newLineId }: { readonly priceListId: string; readonly newLineId: () => string },
  facts: PriceLineFacts,
): (PriceListTerms & Pick<PriceList, 'lines'>) | PriceListRefused {
  const terms = readPriceListTerms(content)
  if (isRefusal(terms)) return terms
  const problem = lineCountProblem(content.lines.length)
  if (problem) return invalid('lines', problem)

  const lines: PriceListLine[] = []
  for (const [index, wanted] of content.lines.entries()) {
    const place = { id: newLineId(), priceListId, lineNumber: index + 1, path: `lines.${index}` }
    const line = readPriceLine(wanted, place, facts)
    if (isRefusal(line)) return line
    lines.push(line)
  }
  const twice = firstNamedTwice(lines)
  return twice === undefined ? { ...terms, lines } : invalid(`lines.${twice}.fromQuantity`, 'NAMED_TWICE')
}

/** Whom a list is for, and when. */
export function readPriceListTerms({
  name,
  priceGroup,
  beginsOn,
  endsOn,
}: PriceListTerms): PriceListTerms | InvalidInput {
  for (const language of ['zh', 'en'] as const) {
    const problem = textProblem(name[language], 200)
    if (problem) return invalid(`name.${language}`, problem)
  }
  if (priceGroup !== null && codeProblem(priceGroup)) return invalid('priceGroup', 'NOT_A_CODE')
  if (endsOn !== null && endsOn < beginsOn) return invalid('endsOn', 'BEFORE_IT_BEGINS')
  return { name, priceGroup, beginsOn, endsOn }
}

/** Lists for everybody are everybody's; those for a group are for who may see its customers. */
export function requireListInReach(
  { priceGroup }: Pick<PriceListTerms, 'priceGroup'>,
  reach: readonly string[] | undefined,
): CustomerGroupOutOfReach | undefined {
  return priceGroup === null ? undefined : requireGroupInReach(priceGroup, reach)
}

/** One price, checked by itself; `path` says where it stands in the input. */
export function readPriceLine(
  wanted: PriceListContent['lines'][number],
  { path, ...place }: Pick<PriceListLine, 'id' | 'priceListId' | 'lineNumber'> & { readonly path: string },
  { items, currency }: PriceLineFacts,
): PriceListLine | PriceListRefused {
  const item = whatIsSold(wanted.itemId, items, `${path}.itemId`)
  if (isRefusal(item)) return item
  const unit = wanted.unit ?? item.baseUnit
  const factor = factorOf(item, unit)
  if (isRefusal(factor)) return at(factor, `${path}.unit`)
  const fromQuantity = parseQuantity(wanted.fromQuantity ?? '0')
  if (isRefusal(fromQuantity) || fromQuantity.lt(0)) return invalid(`${path}.fromQuantity`, 'NOT_A_QUANTITY')
  const price = parseUnitPrice(wanted.unitPrice, currency)
  if (isRefusal(price)) return invalid(`${path}.unitPrice`, 'NOT_A_PRICE_WITH_SIX_DECIMALS')
  if (!price.perUnit.gt(0)) return invalid(`${path}.unitPrice`, 'NOT_POSITIVE')
  return { ...place, itemId: item.itemId, unit, fromQuantity, unitPrice: price.perUnit }
}

/** What a line has a price for; a list has one for each. */
export function pricedBy({ itemId, unit, fromQuantity }: PriceListLine): string {
  return `${itemId} ${unit} ${fromQuantity.toFixed()}`
}

/** The place of the first line that has a price for what an earlier one has one for. */
function firstNamedTwice(lines: readonly PriceListLine[]): number | undefined {
  const seen = new Set<string>()
  const place = lines.findIndex((line) => seen.size === seen.add(pricedBy(line)).size)
  return place === -1 ? undefined : place
}
