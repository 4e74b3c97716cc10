import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { isId, isRefusal } from '@erp/values'
import { ageBounds, bucketsOf } from '../domain/stock-ageing.ts'
import type { QueryResolvers, StockAgeingResolvers } from '../generated/graphql.ts'
import * as companies from '../store/companies.ts'
import * as itemCategories from '../store/item-categories.ts'
import { type AgedStock, aged } from '../store/stock-ageing.ts'
import { seesEveryWarehouse } from './every-warehouse.ts'
import { existing } from './loaders.ts'

/** Stock with the ages that were asked for. */
export type ShownAgeing = AgedStock & { readonly buckets: ReturnType<typeof bucketsOf> }

export const Query: Pick<QueryResolvers, 'stockAgeing'> = {
  stockAgeing: (
    _,
    { businessOn: on, upToDays, itemCategoryId, itemId, valuationAreaId, warehouseId, ...args },
    context,
  ) => {
    const { transactor, caller } = context
    seesEveryWarehouse(caller)
    const bounds = ageBounds(upToDays)
    if (isRefusal(bounds)) throw badInput('upToDays is 1 to 12 ascending numbers of days, of at most 3650.')
    const page = pageOf(args, ['text', 'text'])
    const orderKey = ({ codes }: ShownAgeing) => codes
    const ids = [itemId, itemCategoryId, valuationAreaId, warehouseId]
    if (ids.some((id) => id != null && !isId(id))) return connection([], { ...page, orderKey })
    return transactor.read(
      [caller.companyId],
      async (tx) => {
        const currency = await companies.baseCurrency(tx, caller.companyId)
        if (!currency) return connection([], { ...page, orderKey })
        const scope = {
          ...{ companyId: caller.companyId, currency, on },
          itemId: itemId ?? undefined,
          categoryIds: itemCategoryId ? await itemCategories.withDescendants(tx, itemCategoryId) : undefined,
          valuationAreaId: valuationAreaId ?? undefined,
          warehouseId: warehouseId ?? undefined,
        }
        const rows = await aged(tx, scope, page)
        const shown = rows.map((row) => ({ ...row, buckets: bucketsOf(row.goods, { bounds, on, worth: row.value }) }))
        return connection(shown, { ...page, orderKey })
      },
      { ofAllParties: true },
    )
  },
}

export const StockAgeing: StockAgeingResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  valuationArea: ({ valuationAreaId }, _, { loaders }) => existing(loaders.valuationArea.load(valuationAreaId)),
  warehouse: ({ warehouseId }, _, { loaders }) =>
    warehouseId === null ? null : existing(loaders.warehouse.load(warehouseId)),
}
