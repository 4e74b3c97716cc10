import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { type Currency, isId, money } from '@erp/values'
import { monthsIn } from '../domain/item-turnover.ts'
import type {
  QueryResolvers,
  StockMovementOfKindResolvers,
  StockMovementRowResolvers,
  StockMovementSummaryResolvers,
  StockTurnoverDifferenceResolvers,
} from '../generated/graphql.ts'
import * as companies from '../store/companies.ts'
import * as itemCategories from '../store/item-categories.ts'
import * as movementSummary from '../store/movement-summary.ts'
import { latestMoved, type TurnoverDifference, turnoverDifferences } from '../store/turnover-differences.ts'
import { seesEveryParty, seesEveryWarehouse } from './every-warehouse.ts'
import { existing } from './loaders.ts'

/** A difference with the currency its values are in. */
export type ShownDifference = TurnoverDifference & { readonly currency: Currency }

/** How many months of entries are compared with their totals in one query. */
const comparedAtMost = 12
const nowhere = '00000000-0000-0000-0000-000000000000'

export const Query: Pick<QueryResolvers, 'stockMovementSummary' | 'stockTurnoverDifferences'> = {
  stockMovementSummary: (_, { period, fromPeriod, itemCategoryId, ...asked }, { transactor, caller }) => {
    seesEveryParty(caller)
    const from = fromPeriod ?? period
    if (from > period) throw badInput('fromPeriod is not after period.')
    const id = (text: string | null | undefined) => (text == null || isId(text) ? (text ?? undefined) : nowhere)
    return transactor.read([caller.companyId], async (tx) => {
      const currency = await companies.baseCurrency(tx, caller.companyId)
      if (!currency) return null
      const categoryId = id(itemCategoryId)
      return {
        ...{ companyId: caller.companyId, currency, from, period },
        itemId: id(asked.itemId),
        categoryIds: categoryId === undefined ? undefined : await itemCategories.withDescendants(tx, categoryId),
        valuationAreaId: id(asked.valuationAreaId),
        warehouseId: id(asked.warehouseId),
      }
    })
  },
  stockTurnoverDifferences: (_, { period, fromPeriod }, { transactor, caller }) => {
    const { companyId } = caller
    seesEveryWarehouse(caller)
    seesEveryParty(caller)
    return transactor.read([companyId], async (tx) => {
      const currency = await companies.baseCurrency(tx, companyId)
      const last = period ?? (await latestMoved(tx, companyId))
      if (!currency || !last) return []
      const from = fromPeriod ?? last
      if (from > last) throw badInput('fromPeriod is not after period.')
      if (monthsIn({ from, period: last }) > comparedAtMost)
        throw badInput(`There are at most ${comparedAtMost} months.`)
      const differences = await turnoverDifferences(tx, { companyId, from, period: last })
      return differences.map((difference) => ({ ...difference, currency }))
    })
  },
}

export const StockMovementSummary: StockMovementSummaryResolvers = {
  fromPeriod: ({ from }) => from,
  total: (scope, _, { transactor, caller }) =>
    transactor.read([caller.companyId], (tx) => movementSummary.total(tx, scope)),
  rows: async (scope, { by, ...args }, { transactor, caller }) => {
    const page = pageOf(args, ['text', 'text'])
    const rows = await transactor.read([caller.companyId], (tx) => movementSummary.rows(tx, by, scope, page))
    return connection(rows, { ...page, orderKey: ({ codes }) => codes })
  },
}

export const StockMovementRow: StockMovementRowResolvers = {
  item: ({ itemId }, _, { loaders }) => (itemId === null ? null : existing(loaders.item.load(itemId))),
  itemCategory: ({ itemCategoryId }, _, { loaders }) =>
    itemCategoryId === null ? null : existing(loaders.itemCategory.load(itemCategoryId)),
  valuationArea: ({ valuationAreaId }, _, { loaders }) =>
    valuationAreaId === null ? null : existing(loaders.valuationArea.load(valuationAreaId)),
  warehouse: ({ warehouseId }, _, { loaders }) =>
    warehouseId === null ? null : existing(loaders.warehouse.load(warehouseId)),
  figures: (row) => row,
}

export const StockMovementOfKind: StockMovementOfKindResolvers = {
  kind: ({ eventKind }) => eventKind,
}

export const StockTurnoverDifference: StockTurnoverDifferenceResolvers = {
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
  item: ({ itemId }, _, { loaders }) => (itemId === null ? null : existing(loaders.item.load(itemId))),
  keptValue: ({ keptValue, currency }) => money(keptValue, currency),
  postedValue: ({ postedValue, currency }) => money(postedValue, currency),
}
