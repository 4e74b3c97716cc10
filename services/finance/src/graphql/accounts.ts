import { connection, pageOf } from '@erp/graphql-kit'
import type { AccountResolvers, QueryResolvers } from '../generated/graphql.ts'
import { listAccounts } from '../store/accounts.ts'

export const Query: QueryResolvers = {
  accounts: async (_, { leavesOnly, ...position }, { transactor, caller }) => {
    const page = pageOf(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      listAccounts(tx, caller.companyId, { limit: page.limit, afterCode: page.after?.[0] ?? '', leavesOnly }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },

  account: (_, { code }, { loaders }) => loaders.accountByCode.load(code),
}

export const Account: AccountResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.account.load(id),
  parent: ({ parentCode }, _, { loaders }) => (parentCode === null ? null : loaders.accountByCode.load(parentCode)),
}
