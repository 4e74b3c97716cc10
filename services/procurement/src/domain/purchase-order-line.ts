import {
  type BusinessDate,
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
import { bearerProblem } from './bearer.ts'
import { at, type InvalidInput, invalid } from './input.ts'
import { type ListedPrice, type PriceNotFound, priceFor, priceNotFound } from './listed-price.ts'
import {
  type DimensionValueFacts,
  factorOf,
  type ItemFacts,
  type TaxCodeFacts,
  type UnitUnknown,
  type WarehouseFacts,
} from './replicated-facts.ts'
import { readTolerance } from './supplier.ts'

/** What is ordered of one item, at which price and how much of it has come. */
export interface PurchaseOrderLine {
  readonly id: string
  readonly purchaseOrderId: string
  readonly lineNumber: number
  /** The order's revision in which this line changed last. */
  readonly revision: number
  readonly itemId: string
  /** Who needs it, and what for, by finance's ids; who bears it when it is a service. */
  readonly departmentId: string | null
  readonly projectId: string | null
  /** The day the supplier promised it for; null where they said none. */
  readonly promisedOn: BusinessDate | null
  /** Where its goods are to go; null for wherever they are received. */
  readonly warehouseId: string | null
  readonly unit: string
  /** Base units in one of `unit`, as it was when the line was written. */
  readonly factor: UnitFactor
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  /** For one of `unit`, without tax. */
  readonly unitPrice: Decimal
  /** The supplier's list it was taken from; null where somebody gave it. */
  readonly priceListId: string | null
  /** The line of a requisition it was carried down from; null where there is none. */
  readonly requisitionLineId: string | null
  /** The line of a request for quotation it was awarded from; null where there is none. */
  readonly requestLineId: string | null
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
  /** When the rest of it was given up, and why; null while more may come. */
  readonly closedAt: Date | null
  readonly closeReason: string | null
}

/** What a person says about a line's price and quantity. */
export interface LineTerms {
  readonly quantity: string
  /** Left out: that of the supplier's price lists, or what the line had. */
  readonly unitPrice?: string | null | undefined
  readonly taxCodeId: string
  /** Left out: the supplier's own tolerance. */
  readonly overReceiptPercent?: string | null | undefined
  /** Left out: nobody, or whom the line had; for a line carried down that of its requisition. */
  readonly departmentId?: string | null | undefined
  /** Left out: none, or the one the line had; for a line carried down that of its line there. */
  readonly projectId?: string | null | undefined
  /** The day the supplier promised it for, not before the order. Left out: none, or the one the line had. */
  readonly promisedOn?: BusinessDate | null | undefined
  /** Where its goods are to go, null for any. Left out: any, or the one the line had. */
  readonly warehouseId?: string | null | undefined
}

/** What a person says about a new line. */
export interface NewLine extends LineTerms {
  readonly itemId: string
  /** Left out: the item's base unit. */
  readonly unit?: string | null | undefined
  /** The line of a requisition it is carried down from. */
  readonly requisitionLineId?: string
  /** The line of a request for quotation it is awarded from. */
  readonly requestLineId?: string
}

export type ItemUnknown = Refusal<'ItemUnknown', { itemId: string; path: readonly string[] }>
export type ItemInactive = Refusal<'ItemInactive', { itemId: string; path: readonly string[] }>
export type TaxCodeUnknown = Refusal<'TaxCodeUnknown', { taxCodeId: string; path: readonly string[] }>
/** Goods are ordered to warehouses of the company that are in use. */
export type DestinationRefused =
  | Refusal<'WarehouseUnknown', { warehouseId: string; path: readonly string[] }>
  | Refusal<'WarehouseInactive', { warehouseId: string; path: readonly string[] }>
export type AnyQuantityInvalid = QuantityInvalid<QuantityProblem | 'NOT_POSITIVE'> & { path: readonly string[] }

/** Refusals that pricing a line can give. */
export type LineRefused =
  | InvalidInput
  | ItemUnknown
  | ItemInactive
  | (UnitUnknown & { path: readonly string[] })
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })
  | PriceNotFound
  | TaxCodeUnknown
  | DestinationRefused

/** What the terms of a line are checked against. */
export interface PricingFacts {
  readonly currency: Currency
  readonly defaultOverReceiptPercent: Decimal
  readonly items: ReadonlyMap<string, ItemFacts>
  readonly taxCodes: ReadonlyMap<string, TaxCodeFacts>
  /** The departments and projects that lines name. */
  readonly dimensionValues: ReadonlyMap<string, DimensionValueFacts>
  /** The warehouses that lines name. */
  readonly warehouses: ReadonlyMap<string, WarehouseFacts>
  /** What the supplier's lists have on the day of the order, in its currency. */
  readonly prices: readonly ListedPrice[]
}

/** A price and where it comes from. */
type Priced = Pick<PurchaseOrderLine, 'unitPrice' | 'priceListId'>

