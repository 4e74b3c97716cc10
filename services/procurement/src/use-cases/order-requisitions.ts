import { type BusinessDate, isRefusal, newId, refuse } from '@erp/values'
import type { AgreementExceeded } from '../domain/agreed-total.ts'
import { at } from '../domain/input.ts'
import {
  bySupplier,
  type RequisitionsRefused,
  toOrderLine,
  type WantedOfRequisition,
  type WantedOfSupplier,
} from '../domain/order-requisitions.ts'
import type { PurchaseOrder, PurchaseOrderHeader } from '../domain/purchase-order.ts'
import type { LineRefused } from '../domain/purchase-order-line.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { Supplier, SupplierInactive, SupplierNotFound } from '../domain/supplier.ts'
import { findOrdersOfRun } from '../store/purchase-orders.ts'
import { findCompany, findItems, findTaxCodes } from '../store/replicated-facts.ts'
import { countOrdered, lockOrderableLines } from '../store/requisition-lines.ts'
import { findListedPrices } from '../store/supplier-price-lists.ts'
import { findSuppliers } from '../store/suppliers.ts'
import type { Tx, Unit } from './unit.ts'
import { type OrderPlan, writeOrderDrafts } from './write-order-drafts.ts'

/** What one request carried down, by number. */
export interface OrderingRun {
  readonly id: string
  readonly purchaseOrders: readonly PurchaseOrderHeader[]
}

/** The orders that a request made, for whoever repeats it. */
export async function findOrderingRun(tx: Tx, id: string): Promise<OrderingRun | undefined> {
  const purchaseOrders = await findOrdersOfRun(tx, id)
  return purchaseOrders.length === 0 ? undefined : { id, purchaseOrders }
}

/**
 * Carries lines of approved requisitions down to draft orders 下推, one for each supplier in its currency, of all that is open
 * unless less is wanted. The requisitions are locked, so that nothing is ordered twice.
 */
export async function orderRequisitions(
  unit: Unit,
  input: {
    readonly orderedOn: BusinessDate
    readonly taxCodeId: string
    readonly lines: readonly WantedOfRequisition[]
  },
): Promise<
  | OrderingRun
  | CompanyNotReady
  | SupplierNotFound
  | SupplierInactive
  | RequisitionsRefused
  | LineRefused
  | AgreementExceeded
> {
  const { tx, caller } = unit
  const { orderedOn, taxCodeId, lines } = input
  const company = await findCompany(tx, caller.companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId: caller.companyId })
  const lineIds = lines.map(({ requisitionLineId }) => requisitionLineId)
  const wanted = bySupplier(lines, taxCodeId, await lockOrderableLines(tx, lineIds))
  if (isRefusal(wanted)) return wanted

  const suppliers = await suppliersOf(tx, wanted)
  if (isRefusal(suppliers)) return suppliers
  const goods = wanted.flatMap((ofOne) => ofOne.lines)
  const itemIds = goods.map(({ line }) => line.itemId)
  const prices = await findListedPrices(tx, { supplierIds: [...suppliers.keys()], itemIds, on: orderedOn })
  const items = await findItems(tx, itemIds)
  const taxCodes = await findTaxCodes(
    tx,
    goods.map((one) => one.taxCodeId),
  )
  const pricesOf = ({ id, currency }: Supplier) =>
    prices.filter((price) => price.supplierId === id && price.currency === currency)

  const plans = wanted.flatMap(({ supplierId, lines: ofOne }): OrderPlan[] => {
    const supplier = suppliers.get(supplierId)
    if (!supplier) return []
    const { currency } = supplier
    const listed = { currency, prices: pricesOf(supplier) }
    return [
      { supplier, currency, lines: ofOne.map((one) => toOrderLine(one, listed)), paths: ofOne.map(({ path }) => path) },
    ]
  })
  const id = newId()
  const orders = await writeOrderDrafts(unit, plans, { orderedOn, runId: id }, ({ supplier, currency }) => ({
    ...{ currency, defaultOverReceiptPercent: supplier.overReceiptPercent, items, taxCodes },
    ...{ prices: pricesOf(supplier), dimensionValues: new Map(), warehouses: new Map() },
  }))
  if (isRefusal(orders)) return orders
  await countOrdered(tx, lineIds)
  return { id, purchaseOrders: orders satisfies PurchaseOrder[] }
}

/** The suppliers that something is wanted of, or where one is named that is not known. */
async function suppliersOf(
  tx: Tx,
  wanted: readonly WantedOfSupplier[],
): Promise<Map<string, Supplier> | SupplierNotFound> {
  const found = await findSuppliers(
    tx,
    wanted.map(({ supplierId }) => supplierId),
  )
  const byId = new Map(found.map((supplier) => [supplier.id, supplier]))
  const unknown = wanted.find(({ supplierId }) => !byId.has(supplierId))
  return unknown
    ? at(refuse('SupplierNotFound', { supplierId: unknown.supplierId }), `${unknown.lines[0]?.path}.supplierId`)
    : byId
}
