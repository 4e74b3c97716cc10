import {
  type Currency,
  type Decimal,
  Decimal as DecimalOf,
  extend,
  isRefusal,
  isWithinLimit,
  type Money,
  parseDecimal,
  parsePositiveQuantity,
  parseUnitPrice,
  type Quantity,
  type QuantityInvalid,
  type QuantityNotExact,
  type QuantityProblem,
  type Refusal,
  refuse,
  taxInGross,
  taxOnNet,
  toBaseQuantity,
  type UnitFactor,
  zeroQuantity,
} from '@erp/values'
import { at, type InvalidInput, invalid } from './input.ts'
import { type ListedPrice, type PriceNotFound, priceFor, priceNotFound } from './listed-price.ts'
import { factorOf, type ItemFacts, type TaxCodeFacts, type UnitUnknown } from './replicated-facts.ts'

/** What one of a unit costs the customer and which tax is on it. */
export interface LinePrice {
  /** For one of the unit, before the discount; with tax in it when the order's prices include tax. */
  readonly unitPrice: Decimal
  /** 10 for 10 % off. */
  readonly discountPercent: Decimal
  readonly taxRatePercent: Decimal
  readonly pricesIncludeTax: boolean
}

/** So much of one item at a price; what is quoted and ordered alike. */
export interface PricedLine {
  readonly itemId: string
  readonly unit: string
  /** Base units in one of `unit`, as it was when the line was written. */
  readonly factor: UnitFactor
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  readonly unitPrice: Decimal
  readonly discountPercent: Decimal
  /** Where its price was taken from; null where somebody gave it. */
  readonly priceListId: string | null
  readonly taxCodeId: string
  readonly taxRatePercent: Decimal
  readonly net: Money
  readonly tax: Money
}

/** What is ordered of one item, and at which price. */
export interface SalesOrderLine extends PricedLine {
  readonly id: string
  readonly salesOrderId: string
  readonly lineNumber: number
  /** The line of a quotation it was ordered from; null where there is none. */
  readonly quotationLineId: string | null
  /** What inventory could still promise when it refused to keep this line; null where it did not fall short. */
  readonly availableBaseQuantity: Quantity | null
  /** Held by deliveries being confirmed, and taken by confirmed ones. */
  readonly deliveredBaseQuantity: Quantity
}

/** What a person says about a line. */
export interface NewLine {
  readonly itemId: string
  /** Left out: the item's base unit. */
  readonly unit?: string | null | undefined
  readonly quantity: string
  /** Left out: that of the price lists. */
  readonly unitPrice?: string | null | undefined
  /** Left out: the customer's on a price of a list, none on a price that is given. */
  readonly discountPercent?: string | null | undefined
  readonly taxCodeId: string
  /** The line of a quotation it is ordered from. */
  readonly quotationLineId?: string
}

export type ItemUnknown = Refusal<'ItemUnknown', { itemId: string; path: readonly string[] }>
export type ItemInactive = Refusal<'ItemInactive', { itemId: string; path: readonly string[] }>
export type ItemNotStocked = Refusal<'ItemNotStocked', { itemId: string; path: readonly string[] }>
export type TaxCodeUnknown = Refusal<'TaxCodeUnknown', { taxCodeId: string; path: readonly string[] }>
export type AnyQuantityInvalid = QuantityInvalid<QuantityProblem | 'NOT_POSITIVE'> & { path: readonly string[] }

export type ItemRefused = ItemUnknown | ItemInactive | ItemNotStocked

/** Refusals that pricing a line can give. */
export type LineRefused =
  | InvalidInput
  | ItemRefused
  | (UnitUnknown & { path: readonly string[] })
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })
  | PriceNotFound
  | TaxCodeUnknown

/** What the lines of an order are checked against. */
export interface PricingFacts {
  readonly currency: Currency
  readonly pricesIncludeTax: boolean
  readonly items: ReadonlyMap<string, ItemFacts>
  readonly taxCodes: ReadonlyMap<string, TaxCodeFacts>
  /** What price lists have for the customer on the day of the order. */
  readonly prices: readonly ListedPrice[]
  /** The customer's, on prices of lists. */
  readonly discountPercent: Decimal
}

/** A new line, priced. `path` is where it stands in the input. */
export function newOrderLine(
  wanted: NewLine,
  place: { id: string; salesOrderId: string; lineNumber: number; path: string },
  facts: PricingFacts,
): SalesOrderLine | LineRefused {
  const { path, ...identity } = place
  const priced = priceLine(wanted, path, facts)
  if (isRefusal(priced)) return priced
  return {
    ...{ ...identity, ...priced, quotationLineId: wanted.quotationLineId ?? null },
    ...{ availableBaseQuantity: null, deliveredBaseQuantity: zeroQuantity },
  }
}

