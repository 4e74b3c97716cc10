import { connection, connectionOfAll, forbidden, payload } from '@erp/graphql-kit'
import { isRefusal } from '@erp/values'
import { openOf, openQuantityOf } from '../domain/goods-receipt.ts'
import { invoiceStatusOfReceipt } from '../domain/invoice-status.ts'
import type {
  DocumentSimulationResolvers,
  GoodsReceiptLineResolvers,
  GoodsReceiptResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findGoodsReceipt, findGoodsReceiptByNumber, listGoodsReceipts } from '../store/goods-receipts.ts'
import { cancelGoodsReceipt } from '../use-cases/cancel-goods-receipt.ts'
import { confirmGoodsReceipt } from '../use-cases/confirm-goods-receipt.ts'
import { createGoodsReceipt } from '../use-cases/create-goods-receipt.ts'
import { simulateDraftGoodsReceipt, simulateGoodsReceipt } from '../use-cases/simulate-goods-receipt.ts'
import { waitForLegs, waitProblem } from '../use-cases/wait-for-legs.ts'
import { idKey, idPage, lineKey } from './id-page.ts'

const confirmPermission = 'procurement.goodsReceipt.confirm'

export const Query: QueryResolvers = {
  goodsReceipt: (_, { id, number }, { loaders, transactor, caller: { companyId } }) => {
    if (id != null) return loaders.goodsReceipt.load(id)
    if (number == null) return undefined
    return transactor.read([companyId], (tx) => findGoodsReceiptByNumber(tx, companyId, number))
  },

  goodsReceipts: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listGoodsReceipts(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },

  simulateGoodsReceipt: async (_, { input }, context) => {
    const { companyId } = context.caller
    const outcome = await context.transactor.read([companyId], (tx) =>
      simulateGoodsReceipt(tx, companyId, input, new Date()),
    )
    return payload('simulation', outcome, context)
  },

  simulateDraftGoodsReceipt: async (_, { goodsReceiptId }, context) => {
    const outcome = await context.transactor.read([context.caller.companyId], (tx) =>
      simulateDraftGoodsReceipt(tx, goodsReceiptId, new Date()),
    )
    return payload('simulation', outcome, context)
  },
}

export const Mutation: MutationResolvers = {
  createGoodsReceipt: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const { caller, transactor } = context
    const confirm = input.confirm ?? false
    if (confirm && !caller.permissions.has(confirmPermission)) throw forbidden(confirmPermission)
    const problem = waitProblem(waitMs)
    if (problem) return payload('goodsReceipt', problem, context)
    const outcome = await transactor.once(
      caller,
      { operation: 'createGoodsReceipt', idempotencyKey, input: { ...input, confirm } },
      (unit) => createGoodsReceipt(unit, { ...input, confirm }),
      findGoodsReceipt,
    )
    if (!isRefusal(outcome) && confirm)
      await waitForLegs(transactor, { companyId: caller.companyId, documentId: outcome.id, waitMs })
    return payload('goodsReceipt', outcome, context)
  },

  confirmGoodsReceipt: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const { caller, transactor } = context
    const problem = waitProblem(waitMs)
    if (problem) return payload('goodsReceipt', problem, context)
    const outcome = await transactor.once(
      caller,
      { operation: 'confirmGoodsReceipt', idempotencyKey, input },
      (unit) => confirmGoodsReceipt(unit, input),
      findGoodsReceipt,
    )
    if (!isRefusal(outcome))
      await waitForLegs(transactor, { companyId: caller.companyId, documentId: outcome.id, waitMs })
    return payload('goodsReceipt', outcome, context)
  },

  cancelGoodsReceipt: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'cancelGoodsReceipt', idempotencyKey, input },
      (unit) => cancelGoodsReceipt(unit, input),
      findGoodsReceipt,
    )
    return payload('goodsReceipt', outcome, context)
  },
}

export const GoodsReceipt: GoodsReceiptResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.goodsReceipt.load(id),
  supplier: (receipt, _, { loaders }) => loaders.supplier.load(receipt.supplierId),
  warehouse: (receipt) => ({ id: receipt.warehouseId }),
  lines: async (receipt, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfReceipt.load(receipt.id), position, lineKey),
  estimateMode: ({ status, estimateMode }) => (status === 'CONFIRMED' ? estimateMode : undefined),
  legs: (receipt, _, { loaders }) => loaders.legsOfDocument.load(receipt.id),
  purchaseReturns: (receipt, _, { loaders }) => loaders.returnsOfReceipt.load(receipt.id),
  invoiceStatus: async ({ id }, _, { loaders }) => {
    const [held, lines] = await Promise.all([loaders.heldOfReceipt.load(id), loaders.linesOfReceipt.load(id)])
    return held?.invoices ? 'EXCEPTION' : invoiceStatusOfReceipt(lines)
  },
  supplierInvoices: (receipt, _, { loaders }) => loaders.invoicesOfReceipt.load(receipt.id),
}

export const GoodsReceiptLine: GoodsReceiptLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.goodsReceiptLine.load(id),
  goodsReceipt: (line, _, { loaders }) => loaders.goodsReceipt.load(line.goodsReceiptId),
  purchaseOrderLine: (line, _, { loaders }) => loaders.purchaseOrderLine.load(line.purchaseOrderLineId),
  item: (line) => ({ id: line.itemId }),
  uninvoicedBaseQuantity: (line) => openQuantityOf(line),
  uninvoicedValue: ({ netValue, ...line }) => (netValue === null ? undefined : openOf({ ...line, netValue }).value),
  estimateReversal: ({ reversalId }, _, { loaders }) =>
    reversalId === null ? undefined : loaders.estimateTurn.load(reversalId),
  invoiceStatus: (line) => invoiceStatusOfReceipt([line]),
}

/** A simulation is its id; the services that show their part of it check what the id says. */
export const DocumentSimulation: DocumentSimulationResolvers = {
  __resolveReference: ({ id }) => ({ id }),
}
