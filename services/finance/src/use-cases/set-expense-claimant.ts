import type { UnitOfWork } from '@erp/service-kit'
import { isId, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import type { ExpenseClaimant } from '../domain/expense-claimant.ts'
import { findDimensionValues } from '../store/dimension-values.ts'
import { findClaimant, isMember, saveClaimant } from '../store/expense-claimants.ts'
import type { DimensionValueNotFound } from './change-dimension-value.ts'
import type { StaleVersion } from './change-period.ts'

export type UserNotOfCompany = Refusal<'UserNotOfCompany', { userId: string }>
export type UserClaimsForAnother = Refusal<'UserClaimsForAnother', { userId: string }>

/** Says which user an employee is, and at which level of which department they claim. */
export async function setExpenseClaimant(
  { tx, caller: { companyId } }: UnitOfWork,
  input: Omit<ExpenseClaimant, 'companyId' | 'version'> & { readonly expectedVersion: number | null },
): Promise<
  ExpenseClaimant | InvalidInput | DimensionValueNotFound | UserNotOfCompany | UserClaimsForAnother | StaleVersion
> {
  const { expectedVersion, ...wanted } = input
  const { employeeId, departmentId, userId, grade } = wanted
  if (grade !== null && (grade.trim() === '' || grade.length > 40))
    return refuse('InvalidInput', { field: 'grade', problem: 'EMPTY_OR_LONG' })
  const ids = [employeeId, departmentId].filter((one) => one !== null)
  const values = new Map((await findDimensionValues(tx, ids.filter(isId))).map((one) => [one.id, one]))
  if (values.get(employeeId)?.dimension !== 'employee') return refuse('DimensionValueNotFound')
  if (departmentId !== null && values.get(departmentId)?.dimension !== 'department')
    return refuse('DimensionValueNotFound')
  if (userId !== null && !(isId(userId) && (await isMember(tx, companyId, userId))))
    return refuse('UserNotOfCompany', { userId })

  const current = await findClaimant(tx, employeeId)
  if ((current?.version ?? null) !== expectedVersion)
    return refuse('StaleVersion', { currentVersion: current?.version ?? 0 })
  const saved = await saveClaimant(tx, { ...wanted, companyId, version: current?.version ?? 0 })
  if (saved === 'USER_TAKEN') return refuse('UserClaimsForAnother', { userId: userId ?? '' })
  return saved === 'STALE' ? refuse('StaleVersion', { currentVersion: (current?.version ?? 0) + 1 }) : saved
}
