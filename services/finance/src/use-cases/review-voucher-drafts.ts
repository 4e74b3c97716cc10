import type { UnitOfWork } from '@erp/service-kit'
import { refuse } from '@erp/values'
import type { FiscalPeriod } from '../domain/fiscal-period.ts'
import { review, signByCashier, takeReviewBack, type VoucherDraft } from '../domain/voucher-draft.ts'
import { changeDrafts, changeDraftsInPeriods, type DraftReference, onlyDraft } from './change-drafts.ts'

/** Reviews drafts 审核, all or none; nobody reviews what he wrote or signed as cashier, nor what lies with those who approve. */
export function reviewVoucherDrafts(unit: UnitOfWork, references: readonly DraftReference[]) {
  const decide = (draft: VoucherDraft) => review(draft, unit.caller.userId)
  return changeDrafts(unit, references, { action: 'REVIEWED', decide })
}

/** Signs drafts for their cash 出纳签字, all or none. */
export function cashierReviewVoucherDrafts(unit: UnitOfWork, references: readonly DraftReference[]) {
  const decide = (draft: VoucherDraft) => signByCashier(draft, unit.caller.userId)
  return changeDrafts(unit, references, { action: 'CASHIER_REVIEWED', decide })
}

/** Takes the review of a draft back 反审核, as long as its period is open. */
export async function unreviewVoucherDraft(unit: UnitOfWork, reference: DraftReference & { readonly reason: string }) {
  const reason = reference.reason.trim()
  if (reason === '') return refuse('ReasonMissing')
  const decide = (draft: VoucherDraft, period: FiscalPeriod) => takeReviewBack(draft, period, reason)
  const change = { action: 'UNREVIEWED', reason, decide } as const
  return onlyDraft(await changeDraftsInPeriods(unit, [reference], change))
}
