import { accountRuleChanged } from '@erp/contracts'
import { emit, retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isId, newId, type Refusal, refuse } from '@erp/values'
import { type AccountNotPostable, checkPostable } from '../domain/account.ts'
import { type AccountQuestion, type AccountRule, isAccountKey } from '../domain/account-rule.ts'
import { insertRules, lockRuleFor, saveRule } from '../store/account-rules.ts'
import { findAccountByCode } from '../store/accounts.ts'
import { toAccountRuleChanged } from './book-events.ts'
import type { StaleVersion } from './change-period.ts'

export type AccountNotFound = Refusal<'AccountNotFound', { accountCode: string }>
export type InvalidInput = Refusal<'InvalidInput', { field: string; problem: string }>

/**
 * Says which account a key means, for everything or for one item class or valuation area. `expectedVersion` is the
 * version of the rule it replaces, null where there is none. What was held for want of the rule is posted.
 */
export async function setAccountRule(
  unit: UnitOfWork,
  input: AccountQuestion & { readonly accountCode: string; readonly expectedVersion: number | null },
): Promise<AccountRule | InvalidInput | AccountNotFound | AccountNotPostable | StaleVersion> {
  const { tx, caller, now } = unit
  const { accountKey, itemClass, valuationAreaId, accountCode } = input
  if (!isAccountKey(accountKey)) return refuse('InvalidInput', { field: 'accountKey', problem: 'NOT_AN_ACCOUNT_KEY' })
  if (valuationAreaId !== null && !isId(valuationAreaId))
    return refuse('InvalidInput', { field: 'valuationAreaId', problem: 'NOT_AN_ID' })

  const account = await findAccountByCode(tx, caller.companyId, accountCode)
  if (!account) return refuse('AccountNotFound', { accountCode })
  const notPostable = checkPostable(account, accountKey)
  if (notPostable) return notPostable

  const existing = await lockRuleFor(tx, caller.companyId, { accountKey, itemClass, valuationAreaId })
  const currentVersion = existing?.active ? existing.version : null
  if (currentVersion !== input.expectedVersion) return refuse('StaleVersion', { currentVersion: currentVersion ?? 0 })

  const by = { userId: caller.userId, at: now }
  const rule = existing
    ? await saveRule(tx, { ...existing, accountCode, active: true }, by)
    : await newRule(unit, { accountKey, itemClass, valuationAreaId, accountCode })
  await emit(unit, accountRuleChanged, toAccountRuleChanged(rule))
  const { companyId } = caller
  await retryBlocked(unit, { reason: 'ACCOUNT_RULE_MISSING', facts: { accountKey }, companyId })
  await retryBlocked(unit, { reason: 'ACCOUNT_NOT_POSTABLE', facts: { accountKey }, companyId })
  return rule
}

async function newRule(
  { tx, caller, now }: UnitOfWork,
  facts: AccountQuestion & { readonly accountCode: string },
): Promise<AccountRule> {
  const rule = { id: newId(), companyId: caller.companyId, ...facts, active: true, version: 1 }
  await insertRules(tx, [rule], { userId: caller.userId, at: now })
  return rule
}
