import { type BusinessDate, type Refusal, refuse } from '@erp/values'
import type { TemplateFault } from './activate-template.ts'
import { checkTemplate } from './activate-template.ts'
import type { EventKind } from './business-event.ts'
import type { PostingPolicy, TemplateContent, VoucherTemplate } from './voucher-template.ts'

/** A template being written 凭证模板草稿. Anything may be wrong with it until it is activated. */
export type TemplateDraft = TemplateContent & {
  readonly id: string
  readonly companyId: string
  readonly eventKind: EventKind
  readonly policy: PostingPolicy
  readonly status: 'DRAFT' | 'ACTIVATED' | 'DISCARDED'
  /** The version that was activated from it. */
  readonly templateVersionId: string | null
  readonly version: number
  readonly changedAt: Date
}

export type TemplateDraftNotOpen = Refusal<'TemplateDraftNotOpen', { status: TemplateDraft['status'] }>

/** Whether it can still be changed, activated or discarded. */
export function checkOpen({ status }: TemplateDraft): TemplateDraftNotOpen | undefined {
  return status === 'DRAFT' ? undefined : refuse('TemplateDraftNotOpen', { status })
}

/** What would keep it from being activated now. */
export function faultOfDraft(draft: TemplateDraft): TemplateFault | undefined {
  return checkTemplate(draft.eventKind, draft)
}

/** A draft or a version as if it posted the events of every date: what a back-test runs. */
export function asIfInForce(
  content: TemplateContent & Pick<VoucherTemplate, 'id' | 'companyId' | 'eventKind' | 'policy'>,
): VoucherTemplate {
  const { id, companyId, eventKind, policy, name, word, lines, examples } = content
  const effectiveFrom: BusinessDate | null = null
  return {
    ...{ id, companyId, eventKind, policy, name, word, lines, examples, effectiveFrom },
    ...{ templateId: id, templateVersion: 0, status: 'ACTIVE' },
  }
}
