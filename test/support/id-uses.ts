import { services } from '@erp/local'
import { bearing, first, type Ids, type IdUse, list, lookUp, noRows, nothing, refusal } from './id-use.ts'
import { idUsesOfAccess } from './id-uses-of-access.ts'
import { idUsesOfProcuring } from './id-uses-of-procuring.ts'
import { idUsesOfSales } from './id-uses-of-sales.ts'
import { idUsesOfStockDocuments } from './id-uses-of-stock-documents.ts'
import { idUsesOfSupplierInvoices } from './id-uses-of-supplier-invoices.ts'
import { today } from './test-calendar.ts'

/** Every place of the graph that takes an id, as `<field> <path>`. */
export const idUses: Readonly<Record<string, IdUse>> = {
  ...idUsesOfStockDocuments,
  ...idUsesOfAccess,
  ...idUsesOfSupplierInvoices,
  ...idUsesOfProcuring,
  ...idUsesOfSales,
  'item id': lookUp('item'),
  'itemCategory id': lookUp('itemCategory'),
  'warehouse id': lookUp('warehouse'),
  'supplier id': lookUp('supplier'),
  'customer id': lookUp('customer'),
  'purchaseOrder id': lookUp('order'),
  'goodsReceipt id': lookUp('receipt'),
  'purchaseReturn id': lookUp('draftReturn'),

  'items categoryId': list('itemCategory', ({ itemCategory }) => ({ categoryId: itemCategory })),
  'itemCategories parentId': list('itemCategoryAbove', (ids) => ({ parentId: ids.itemCategoryAbove })),
  'stockShortages warehouseId': list('warehouse', ({ warehouse }) => ({ warehouseId: warehouse })),
  'stockOverstocks warehouseId': list('otherWarehouse', (ids) => ({ warehouseId: ids.otherWarehouse })),
  'reorderProposals warehouseId': list('warehouse', ({ warehouse }) => ({ warehouseId: warehouse })),
  'warehouseLocations warehouseId': list('warehouse', ({ warehouse }) => ({ warehouseId: warehouse })),
  'lots itemId': { ...list('item', ({ item }) => ({ itemId: item })), answer: null },
  'pickingProposal itemId': picking('item'),
  'pickingProposal warehouseId': picking('warehouse'),
  'setStockPolicy itemId': refusal('item', 'ITEM_NOT_FOUND', newPolicy),
  'setStockPolicy warehouseId': refusal('warehouse', 'WAREHOUSE_NOT_FOUND', newPolicy),
  'createWarehouseLocation warehouseId': refusal('warehouse', 'WAREHOUSE_NOT_FOUND', ({ warehouse }) => ({
    ...{ warehouseId: warehouse, code: 'FOREIGN', name },
  })),
  'changeWarehouseLocation locationId': refusal('location', 'LOCATION_NOT_FOUND', ({ location }) => ({
    locationId: location,
    ...first,
  })),
  'stockReservations itemId': list('item', ({ item }) => ({ itemId: item })),
  'stockReservations warehouseId': list('warehouse', ({ warehouse }) => ({ warehouseId: warehouse })),
  'shippedGoods itemId': list('item', ({ item }) => ({ itemId: item })),
  'shippedGoods warehouseId': list('warehouse', ({ warehouse }) => ({ warehouseId: warehouse })),
  'stockBalances itemId': list('item', ({ item }) => ({ itemId: item })),
  'stockBalances valuationAreaId': list('valuationArea', ({ valuationArea }) => ({ valuationAreaId: valuationArea })),
  'stockBalances warehouseId': list('warehouse', ({ warehouse }) => ({ warehouseId: warehouse })),
  'stockLayers itemId': list('item', layers),
  'stockLayers valuationAreaId': list('valuationArea', layers),
  'stockLedgerEntries itemId': list('item', ({ item }) => ({ itemId: item })),
  'stockLedgerEntries valuationAreaId': list('valuationArea', ({ valuationArea }) => ({
    valuationAreaId: valuationArea,
  })),
  'stockLedgerEntries warehouseId': list('warehouse', ({ warehouse }) => ({ warehouseId: warehouse })),
  'stockBalancesAsOf itemId': list('item', ({ item }) => ({ ...dayAsOf, itemId: item })),
  'stockBalancesAsOf valuationAreaId': list('valuationArea', ({ valuationArea }) => ({
    ...dayAsOf,
    valuationAreaId: valuationArea,
  })),
  'stockInPlaces itemId': list('item', ({ item }) => ({ ...dayAsOf, itemId: item })),
  'stockInPlaces warehouseId': list('warehouse', ({ warehouse }) => ({ ...dayAsOf, warehouseId: warehouse })),
  'stockMovementSummary itemId': noRows('item', ({ item }) => ({ ...thisMonth, itemId: item })),
  'stockMovementSummary itemCategoryId': noRows('itemCategory', ({ itemCategory }) => ({
    ...thisMonth,
    itemCategoryId: itemCategory,
  })),
  'stockMovementSummary valuationAreaId': noRows('valuationArea', ({ valuationArea }) => ({
    ...thisMonth,
    valuationAreaId: valuationArea,
  })),
  'stockMovementSummary warehouseId': noRows('warehouse', ({ warehouse }) => ({
    ...thisMonth,
    warehouseId: warehouse,
  })),
  'stockAgeing itemId': list('item', ({ item }) => ({ ...endOfToday, itemId: item })),
  'stockAgeing itemCategoryId': list('itemCategory', ({ itemCategory }) => ({
    ...endOfToday,
    itemCategoryId: itemCategory,
  })),
  'stockAgeing valuationAreaId': list('valuationArea', ({ valuationArea }) => ({
    ...endOfToday,
    valuationAreaId: valuationArea,
  })),
  'stockAgeing warehouseId': list('warehouse', ({ warehouse }) => ({ ...endOfToday, warehouseId: warehouse })),
  'stockForecast itemId': list('item', ({ item }) => ({ ...thisMonth, itemId: item })),
  'stockForecast itemCategoryId': list('itemCategory', ({ itemCategory }) => ({
    ...{ ...thisMonth, itemCategoryId: itemCategory },
  })),
  'stockForecast warehouseId': list('warehouse', ({ warehouse }) => ({ ...thisMonth, warehouseId: warehouse })),
  'stockTurnover itemId': list('item', ({ item }) => ({ ...thisMonth, itemId: item })),
  'stockTurnover itemCategoryId': list('itemCategory', ({ itemCategory }) => ({
    ...thisMonth,
    itemCategoryId: itemCategory,
  })),
  'stockTurnover valuationAreaId': list('valuationArea', ({ valuationArea }) => ({
    ...thisMonth,
    valuationAreaId: valuationArea,
  })),
  'stockTurnover warehouseId': list('warehouse', ({ warehouse }) => ({ ...thisMonth, warehouseId: warehouse })),
  'explainCost itemId': nothing('item', layers),
  'explainCost valuationAreaId': nothing('valuationArea', layers),
  'purchaseOrders where.supplierId': list('supplier', ({ supplier }) => ({ where: { supplierId: supplier } })),
  'goodsReceipts where.supplierId': list('supplier', ({ supplier }) => ({ where: { supplierId: supplier } })),
  'goodsReceipts where.warehouseId': list('warehouse', ({ warehouse }) => ({ where: { warehouseId: warehouse } })),
  'purchaseReturns where.supplierId': list('supplier', ({ supplier }) => ({ where: { supplierId: supplier } })),

  'changeItem itemId': refusal('item', 'ITEM_NOT_FOUND', ({ item }) => ({ itemId: item, ...first, active: false })),
  'changeItem categoryId': refusal('itemCategory', 'ITEM_CATEGORY_NOT_FOUND', ({ item, itemCategory }) => ({
    itemId: item,
    expectedVersion: 2,
    categoryId: itemCategory,
  })),
  'changeItem attributes.attributeId': refusal(
    'itemAttribute',
    'ITEM_ATTRIBUTE_NOT_FOUND',
    ({ item, itemAttribute }) => ({
      itemId: item,
      expectedVersion: 2,
      attributes: [{ attributeId: itemAttribute, value: 'red' }],
    }),
  ),
  'createItem categoryId': refusal('itemCategory', 'ITEM_CATEGORY_NOT_FOUND', ({ itemCategory }) => ({
    ...newItem,
    categoryId: itemCategory,
  })),
  'createItem attributes.attributeId': refusal('itemAttribute', 'ITEM_ATTRIBUTE_NOT_FOUND', ({ itemAttribute }) => ({
    ...newItem,
    attributes: [{ attributeId: itemAttribute, value: 'red' }],
  })),
  'createItemCategory parentId': refusal('itemCategory', 'ITEM_CATEGORY_NOT_FOUND', ({ itemCategory }) => ({
    code: 'FOREIGN',
    name,
    parentId: itemCategory,
  })),
  'changeItemCategory itemCategoryId': refusal('itemCategory', 'ITEM_CATEGORY_NOT_FOUND', ({ itemCategory }) => ({
    itemCategoryId: itemCategory,
    ...first,
  })),
  'changeItemCategory parentId': refusal(
    'itemCategory',
    'ITEM_CATEGORY_NOT_FOUND',
    ({ itemCategory, itemCategoryAbove }) => ({
      itemCategoryId: itemCategoryAbove,
      ...first,
      parentId: itemCategory,
    }),
  ),
  'changeItemAttribute attributeId': refusal('itemAttribute', 'ITEM_ATTRIBUTE_NOT_FOUND', ({ itemAttribute }) => ({
    attributeId: itemAttribute,
    ...first,
  })),
  'createWarehouse valuationAreaId': refusal('valuationArea', 'VALUATION_AREA_NOT_FOUND', ({ valuationArea }) => ({
    code: 'FOREIGN',
    name,
    valuationAreaId: valuationArea,
  })),
  'changeValuationArea valuationAreaId': refusal('valuationArea', 'VALUATION_AREA_NOT_FOUND', ({ valuationArea }) => ({
    valuationAreaId: valuationArea,
    ...first,
  })),
  'changeWarehouse warehouseId': refusal('warehouse', 'WAREHOUSE_NOT_FOUND', ({ warehouse }) => ({
    warehouseId: warehouse,
    ...first,
    active: false,
  })),

  'reserveStock itemId': refusal('item', 'ITEM_NOT_RESERVABLE', newReservation),
  'reserveStock warehouseId': refusal('warehouse', 'WAREHOUSE_NOT_RESERVABLE', newReservation),
  'reserveStock lotId': refusal('lot', 'LOT_NOT_RESERVABLE', (ids) => ({ ...newReservation(ids), lotId: ids.lot })),
  'releaseReservation reservationId': refusal('reservation', 'RESERVATION_NOT_FOUND', ({ reservation }) => ({
    reservationId: reservation,
  })),

  'changeSupplier supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', ({ supplier }) => ({
    supplierId: supplier,
    ...first,
    active: false,
  })),
  'createPurchaseOrder supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', newOrder),
  'createPurchaseOrder lines.itemId': refusal('item', 'ITEM_UNKNOWN', newOrder),
  'createPurchaseOrder lines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', newOrder),
  ...bearing('createPurchaseOrder lines', (ids, bearer) => ({
    ...newOrder(ids),
    lines: [{ ...orderedItem(ids), ...bearer }],
  })),
  'createPurchaseOrder lines.warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', (ids) => ({
    ...newOrder(ids),
    lines: [{ ...orderedItem(ids), warehouseId: ids.warehouse }],
  })),
  'confirmPurchaseOrder purchaseOrderId': refusal('draftOrder', 'PURCHASE_ORDER_NOT_FOUND', draftOrder),
  'overrideBudgetHold purchaseOrderId': refusal('draftOrder', 'PURCHASE_ORDER_NOT_FOUND', (ids) => ({
    ...{ ...draftOrder(ids), reason: 'Foreign' },
  })),
  'cancelPurchaseOrder purchaseOrderId': refusal('draftOrder', 'PURCHASE_ORDER_NOT_FOUND', draftOrder),
  'amendPurchaseOrder purchaseOrderId': refusal('order', 'PURCHASE_ORDER_NOT_FOUND', changedLine),
  'closePurchaseOrderLines purchaseOrderId': refusal('order', 'PURCHASE_ORDER_NOT_FOUND', closedLine),
  'closePurchaseOrderLines purchaseOrderLineIds': refusal('orderLine', 'PURCHASE_ORDER_LINE_NOT_FOUND', closedLine),
  'amendPurchaseOrder changedLines.purchaseOrderLineId': refusal(
    'orderLine',
    'PURCHASE_ORDER_LINE_NOT_FOUND',
    changedLine,
  ),
  'amendPurchaseOrder changedLines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', changedLine),
  ...bearing('amendPurchaseOrder changedLines', (ids, bearer) => {
    const { changedLines, ...amendment } = changedLine(ids)
    return { ...amendment, changedLines: changedLines.map((line) => ({ ...line, ...bearer })) }
  }),
  ...bearing('amendPurchaseOrder addedLines', (ids, bearer) => ({
    ...addedLine(ids),
    addedLines: [{ ...orderedItem(ids), ...bearer }],
  })),
  'amendPurchaseOrder changedLines.warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', (ids) => {
    const { changedLines, ...amendment } = changedLine(ids)
    return { ...amendment, changedLines: changedLines.map((line) => ({ ...line, warehouseId: ids.warehouse })) }
  }),
  'amendPurchaseOrder addedLines.warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', (ids) => ({
    ...addedLine(ids),
    addedLines: [{ ...orderedItem(ids), warehouseId: ids.warehouse }],
  })),
  'amendPurchaseOrder addedLines.itemId': refusal('item', 'ITEM_UNKNOWN', addedLine),
  'amendPurchaseOrder addedLines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', addedLine),
  'amendPurchaseOrder removedLineIds': refusal('orderLine', 'PURCHASE_ORDER_LINE_NOT_FOUND', (ids) => ({
    ...addedLine(ids),
    removedLineIds: [ids.orderLine],
  })),

  'createGoodsReceipt warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', arrival),
  'createGoodsReceipt lines.purchaseOrderLineId': refusal('orderLine', 'PURCHASE_ORDER_LINE_NOT_FOUND', arrival),
  'simulateGoodsReceipt warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', arrival, {}),
  'simulateGoodsReceipt lines.purchaseOrderLineId': refusal('orderLine', 'PURCHASE_ORDER_LINE_NOT_FOUND', arrival, {}),
  'simulateDraftGoodsReceipt goodsReceiptId': {
    ...refusal('draftReceipt', 'GOODS_RECEIPT_NOT_FOUND', () => ({})),
    variables: ({ draftReceipt }) => ({ goodsReceiptId: draftReceipt }),
  },
  'confirmGoodsReceipt goodsReceiptId': refusal('draftReceipt', 'GOODS_RECEIPT_NOT_FOUND', draftReceipt),
  'cancelGoodsReceipt goodsReceiptId': refusal('draftReceipt', 'GOODS_RECEIPT_NOT_FOUND', draftReceipt),
  'createPurchaseReturn warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', newReturn),
  'createPurchaseReturn lines.goodsReceiptLineId': refusal('receiptLine', 'GOODS_RECEIPT_LINE_NOT_FOUND', newReturn),
  'confirmPurchaseReturn purchaseReturnId': refusal('draftReturn', 'PURCHASE_RETURN_NOT_FOUND', draftReturn),
  'cancelPurchaseReturn purchaseReturnId': refusal('draftReturn', 'PURCHASE_RETURN_NOT_FOUND', draftReturn),

  'changeCustomer customerId': refusal('customer', 'CUSTOMER_NOT_FOUND', ({ customer }) => ({
    customerId: customer,
    ...first,
    active: false,
  })),
  'limitCredit customerId': refusal('customer', 'CUSTOMER_NOT_FOUND', ({ customer }) => ({
    ...{ customerId: customer, ...first, creditLimit: '1' },
  })),
  'customerCredit customerId': nothing('customer', ({ customer }) => ({ customerId: customer })),
  'removeAccountRule accountRuleId': refusal('accountRule', 'ACCOUNT_RULE_NOT_FOUND', ({ accountRule }) => ({
    accountRuleId: accountRule,
    ...first,
  })),
  ...Object.assign({}, ...services.map(operatorUses)),
}

