import { badInput, connection, pageOf, payload } from '@erp/graphql-kit'
import type { ItemResolvers, ItemUnitResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import * as store from '../store/items.ts'
import { changeItem } from '../use-cases/change-item.ts'
import { createItem } from '../use-cases/create-item.ts'
import { present } from './optional-input.ts'

export const Query: Pick<QueryResolvers, 'item' | 'items'> = {
  item: async (_, { id, code }, { loaders, transactor, caller }) => {
    if ((id == null) === (code == null)) throw badInput('Give either id or code.')
    if (id != null) return loaders.item.load(id)
    return code == null ? null : transactor.read([caller.companyId], (tx) => store.findByCode(tx, code))
  },
  items: async (_, { active, ...args }, { transactor, caller }) => {
    const page = pageOf(args)
    const rows = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { after: page.after?.[0], limit: page.limit, active: active ?? undefined }),
    )
    return connection(rows, { ...page, orderKey: (item) => [item.code] })
  },
}

export const Mutation: Pick<MutationResolvers, 'createItem' | 'changeItem'> = {
  createItem: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'item',
      await context.transactor.once(
        context.caller,
        { operation: 'createItem', idempotencyKey, input },
        (unit) => createItem(unit, { ...input, units: input.units ?? [], costing: input.costing ?? 'MOVING_AVERAGE' }),
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
        (unit) => changeItem(unit, present(input)),
        store.find,
      ),
      context,
    ),
}

export const Item: ItemResolvers = {
  stockBalances: ({ id }, _, { loaders }) => loaders.balancesOfItem.load(id),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.item.load(id)) ?? null,
}

export const ItemUnit: ItemUnitResolvers = {
  numerator: ({ factor }) => factor.numerator,
  denominator: ({ factor }) => factor.denominator,
}
