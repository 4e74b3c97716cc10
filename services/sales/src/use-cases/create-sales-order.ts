import { isRefusal, newId, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import type { CustomerNotFound } from '../domain/customer.ts'
import { at, type InvalidInput, invalid } from '../domain/input.ts'
import {
  type CustomerInactive,
  draftSalesOrder,
  type OrderTerms,
  type SalesOrder,
  type WarehouseInactive,
  type WarehouseUnknown,
} from '../domain/sales-order.ts'
import type { LineRefused } from '../domain/sales-order-line.ts'
import { findCompany } from '../store/companies.ts'
import { findCustomer } from '../store/customers.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { findWarehouse } from '../store/replicated-facts.ts'
import { insertSalesOrder } from '../store/sales-orders.ts'
import { readPricingFacts } from './read-pricing-facts.ts'
import type { Unit } from './unit.ts'

/** Writes a draft order with priced lines, in the company's own currency. */
export async function createSalesOrder(
  unit: Unit,
  input: OrderTerms & {
    readonly customerId: string
    readonly warehouseId: string
    readonly currency?: string | null | undefined
    readonly pricesIncludeTax: boolean
  },
): Promise<
  | SalesOrder
  | CompanyNotActive
  | CustomerNotFound
  | CustomerInactive
  | WarehouseUnknown
  | WarehouseInactive
  | InvalidInput
  | LineRefused
> {
  const { tx, now, caller } = unit
  const { customerId, warehouseId } = input
  const company = requireActive(await findCompany(tx, caller.companyId))
  if (isRefusal(company)) return company
  const customer = await findCustomer(tx, customerId)
  if (!customer) return at(refuse('CustomerNotFound', { customerId }), 'customerId')
  const warehouse = await findWarehouse(tx, warehouseId)
  if (!warehouse) return at(refuse('WarehouseUnknown', { warehouseId }), 'warehouseId')
  const currency = company.baseCurrency
  if ((input.currency ?? customer.currency) !== currency) return invalid('currency', 'NOT_THE_COMPANYS_OWN')

  const { orderedOn, pricesIncludeTax } = input
  const facts = await readPricingFacts(tx, { currency, pricesIncludeTax, orderedOn }, customer, input.lines)
  const context = {
    id: newId(),
    companyId: caller.companyId,
    customer,
    warehouse,
    newLineId: newId,
    createdBy: caller.userId,
    now,
  }
  const drafted = draftSalesOrder(input, context, facts)
  if (isRefusal(drafted)) return drafted

  const order = { ...drafted, number: await takeNumber(tx, caller.companyId, 'SALES_ORDER', input.orderedOn) }
  await insertSalesOrder(tx, order)
  return order
}
