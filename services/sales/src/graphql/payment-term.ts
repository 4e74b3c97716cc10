import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { CustomerPaymentTermResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findPaymentTerm, listPaymentTerms } from '../store/payment-terms.ts'
import { changePaymentTerm, createPaymentTerm } from '../use-cases/write-payment-term.ts'

export const Query: QueryResolvers = {
  customerPaymentTerm: (_, { id }, { loaders }) => loaders.paymentTerm.load(id),

  customerPaymentTerms: async (_, { active, ...position }, { transactor, caller: { companyId } }) => {
    const page = pageOf(position)
    const place = { limit: page.limit, afterCode: page.after?.[0], active }
    const rows = await transactor.read([companyId], (tx) => listPaymentTerms(tx, companyId, place))
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },
}

export const Mutation: MutationResolvers = {
  createCustomerPaymentTerm: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const instalments = input.instalments.map(({ share = 1, months = 0, dayOfMonth = null, days = 0 }) => ({
      ...{ share, months, dayOfMonth, days },
    }))
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createCustomerPaymentTerm', idempotencyKey, input },
      (unit) => createPaymentTerm(unit, { ...input, instalments }),
      findPaymentTerm,
    )
    return payload('customerPaymentTerm', outcome, context)
  },

  changeCustomerPaymentTerm: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeCustomerPaymentTerm', idempotencyKey, input },
      (unit) => changePaymentTerm(unit, { ...input, active: input.active ?? true }),
      findPaymentTerm,
    )
    return payload('customerPaymentTerm', outcome, context)
  },
}

export const CustomerPaymentTerm: CustomerPaymentTermResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.paymentTerm.load(id),
  instalments: ({ instalments }) => [...instalments],
}
