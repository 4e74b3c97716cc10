import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { isRefusal } from '@erp/values'
import type {
  MutationResolvers,
  QueryResolvers,
  SalesReturnLineResolvers,
  SalesReturnResolvers,
} from '../generated/graphql.ts'
import { findSalesReturn, findSalesReturnByNumber, listSalesReturns } from '../store/sales-returns.ts'
import { cancelSalesReturn } from '../use-cases/cancel-sales-return.ts'
import { confirmSalesReturn } from '../use-cases/confirm-sales-return.ts'
import { createSalesReturn } from '../use-cases/create-sales-return.ts'
import { createUnsourcedReturn } from '../use-cases/create-unsourced-return.ts'
import { waitForSalesReturn, waitProblem } from '../use-cases/wait-for-legs.ts'
import { idKey, idPage, lineKey } from './id-page.ts'
import { reasonSentence } from './reasons.ts'

export const Query: QueryResolvers = {
  salesReturn: (_, { id, number }, { loaders, transactor, caller: { companyId } }) => {
    if (id != null) return loaders.salesReturn.load(id)
    if (number == null) return undefined
    return transactor.read([companyId], (tx) => findSalesReturnByNumber(tx, companyId, number))
  },

  salesReturns: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listSalesReturns(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  createSalesReturn: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createSalesReturn', idempotencyKey, input },
      (unit) => createSalesReturn(unit, input),
      findSalesReturn,
    )
    return payload('salesReturn', outcome, context)
  },

  createUnsourcedReturn: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createUnsourcedReturn', idempotencyKey, input },
      (unit) => createUnsourcedReturn(unit, input),
      findSalesReturn,
    )
    return payload('salesReturn', outcome, context)
  },

  confirmSalesReturn: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const { caller, transactor, loaders, startReceivingReturn } = context
    const problem = waitProblem(waitMs)
    if (problem) return payload('salesReturn', problem, context)
    const outcome = await transactor.once(
      caller,
      { operation: 'confirmSalesReturn', idempotencyKey, input },
      (unit) => confirmSalesReturn(unit, input, startReceivingReturn),
      findSalesReturn,
    )
    if (isRefusal(outcome) || waitMs === 0) return payload('salesReturn', outcome, context)
    await waitForSalesReturn(transactor, { companyId: caller.companyId, documentId: outcome.id, waitMs })
    return payload('salesReturn', (await loaders.salesReturn.load(outcome.id)) ?? outcome, context)
  },

  cancelSalesReturn: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'cancelSalesReturn', idempotencyKey, input },
      (unit) => cancelSalesReturn(unit, input),
      findSalesReturn,
    )
    return payload('salesReturn', outcome, context)
  },
}

export const SalesReturn: SalesReturnResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.salesReturn.load(id),
  customer: (salesReturn, _, { loaders }) => loaders.customer.load(salesReturn.customerId),
  warehouse: (salesReturn) => ({ id: salesReturn.warehouseId }),
  refusalCode: ({ refusal }) => refusal?.reason,
  refusalReason: ({ refusal }, _, { language }) =>
    refusal ? reasonSentence(refusal.reason, refusal.facts, language) : undefined,
  lines: async (salesReturn, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfReturn.load(salesReturn.id), position, lineKey),
  creditNotes: (salesReturn, _, { loaders }) => loaders.creditNotesOfReturn.load(salesReturn.id),
  legs: (salesReturn, _, { loaders }) => loaders.legsOfDocument.load(salesReturn.id),
}

export const SalesReturnLine: SalesReturnLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.salesReturnLine.load(id),
  salesReturn: (line, _, { loaders }) => loaders.salesReturn.load(line.salesReturnId),
  deliveryLine: ({ deliveryLineId }, _, { loaders }) =>
    deliveryLineId === null ? null : loaders.deliveryLine.load(deliveryLineId),
  item: (line) => ({ id: line.itemId }),
}
