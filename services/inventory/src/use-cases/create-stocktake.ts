import { type BusinessDate, isId, newId, parseDecimal, refuse } from '@erp/values'
import { reasonProblem } from '../domain/inventory-document.ts'
import { type InvalidInput, invalidInput } from '../domain/master-data.ts'
import type { CompanyUnknown } from '../domain/stock-facts.ts'
import type { Stocktake, StocktakeMode } from '../domain/stocktake.ts'
import * as companies from '../store/companies.ts'
import type { Tx, Unit } from '../store/database.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { readQuantity } from '../store/exact-columns.ts'
import * as itemCategories from '../store/item-categories.ts'
import * as stocktakes from '../store/stocktakes.ts'
import * as warehouses from '../store/warehouses.ts'

export type StocktakeInput = {
  readonly warehouseId: string
  readonly businessDate: BusinessDate
  readonly mode: StocktakeMode
  readonly blind: boolean
  readonly tolerancePercent?: string | undefined
  readonly locationId?: string | undefined
  readonly itemIds?: readonly string[] | undefined
  readonly categoryId?: string | undefined
  readonly reason?: string | undefined
}

/** A stocktake has at most as many lines as one document may move. */
const linesAtMost = 1000

/** Begins a stocktake: what the books say now of every place in it is what is to be found there. */
export async function createStocktake(
  unit: Unit,
  input: StocktakeInput,
): Promise<Stocktake | CompanyUnknown | InvalidInput> {
  const { tx, now, caller } = unit
  const { companyId, userId } = caller
  const currency = await companies.baseCurrency(tx, companyId)
  if (!currency) return refuse('CompanyUnknown', { companyId })
  const warehouse = await warehouses.find(tx, input.warehouseId)
  if (!warehouse) return invalidInput('warehouseId', 'UNKNOWN')
  if (warehouse.kind === 'TRANSIT') return invalidInput('warehouseId', 'IN_TRANSIT')
  const { reason = '', locationId = null, itemIds, categoryId } = input
  const unreadable = reasonProblem(reason)
  if (unreadable) return unreadable
  const tolerancePercent = parseDecimal(input.tolerancePercent ?? '0', { scale: 4, min: '0', max: '100' })
  if ('refusal' in tolerancePercent) return invalidInput('tolerancePercent', 'NOT_0_TO_100')
  if (locationId !== null && !isId(locationId)) return invalidInput('locationId', 'UNKNOWN')
  const categoryIds = categoryId === undefined ? undefined : await categoriesOf(tx, categoryId)
  const scope = { warehouseId: warehouse.id, locationId, itemIds, categoryIds }
  const places = await stocktakes.bookedPlaces(tx, scope, linesAtMost + 1)
  if (places.length === 0) return invalidInput('warehouseId', 'NOTHING_TO_COUNT')
  if (places.length > linesAtMost) return invalidInput('itemIds', 'MORE_THAN_1000_LINES')

  const stocktake: Stocktake = {
    ...{
      id: newId(),
      companyId,
      currency,
      reason,
      status: 'COUNTING',
      warehouseIds: [],
      departmentIds: [],
      version: 1,
    },
    ...{
      createdAt: now,
      createdBy: userId,
      authorIds: [userId],
      confirmedAt: null,
      confirmedBy: null,
      approval: null,
      submittedBy: null,
    },
    warehouseId: warehouse.id,
    businessDate: input.businessDate,
    mode: input.mode,
    blind: input.blind,
    tolerancePercent,
    number: await takeNumber(tx, companyId, 'STOCKTAKE', input.businessDate),
    lines: places.map(({ quantity, ...place }, index) => ({
      ...place,
      id: newId(),
      lineNumber: index + 1,
      snapshotQuantity: readQuantity(quantity),
      round: 1,
      counts: [],
    })),
  }
  await stocktakes.insert(tx, stocktake)
  return stocktake
}

function categoriesOf(tx: Tx, categoryId: string): Promise<string[]> {
  return isId(categoryId) ? itemCategories.withDescendants(tx, categoryId) : Promise.resolve([])
}
