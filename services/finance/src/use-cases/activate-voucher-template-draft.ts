import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isRefusal } from '@erp/values'
import type { TemplateFault } from '../domain/activate-template.ts'
import type { TemplateDraftNotOpen } from '../domain/template-draft.ts'
import type { VoucherWordUnknown } from '../domain/voucher-series.ts'
import type { TemplateContent, VoucherTemplate } from '../domain/voucher-template.ts'
import { saveTemplateDraft } from '../store/voucher-template-drafts.ts'
import { activateVoucherTemplate } from './activate-voucher-template.ts'
import type { StaleVersion } from './change-period.ts'
import {
  decideOnTemplateDraft,
  type TemplateDraftDecision,
  type TemplateDraftNotFound,
} from './write-voucher-template-draft.ts'

/** Makes a draft the next version of its template, for events of a business date and later or of any date. */
export async function activateVoucherTemplateDraft(
  unit: UnitOfWork,
  input: TemplateDraftDecision & {
    readonly expectedTemplateVersion: number
    readonly effectiveFrom: BusinessDate | null
  },
): Promise<
  VoucherTemplate | TemplateDraftNotFound | TemplateDraftNotOpen | StaleVersion | TemplateFault | VoucherWordUnknown
> {
  const draft = await decideOnTemplateDraft(unit, input)
  if (isRefusal(draft)) return draft
  const { eventKind, name, word, policy, lines, examples } = draft
  const content: TemplateContent = { name, word, policy, lines, examples }
  const { expectedTemplateVersion: expectedVersion, effectiveFrom } = input
  const activated = await activateVoucherTemplate(unit, { eventKind, expectedVersion, content, effectiveFrom })
  if (isRefusal(activated)) return activated
  const by = { userId: unit.caller.userId, at: unit.now }
  await saveTemplateDraft(unit.tx, { ...draft, status: 'ACTIVATED', templateVersionId: activated.id }, by)
  return activated
}
