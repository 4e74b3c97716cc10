import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { isRefusal, type Refusal, zeroQuantity } from '@erp/values'
import { invoiceStatusOf } from '../domain/invoice-status.ts'
import { creditShortfallOf } from '../domain/order-credit.ts'
import type { SalesOrder as Order } from '../domain/sales-order.ts'
import type {
  CreditOverrideResolvers,
  LegResolvers,
  MutationResolvers,
  QueryResolvers,
  SalesOrderLineResolvers,
  SalesOrderResolvers,
} from '../generated/graphql.ts'
import { findSalesOrder, findSalesOrderByNumber, listSalesOrders } from '../store/sales-orders.ts'
import { changeSalesOrder } from '../use-cases/change-sales-order.ts'
import { confirmSalesOrder, overrideCreditHold } from '../use-cases/confirm-sales-order.ts'
import { createSalesOrder } from '../use-cases/create-sales-order.ts'
import { cancelSalesOrder, closeSalesOrder } from '../use-cases/end-sales-order.ts'
import type { Unit } from '../use-cases/unit.ts'
import { waitForLegs, waitProblem } from '../use-cases/wait-for-legs.ts'
import type { Context } from './context.ts'
import { idKey, idPage, lineKey } from './id-page.ts'
import { inBatch } from './in-batches.ts'
import { reasonSentence } from './reasons.ts'

export const Query: QueryResolvers = {
  salesOrder: (_, { id, number }, { loaders, transactor, caller: { companyId } }) => {
    if (id != null) return loaders.salesOrder.load(id)
    if (number == null) return undefined
    return transactor.read([companyId], (tx) => findSalesOrderByNumber(tx, companyId, number))
  },

  salesOrders: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listSalesOrders(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  createSalesOrder: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { requestedOn = null, pricesIncludeTax = false } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createSalesOrder', idempotencyKey, input },
      (unit) => createSalesOrder(unit, { ...input, requestedOn, pricesIncludeTax }),
      findSalesOrder,
    )
    return payload('salesOrder', outcome, context)
  },

  changeSalesOrder: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { requestedOn = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeSalesOrder', idempotencyKey, input },
      (unit) => changeSalesOrder(unit, { ...input, requestedOn }, context.startWithdrawing),
      findSalesOrder,
    )
    return payload('salesOrder', outcome, context)
  },

  confirmSalesOrder: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    confirming(context, { operation: 'confirmSalesOrder', idempotencyKey, input }, waitMs, (unit) =>
      confirmSalesOrder(unit, input, context),
    ),

  confirmSalesOrders: async (_, { input: { idempotencyKey, waitMs = 0, salesOrders } }, context) => {
    const { caller, transactor, loaders } = context
    const documents = salesOrders.map(({ salesOrderId: id, expectedVersion }) => ({ id, expectedVersion }))
    const batch = { operation: 'confirmSalesOrders', idempotencyKey, field: 'salesOrders', documents }
    const outcomes =
      waitProblem(waitMs) ??
      (await inBatch<Order>(batch, (request, { id: salesOrderId, expectedVersion }) =>
        transactor.once(
          caller,
          request,
          (unit) => confirmSalesOrder(unit, { salesOrderId, expectedVersion }, context),
          findSalesOrder,
        ),
      ))
    if (isRefusal(outcomes)) return payload('outcomes', outcomes, context)
    const { companyId } = caller
    const settled = await Promise.all(
      outcomes.map(async ({ id: salesOrderId, outcome }) => {
        if (isRefusal(outcome) || waitMs === 0) return { salesOrderId, ...payload('salesOrder', outcome, context) }
        await waitForLegs(transactor, { companyId, documentId: salesOrderId, waitMs })
        return {
          salesOrderId,
          ...payload('salesOrder', (await loaders.salesOrder.load(salesOrderId)) ?? outcome, context),
        }
      }),
    )
    return payload('outcomes', settled, context)
  },

  overrideCreditHold: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    confirming(context, { operation: 'overrideCreditHold', idempotencyKey, input }, waitMs, (unit) =>
      overrideCreditHold(unit, input, context),
    ),

  cancelSalesOrder: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'cancelSalesOrder', idempotencyKey, input },
      (unit) => cancelSalesOrder(unit, input, context),
      findSalesOrder,
    )
    return payload('salesOrder', outcome, context)
  },

  closeSalesOrder: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'closeSalesOrder', idempotencyKey, input },
      (unit) => closeSalesOrder(unit, input, context.startReleasing),
      findSalesOrder,
    )
    return payload('salesOrder', outcome, context)
  },
}

