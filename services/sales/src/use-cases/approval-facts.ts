import { approvalFacts } from '@erp/messaging'
import type { BusinessDate } from '@erp/values'
import { discountOf, type PricedLine } from '../domain/sales-order-line.ts'
import { findListedPrices } from '../store/price-lists.ts'
import { findItems } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

/** Of which classes the items of a document are. */
export async function factsForApproval({ tx }: Unit, lines: readonly { readonly itemId: string }[]) {
  const items = await findItems(
    tx,
    lines.map(({ itemId }) => itemId),
  )
  return approvalFacts({ categories: [...items.values()].map(({ itemClass }) => itemClass) })
}

/** By how many percent the cheapest of these lines is below what the lists of its day have for the customer; see `discountOf`. */
export async function discountForApproval(
  { tx }: Unit,
  document: { readonly companyId: string; readonly pricesIncludeTax: boolean; readonly lines: readonly PricedLine[] },
  { on, priceGroup }: { readonly on: BusinessDate; readonly priceGroup: string | null },
): Promise<string> {
  const { companyId, pricesIncludeTax, lines } = document
  const itemIds = lines.map(({ itemId }) => itemId)
  return discountOf(
    lines,
    await findListedPrices(tx, companyId, { itemIds, on, priceGroup, pricesIncludeTax }),
  ).toFixed()
}
