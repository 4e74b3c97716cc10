import { inWordsOfRows, isRefusal, type Refusal } from '@erp/values'
import { invalid } from './input.ts'
import type { ItemFacts } from './replicated-facts.ts'
import {
  type PriceLineFacts,
  type PriceListLineInput,
  readPriceListLine,
  type SupplierPriceListLine,
} from './supplier-price-list.ts'

/** A price as a file says it, by the code of its item. */
export type SupplierPriceRow = Omit<PriceListLineInput, 'itemId'> & { readonly itemCode: string }

/** What is wrong with a row; its refusal says where in it. */
export interface SupplierPriceRowFault {
  readonly rowNumber: number
  readonly itemCode: string
  readonly refusal: Refusal
}

/** What an import makes of a list. */
export interface SupplierPriceListDifference {
  readonly added: number
  readonly changed: number
  readonly removed: number
}

/** The lines of the rows in their order, or everything that is wrong with any row. */
export function readSupplierPriceRows(
  rows: readonly SupplierPriceRow[],
  { items, currency }: Pick<PriceLineFacts, 'currency'> & { readonly items: ReadonlyMap<string, ItemFacts> },
  { priceListId, newLineId }: { readonly priceListId: string; readonly newLineId: () => string },
): { readonly lines: SupplierPriceListLine[] } | { readonly faults: SupplierPriceRowFault[] } {
  const facts = { currency, items: new Map([...items.values()].map((item) => [item.itemId, item])) }
  const lines: SupplierPriceListLine[] = []
  const faults: SupplierPriceRowFault[] = []
  for (const [index, { itemCode, ...row }] of rows.entries()) {
    const path = `rows.${index}`
    const itemId = items.get(itemCode)?.itemId
    const place = { id: newLineId(), priceListId, lineNumber: index + 1, path }
    const line =
      itemId === undefined
        ? invalid(`${path}.itemCode`, 'UNKNOWN_CODE')
        : readPriceListLine({ ...row, itemId }, place, lines, facts)
    if (isRefusal(line)) faults.push({ rowNumber: index + 1, itemCode, refusal: inWordsOfRows(line) })
    else lines.push(line)
  }
  return faults.length > 0 ? { faults } : { lines }
}

/** How the lines of a list differ from those that it has, in price or in what is agreed. */
export function differenceOf(
  before: readonly SupplierPriceListLine[],
  after: readonly SupplierPriceListLine[],
): SupplierPriceListDifference {
  const known = new Map(before.map((line) => [pricedBy(line), line]))
  const kept = after.filter((line) => known.has(pricedBy(line)))
  const changed = kept.filter((line) => saysOf(line) !== saysOf(known.get(pricedBy(line))))
  return { added: after.length - kept.length, changed: changed.length, removed: before.length - kept.length }
}

function pricedBy({ itemId, unit, fromQuantity }: SupplierPriceListLine): string {
  return `${itemId} ${unit} ${fromQuantity.toFixed()}`
}

function saysOf(line: SupplierPriceListLine | undefined): string | undefined {
  return line && `${line.unitPrice.toFixed()} ${line.agreedBaseQuantity?.toFixed() ?? '-'}`
}
