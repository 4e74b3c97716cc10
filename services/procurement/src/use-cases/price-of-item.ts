import { type BusinessDate, isCurrency, isRefusal, parsePositiveQuantity } from '@erp/values'
import { type ListedPrice, priceFor } from '../domain/listed-price.ts'
import { findItems } from '../store/replicated-facts.ts'
import { findListedPrices } from '../store/supplier-price-lists.ts'
import { findSupplier } from '../store/suppliers.ts'
import type { Tx } from './unit.ts'

/** What a supplier's lists have, asked for without an order. */
export interface AskedPrice {
  readonly supplierId: string
  readonly itemId: string
  readonly unit?: string | null | undefined
  readonly quantity: string
  readonly on: BusinessDate
  /** Left out: the supplier's. */
  readonly currency?: string | null | undefined
}

/** The price an order of that day would take; undefined when there is none, or what is asked about is not known. */
export async function priceOfItem(tx: Tx, asked: AskedPrice): Promise<ListedPrice | undefined> {
  const { supplierId, itemId, on } = asked
  const quantity = parsePositiveQuantity(asked.quantity)
  const supplier = await findSupplier(tx, supplierId)
  const item = (await findItems(tx, [itemId])).get(itemId)
  const currency = asked.currency ?? supplier?.currency ?? ''
  if (isRefusal(quantity) || !supplier || !item || !isCurrency(currency)) return undefined
  const prices = await findListedPrices(tx, { supplierIds: [supplierId], itemIds: [itemId], on })
  const ofCurrency = prices.filter((price) => price.currency === currency)
  return priceFor(ofCurrency, { itemId, unit: asked.unit ?? item.baseUnit, quantity })
}
