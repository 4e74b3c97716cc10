import { type Money, type Refusal, refuse } from '@erp/values'
import type { DecidedByApproval } from './approval.ts'
import type { FiscalPeriod, PeriodNotClosed, PeriodNotOpen, ReasonMissing } from './fiscal-period.ts'
import type { BalancedVoucher, VoucherContent } from './voucher.ts'
import { byApproval, noApproval } from './voucher-approval.ts'
import type { CheckedEntry } from './voucher-entry.ts'

/** RETURNED went back to its maker with a reason; ARCHIVED is posted in a month that is closed and never comes back. */
export type DraftStatus = 'DRAFT' | 'SUBMITTED' | 'RETURNED' | 'REVIEWED' | 'POSTED' | 'ARCHIVED' | 'DISCARDED'

export type DraftOrigin = 'ENTRY' | 'COPY' | 'IMPORT' | 'RECURRING' | 'SAVED' | 'BUSINESS_EVENT'

/** A voucher on its way into the ledger 凭证草稿, without its lines. What is posted from it never changes; it does. */
export type VoucherDraft = Omit<VoucherContent, 'lines' | 'period' | 'reversesId' | 'draftId' | 'attachmentCount'> & {
  readonly id: string
  /** `MV-2026-000001`; a voucher number is given only at posting. */
  readonly number: string
  readonly kind: 'MANUAL' | 'SYSTEM'
  readonly status: DraftStatus
  readonly version: number
  readonly origin: DraftOrigin
  /** The draft, import or saved voucher it was made from. */
  readonly originId: string | null
  readonly sourceEventId: string | null
  readonly total: Money
  readonly lineCount: number
  readonly touchesCash: boolean
  readonly paperCount: number
  readonly fileCount: number
  /** Why it was returned or taken back last; null once it is submitted again. */
  readonly returnReason: string | null
  /** What was posted from it and still stands. */
  readonly voucherId: string | null
  /** The request that decides on it, or did; null where it is reviewed by hand. */
  readonly approvalId: string | null
  /** Who signed that request. */
  readonly approverIds: readonly string[]
  readonly createdAt: Date
}

/** What people do to drafts, as it stands in their history. */
export type DraftAction =
  | 'CREATED'
  | 'CHANGED'
  | 'ATTACHED'
  | 'DETACHED'
  | 'SUBMITTED'
  | 'RETURNED'
  | 'REVIEWED'
  | 'UNREVIEWED'
  | 'CASHIER_REVIEWED'
  | 'POSTED'
  | 'UNPOSTED'
  | 'REVERSED'
  | 'ARCHIVED'
  | 'DISCARDED'

/** An entry of a draft's history. */
export type DraftChangeRecord = {
  readonly draftId: string
  readonly version: number
  readonly action: DraftAction
  readonly reason: string | null
  readonly voucherId: string | null
  readonly changedBy: string
  readonly changedAt: Date
}

export type DraftNotReady = Refusal<'DraftNotReady', { number: string; status: DraftStatus; needed: DraftStatus[] }>
export type NotTheMaker = Refusal<'NotTheMaker', { number: string }>
/** The same person may not do both; `did` is what the caller did to this voucher before. */
export type DutiesNotSeparate = Refusal<
  'DutiesNotSeparate',
  { number: string; did: 'PREPARED' | 'REVIEWED' | 'CASHIER_REVIEWED' }
>
export type MadeByBusinessEvent = Refusal<'MadeByBusinessEvent', { number: string; documentNumber: string }>
export type CashierReviewMissing = Refusal<'CashierReviewMissing', { number: string }>
export type CashierReviewNotNeeded = Refusal<'CashierReviewNotNeeded', { number: string }>

/** The header of a draft written anew by its maker. */
export function rewrite(
  draft: VoucherDraft,
  entry: CheckedEntry,
  by: string,
): VoucherDraft | DraftNotReady | NotTheMaker {
  const { word, postingDate, businessDate, paperCount, total, touchesCash, lines } = entry
  const written = { word, postingDate, businessDate, paperCount, total, touchesCash, lineCount: lines.length }
  return makersOwn(draft, by) ?? { ...draft, ...written }
}

/** Hands it to review 提交. */
export function submit(draft: VoucherDraft, by: string): VoucherDraft | DraftNotReady | NotTheMaker {
  return makersOwn(draft, by) ?? { ...draft, status: 'SUBMITTED', returnReason: null }
}

