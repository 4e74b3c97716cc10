import { convert, isRefusal, type Money, newId, refuse } from '@erp/values'
import { submitForApproval } from '../domain/document-approval.ts'
import { type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  confirmPurchaseOrder as confirm,
  type PurchaseOrder,
  type PurchaseOrderNotDraft,
  type PurchaseOrderNotFound,
} from '../domain/purchase-order.ts'
import { readExchangeRate } from '../domain/receive-goods.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { Supplier, SupplierInactive, SupplierNotFound } from '../domain/supplier.ts'
import { keepRevision } from '../store/purchase-order-revisions.ts'
import { findPurchaseOrder, savePurchaseOrder } from '../store/purchase-orders.ts'
import { findCompany, isApprovalAsked } from '../store/replicated-facts.ts'
import { findSupplier } from '../store/suppliers.ts'
import { announcePurchaseOrder } from './announce-purchase-order.ts'
import type { Unit } from './unit.ts'

/** Asks identity to approve an order that waits for it, in the same transaction. */
export type StartApproving = (
  unit: Unit,
  order: PurchaseOrder,
  facts: { readonly supplier: Supplier; readonly amount: Money },
) => Promise<void>

interface Confirming {
  readonly purchaseOrderId: string
  readonly expectedVersion: number
  /** Units of the company's currency for one of the order's: asked for only where a foreign order has to be approved. */
  readonly exchangeRate?: string | null | undefined
}

/**
 * Turns a draft into a promise to buy; what it says is kept as its first revision. Where the company has orders approved,
 * the draft waits for that first.
 */
export async function confirmPurchaseOrder(
  unit: Unit,
  { purchaseOrderId, expectedVersion, exchangeRate }: Confirming,
  startApproving: StartApproving,
): Promise<
  | PurchaseOrder
  | PurchaseOrderNotFound
  | PurchaseOrderNotDraft
  | SupplierNotFound
  | SupplierInactive
  | CompanyNotReady
  | InvalidInput
  | StaleVersion
> {
  const { tx, now, caller } = unit
  const order = await findPurchaseOrder(tx, purchaseOrderId)
  if (!order) return refuse('PurchaseOrderNotFound', { purchaseOrderId })
  const supplier = await findSupplier(tx, order.supplierId)
  if (!supplier) return refuse('SupplierNotFound', { supplierId: order.supplierId })

  const confirmed = confirm(order, supplier, now)
  if (isRefusal(confirmed)) return confirmed
  const stale = requireVersion(order, expectedVersion)
  if (stale) return stale

  if (await isApprovalAsked(tx, order.companyId, 'PURCHASE_ORDER')) {
    const amount = await inOwnCurrency(unit, order, exchangeRate)
    if (isRefusal(amount)) return amount
    const by = { submittedBy: caller.userId, submitter: caller.username }
    const waiting = await savePurchaseOrder(tx, submitForApproval(order, { approvalId: newId(), ...by }, now))
    await startApproving(unit, waiting, { supplier, amount })
    return waiting
  }
  const saved = await savePurchaseOrder(tx, { ...confirmed, approval: null })
  await keepRevision(tx, saved, { reason: '', recordedAt: now, recordedBy: caller.username })
  await announcePurchaseOrder(unit, saved)
  return saved
}

/** What the order is worth in the currency approval limits are written in. */
async function inOwnCurrency(
  { tx }: Unit,
  { companyId, currency, gross }: PurchaseOrder,
  exchangeRate: string | null | undefined,
): Promise<Money | CompanyNotReady | InvalidInput> {
  const company = await findCompany(tx, companyId)
  if (!company) return refuse('CompanyNotReady', { companyId })
  const rate = readExchangeRate(exchangeRate, currency, company.baseCurrency)
  if (isRefusal(rate)) return rate
  return rate === null ? gross : convert(gross, rate, company.baseCurrency)
}
