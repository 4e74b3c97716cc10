import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { isRefusal, type Refusal } from '@erp/values'
import type { DeliveryHeader } from '../domain/delivery.ts'
import { invoiceStatusOfDelivery, openToInvoice } from '../domain/invoice-status.ts'
import type {
  DeliveryLineResolvers,
  DeliveryResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findDelivery, findDeliveryByNumber, listDeliveries } from '../store/deliveries.ts'
import { cancelDelivery } from '../use-cases/cancel-delivery.ts'
import { confirmDelivery } from '../use-cases/confirm-delivery.ts'
import { createDelivery } from '../use-cases/create-delivery.ts'
import { waitForDelivery, waitProblem } from '../use-cases/wait-for-legs.ts'
import type { Context } from './context.ts'
import { idKey, idPage, lineKey } from './id-page.ts'
import { inBatch } from './in-batches.ts'
import { reasonSentence } from './reasons.ts'

export const Query: QueryResolvers = {
  delivery: (_, { id, number }, { loaders, transactor, caller: { companyId } }) => {
    if (id != null) return loaders.delivery.load(id)
    if (number == null) return undefined
    return transactor.read([companyId], (tx) => findDeliveryByNumber(tx, companyId, number))
  },

  deliveries: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listDeliveries(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  createDelivery: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createDelivery', idempotencyKey, input },
      (unit) => createDelivery(unit, { ...input, lines: input.lines ?? null }),
      findDelivery,
    )
    return payload('delivery', outcome, context)
  },

  confirmDelivery: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const problem = waitProblem(waitMs)
    if (problem) return payload('delivery', problem, context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'confirmDelivery', idempotencyKey, input },
      (unit) => confirmDelivery(unit, input, context),
      findDelivery,
    )
    return payload('delivery', await afterWait(outcome, waitMs, context), context)
  },

  confirmDeliveries: async (_, { input: { idempotencyKey, waitMs = 0, deliveries } }, context) => {
    const { caller, transactor } = context
    const documents = deliveries.map(({ deliveryId: id, expectedVersion }) => ({ id, expectedVersion }))
    const batch = { operation: 'confirmDeliveries', idempotencyKey, field: 'deliveries', documents }
    const outcomes =
      waitProblem(waitMs) ??
      (await inBatch<DeliveryHeader>(batch, (request, { id: deliveryId, expectedVersion }) =>
        transactor.once(
          caller,
          request,
          (unit) => confirmDelivery(unit, { deliveryId, expectedVersion }, context),
          findDelivery,
        ),
      ))
    if (isRefusal(outcomes)) return payload('outcomes', outcomes, context)
    const settled = await Promise.all(
      outcomes.map(async ({ id: deliveryId, outcome }) => ({
        ...{ deliveryId, ...payload('delivery', await afterWait(outcome, waitMs, context), context) },
      })),
    )
    return payload('outcomes', settled, context)
  },

  cancelDelivery: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const problem = waitProblem(waitMs)
    if (problem) return payload('delivery', problem, context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'cancelDelivery', idempotencyKey, input },
      (unit) => cancelDelivery(unit, input, context),
      findDelivery,
    )
    return payload('delivery', await afterWait(outcome, waitMs, context), context)
  },
}

/** The delivery as it is once stock and ledger have followed, within `waitMs`; who approves a gift takes their time. */
async function afterWait<Outcome extends DeliveryHeader | Refusal>(
  outcome: Outcome,
  waitMs: number,
  { caller: { companyId }, transactor, loaders }: Context,
): Promise<Outcome | DeliveryHeader> {
  if (waitMs === 0 || !('id' in outcome) || outcome.status === 'PENDING_APPROVAL') return outcome
  await waitForDelivery(transactor, { companyId, documentId: outcome.id, waitMs })
  return (await loaders.delivery.load(outcome.id)) ?? outcome
}

export const Delivery: DeliveryResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.delivery.load(id),
  customer: (delivery, _, { loaders }) => loaders.customer.load(delivery.customerId),
  salesOrder: ({ salesOrderId }, _, { loaders }) =>
    salesOrderId === null ? null : loaders.salesOrder.load(salesOrderId),
  warehouse: (delivery) => ({ id: delivery.warehouseId }),
  earnedBy: ({ earnedByOrderId }, _, { loaders }) =>
    earnedByOrderId === null ? null : loaders.salesOrder.load(earnedByOrderId),
  refusalCode: ({ refusal }) => refusal?.reason,
  refusalReason: ({ refusal }, _, { language }) =>
    refusal ? reasonSentence(refusal.reason, refusal.facts, language) : undefined,
  lines: async (delivery, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfDelivery.load(delivery.id), position, lineKey),
  approval: ({ approval }) => (approval === null ? null : { id: approval.id }),
  legs: (delivery, _, { loaders }) => loaders.legsOfDocument.load(delivery.id),
  salesReturns: (delivery, _, { loaders }) => loaders.returnsOfDelivery.load(delivery.id),
  invoiceStatus: async ({ id }, _, { loaders }) => {
    const [held, lines] = await Promise.all([loaders.heldOfDelivery.load(id), loaders.linesOfDelivery.load(id)])
    return held?.invoices ? 'EXCEPTION' : invoiceStatusOfDelivery(lines)
  },
  salesInvoices: (delivery, _, { loaders }) => loaders.invoicesOfDelivery.load(delivery.id),
}

export const DeliveryLine: DeliveryLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.deliveryLine.load(id),
  delivery: (line, _, { loaders }) => loaders.delivery.load(line.deliveryId),
  salesOrderLine: ({ salesOrderLineId }, _, { loaders }) =>
    salesOrderLineId === null ? null : loaders.salesOrderLine.load(salesOrderLineId),
  item: (line) => ({ id: line.itemId }),
  promotion: ({ promotionId }, _, { loaders }) => (promotionId === null ? null : loaders.promotion.load(promotionId)),
  uninvoicedBaseQuantity: openToInvoice,
}
