import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import {
  type Customer,
  type CustomerCodeTaken,
  type CustomerGroupOutOfReach,
  createCustomer as create,
  type NewCustomer,
  requireGroupInReach,
} from '../domain/customer.ts'
import type { InvalidInput } from '../domain/input.ts'
import type { PaymentTermNotFound } from '../domain/payment-term.ts'
import { findCompany } from '../store/companies.ts'
import { insertCustomer } from '../store/customers.ts'
import type { Tx } from '../store/database.ts'
import { announceCustomer } from './announce-customer.ts'
import { whyNotGiven } from './write-payment-term.ts'

/** Makes a customer known. Without a currency its documents are made out in the company's own. */
export async function createCustomer(
  unit: UnitOfWork<Tx>,
  input: Omit<NewCustomer, 'currency'> & { readonly currency?: string | undefined },
): Promise<
  Customer | CompanyNotActive | InvalidInput | CustomerCodeTaken | CustomerGroupOutOfReach | PaymentTermNotFound
> {
  const { companyId } = unit.caller
  const company = requireActive(await findCompany(unit.tx, companyId))
  if (isRefusal(company)) return company

  const customer = create(
    { ...input, currency: input.currency ?? company.baseCurrency },
    { id: newId(), companyId, createdAt: unit.now },
  )
  if (isRefusal(customer)) return customer
  const outOfReach = requireGroupInReach(customer.priceGroup, unit.caller.customerGroups)
  if (outOfReach) return outOfReach
  const notGiven = await whyNotGiven(unit.tx, customer.paymentTermId)
  if (notGiven) return notGiven

  const inserted = await insertCustomer(unit.tx, customer)
  if (!inserted) return refuse('CustomerCodeTaken', { customerCode: customer.code, path: ['input', 'code'] })

  await announceCustomer(unit, customer)
  return customer
}