/** A new line, priced: net is the price extended once, tax is the rate on that net. `path` is where the line stands in the input. */
export function newOrderLine(
  wanted: NewLine,
  place: {
    id: string
    purchaseOrderId: string
    lineNumber: number
    revision: number
    path: string
    orderedOn: BusinessDate
  },
  facts: PricingFacts,
): PurchaseOrderLine | LineRefused {
  const { path, orderedOn, ...identity } = place
  const item = whatIsBought(wanted.itemId, facts.items, `${path}.itemId`)
  if (isRefusal(item)) return item
  const unit = wanted.unit ?? item.baseUnit
  const factor = factorOf(item, unit)
  if (isRefusal(factor)) return at(factor, `${path}.unit`)

  const listed = (quantity: Quantity) => {
    const goods = { itemId: item.itemId, unit, quantity }
    return priceFor(facts.prices, goods) ?? priceNotFound(goods, `${path}.unitPrice`)
  }
  const terms = priceTerms(wanted, { factor, path, listed }, facts)
  if (isRefusal(terms)) return terms
  const promisedOn = readPromise(wanted, { promisedOn: null, orderedOn }, path)
  if (isRefusal(promisedOn)) return promisedOn
  const warehouseId = readDestination(wanted, { warehouseId: null }, facts.warehouses, path)
  if (isRefusal(warehouseId)) return warehouseId
  const { departmentId = null, projectId = null, requisitionLineId = null } = wanted
  const bearer = { departmentId, projectId }
  const nobody = requisitionLineId === null ? bearerProblem(bearer, facts.dimensionValues, path) : undefined
  if (nobody) return nobody
  return {
    ...identity,
    itemId: item.itemId,
    ...bearer,
    promisedOn,
    warehouseId,
    unit,
    factor,
    ...terms,
    requisitionLineId,
    requestLineId: wanted.requestLineId ?? null,
    receivedQuantity: zeroQuantity,
    receivedBaseQuantity: zeroQuantity,
    returnedBaseQuantity: zeroQuantity,
    ...{ closedAt: null, closeReason: null },
  }
}

/** Quantity, price and tax of a line, read and multiplied out. `listed` is the price of a line that names none. */
export function priceTerms(
  wanted: LineTerms,
  {
    factor,
    path,
    listed,
  }: { factor: UnitFactor; path: string; listed: (quantity: Quantity) => Priced | PriceNotFound },
  facts: PricingFacts,
) {
  const quantity = parsePositiveQuantity(wanted.quantity)
  if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
  const baseQuantity = toBaseQuantity(quantity, factor)
  if (isRefusal(baseQuantity)) return at(baseQuantity, `${path}.quantity`)

  const price = wanted.unitPrice == null ? listed(quantity) : readPrice(wanted.unitPrice, path, facts.currency)
  if (isRefusal(price)) return price
  const { unitPrice, priceListId } = price

  const taxCode = facts.taxCodes.get(wanted.taxCodeId)
  if (!taxCode?.active) return at(refuse('TaxCodeUnknown', { taxCodeId: wanted.taxCodeId }), `${path}.taxCodeId`)
  const taxRatePercent = new DecimalOf(taxCode.ratePercent)

  const overReceiptPercent =
    wanted.overReceiptPercent == null ? facts.defaultOverReceiptPercent : readTolerance(wanted.overReceiptPercent)
  if (isRefusal(overReceiptPercent)) return invalid(`${path}.overReceiptPercent`, 'NOT_FROM_0_TO_100_WITH_TWO_DECIMALS')

  const net = extend({ perUnit: unitPrice, currency: facts.currency }, quantity)
  const tax = taxOnNet(net, taxRatePercent)
  if (!isWithinLimit(net) || !isWithinLimit(tax)) return invalid(`${path}.unitPrice`, 'AMOUNT_TOO_LARGE')
  return {
    quantity,
    baseQuantity,
    ...{ unitPrice, priceListId },
    taxCodeId: taxCode.taxCodeId,
    taxRatePercent,
    overReceiptPercent,
    net,
    tax,
  }
}

/** When a line is promised once somebody says so; what they leave out stays. */
export function readPromise(
  { promisedOn }: Pick<LineTerms, 'promisedOn'>,
  before: { readonly promisedOn: BusinessDate | null; readonly orderedOn: BusinessDate },
  path: string,
): BusinessDate | null | InvalidInput {
  if (promisedOn === undefined) return before.promisedOn
  return promisedOn !== null && promisedOn < before.orderedOn
    ? invalid(`${path}.promisedOn`, 'BEFORE_THE_ORDER')
    : promisedOn
}

/** Where the goods of a line go once somebody says so; what they leave out stays. */
export function readDestination(
  { warehouseId }: Pick<LineTerms, 'warehouseId'>,
  before: { readonly warehouseId: string | null },
  warehouses: ReadonlyMap<string, WarehouseFacts>,
  path: string,
): string | null | DestinationRefused {
  if (warehouseId === undefined || warehouseId === before.warehouseId) return before.warehouseId
  if (warehouseId === null) return null
  const warehouse = warehouses.get(warehouseId)
  if (warehouse?.active) return warehouseId
  return at(refuse(warehouse ? 'WarehouseInactive' : 'WarehouseUnknown', { warehouseId }), `${path}.warehouseId`)
}

/** The item, when it is one that is still dealt in. */
export function whatIsBought(
  itemId: string,
  items: ReadonlyMap<string, ItemFacts>,
  path: string,
): ItemFacts | ItemUnknown | ItemInactive {
  const item = items.get(itemId)
  if (!item) return at(refuse('ItemUnknown', { itemId }), path)
  return item.active ? item : at(refuse('ItemInactive', { itemId }), path)
}

/** A price that somebody gives is final. */
function readPrice(text: string, path: string, currency: Currency): Priced | InvalidInput {
  const price = parseUnitPrice(text, currency)
  if (isRefusal(price)) return invalid(`${path}.unitPrice`, 'NOT_A_PRICE_WITH_SIX_DECIMALS')
  if (!price.perUnit.gt(0)) return invalid(`${path}.unitPrice`, 'NOT_POSITIVE')
  return { unitPrice: price.perUnit, priceListId: null }
}
