import { type BusinessDate, isRefusal, parsePositiveQuantity } from '@erp/values'
import { type ListedPrice, priceFor } from '../domain/listed-price.ts'
import { findCustomer } from '../store/customers.ts'
import { findListedPrices } from '../store/price-lists.ts'
import { findItems } from '../store/replicated-facts.ts'
import type { Tx } from './unit.ts'

/** What lists have for a customer, asked for without an order. */
export interface AskedPrice {
  readonly customerId: string
  readonly itemId: string
  readonly unit?: string | null | undefined
  readonly quantity: string
  readonly on: BusinessDate
  readonly pricesIncludeTax: boolean
}

/** The price an order of that day would take; undefined when there is none, or what is asked about is not known. */
export async function priceOfItem(tx: Tx, companyId: string, asked: AskedPrice): Promise<ListedPrice | undefined> {
  const { itemId, on, pricesIncludeTax } = asked
  const quantity = parsePositiveQuantity(asked.quantity)
  const customer = await findCustomer(tx, asked.customerId)
  const item = (await findItems(tx, [itemId])).get(itemId)
  if (isRefusal(quantity) || !customer || !item) return undefined
  const { priceGroup } = customer
  const prices = await findListedPrices(tx, companyId, { itemIds: [itemId], on, priceGroup, pricesIncludeTax })
  return priceFor(prices, { itemId, unit: asked.unit ?? item.baseUnit, quantity })
}