/** Answers with the order once its legs are settled, or as it stands when they are not within `waitMs`. */
async function confirming<Refused extends Refusal>(
  context: Context,
  request: Parameters<Context['transactor']['once']>[1],
  waitMs: number,
  work: (unit: Unit) => Promise<Order | Refused>,
) {
  const { caller, transactor, loaders } = context
  const problem = waitProblem(waitMs)
  if (problem) return payload('salesOrder', problem, context)
  const outcome = await transactor.once(caller, request, work, findSalesOrder)
  if (isRefusal(outcome) || waitMs === 0) return payload('salesOrder', outcome, context)
  await waitForLegs(transactor, { companyId: caller.companyId, documentId: outcome.id, waitMs })
  return payload('salesOrder', (await loaders.salesOrder.load(outcome.id)) ?? outcome, context)
}

export const SalesOrder: SalesOrderResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.salesOrder.load(id),
  customer: (order, _, { loaders }) => loaders.customer.load(order.customerId),
  warehouse: (order) => ({ id: order.warehouseId }),
  earnedGifts: (order, _, { loaders }) => loaders.earnedGiftsOfOrder.load(order.id),
  holdCode: ({ hold }) => hold?.reason,
  holdReason: ({ hold }, _, { language }) => (hold ? reasonSentence(hold.reason, hold.facts, language) : undefined),
  creditShortfall: (order) => creditShortfallOf(order),
  lines: async (order, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfOrder.load(order.id), position, lineKey),
  approval: ({ approval }) => (approval === null ? null : { id: approval.id }),
  legs: (order, _, { loaders }) => loaders.legsOfDocument.load(order.id),
  deliveryStatus: async ({ id }, _, { loaders }) => {
    const [held, progress] = await Promise.all([loaders.heldOfOrder.load(id), loaders.progressOfOrder.load(id)])
    return held?.deliveries ? 'EXCEPTION' : (progress?.deliveryStatus ?? 'NONE')
  },
  invoiceStatus: async ({ id }, _, { loaders }) => {
    const [held, lines] = await Promise.all([loaders.heldOfOrder.load(id), loaders.invoicingOfOrder.load(id)])
    return held?.invoices ? 'EXCEPTION' : invoiceStatusOf(lines)
  },
  salesInvoices: (order, _, { loaders }) => loaders.invoicesOfOrder.load(order.id),
  deliveries: async (order, position, { loaders }) => {
    const { page, limit, after } = idPage(position)
    const rows = await loaders.deliveriesOfOrder.load({ salesOrderId: order.id, limit, after })
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const CreditOverride: CreditOverrideResolvers = {
  overriddenBy: ({ by }) => ({ id: by }),
  overriddenAt: ({ at }) => at,
}

export const SalesOrderLine: SalesOrderLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.salesOrderLine.load(id),
  salesOrder: (line, _, { loaders }) => loaders.salesOrder.load(line.salesOrderId),
  item: (line) => ({ id: line.itemId }),
  quotationLine: ({ quotationLineId }, _, { loaders }) =>
    quotationLineId === null ? undefined : loaders.quotationLine.load(quotationLineId),
  priceList: ({ priceListId }, _, { loaders }) =>
    priceListId === null ? undefined : loaders.priceList.load(priceListId),
  taxCode: (line) => ({ id: line.taxCodeId }),
  invoicedBaseQuantity: async (line, _, { loaders }) => {
    const lines = await loaders.invoicingOfOrder.load(line.salesOrderId)
    return lines.find(({ id }) => id === line.id)?.invoiced ?? zeroQuantity
  },
}

export const Leg: LegResolvers = {
  reason: ({ reasonCode, facts }, _, { language }) =>
    reasonCode === null ? undefined : reasonSentence(reasonCode, facts, language),
}
