import { connection, connectionOfAll, pageOf, payload } from '@erp/graphql-kit'
import { subtract, subtractQuantity } from '@erp/values'
import { drawnOf, drawnValueOf } from '../domain/agreed-total.ts'
import type {
  ListedSupplierPriceResolvers,
  MutationResolvers,
  QueryResolvers,
  SupplierPriceListLineResolvers,
  SupplierPriceListResolvers,
} from '../generated/graphql.ts'
import { findSupplierPriceList, listSupplierPriceLists } from '../store/supplier-price-lists.ts'
import { priceOfItem } from '../use-cases/price-of-item.ts'
import { changeSupplierPriceList, createSupplierPriceList } from '../use-cases/write-supplier-price-list.ts'
import { lineKey } from './id-page.ts'

export const Query: QueryResolvers = {
  supplierPriceList: (_, { id }, { loaders }) => loaders.supplierPriceList.load(id),

  supplierPriceLists: async (_, { supplierId, active, ...position }, { transactor, caller: { companyId } }) => {
    const page = pageOf(position)
    const place = { limit: page.limit, afterCode: page.after?.[0] }
    const rows = await transactor.read([companyId], (tx) =>
      listSupplierPriceLists(tx, companyId, { supplierId, active }, place),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },

  purchasePrice: (_, asked, { transactor, caller: { companyId } }) =>
    transactor.read([companyId], (tx) => priceOfItem(tx, asked)),
}

export const Mutation: MutationResolvers = {
  createSupplierPriceList: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { endsOn = null, agreedValue = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createSupplierPriceList', idempotencyKey, input },
      (unit) => createSupplierPriceList(unit, { ...input, endsOn, agreedValue }),
      findSupplierPriceList,
    )
    return payload('supplierPriceList', outcome, context)
  },

  changeSupplierPriceList: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { endsOn = null, agreedValue = null, active = true } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeSupplierPriceList', idempotencyKey, input },
      (unit) => changeSupplierPriceList(unit, { ...input, endsOn, agreedValue, active }),
      findSupplierPriceList,
    )
    return payload('supplierPriceList', outcome, context)
  },
}

export const SupplierPriceList: SupplierPriceListResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.supplierPriceList.load(id),
  supplier: (list, _, { loaders }) => loaders.supplier.load(list.supplierId),
  lines: async (list, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfSupplierPriceList.load(list.id), position, lineKey),
  orderedValue: async ({ id, currency }, _, { loaders }) =>
    drawnValueOf(await loaders.drawnOfSupplierPriceList.load(id), currency),
  openValue: async ({ id, agreedValue }, _, { loaders }) =>
    agreedValue &&
    subtract(agreedValue, drawnValueOf(await loaders.drawnOfSupplierPriceList.load(id), agreedValue.currency)),
}

export const SupplierPriceListLine: SupplierPriceListLineResolvers = {
  item: (line) => ({ id: line.itemId }),
  orderedBaseQuantity: async ({ priceListId, itemId }, _, { loaders }) =>
    drawnOf(await loaders.drawnOfSupplierPriceList.load(priceListId), itemId),
  openBaseQuantity: async ({ priceListId, itemId, agreedBaseQuantity }, _, { loaders }) =>
    agreedBaseQuantity &&
    subtractQuantity(agreedBaseQuantity, drawnOf(await loaders.drawnOfSupplierPriceList.load(priceListId), itemId)),
}

export const ListedSupplierPrice: ListedSupplierPriceResolvers = {
  priceList: (price, _, { loaders }) => loaders.supplierPriceList.load(price.priceListId),
}
