import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { type Refusal, subtract } from '@erp/values'
import { approvalLegOf } from '../domain/document-leg.ts'
import type { InvoiceInput } from '../domain/draft-invoice.ts'
import { isGoods, isService, type SupplierInvoiceHeader } from '../domain/supplier-invoice.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  SupplierInvoiceLineResolvers,
  SupplierInvoiceResolvers,
} from '../generated/graphql.ts'
import { listGoodsInTransit } from '../store/goods-in-transit.ts'
import { listUninvoicedLines } from '../store/invoiceable-lines.ts'
import { findSupplierInvoice, findSupplierInvoiceByNumber, listSupplierInvoices } from '../store/supplier-invoices.ts'
import { cancelSupplierInvoice } from '../use-cases/cancel-supplier-invoice.ts'
import { confirmSupplierInvoice, releaseSupplierInvoice } from '../use-cases/confirm-supplier-invoice.ts'
import { creditPurchaseReturns } from '../use-cases/credit-purchase-returns.ts'
import { invoiceGoodsReceipts } from '../use-cases/invoice-goods-receipts.ts'
import { waitForInvoice, waitProblem } from '../use-cases/wait-for-legs.ts'
import {
  changeSupplierInvoice,
  createSupplierCreditNote,
  createSupplierInvoice,
} from '../use-cases/write-supplier-invoice.ts'
import type { Context } from './context.ts'
import { idKey, idPage, lineKey } from './id-page.ts'
import { reasonSentence } from './reasons.ts'

export const Query: QueryResolvers = {
  supplierInvoice: (_, { id, number }, { loaders, transactor, caller: { companyId } }) => {
    if (id != null) return loaders.supplierInvoice.load(id)
    if (number == null) return undefined
    return transactor.read([companyId], (tx) => findSupplierInvoiceByNumber(tx, companyId, number))
  },

  supplierInvoices: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listSupplierInvoices(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },

  uninvoicedReceiptLines: async (_, { supplierId, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listUninvoicedLines(tx, companyId, { supplierId }, place))
    return connection(rows, { ...page, orderKey: idKey })
  },

  goodsInTransit: async (_, { supplierId, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listGoodsInTransit(tx, companyId, { supplierId }, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  createSupplierInvoice: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createSupplierInvoice', idempotencyKey, input },
      (unit) => createSupplierInvoice(unit, withLists(input)),
      findSupplierInvoice,
    )
    return payload('supplierInvoice', outcome, context)
  },

  invoiceGoodsReceipts: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'invoiceGoodsReceipts', idempotencyKey, input },
      (unit) => invoiceGoodsReceipts(unit, input),
      findSupplierInvoice,
    )
    return payload('supplierInvoice', outcome, context)
  },

  createSupplierCreditNote: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createSupplierCreditNote', idempotencyKey, input },
      (unit) => createSupplierCreditNote(unit, input),
      findSupplierInvoice,
    )
    return payload('supplierInvoice', outcome, context)
  },

  creditPurchaseReturns: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'creditPurchaseReturns', idempotencyKey, input },
      (unit) => creditPurchaseReturns(unit, input),
      findSupplierInvoice,
    )
    return payload('supplierInvoice', outcome, context)
  },

  changeSupplierInvoice: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeSupplierInvoice', idempotencyKey, input },
      (unit) => changeSupplierInvoice(unit, withLists(input), context.startWithdrawing),
      findSupplierInvoice,
    )
    return payload('supplierInvoice', outcome, context)
  },

  confirmSupplierInvoice: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const problem = waitProblem(waitMs)
    if (problem) return payload('supplierInvoice', problem, context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'confirmSupplierInvoice', idempotencyKey, input },
      (unit) => confirmSupplierInvoice(unit, input, context),
      findSupplierInvoice,
    )
    return payload('supplierInvoice', await afterWait(outcome, waitMs, context), context)
  },

  releaseSupplierInvoice: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const problem = waitProblem(waitMs)
    if (problem) return payload('supplierInvoice', problem, context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'releaseSupplierInvoice', idempotencyKey, input },
      (unit) => releaseSupplierInvoice(unit, input, context),
      findSupplierInvoice,
    )
    return payload('supplierInvoice', await afterWait(outcome, waitMs, context), context)
  },

  cancelSupplierInvoice: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const problem = waitProblem(waitMs)
    if (problem) return payload('supplierInvoice', problem, context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'cancelSupplierInvoice', idempotencyKey, input },
      (unit) => cancelSupplierInvoice(unit, input, context),
      findSupplierInvoice,
    )
    return payload('supplierInvoice', await afterWait(outcome, waitMs, context), context)
  },
}

