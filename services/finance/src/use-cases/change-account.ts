import { retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import type { Account } from '../domain/account.ts'
import { requiredBy } from '../domain/auxiliary-dimension.ts'
import {
  type AccountInUse,
  type AccountTraits,
  changeAccount as change,
  type InvalidInput,
} from '../domain/chart-change.ts'
import { rulesNaming } from '../store/account-rules.ts'
import { lockAccounts, nextChartVersion, saveAccount, usageOf } from '../store/chart-changes.ts'
import type { StaleVersion } from './change-period.ts'
import type { AccountNotFound } from './set-account-rule.ts'
import { tellAccountRules } from './tell-account-rules.ts'

/** Which account a decision was made about, and on which version of it. */
export interface AccountDecision {
  readonly accountCode: string
  readonly expectedVersion: number
}

/**
 * Changes what an account is called and keeps, as far as what is posted to it allows. What is left out stays. The others hear
 * of what it requires by now, and postings that were held because of that are tried again.
 */
export async function changeAccount(
  unit: UnitOfWork,
  input: AccountDecision & { readonly [Trait in keyof AccountTraits]: AccountTraits[Trait] | undefined },
): Promise<Account | AccountNotFound | StaleVersion | InvalidInput | AccountInUse> {
  const { tx, caller, now } = unit
  const { accountCode, expectedVersion, ...wanted } = input
  const chartVersion = await nextChartVersion(tx, caller.companyId)
  const account = (await lockAccounts(tx, caller.companyId, [accountCode])).get(accountCode)
  if (!account) return refuse('AccountNotFound', { accountCode })
  if (account.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: account.version })

  const { name = account.name, dimensions = account.dimensions, quantityUnit = account.quantityUnit } = wanted
  const { foreignCurrency = account.foreignCurrency, cashKind = account.cashKind } = wanted
  const traits = { name, dimensions, quantityUnit, foreignCurrency, cashKind }
  const changed = change(account, traits, await usageOf(tx, account))
  if (isRefusal(changed)) return changed
  const saved = await saveAccount(tx, changed, { change: 'CHANGED', chartVersion, userId: caller.userId, at: now })
  if (requiredBy(saved.dimensions).join() !== requiredBy(account.dimensions).join())
    await tellAccountRules(unit, await rulesNaming(tx, caller.companyId, accountCode))
  const mended = { facts: { accountCode }, companyId: caller.companyId }
  for (const reason of ['DIMENSION_MISSING', 'CASH_FLOW_ITEM_MISSING']) await retryBlocked(unit, { reason, ...mended })
  return saved
}
