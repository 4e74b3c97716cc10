import { type BusinessDate, type Currency, isRefusal, newId } from '@erp/values'
import type { AgreementExceeded } from '../domain/agreed-total.ts'
import { draftPurchaseOrder, type NewPurchaseOrder, type PurchaseOrder } from '../domain/purchase-order.ts'
import type { LineRefused, NewLine, PricingFacts } from '../domain/purchase-order-line.ts'
import type { Supplier, SupplierInactive } from '../domain/supplier.ts'
import { takeNumbers } from '../store/document-numbers.ts'
import { insertPurchaseOrders } from '../store/purchase-orders.ts'
import { whyNotDrawn } from './draw-on-agreements.ts'
import type { Unit } from './unit.ts'

/** What is to be ordered of one supplier. */
export interface OrderPlan {
  readonly supplier: Supplier
  readonly currency: Currency
  readonly lines: readonly NewLine[]
  /** Where each line stands in the input; left out: its place among the lines. */
  readonly paths?: readonly string[]
}

/** Writes drafts that are made at once, of one supplier each, in a fixed number of statements. */
export async function writeOrderDrafts(
  { tx, now, caller: { companyId, userId: createdBy } }: Unit,
  plans: readonly OrderPlan[],
  { orderedOn, runId }: { readonly orderedOn: BusinessDate; readonly runId: string | null },
  factsOf: (plan: OrderPlan) => PricingFacts,
): Promise<PurchaseOrder[] | LineRefused | SupplierInactive | AgreementExceeded> {
  const drafts: NewPurchaseOrder[] = []
  for (const plan of plans) {
    const { supplier, lines, paths } = plan
    const context = { id: newId(), companyId, createdBy, supplier, runId, paths, newLineId: newId, now }
    const drafted = draftPurchaseOrder({ orderedOn, lines }, context, factsOf(plan))
    if (isRefusal(drafted)) return drafted
    drafts.push(drafted)
  }
  const exceeded = await whyNotDrawn(
    tx,
    drafts.flatMap(({ lines }) => lines),
  )
  if (exceeded) return exceeded
  const numbers = await takeNumbers(tx, companyId, 'PURCHASE_ORDER', { day: orderedOn, count: drafts.length })
  const orders = drafts.map((draft, index) => ({ ...draft, number: numbers[index] ?? '' }))
  await insertPurchaseOrders(tx, orders)
  return orders
}
