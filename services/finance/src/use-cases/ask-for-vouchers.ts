import type { Message, Verdicts } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { negate, newId } from '@erp/values'
import { categoryOf } from '../domain/voucher-approval.ts'
import type { VoucherDraft } from '../domain/voucher-draft.ts'
import { keepApprovalIds, lockUnaskedDrafts } from '../store/drafts-of-events.ts'
import { linesOfDrafts } from '../store/voucher-draft-lines.ts'
import { findDrafts } from '../store/voucher-drafts.ts'
import type { Approvals } from './ask-approval.ts'

/** Puts submitted drafts before those who approve, for what they move; `makerOf` says who never signs. */
export async function askForVouchers(
  unit: UnitOfWork,
  drafts: readonly VoucherDraft[],
  makerOf: (draft: VoucherDraft) => string,
  approvals: Approvals,
): Promise<void> {
  const lines = await linesOfDrafts(
    unit.tx,
    drafts.map(({ id }) => id),
  )
  for (const draft of drafts) {
    const { id: documentId, companyId, number, version: documentVersion, total, approvalId } = draft
    if (approvalId === null) throw new Error(`${number} does not wait for approval`)
    const own = lines.get(documentId) ?? []
    const makerId = makerOf(draft)
    await approvals.ask(unit, {
      ...{ approvalId, companyId, documentType: 'VOUCHER', documentId, documentVersion, documentNumber: number },
      ...{ title: `${number} ${own[0]?.summary.zh ?? ''}`.trim().slice(0, 200), makerId, submittedBy: makerId },
      ...{
        amount: total.minor < 0n ? negate(total) : total,
        departmentIds: own.map(({ departmentId }) => departmentId),
        categories: [categoryOf(draft)],
      },
    })
  }
}

/**
 * Puts vouchers of business events that wait for review before those who approve, where their companies have vouchers approved;
 * a rule may review them by itself 自动审核. Whoever confirmed the business document counts as the maker.
 */
export async function askForVouchersOfEvents(
  unit: UnitOfWork,
  messages: readonly Message[],
  verdicts: Verdicts,
  approvals: Approvals,
): Promise<void> {
  const held = messages.filter(({ eventId }) => verdicts.get(eventId)?.blocked === 'WAITING_FOR_REVIEW')
  if (held.length === 0) return
  const unasked = await lockUnaskedDrafts(
    unit.tx,
    held.map(({ eventId }) => eventId),
  )
  if (unasked.length === 0) return
  const drafts = (await findDrafts(unit.tx, unasked)).map((draft) => ({ ...draft, approvalId: newId() }))
  await keepApprovalIds(unit.tx, drafts)
  const actors = new Map(held.map(({ eventId, actorId }) => [eventId, actorId]))
  await askForVouchers(unit, drafts, ({ sourceEventId }) => actors.get(sourceEventId ?? '') ?? '', approvals)
}
