import { badInput, connection, pageOf, payload } from '@erp/graphql-kit'
import type {
  ItemAttributeValueResolvers,
  ItemResolvers,
  ItemUnitResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import * as itemCategories from '../store/item-categories.ts'
import * as store from '../store/items.ts'
import { changeItem } from '../use-cases/change-item.ts'
import { createItem } from '../use-cases/create-item.ts'
import { existing } from './loaders.ts'
import { nullsOf, present } from './optional-input.ts'

/** Fields of an item for which null means that there is none. */
const removable = ['categoryId', 'shelfLifeDays', 'weight', 'volume'] as const

export const Query: Pick<QueryResolvers, 'item' | 'items' | 'itemByBarcode'> = {
  item: async (_, { id, code }, { loaders, transactor, caller }) => {
    if ((id == null) === (code == null)) throw badInput('Give either id or code.')
    if (id != null) return loaders.item.load(id)
    return code == null ? null : transactor.read([caller.companyId], (tx) => store.findByCode(tx, code))
  },
  items: async (_, { active, categoryId, ...args }, { transactor, caller }) => {
    const page = pageOf(args)
    const rows = await transactor.read([caller.companyId], async (tx) => {
      const categoryIds = categoryId == null ? undefined : await itemCategories.withDescendants(tx, categoryId)
      return store.list(tx, { after: page.after?.[0], limit: page.limit, active: active ?? undefined, categoryIds })
    })
    return connection(rows, { ...page, orderKey: (item) => [item.code] })
  },
  itemByBarcode: async (_, { barcode }, { transactor, caller }) =>
    (await transactor.read([caller.companyId], (tx) => store.findByBarcode(tx, barcode))) ?? null,
}

export const Mutation: Pick<MutationResolvers, 'createItem' | 'changeItem'> = {
  createItem: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'item',
      await context.transactor.once(
        context.caller,
        { operation: 'createItem', idempotencyKey, input },
        (unit) => createItem(unit, { ...present(input), units: input.units ?? [] }),
        store.find,
      ),
      context,
    ),
  changeItem: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'item',
      await context.transactor.once(
        context.caller,
        { operation: 'changeItem', idempotencyKey, input },
        (unit) => changeItem(unit, { ...present(input), ...nullsOf(input, removable) }),
        store.find,
      ),
      context,
    ),
}

export const Item: ItemResolvers = {
  availability: ({ id }, _, { loaders }) => loaders.availability.load(id),
  category: async ({ categoryId }, _, { loaders }) =>
    categoryId === null ? null : ((await loaders.itemCategory.load(categoryId)) ?? null),
  stockBalances: ({ id }, _, { loaders }) => loaders.balancesOfItem.load(id),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.item.load(id)) ?? null,
}

export const ItemAttributeValue: ItemAttributeValueResolvers = {
  attribute: ({ attributeId }, _, { loaders }) => existing(loaders.itemAttribute.load(attributeId)),
}

export const ItemUnit: ItemUnitResolvers = {
  numerator: ({ factor }) => factor.numerator,
  denominator: ({ factor }) => factor.denominator,
}
