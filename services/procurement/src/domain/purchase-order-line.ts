import {
  type Currency,
  type Decimal,
  Decimal as DecimalOf,
  extend,
  isRefusal,
  isWithinLimit,
  type Money,
  parsePositiveQuantity,
  parseUnitPrice,
  type Quantity,
  type QuantityInvalid,
  type QuantityNotExact,
  type QuantityProblem,
  type Refusal,
  refuse,
  taxOnNet,
  toBaseQuantity,
  type UnitFactor,
  zeroQuantity,
} from '@erp/values'
import { at, type InvalidInput, invalid } from './input.ts'
import { factorOf, type ItemFacts, type TaxCodeFacts, type UnitUnknown } from './replicated-facts.ts'
import { readTolerance } from './supplier.ts'

/** What is ordered of one item, at which price and how much of it has come. */
export interface PurchaseOrderLine {
  readonly id: string
  readonly purchaseOrderId: string
  readonly lineNumber: number
  /** The order's revision in which this line changed last. */
  readonly revision: number
  readonly itemId: string
  readonly unit: string
  /** Base units in one of `unit`, as it was when the line was written. */
  readonly factor: UnitFactor
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  /** For one of `unit`, without tax. */
  readonly unitPrice: Decimal
  readonly taxCodeId: string
  readonly taxRatePercent: Decimal
  readonly overReceiptPercent: Decimal
  readonly net: Money
  readonly tax: Money
  /** All that ever arrived, in `unit`. */
  readonly receivedQuantity: Quantity
  readonly receivedBaseQuantity: Quantity
  /** What went back by confirmed purchase returns. */
  readonly returnedBaseQuantity: Quantity
}

/** What a person says about a line's price and quantity. */
export interface LineTerms {
  readonly quantity: string
  readonly unitPrice: string
  readonly taxCodeId: string
  /** Left out: the supplier's own tolerance. */
  readonly overReceiptPercent?: string | null | undefined
}

/** What a person says about a new line. */
export interface NewLine extends LineTerms {
  readonly itemId: string
  /** Left out: the item's base unit. */
  readonly unit?: string | null | undefined
}

export type ItemUnknown = Refusal<'ItemUnknown', { itemId: string; path: readonly string[] }>
export type ItemInactive = Refusal<'ItemInactive', { itemId: string; path: readonly string[] }>
export type TaxCodeUnknown = Refusal<'TaxCodeUnknown', { taxCodeId: string; path: readonly string[] }>
export type AnyQuantityInvalid = QuantityInvalid<QuantityProblem | 'NOT_POSITIVE'> & { path: readonly string[] }

/** Refusals that pricing a line can give. */
export type LineRefused =
  | InvalidInput
  | ItemUnknown
  | ItemInactive
  | (UnitUnknown & { path: readonly string[] })
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })
  | TaxCodeUnknown

/** What the terms of a line are checked against. */
export interface PricingFacts {
  readonly currency: Currency
  readonly defaultOverReceiptPercent: Decimal
  readonly items: ReadonlyMap<string, ItemFacts>
  readonly taxCodes: ReadonlyMap<string, TaxCodeFacts>
}

/** A new line, priced: net is the price extended once, tax is the rate on that net. `path` is where the line stands in the input. */
export function newOrderLine(
  wanted: NewLine,
  place: { id: string; purchaseOrderId: string; lineNumber: number; revision: number; path: string },
  facts: PricingFacts,
): PurchaseOrderLine | LineRefused {
  const { path, ...identity } = place
  const item = facts.items.get(wanted.itemId)
  if (!item) return at(refuse('ItemUnknown', { itemId: wanted.itemId }), `${path}.itemId`)
  if (!item.active) return at(refuse('ItemInactive', { itemId: wanted.itemId }), `${path}.itemId`)

  const unit = wanted.unit ?? item.baseUnit
  const factor = factorOf(item, unit)
  if (isRefusal(factor)) return at(factor, `${path}.unit`)

  const terms = priceTerms(wanted, { factor, path }, facts)
  if (isRefusal(terms)) return terms
  return {
    ...identity,
    itemId: item.itemId,
    unit,
    factor,
    ...terms,
    receivedQuantity: zeroQuantity,
    receivedBaseQuantity: zeroQuantity,
    returnedBaseQuantity: zeroQuantity,
  }
}

/** Quantity, price and tax of a line, read and multiplied out. */
export function priceTerms(
  wanted: LineTerms,
  { factor, path }: { factor: UnitFactor; path: string },
  facts: PricingFacts,
) {
  const quantity = parsePositiveQuantity(wanted.quantity)
  if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
  const baseQuantity = toBaseQuantity(quantity, factor)
  if (isRefusal(baseQuantity)) return at(baseQuantity, `${path}.quantity`)

  const unitPrice = parseUnitPrice(wanted.unitPrice, facts.currency)
  if (isRefusal(unitPrice)) return invalid(`${path}.unitPrice`, 'NOT_A_PRICE_WITH_SIX_DECIMALS')
  if (!unitPrice.perUnit.gt(0)) return invalid(`${path}.unitPrice`, 'NOT_POSITIVE')

  const taxCode = facts.taxCodes.get(wanted.taxCodeId)
  if (!taxCode?.active) return at(refuse('TaxCodeUnknown', { taxCodeId: wanted.taxCodeId }), `${path}.taxCodeId`)
  const taxRatePercent = new DecimalOf(taxCode.ratePercent)

  const overReceiptPercent =
    wanted.overReceiptPercent == null ? facts.defaultOverReceiptPercent : readTolerance(wanted.overReceiptPercent)
  if (isRefusal(overReceiptPercent)) return invalid(`${path}.overReceiptPercent`, 'NOT_FROM_0_TO_100_WITH_TWO_DECIMALS')

  const net = extend(unitPrice, quantity)
  const tax = taxOnNet(net, taxRatePercent)
  if (!isWithinLimit(net) || !isWithinLimit(tax)) return invalid(`${path}.unitPrice`, 'AMOUNT_TOO_LARGE')
  return {
    quantity,
    baseQuantity,
    unitPrice: unitPrice.perUnit,
    taxCodeId: taxCode.taxCodeId,
    taxRatePercent,
    overReceiptPercent,
    net,
    tax,
  }
}
