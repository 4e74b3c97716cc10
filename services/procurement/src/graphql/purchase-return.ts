import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { isRefusal } from '@erp/values'
import { uncreditedOf } from '../domain/credit-note.ts'
import { creditStatusOf } from '../domain/invoice-status.ts'
import type { PurchaseReturnLine as Line } from '../domain/purchase-return.ts'
import type {
  LegResolvers,
  MutationResolvers,
  PurchaseReturnLineResolvers,
  PurchaseReturnResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { listUncreditedLines } from '../store/creditable-lines.ts'
import { findPurchaseReturn, findPurchaseReturnByNumber, listPurchaseReturns } from '../store/purchase-returns.ts'
import { cancelPurchaseReturn } from '../use-cases/cancel-purchase-return.ts'
import { confirmPurchaseReturn } from '../use-cases/confirm-purchase-return.ts'
import { createPurchaseReturn } from '../use-cases/create-purchase-return.ts'
import { waitForReturn, waitProblem } from '../use-cases/wait-for-legs.ts'
import { idKey, idPage, lineKey } from './id-page.ts'
import { reasonSentence } from './reasons.ts'

export const Query: QueryResolvers = {
  purchaseReturn: (_, { id, number }, { loaders, transactor, caller: { companyId } }) => {
    if (id != null) return loaders.purchaseReturn.load(id)
    if (number == null) return undefined
    return transactor.read([companyId], (tx) => findPurchaseReturnByNumber(tx, companyId, number))
  },

  purchaseReturns: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listPurchaseReturns(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },

  uncreditedReturnLines: async (_, { supplierId, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listUncreditedLines(tx, companyId, { supplierId }, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  createPurchaseReturn: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createPurchaseReturn', idempotencyKey, input },
      (unit) => createPurchaseReturn(unit, input),
      findPurchaseReturn,
    )
    return payload('purchaseReturn', outcome, context)
  },

  confirmPurchaseReturn: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const { caller, transactor, loaders, startReturning } = context
    const problem = waitProblem(waitMs)
    if (problem) return payload('purchaseReturn', problem, context)
    const outcome = await transactor.once(
      caller,
      { operation: 'confirmPurchaseReturn', idempotencyKey, input },
      (unit) => confirmPurchaseReturn(unit, input, startReturning),
      findPurchaseReturn,
    )
    if (isRefusal(outcome) || waitMs === 0) return payload('purchaseReturn', outcome, context)
    await waitForReturn(transactor, { companyId: caller.companyId, documentId: outcome.id, waitMs })
    return payload('purchaseReturn', (await loaders.purchaseReturn.load(outcome.id)) ?? outcome, context)
  },

  cancelPurchaseReturn: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'cancelPurchaseReturn', idempotencyKey, input },
      (unit) => cancelPurchaseReturn(unit, input),
      findPurchaseReturn,
    )
    return payload('purchaseReturn', outcome, context)
  },
}

export const PurchaseReturn: PurchaseReturnResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.purchaseReturn.load(id),
  supplier: (purchaseReturn, _, { loaders }) => loaders.supplier.load(purchaseReturn.supplierId),
  warehouse: (purchaseReturn) => ({ id: purchaseReturn.warehouseId }),
  refusalCode: ({ refusal }) => refusal?.reason,
  refusalReason: ({ refusal }, _, { language }) =>
    refusal ? reasonSentence(refusal.reason, refusal.facts, language) : undefined,
  lines: async (purchaseReturn, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfReturn.load(purchaseReturn.id), position, lineKey),
  legs: (purchaseReturn, _, { loaders }) => loaders.legsOfDocument.load(purchaseReturn.id),
  creditStatus: async ({ id, afterInvoice, status }, _, { loaders }) =>
    afterInvoice && status === 'CONFIRMED' ? creditStatusOf(await loaders.linesOfReturn.load(id)) : undefined,
}

export const PurchaseReturnLine: PurchaseReturnLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.purchaseReturnLine.load(id),
  purchaseReturn: (line, _, { loaders }) => loaders.purchaseReturn.load(line.purchaseReturnId),
  goodsReceiptLine: (line, _, { loaders }) => loaders.goodsReceiptLine.load(line.goodsReceiptLineId),
  item: (line) => ({ id: line.itemId }),
  uncreditedBaseQuantity: (line) => owed(line)?.quantity,
  uncreditedValue: (line) => owed(line)?.value,
}

function owed({ clearingValue, credited, ...line }: Line) {
  return clearingValue && credited ? uncreditedOf({ ...line, clearingValue, credited }) : undefined
}

export const Leg: LegResolvers = {
  reason: ({ reasonCode, facts }, _, { language }) =>
    reasonCode === null ? undefined : reasonSentence(reasonCode, facts, language),
}