const name = { zh: '名称', en: 'Name' }
const dayAsOf = { asOf: { businessOn: today } }
const endOfToday = { businessOn: today }
const thisMonth = { period: today.slice(0, 7) }
const newItem = { code: 'FOREIGN', name, baseUnit: 'piece', itemClass: 'MERCHANDISE' }

function layers({ item, valuationArea }: Ids) {
  return { itemId: item, valuationAreaId: valuationArea }
}

function newPolicy({ item, warehouse }: Ids) {
  return { itemId: item, warehouseId: warehouse, expectedVersion: 0, minimum: '1' }
}

function picking(id: 'item' | 'warehouse'): IdUse {
  return {
    ...{ id, selection: '{ missing }', answer: null },
    variables: ({ item, warehouse }) => ({ itemId: item, warehouseId: warehouse, quantity: '1' }),
  }
}

function newReservation({ item, warehouse }: Ids) {
  return { itemId: item, warehouseId: warehouse, quantity: '1', reference: 'Foreign' }
}

function newOrder({ supplier, ...ids }: Ids) {
  return { supplierId: supplier, orderedOn: today, lines: [orderedItem(ids)] }
}

function orderedItem({ item, taxCode }: Pick<Ids, 'item' | 'taxCode'>) {
  return { itemId: item, taxCodeId: taxCode, quantity: '1', unitPrice: '1' }
}