export function discard(draft: VoucherDraft, by: string): VoucherDraft | DraftNotReady | NotTheMaker {
  return makersOwn(draft, by) ?? { ...draft, status: 'DISCARDED' }
}

/** Whether its maker may still change it: a draft, or one that was returned. */
export function makersOwn(draft: VoucherDraft, by: string): DraftNotReady | NotTheMaker | undefined {
  const notReady = unless(draft, 'DRAFT', 'RETURNED')
  if (notReady) return notReady
  return draft.preparedBy === by ? undefined : refuse('NotTheMaker', { number: draft.number })
}

/** Sends it back to its maker 退回; what a cashier signed is void. */
export function returnToMaker(
  draft: VoucherDraft,
  by: string,
  reason: string,
): VoucherDraft | DraftNotReady | DecidedByApproval | MadeByBusinessEvent | DutiesNotSeparate | ReasonMissing {
  if (reason.trim() === '') return refuse('ReasonMissing')
  const refused = unless(draft, 'SUBMITTED') ?? byApproval(draft) ?? ofPeople(draft) ?? notBy(draft, by, 'PREPARED')
  return refused ?? { ...draft, status: 'RETURNED', cashierId: null, returnReason: reason.trim() }
}

/** Reviews it 审核: neither its maker nor its cashier may, and nobody what lies with those who approve. */
export function review(
  draft: VoucherDraft,
  by: string,
): VoucherDraft | DraftNotReady | DecidedByApproval | DutiesNotSeparate {
  const refused = unless(draft, 'SUBMITTED') ?? byApproval(draft) ?? notBy(draft, by, 'PREPARED', 'CASHIER_REVIEWED')
  return refused ?? { ...draft, status: 'REVIEWED', reviewedBy: by }
}

/** Takes the review back 反审核, in a period that is open. What was approved goes back to its maker, who may ask anew. */
export function takeReviewBack(
  draft: VoucherDraft,
  fiscalPeriod: FiscalPeriod,
  reason: string,
): VoucherDraft | DraftNotReady | MadeByBusinessEvent | PeriodNotOpen {
  const refused = unless(draft, 'REVIEWED') ?? ofPeople(draft) ?? openOnly(fiscalPeriod)
  if (refused) return refused
  if (draft.approvalId === null) return { ...draft, status: 'SUBMITTED', reviewedBy: null }
  return { ...draft, ...noApproval, status: 'RETURNED', reviewedBy: null, cashierId: null, returnReason: reason }
}

/** A cashier signs for the cash in it 出纳签字: neither its maker nor its reviewer may. */
export function signByCashier(
  draft: VoucherDraft,
  by: string,
): VoucherDraft | DraftNotReady | DutiesNotSeparate | CashierReviewNotNeeded {
  const { number } = draft
  const notReady = unless(draft, 'SUBMITTED', 'REVIEWED')
  if (notReady) return notReady
  if (!draft.touchesCash || draft.cashierId !== null) return refuse('CashierReviewNotNeeded', { number })
  return notBy(draft, by, 'PREPARED', 'REVIEWED') ?? { ...draft, cashierId: by }
}

/**
 * Whether this person can post it 过账 into its period: neither its maker nor its cashier. A period that is closing still takes
 * what was reviewed.
 */
export function checkPosting(
  draft: VoucherDraft,
  fiscalPeriod: FiscalPeriod,
  by: string,
): DraftNotReady | DutiesNotSeparate | CashierReviewMissing | PeriodNotOpen | undefined {
  const refused = unless(draft, 'REVIEWED') ?? notBy(draft, by, 'PREPARED', 'CASHIER_REVIEWED')
  if (refused) return refused
  if (draft.touchesCash && draft.cashierId === null) return refuse('CashierReviewMissing', { number: draft.number })
  const { period, status } = fiscalPeriod
  return status === 'CLOSED' ? refuse('PeriodNotOpen', { period, status }) : undefined
}

/** The draft after its voucher was posted. */
export function posted(draft: VoucherDraft, voucherId: string, by: string): VoucherDraft {
  return { ...draft, status: 'POSTED', voucherId, postedBy: by }
}

