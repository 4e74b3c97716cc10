import { badInput } from '@erp/graphql-kit'
import {
  daysAfter,
  type ExpectedAmount,
  type ExpectedPart,
  type ExpectedWeek,
  expectedWeeks,
  forecastProblem,
  money,
} from '@erp/values'
import type {
  ExpectedPaymentPartResolvers,
  ExpectedPaymentResolvers,
  ExpectedPaymentWeekResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { type ExpectedPaymentKind, expectedPaymentKinds, expectedPayments } from '../store/expected-payments.ts'
import { findCompany } from '../store/replicated-facts.ts'

export type ShownWeek = ExpectedWeek<ExpectedPaymentKind>
export type ShownPart = ExpectedPart<ExpectedPaymentKind>
export type ShownPayment = ExpectedAmount<ExpectedPaymentKind>

export const Query: QueryResolvers = {
  expectedPayments: (_, { asOf, weeks }, { transactor, caller: { companyId } }) => {
    const problem = forecastProblem({ asOf, weeks })
    if (problem) throw badInput(problem)
    return transactor.read([companyId], async (tx) => {
      const company = await findCompany(tx, companyId)
      if (!company) return []
      const { baseCurrency: currency } = company
      const expected = await expectedPayments(tx, companyId, daysAfter(asOf, 7 * weeks))
      return expectedWeeks(expected, { after: asOf, weeks, kinds: expectedPaymentKinds, currency })
    })
  },
}

export const ExpectedPaymentWeek: ExpectedPaymentWeekResolvers = {
  payments: ({ totals: [own] }) => own,
  foreignPayments: ({ totals: [, ...foreign] }) => foreign,
  parts: ({ parts }) => [...parts],
}

export const ExpectedPaymentPart: ExpectedPaymentPartResolvers = {
  amount: ({ amount, currency }) => money(amount, currency),
  documents: ({ documents }) => [...documents],
}

export const ExpectedPayment: ExpectedPaymentResolvers = {
  supplier: ({ partyId }, _, { loaders }) => loaders.supplier.load(partyId),
  amount: ({ amount, currency }) => money(amount, currency),
}