function draftOrder(ids: Ids) {
  return { purchaseOrderId: ids.draftOrder, ...first }
}

function changedLine({ order, orderLine, taxCode }: Ids) {
  const line = { purchaseOrderLineId: orderLine, taxCodeId: taxCode, quantity: '100', unitPrice: '1' }
  return { purchaseOrderId: order, expectedVersion: 2, reason: 'Foreign', changedLines: [line] }
}

function closedLine({ order, orderLine }: Ids) {
  return { purchaseOrderId: order, expectedVersion: 2, reason: 'Foreign', purchaseOrderLineIds: [orderLine] }
}

function addedLine({ order, ...ids }: Ids) {
  return { purchaseOrderId: order, expectedVersion: 2, reason: 'Foreign', addedLines: [orderedItem(ids)] }
}

function arrival({ warehouse, orderLine }: Ids) {
  return { warehouseId: warehouse, receivedOn: today, lines: [{ purchaseOrderLineId: orderLine, quantity: '1' }] }
}

function draftReceipt(ids: Ids) {
  return { goodsReceiptId: ids.draftReceipt, ...first }
}

function newReturn({ warehouse, receiptLine }: Ids) {
  return { warehouseId: warehouse, returnedOn: today, lines: [{ goodsReceiptLineId: receiptLine, quantity: '1' }] }
}

