import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { MutationResolvers, QueryResolvers, SupplierPaymentTermResolvers } from '../generated/graphql.ts'
import { findPaymentTerm, listPaymentTerms } from '../store/payment-terms.ts'
import { changePaymentTerm, createPaymentTerm } from '../use-cases/write-payment-term.ts'

export const Query: QueryResolvers = {
  supplierPaymentTerm: (_, { id }, { loaders }) => loaders.paymentTerm.load(id),

  supplierPaymentTerms: async (_, { active, ...position }, { transactor, caller: { companyId } }) => {
    const page = pageOf(position)
    const place = { limit: page.limit, afterCode: page.after?.[0], active }
    const rows = await transactor.read([companyId], (tx) => listPaymentTerms(tx, companyId, place))
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },
}

export const Mutation: MutationResolvers = {
  createSupplierPaymentTerm: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const instalments = input.instalments.map(({ share = 1, months = 0, dayOfMonth = null, days = 0 }) => ({
      ...{ share, months, dayOfMonth, days },
    }))
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createSupplierPaymentTerm', idempotencyKey, input },
      (unit) => createPaymentTerm(unit, { ...input, instalments }),
      findPaymentTerm,
    )
    return payload('supplierPaymentTerm', outcome, context)
  },

  changeSupplierPaymentTerm: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeSupplierPaymentTerm', idempotencyKey, input },
      (unit) => changePaymentTerm(unit, { ...input, active: input.active ?? true }),
      findPaymentTerm,
    )
    return payload('supplierPaymentTerm', outcome, context)
  },
}

export const SupplierPaymentTerm: SupplierPaymentTermResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.paymentTerm.load(id),
  instalments: ({ instalments }) => [...instalments],
}
