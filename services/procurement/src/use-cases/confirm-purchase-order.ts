import { isApprovalAsked } from '@erp/service-kit'
import { convert, isRefusal, type Money, newId, refuse } from '@erp/values'
import { submitForApproval } from '../domain/document-approval.ts'
import { overrideBudget } from '../domain/document-budget.ts'
import { type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  type BudgetOverrideNeedsAnother,
  confirmPurchaseOrder as confirm,
  type PurchaseOrder,
  type PurchaseOrderNotDraft,
  type PurchaseOrderNotFound,
  type PurchaseOrderNotHeldForBudget,
} from '../domain/purchase-order.ts'
import { readExchangeRate } from '../domain/receive-goods.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { Supplier, SupplierInactive, SupplierNotFound } from '../domain/supplier.ts'
import { findPurchaseOrder, savePurchaseOrder } from '../store/purchase-orders.ts'
import { findCompany } from '../store/replicated-facts.ts'
import { findSupplier } from '../store/suppliers.ts'
import type { StartReserving } from './ask-budgets.ts'
import { askingBudgets, promiseOrAsk } from './promise-purchase-orders.ts'
import type { Unit } from './unit.ts'

/** Asks identity to approve an order that waits for it, in the same transaction. */
export type StartApproving = (
  unit: Unit,
  order: PurchaseOrder,
  facts: { readonly supplier: Supplier; readonly amount: Money },
) => Promise<void>

/** What confirming may begin. */
export interface ConfirmingProcesses {
  readonly startApproving: StartApproving
  readonly startReserving: StartReserving
}

interface OrderToConfirm {
  readonly purchaseOrderId: string
  readonly expectedVersion: number
}
interface Confirming extends OrderToConfirm {
  /** Units of the company's currency for one of the order's: asked for only where a foreign order has to be approved. */
  readonly exchangeRate?: string | null | undefined
}
type ConfirmRefused =
  | PurchaseOrderNotDraft
  | SupplierNotFound
  | SupplierInactive
  | CompanyNotReady
  | InvalidInput
  | StaleVersion

/**
 * Turns a draft into a promise to buy; what it says is kept as its first revision. Where the company has orders approved,
 * the draft waits for that first; then, where it spends what is budgeted, for finance to reserve that. An order that was held for
 * want of budget asks once more, and was approved before.
 */
export async function confirmPurchaseOrder(
  unit: Unit,
  { purchaseOrderId, expectedVersion, exchangeRate }: Confirming,
  processes: ConfirmingProcesses,
): Promise<PurchaseOrder | PurchaseOrderNotFound | ConfirmRefused> {
  const order = await findPurchaseOrder(unit.tx, purchaseOrderId)
  if (!order) return refuse('PurchaseOrderNotFound', { purchaseOrderId })
  return begin(unit, order, { expectedVersion, exchangeRate, ...processes })
}

/** Lets an order through that budgets do not cover 超预算放行; finance reserves it all the same, so that the others see it. */
export async function overrideBudgetHold(
  unit: Unit,
  { purchaseOrderId, expectedVersion, reason }: OrderToConfirm & { readonly reason: string },
  processes: ConfirmingProcesses,
): Promise<
  PurchaseOrder | PurchaseOrderNotFound | PurchaseOrderNotHeldForBudget | BudgetOverrideNeedsAnother | ConfirmRefused
> {
  const order = await findPurchaseOrder(unit.tx, purchaseOrderId)
  if (!order) return refuse('PurchaseOrderNotFound', { purchaseOrderId })
  const granted = overrideBudget(order, reason, { by: unit.caller.userId, at: unit.now })
  if (granted === 'NOT_HELD') return refuse('PurchaseOrderNotHeldForBudget', { purchaseOrderId })
  if (granted === 'NEEDS_ANOTHER') return refuse('BudgetOverrideNeedsAnother', { purchaseOrderId })
  return isRefusal(granted) ? granted : begin(unit, granted, { expectedVersion, ...processes })
}

async function begin(
  unit: Unit,
  order: PurchaseOrder,
  { expectedVersion, exchangeRate, ...processes }: Omit<Confirming, 'purchaseOrderId'> & ConfirmingProcesses,
): Promise<PurchaseOrder | ConfirmRefused> {
  const { tx, now, caller } = unit
  const supplier = await findSupplier(tx, order.supplierId)
  if (!supplier) return refuse('SupplierNotFound', { supplierId: order.supplierId })

  const confirmed = confirm(order, supplier, now)
  if (isRefusal(confirmed)) return confirmed
  const stale = requireVersion(order, expectedVersion)
  if (stale) return stale

  if (order.status === 'DRAFT' && (await isApprovalAsked(tx, order.companyId, 'PURCHASE_ORDER'))) {
    const amount = await inOwnCurrency(unit, order, exchangeRate)
    if (isRefusal(amount)) return amount
    const submission = { approvalId: newId(), submittedBy: caller.userId }
    const waiting = await savePurchaseOrder(tx, submitForApproval(order, submission, now))
    await processes.startApproving(unit, waiting, { supplier, amount })
    return waiting
  }
  const revisionOf = ({ budget }: PurchaseOrder) => budget?.askedFor ?? { reason: '', madeBy: caller.userId }
  const approval = order.status === 'HELD' ? order.approval : null
  const promise = { ...confirmed, approval }
  const [asking = promise] = await askingBudgets(unit, [promise], revisionOf)
  const saved = await savePurchaseOrder(tx, asking)
  await promiseOrAsk(unit, [saved], { revisionOf, startReserving: processes.startReserving })
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
