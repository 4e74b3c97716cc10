import { connection, pageOf, payload } from '@erp/graphql-kit'
import type {
  CreditLimitChangeResolvers,
  CustomerResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findCustomer, listCustomers } from '../store/customers.ts'
import { customersWithTaxNumber, indexOfTaxNumber } from '../store/tax-numbers.ts'
import { changeCustomer } from '../use-cases/change-customer.ts'
import { createCustomer } from '../use-cases/create-customer.ts'
import { withTaxNumber } from '../use-cases/keep-tax-number.ts'
import { limitCredit } from '../use-cases/limit-credit.ts'
import type { Context } from './context.ts'

export const Query: QueryResolvers = {
  customer: (_, { id }, { loaders }) => loaders.customer.load(id),

  customers: async (_, { active, ...position }, { transactor, caller }) => {
    const page = pageOf(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      listCustomers(tx, { limit: page.limit, afterCode: page.after?.[0], active: active ?? undefined }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },

  customersWithTaxNumber: async (_, { taxNumber }, { transactor, caller: { companyId }, taxKeys, loaders }) => {
    const ids = await transactor.read([companyId], (tx) => customersWithTaxNumber(tx, taxKeys, companyId, taxNumber))
    const customers = await Promise.all(ids.map((id) => loaders.customer.load(id)))
    return customers.filter((customer) => customer !== undefined)
  },
}

export const Mutation: MutationResolvers = {
  createCustomer: async (_, { input: { idempotencyKey, taxNumber, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createCustomer', idempotencyKey, input: { ...input, taxNumber: hidden(taxNumber, context) } },
      (unit) =>
        withTaxNumber(unit, context.taxKeys, taxNumber ?? undefined, () =>
          createCustomer(unit, {
            ...input,
            currency: input.currency ?? undefined,
            paymentDays: input.paymentDays ?? undefined,
            discountPercent: input.discountPercent ?? undefined,
          }),
        ),
      findCustomer,
    )
    return payload('customer', outcome, context)
  },

  changeCustomer: async (_, { input: { idempotencyKey, taxNumber, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeCustomer', idempotencyKey, input: { ...input, taxNumber: hidden(taxNumber, context) } },
      (unit) =>
        withTaxNumber(unit, context.taxKeys, taxNumber, () =>
          changeCustomer(unit, {
            ...input,
            name: input.name ?? undefined,
            currency: input.currency ?? undefined,
            paymentDays: input.paymentDays ?? undefined,
            discountPercent: input.discountPercent ?? undefined,
            active: input.active ?? undefined,
          }),
        ),
      findCustomer,
    )
    return payload('customer', outcome, context)
  },

  limitCredit: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { creditLimit = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'limitCredit', idempotencyKey, input },
      (unit) => limitCredit(unit, { ...input, creditLimit }, context),
      findCustomer,
    )
    return payload('customer', outcome, context)
  },
}

export const Customer: CustomerResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.customer.load(id),
  taxNumber: async ({ id }, _, { loaders }) => (await loaders.taxNumber.load(id))?.taxNumber,
  creditLimitChange: ({ id }, _, { loaders }) => loaders.limitChangeOfCustomer.load(id),
  paymentTerm: ({ paymentTermId }, _, { loaders }) =>
    paymentTermId === null ? undefined : loaders.paymentTerm.load(paymentTermId),
}

export const CreditLimitChange: CreditLimitChangeResolvers = {
  approval: ({ approval }) => (approval === null ? null : { id: approval.id }),
  legs: ({ id }, _, { loaders }) => loaders.legsOfDocument.load(id),
}

/** A stored request holds a quick hash of its input, which a number could be guessed from. */
function hidden(taxNumber: string | null | undefined, { taxKeys }: Pick<Context, 'taxKeys'>) {
  return taxNumber == null ? taxNumber : indexOfTaxNumber(taxKeys, taxNumber)
}
