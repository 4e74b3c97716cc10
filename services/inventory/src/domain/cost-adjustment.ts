import {
  type Currency,
  isRefusal,
  isZero,
  type Money,
  parseMoney,
  type Refusal,
  refuse,
  zeroQuantity,
} from '@erp/values'
import { type InventoryDocument, reasonProblem } from './inventory-document.ts'
import type { ItemId } from './item.ts'
import { openPage } from './ledger-page.ts'
import { type InvalidInput, invalidInput } from './master-data.ts'
import { noCounterpart, type Posting, type StockBook } from './stock-document.ts'
import { type NotPostable, placeOf, type StockFacts, stockedItem } from './stock-facts.ts'
import { entryLineOf } from './stock-line.ts'
import type { StockEntryId } from './valuation.ts'
import { type NothingToValue, revalue } from './value-changes.ts'
import type { ValuationAreaId } from './warehouse.ts'

/** What is on hand of an item in a valuation area becomes worth more or less 成本调整单; a value without a quantity. */
export type CostAdjustment = InventoryDocument & {
  readonly itemId: ItemId
  readonly valuationAreaId: ValuationAreaId
  /** The receipt whose goods change their worth; null for all that is on hand. */
  readonly layerId: StockEntryId | null
  readonly value: Money
  readonly expenseType: string | null
}

export type CostIsStandard = Refusal<'CostIsStandard', { itemId: string }>
export type AdjustedBelowZero = Refusal<'AdjustedBelowZero', { itemId: string; value: Money }>
export type AdjustmentNotPostable = NotPostable | NothingToValue | AdjustedBelowZero | CostIsStandard

const expenseTypeForm = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u

/** What a person wrote down, once it can be used: an amount that is not zero, and a reason. */
export function readAdjustment(
  input: { readonly value: string; readonly reason: string; readonly expenseType?: string | undefined },
  currency: Currency,
): { value: Money; reason: string; expenseType: string | null } | InvalidInput {
  const { reason, expenseType = null } = input
  const problem = reasonProblem(reason, { required: true })
  if (problem) return problem
  if (expenseType !== null && !expenseTypeForm.test(expenseType)) return invalidInput('expenseType', 'FORM')
  const value = parseMoney(input.value, currency)
  if (isRefusal(value)) return invalidInput('value', value.problem)
  return isZero(value) ? invalidInput('value', 'ZERO') : { value, reason, expenseType }
}

/** What an adjustment does to stock (C4): each layer bears its share by quantity, or one of them all of it. */
export function postAdjustment(
  adjustment: CostAdjustment,
  facts: StockFacts,
  book: StockBook,
): Posting | AdjustmentNotPostable {
  const { companyId, id, number, businessDate, currency, itemId, layerId, value, expenseType } = adjustment
  const warehouseId = adjustment.warehouseIds.find((one) => facts.warehouses.has(one))
  if (!warehouseId) throw new Error(`Cost adjustment ${id} is in no warehouse within reach.`)
  const warehouse = placeOf({ companyId, currency, warehouseId }, facts)
  if ('refusal' in warehouse) return warehouse
  const item = stockedItem(companyId, itemId, facts)
  if ('refusal' in item) return item
  const page = openPage(
    {
      ...{ companyId, eventKind: 'COST_ADJUSTMENT', documentType: 'COST_ADJUSTMENT', documentId: id },
      ...{ documentNumber: number, businessDate, currency, supplierId: null, warehouseId },
    },
    book,
  )
  const stock = page.stockOf(item, warehouse.valuationAreaId)
  if (stock.valuation.costing === 'STANDARD') return refuse('CostIsStandard', { itemId })
  const movement = revalue(stock.valuation, value, layerId ?? undefined)
  if ('refusal' in movement)
    return movement.refusal === 'ValueBelowZero'
      ? refuse('AdjustedBelowZero', { itemId, value: movement.value })
      : movement
  const line = { lineId: id, item, warehouse, quantity: zeroQuantity, counterpart: { ...noCounterpart, expenseType } }
  page.write(stock, entryLineOf(line, value), movement)
  return page.close()
}
