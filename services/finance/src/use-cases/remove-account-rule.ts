import { accountRuleChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isId, type Refusal, refuse } from '@erp/values'
import type { AccountRule } from '../domain/account-rule.ts'
import { lockRule, saveRule } from '../store/account-rules.ts'
import { toAccountRuleChanged } from './book-events.ts'
import type { StaleVersion } from './change-period.ts'

export type AccountRuleNotFound = Refusal<'AccountRuleNotFound'>

/** Takes a rule out of use; a more general one answers from here on, or documents that need it are refused. */
export async function removeAccountRule(
  unit: UnitOfWork,
  input: { readonly accountRuleId: string; readonly expectedVersion: number },
): Promise<AccountRule | AccountRuleNotFound | StaleVersion> {
  const { tx, caller, now } = unit
  const rule = isId(input.accountRuleId) ? await lockRule(tx, caller.companyId, input.accountRuleId) : undefined
  if (!rule?.active) return refuse('AccountRuleNotFound')
  if (rule.version !== input.expectedVersion) return refuse('StaleVersion', { currentVersion: rule.version })

  const removed = await saveRule(tx, { ...rule, active: false }, { userId: caller.userId, at: now })
  await emit(unit, accountRuleChanged, toAccountRuleChanged(removed))
  return removed
}
