import type { UnitOfWork } from '@erp/service-kit'
import { isId, refuse } from '@erp/values'
import {
  type DimensionValue,
  type EmployeeIsUser,
  type EmployeePseudonymised,
  type EmployeeStillActive,
  pseudonymOfEmployee,
  whyNotPseudonymise,
} from '../domain/dimension-value.ts'
import { findDimensionValue, pseudonymiseEmployees } from '../store/dimension-values.ts'
import { findClaimant } from '../store/expense-claimants.ts'
import { announceDimensionValues } from './announce-dimension-value.ts'
import type { DimensionValueNotFound } from './change-dimension-value.ts'
import type { StaleVersion } from './change-period.ts'

/**
 * Forgets who an employee was that is out of use and whom no user claims as; of a user's, identity tells. What is posted names
 * employees by id, so no voucher, number or total changes. Once this is committed the key that the name was sealed with is destroyed.
 */
export async function pseudonymiseEmployee(
  unit: UnitOfWork,
  { employeeId, expectedVersion }: { readonly employeeId: string; readonly expectedVersion: number },
): Promise<
  DimensionValue | DimensionValueNotFound | StaleVersion | EmployeeStillActive | EmployeePseudonymised | EmployeeIsUser
> {
  const { tx, caller, now } = unit
  const employee = isId(employeeId) ? await findDimensionValue(tx, employeeId) : undefined
  if (employee?.dimension !== 'employee') return refuse('DimensionValueNotFound')
  if (employee.version !== expectedVersion) return refuse('StaleVersion', { currentVersion: employee.version })
  const refused = whyNotPseudonymise(employee, (await findClaimant(tx, employee.id))?.userId ?? null)
  if (refused) return refused
  const person = { employeeId: employee.id, pseudonym: pseudonymOfEmployee(employee.id), by: caller.userId }
  const [forgotten] = await pseudonymiseEmployees(tx, [person], now)
  if (!forgotten) throw new Error('An employee just found cannot be forgotten')
  await announceDimensionValues(unit, [forgotten])
  return forgotten
}
