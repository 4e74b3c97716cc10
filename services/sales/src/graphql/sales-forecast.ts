import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { historyBefore, isId } from '@erp/values'
import { type SalesForecast as Forecast, salesForecastOf } from '../domain/sales-forecast.ts'
import type { QueryResolvers, SalesForecastResolvers } from '../generated/graphql.ts'
import { findCompany } from '../store/companies.ts'
import { soldOfItems } from '../store/sold-quantities.ts'

export type ShownSalesForecast = Forecast & { readonly itemId: string; readonly itemCode: string }

const monthsAtMost = 12
/** There are months enough before and after these. */
const [earliest, latest] = ['1902-01', '9998-12']

export const Query: QueryResolvers = {
  salesForecast: (_, { period, months, itemId = null, customerId = null, warehouseId = null, ...args }, context) => {
    const { transactor, caller } = context
    const { companyId } = caller
    if (period < earliest || period > latest) throw badInput(`period is between ${earliest} and ${latest}.`)
    if (months < 1 || months > monthsAtMost) throw badInput(`months are 1 to ${monthsAtMost}.`)
    const page = pageOf(args)
    const orderKey = ({ itemCode }: ShownSalesForecast) => [itemCode]
    if ([itemId, customerId, warehouseId].some((id) => id !== null && !isId(id)))
      return connection([], { ...page, orderKey })
    return transactor.read([companyId], async (tx) => {
      const company = await findCompany(tx, companyId)
      if (!company) return connection([], { ...page, orderKey })
      const scope = { companyId, from: historyBefore(period), period, itemId, customerId, warehouseId }
      const rows = (await soldOfItems(tx, scope, page)).map((item) => ({
        ...salesForecastOf(item, { period, months, currency: company.baseCurrency }),
        ...{ itemId: item.itemId, itemCode: item.itemCode },
      }))
      return connection(rows, { ...page, orderKey })
    })
  },
}

export const SalesForecast: SalesForecastResolvers = {
  item: ({ itemId }) => ({ id: itemId }),
  months: ({ months }) => [...months],
}
