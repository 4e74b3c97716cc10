import { connection, pageOf } from '@erp/graphql-kit'
import { isId, unitCostForDisplay } from '@erp/values'
import type {
  QueryResolvers,
  StockBalanceResolvers,
  StockLayerResolvers,
  WarehouseStockResolvers,
} from '../generated/graphql.ts'
import * as stockInquiry from '../store/stock-inquiry.ts'
import { existing } from './loaders.ts'

export const Query: Pick<QueryResolvers, 'stockBalances' | 'stockLayers'> = {
  stockBalances: async (_, { itemId, valuationAreaId, warehouseId, ...args }, { transactor, caller }) => {
    const page = pageOf(args, ['text', 'text'])
    const orderKey = (balance: stockInquiry.StockBalance) => [balance.itemCode, balance.valuationAreaCode]
    if ([itemId, valuationAreaId, warehouseId].some((id) => id != null && !isId(id)))
      return connection([], { ...page, orderKey })
    const filter = {
      companyId: caller.companyId,
      itemIds: itemId == null ? undefined : [itemId],
      valuationAreaId: valuationAreaId ?? undefined,
      warehouseId: warehouseId ?? undefined,
    }
    const rows = await transactor.read([caller.companyId], (tx) => stockInquiry.listBalances(tx, filter, page))
    return connection(rows, { ...page, orderKey })
  },
  stockLayers: async (_, { itemId, valuationAreaId, ...args }, { transactor, caller }) => {
    const page = pageOf(args, ['bigint'])
    const orderKey = ({ sequence }: stockInquiry.StockLayer) => [sequence.toString()]
    if (!isId(itemId) || !isId(valuationAreaId)) return connection([], { ...page, orderKey })
    const rows = await transactor.read([caller.companyId], (tx) =>
      stockInquiry.listLayers(tx, { itemId, valuationAreaId }, { after: page.after?.[0], limit: page.limit }),
    )
    return connection(rows, { ...page, orderKey })
  },
}

export const StockBalance: StockBalanceResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  valuationArea: ({ valuationAreaId }, _, { loaders }) => existing(loaders.valuationArea.load(valuationAreaId)),
  unitCost: ({ value, quantity }) => unitCostForDisplay(value, quantity),
  warehouses: (balance, _, { loaders }) => loaders.warehouseStocks.load(balance),
}

export const WarehouseStock: WarehouseStockResolvers = {
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
}

export const StockLayer: StockLayerResolvers = {
  receivedBy: ({ id }, _, { loaders }) => existing(loaders.ledgerEntry.load(id)),
}
