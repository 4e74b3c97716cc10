import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import type { Account } from '../domain/account.ts'
import {
  type AccountHasActiveChildren,
  type AccountHasBalance,
  type AccountNamedByRules,
  type AccountNotActive,
  disableAccount as disable,
} from '../domain/chart-change.ts'
import { lockAccounts, nextChartVersion, saveAccount, usageOf } from '../store/chart-changes.ts'
import type { AccountDecision } from './change-account.ts'
import type { StaleVersion } from './change-period.ts'
import type { AccountNotFound } from './set-account-rule.ts'

/** Takes an account out of use. It keeps its history; nothing is posted to it until it is enabled again. */
export async function disableAccount(
  unit: UnitOfWork,
  { accountCode, expectedVersion }: AccountDecision,
): Promise<
  | Account
  | AccountNotFound
  | StaleVersion
  | AccountNotActive
  | AccountHasBalance
  | AccountNamedByRules
  | AccountHasActiveChildren
> {
  const { tx, caller, now } = unit
  const chartVersion = await nextChartVersion(tx, caller.companyId)
  const account = (await lockAccounts(tx, caller.companyId, [accountCode])).get(accountCode)
  if (!account) return refuse('AccountNotFound', { accountCode })
  if (account.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: account.version })

  const disabled = disable(account, await usageOf(tx, account))
  if (isRefusal(disabled)) return disabled
  return saveAccount(tx, disabled, { change: 'DISABLED', chartVersion, userId: caller.userId, at: now })
}
