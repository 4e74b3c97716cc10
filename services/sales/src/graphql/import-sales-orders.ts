import { payload, rowFaults } from '@erp/graphql-kit'
import type { IdempotencyKeyReused } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import type { SalesOrderHeader } from '../domain/sales-order.ts'
import type { MutationResolvers } from '../generated/graphql.ts'
import { findImport, type ImportRefused, importSalesOrders, previewImport } from '../use-cases/import-sales-orders.ts'
import type { Context } from './context.ts'

export const Mutation: MutationResolvers = {
  importSalesOrders: async (_, { input: { idempotencyKey, dryRun = false, rows: given } }, context) => {
    const { caller, transactor } = context
    const { companyId } = caller
    const rows = given.map(({ pricesIncludeTax = false, ...row }) => ({ ...row, pricesIncludeTax }))
    if (dryRun) {
      const preview = await transactor.read([companyId], (tx) => previewImport(tx, caller, { rows, now: new Date() }))
      if (isRefusal(preview)) return payload('orders', told(preview, context), context)
      const wouldBe = preview.orders.map(({ externalReference, net, tax }) => ({
        externalReference,
        net,
        tax,
        known: false,
      }))
      const known = preview.knownReferences.map((externalReference) => ({ externalReference, known: true }))
      return payload('orders', [...wouldBe, ...known], context)
    }
    const outcome = await transactor.once(
      caller,
      { operation: 'importSalesOrders', idempotencyKey, input: { rows } },
      (unit) => importSalesOrders(unit, rows),
      (tx, id) => findImport(tx, id, { companyId, rows }),
    )
    if (isRefusal(outcome)) return payload('orders', told(outcome, context), context)
    const orders = outcome.salesOrders.map((order) => imported(order, outcome.id))
    return payload('orders', orders, context)
  },
}

function imported(salesOrder: SalesOrderHeader, importId: string) {
  const { externalReference, net, tax } = salesOrder
  return { externalReference: externalReference ?? '', known: salesOrder.importId !== importId, net, tax, salesOrder }
}

/** The refusal with a sentence for every fault. */
function told(refusal: ImportRefused | IdempotencyKeyReused, context: Context) {
  return refusal.refusal === 'SalesOrderRowsInvalid' ? { ...refusal, rows: rowFaults(refusal.rows, context) } : refusal
}
