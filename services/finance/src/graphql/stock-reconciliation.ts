import type { QueryResolvers, StockReconciliationResolvers } from '../generated/graphql.ts'
import { reconcileStock } from '../use-cases/stock-reconciliation.ts'
import type { Context } from './context.ts'

export const Query: QueryResolvers = {
  stockReconciliation: (_, __, context) => ownReconciliation(context),
}

export const StockReconciliation: StockReconciliationResolvers = {
  __resolveReference: ({ id }, context) => (id === context.caller.companyId ? ownReconciliation(context) : undefined),
}

/** Value and watermark from one snapshot, or they would explain different instants. */
function ownReconciliation({ transactor, caller }: Context) {
  return transactor.read([caller.companyId], (tx) => reconcileStock(tx, caller.companyId), { snapshot: true })
}
