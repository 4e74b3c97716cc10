import { isApprovalAsked, type UnitOfWork } from '@erp/service-kit'
import { formatMoney, isRefusal, money, newId, refuse } from '@erp/values'
import type { ApprovalNotDefined } from '../domain/approval.ts'
import { categoryOf, submit, takeBack } from '../domain/cash-approval.ts'
import { type CashDocument, type CashDocumentNotReady, inBase } from '../domain/cash-document.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccount } from '../store/cash-accounts.ts'
import type { Approvals } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { type CashDocumentNotFound, type CashReference, keepCashDocument, lockAsSeen } from './write-cash-document.ts'

/** Puts a draft before those who approve 提交审批, for its worth in the books at its own rate. */
export async function submitCashDocument(
  unit: UnitOfWork,
  reference: CashReference,
  approvals: Approvals,
): Promise<
  CashDocument | CashDocumentNotFound | StaleVersion | CashDocumentNotReady | ApprovalNotDefined | BooksNotOpen
> {
  const { tx, caller } = unit
  const document = await lockAsSeen(unit, reference)
  if (isRefusal(document)) return document
  const documentType = 'CASH_DOCUMENT'
  if (!(await isApprovalAsked(tx, caller.companyId, documentType)))
    return refuse('ApprovalNotDefined', { documentType })
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const cash = await findCashAccount(tx, document.cashAccountId)
  if (!cash) throw new Error(`The cash account of ${document.number} cannot be found`)
  const approvalId = newId()
  const submitted = submit(document, { userId: caller.userId, approvalId })
  if (isRefusal(submitted)) return submitted

  const saved = await keepCashDocument(unit, submitted)
  const { id: documentId, companyId, number, preparedBy, version } = saved
  const amount = money(saved.amount, cash.currency)
  await approvals.ask(unit, {
    ...{ approvalId, companyId, documentType, documentId, documentVersion: version, documentNumber: number },
    ...{ title: `${number} ${formatMoney(amount)} ${cash.currency}`, makerId: preparedBy, authorIds: saved.authorIds },
    ...{
      submittedBy: caller.userId,
      amount: inBase(saved, amount, base),
      currency: cash.currency,
      categories: [categoryOf(saved)],
    },
  })
  return saved
}

/** Takes a submitted document back to change it 撤回. */
export async function withdrawCashDocument(
  unit: UnitOfWork,
  { reason, ...reference }: CashReference & { readonly reason: string },
  approvals: Approvals,
): Promise<CashDocument | CashDocumentNotFound | StaleVersion | CashDocumentNotReady | ReasonMissing> {
  const why = beginningOfReason(reason)
  if (isRefusal(why)) return why
  const document = await lockAsSeen(unit, reference)
  if (isRefusal(document)) return document
  const back = takeBack(document, why)
  if (isRefusal(back)) return back
  const saved = await keepCashDocument(unit, back)
  if (document.approvalId !== null) await approvals.withdraw(unit, document, document.approvalId, why)
  return saved
}
