import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import {
  type Customer,
  type CustomerChanges,
  type CustomerGroupOutOfReach,
  type CustomerNotFound,
  changeCustomer as change,
  requireGroupInReach,
} from '../domain/customer.ts'
import type { InvalidInput, StaleVersion } from '../domain/input.ts'
import type { PaymentTermNotFound } from '../domain/payment-term.ts'
import { findCustomer, saveCustomer } from '../store/customers.ts'
import type { Tx } from '../store/database.ts'
import { announceCustomer } from './announce-customer.ts'
import { whyNotGiven } from './write-payment-term.ts'

/** Changes what is known about a customer, if it still is at the version the user saw. */
export async function changeCustomer(
  unit: UnitOfWork<Tx>,
  input: CustomerChanges & { readonly customerId: string; readonly expectedVersion: number },
): Promise<Customer | CustomerNotFound | StaleVersion | InvalidInput | CustomerGroupOutOfReach | PaymentTermNotFound> {
  const { customerId, expectedVersion, ...changes } = input
  const customer = await findCustomer(unit.tx, customerId)
  if (!customer) return refuse('CustomerNotFound', { customerId })

  const changed = change(customer, expectedVersion, changes)
  if (isRefusal(changed)) return changed
  const outOfReach = requireGroupInReach(changed.priceGroup, unit.caller.customerGroups)
  if (outOfReach) return outOfReach
  const notGiven = await whyNotGiven(unit.tx, changes.paymentTermId)
  if (notGiven) return notGiven

  await saveCustomer(unit.tx, changed)
  await announceCustomer(unit, changed)
  return changed
}
