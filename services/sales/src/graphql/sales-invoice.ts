import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { isRefusal, type Refusal } from '@erp/values'
import type { SalesInvoiceLine as Line, SalesInvoiceHeader } from '../domain/sales-invoice.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  SalesInvoiceLineResolvers,
  SalesInvoiceResolvers,
} from '../generated/graphql.ts'
import { listUninvoicedLines } from '../store/invoiceable-lines.ts'
import { findSalesInvoice, findSalesInvoiceByNumber, listSalesInvoices } from '../store/sales-invoices.ts'
import { findInvoicingRun, invoiceOpenDeliveries } from '../use-cases/invoice-open-deliveries.ts'
import { cancelSalesInvoice, confirmSalesInvoice } from '../use-cases/settle-sales-invoice.ts'
import { waitForLegs, waitProblem } from '../use-cases/wait-for-legs.ts'
import { createSalesInvoice, invoiceDeliveries } from '../use-cases/write-sales-invoice.ts'
import type { Context } from './context.ts'
import { idKey, idPage, lineKey } from './id-page.ts'

export const Query: QueryResolvers = {
  salesInvoice: (_, { id, number }, { loaders, transactor, caller: { companyId } }) => {
    if (id != null) return loaders.salesInvoice.load(id)
    if (number == null) return undefined
    return transactor.read([companyId], (tx) => findSalesInvoiceByNumber(tx, companyId, number))
  },

  salesInvoices: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listSalesInvoices(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },

  uninvoicedDeliveryLines: async (_, { customerId, deliveredTo, ...position }, { transactor, caller }) => {
    const { companyId } = caller
    const { page, ...place } = idPage(position)
    const filter = { customerId: customerId ?? null, deliveredTo: deliveredTo ?? null }
    const rows = await transactor.read([companyId], (tx) => listUninvoicedLines(tx, companyId, filter, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  createSalesInvoice: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createSalesInvoice', idempotencyKey, input },
      (unit) => createSalesInvoice(unit, input),
      findSalesInvoice,
    )
    return payload('salesInvoice', outcome, context)
  },

  invoiceDeliveries: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'invoiceDeliveries', idempotencyKey, input },
      (unit) => invoiceDeliveries(unit, input),
      findSalesInvoice,
    )
    return payload('salesInvoice', outcome, context)
  },

  invoiceOpenDeliveries: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'invoiceOpenDeliveries', idempotencyKey, input },
      (unit) => invoiceOpenDeliveries(unit, input),
      findInvoicingRun,
    )
    return payload('salesInvoices', isRefusal(outcome) ? outcome : [...outcome.salesInvoices], context)
  },

  confirmSalesInvoice: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const problem = waitProblem(waitMs)
    if (problem) return payload('salesInvoice', problem, context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'confirmSalesInvoice', idempotencyKey, input },
      (unit) => confirmSalesInvoice(unit, input),
      findSalesInvoice,
    )
    return payload('salesInvoice', await afterWait(outcome, waitMs, context), context)
  },

  cancelSalesInvoice: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const problem = waitProblem(waitMs)
    if (problem) return payload('salesInvoice', problem, context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'cancelSalesInvoice', idempotencyKey, input },
      (unit) => cancelSalesInvoice(unit, input),
      findSalesInvoice,
    )
    return payload('salesInvoice', await afterWait(outcome, waitMs, context), context)
  },
}

/** The invoice as it is once the ledger has followed, within `waitMs`. */
async function afterWait<Outcome extends SalesInvoiceHeader | Refusal>(
  outcome: Outcome,
  waitMs: number,
  { caller: { companyId }, transactor, loaders }: Context,
): Promise<Outcome | SalesInvoiceHeader> {
  if (waitMs === 0 || !('id' in outcome)) return outcome
  await waitForLegs(transactor, { companyId, documentId: outcome.id, waitMs })
  return (await loaders.salesInvoice.load(outcome.id)) ?? outcome
}

export const SalesInvoice: SalesInvoiceResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.salesInvoice.load(id),
  instalments: ({ instalments, dueOn, gross }) =>
    instalments.length === 0 ? [{ dueOn, amount: gross }] : [...instalments],
  customer: (invoice, _, { loaders }) => loaders.customer.load(invoice.customerId),
  lines: async (invoice, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfInvoice.load(invoice.id), position, lineKey),
  deliveries: (invoice, _, { loaders }) => behind(invoice, loaders, 'delivery', (line) => line.deliveryId),
  salesOrders: (invoice, _, { loaders }) => behind(invoice, loaders, 'salesOrder', (line) => line.salesOrderId),
  creditNotes: (invoice, _, { loaders }) => loaders.creditNotesOfInvoice.load(invoice.id),
  legs: (invoice, _, { loaders }) => loaders.legsOfDocument.load(invoice.id),
}

/** The documents that an invoice charges for, oldest first, of those that the caller may see. */
async function behind<Type extends 'delivery' | 'salesOrder'>(
  { id }: SalesInvoiceHeader,
  loaders: Context['loaders'],
  type: Type,
  idOf: (line: Line) => string,
) {
  const ids = [...new Set((await loaders.linesOfInvoice.load(id)).map(idOf))].sort()
  const found = await Promise.all(ids.map((one) => loaders[type].load(one)))
  type Document = NonNullable<Awaited<ReturnType<Context['loaders'][Type]['load']>>>
  return found.filter((document): document is Document => document !== undefined)
}

export const SalesInvoiceLine: SalesInvoiceLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.salesInvoiceLine.load(id),
  salesInvoice: (line, _, { loaders }) => loaders.salesInvoice.load(line.salesInvoiceId),
  deliveryLine: (line, _, { loaders }) => loaders.deliveryLine.load(line.deliveryLineId),
  item: (line) => ({ id: line.itemId }),
  taxCode: (line) => ({ id: line.taxCodeId }),
}
