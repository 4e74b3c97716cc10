import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import { type AlertNotFound, type AlertRule, checkAlertRule, type SecurityAlert } from '../domain/security-event.ts'
import { acknowledge, findSecurityAlert, saveAlertRule } from '../store/security-alerts.ts'

/** Says for the caller's company when events of a kind are an alert, in place of what is usual. */
export async function setAlertRule(
  { tx, caller }: UnitOfWork,
  input: AlertRule,
): Promise<{ readonly id: string } | InvalidInput> {
  const rule = checkAlertRule(input)
  if (isRefusal(rule)) return rule
  await saveAlertRule(tx, caller.companyId, rule)
  return { id: `${rule.kind} ${rule.countedBy}` }
}

/** The caller has seen an alert of their company and says what came of it. */
export async function acknowledgeAlert(
  { tx, caller, now }: UnitOfWork,
  input: { readonly alertId: string; readonly note: string | null },
): Promise<SecurityAlert | AlertNotFound | InvalidInput> {
  const note = input.note?.trim() || null
  if (note !== null && note.length > 500) return refuse('InvalidInput', { field: 'note', problem: 'LONGER_THAN_500' })
  if (!(await acknowledge(tx, input.alertId, { userId: caller.userId, at: now, note }))) return refuse('AlertNotFound')
  const alert = await findSecurityAlert(tx, input.alertId)
  if (!alert) throw new Error('An alert just acknowledged cannot be read back')
  return alert
}
