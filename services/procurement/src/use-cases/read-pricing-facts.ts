import type { BusinessDate, Currency } from '@erp/values'
import { bearersOf } from '../domain/bearer.ts'
import type { LineTerms, PricingFacts } from '../domain/purchase-order-line.ts'
import type { Supplier } from '../domain/supplier.ts'
import { findDimensionValues, findItems, findTaxCodes, findWarehouses } from '../store/replicated-facts.ts'
import { findListedPrices } from '../store/supplier-price-lists.ts'
import type { Tx } from './unit.ts'

/** What new and amended lines are checked against and priced with. */
export async function readPricingFacts(
  tx: Tx,
  supplier: Supplier,
  { currency, orderedOn: on }: { readonly currency: Currency; readonly orderedOn: BusinessDate },
  lines: readonly (LineTerms & { readonly itemId?: string })[],
): Promise<PricingFacts> {
  const unpriced = lines.flatMap(({ unitPrice, itemId }) => (unitPrice == null && itemId ? [itemId] : []))
  return {
    currency,
    defaultOverReceiptPercent: supplier.overReceiptPercent,
    items: await findItems(
      tx,
      lines.flatMap(({ itemId }) => itemId ?? []),
    ),
    taxCodes: await findTaxCodes(
      tx,
      lines.map(({ taxCodeId }) => taxCodeId),
    ),
    dimensionValues: await findDimensionValues(tx, bearersOf(lines)),
    warehouses: await findWarehouses(
      tx,
      lines.flatMap(({ warehouseId }) => warehouseId ?? []),
    ),
    prices:
      unpriced.length === 0
        ? []
        : (await findListedPrices(tx, { supplierIds: [supplier.id], itemIds: unpriced, on })).filter(
            (price) => price.currency === currency,
          ),
  }
}
