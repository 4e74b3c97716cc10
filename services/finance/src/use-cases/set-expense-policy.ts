import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, newId, parseMoney, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import { cityName } from '../domain/city.ts'
import { checkPolicy, type ExpensePolicy } from '../domain/expense-policy.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findPolicy, insertPolicy, mostPolicies, policiesInForce, savePolicy } from '../store/expense-policies.ts'
import { findExpenseType } from '../store/expense-types.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import type { ExpenseTypeNotFound } from './set-expense-type.ts'

/**
 * Sets a limit of claims: a new one, or the next version of one. `expectedVersion` is that of the one it changes. Claims
 * submitted before were looked at as the limits were then.
 */
export async function setExpensePolicy(
  { tx, caller: { companyId } }: UnitOfWork,
  input: Omit<ExpensePolicy, 'id' | 'companyId' | 'version' | 'amountLimit'> & {
    readonly expensePolicyId: string | null
    readonly expectedVersion: number | null
    readonly amountLimit: string | null
  },
): Promise<ExpensePolicy | InvalidInput | ExpenseTypeNotFound | StaleVersion | BooksNotOpen> {
  const { expensePolicyId, expectedVersion, amountLimit, ...given } = input
  const wanted = { ...given, city: given.city === null ? null : (cityName(given.city) ?? '') }
  const currency = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return refuse('BooksNotOpen')
  const limit = amountLimit === null ? null : parseMoney(amountLimit, currency)
  if (isRefusal(limit)) return refuse('InvalidInput', { field: 'amountLimit', problem: limit.problem })
  for (const field of ['grade', 'city'] as const)
    if (
      wanted[field] !== null &&
      (wanted[field].trim() === '' || wanted[field].length > (field === 'grade' ? 40 : 100))
    )
      return refuse('InvalidInput', { field, problem: 'EMPTY_OR_LONG' })
  const { expenseTypeId } = wanted
  if (expenseTypeId !== null && !(isId(expenseTypeId) && (await findExpenseType(tx, expenseTypeId))))
    return refuse('ExpenseTypeNotFound', { expenseTypeId })

  const current = expensePolicyId !== null && isId(expensePolicyId) ? await findPolicy(tx, expensePolicyId) : undefined
  if (expensePolicyId !== null && !current)
    return refuse('InvalidInput', { field: 'expensePolicyId', problem: 'NOT_FOUND' })
  if ((current?.version ?? null) !== expectedVersion)
    return refuse('StaleVersion', { currentVersion: current?.version ?? 0 })
  const identity = { id: current?.id ?? newId(), companyId, version: current?.version ?? 1 }
  const policy: ExpensePolicy = { ...wanted, ...identity, amountLimit: limit }
  const invalid = checkPolicy(policy)
  if (invalid) return invalid
  if (policy.active && !current?.active && (await policiesInForce(tx, companyId)).length >= mostPolicies)
    return refuse('InvalidInput', { field: 'active', problem: `MORE_THAN_${mostPolicies}` })
  if (current) return savePolicy(tx, policy)
  await insertPolicy(tx, policy)
  return policy
}
