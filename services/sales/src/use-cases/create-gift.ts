import { Decimal, isRefusal, newId, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import type { CustomerNotFound } from '../domain/customer.ts'
import type { Delivery } from '../domain/delivery.ts'
import { draftGift, type GiftInput } from '../domain/gift.ts'
import { at, type InvalidInput } from '../domain/input.ts'
import type { CustomerInactive, WarehouseInactive, WarehouseUnknown } from '../domain/sales-order.ts'
import type { LineRefused } from '../domain/sales-order-line.ts'
import { findCompany } from '../store/companies.ts'
import { findCustomer } from '../store/customers.ts'
import { insertDelivery } from '../store/deliveries.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { findWarehouse } from '../store/replicated-facts.ts'
import { readPricingFacts } from './read-pricing-facts.ts'
import type { Unit } from './unit.ts'

/** Writes a draft of goods that are given away, taxed at what the lists or the input say they would have sold for. */
export async function createGift(
  { tx, now, caller: { companyId, userId: givenBy } }: Unit,
  input: GiftInput & { readonly customerId: string; readonly warehouseId: string },
): Promise<
  | Delivery
  | CompanyNotActive
  | CustomerNotFound
  | CustomerInactive
  | WarehouseUnknown
  | WarehouseInactive
  | InvalidInput
  | LineRefused
> {
  const { customerId, warehouseId, givenOn: orderedOn, pricesIncludeTax } = input
  const company = requireActive(await findCompany(tx, companyId))
  if (isRefusal(company)) return company
  const customer = await findCustomer(tx, customerId)
  if (!customer) return at(refuse('CustomerNotFound', { customerId }), 'customerId')
  const warehouse = await findWarehouse(tx, warehouseId)
  if (!warehouse) return at(refuse('WarehouseUnknown', { warehouseId }), 'warehouseId')

  const terms = { currency: company.baseCurrency, pricesIncludeTax, orderedOn }
  const facts = await readPricingFacts(tx, terms, customer, input.lines)
  const context = { id: newId(), companyId, customer, warehouse, newLineId: newId, givenBy, now }
  const draft = draftGift(input, context, { ...facts, discountPercent: new Decimal(0) })
  if (isRefusal(draft)) return draft
  const gift = { ...draft, number: await takeNumber(tx, companyId, 'DELIVERY', input.givenOn) }
  await insertDelivery(tx, gift)
  return gift
}
