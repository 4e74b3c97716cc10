import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, newId, type Period, periodOf, type Refusal, refuse } from '@erp/values'
import type { FiscalPeriod } from '../domain/fiscal-period.ts'
import type { DraftAction, VoucherDraft } from '../domain/voucher-draft.ts'
import type { PeriodNotFound } from '../domain/voucher-entry.ts'
import { lockPeriodsForPosting } from '../store/fiscal-periods.ts'
import { lockDrafts, saveDrafts } from '../store/voucher-drafts.ts'
import type { StaleVersion } from './change-period.ts'

/** A draft and the version a decision about it was made on. */
export interface DraftReference {
  readonly id: string
  readonly expectedVersion: number
}

export type VoucherDraftNotFound = Refusal<'VoucherDraftNotFound', { voucherDraftId: string }>
export type DraftCountInvalid = Refusal<'InvalidInput', { field: string; problem: string }>

/** Drafts that one request changed, in the order of the request. */
export interface ChangedDrafts {
  /** The request's id, by which a repeated request finds them again. */
  readonly id: string
  readonly drafts: readonly VoucherDraft[]
}

/** As many as one request may change: what a page shows. */
export const mostDraftsAtOnce = 100

/** The drafts decisions were made about, in the order of the request, held until the transaction ends. */
export async function decideOnDrafts(
  { tx }: UnitOfWork,
  references: readonly DraftReference[],
): Promise<VoucherDraft[] | VoucherDraftNotFound | StaleVersion | DraftCountInvalid> {
  const ids = new Set(references.map(({ id }) => id))
  if (references.length === 0 || references.length > mostDraftsAtOnce || ids.size !== references.length)
    return refuse('InvalidInput', { field: 'voucherDrafts', problem: 'NOT_1_TO_100_DIFFERENT_DRAFTS' })
  const locked = new Map((await lockDrafts(tx, [...ids].filter(isId))).map((draft) => [draft.id, draft]))
  const drafts: VoucherDraft[] = []
  for (const { id, expectedVersion } of references) {
    const draft = locked.get(id)
    if (!draft) return refuse('VoucherDraftNotFound', { voucherDraftId: id })
    if (draft.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: draft.version })
    drafts.push(draft)
  }
  return drafts
}

/** The periods of these drafts by name, held as they are until the transaction ends. */
export async function periodsOfDrafts(
  { tx, caller: { companyId } }: UnitOfWork,
  drafts: readonly VoucherDraft[],
): Promise<ReadonlyMap<Period, FiscalPeriod>> {
  const periods = new Set(drafts.map(({ postingDate }) => periodOf(postingDate)))
  const found = await lockPeriodsForPosting(
    tx,
    [...periods].map((period) => ({ companyId, period })),
  )
  return new Map(found.map((one) => [one.period, one]))
}

/** Does one thing to many drafts with regard to their periods, all or none: the first that refuses is the answer. */
export function changeDraftsInPeriods<Fault extends Refusal = never>(
  unit: UnitOfWork,
  references: readonly DraftReference[],
  change: {
    readonly action: DraftAction
    readonly reason?: string
    readonly decide: (draft: VoucherDraft, fiscalPeriod: FiscalPeriod) => VoucherDraft | Fault
  },
): Promise<ChangedDrafts | VoucherDraftNotFound | StaleVersion | DraftCountInvalid | PeriodNotFound | Fault> {
  return changeAll(unit, references, change, async (drafts) => {
    const periods = await periodsOfDrafts(unit, drafts)
    return (draft) => {
      const period = periodOf(draft.postingDate)
      const fiscalPeriod = periods.get(period)
      return fiscalPeriod ? change.decide(draft, fiscalPeriod) : refuse('PeriodNotFound', { period })
    }
  })
}

/** Does one thing to many drafts, all or none: the first that refuses is the answer. */
export async function changeDrafts<Fault extends Refusal = never>(
  unit: UnitOfWork,
  references: readonly DraftReference[],
  change: {
    readonly action: DraftAction
    readonly reason?: string
    readonly decide: (draft: VoucherDraft) => VoucherDraft | Fault
  },
): Promise<ChangedDrafts | VoucherDraftNotFound | StaleVersion | DraftCountInvalid | Fault> {
  return changeAll(unit, references, change, async () => change.decide)
}

async function changeAll<Fault extends Refusal>(
  unit: UnitOfWork,
  references: readonly DraftReference[],
  { action, reason = null }: { readonly action: DraftAction; readonly reason?: string | null },
  prepare: (drafts: readonly VoucherDraft[]) => Promise<(draft: VoucherDraft) => VoucherDraft | Fault>,
): Promise<ChangedDrafts | VoucherDraftNotFound | StaleVersion | DraftCountInvalid | Fault> {
  const drafts = await decideOnDrafts(unit, references)
  if (isRefusal(drafts)) return drafts
  const decide = await prepare(drafts)
  const changed: VoucherDraft[] = []
  for (const draft of drafts) {
    const next = decide(draft)
    if ('refusal' in next) return next
    changed.push(next)
  }
  const id = newId()
  const change = { action, reason, requestId: id, by: unit.caller.userId, at: unit.now }
  return { id, drafts: await saveDrafts(unit.tx, changed, change) }
}

/** The only draft of a request that changes one. */
export function onlyDraft<Fault extends Refusal>(outcome: ChangedDrafts | Fault): VoucherDraft | Fault {
  if ('refusal' in outcome) return outcome
  const [draft] = outcome.drafts
  if (!draft) throw new Error('A request changed no draft')
  return draft
}
