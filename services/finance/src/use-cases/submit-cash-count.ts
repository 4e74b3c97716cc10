import { isApprovalAsked, type UnitOfWork } from '@erp/service-kit'
import { formatMoney, isRefusal, money, newId, refuse } from '@erp/values'
import type { ApprovalNotDefined } from '../domain/approval.ts'
import {
  type CashCount,
  type CashCountNotReady,
  categoryOf,
  differenceInBooks,
  differenceOf,
  submitCount,
  takeCountBack,
} from '../domain/cash-count.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccount } from '../store/cash-accounts.ts'
import { saveCashCount } from '../store/cash-counts.ts'
import type { Approvals } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import { type CashCountNotFound, type CashCountReference, lockCountAsSeen } from './count-cash.ts'
import type { BooksNotOpen } from './draft-entries.ts'

/** Puts a witnessed count before those who approve 提交审批, for what differs, over or missing, in the currency of the books. */
export async function submitCashCount(
  unit: UnitOfWork,
  reference: CashCountReference,
  approvals: Approvals,
): Promise<CashCount | CashCountNotFound | StaleVersion | CashCountNotReady | ApprovalNotDefined | BooksNotOpen> {
  const { tx, caller } = unit
  const count = await lockCountAsSeen(unit, reference)
  if (isRefusal(count)) return count
  const documentType = 'CASH_COUNT'
  if (!(await isApprovalAsked(tx, caller.companyId, documentType)))
    return refuse('ApprovalNotDefined', { documentType })
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const cash = await findCashAccount(tx, count.cashAccountId)
  if (!cash) throw new Error(`The cash account of ${count.number} cannot be found`)
  const approvalId = newId()
  const submitted = submitCount(count, { userId: caller.userId, approvalId })
  if (isRefusal(submitted)) return submitted

  const saved = await saveCashCount(tx, submitted)
  const { id: documentId, companyId, number, version, currency, countedBy: makerId, witnessedBy } = saved
  const worth = differenceInBooks(saved, base)
  await approvals.ask(unit, {
    ...{ approvalId, companyId, documentType, documentId, documentVersion: version, documentNumber: number },
    title: `${number} ${cash.code} ${formatMoney(money(differenceOf(saved), currency))} ${currency}`,
    ...{ makerId, submittedBy: caller.userId, currency, categories: [categoryOf(saved, cash)] },
    authorIds: witnessedBy === null ? [makerId] : [makerId, witnessedBy],
    amount: money(worth < 0n ? -worth : worth, base),
  })
  return saved
}

/** Takes a submitted count back 撤回: it is witnessed as before. */
export async function withdrawCashCount(
  unit: UnitOfWork,
  { reason, ...reference }: CashCountReference & { readonly reason: string },
  approvals: Approvals,
): Promise<CashCount | CashCountNotFound | StaleVersion | CashCountNotReady | ReasonMissing> {
  const why = beginningOfReason(reason)
  if (isRefusal(why)) return why
  const count = await lockCountAsSeen(unit, reference)
  if (isRefusal(count)) return count
  const back = takeCountBack(count, why)
  if (isRefusal(back)) return back
  if (count.approvalId !== null) await approvals.withdraw(unit, count, count.approvalId, why)
  return saveCashCount(unit.tx, back)
}
