import { voucherTemplateActivated } from '@erp/contracts'
import { emit, retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isRefusal, newId, refuse } from '@erp/values'
import { activateTemplate, type TemplateFault } from '../domain/activate-template.ts'
import type { EventKind } from '../domain/business-event.ts'
import { checkUsable, type VoucherWordUnknown } from '../domain/voucher-series.ts'
import { isOverruled, type TemplateContent, type VoucherTemplate } from '../domain/voucher-template.ts'
import { holdSeries } from '../store/voucher-series.ts'
import { insertTemplates, lockTemplates, supersedeTemplates } from '../store/voucher-templates.ts'
import { toTemplateActivated } from './book-events.ts'
import type { StaleVersion } from './change-period.ts'

/**
 * Makes the next version of a voucher template the one that posts, if its examples come out right, it balances whatever
 * the amounts and its series is in use: for events of any date, or from a business date on, before which the versions in force go on.
 * Vouchers already posted keep the version they were posted by.
 */
export async function activateVoucherTemplate(
  unit: UnitOfWork,
  input: {
    readonly eventKind: EventKind
    readonly expectedVersion: number
    readonly content: TemplateContent
    readonly effectiveFrom?: BusinessDate | null
  },
): Promise<VoucherTemplate | TemplateFault | VoucherWordUnknown | StaleVersion> {
  const { tx, caller } = unit
  const { eventKind, expectedVersion, content, effectiveFrom = null } = input
  const { active, newestVersion } = await lockTemplates(tx, caller.companyId, eventKind)
  if (newestVersion !== expectedVersion) return refuse('StaleVersion', { currentVersion: newestVersion })

  // Held, so that the series is not disabled meanwhile.
  const wordUnknown = checkUsable(await holdSeries(tx, caller.companyId, content.word), content.word)
  if (wordUnknown) return wordUnknown
  const next = activateTemplate(
    {
      ...{ id: newId(), templateId: active[0]?.templateId ?? newId(), companyId: caller.companyId },
      ...{ eventKind, templateVersion: newestVersion + 1 },
    },
    content,
    effectiveFrom,
  )
  if (isRefusal(next)) return next
  const overruled = active.filter((version) => isOverruled(version, effectiveFrom))
  await supersedeTemplates(tx, overruled)
  await insertTemplates(tx, [next])
  const going = active.filter((version) => !overruled.includes(version))
  await emit(unit, voucherTemplateActivated, toTemplateActivated(next, going))
  const { companyId } = caller
  await retryBlocked(unit, { reason: 'VOUCHER_TEMPLATE_MISSING', facts: { eventKind }, companyId })
  await retryBlocked(unit, { reason: 'CASH_FLOW_ITEM_MISSING', companyId })
  return next
}
