import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { type Refusal, zeroQuantity } from '@erp/values'
import { budgetLegOf } from '../domain/document-budget.ts'
import { approvalLegOf } from '../domain/document-leg.ts'
import { invoiceStatusOfOrder } from '../domain/invoice-status.ts'
import type { PurchaseOrder as Order } from '../domain/purchase-order.ts'
import { receiptStatusOf } from '../domain/receipt-status.ts'
import type {
  BudgetOverrideResolvers,
  MutationResolvers,
  OrderBudgetShortageResolvers,
  PurchaseOrderLineResolvers,
  PurchaseOrderResolvers,
  PurchaseOrderRevisionResolvers,
  QueryResolvers,
  RevisedPurchaseOrderLineResolvers,
} from '../generated/graphql.ts'
import {
  findPurchaseOrder,
  findPurchaseOrderByNumber,
  findPurchaseOrderHeaders,
  listPurchaseOrders,
} from '../store/purchase-orders.ts'
import { amendPurchaseOrder } from '../use-cases/amend-purchase-order.ts'
import { cancelPurchaseOrder } from '../use-cases/cancel-purchase-order.ts'
import { closePurchaseOrderLines } from '../use-cases/close-purchase-order-lines.ts'
import { confirmPurchaseOrder, overrideBudgetHold } from '../use-cases/confirm-purchase-order.ts'
import { createPurchaseOrder } from '../use-cases/create-purchase-order.ts'
import type { Unit } from '../use-cases/unit.ts'
import { waitProblem } from '../use-cases/wait-for-legs.ts'
import type { Context } from './context.ts'
import { idKey, idPage, lineKey } from './id-page.ts'
import { onceReserved } from './reserving.ts'

export const Query: QueryResolvers = {
  purchaseOrder: (_, { id, number }, { loaders, transactor, caller: { companyId } }) => {
    if (id != null) return loaders.purchaseOrder.load(id)
    if (number == null) return undefined
    return transactor.read([companyId], (tx) => findPurchaseOrderByNumber(tx, companyId, number))
  },

  purchaseOrders: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listPurchaseOrders(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  createPurchaseOrder: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createPurchaseOrder', idempotencyKey, input },
      (unit) => createPurchaseOrder(unit, input),
      findPurchaseOrder,
    )
    return payload('purchaseOrder', outcome, context)
  },

  confirmPurchaseOrder: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    orderOnceReserved(context, { operation: 'confirmPurchaseOrder', idempotencyKey, input }, waitMs, (unit) =>
      confirmPurchaseOrder(unit, input, context),
    ),

  overrideBudgetHold: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    orderOnceReserved(context, { operation: 'overrideBudgetHold', idempotencyKey, input }, waitMs, (unit) =>
      overrideBudgetHold(unit, input, context),
    ),

  amendPurchaseOrder: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const { changedLines = [], addedLines = [], removedLineIds = [] } = input
    return orderOnceReserved(context, { operation: 'amendPurchaseOrder', idempotencyKey, input }, waitMs, (unit) =>
      amendPurchaseOrder(unit, { ...input, changedLines, addedLines, removedLineIds }, context),
    )
  },

  closePurchaseOrderLines: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'closePurchaseOrderLines', idempotencyKey, input },
      (unit) => closePurchaseOrderLines(unit, input, context.startGivingBack),
      findPurchaseOrder,
    )
    return payload('purchaseOrder', outcome, context)
  },

  cancelPurchaseOrder: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'cancelPurchaseOrder', idempotencyKey, input },
      (unit) => cancelPurchaseOrder(unit, input, context.startGivingBack),
      findPurchaseOrder,
    )
    return payload('purchaseOrder', outcome, context)
  },
}

/** The order, once finance has answered if the caller likes to wait for that. */
async function orderOnceReserved<Refused extends Refusal>(
  context: Context,
  request: Parameters<Context['transactor']['once']>[1],
  waitMs: number,
  work: (unit: Unit) => Promise<Order | Refused>,
) {
  const problem = waitProblem(waitMs)
  if (problem) return payload('purchaseOrder', problem, context)
  const outcome = await context.transactor.once(context.caller, request, work, findPurchaseOrder)
  const order = await onceReserved(context, outcome, waitMs, findPurchaseOrderHeaders)
  return payload('purchaseOrder', order, context)
}

