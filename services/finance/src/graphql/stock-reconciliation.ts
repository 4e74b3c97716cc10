import type { QueryResolvers } from '../generated/graphql.ts'
import { reconcileStock } from '../use-cases/stock-reconciliation.ts'

export const Query: QueryResolvers = {
  stockReconciliation: (_, __, { transactor, caller }) =>
    transactor.read([caller.companyId], (tx) => reconcileStock(tx, caller.companyId), { snapshot: true }),
}
