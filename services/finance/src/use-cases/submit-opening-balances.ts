import { isApprovalAsked, type UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import type { ApprovalNotDefined } from '../domain/approval.ts'
import { type OpeningNotReady, submitSheet } from '../domain/opening-approval.ts'
import type { OpeningBalance, OpeningLineInvalid } from '../domain/opening-balance.ts'
import { checkEven, type OpeningUneven, openingTrial } from '../domain/opening-trial.ts'
import { saveSheet } from '../store/opening-balances.ts'
import type { Approvals } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import { type BooksNotOpen, checkLines, type OpeningFinal, sheetForChange } from './opening-balances.ts'

/** Puts an even sheet before those who approve 提交审批, for the sum of its balances. */
export async function submitOpeningBalances(
  unit: UnitOfWork,
  { expectedVersion }: { readonly expectedVersion: number },
  approvals: Approvals,
): Promise<
  | OpeningBalance
  | BooksNotOpen
  | StaleVersion
  | OpeningFinal
  | OpeningNotReady
  | ApprovalNotDefined
  | OpeningLineInvalid
  | OpeningUneven
> {
  const { tx, caller, now } = unit
  const { companyId, userId } = caller
  const ready = await sheetForChange(unit, expectedVersion)
  if (isRefusal(ready)) return ready
  const { sheet, books } = ready
  const documentType = 'OPENING_BALANCES'
  if (!(await isApprovalAsked(tx, companyId, documentType))) return refuse('ApprovalNotDefined', { documentType })
  const approvalId = newId()
  const submitted = submitSheet(sheet, { userId, approvalId })
  if (isRefusal(submitted)) return submitted
  const lines = await checkLines(tx, companyId, sheet.lines, books)
  if (isRefusal(lines)) return lines
  const trial = openingTrial(lines, books.currency)
  const uneven = checkEven(trial)
  if (uneven) return uneven

  const saved = { ...submitted, version: submitted.version + 1 }
  await saveSheet(tx, saved, { action: 'SUBMITTED', userId, at: now, reason: null })
  const { id: documentId, version: documentVersion, authorIds } = saved
  const { firstPeriod: documentNumber } = books
  await approvals.ask(unit, {
    ...{ approvalId, companyId, documentType, documentId, documentVersion, documentNumber },
    ...{ title: `期初余额 Opening balances ${documentNumber}`, makerId: authorIds[0] ?? userId, authorIds },
    ...{ submittedBy: userId, amount: trial.balanceDebit },
  })
  return saved
}

/** Stores sheets whose approval was decided, with who did it; where a rule did, it is the service. */
export async function keepDecidedSheets(
  { tx, caller, now }: UnitOfWork,
  sheets: readonly OpeningBalance[],
): Promise<void> {
  // A company has one sheet.
  for (const sheet of sheets)
    await saveSheet(
      tx,
      { ...sheet, version: sheet.version + 1 },
      {
        action: sheet.status === 'APPROVED' ? 'APPROVED' : 'RETURNED',
        ...{ userId: sheet.approvedBy ?? caller.userId, at: now, reason: sheet.answer },
      },
    )
}
