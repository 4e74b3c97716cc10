import { connection, pageOf, payload } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import type { ItemCategory as ItemCategoryDocument } from '../domain/item-category.ts'
import type { ItemCategoryResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import * as store from '../store/item-categories.ts'
import { changeItemCategory } from '../use-cases/change-item-category.ts'
import { createItemCategory } from '../use-cases/create-item-category.ts'
import { nullsOf, present } from './optional-input.ts'

/** Fields of a category for which null means that there is none. */
const removable = ['parentId', 'itemClass', 'costing'] as const

export const Query: Pick<QueryResolvers, 'itemCategory' | 'itemCategories'> = {
  itemCategory: async (_, { id }, { loaders }) => (await loaders.itemCategory.load(id)) ?? null,
  itemCategories: async (_, { parentId, ...args }, { transactor, caller }) => {
    const page = pageOf(args)
    const orderKey = ({ code }: ItemCategoryDocument) => [code]
    if (parentId != null && !isId(parentId)) return connection([], { ...page, orderKey })
    const rows = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { parentId: parentId ?? undefined, after: page.after?.[0], limit: page.limit }),
    )
    return connection(rows, { ...page, orderKey })
  },
}

export const Mutation: Pick<MutationResolvers, 'createItemCategory' | 'changeItemCategory'> = {
  createItemCategory: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'itemCategory',
      await context.transactor.once(
        context.caller,
        { operation: 'createItemCategory', idempotencyKey, input },
        (unit) => {
          const { code, name, parentId = null, itemClass = null, costing = null } = input
          return createItemCategory(unit, { code, name, parentId, itemClass, costing })
        },
        store.find,
      ),
      context,
    ),
  changeItemCategory: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'itemCategory',
      await context.transactor.once(
        context.caller,
        { operation: 'changeItemCategory', idempotencyKey, input },
        (unit) => changeItemCategory(unit, { ...present(input), ...nullsOf(input, removable) }),
        store.find,
      ),
      context,
    ),
}

export const ItemCategory: ItemCategoryResolvers = {
  parent: async ({ parentId }, _, { loaders }) =>
    parentId === null ? null : ((await loaders.itemCategory.load(parentId)) ?? null),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.itemCategory.load(id)) ?? null,
}
