import { connection, pageOf } from '@erp/graphql-kit'
import { areIds } from '@erp/service-kit'
import { unitCostForDisplay } from '@erp/values'
import type { AsOf } from '../domain/as-of.ts'
import type {
  QueryResolvers,
  StockAsOfInput,
  StockBalanceAsOfResolvers,
  StockInPlaceResolvers,
} from '../generated/graphql.ts'
import * as stockAsOf from '../store/stock-as-of.ts'
import type { StockBalance } from '../store/stock-inquiry.ts'
import { seesEveryWarehouse } from './every-warehouse.ts'
import { existing } from './loaders.ts'

export const Query: Pick<QueryResolvers, 'stockBalancesAsOf' | 'stockInPlaces'> = {
  stockBalancesAsOf: async (_, { asOf, itemId, valuationAreaId, ...args }, { transactor, caller }) => {
    seesEveryWarehouse(caller)
    const page = pageOf(args, ['text', 'text'])
    const orderKey = (balance: StockBalance) => [balance.itemCode, balance.valuationAreaCode]
    if (!areIds(itemId, valuationAreaId)) return connection([], { ...page, orderKey })
    const filter = {
      companyId: caller.companyId,
      itemId: itemId ?? undefined,
      valuationAreaId: valuationAreaId ?? undefined,
    }
    const rows = await transactor.read([caller.companyId], (tx) => stockAsOf.balances(tx, filter, readAsOf(asOf), page))
    return connection(rows, { ...page, orderKey })
  },
  stockInPlaces: async (_, { asOf, by, itemId, warehouseId, ...args }, { transactor, caller }) => {
    const page = pageOf(args, ['text', 'text', 'text', 'text'])
    const orderKey = ({ itemCode, warehouseCode, locationCode, lotCode }: stockAsOf.StockInPlace) => [
      ...[itemCode, warehouseCode],
      ...[locationCode ?? '', lotCode ?? ''],
    ]
    if (!areIds(itemId, warehouseId)) return connection([], { ...page, orderKey })
    const filter = {
      companyId: caller.companyId,
      itemId: itemId ?? undefined,
      warehouseId: warehouseId ?? undefined,
    }
    const read = by === 'BIN' ? stockAsOf.inBins : stockAsOf.inWarehouses
    const rows = await transactor.read([caller.companyId], (tx) => read(tx, filter, readAsOf(asOf), page))
    return connection(rows, { ...page, orderKey })
  },
}

export const StockBalanceAsOf: StockBalanceAsOfResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  valuationArea: ({ valuationAreaId }, _, { loaders }) => existing(loaders.valuationArea.load(valuationAreaId)),
  unitCost: ({ value, quantity }) => unitCostForDisplay(value, quantity),
}

export const StockInPlace: StockInPlaceResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
}

function readAsOf({ businessOn, knownAt }: StockAsOfInput): AsOf {
  return { businessOn, knownAt: knownAt ?? undefined }
}
