import type { approvalDecided, PayloadOf } from '@erp/contracts'
import { type Message, retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { newId } from '@erp/values'
import { type DecidedDraft, decide, givenBack } from '../domain/voucher-approval.ts'
import { lockDrafts, saveDrafts } from '../store/voucher-drafts.ts'

/** What becomes of vouchers whose approval was decided: reviewed, or back with their makers. */
export async function decideVoucherDrafts(
  unit: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof approvalDecided>>[],
): Promise<void> {
  const told = messages.filter(({ payload }) => payload.documentType === 'VOUCHER')
  if (told.length === 0) return
  const drafts = await lockDrafts(
    unit.tx,
    told.map(({ payload }) => payload.documentId),
  )
  const decided = told.flatMap(({ payload }) => {
    const draft = drafts.find(({ id }) => id === payload.documentId)
    const one = draft && decide(draft, payload)
    return one ? [{ ...one, by: payload.decidedBy }] : []
  })
  await keep(unit, decided)
}

/** Nobody could be asked to approve a voucher: it goes back as if it had been turned down. */
export async function giveBackUnaskedVoucher(
  unit: UnitOfWork,
  asked: { readonly documentId: string; readonly approvalId: string; readonly reason: string },
): Promise<void> {
  const [draft] = await lockDrafts(unit.tx, [asked.documentId])
  if (draft?.status !== 'SUBMITTED' || draft.approvalId !== asked.approvalId) return
  await keep(unit, [{ ...givenBack(draft, asked.reason), by: null }])
}

async function keep(
  unit: UnitOfWork,
  decided: readonly (DecidedDraft & { readonly by: string | null })[],
): Promise<void> {
  if (decided.length === 0) return
  const { tx, caller, now } = unit
  const each = new Map(
    decided.map(({ draft, action, reason, by }) => [draft.id, { action, reason, by: by ?? caller.userId }]),
  )
  const change = { action: 'REVIEWED', reason: null, requestId: newId(), by: caller.userId, at: now, each } as const
  await saveDrafts(
    tx,
    decided.map(({ draft }) => draft),
    change,
  )
  await tellTurnedDown(unit, decided)
}

/** What waits for such a voucher is looked at again, so that the posting of the business document says what was decided. */
async function tellTurnedDown(unit: UnitOfWork, decided: readonly DecidedDraft[]): Promise<void> {
  const turnedDown = decided.filter(({ draft, action }) => draft.kind === 'SYSTEM' && action === 'RETURNED')
  for (const { companyId, id: draftId } of turnedDown.map(({ draft }) => draft))
    await retryBlocked(unit, { reason: 'WAITING_FOR_REVIEW', companyId, facts: { draftId } })
}
