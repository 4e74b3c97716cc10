import { retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import { type Account, parentOf } from '../domain/account.ts'
import { type AccountNotActive, enableAccount as enable } from '../domain/chart-change.ts'
import { lockAccounts, nextChartVersion, saveAccount } from '../store/chart-changes.ts'
import type { AccountDecision } from './change-account.ts'
import type { StaleVersion } from './change-period.ts'
import type { AccountNotFound } from './set-account-rule.ts'

/** Takes an account back into use; postings that were held because it was not are tried again. */
export async function enableAccount(
  unit: UnitOfWork,
  { accountCode, expectedVersion }: AccountDecision,
): Promise<Account | AccountNotFound | StaleVersion | AccountNotActive> {
  const { tx, caller, now } = unit
  const chartVersion = await nextChartVersion(tx, caller.companyId)
  const parentCode = parentOf(accountCode)
  const locked = await lockAccounts(tx, caller.companyId, [accountCode, ...(parentCode === null ? [] : [parentCode])])
  const account = locked.get(accountCode)
  if (!account) return refuse('AccountNotFound', { accountCode })
  if (account.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: account.version })

  const enabled = enable(account, parentCode === null ? undefined : locked.get(parentCode))
  if (isRefusal(enabled)) return enabled
  const by = { change: 'ENABLED', chartVersion, userId: caller.userId, at: now } as const
  const saved = await saveAccount(tx, enabled, by)
  await retryBlocked(unit, { reason: 'ACCOUNT_NOT_POSTABLE', facts: { accountCode }, companyId: caller.companyId })
  return saved
}
