import { retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, type Refusal, refuse } from '@erp/values'
import { type Account, parentOf } from '../domain/account.ts'
import {
  type AccountInUse,
  type AccountNotActive,
  becomeGroup,
  type InvalidInput,
  isAccountCode,
  type NewAccount,
  newAccount,
} from '../domain/chart-change.ts'
import { moveRules } from '../store/account-rules.ts'
import {
  addAccount,
  type ChartChangeBy,
  lockAccounts,
  nextChartVersion,
  saveAccount,
  usageOf,
} from '../store/chart-changes.ts'
import type { AccountNotFound } from './set-account-rule.ts'
import { tellAccountRules } from './tell-account-rules.ts'

export type AccountCodeTaken = Refusal<'AccountCodeTaken', { accountCode: string }>

/**
 * Adds an account to the chart. The first one below an account takes over the rules that name it, for only leaves are
 * posted to; an account that was posted to gets none below it.
 */
export async function createAccount(
  unit: UnitOfWork,
  wanted: NewAccount,
): Promise<Account | InvalidInput | AccountNotFound | AccountCodeTaken | AccountNotActive | AccountInUse> {
  const { tx, caller, now } = unit
  if (!isAccountCode(wanted.code)) return refuse('InvalidInput', { field: 'code', problem: 'NOT_AN_ACCOUNT_CODE' })
  const chartVersion = await nextChartVersion(tx, caller.companyId)
  const parentCode = parentOf(wanted.code)
  const locked = await lockAccounts(tx, caller.companyId, [wanted.code, ...(parentCode === null ? [] : [parentCode])])
  if (locked.has(wanted.code)) return refuse('AccountCodeTaken', { accountCode: wanted.code })
  const parent = parentCode === null ? undefined : locked.get(parentCode)
  if (parentCode !== null && !parent) return refuse('AccountNotFound', { accountCode: parentCode })

  const account = newAccount({ id: newId(), companyId: caller.companyId }, wanted, parent)
  if (isRefusal(account)) return account
  const group = parent?.leaf ? becomeGroup(parent, await usageOf(tx, parent)) : undefined
  if (isRefusal(group)) return group

  const by = { chartVersion, userId: caller.userId, at: now }
  await addAccount(tx, account, { ...by, change: 'CREATED' })
  if (group) await passOn(unit, group, account, { ...by, change: 'BECAME_GROUP' })
  return account
}

/** Makes the account above a group and lets its rules name the new account. */
async function passOn(unit: UnitOfWork, group: Account, account: Account, by: ChartChangeBy): Promise<void> {
  await saveAccount(unit.tx, group, by)
  const moved = await moveRules(unit.tx, { companyId: group.companyId, from: group.code, to: account.code }, by)
  if (moved.length === 0) return
  await tellAccountRules(unit, moved)
  await retryBlocked(unit, { reason: 'ACCOUNT_NOT_POSTABLE', companyId: group.companyId })
}
