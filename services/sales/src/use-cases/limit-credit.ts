import { isRefusal, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import {
  type CreditRaiseNeedsAnother,
  type Customer,
  type CustomerNotFound,
  isRaised,
  limitCredit as limit,
} from '../domain/customer.ts'
import type { InvalidInput, StaleVersion } from '../domain/input.ts'
import { findCompany } from '../store/companies.ts'
import { findCustomer, saveCustomer } from '../store/customers.ts'
import { findUnpromisedOrderBy } from '../store/sales-orders.ts'
import { announceCustomer } from './announce-customer.ts'
import type { Unit } from './unit.ts'

/**
 * Sets what a customer may owe and have on order together, or takes the limit away; of orders confirmed from now on. Nobody
 * raises it for an order that they wrote.
 */
export async function limitCredit(
  unit: Unit,
  {
    customerId,
    expectedVersion,
    creditLimit,
  }: { readonly customerId: string; readonly expectedVersion: number; readonly creditLimit: string | null },
): Promise<Customer | CustomerNotFound | CompanyNotActive | StaleVersion | InvalidInput | CreditRaiseNeedsAnother> {
  const company = requireActive(await findCompany(unit.tx, unit.caller.companyId))
  if (isRefusal(company)) return company
  const customer = await findCustomer(unit.tx, customerId)
  if (!customer) return refuse('CustomerNotFound', { customerId })

  const limited = limit(customer, expectedVersion, { creditLimit, currency: company.baseCurrency })
  if (isRefusal(limited)) return limited
  const own = isRaised(customer, limited)
    ? await findUnpromisedOrderBy(unit.tx, { customerId, userId: unit.caller.userId })
    : undefined
  if (own !== undefined) return refuse('CreditRaiseNeedsAnother', { customerId, salesOrderId: own })

  await saveCustomer(unit.tx, limited)
  await announceCustomer(unit, limited)
  return limited
}
