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
  ExpectedReceiptPartResolvers,
  ExpectedReceiptResolvers,
  ExpectedReceiptWeekResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findCompany } from '../store/companies.ts'
import { type ExpectedReceiptKind, expectedReceiptKinds, expectedReceipts } from '../store/expected-receipts.ts'

export type ShownWeek = ExpectedWeek<ExpectedReceiptKind>
export type ShownPart = ExpectedPart<ExpectedReceiptKind>
export type ShownReceipt = ExpectedAmount<ExpectedReceiptKind>

export const Query: QueryResolvers = {
  expectedReceipts: (_, { asOf, weeks }, { transactor, caller: { companyId } }) => {
    const problem = forecastProblem({ asOf, weeks })
    if (problem) throw badInput(problem)
    return transactor.read([companyId], async (tx) => {
      const company = await findCompany(tx, companyId)
      if (!company) return []
      const { baseCurrency: currency } = company
      const expected = await expectedReceipts(tx, companyId, daysAfter(asOf, 7 * weeks))
      return expectedWeeks(expected, { after: asOf, weeks, kinds: expectedReceiptKinds, currency })
    })
  },
}

export const ExpectedReceiptWeek: ExpectedReceiptWeekResolvers = {
  receipts: ({ totals: [own] }) => own,
  parts: ({ parts }) => [...parts],
}

export const ExpectedReceiptPart: ExpectedReceiptPartResolvers = {
  amount: ({ amount, currency }) => money(amount, currency),
  documents: ({ documents }) => [...documents],
}

export const ExpectedReceipt: ExpectedReceiptResolvers = {
  customer: ({ partyId }, _, { loaders }) => loaders.customer.load(partyId),
  amount: ({ amount, currency }) => money(amount, currency),
}
