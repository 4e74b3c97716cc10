import { connection, pageOf, payload } from '@erp/graphql-kit'
import type {
  EarnedGiftResolvers,
  MutationResolvers,
  PromotionResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findDelivery } from '../store/deliveries.ts'
import { findPromotion, listPromotions } from '../store/promotions.ts'
import { giveEarnedGifts } from '../use-cases/give-earned-gifts.ts'
import { changePromotion, createPromotion } from '../use-cases/write-promotion.ts'

export const Query: QueryResolvers = {
  promotion: (_, { id }, { loaders }) => loaders.promotion.load(id),

  promotions: async (_, { itemId, active, ...position }, { transactor, caller: { companyId } }) => {
    const page = pageOf(position)
    const place = { limit: page.limit, afterCode: page.after?.[0] }
    const rows = await transactor.read([companyId], (tx) => listPromotions(tx, companyId, { itemId, active }, place))
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },
}

export const Mutation: MutationResolvers = {
  createPromotion: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { priceGroup = null, endsOn = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createPromotion', idempotencyKey, input },
      (unit) => createPromotion(unit, { ...input, priceGroup, endsOn }),
      findPromotion,
    )
    return payload('promotion', outcome, context)
  },

  changePromotion: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { endsOn = null, active = true } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changePromotion', idempotencyKey, input },
      (unit) => changePromotion(unit, { ...input, endsOn, active }),
      findPromotion,
    )
    return payload('promotion', outcome, context)
  },

  giveEarnedGifts: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'giveEarnedGifts', idempotencyKey, input },
      (unit) => giveEarnedGifts(unit, input),
      findDelivery,
    )
    return payload('delivery', outcome, context)
  },
}

export const Promotion: PromotionResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.promotion.load(id),
  item: ({ itemId }) => ({ id: itemId }),
  giftItem: ({ giftItemId }) => ({ id: giftItemId }),
  giftTaxCode: ({ giftTaxCodeId }) => ({ id: giftTaxCodeId }),
}

export const EarnedGift: EarnedGiftResolvers = {
  giftItem: ({ promotion }) => ({ id: promotion.giftItemId }),
  promisedQuantity: ({ promised }) => promised,
  earnedQuantity: ({ earned }) => earned,
  givenQuantity: ({ given }) => given,
  openQuantity: ({ open }) => open,
  beyondQuantity: ({ beyond }) => beyond,
}
