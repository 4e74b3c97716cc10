import type { Currency } from '@erp/values'
import type { NewLine, PricingFacts } from '../domain/sales-order-line.ts'
import { findItems, findTaxCodes } from '../store/replicated-facts.ts'
import type { Tx } from './unit.ts'

/** What the lines of an order are checked against and priced with. */
export async function readPricingFacts(
  tx: Tx,
  order: { readonly currency: Currency; readonly pricesIncludeTax: boolean },
  lines: readonly NewLine[],
): Promise<PricingFacts> {
  return {
    currency: order.currency,
    pricesIncludeTax: order.pricesIncludeTax,
    items: await findItems(
      tx,
      lines.map(({ itemId }) => itemId),
    ),
    taxCodes: await findTaxCodes(
      tx,
      lines.map(({ taxCodeId }) => taxCodeId),
    ),
  }
}
