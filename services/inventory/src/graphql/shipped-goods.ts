import { connection } from '@erp/graphql-kit'
import { isId, subtract } from '@erp/values'
import type { ShippedGoods as Goods } from '../domain/shipped-goods.ts'
import type { QueryResolvers, ShippedGoodsResolvers } from '../generated/graphql.ts'
import * as store from '../store/shipped-goods.ts'
import { idPage } from './id-page.ts'
import { existing } from './loaders.ts'

const orderKey = ({ deliveryLineId }: Goods) => [deliveryLineId]

export const Query: Pick<QueryResolvers, 'shippedGoods'> = {
  shippedGoods: async (_, { itemId, warehouseId, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    if ([itemId, warehouseId].some((id) => id != null && !isId(id))) return connection<Goods>([], { ...page, orderKey })
    const filter = { itemId: itemId ?? undefined, warehouseId: warehouseId ?? undefined }
    const rows = await transactor.read([companyId], (tx) => store.listOpen(tx, companyId, filter, place))
    return connection(rows, { ...page, orderKey })
  },
}

export const ShippedGoods: ShippedGoodsResolvers = {
  deliveryLine: ({ deliveryLineId }) => ({ id: deliveryLineId }),
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
  invoicedQuantity: ({ invoiced }) => invoiced,
  chargedValue: ({ charged }) => charged,
  openValue: ({ value, charged }) => subtract(value, charged),
}
