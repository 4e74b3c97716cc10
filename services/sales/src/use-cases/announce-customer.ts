import { customerChanged, wireMoney } from '@erp/contracts'
import { emit } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import type { Customer } from '../domain/customer.ts'

/** Tells the others the full state. Saved before it is announced, so the row's lock orders a customer's events. */
export function announceCustomer(unit: UnitOfWork, customer: Customer): Promise<void> {
  const { id, companyId, code, name, currency, active, priceGroup: customerGroup, version } = customer
  const creditLimit = customer.creditLimit && wireMoney(customer.creditLimit)
  return emit(unit, customerChanged, {
    aggregateId: id,
    payload: { companyId, customerId: id, code, name, currency, active, creditLimit, customerGroup, version },
  })
}
