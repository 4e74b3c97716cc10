import type { BusinessDate, Currency } from '@erp/values'
import type { Customer } from '../domain/customer.ts'
import type { NewLine, PricingFacts } from '../domain/sales-order-line.ts'
import { findListedPrices } from '../store/price-lists.ts'
import { findItems, findTaxCodes } from '../store/replicated-facts.ts'
import type { Tx } from './unit.ts'

/** What the lines of an order are checked against and priced with. */
export async function readPricingFacts(
  tx: Tx,
  order: { readonly currency: Currency; readonly pricesIncludeTax: boolean; readonly orderedOn: BusinessDate },
  customer: Customer,
  lines: readonly NewLine[],
): Promise<PricingFacts> {
  const { currency, pricesIncludeTax, orderedOn: on } = order
  const { companyId, priceGroup, discountPercent } = customer
  const unpriced = lines.filter(({ unitPrice }) => unitPrice == null).map(({ itemId }) => itemId)
  return {
    ...{ currency, pricesIncludeTax, discountPercent },
    items: await findItems(
      tx,
      lines.map(({ itemId }) => itemId),
    ),
    taxCodes: await findTaxCodes(
      tx,
      lines.map(({ taxCodeId }) => taxCodeId),
    ),
    prices:
      unpriced.length === 0
        ? []
        : await findListedPrices(tx, companyId, { itemIds: unpriced, on, priceGroup, pricesIncludeTax }),
  }
}
