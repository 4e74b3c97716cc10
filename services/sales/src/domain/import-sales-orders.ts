import { type BusinessDate, type Currency, Decimal, inWordsOfRows, isRefusal, type Refusal } from '@erp/values'
import type { Customer } from './customer.ts'
import { invalid, textProblem } from './input.ts'
import type { ItemFacts, TaxCodeFacts, WarehouseFacts } from './replicated-facts.ts'
import { draftSalesOrder, type NewSalesOrder } from './sales-order.ts'
import { type NewLine, type PricingFacts, priceLine } from './sales-order-line.ts'

/** A line of an order as a shop or a file says it; rows of one reference are one order. */
export interface OrderRow {
  readonly externalReference: string
  readonly customerCode: string
  readonly warehouseCode: string
  readonly orderedOn: BusinessDate
  readonly requestedOn?: BusinessDate | null | undefined
  readonly pricesIncludeTax: boolean
  readonly itemCode: string
  /** Left out: the item's base unit. */
  readonly unit?: string | null | undefined
  readonly quantity: string
  readonly unitPrice: string
  readonly discountPercent?: string | null | undefined
  readonly taxCode: string
}

/** What is wrong with a row; its refusal says where in it. */
export interface RowFault {
  readonly rowNumber: number
  readonly externalReference: string
  readonly refusal: Refusal
}

/** What rows name, by their codes. */
export interface ImportFacts {
  readonly currency: Currency
  readonly customers: ReadonlyMap<string, Customer>
  readonly warehouses: ReadonlyMap<string, WarehouseFacts>
  readonly items: ReadonlyMap<string, ItemFacts>
  readonly taxCodes: ReadonlyMap<string, TaxCodeFacts>
}

/** Who imports, and when. */
export interface ImportContext {
  readonly importId: string
  readonly companyId: string
  readonly createdBy: string
  readonly newId: () => string
  readonly now: Date
}

export type ImportedOrder = NewSalesOrder & { readonly externalReference: string; readonly importId: string }

/** Rows that differ in what they say of the order itself are no one order. */
const ofTheOrder = ['customerCode', 'warehouseCode', 'orderedOn', 'requestedOn', 'pricesIncludeTax'] as const

/** The orders of the rows in the order of their first rows, or everything that is wrong with any row. */
export function readImport(
  rows: readonly OrderRow[],
  facts: ImportFacts,
  context: ImportContext,
): ImportedOrder[] | readonly RowFault[] {
  const numbered = rows.map((row, index) => ({ ...row, index }))
  const faults: RowFault[] = []
  const orders: ImportedOrder[] = []
  for (const [externalReference, ofOne] of Map.groupBy(numbered, (row) => row.externalReference)) {
    const found = ofOne.flatMap((row) => faultsOf(row, ofOne[0] ?? row, facts))
    faults.push(...found)
    const order = found.length === 0 ? orderOf(ofOne, facts, context) : undefined
    if (!order) continue
    if (isRefusal(order)) faults.push(faultOf(ofOne[0], order))
    else orders.push({ ...order, externalReference, importId: context.importId })
  }
  return faults.length > 0 ? faults.toSorted((left, right) => left.rowNumber - right.rowNumber) : orders
}

type Numbered = OrderRow & { readonly index: number }

function faultsOf(row: Numbered, first: Numbered, facts: ImportFacts): RowFault[] {
  const wrong = (field: string, problem: string) => faultOf(row, invalid(`rows.${row.index}.${field}`, problem))
  const badReference = textProblem(row.externalReference, 60)
  const faults = [
    ...(badReference ? [wrong('externalReference', badReference)] : []),
    ...ofTheOrder.filter((field) => row[field] !== first[field]).map((field) => wrong(field, 'DIFFERS_FROM_FIRST_ROW')),
    ...(facts.customers.has(row.customerCode) ? [] : [wrong('customerCode', 'UNKNOWN_CODE')]),
    ...(facts.warehouses.has(row.warehouseCode) ? [] : [wrong('warehouseCode', 'UNKNOWN_CODE')]),
    ...(facts.items.has(row.itemCode) ? [] : [wrong('itemCode', 'UNKNOWN_CODE')]),
    ...(facts.taxCodes.has(row.taxCode) ? [] : [wrong('taxCode', 'UNKNOWN_CODE')]),
  ]
  if (faults.length > 0) return faults
  const priced = priceLine(lineOf(row, facts), `rows.${row.index}`, pricingOf(row, facts))
  return isRefusal(priced) ? [faultOf(row, inWordsOfRows(priced))] : []
}

function orderOf(
  rows: readonly Numbered[],
  facts: ImportFacts,
  { companyId, createdBy, newId, now }: ImportContext,
): NewSalesOrder | Refusal | undefined {
  const [first] = rows
  const customer = first && facts.customers.get(first.customerCode)
  const warehouse = first && facts.warehouses.get(first.warehouseCode)
  if (!first || !customer || !warehouse) return undefined
  const { orderedOn, requestedOn = null } = first
  const terms = { orderedOn, requestedOn, lines: rows.map((row) => lineOf(row, facts)) }
  const context = { id: newId(), companyId, customer, warehouse, newLineId: newId, createdBy, now }
  return draftSalesOrder(terms, context, pricingOf(first, facts))
}

function lineOf(row: OrderRow, { items, taxCodes }: ImportFacts): NewLine {
  const { unit, quantity, unitPrice, discountPercent } = row
  return {
    ...{ itemId: items.get(row.itemCode)?.itemId ?? '', taxCodeId: taxCodes.get(row.taxCode)?.taxCodeId ?? '' },
    ...{ unit, quantity, unitPrice, discountPercent },
  }
}

/** Every row says its price, so no list is asked. */
function pricingOf({ pricesIncludeTax }: OrderRow, { currency, items, taxCodes }: ImportFacts): PricingFacts {
  return {
    ...{ currency, pricesIncludeTax, prices: [], discountPercent: new Decimal(0) },
    items: new Map([...items.values()].map((item) => [item.itemId, item])),
    taxCodes: new Map([...taxCodes.values()].map((taxCode) => [taxCode.taxCodeId, taxCode])),
  }
}

function faultOf(row: Numbered | undefined, refusal: Refusal): RowFault {
  return { rowNumber: (row?.index ?? 0) + 1, externalReference: row?.externalReference ?? '', refusal }
}
