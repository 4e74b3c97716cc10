import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { isRefusal, type Refusal, zeroQuantity } from '@erp/values'
import { approvalLegOf } from '../domain/document-leg.ts'
import {
  openOfRequisition,
  orderStatusOf,
  type PurchaseRequisition as Requisition,
  requisitionBudgetLegOf,
} from '../domain/purchase-requisition.ts'
import type {
  MutationResolvers,
  PurchaseRequisitionLineResolvers,
  PurchaseRequisitionResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import {
  findPurchaseRequisition,
  findPurchaseRequisitionByNumber,
  findPurchaseRequisitionHeaders,
  listPurchaseRequisitions,
} from '../store/purchase-requisitions.ts'
import { listOpenRequisitionLines } from '../store/requisition-lines.ts'
import { findSupplier } from '../store/suppliers.ts'
import { findOrderingRun, orderRequisitions } from '../use-cases/order-requisitions.ts'
import {
  cancelPurchaseRequisition,
  closePurchaseRequisition,
  overrideRequisitionBudgetHold,
  submitPurchaseRequisition,
} from '../use-cases/settle-purchase-requisition.ts'
import type { Unit } from '../use-cases/unit.ts'
import { waitProblem } from '../use-cases/wait-for-legs.ts'
import { changePurchaseRequisition, createPurchaseRequisition } from '../use-cases/write-purchase-requisition.ts'
import type { Context } from './context.ts'
import { idKey, idPage, lineKey } from './id-page.ts'
import { onceReserved } from './reserving.ts'

export const Query: QueryResolvers = {
  purchaseRequisition: (_, { id, number }, { loaders, transactor, caller: { companyId } }) => {
    if (id != null) return loaders.purchaseRequisition.load(id)
    if (number == null) return undefined
    return transactor.read([companyId], (tx) => findPurchaseRequisitionByNumber(tx, companyId, number))
  },

  purchaseRequisitions: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listPurchaseRequisitions(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },

  openRequisitionLines: async (_, { supplierId, itemId, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], async (tx) => {
      if (supplierId != null && !(await findSupplier(tx, supplierId))) return []
      return listOpenRequisitionLines(tx, companyId, { supplierId, itemId }, place)
    })
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  createPurchaseRequisition: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { departmentId = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createPurchaseRequisition', idempotencyKey, input },
      (unit) => createPurchaseRequisition(unit, { ...input, departmentId }),
      findPurchaseRequisition,
    )
    return payload('purchaseRequisition', outcome, context)
  },

  changePurchaseRequisition: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { departmentId = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changePurchaseRequisition', idempotencyKey, input },
      (unit) => changePurchaseRequisition(unit, { ...input, departmentId }, context.startWithdrawing),
      findPurchaseRequisition,
    )
    return payload('purchaseRequisition', outcome, context)
  },

  submitPurchaseRequisition: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    requisitionOnceReserved(
      context,
      { operation: 'submitPurchaseRequisition', idempotencyKey, input },
      waitMs,
      (unit) => submitPurchaseRequisition(unit, input, context),
    ),

  overrideRequisitionBudgetHold: (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) =>
    requisitionOnceReserved(
      context,
      { operation: 'overrideRequisitionBudgetHold', idempotencyKey, input },
      waitMs,
      (unit) => overrideRequisitionBudgetHold(unit, input, context),
    ),

  cancelPurchaseRequisition: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'cancelPurchaseRequisition', idempotencyKey, input },
      (unit) => cancelPurchaseRequisition(unit, input),
      findPurchaseRequisition,
    )
    return payload('purchaseRequisition', outcome, context)
  },

  closePurchaseRequisition: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'closePurchaseRequisition', idempotencyKey, input },
      (unit) => closePurchaseRequisition(unit, input, context.startGivingBack),
      findPurchaseRequisition,
    )
    return payload('purchaseRequisition', outcome, context)
  },

  orderRequisitions: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'orderRequisitions', idempotencyKey, input },
      (unit) => orderRequisitions(unit, input),
      findOrderingRun,
    )
    return payload('purchaseOrders', isRefusal(outcome) ? outcome : [...outcome.purchaseOrders], context)
  },
}

/** The requisition, once finance has answered if the caller likes to wait for that. */
async function requisitionOnceReserved<Refused extends Refusal>(
  context: Context,
  request: Parameters<Context['transactor']['once']>[1],
  waitMs: number,
  work: (unit: Unit) => Promise<Requisition | Refused>,
) {
  const problem = waitProblem(waitMs)
  if (problem) return payload('purchaseRequisition', problem, context)
  const outcome = await context.transactor.once(context.caller, request, work, findPurchaseRequisition)
  const requisition = await onceReserved(context, outcome, waitMs, findPurchaseRequisitionHeaders)
  return payload('purchaseRequisition', requisition, context)
}

export const PurchaseRequisition: PurchaseRequisitionResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.purchaseRequisition.load(id),
  department: ({ departmentId }) => (departmentId === null ? undefined : { id: departmentId }),
  lines: async ({ id }, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfRequisition.load(id), position, lineKey),
  orderStatus: async ({ id }, _, { loaders }) => orderStatusOf(await loaders.linesOfRequisition.load(id)),
  purchaseOrders: (requisition, _, { loaders }) => loaders.ordersOfRequisition.load(requisition.id),
  approval: ({ approval }) => (approval === null ? null : { id: approval.id }),
  legs: async ({ id, approval, budget }, _, { loaders }) => {
    const lines = budget === null ? [] : await loaders.linesOfRequisition.load(id)
    return [
      ...(approval === null ? [] : [approvalLegOf(id, approval)]),
      ...[requisitionBudgetLegOf({ id, budget, lines }) ?? []].flat(),
    ]
  },
  budgetShortages: ({ budget }) => [...(budget?.shortages ?? [])],
  budgetOverride: ({ budget }) => budget?.override,
}

export const PurchaseRequisitionLine: PurchaseRequisitionLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.requisitionLine.load(id),
  purchaseRequisition: ({ requisitionId }, _, { loaders }) => loaders.purchaseRequisition.load(requisitionId),
  item: ({ itemId }) => ({ id: itemId }),
  project: ({ projectId }) => (projectId === null ? undefined : { id: projectId }),
  supplier: ({ supplierId }, _, { loaders }) => (supplierId === null ? undefined : loaders.supplier.load(supplierId)),
  openQuantity: async (line, _, { loaders }) => {
    const requisition = await loaders.purchaseRequisition.load(line.requisitionId)
    return requisition?.status === 'CLOSED' || requisition?.status === 'CANCELLED'
      ? zeroQuantity
      : openOfRequisition(line)
  },
}
