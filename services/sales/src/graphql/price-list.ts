import { connection, connectionOfAll, pageOf, payload } from '@erp/graphql-kit'
import type {
  ListedPriceResolvers,
  MutationResolvers,
  PriceListLineResolvers,
  PriceListResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findPriceList, listPriceLists } from '../store/price-lists.ts'
import { priceOfItem } from '../use-cases/price-of-item.ts'
import { changePriceList, createPriceList } from '../use-cases/write-price-list.ts'
import { lineKey } from './id-page.ts'

export const Query: QueryResolvers = {
  priceList: (_, { id }, { loaders }) => loaders.priceList.load(id),

  priceLists: async (_, { active, ...position }, { transactor, caller: { companyId } }) => {
    const page = pageOf(position)
    const rows = await transactor.read([companyId], (tx) =>
      listPriceLists(tx, companyId, { limit: page.limit, afterCode: page.after?.[0], active: active ?? undefined }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },

  salesPrice: (_, { pricesIncludeTax = false, ...asked }, { transactor, caller: { companyId } }) =>
    transactor.read([companyId], (tx) => priceOfItem(tx, companyId, { ...asked, pricesIncludeTax })),
}

export const Mutation: MutationResolvers = {
  createPriceList: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { priceGroup = null, endsOn = null, pricesIncludeTax = false } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createPriceList', idempotencyKey, input },
      (unit) => createPriceList(unit, { ...input, priceGroup, endsOn, pricesIncludeTax }),
      findPriceList,
    )
    return payload('priceList', outcome, context)
  },

  changePriceList: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { priceGroup = null, endsOn = null, active = true } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changePriceList', idempotencyKey, input },
      (unit) => changePriceList(unit, { ...input, priceGroup, endsOn, active }),
      findPriceList,
    )
    return payload('priceList', outcome, context)
  },
}

export const PriceList: PriceListResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.priceList.load(id),
  lines: async (list, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfPriceList.load(list.id), position, lineKey),
}

export const PriceListLine: PriceListLineResolvers = { item: (line) => ({ id: line.itemId }) }

export const ListedPrice: ListedPriceResolvers = {
  priceList: (price, _, { loaders }) => loaders.priceList.load(price.priceListId),
}
