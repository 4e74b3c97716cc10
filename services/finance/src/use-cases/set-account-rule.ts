import { retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isId, newId, type Refusal, refuse } from '@erp/values'
import { type AccountNotPostable, checkPostable } from '../domain/account.ts'
import {
  type AccountQuestion,
  type AccountRule,
  type AccountRuleAmbiguous,
  findTie,
  isAccountKey,
} from '../domain/account-rule.ts'
import { insertRules, lockRuleFor, rulesOfKey, saveRule } from '../store/account-rules.ts'
import { findAccountByCode } from '../store/accounts.ts'
import { holdChart } from '../store/chart-changes.ts'
import { findDimensionValue } from '../store/dimension-values.ts'
import { hasTaxCode } from '../store/tax-codes.ts'
import type { StaleVersion } from './change-period.ts'
import { tellAccountRules } from './tell-account-rules.ts'

export type AccountNotFound = Refusal<'AccountNotFound', { accountCode: string }>
export type InvalidInput = Refusal<'InvalidInput', { field: string; problem: string }>

/**
 * Says which account a key means, for everything or for lines about certain things. `expectedVersion` is the version of
 * the rule it replaces, null where there is none. A rule that would answer some line as well as another is refused. What
 * was held for want of the rule is posted.
 */
export async function setAccountRule(
  unit: UnitOfWork,
  input: AccountQuestion & { readonly accountCode: string; readonly expectedVersion: number | null },
): Promise<AccountRule | InvalidInput | AccountNotFound | AccountNotPostable | AccountRuleAmbiguous | StaleVersion> {
  const { tx, caller, now } = unit
  const { accountCode, expectedVersion, ...question } = input
  await holdChart(tx, caller.companyId)
  const invalid = await faultOf(unit, question)
  if (invalid) return invalid
  const account = await findAccountByCode(tx, caller.companyId, accountCode)
  if (!account) return refuse('AccountNotFound', { accountCode })
  const notPostable = checkPostable(account, question.accountKey)
  if (notPostable) return notPostable

  const existing = await lockRuleFor(tx, caller.companyId, question)
  const currentVersion = existing?.active ? existing.version : null
  if (currentVersion !== expectedVersion) return refuse('StaleVersion', { currentVersion: currentVersion ?? 0 })
  const fresh = { id: newId(), companyId: caller.companyId, ...question, accountCode, active: true, version: 1 }
  const wanted: AccountRule = existing ? { ...existing, accountCode, active: true } : fresh
  const ambiguous = await ambiguityOf(unit, wanted)
  if (ambiguous) return ambiguous

  const by = { userId: caller.userId, at: now }
  const rule = existing ? await saveRule(tx, wanted, by) : wanted
  if (!existing) await insertRules(tx, [wanted], by)
  await tellAccountRules(unit, [rule])
  const mended = { facts: { accountKey: question.accountKey }, companyId: caller.companyId }
  for (const reason of ['ACCOUNT_RULE_MISSING', 'ACCOUNT_NOT_POSTABLE', 'DIMENSION_MISSING', 'CASH_FLOW_ITEM_MISSING'])
    await retryBlocked(unit, { reason, ...mended })
  return rule
}

/** Whether the rules of a key, changed so, would leave it to chance which of two answers a line. */
export async function ambiguityOf({ tx }: UnitOfWork, changed: AccountRule): Promise<AccountRuleAmbiguous | undefined> {
  const rules = await rulesOfKey(tx, changed.companyId, changed.accountKey)
  const others = rules.filter(({ id }) => id !== changed.id)
  const tie = findTie([changed, ...others])
  const rival = tie?.find(({ id }) => id !== changed.id)
  return rival && refuse('AccountRuleAmbiguous', { accountRuleId: rival.id, accountCode: rival.accountCode })
}

async function faultOf({ tx, caller }: UnitOfWork, question: AccountQuestion): Promise<InvalidInput | undefined> {
  const invalid = (field: keyof AccountQuestion, problem: string) => refuse('InvalidInput', { field, problem })
  const { accountKey, valuationAreaId, departmentId = null, taxCode = null } = question
  if (!isAccountKey(accountKey)) return invalid('accountKey', 'NOT_AN_ACCOUNT_KEY')
  if (valuationAreaId !== null && !isId(valuationAreaId)) return invalid('valuationAreaId', 'NOT_AN_ID')
  for (const field of ['partyClass', 'expenseType'] as const)
    if (!/^[^\s](.{0,38}[^\s])?$/u.test(question[field] ?? 'any')) return invalid(field, 'EMPTY_OR_LONG')
  if (taxCode !== null && !(await hasTaxCode(tx, caller.companyId, taxCode))) return invalid('taxCode', 'NOT_FOUND')
  if (departmentId === null) return undefined
  const department = isId(departmentId) ? await findDimensionValue(tx, departmentId) : undefined
  return department?.dimension === 'department' && department.active ? undefined : invalid('departmentId', 'NOT_FOUND')
}