export const PurchaseOrder: PurchaseOrderResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.purchaseOrder.load(id),
  supplier: (order, _, { loaders }) => loaders.supplier.load(order.supplierId),
  lines: async (order, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfOrder.load(order.id), position, lineKey),
  receiptStatus: async (order, _, { loaders }) => {
    const [held, lines] = await Promise.all([loaders.heldOfOrder.load(order.id), loaders.linesOfOrder.load(order.id)])
    return held?.receipts ? 'EXCEPTION' : receiptStatusOf(lines)
  },
  invoiceStatus: async (order, _, { loaders }) => {
    const [held, lines] = await Promise.all([loaders.heldOfOrder.load(order.id), loaders.linesOfOrder.load(order.id)])
    if (held?.invoices) return 'EXCEPTION'
    const invoiced = await Promise.all(lines.map(({ id }) => loaders.invoicedOfOrderLine.load(id)))
    return invoiceStatusOfOrder(
      lines.map(({ baseQuantity }, place) => ({ baseQuantity, invoiced: invoiced[place]?.invoiced ?? zeroQuantity })),
    )
  },
  approval: ({ approval }) => (approval === null ? null : { id: approval.id }),
  legs: (order) => [
    ...(order.approval === null ? [] : [approvalLegOf(order.id, order.approval)]),
    ...[budgetLegOf(order) ?? []].flat(),
  ],
  budgetShortages: ({ budget }) => [...(budget?.shortages ?? [])],
  budgetOverride: ({ budget }) => budget?.override,
  revisions: (order, _, { loaders }) => loaders.revisionsOfOrder.load(order.id),
  goodsReceipts: async (order, position, { loaders }) => {
    const { page, limit, after } = idPage(position)
    const rows = await loaders.receiptsOfOrder.load({ purchaseOrderId: order.id, limit, after })
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const PurchaseOrderLine: PurchaseOrderLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.purchaseOrderLine.load(id),
  purchaseOrder: (line, _, { loaders }) => loaders.purchaseOrder.load(line.purchaseOrderId),
  item: (line) => ({ id: line.itemId }),
  department: ({ departmentId }) => (departmentId === null ? null : { id: departmentId }),
  project: ({ projectId }) => (projectId === null ? null : { id: projectId }),
  warehouse: ({ warehouseId }) => (warehouseId === null ? null : { id: warehouseId }),
  taxCode: (line) => ({ id: line.taxCodeId }),
  requisitionLine: ({ requisitionLineId }, _, { loaders }) =>
    requisitionLineId === null ? undefined : loaders.requisitionLine.load(requisitionLineId),
  requestLine: ({ requestLineId }, _, { loaders }) =>
    requestLineId === null ? undefined : loaders.requestLine.load(requestLineId),
  priceList: ({ priceListId }, _, { loaders }) =>
    priceListId === null ? undefined : loaders.supplierPriceList.load(priceListId),
  invoicedBaseQuantity: async (line, _, { loaders }) =>
    (await loaders.invoicedOfOrderLine.load(line.id))?.invoiced ?? zeroQuantity,
}

export const OrderBudgetShortage: OrderBudgetShortageResolvers = {
  department: ({ departmentId }) => (departmentId === null ? null : { id: departmentId }),
  project: ({ projectId }) => (projectId === null ? null : { id: projectId }),
}

export const BudgetOverride: BudgetOverrideResolvers = {
  overriddenBy: ({ by }) => ({ id: by }),
  overriddenAt: ({ at }) => at,
}

export const PurchaseOrderRevision: PurchaseOrderRevisionResolvers = {
  madeBy: ({ madeBy }) => (madeBy === null ? null : { id: madeBy }),
  recordedBy: ({ madeBy }) => madeBy ?? '',
}

export const RevisedPurchaseOrderLine: RevisedPurchaseOrderLineResolvers = {
  item: (line) => ({ id: line.itemId }),
  warehouse: ({ warehouseId }) => (warehouseId === null ? null : { id: warehouseId }),
}
