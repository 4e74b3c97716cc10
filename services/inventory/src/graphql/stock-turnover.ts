import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import { monthsIn } from '../domain/item-turnover.ts'
import type { QueryResolvers, StockTurnoverResolvers } from '../generated/graphql.ts'
import * as companies from '../store/companies.ts'
import * as itemCategories from '../store/item-categories.ts'
import { type ItemTurnoverRow, itemTurnovers } from '../store/item-turnover.ts'
import { seesEveryParty, seesEveryWarehouse } from './every-warehouse.ts'
import { existing } from './loaders.ts'

const monthsAtMost = 60

export const Query: Pick<QueryResolvers, 'stockTurnover'> = {
  stockTurnover: (_, { period, fromPeriod, notIssuedSince, ...args }, { transactor, caller }) => {
    seesEveryWarehouse(caller)
    seesEveryParty(caller)
    const from = fromPeriod ?? period
    if (from > period) throw badInput('fromPeriod is not after period.')
    if (monthsIn({ from, period }) > monthsAtMost) throw badInput(`There are at most ${monthsAtMost} months.`)
    const page = pageOf(args)
    const orderKey = ({ itemCode }: ItemTurnoverRow) => [itemCode]
    const { itemId, itemCategoryId, valuationAreaId, warehouseId } = args
    if ([itemId, itemCategoryId, valuationAreaId, warehouseId].some((id) => id != null && !isId(id)))
      return connection([], { ...page, orderKey })
    return transactor.read([caller.companyId], async (tx) => {
      const currency = await companies.baseCurrency(tx, caller.companyId)
      if (!currency) return connection([], { ...page, orderKey })
      const scope = {
        ...{ companyId: caller.companyId, currency, from, period },
        itemId: itemId ?? undefined,
        categoryIds: itemCategoryId ? await itemCategories.withDescendants(tx, itemCategoryId) : undefined,
        valuationAreaId: valuationAreaId ?? undefined,
        warehouseId: warehouseId ?? undefined,
        notIssuedSince: notIssuedSince ?? undefined,
      }
      return connection(await itemTurnovers(tx, scope, page), { ...page, orderKey })
    })
  },
}

export const StockTurnover: StockTurnoverResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
}
