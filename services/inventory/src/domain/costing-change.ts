import {
  type Currency,
  formatQuantity,
  isRefusal,
  parseUnitPrice,
  type Refusal,
  refuse,
  type UnitPrice,
  zero,
  zeroQuantity,
} from '@erp/values'
import { type InventoryDocument, reasonProblem } from './inventory-document.ts'
import type { CostingMethod, ItemId } from './item.ts'
import { openPage } from './ledger-page.ts'
import { type InvalidInput, invalidInput } from './master-data.ts'
import { type Posting, type StockBook, stockKey } from './stock-document.ts'
import type { StockedItem, StockingWarehouse } from './stock-facts.ts'
import { entryLineOf } from './stock-line.ts'
import { valueAlone } from './valuation.ts'
import { switchCosting, toStandard } from './value-changes.ts'

/** An item is costed by another method, or at another standard cost, from now on 计价方法变更单: in all its valuation areas. */
export type CostingChange = InventoryDocument & {
  readonly itemId: ItemId
  readonly costing: CostingMethod
  /** Of STANDARD only: what one base unit is worth from then on. */
  readonly standardCost: UnitPrice | null
  /** What it was before, once it is confirmed. */
  readonly previousCosting: CostingMethod | null
  readonly previousStandardCost: UnitPrice | null
}

/** The item is costed like that already. */
export type CostingUnchanged = Refusal<'CostingUnchanged', { itemId: string; costing: CostingMethod }>
/** Issues that nothing has covered yet were costed by the old method. */
export type StockBelowZero = Refusal<'StockBelowZero', { itemId: string; quantity: string }>
/** Stock on hand would have to be told apart by lots that it may not have. */
export type CostingNeedsLots = Refusal<'CostingNeedsLots', { itemId: string; quantity: string }>
export type CostingNotChangeable = CostingUnchanged | StockBelowZero | CostingNeedsLots

/** What a person wrote down, once it can be used: a standard cost where, and only where, the method needs one. */
export function readCostingChange(
  input: { readonly costing: CostingMethod; readonly standardCost?: string | undefined; readonly reason: string },
  currency: Currency,
): Pick<CostingChange, 'costing' | 'standardCost' | 'reason'> | InvalidInput {
  const { costing, reason } = input
  const problem = reasonProblem(reason, { required: true })
  if (problem) return problem
  if (costing !== 'STANDARD')
    return input.standardCost === undefined
      ? { costing, standardCost: null, reason }
      : invalidInput('standardCost', 'ONLY_OF_STANDARD')
  if (input.standardCost === undefined) return invalidInput('standardCost', 'REQUIRED')
  const standardCost = parseUnitPrice(input.standardCost, currency)
  return isRefusal(standardCost) ? invalidInput('standardCost', 'NOT_A_PRICE') : { costing, standardCost, reason }
}

/** One area where the item is valued, by the warehouse of it that tells of the change. */
export type CostedPlace = { readonly item: StockedItem; readonly warehouse: StockingWarehouse }

/**
 * What the change does to stock. By another method what is there keeps its value and begins as one layer where layers are
 * kept; at a standard cost it becomes worth that, and the difference is a variance. Goods in transit keep what they are
 * worth, and areas where nothing lies need no entry: undefined when there is no stock at all.
 */
export function postCostingChange(
  change: CostingChange,
  places: readonly CostedPlace[],
  book: StockBook,
): Posting | CostingNotChangeable | undefined {
  const { companyId, id, number, businessDate, currency, itemId, costing, standardCost } = change
  const stocks = places.flatMap((place) => {
    const stock = book.get(stockKey({ itemId, valuationAreaId: place.warehouse.valuationAreaId }))
    return stock && !stock.valuation.quantity.isZero() ? [{ ...place, stock }] : []
  })
  for (const { stock } of stocks) {
    const quantity = formatQuantity(stock.valuation.quantity)
    if (stock.valuation.quantity.lt(0)) return refuse('StockBelowZero', { itemId, quantity })
    if (costing === 'SPECIFIC' && stock.valuation.costing !== 'SPECIFIC')
      return refuse('CostingNeedsLots', { itemId, quantity })
  }
  const [first] = stocks
  if (!first) return undefined
  const page = openPage(
    {
      ...{ companyId, eventKind: 'COSTING_CHANGE', documentType: 'COSTING_CHANGE', documentId: id },
      ...{ documentNumber: number, businessDate, currency, supplierId: null, warehouseId: first.warehouse.id },
    },
    book,
  )
  for (const { item, warehouse, stock } of stocks) {
    const { valuation } = stock
    const value = standardCost ? toStandard(valuation, standardCost) : zero(currency)
    const line = entryLineOf({ lineId: id, item, warehouse, quantity: zeroQuantity }, value)
    const movement = valuation.costing === costing ? valueAlone(value) : switchCosting(valuation, costing, line.id)
    page.write(stock, line, { ...movement, value })
  }
  return page.close()
}