/** Lists that are left out are empty. */
function withLists<Input extends Partial<Pick<InvoiceInput, 'goods' | 'inTransit' | 'expenses' | 'charges'>>>(
  input: Input,
) {
  const { goods = [], inTransit = [], expenses = [], charges = [] } = input
  return { ...input, goods, inTransit, expenses, charges }
}

/** The invoice as it is once stock and ledger have followed, within `waitMs`. */
async function afterWait<Outcome extends SupplierInvoiceHeader | Refusal>(
  outcome: Outcome,
  waitMs: number,
  { caller: { companyId }, transactor, loaders }: Context,
): Promise<Outcome | SupplierInvoiceHeader> {
  if (waitMs === 0 || !('id' in outcome) || outcome.status === 'HELD') return outcome
  await waitForInvoice(transactor, { companyId, documentId: outcome.id, waitMs })
  return (await loaders.supplierInvoice.load(outcome.id)) ?? outcome
}

export const SupplierInvoice: SupplierInvoiceResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.supplierInvoice.load(id),
  supplier: (invoice, _, { loaders }) => loaders.supplier.load(invoice.supplierId),
  instalments: ({ instalments, dueOn, printed }) =>
    instalments.length === 0 ? [{ dueOn, amount: printed.gross }] : [...instalments],
  printedNet: ({ printed }) => printed.net,
  printedTax: ({ printed }) => printed.tax,
  printedGross: ({ printed }) => printed.gross,
  differences: ({ differences }) => [...differences],
  refusalCode: ({ refusal }) => refusal?.reason,
  refusalReason: ({ refusal }, _, { language }) =>
    refusal ? reasonSentence(refusal.reason, refusal.facts, language) : undefined,
  lines: async (invoice, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfInvoice.load(invoice.id), position, lineKey),
  approval: ({ approval }) => (approval === null ? null : { id: approval.id }),
  legs: async ({ id, approval }, _, { loaders }) => [
    ...(approval === null ? [] : [approvalLegOf(id, approval)]),
    ...(await loaders.legsOfDocument.load(id)),
  ],
}

export const SupplierInvoiceLine: SupplierInvoiceLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.supplierInvoiceLine.load(id),
  supplierInvoice: (line, _, { loaders }) => loaders.supplierInvoice.load(line.supplierInvoiceId),
  taxCode: ({ taxCodeId }) => ({ id: taxCodeId }),
  goodsReceiptLine: (line, _, { loaders }) =>
    isGoods(line) ? loaders.goodsReceiptLine.load(line.goodsReceiptLineId) : undefined,
  purchaseReturnLine: (line, _, { loaders }) =>
    isGoods(line) && line.purchaseReturnLineId !== null
      ? loaders.purchaseReturnLine.load(line.purchaseReturnLineId)
      : undefined,
  purchaseOrderLine: (line, _, { loaders }) =>
    isGoods(line) || line.purchaseOrderLineId === null
      ? undefined
      : loaders.purchaseOrderLine.load(line.purchaseOrderLineId),
  arrivedBaseQuantity: (line) => (line.kind === 'IN_TRANSIT' ? line.arrived.quantity : undefined),
  inTransitValue: (line) => (line.kind === 'IN_TRANSIT' ? subtract(line.net, line.arrived.value) : undefined),
  item: (line) => (isService(line) ? undefined : { id: line.itemId }),
  unit: (line) => (isService(line) ? undefined : line.unit),
  quantity: (line) => (isService(line) ? undefined : line.quantity),
  baseQuantity: (line) => (isService(line) ? undefined : line.baseQuantity),
  matchedBaseQuantity: (line) => (isGoods(line) ? line.matchedBaseQuantity : undefined),
  cleared: (line) => (isGoods(line) ? line.cleared : undefined),
  exchangeDifference: (line) => (isGoods(line) ? line.exchangeDifference : undefined),
  printedNet: ({ printed }) => printed.net,
  printedTax: ({ printed }) => printed.tax,
  description: (line) => (isService(line) ? line.description : undefined),
  expenseType: (line) => (isService(line) ? line.expenseType : undefined),
  department: (line) => (isService(line) && line.departmentId !== null ? { id: line.departmentId } : undefined),
  project: (line) => (isService(line) && line.projectId !== null ? { id: line.projectId } : undefined),
}
