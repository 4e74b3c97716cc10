import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { ItemAttributeResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import * as store from '../store/item-attributes.ts'
import { changeItemAttribute } from '../use-cases/change-item-attribute.ts'
import { createItemAttribute } from '../use-cases/create-item-attribute.ts'
import { present } from './optional-input.ts'

export const Query: Pick<QueryResolvers, 'itemAttributes'> = {
  itemAttributes: async (_, args, { transactor, caller }) => {
    const page = pageOf(args)
    const rows = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { after: page.after?.[0], limit: page.limit }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },
}

export const Mutation: Pick<MutationResolvers, 'createItemAttribute' | 'changeItemAttribute'> = {
  createItemAttribute: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'itemAttribute',
      await context.transactor.once(
        context.caller,
        { operation: 'createItemAttribute', idempotencyKey, input },
        (unit) => createItemAttribute(unit, { ...input, choices: input.choices ?? [] }),
        store.find,
      ),
      context,
    ),
  changeItemAttribute: async (_, { input: { idempotencyKey, ...input } }, context) =>
    payload(
      'itemAttribute',
      await context.transactor.once(
        context.caller,
        { operation: 'changeItemAttribute', idempotencyKey, input },
        (unit) => changeItemAttribute(unit, present(input)),
        store.find,
      ),
      context,
    ),
}

export const ItemAttribute: ItemAttributeResolvers = {
  __resolveReference: async ({ id }, { loaders }) => (await loaders.itemAttribute.load(id)) ?? null,
}
