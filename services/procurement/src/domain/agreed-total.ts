import {
  addQuantity,
  type Currency,
  compare,
  formatMoney,
  formatQuantity,
  type Money,
  type Quantity,
  type Refusal,
  refuse,
  subtract,
  subtractQuantity,
  sum,
  zeroQuantity,
} from '@erp/values'
import { at, type InvalidInput, invalid } from './input.ts'
import type { PurchaseOrderLine } from './purchase-order-line.ts'
import type { SupplierPriceList } from './supplier-price-list.ts'

/** What orders that were not given up draw of one item from a list. */
export interface DrawnOfItem {
  readonly priceListId: string
  readonly itemId: string
  readonly baseQuantity: Quantity
  /** Without tax, in the list's currency. */
  readonly net: Money
}

/** More than is left of what is agreed: quantities in the item's base unit, or amounts when it is about all of the list. */
export type AgreementExceeded = Refusal<
  'AgreementExceeded',
  {
    priceListId: string
    itemId: string | null
    agreed: string
    ordered: string
    requested: string
    open: string
    path: readonly string[]
  }
>

/** What of an item is drawn; nothing when no order took it from the list. */
export function drawnOf(drawn: readonly DrawnOfItem[], itemId: string): Quantity {
  return drawn.find((one) => one.itemId === itemId)?.baseQuantity ?? zeroQuantity
}

/** What all items of a list come to. */
export function drawnValueOf(drawn: readonly DrawnOfItem[], currency: Currency): Money {
  return sum(
    drawn.map(({ net }) => net),
    currency,
  )
}

/**
 * Whether the lines of an order that take their price from a list want more of it than is left. `drawn` is what other orders
 * draw; the list is locked by the caller.
 */
export function beyondAgreement(
  lines: readonly PurchaseOrderLine[],
  list: SupplierPriceList,
  drawn: readonly DrawnOfItem[],
): AgreementExceeded | undefined {
  const taking = lines.filter(({ priceListId }) => priceListId === list.id)
  for (const [itemId, ofItem] of Map.groupBy(taking, (line) => line.itemId)) {
    const agreed = list.lines.find((line) => line.itemId === itemId && line.agreedBaseQuantity)?.agreedBaseQuantity
    if (!agreed) continue
    const ordered = drawnOf(drawn, itemId)
    const requested = ofItem.reduce<Quantity>(
      (total, { baseQuantity }) => addQuantity(total, baseQuantity),
      zeroQuantity,
    )
    const open = subtractQuantity(agreed, ordered)
    if (requested.gt(open)) return exceeded(list, itemId, { agreed, ordered, requested, open }, formatQuantity)
  }
  if (list.agreedValue === null) return undefined
  const ordered = drawnValueOf(drawn, list.currency)
  const requested = sum(
    taking.map(({ net }) => net),
    list.currency,
  )
  const open = subtract(list.agreedValue, ordered)
  return compare(requested, open) > 0
    ? exceeded(list, null, { agreed: list.agreedValue, ordered, requested, open }, formatMoney)
    : undefined
}

/** A list that is written anew does not agree less than is drawn from it. */
export function belowDrawn(list: SupplierPriceList, drawn: readonly DrawnOfItem[]): InvalidInput | undefined {
  if (list.agreedValue && compare(list.agreedValue, drawnValueOf(drawn, list.currency)) < 0)
    return invalid('agreedValue', 'BELOW_WHAT_IS_ORDERED')
  const index = list.lines.findIndex((line) => line.agreedBaseQuantity?.lt(drawnOf(drawn, line.itemId)))
  return index < 0 ? undefined : invalid(`lines.${index}.agreedQuantity`, 'BELOW_WHAT_IS_ORDERED')
}

function exceeded<Figure>(
  { id: priceListId }: SupplierPriceList,
  itemId: string | null,
  figures: Readonly<Record<'agreed' | 'ordered' | 'requested' | 'open', Figure>>,
  format: (figure: Figure) => string,
): AgreementExceeded {
  const { agreed, ordered, requested, open } = figures
  const facts = { agreed: format(agreed), ordered: format(ordered), requested: format(requested), open: format(open) }
  return at(refuse('AgreementExceeded', { priceListId, itemId, ...facts }), 'lines')
}
