import { voucherTemplateActivated } from '@erp/contracts'
import { emit, retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import { activateTemplate, type TemplateFault } from '../domain/activate-template.ts'
import type { EventKind } from '../domain/business-event.ts'
import type { TemplateContent, VoucherTemplate } from '../domain/voucher-template.ts'
import { insertTemplates, lockActiveTemplate, supersedeTemplate } from '../store/voucher-templates.ts'
import { toTemplateActivated } from './book-events.ts'
import type { StaleVersion } from './change-period.ts'

/**
 * Makes the next version of a voucher template the one that posts, if its examples come out right and it balances
 * whatever the amounts. Vouchers already posted keep the version they were posted by.
 */
export async function activateVoucherTemplate(
  unit: UnitOfWork,
  input: { readonly eventKind: EventKind; readonly expectedVersion: number; readonly content: TemplateContent },
): Promise<VoucherTemplate | TemplateFault | StaleVersion> {
  const { tx, caller } = unit
  const { eventKind, expectedVersion, content } = input
  const current = await lockActiveTemplate(tx, caller.companyId, eventKind)
  const currentVersion = current?.templateVersion ?? 0
  if (currentVersion !== expectedVersion) return refuse('StaleVersion', { currentVersion })

  const next = activateTemplate(
    {
      ...{ id: newId(), templateId: current?.templateId ?? newId(), companyId: caller.companyId },
      ...{ eventKind, templateVersion: currentVersion + 1 },
    },
    content,
  )
  if (isRefusal(next)) return next
  if (current) await supersedeTemplate(tx, current)
  await insertTemplates(tx, [next])
  await emit(unit, voucherTemplateActivated, toTemplateActivated(next))
  await retryBlocked(unit, { reason: 'VOUCHER_TEMPLATE_MISSING', facts: { eventKind }, companyId: caller.companyId })
  return next
}
