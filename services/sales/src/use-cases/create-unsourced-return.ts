import { isRefusal, newId, refuse } from '@erp/values'
import { type CompanyNotActive, requireActive } from '../domain/company.ts'
import type { CustomerNotFound } from '../domain/customer.ts'
import { at } from '../domain/input.ts'
import type { WarehouseUnknown } from '../domain/sales-order.ts'
import type { SalesReturn } from '../domain/sales-return.ts'
import {
  draftUnsourcedReturn,
  type UnsourcedReturnInput,
  type UnsourcedReturnRefused,
} from '../domain/unsourced-return.ts'
import { findCompany } from '../store/companies.ts'
import { findCustomer } from '../store/customers.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { findItems, findWarehouse } from '../store/replicated-facts.ts'
import { insertSalesReturn } from '../store/sales-returns.ts'
import type { Unit } from './unit.ts'

/** Writes a draft of goods that come back from a customer although no delivery of them is known. */
export async function createUnsourcedReturn(
  { tx, now, caller: { companyId, userId: createdBy } }: Unit,
  input: UnsourcedReturnInput & { readonly customerId: string; readonly warehouseId: string },
): Promise<SalesReturn | CompanyNotActive | CustomerNotFound | WarehouseUnknown | UnsourcedReturnRefused> {
  const { customerId, warehouseId } = input
  const company = requireActive(await findCompany(tx, companyId))
  if (isRefusal(company)) return company
  if (!(await findCustomer(tx, customerId))) return at(refuse('CustomerNotFound', { customerId }), 'customerId')
  if (!(await findWarehouse(tx, warehouseId))) return at(refuse('WarehouseUnknown', { warehouseId }), 'warehouseId')
  const items = await findItems(
    tx,
    input.lines.map(({ itemId }) => itemId),
  )
  const context = { id: newId(), companyId, customerId, warehouseId, currency: company.baseCurrency }
  const draft = draftUnsourcedReturn(input, { ...context, newLineId: newId, createdBy, now }, items)
  if (isRefusal(draft)) return draft
  const salesReturn = { ...draft, number: await takeNumber(tx, companyId, 'SALES_RETURN', input.returnedOn) }
  await insertSalesReturn(tx, salesReturn)
  return salesReturn
}