/** Opens it again after its voucher was taken back in red 反过账; it has to be reviewed again. */
export function takePostingBack(
  draft: VoucherDraft,
  fiscalPeriod: FiscalPeriod,
  by: string,
  reason: string,
): VoucherDraft | DraftNotReady | MadeByBusinessEvent | PeriodNotOpen | DutiesNotSeparate | ReasonMissing {
  if (reason.trim() === '') return refuse('ReasonMissing')
  const refused = unless(draft, 'POSTED') ?? ofPeople(draft) ?? openOnly(fiscalPeriod) ?? notBy(draft, by, 'PREPARED')
  const nobody = { reviewedBy: null, cashierId: null, postedBy: null, voucherId: null, ...noApproval }
  const reopened = { status: 'RETURNED', revision: draft.revision + 1, returnReason: reason.trim() } as const
  return refused ?? { ...draft, ...nobody, ...reopened }
}

/** Puts it away 归档 once its month is closed. */
export function archive(
  draft: VoucherDraft,
  fiscalPeriod: FiscalPeriod,
): VoucherDraft | DraftNotReady | PeriodNotClosed {
  const notReady = unless(draft, 'POSTED')
  if (notReady) return notReady
  const { period, status } = fiscalPeriod
  return status === 'CLOSED' ? { ...draft, status: 'ARCHIVED' } : refuse('PeriodNotClosed', { period, status })
}

/** What a reviewed draft posts, as the domain's balancing takes it. */
export function contentOf(
  draft: VoucherDraft,
  period: FiscalPeriod,
  lines: VoucherContent['lines'],
  by: string,
): VoucherContent {
  const { companyId, kind, word, postingDate, businessDate, currency, documentType, documentId } = draft
  const { documentNumber, sourceType, sourceId, purpose, revision, templateVersionId } = draft
  const { preparedBy, reviewedBy, cashierId } = draft
  return {
    ...{ companyId, kind, word, period: period.period, postingDate, businessDate, currency, documentType, documentId },
    ...{ documentNumber, sourceType, sourceId, purpose, revision, templateVersionId, reversesId: null },
    ...{ draftId: draft.id, attachmentCount: draft.paperCount + draft.fileCount },
    ...{ preparedBy, reviewedBy, cashierId, postedBy: by, lines },
  }
}

/** A draft that waits for the review of what a business event made. */
export function awaitingReview(
  voucher: BalancedVoucher,
  made: Pick<VoucherDraft, 'id' | 'number' | 'createdAt'> & {
    readonly sourceEventId: string
    readonly touchesCash: boolean
  },
): VoucherDraft {
  const { lines, period: _, reversesId: __, draftId: ___, attachmentCount, ...content } = voucher
  return {
    ...content,
    ...made,
    ...{ kind: 'SYSTEM', status: 'SUBMITTED', version: 1, origin: 'BUSINESS_EVENT', originId: null },
    ...{ lineCount: lines.length, paperCount: attachmentCount, fileCount: 0, returnReason: null, voucherId: null },
    ...noApproval,
  }
}

/** Whether somebody else than its maker takes its voucher back. */
export function checkReversal(draft: VoucherDraft, by: string): DutiesNotSeparate | undefined {
  return notBy(draft, by, 'PREPARED')
}

function unless(draft: VoucherDraft, ...needed: DraftStatus[]): DraftNotReady | undefined {
  const { number, status } = draft
  return needed.includes(status) ? undefined : refuse('DraftNotReady', { number, status, needed })
}

function ofPeople({ kind, number, documentNumber }: VoucherDraft): MadeByBusinessEvent | undefined {
  return kind === 'MANUAL' ? undefined : refuse('MadeByBusinessEvent', { number, documentNumber })
}

function openOnly({ period, status }: FiscalPeriod): PeriodNotOpen | undefined {
  return status === 'OPEN' ? undefined : refuse('PeriodNotOpen', { period, status })
}

function notBy(draft: VoucherDraft, by: string, ...deeds: DutiesNotSeparate['did'][]): DutiesNotSeparate | undefined {
  const doers = { PREPARED: draft.preparedBy, REVIEWED: draft.reviewedBy, CASHIER_REVIEWED: draft.cashierId }
  const did = deeds.find((deed) => doers[deed] === by || (deed === 'REVIEWED' && draft.approverIds.includes(by)))
  return did && refuse('DutiesNotSeparate', { number: draft.number, did })
}
