import { type BusinessDate, isRefusal, newId, refuse } from '@erp/values'
import type {
  CreditNote,
  OverCrediting,
  SalesInvoiceLineNotFound,
  SalesReturnNotCreditable,
} from '../domain/credit-note.ts'
import {
  type AllowanceInput,
  type Credit,
  creditsOfReturn,
  draftCreditNote,
  readAllowances,
} from '../domain/draft-credit-note.ts'
import { at, type InvalidInput, invalid } from '../domain/input.ts'
import { requireReturnStatus, type SalesReturnNotFound, type SalesReturnStatusWrong } from '../domain/sales-return.ts'
import { insertCreditNote } from '../store/credit-notes.ts'
import {
  findReturnedGoods,
  invoiceLinesOfReturn,
  lockCreditableLines,
  takeForCredit,
} from '../store/creditable-lines.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { lockSalesReturn } from '../store/sales-returns.ts'
import type { Unit } from './unit.ts'

/** Carries a return down into a credit note 下推: a draft of all its goods that were invoiced and are not credited yet. */
export async function creditSalesReturn(
  unit: Unit,
  input: { readonly salesReturnId: string; readonly creditedOn: BusinessDate; readonly reason: string },
): Promise<CreditNote | SalesReturnNotFound | SalesReturnStatusWrong | SalesReturnNotCreditable | InvalidInput> {
  const { tx } = unit
  const { salesReturnId, creditedOn } = input
  const salesReturn = await lockSalesReturn(tx, salesReturnId)
  if (!salesReturn) return at(refuse('SalesReturnNotFound', { salesReturnId }), 'salesReturnId')
  const wrong = requireReturnStatus(salesReturn, 'CONFIRMED')
  if (wrong) return wrong
  if (creditedOn < salesReturn.returnedOn) return invalid('creditedOn', 'BEFORE_THE_RETURN')
  const invoiceLines = await lockCreditableLines(tx, await invoiceLinesOfReturn(tx, salesReturnId))
  const credits = creditsOfReturn(await findReturnedGoods(tx, salesReturnId), invoiceLines)
  if (credits.length === 0) return at(refuse('SalesReturnNotCreditable', { salesReturnId }), 'salesReturnId')
  return writeDraft(unit, credits, { ...input, salesReturnId })
}

/** Writes a draft that lowers prices of invoice lines 折让, without goods, and takes it off them. */
export async function createCreditNote(
  unit: Unit,
  input: AllowanceInput,
): Promise<CreditNote | SalesInvoiceLineNotFound | OverCrediting | InvalidInput> {
  const invoiceLines = await lockCreditableLines(
    unit.tx,
    input.lines.map(({ salesInvoiceLineId }) => salesInvoiceLineId),
  )
  const credits = readAllowances(input, new Map(invoiceLines.map((line) => [line.id, line])))
  return isRefusal(credits) ? credits : writeDraft(unit, credits, { ...input, salesReturnId: null })
}

async function writeDraft(
  { tx, now, caller: { companyId, userId: createdBy } }: Unit,
  credits: readonly Credit[],
  head: { readonly creditedOn: BusinessDate; readonly reason: string; readonly salesReturnId: string | null },
): Promise<CreditNote | InvalidInput> {
  const { salesReturnId } = head
  const context = { id: newId(), companyId, salesReturnId, newLineId: newId, createdBy, now }
  const draft = draftCreditNote(credits, head, context)
  if (isRefusal(draft)) return draft
  const creditNote = { ...draft, number: await takeNumber(tx, companyId, 'CREDIT_NOTE', draft.creditedOn) }
  await insertCreditNote(tx, creditNote)
  await takeForCredit(tx, creditNote.lines)
  return creditNote
}
