import { type BusinessDate, isCurrency, isRefusal, newId, refuse } from '@erp/values'
import type { AgreementExceeded } from '../domain/agreed-total.ts'
import { type InvalidInput, invalid } from '../domain/input.ts'
import { draftPurchaseOrder, type PurchaseOrder } from '../domain/purchase-order.ts'
import type { LineRefused, NewLine } from '../domain/purchase-order-line.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { SupplierInactive, SupplierNotFound } from '../domain/supplier.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { insertPurchaseOrder } from '../store/purchase-orders.ts'
import { findCompany } from '../store/replicated-facts.ts'
import { findSupplier } from '../store/suppliers.ts'
import { whyNotDrawn } from './draw-on-agreements.ts'
import { readPricingFacts } from './read-pricing-facts.ts'
import type { Unit } from './unit.ts'

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
  const { tx, now, caller } = unit
  const company = await findCompany(tx, caller.companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId: caller.companyId })
  const supplier = await findSupplier(tx, input.supplierId)
  if (!supplier) return refuse('SupplierNotFound', { supplierId: input.supplierId, path: ['input', 'supplierId'] })
  const currency = input.currency ?? supplier.currency
  if (!isCurrency(currency)) return invalid('currency', 'NOT_A_CURRENCY')

  const drafted = draftPurchaseOrder(
    input,
    { id: newId(), companyId: caller.companyId, createdBy: caller.userId, supplier, newLineId: newId, now },
    await readPricingFacts(tx, supplier, { currency, orderedOn: input.orderedOn }, input.lines),
  )
  if (isRefusal(drafted)) return drafted
  const exceeded = await whyNotDrawn(tx, drafted)
  if (exceeded) return exceeded

  const number = await takeNumber(tx, caller.companyId, 'PURCHASE_ORDER', input.orderedOn)
  const order = { ...drafted, number }
  await insertPurchaseOrder(tx, order)
  return order
}
