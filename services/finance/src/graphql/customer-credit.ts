import { connection, pageOf } from '@erp/graphql-kit'
import { isId, isNegative, subtract, zero } from '@erp/values'
import { availableCredit, usedCredit } from '../domain/customer-credit.ts'
import type { CreditHoldResolvers, CustomerCreditResolvers, QueryResolvers } from '../generated/graphql.ts'
import { currencyOfBooks } from '../store/books.ts'
import { listHolds } from '../store/credit-holds.ts'
import { creditOf } from '../store/customer-credit.ts'

export const Query: QueryResolvers = {
  customerCredit: async (_, { customerId }, { transactor, caller }) => {
    if (!isId(customerId)) return null
    return transactor.read([caller.companyId], async (tx) => {
      const currency = await currencyOfBooks(tx, caller.companyId)
      return currency === undefined ? null : ((await creditOf(tx, customerId, { currency })) ?? null)
    })
  },
}

export const CustomerCredit: CustomerCreditResolvers = {
  customer: ({ customerId }) => ({ id: customerId }),
  used: usedCredit,
  available: availableCredit,
  holds: async ({ customerId }, position, { transactor, caller }) => {
    const page = pageOf(position, ['id'])
    const place = { limit: page.limit, after: page.after?.[0] }
    const rows = await transactor.read([caller.companyId], (tx) => listHolds(tx, customerId, place))
    return connection(rows, { ...page, orderKey: ({ documentId }) => [documentId] })
  },
}

export const CreditHold: CreditHoldResolvers = {
  salesOrder: ({ documentId }) => ({ id: documentId }),
  open: ({ amount, charged }) => {
    const open = subtract(amount, charged)
    return isNegative(open) ? zero(open.currency) : open
  },
}