/** So much of an item, priced. `path` is where it stands in the input. */
export function priceLine(wanted: NewLine, path: string, facts: PricingFacts): PricedLine | LineRefused {
  const item = whatIsSold(wanted.itemId, facts.items, `${path}.itemId`)
  if (isRefusal(item)) return item
  const unit = wanted.unit ?? item.baseUnit
  const factor = factorOf(item, unit)
  if (isRefusal(factor)) return at(factor, `${path}.unit`)
  const quantity = parsePositiveQuantity(wanted.quantity)
  if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
  const baseQuantity = toBaseQuantity(quantity, factor)
  if (isRefusal(baseQuantity)) return at(baseQuantity, `${path}.quantity`)

  const price = priceOf(wanted, { itemId: item.itemId, unit, quantity, path }, facts)
  if (isRefusal(price)) return price
  const taxCode = facts.taxCodes.get(wanted.taxCodeId)
  if (!taxCode?.active) return at(refuse('TaxCodeUnknown', { taxCodeId: wanted.taxCodeId }), `${path}.taxCodeId`)

  const terms = {
    unitPrice: price.unitPrice,
    discountPercent: price.discountPercent,
    taxRatePercent: new DecimalOf(taxCode.ratePercent),
    pricesIncludeTax: facts.pricesIncludeTax,
  }
  const { net, tax } = worthOf(terms, quantity, facts.currency)
  if (!isWithinLimit(net) || !isWithinLimit(tax)) return invalid(`${path}.unitPrice`, 'AMOUNT_TOO_LARGE')
  const { pricesIncludeTax: _, ...priced } = terms
  return {
    ...{ itemId: item.itemId, unit, factor, quantity, baseQuantity, ...priced },
    ...{ priceListId: price.priceListId, taxCodeId: taxCode.taxCodeId, net, tax },
  }
}

/** The price and discount that are given, or those that lists have for the customer. */
function priceOf(
  wanted: NewLine,
  { path, ...goods }: { itemId: string; unit: string; quantity: Quantity; path: string },
  facts: PricingFacts,
): Pick<PricedLine, 'unitPrice' | 'discountPercent' | 'priceListId'> | InvalidInput | PriceNotFound {
  const listed = wanted.unitPrice == null ? priceFor(facts.prices, goods) : undefined
  if (wanted.unitPrice == null && !listed) return priceNotFound(goods, `${path}.unitPrice`)
  const usual = listed ? facts.discountPercent.toFixed() : '0'
  const discountPercent = parseDecimal(wanted.discountPercent ?? usual, { scale: 2, min: '0', max: '99.99' })
  if (isRefusal(discountPercent)) return invalid(`${path}.discountPercent`, 'NOT_FROM_0_TO_99.99_WITH_TWO_DECIMALS')
  if (listed) return { unitPrice: listed.unitPrice, discountPercent, priceListId: listed.priceListId }
  const price = parseUnitPrice(wanted.unitPrice ?? '', facts.currency)
  if (isRefusal(price)) return invalid(`${path}.unitPrice`, 'NOT_A_PRICE_WITH_SIX_DECIMALS')
  if (!price.perUnit.gt(0)) return invalid(`${path}.unitPrice`, 'NOT_POSITIVE')
  return { unitPrice: price.perUnit, discountPercent, priceListId: null }
}

/**
 * What so much is worth to the customer: price less discount times quantity, rounded once. On a net price the tax is the
 * rate on that; a gross price is taken apart, so that net and tax add up to what the customer was told.
 */
export function worthOf(
  { unitPrice, discountPercent, taxRatePercent, pricesIncludeTax }: LinePrice,
  quantity: Quantity,
  currency: Currency,
): { net: Money; tax: Money } {
  const perUnit = unitPrice.times(new DecimalOf(100).minus(discountPercent)).div(100)
  const amount = extend({ perUnit, currency }, quantity)
  return pricesIncludeTax ? taxInGross(amount, taxRatePercent) : { net: amount, tax: taxOnNet(amount, taxRatePercent) }
}

/** The item, when it is one that can lie in a warehouse and is still dealt in. */
export function whatIsSold(
  itemId: string,
  items: ReadonlyMap<string, ItemFacts>,
  path: string,
): ItemFacts | ItemRefused {
  const item = items.get(itemId)
  if (!item) return at(refuse('ItemUnknown', { itemId }), path)
  if (!item.active) return at(refuse('ItemInactive', { itemId }), path)
  return item.itemClass === 'SERVICE' ? at(refuse('ItemNotStocked', { itemId }), path) : item
}

/**
 * By how many percent the cheapest of these lines is below what it is listed at, to four decimals and never below zero; a line that no
 * list has a price for is as cheap as its own discount says.
 */
export function discountOf(
  lines: readonly Pick<PricedLine, 'itemId' | 'unit' | 'quantity' | 'unitPrice' | 'discountPercent'>[],
  prices: readonly ListedPrice[],
): Decimal {
  const off = lines.map(({ unitPrice, discountPercent, ...wanted }) => {
    const listed = priceFor(prices, wanted)
    if (!listed) return discountPercent
    const asked = unitPrice.times(new DecimalOf(100).minus(discountPercent))
    return new DecimalOf(100).minus(asked.div(listed.unitPrice))
  })
  return DecimalOf.max(0, ...off).toDecimalPlaces(4)
}
