import type { UnitOfWork } from '@erp/service-kit'
import { isId, newId, type Refusal, refuse } from '@erp/values'
import type { EventKind } from '../domain/business-event.ts'
import { checkOpen, type TemplateDraft, type TemplateDraftNotOpen } from '../domain/template-draft.ts'
import type { TemplateContent } from '../domain/voucher-template.ts'
import { findTemplateDraft, insertTemplateDraft, saveTemplateDraft } from '../store/voucher-template-drafts.ts'
import type { StaleVersion } from './change-period.ts'

export type TemplateDraftNotFound = Refusal<'TemplateDraftNotFound'>

/** Which draft a decision was made about, and on which version of it. */
export interface TemplateDraftDecision {
  readonly draftId: string
  readonly expectedVersion: number
}

/** The draft a decision was made about, if it is still open and as it was. */
export async function decideOnTemplateDraft(
  { tx }: UnitOfWork,
  { draftId, expectedVersion }: TemplateDraftDecision,
): Promise<TemplateDraft | TemplateDraftNotFound | TemplateDraftNotOpen | StaleVersion> {
  const draft = isId(draftId) ? await findTemplateDraft(tx, draftId) : undefined
  if (!draft) return refuse('TemplateDraftNotFound')
  const notOpen = checkOpen(draft)
  if (notOpen) return notOpen
  return draft.version === expectedVersion ? draft : refuse('StaleVersion', { currentVersion: draft.version })
}

/** Begins a draft of a template; nothing is checked until it is activated. */
export async function createVoucherTemplateDraft(
  { tx, caller, now }: UnitOfWork,
  { eventKind, content }: { readonly eventKind: EventKind; readonly content: TemplateContent },
): Promise<TemplateDraft> {
  const draft: TemplateDraft = {
    ...content,
    ...{ id: newId(), companyId: caller.companyId, eventKind, policy: content.policy ?? 'POST_AT_ONCE' },
    ...{ status: 'DRAFT', templateVersionId: null, version: 1, changedAt: now },
  }
  await insertTemplateDraft(tx, draft, { userId: caller.userId, at: now })
  return draft
}

/** Writes a draft anew; the event it is for stays. */
export async function changeVoucherTemplateDraft(
  unit: UnitOfWork,
  input: TemplateDraftDecision & { readonly content: TemplateContent },
): Promise<TemplateDraft | TemplateDraftNotFound | TemplateDraftNotOpen | StaleVersion> {
  const draft = await decideOnTemplateDraft(unit, input)
  if ('refusal' in draft) return draft
  const { policy = 'POST_AT_ONCE' } = input.content
  const by = { userId: unit.caller.userId, at: unit.now }
  return saveTemplateDraft(unit.tx, { ...draft, ...input.content, policy }, by)
}

/** Gives a draft up. */
export async function discardVoucherTemplateDraft(
  unit: UnitOfWork,
  input: TemplateDraftDecision,
): Promise<TemplateDraft | TemplateDraftNotFound | TemplateDraftNotOpen | StaleVersion> {
  const draft = await decideOnTemplateDraft(unit, input)
  if ('refusal' in draft) return draft
  return saveTemplateDraft(unit.tx, { ...draft, status: 'DISCARDED' }, { userId: unit.caller.userId, at: unit.now })
}
