import { first, type Ids, type IdUse, list, lookUp, refusal } from './id-use.ts'
import { today } from './test-calendar.ts'

/** Every place of the graph where sales takes an id, as `<field> <path>`. */
export const idUsesOfSales: Readonly<Record<string, IdUse>> = {
  'salesOrder id': lookUp('draftSalesOrder'),
  'salesOrders where.customerId': list('customer', ({ customer }) => ({ where: { customerId: customer } })),
  'salesOrders where.warehouseId': list('warehouse', ({ warehouse }) => ({ where: { warehouseId: warehouse } })),
  'createSalesOrder customerId': refusal('customer', 'CUSTOMER_NOT_FOUND', newOrder),
  'createSalesOrder warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', newOrder),
  'createSalesOrder lines.itemId': refusal('item', 'ITEM_UNKNOWN', newOrder),
  'createSalesOrder lines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', newOrder),
  'changeSalesOrder salesOrderId': refusal('draftSalesOrder', 'SALES_ORDER_NOT_FOUND', changedOrder),
  'changeSalesOrder warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', changedOrder),
  'changeSalesOrder lines.itemId': refusal('item', 'ITEM_UNKNOWN', changedOrder),
  'changeSalesOrder lines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', changedOrder),
  'confirmSalesOrder salesOrderId': refusal('draftSalesOrder', 'SALES_ORDER_NOT_FOUND', order),
  'cancelSalesOrder salesOrderId': refusal('draftSalesOrder', 'SALES_ORDER_NOT_FOUND', order),
  'closeSalesOrder salesOrderId': refusal('draftSalesOrder', 'SALES_ORDER_NOT_FOUND', order),
}

function newOrder({ customer, ...ids }: Ids) {
  return { customerId: customer, ...terms(ids) }
}

function changedOrder({ draftSalesOrder, ...ids }: Ids) {
  return { salesOrderId: draftSalesOrder, ...first, ...terms(ids) }
}

function order({ draftSalesOrder }: Ids) {
  return { salesOrderId: draftSalesOrder, ...first }
}

function terms({ item, warehouse, taxCode }: Pick<Ids, 'item' | 'warehouse' | 'taxCode'>) {
  const line = { itemId: item, quantity: '1', unitPrice: '1', taxCodeId: taxCode }
  return { warehouseId: warehouse, orderedOn: today, lines: [line] }
}