function draftReturn(ids: Ids) {
  return { purchaseReturnId: ids.draftReturn, ...first }
}

/** What operators of a service can do to messages and processes. */
function operatorUses(service: string): Record<string, IdUse> {
  const word = service.charAt(0).toUpperCase() + service.slice(1)
  const message = ({ message: messageId }: Ids) => ({ messageId })
  const withReason = (ids: Ids) => ({ ...message(ids), reason: 'Foreign' })
  return {
    [`retry${word}InboxMessage messageId`]: refusal('message', 'INBOX_MESSAGE_NOT_FOUND', message),
    ...(service === 'finance'
      ? {
          [`request${word}InboxMessageSkip messageId`]: refusal('message', 'INBOX_MESSAGE_NOT_FOUND', withReason),
          [`confirm${word}InboxMessageSkip messageId`]: refusal('message', 'INBOX_MESSAGE_NOT_FOUND', message),
        }
      : { [`skip${word}InboxMessage messageId`]: refusal('message', 'INBOX_MESSAGE_NOT_FOUND', withReason) }),
    [`retry${word}Saga sagaId`]: refusal('saga', 'SAGA_NOT_FOUND', ({ saga }) => ({ sagaId: saga })),
    [`republish${word}Outbox aggregateId`]: refusal('aggregate', 'NOTHING_TO_REPUBLISH', ({ aggregate }) => ({
      aggregateId: aggregate,
    })),
  }
}
