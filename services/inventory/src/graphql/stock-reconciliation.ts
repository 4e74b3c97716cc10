import { requireUnnarrowed } from '@erp/service-kit'
import type { StockReconciliationResolvers } from '../generated/graphql.ts'
import {
  type StockReconciliation as Figures,
  type ReconciliationReference,
  reconcileStock,
} from '../use-cases/reconcile-stock.ts'
import type { Context } from './context.ts'

const figuresOf = new WeakMap<ReconciliationReference, Promise<Figures>>()

/** The figures of one request come from one snapshot, whichever of them are asked for. */
async function figures(reference: ReconciliationReference, { transactor, caller }: Context): Promise<Figures> {
  const known = figuresOf.get(reference)
  if (known) return known
  requireUnnarrowed(caller, 'What all stock of the company is worth is')
  const reading = transactor.read([caller.companyId], (tx) => reconcileStock(tx, caller.companyId, reference), {
    snapshot: true,
  })
  figuresOf.set(reference, reading)
  return reading
}

export const StockReconciliation: StockReconciliationResolvers = {
  stockValue: async (reference, _, context) => (await figures(reference, context)).stockValue,
  inFlightValue: async (reference, _, context) => (await figures(reference, context)).inFlightValue,
  difference: async (reference, _, context) => (await figures(reference, context)).difference,
  __resolveReference: (reference) => reference as ReconciliationReference,
}
