import { type BusinessDate, isCurrency, isRefusal, refuse } from '@erp/values'
import type { AgreementExceeded } from '../domain/agreed-total.ts'
import { type InvalidInput, invalid } from '../domain/input.ts'
import type { PurchaseOrder } from '../domain/purchase-order.ts'
import type { LineRefused, NewLine } from '../domain/purchase-order-line.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { SupplierInactive, SupplierNotFound } from '../domain/supplier.ts'
import { findCompany } from '../store/replicated-facts.ts'
import { findSupplier } from '../store/suppliers.ts'
import { readPricingFacts } from './read-pricing-facts.ts'
import type { Unit } from './unit.ts'
import { writeOrderDrafts } from './write-order-drafts.ts'

/** Writes a draft order with priced lines. Without a currency it is made out in the supplier's. */
export async function createPurchaseOrder(
  unit: Unit,
  input: {
    readonly supplierId: string
    readonly orderedOn: BusinessDate
    readonly currency?: string | null | undefined
    readonly lines: readonly NewLine[]
  },
): Promise<
  PurchaseOrder | CompanyNotReady | SupplierNotFound | SupplierInactive | InvalidInput | LineRefused | AgreementExceeded
> {
  const { tx, caller } = unit
  const company = await findCompany(tx, caller.companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId: caller.companyId })
  const supplier = await findSupplier(tx, input.supplierId)
  if (!supplier) return refuse('SupplierNotFound', { supplierId: input.supplierId, path: ['input', 'supplierId'] })
  const currency = input.currency ?? supplier.currency
  if (!isCurrency(currency)) return invalid('currency', 'NOT_A_CURRENCY')

  const { orderedOn, lines } = input
  const facts = await readPricingFacts(tx, supplier, { currency, orderedOn }, lines)
  const written = await writeOrderDrafts(unit, [{ supplier, currency, lines }], { orderedOn, runId: null }, () => facts)
  if (isRefusal(written)) return written
  const [order] = written
  if (!order) throw new Error('No order was written')
  return order
}
