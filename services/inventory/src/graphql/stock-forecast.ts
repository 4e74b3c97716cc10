import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { addQuantity, historyBefore, isId, type Quantity, zeroQuantity } from '@erp/values'
import { type StockForecast as Forecast, forecastOf } from '../domain/stock-forecast.ts'
import type { QueryResolvers, StockForecastResolvers } from '../generated/graphql.ts'
import * as companies from '../store/companies.ts'
import { expectedOf } from '../store/expected-receipts.ts'
import * as itemCategories from '../store/item-categories.ts'
import { demandOfItems } from '../store/stock-demand.ts'
import { seesEveryParty, seesEveryWarehouse } from './every-warehouse.ts'
import { existing } from './loaders.ts'

export type ShownStockForecast = Forecast & {
  readonly itemId: string
  readonly itemCode: string
  readonly onHand: Quantity
  readonly expected: Quantity
}

const monthsAtMost = 12
/** There are months enough before and after these. */
const [earliest, latest] = ['1902-01', '9998-12']
export const Query: Pick<QueryResolvers, 'stockForecast'> = {
  stockForecast: (_, { period, months, ...args }, { transactor, caller }) => {
    seesEveryWarehouse(caller)
    seesEveryParty(caller)
    if (period < earliest || period > latest) throw badInput(`period is between ${earliest} and ${latest}.`)
    if (months < 1 || months > monthsAtMost) throw badInput(`months are 1 to ${monthsAtMost}.`)
    const page = pageOf(args)
    const orderKey = ({ itemCode }: ShownStockForecast) => [itemCode]
    const { itemId, itemCategoryId, warehouseId } = args
    if ([itemId, itemCategoryId, warehouseId].some((id) => id != null && !isId(id)))
      return connection([], { ...page, orderKey })
    return transactor.read([caller.companyId], async (tx) => {
      const currency = await companies.baseCurrency(tx, caller.companyId)
      if (!currency) return connection([], { ...page, orderKey })
      const scope = {
        ...{ companyId: caller.companyId, currency, from: historyBefore(period), period },
        itemId: itemId ?? undefined,
        categoryIds: itemCategoryId ? await itemCategories.withDescendants(tx, itemCategoryId) : undefined,
        warehouseId: warehouseId ?? undefined,
      }
      const items = await demandOfItems(tx, scope, page)
      const ids = warehouseId ? [] : items.map((item) => item.itemId)
      const expected = await expectedOf(tx, ids)
      const rows = items.map((item): ShownStockForecast => {
        const coming = expected.get(item.itemId) ?? zeroQuantity
        const available = addQuantity(item.onHand, coming)
        const { itemCode, onHand } = item
        return {
          ...forecastOf(item, { period, months, available }),
          itemId: item.itemId,
          itemCode,
          onHand,
          expected: coming,
        }
      })
      return connection(rows, { ...page, orderKey })
    })
  },
}

export const StockForecast: StockForecastResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  months: ({ months }) => [...months],
}
