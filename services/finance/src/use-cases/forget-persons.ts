import type { PayloadOf, userPseudonymised } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { forgetEmployees } from '../store/dimension-values.ts'
import { announceDimensionValues } from './announce-dimension-value.ts'

/**
 * Calls the employees that somebody was by the pseudonym that came in place of their name. What is posted names employees by id, so
 * no voucher, number or total changes.
 */
export async function forgetPersons(
  unit: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof userPseudonymised>>[],
): Promise<void> {
  const persons = messages.map(({ payload, actorId }) => ({ ...payload, by: actorId }))
  await announceDimensionValues(unit, await forgetEmployees(unit.tx, persons, unit.now))
}
