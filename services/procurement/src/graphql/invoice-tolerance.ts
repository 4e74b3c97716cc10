import { connection, payload } from '@erp/graphql-kit'
import type { InvoiceToleranceRuleResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findToleranceRule } from '../store/tolerance-rules.ts'
import { findTolerancesOf, setInvoiceTolerance } from '../use-cases/set-invoice-tolerance.ts'
import { findToleranceRulesOf, setToleranceRule } from '../use-cases/set-tolerance-rule.ts'
import { idKey, idPage } from './id-page.ts'

export const Query: QueryResolvers = {
  invoiceTolerances: (_, __, { transactor, caller: { companyId } }) =>
    transactor.read([companyId], (tx) => findTolerancesOf(tx, companyId)),

  invoiceToleranceRules: async (_, { supplierId, itemId, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) =>
      findToleranceRulesOf(tx, companyId, { supplierId, itemId }, place),
    )
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  setInvoiceTolerances: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setInvoiceTolerances', idempotencyKey, input },
      (unit) => setInvoiceTolerance(unit, input),
      findTolerancesOf,
    )
    return payload('invoiceTolerances', outcome, context)
  },

  setInvoiceToleranceRule: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { supplierId = null, itemId = null } = input
    const { quantityPercent = null, pricePercent = null, taxAmount = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setInvoiceToleranceRule', idempotencyKey, input },
      (unit) => setToleranceRule(unit, { ...input, supplierId, itemId, quantityPercent, pricePercent, taxAmount }),
      findToleranceRule,
    )
    return payload('invoiceToleranceRule', outcome, context)
  },
}

export const InvoiceToleranceRule: InvoiceToleranceRuleResolvers = {
  supplier: ({ supplierId }, _, { loaders }) => (supplierId === null ? undefined : loaders.supplier.load(supplierId)),
  item: ({ itemId }) => (itemId === null ? undefined : { id: itemId }),
}
