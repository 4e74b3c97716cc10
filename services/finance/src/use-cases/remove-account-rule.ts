import type { UnitOfWork } from '@erp/service-kit'
import { isId, type Refusal, refuse } from '@erp/values'
import type { AccountRule, AccountRuleAmbiguous } from '../domain/account-rule.ts'
import { lockRule, saveRule } from '../store/account-rules.ts'
import { holdChart } from '../store/chart-changes.ts'
import type { StaleVersion } from './change-period.ts'
import { ambiguityOf } from './set-account-rule.ts'
import { tellAccountRules } from './tell-account-rules.ts'

export type AccountRuleNotFound = Refusal<'AccountRuleNotFound'>

/**
 * Takes a rule out of use; a more general one answers from here on, or documents that need it are refused. Refused when it
 * is what keeps two others apart.
 */
export async function removeAccountRule(
  unit: UnitOfWork,
  input: { readonly accountRuleId: string; readonly expectedVersion: number },
): Promise<AccountRule | AccountRuleNotFound | AccountRuleAmbiguous | StaleVersion> {
  const { tx, caller, now } = unit
  await holdChart(tx, caller.companyId)
  const rule = isId(input.accountRuleId) ? await lockRule(tx, caller.companyId, input.accountRuleId) : undefined
  if (!rule?.active) return refuse('AccountRuleNotFound')
  if (rule.version !== input.expectedVersion) return refuse('StaleVersion', { currentVersion: rule.version })
  const ambiguous = await ambiguityOf(unit, { ...rule, active: false })
  if (ambiguous) return ambiguous

  const removed = await saveRule(tx, { ...rule, active: false }, { userId: caller.userId, at: now })
  await tellAccountRules(unit, [removed])
  return removed
}
