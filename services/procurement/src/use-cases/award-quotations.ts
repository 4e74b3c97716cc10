import { type BusinessDate, isRefusal, newId, refuse } from '@erp/values'
import type { AgreementExceeded } from '../domain/agreed-total.ts'
import { beyondRequisitions, type OrderableLine, type RequisitionExceeded } from '../domain/order-requisitions.ts'
import type { LineRefused } from '../domain/purchase-order-line.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { SupplierInactive } from '../domain/supplier.ts'
import { type Award, type AwardRefused, awardsOf, type WantedOfRequest } from '../domain/supplier-quotation.ts'
import { findCompany, findItems, findTaxCodes } from '../store/replicated-facts.ts'
import { countOrdered, lockOrderableLines } from '../store/requisition-lines.ts'
import { countAwarded, lockAwardableLines } from '../store/supplier-quotations.ts'
import { findSuppliers } from '../store/suppliers.ts'
import { ofAnybody } from './draw-on-demand.ts'
import type { OrderingRun } from './order-requisitions.ts'
import type { Unit } from './unit.ts'
import { type OrderPlan, writeOrderDrafts } from './write-order-drafts.ts'

/**
 * Orders what suppliers quoted, at the prices they quoted: one draft for each supplier, in the currency of its answer. What
 * was asked for a requisition is taken from that as well. Both are locked, so that nothing is ordered twice.
 */
export async function awardQuotations(
  unit: Unit,
  input: {
    readonly orderedOn: BusinessDate
    readonly taxCodeId: string
    readonly lines: readonly WantedOfRequest[]
  },
): Promise<
  | OrderingRun
  | CompanyNotReady
  | SupplierInactive
  | AwardRefused
  | RequisitionExceeded
  | LineRefused
  | AgreementExceeded
> {
  const { tx, caller } = unit
  const { orderedOn, lines } = input
  const company = await findCompany(tx, caller.companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId: caller.companyId })
  const requestLineIds = lines.map(({ requestLineId }) => requestLineId)
  const awards = awardsOf(lines, input, await lockAwardableLines(tx, requestLineIds))
  if (isRefusal(awards)) return awards
  const requisitionLineIds = awards.flatMap(({ line }) => line.requisitionLineId ?? [])
  const taken = awards.map(({ line, quantity }) => ({ requisitionLineId: line.requisitionLineId, quantity }))
  const needed = await ofAnybody(tx, () => lockOrderableLines(tx, requisitionLineIds))
  const beyond = beyondRequisitions(taken, needed)
  if (beyond) return beyond

  const plans = await plansOf(unit, awards, needed)
  const items = await findItems(
    tx,
    awards.map(({ line }) => line.itemId),
  )
  const taxCodes = await findTaxCodes(
    tx,
    awards.map(({ taxCodeId }) => taxCodeId),
  )
  const id = newId()
  const orders = await writeOrderDrafts(unit, plans, { orderedOn, runId: id }, ({ supplier, currency }) => ({
    ...{ currency, defaultOverReceiptPercent: supplier.overReceiptPercent, items, taxCodes },
    ...{ prices: [], dimensionValues: new Map(), warehouses: new Map() },
  }))
  if (isRefusal(orders)) return orders
  await countAwarded(tx, requestLineIds)
  if (requisitionLineIds.length > 0) await ofAnybody(tx, () => countOrdered(tx, requisitionLineIds))
  return { id, purchaseOrders: orders }
}

/** One order for each supplier and currency, in the order in which they are first named. */
async function plansOf(
  { tx }: Unit,
  awards: readonly Award[],
  needed: ReadonlyMap<string, OrderableLine>,
): Promise<OrderPlan[]> {
  const found = await findSuppliers(
    tx,
    awards.map(({ answer }) => answer.supplierId),
  )
  const suppliers = new Map(found.map((supplier) => [supplier.id, supplier]))
  return [...Map.groupBy(awards, ({ answer }) => `${answer.supplierId} ${answer.currency}`).values()].flatMap(
    (ofOne): OrderPlan[] => {
      const [first] = ofOne
      const supplier = first && suppliers.get(first.answer.supplierId)
      if (!supplier) return []
      const lines = ofOne.map(({ line, answer, quantity, taxCodeId }) => ({
        ...{ itemId: line.itemId, unit: line.unit, quantity: quantity.toFixed(), taxCodeId, requestLineId: line.id },
        unitPrice: answer.unitPrice.toFixed(),
        ...(line.requisitionLineId === null
          ? {}
          : {
              requisitionLineId: line.requisitionLineId,
              departmentId: needed.get(line.requisitionLineId)?.requisition.departmentId ?? null,
              projectId: needed.get(line.requisitionLineId)?.projectId ?? null,
            }),
      }))
      return [{ supplier, currency: first.answer.currency, lines, paths: ofOne.map(({ path }) => path) }]
    },
  )
}
