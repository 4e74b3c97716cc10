import { type BusinessDate, type Currency, type Decimal, type Quantity, type Refusal, refuse } from '@erp/values'
import { at } from './input.ts'

/** A price as a supplier's lists have it on a day, without tax. */
export interface ListedPrice {
  readonly supplierId: string
  readonly currency: Currency
  readonly itemId: string
  readonly unit: string
  readonly fromQuantity: Quantity
  readonly unitPrice: Decimal
  readonly priceListId: string
  readonly beginsOn: BusinessDate
}

/** No list of the supplier has a price for this item, unit and quantity in the order's currency. */
export type PriceNotFound = Refusal<
  'PriceNotFound',
  { itemId: string; unit: string; quantity: string; path: readonly string[] }
>

/** The price of so much of an item: of the list that began last, and in it of the highest quantity that is reached. */
export function priceFor(
  prices: readonly ListedPrice[],
  wanted: { readonly itemId: string; readonly unit: string; readonly quantity: Quantity },
): ListedPrice | undefined {
  return prices
    .filter(({ itemId, unit }) => itemId === wanted.itemId && unit === wanted.unit)
    .filter(({ fromQuantity }) => fromQuantity.lte(wanted.quantity))
    .sort(bestFirst)[0]
}

function bestFirst(left: ListedPrice, right: ListedPrice): number {
  if (left.beginsOn !== right.beginsOn) return left.beginsOn < right.beginsOn ? 1 : -1
  if (left.priceListId !== right.priceListId) return left.priceListId < right.priceListId ? 1 : -1
  return right.fromQuantity.comparedTo(left.fromQuantity)
}

export function priceNotFound(
  { itemId, unit, quantity }: { readonly itemId: string; readonly unit: string; readonly quantity: Quantity },
  path: string,
): PriceNotFound {
  return at(refuse('PriceNotFound', { itemId, unit, quantity: quantity.toFixed() }), path)
}
