import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { CustomerResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findCustomer, listCustomers } from '../store/customers.ts'
import { changeCustomer } from '../use-cases/change-customer.ts'
import { createCustomer } from '../use-cases/create-customer.ts'
import { limitCredit } from '../use-cases/limit-credit.ts'

export const Query: QueryResolvers = {
  customer: (_, { id }, { loaders }) => loaders.customer.load(id),

  customers: async (_, { active, ...position }, { transactor, caller }) => {
    const page = pageOf(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      listCustomers(tx, { limit: page.limit, afterCode: page.after?.[0], active: active ?? undefined }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },
}

export const Mutation: MutationResolvers = {
  createCustomer: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createCustomer', idempotencyKey, input },
      (unit) =>
        createCustomer(unit, {
          ...input,
          taxNumber: input.taxNumber ?? null,
          currency: input.currency ?? undefined,
          paymentDays: input.paymentDays ?? undefined,
          discountPercent: input.discountPercent ?? undefined,
        }),
      findCustomer,
    )
    return payload('customer', outcome, context)
  },

  changeCustomer: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeCustomer', idempotencyKey, input },
      (unit) =>
        changeCustomer(unit, {
          ...input,
          name: input.name ?? undefined,
          currency: input.currency ?? undefined,
          paymentDays: input.paymentDays ?? undefined,
          discountPercent: input.discountPercent ?? undefined,
          active: input.active ?? undefined,
        }),
      findCustomer,
    )
    return payload('customer', outcome, context)
  },

  limitCredit: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { creditLimit = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'limitCredit', idempotencyKey, input },
      (unit) => limitCredit(unit, { ...input, creditLimit }),
      findCustomer,
    )
    return payload('customer', outcome, context)
  },
}

export const Customer: CustomerResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.customer.load(id),
  paymentTerm: ({ paymentTermId }, _, { loaders }) =>
    paymentTermId === null ? undefined : loaders.paymentTerm.load(paymentTermId),
}
