import type { PayloadOf, userPseudonymised } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import type { PersonKeys, UnitOfWork } from '@erp/service-kit'
import { pseudonymiseEmployees } from '../store/dimension-values.ts'
import { employeesOfUsers } from '../store/expense-claimants.ts'
import { announceDimensionValues } from './announce-dimension-value.ts'

/**
 * Calls the employees that somebody was by the pseudonym that came in place of their name. What is posted names employees by id, so
 * no voucher, number or total changes. Their keys are destroyed with it: identity has forgotten them already, so a transaction that
 * is tried again only finishes what it began.
 */
export async function forgetPersons(
  unit: UnitOfWork,
  persons: PersonKeys,
  messages: readonly Message<PayloadOf<typeof userPseudonymised>>[],
): Promise<void> {
  const users = messages.map(({ payload, actorId }) => ({ ...payload, by: actorId }))
  const employees = await employeesOfUsers(unit.tx, users)
  await announceDimensionValues(unit, await pseudonymiseEmployees(unit.tx, employees, unit.now))
  persons.destroy(employees.map(({ employeeId }) => employeeId))
}
