import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId, isRefusal, newId, periodOf, type Refusal, refuse } from '@erp/values'
import type { AccountNotUsable } from '../domain/entry-line.ts'
import type { PeriodNotOpen, ReasonMissing } from '../domain/fiscal-period.ts'
import { type ModuleSealed, requireNotSealed } from '../domain/period-seal.ts'
import type { PostedVoucher } from '../domain/posted-voucher.ts'
import {
  type ReversalBeforeVoucher,
  type ReversibleVoucher,
  reversalOf,
  type VoucherAlreadyReversed,
  type VoucherNotReversible,
} from '../domain/reverse-voucher.ts'
import {
  checkReversal,
  type DraftNotReady,
  type DutiesNotSeparate,
  type MadeByBusinessEvent,
  takePostingBack,
  type VoucherDraft,
} from '../domain/voucher-draft.ts'
import type { PeriodNotFound } from '../domain/voucher-entry.ts'
import type { VoucherRecord } from '../domain/voucher-record.ts'
import { lockPeriodsForPosting } from '../store/fiscal-periods.ts'
import { sealsOfPeriod } from '../store/period-seals.ts'
import { findReversible } from '../store/reversible-vouchers.ts'
import { lockDrafts, saveDrafts } from '../store/voucher-drafts.ts'
import { findVouchers } from '../store/voucher-records.ts'
import { postVouchers } from '../store/vouchers.ts'
import {
  type DraftCountInvalid,
  type DraftReference,
  decideOnDrafts,
  periodsOfDrafts,
  type VoucherDraftNotFound,
} from './change-drafts.ts'
import type { StaleVersion } from './change-period.ts'
import { noteOddHour } from './note-security-event.ts'
import { unusableAccount } from './post-voucher-drafts.ts'

export type VoucherNotFound = Refusal<'VoucherNotFound', { voucherId: string }>

type ReversalFault = VoucherNotReversible | VoucherAlreadyReversed | ReversalBeforeVoucher | AccountNotUsable

/** Business events are taken back by their own documents, closing by its own reversal, a reversal not at all. */
const byPeople = ['MANUAL'] as const

/**
 * Takes a voucher that people wrote back in red 红字冲销, dated in an open period; its own may be closed. The draft stays
 * posted and its history says who did it and why. Returns the red voucher.
 */
export async function reverseVoucher(
  unit: UnitOfWork,
  input: { readonly voucherId: string; readonly reversedOn: BusinessDate; readonly reason: string },
): Promise<
  | VoucherRecord
  | VoucherNotFound
  | ReasonMissing
  | DutiesNotSeparate
  | PeriodNotFound
  | PeriodNotOpen
  | ModuleSealed
  | ReversalFault
> {
  const { tx, caller } = unit
  const reason = input.reason.trim()
  if (reason === '') return refuse('ReasonMissing')
  const notFound = refuse('VoucherNotFound', { voucherId: input.voucherId })
  const found = isId(input.voucherId) ? await findReversible(tx, input.voucherId) : undefined
  if (!found) return notFound
  const { number, kind, draftId } = found
  if (kind !== 'MANUAL' || draftId === null) return refuse('VoucherNotReversible', { number, kind })
  // With its draft held nobody else takes the voucher back meanwhile, so who comes second is told instead of failing.
  const [draft] = await lockDrafts(tx, [draftId])
  const voucher = await findReversible(tx, input.voucherId)
  if (!draft || !voucher) return notFound
  const sameMaker = checkReversal(draft, caller.userId)
  if (sameMaker) return sameMaker

  const period = periodOf(input.reversedOn)
  const [fiscalPeriod] = await lockPeriodsForPosting(tx, [{ companyId: caller.companyId, period }])
  if (!fiscalPeriod) return refuse('PeriodNotFound', { period })
  if (fiscalPeriod.status !== 'OPEN') return refuse('PeriodNotOpen', { period, status: fiscalPeriod.status })
  const sealed = requireNotSealed(await sealsOfPeriod(tx, caller.companyId, period), period, 'FINANCE')
  if (sealed) return sealed
  const red = await postInRed(unit, voucher, input.reversedOn)
  if (isRefusal(red)) return red
  await saveDrafts(tx, [draft], { ...changeBy(unit, 'REVERSED', reason), vouchers: new Map([[draft.id, red.id]]) })
  const [record] = await findVouchers(tx, [red.id])
  if (!record) throw new Error('A voucher that was just posted cannot be found')
  return record
}

/**
 * Takes the posting of a draft back 反过账 while its period is open: what was posted stays and is taken back in red on
 * its own day, and the draft goes to its maker again. It is posted anew under another number.
 */
export async function unpostVoucherDraft(
  unit: UnitOfWork,
  reference: DraftReference & { readonly reason: string },
): Promise<
  | VoucherDraft
  | VoucherDraftNotFound
  | StaleVersion
  | DraftCountInvalid
  | DraftNotReady
  | MadeByBusinessEvent
  | DutiesNotSeparate
  | ReasonMissing
  | PeriodNotFound
  | PeriodNotOpen
  | ModuleSealed
  | ReversalFault
> {
  const { tx, caller } = unit
  const drafts = await decideOnDrafts(unit, [reference])
  if (isRefusal(drafts)) return drafts
  const [draft] = drafts
  if (!draft) throw new Error('A locked draft is gone')
  const period = periodOf(draft.postingDate)
  const fiscalPeriod = (await periodsOfDrafts(unit, drafts)).get(period)
  if (!fiscalPeriod) return refuse('PeriodNotFound', { period })
  const reopened = takePostingBack(draft, fiscalPeriod, caller.userId, reference.reason)
  if (isRefusal(reopened)) return reopened
  const sealed = requireNotSealed(await sealsOfPeriod(tx, caller.companyId, period), period, 'FINANCE')
  if (sealed) return sealed
  const voucher = draft.voucherId === null ? undefined : await findReversible(tx, draft.voucherId)
  if (!voucher) throw new Error(`The voucher of the posted draft ${draft.number} cannot be found`)
  const red = await postInRed(unit, voucher, voucher.postingDate)
  if (isRefusal(red)) return red
  const change = changeBy(unit, 'UNPOSTED', reference.reason.trim())
  const [saved = reopened] = await saveDrafts(tx, [reopened], { ...change, vouchers: new Map([[draft.id, red.id]]) })
  return saved
}

async function postInRed(
  unit: UnitOfWork,
  voucher: ReversibleVoucher,
  on: BusinessDate,
): Promise<PostedVoucher | ReversalFault> {
  const red = reversalOf(voucher, { on, by: unit.caller.userId, kinds: byPeople })
  if (isRefusal(red)) return red
  const unusable = await unusableAccount(unit, red.lines)
  if (unusable) return unusable
  await noteOddHour(unit)
  const [posted] = await postVouchers(unit.tx, [{ ...red, sourceEventId: null }])
  if (!posted) throw new Error('A reversal was not posted')
  return posted
}

function changeBy(unit: UnitOfWork, action: 'REVERSED' | 'UNPOSTED', reason: string) {
  return { action, reason, requestId: newId(), by: unit.caller.userId, at: unit.now }
}
