import { isApprovalAsked, type UnitOfWork } from '@erp/service-kit'
import { formatMoney, isRefusal, money, newId, refuse } from '@erp/values'
import type { ApprovalNotDefined } from '../domain/approval.ts'
import { submit, takeBack } from '../domain/cash-approval.ts'
import type { CashDocumentNotReady } from '../domain/cash-document.ts'
import { type CashTransfer, categoriesOf, inBooks } from '../domain/cash-transfer.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccounts } from '../store/cash-accounts.ts'
import { saveCashTransfer } from '../store/cash-transfers.ts'
import type { Approvals } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { type CashTransferNotFound, lockTransferAsSeen, type TransferReference } from './write-cash-transfer.ts'

/** Puts a transfer before those who approve 提交审批, for what leaves at its own rate. */
export async function submitCashTransfer(
  unit: UnitOfWork,
  reference: TransferReference,
  approvals: Approvals,
): Promise<
  CashTransfer | CashTransferNotFound | StaleVersion | CashDocumentNotReady | ApprovalNotDefined | BooksNotOpen
> {
  const { tx, caller } = unit
  const transfer = await lockTransferAsSeen(unit, reference)
  if (isRefusal(transfer)) return transfer
  const documentType = 'CASH_TRANSFER'
  if (!(await isApprovalAsked(tx, caller.companyId, documentType)))
    return refuse('ApprovalNotDefined', { documentType })
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const { fromAccountId, toAccountId } = transfer
  const accounts = await findCashAccounts(tx, [fromAccountId, toAccountId])
  const [from, to] = [fromAccountId, toAccountId].map((id) => accounts.find((one) => one.id === id))
  if (!from || !to) throw new Error(`An account of ${transfer.number} cannot be found`)
  const approvalId = newId()
  const submitted = submit(transfer, { userId: caller.userId, approvalId })
  if (isRefusal(submitted)) return submitted

  const saved = await saveCashTransfer(tx, submitted)
  const { id: documentId, companyId, number, preparedBy: makerId, authorIds, version, amount } = saved
  await approvals.ask(unit, {
    ...{ approvalId, companyId, documentType, documentId, documentVersion: version, documentNumber: number },
    title: `${number} ${from.code} → ${to.code} ${formatMoney(money(amount, from.currency))} ${from.currency}`,
    ...{ makerId, authorIds, submittedBy: caller.userId, currency: from.currency, categories: categoriesOf(from, to) },
    amount: money(inBooks(saved, { base, from: from.currency, to: to.currency }).left, base),
  })
  return saved
}

/** Takes a submitted transfer back 撤回; whoever approves need not any more. */
export async function withdrawCashTransfer(
  unit: UnitOfWork,
  { reason, ...reference }: TransferReference & { readonly reason: string },
  approvals: Approvals,
): Promise<CashTransfer | CashTransferNotFound | StaleVersion | CashDocumentNotReady | ReasonMissing> {
  const why = beginningOfReason(reason)
  if (isRefusal(why)) return why
  const transfer = await lockTransferAsSeen(unit, reference)
  if (isRefusal(transfer)) return transfer
  const back = takeBack(transfer, why)
  if (isRefusal(back)) return back
  if (transfer.approvalId !== null) await approvals.withdraw(unit, transfer, transfer.approvalId, why)
  return saveCashTransfer(unit.tx, back)
}
