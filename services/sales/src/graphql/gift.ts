import { payload } from '@erp/graphql-kit'
import type { GiftTermsResolvers, MutationResolvers } from '../generated/graphql.ts'
import { findDelivery } from '../store/deliveries.ts'
import { createGift } from '../use-cases/create-gift.ts'

export const Mutation: MutationResolvers = {
  createGift: async (_, { input: { idempotencyKey, pricesIncludeTax = false, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createGift', idempotencyKey, input: { ...input, pricesIncludeTax } },
      (unit) => createGift(unit, { ...input, pricesIncludeTax }),
      findDelivery,
    )
    return payload('delivery', outcome, context)
  },
}

export const GiftTerms: GiftTermsResolvers = {
  priceList: ({ priceListId }, _, { loaders }) => (priceListId === null ? null : loaders.priceList.load(priceListId)),
  taxCode: ({ taxCodeId }) => ({ id: taxCodeId }),
}
