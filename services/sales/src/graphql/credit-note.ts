import { connection, connectionOfAll, payload } from '@erp/graphql-kit'
import type { Refusal } from '@erp/values'
import type { CreditNoteHeader } from '../domain/credit-note.ts'
import type { SalesInvoiceHeader } from '../domain/sales-invoice.ts'
import type {
  CreditNoteLineResolvers,
  CreditNoteResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findCreditNote, findCreditNoteByNumber, listCreditNotes } from '../store/credit-notes.ts'
import { cancelCreditNote, confirmCreditNote } from '../use-cases/settle-credit-note.ts'
import { waitForLegs, waitProblem } from '../use-cases/wait-for-legs.ts'
import { createCreditNote, creditSalesReturn } from '../use-cases/write-credit-note.ts'
import { creditServices, creditUnsourcedReturn } from '../use-cases/write-free-credit-note.ts'
import type { Context } from './context.ts'
import { idKey, idPage, lineKey } from './id-page.ts'

export const Query: QueryResolvers = {
  creditNote: (_, { id, number }, { loaders, transactor, caller: { companyId } }) => {
    if (id != null) return loaders.creditNote.load(id)
    if (number == null) return undefined
    return transactor.read([companyId], (tx) => findCreditNoteByNumber(tx, companyId, number))
  },

  creditNotes: async (_, { where, ...position }, { transactor, caller: { companyId } }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([companyId], (tx) => listCreditNotes(tx, companyId, where ?? {}, place))
    return connection(rows, { ...page, orderKey: idKey })
  },
}

export const Mutation: MutationResolvers = {
  creditSalesReturn: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'creditSalesReturn', idempotencyKey, input },
      (unit) => creditSalesReturn(unit, input),
      findCreditNote,
    )
    return payload('creditNote', outcome, context)
  },

  createCreditNote: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createCreditNote', idempotencyKey, input },
      (unit) => createCreditNote(unit, input),
      findCreditNote,
    )
    return payload('creditNote', outcome, context)
  },

  creditUnsourcedReturn: async (_, { input: { idempotencyKey, pricesIncludeTax = false, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'creditUnsourcedReturn', idempotencyKey, input: { ...input, pricesIncludeTax } },
      (unit) => creditUnsourcedReturn(unit, { ...input, pricesIncludeTax }),
      findCreditNote,
    )
    return payload('creditNote', outcome, context)
  },

  creditServices: async (_, { input: { idempotencyKey, pricesIncludeTax = false, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'creditServices', idempotencyKey, input: { ...input, pricesIncludeTax } },
      (unit) => creditServices(unit, { ...input, pricesIncludeTax }),
      findCreditNote,
    )
    return payload('creditNote', outcome, context)
  },

  confirmCreditNote: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const problem = waitProblem(waitMs)
    if (problem) return payload('creditNote', problem, context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'confirmCreditNote', idempotencyKey, input },
      (unit) => confirmCreditNote(unit, input, context.startApprovingCreditNote),
      findCreditNote,
    )
    return payload('creditNote', await afterWait(outcome, waitMs, context), context)
  },

  cancelCreditNote: async (_, { input: { idempotencyKey, waitMs = 0, ...input } }, context) => {
    const problem = waitProblem(waitMs)
    if (problem) return payload('creditNote', problem, context)
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'cancelCreditNote', idempotencyKey, input },
      (unit) => cancelCreditNote(unit, input, context.startWithdrawing),
      findCreditNote,
    )
    return payload('creditNote', await afterWait(outcome, waitMs, context), context)
  },
}

/** The credit note as it is once the ledger has followed, within `waitMs`. */
async function afterWait<Outcome extends CreditNoteHeader | Refusal>(
  outcome: Outcome,
  waitMs: number,
  { caller: { companyId }, transactor, loaders }: Context,
): Promise<Outcome | CreditNoteHeader> {
  if (waitMs === 0 || !('id' in outcome) || outcome.status === 'PENDING_APPROVAL') return outcome
  await waitForLegs(transactor, { companyId, documentId: outcome.id, waitMs })
  return (await loaders.creditNote.load(outcome.id)) ?? outcome
}

export const CreditNote: CreditNoteResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.creditNote.load(id),
  customer: (creditNote, _, { loaders }) => loaders.customer.load(creditNote.customerId),
  salesReturn: ({ salesReturnId }, _, { loaders }) =>
    salesReturnId === null ? undefined : loaders.salesReturn.load(salesReturnId),
  lines: async (creditNote, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfCreditNote.load(creditNote.id), position, lineKey),
  salesInvoices: async (creditNote, _, { loaders }) => {
    const lines = await loaders.linesOfCreditNote.load(creditNote.id)
    const ids = [...new Set(lines.flatMap(({ salesInvoiceId }) => salesInvoiceId ?? []))].sort()
    const found = await Promise.all(ids.map((id) => loaders.salesInvoice.load(id)))
    return found.filter((invoice): invoice is SalesInvoiceHeader => invoice !== undefined)
  },
  approval: ({ approval }) => (approval === null ? null : { id: approval.id }),
  legs: (creditNote, _, { loaders }) => loaders.legsOfDocument.load(creditNote.id),
}

export const CreditNoteLine: CreditNoteLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.creditNoteLine.load(id),
  creditNote: (line, _, { loaders }) => loaders.creditNote.load(line.creditNoteId),
  salesInvoiceLine: ({ salesInvoiceLineId }, _, { loaders }) =>
    salesInvoiceLineId === null ? undefined : loaders.salesInvoiceLine.load(salesInvoiceLineId),
  salesReturnLine: ({ salesReturnLineId }, _, { loaders }) =>
    salesReturnLineId === null ? undefined : loaders.salesReturnLine.load(salesReturnLineId),
  item: (line) => ({ id: line.itemId }),
  taxCode: (line) => ({ id: line.taxCodeId }),
}
