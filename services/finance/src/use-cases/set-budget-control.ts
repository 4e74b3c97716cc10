import type { UnitOfWork } from '@erp/service-kit'
import { newId, refuse } from '@erp/values'
import type { BudgetLevel, BudgetSpan } from '../domain/budget-check.ts'
import { findAccountsByCode } from '../store/accounts.ts'
import { type BudgetControl, keepControl, lockControl } from '../store/budget-items.ts'
import type { StaleVersion } from './change-period.ts'
import type { AccountNotFound } from './set-account-rule.ts'

/** Says how budgets bind 预算控制: of one account, or of all accounts that have no control of their own. */
export async function setBudgetControl(
  { tx, caller: { companyId } }: UnitOfWork,
  input: {
    readonly accountCode: string | null
    readonly level: BudgetLevel
    readonly span: BudgetSpan
    readonly expectedVersion: number | null
  },
): Promise<BudgetControl | AccountNotFound | StaleVersion> {
  const { accountCode, level, span, expectedVersion } = input
  const [account] = accountCode === null ? [] : await findAccountsByCode(tx, companyId, [accountCode])
  if (accountCode !== null && !account) return refuse('AccountNotFound', { accountCode })
  const accountId = account?.id ?? null
  const current = await lockControl(tx, companyId, accountId)
  if ((current?.version ?? null) !== expectedVersion)
    return refuse('StaleVersion', { currentVersion: current?.version ?? 0 })
  return keepControl(tx, { id: current?.id ?? newId(), companyId, accountId, level, span })
}
