import { inWordsOfRows, isRefusal, type Refusal } from '@erp/values'
import { invalid } from './input.ts'
import { type PriceLineFacts, type PriceListLine, pricedBy, readPriceLine } from './price-list.ts'
import type { ItemFacts } from './replicated-facts.ts'

/** A price as a file says it, by the code of its item. */
export interface PriceRow {
  readonly itemCode: string
  /** Left out: the item's base unit. */
  readonly unit?: string | null | undefined
  /** Left out: from the first. */
  readonly fromQuantity?: string | null | undefined
  readonly unitPrice: string
}

/** What is wrong with a row; its refusal says where in it. */
export interface PriceRowFault {
  readonly rowNumber: number
  readonly itemCode: string
  readonly refusal: Refusal
}

/** What an import makes of a list. */
export interface PriceListDifference {
  readonly added: number
  readonly changed: number
  readonly removed: number
}

/** The lines of the rows in their order, or everything that is wrong with any row. */
export function readPriceRows(
  rows: readonly PriceRow[],
  { items, currency }: Pick<PriceLineFacts, 'currency'> & { readonly items: ReadonlyMap<string, ItemFacts> },
  { priceListId, newLineId }: { readonly priceListId: string; readonly newLineId: () => string },
): { readonly lines: PriceListLine[] } | { readonly faults: PriceRowFault[] } {
  const facts = { currency, items: new Map([...items.values()].map((item) => [item.itemId, item])) }
  const lines: PriceListLine[] = []
  const faults: PriceRowFault[] = []
  const seen = new Set<string>()
  for (const [index, { itemCode, ...row }] of rows.entries()) {
    const path = `rows.${index}`
    const wrong = (refusal: Refusal) => faults.push({ rowNumber: index + 1, itemCode, refusal })
    const itemId = items.get(itemCode)?.itemId
    if (itemId === undefined) {
      wrong(invalid(`${path}.itemCode`, 'UNKNOWN_CODE'))
      continue
    }
    const line = readPriceLine({ ...row, itemId }, { id: newLineId(), priceListId, lineNumber: index + 1, path }, facts)
    if (isRefusal(line)) wrong(inWordsOfRows(line))
    else if (seen.has(pricedBy(line))) wrong(invalid(`${path}.fromQuantity`, 'NAMED_TWICE'))
    else {
      seen.add(pricedBy(line))
      lines.push(line)
    }
  }
  return faults.length > 0 ? { faults } : { lines }
}

/** How the lines of a list differ from those that it has. */
export function differenceOf(before: readonly PriceListLine[], after: readonly PriceListLine[]): PriceListDifference {
  const prices = new Map(before.map((line) => [pricedBy(line), line.unitPrice]))
  const kept = after.filter((line) => prices.has(pricedBy(line)))
  const changed = kept.filter((line) => prices.get(pricedBy(line))?.eq(line.unitPrice) === false)
  return { added: after.length - kept.length, changed: changed.length, removed: before.length - kept.length }
}
