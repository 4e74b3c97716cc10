import { isRefusal, newId, refuse, writtenBy } from '@erp/values'
import { requireInvoiceIn, rewrittenInvoice } from '../domain/confirm-invoice.ts'
import { type CreditNoteInput, type CreditNoteRefused, readCreditNote } from '../domain/credit-note.ts'
import { type InvoiceDraftRefused, type InvoiceInput, readInvoice } from '../domain/draft-invoice.ts'
import { at, invalid, requireVersion, type StaleVersion } from '../domain/input.ts'
import type { Printed } from '../domain/printed-invoice.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { SupplierNotFound } from '../domain/supplier.ts'
import type {
  SupplierInvoice,
  SupplierInvoiceNotFound,
  SupplierInvoiceNumberTaken,
  SupplierInvoiceStatusWrong,
} from '../domain/supplier-invoice.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { replaceInvoiceLines } from '../store/supplier-invoice-lines.ts'
import { insertSupplierInvoice, isNumberTaken, lockSupplierInvoice, saveHeader } from '../store/supplier-invoices.ts'
import type { StartWithdrawing } from './amend-purchase-order.ts'
import { withdrawRequest } from './confirm-supplier-invoice.ts'
import { readCreditingFacts, readInvoicingFacts } from './invoicing-facts.ts'
import type { Unit } from './unit.ts'

type DraftRefused = CompanyNotReady | SupplierNotFound | SupplierInvoiceNumberTaken | InvoiceDraftRefused

/** Writes what a supplier's invoice says as a draft; nothing is matched yet. */
export async function createSupplierInvoice(
  unit: Unit,
  input: InvoiceInput & { readonly supplierId: string },
): Promise<SupplierInvoice | DraftRefused> {
  const { tx, caller } = unit
  const facts = await readInvoicingFacts(tx, { companyId: caller.companyId, supplierId: input.supplierId }, input)
  if (isRefusal(facts)) return facts
  const id = newId()
  const content = readInvoice(input, { id, newLineId: newId }, facts)
  return isRefusal(content) ? content : insertDraft(unit, id, content)
}

/** Writes what a supplier's credit note says as a draft; nothing is matched yet. */
export async function createSupplierCreditNote(
  unit: Unit,
  input: CreditNoteInput & { readonly supplierId: string },
): Promise<SupplierInvoice | CompanyNotReady | SupplierNotFound | SupplierInvoiceNumberTaken | CreditNoteRefused> {
  const { tx, caller } = unit
  const facts = await readCreditingFacts(tx, { companyId: caller.companyId, supplierId: input.supplierId }, input)
  if (isRefusal(facts)) return facts
  const id = newId()
  const content = readCreditNote(input, { id, newLineId: newId }, facts)
  return isRefusal(content) ? content : insertDraft(unit, id, content)
}

async function insertDraft(
  { tx, now, caller: { companyId, userId } }: Unit,
  id: string,
  content: Printed,
): Promise<SupplierInvoice | SupplierInvoiceNumberTaken> {
  if (await isNumberTaken(tx, { id, ...content })) return numberTaken(content.supplierInvoiceNumber)
  const invoice: SupplierInvoice = {
    ...{ ...content, id, companyId, status: 'DRAFT', createdBy: userId, authorIds: [userId], version: 1 },
    ...{ approval: null, createdAt: now },
    ...{ confirmedAt: null, number: await takeNumber(tx, companyId, 'SUPPLIER_INVOICE', content.postedOn) },
  }
  await insertSupplierInvoice(tx, invoice)
  return invoice
}

/** Writes anew what an invoice says that was not confirmed yet; its number and its supplier stay. Nobody decides on what it said before. */
export async function changeSupplierInvoice(
  unit: Unit,
  input: InvoiceInput & { readonly supplierInvoiceId: string; readonly expectedVersion: number },
  startWithdrawing: StartWithdrawing,
): Promise<SupplierInvoice | SupplierInvoiceNotFound | SupplierInvoiceStatusWrong | StaleVersion | DraftRefused> {
  const { tx, now, caller } = unit
  const { supplierInvoiceId } = input
  const invoice = await lockSupplierInvoice(tx, supplierInvoiceId)
  if (!invoice) return refuse('SupplierInvoiceNotFound', { supplierInvoiceId })
  const problem =
    requireInvoiceIn(invoice, 'DRAFT', 'HELD', 'REFUSED') ?? requireVersion(invoice, input.expectedVersion)
  if (problem) return problem
  if (invoice.kind === 'CREDIT_NOTE') return invalid('supplierInvoiceId', 'IS_A_CREDIT_NOTE')
  const facts = await readInvoicingFacts(tx, invoice, input)
  if (isRefusal(facts)) return facts
  const content = readInvoice(input, { id: invoice.id, newLineId: newId }, facts)
  if (isRefusal(content)) return content
  if (await isNumberTaken(tx, { ...content, id: invoice.id })) return numberTaken(content.supplierInvoiceNumber)
  const reason = 'Changed by its maker'
  const rewritten = writtenBy(rewrittenInvoice(invoice, content, reason, now), caller.userId)
  const changed = await saveHeader(tx, rewritten)
  await withdrawRequest(unit, invoice, reason, startWithdrawing)
  await replaceInvoiceLines(tx, changed)
  return changed
}

function numberTaken(supplierInvoiceNumber: string): SupplierInvoiceNumberTaken {
  return at(refuse('SupplierInvoiceNumberTaken', { supplierInvoiceNumber }), 'supplierInvoiceNumber')
}
