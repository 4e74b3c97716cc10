import { services } from '@erp/local'
import { newId } from '@erp/values'
import { today } from './test-calendar.ts'

/** One of everything a company has that can be named by its id. */
export interface Ids {
  readonly item: string
  readonly itemCategory: string
  /** The one above it. */
  readonly itemCategoryAbove: string
  readonly itemAttribute: string
  readonly warehouse: string
  readonly reservation: string
  readonly location: string
  /** One that holds more than it should. */
  readonly otherWarehouse: string
  readonly valuationArea: string
  readonly supplier: string
  readonly taxCode: string
  readonly draftOrder: string
  readonly order: string
  readonly orderLine: string
  readonly draftReceipt: string
  readonly receiptLine: string
  readonly receipt: string
  readonly draftReturn: string
  readonly draftMovement: string
  readonly draftAdjustment: string
  /** The ledger entry of a receipt that goods are left of. */
  readonly layer: string
  readonly customer: string
  readonly accountRule: string
  readonly user: string
  /** Shipped by the company from one of its warehouses. */
  readonly stockTransfer: string
  readonly stockTransferLine: string
  readonly transferFrom: string
  readonly transferTo: string
  /** Being counted by the company in one of its warehouses. */
  readonly stocktake: string
  readonly stocktakeLine: string
  readonly stocktakeWarehouse: string
  /** A lot of an item, which nobody has made yet. */
  readonly lot: string
  /** A received message, a saga and something that was told about, in whichever service asks for one. */
  readonly message: string
  readonly saga: string
  readonly aggregate: string
}

/** A place of the graph that takes an id, and what it answers to an id of another company. */
export interface IdUse {
  /** Which of the ids stands there. */
  readonly id: keyof Ids
  readonly variables: (ids: Ids) => Readonly<Record<string, unknown>>
  readonly selection: string
  readonly answer: unknown
}

/** Every place of the graph that takes an id, as `<field> <path>`. */
export const idUses: Readonly<Record<string, IdUse>> = {
  'item id': lookUp('item'),
  'itemCategory id': lookUp('itemCategory'),
  'warehouse id': lookUp('warehouse'),
  'supplier id': lookUp('supplier'),
  'customer id': lookUp('customer'),
  'purchaseOrder id': lookUp('order'),
  'goodsReceipt id': lookUp('receipt'),
  'purchaseReturn id': lookUp('draftReturn'),
  'stockTransfer id': lookUp('stockTransfer'),

  'stocktake id': lookUp('stocktake'),
  'stocktakes warehouseId': list('stocktakeWarehouse', (ids) => ({ warehouseId: ids.stocktakeWarehouse })),
  'createStocktake warehouseId': refusal('stocktakeWarehouse', 'INVALID_INPUT', newStocktake),
  'createStocktake locationId': refusal('location', 'INVALID_INPUT', (ids) =>
    newStocktake(ids, { locationId: ids.location }),
  ),
  'createStocktake itemIds': refusal('item', 'INVALID_INPUT', (ids) => newStocktake(ids, { itemIds: [ids.item] })),
  'createStocktake categoryId': refusal('itemCategory', 'INVALID_INPUT', (ids) =>
    newStocktake(ids, { categoryId: ids.itemCategory }),
  ),
  'countStocktake stocktakeId': refusal('stocktake', 'DOCUMENT_NOT_FOUND', countedLine),
  'countStocktake counts.stocktakeLineId': refusal('stocktakeLine', 'STOCKTAKE_LINE_NOT_FOUND', countedLine),
  'submitStocktake stocktakeId': refusal('stocktake', 'DOCUMENT_NOT_FOUND', openStocktake),
  'approveStocktake stocktakeId': refusal('stocktake', 'DOCUMENT_NOT_FOUND', openStocktake),
  'approveStocktake decisions.stocktakeLineId': refusal('stocktakeLine', 'DOCUMENT_STATUS_WRONG', (ids) => ({
    ...openStocktake(ids),
    decisions: [{ stocktakeLineId: ids.stocktakeLine }],
  })),
  'cancelStocktake stocktakeId': refusal('stocktake', 'DOCUMENT_NOT_FOUND', openStocktake),

  'stockTransfers where.fromWarehouseId': list('transferFrom', (ids) => ({
    where: { fromWarehouseId: ids.transferFrom },
  })),
  'stockTransfers where.toWarehouseId': list('transferTo', (ids) => ({ where: { toWarehouseId: ids.transferTo } })),
  'simulateStockTransfer stockTransferId': {
    ...refusal('stockTransfer', 'DOCUMENT_NOT_FOUND', () => ({})),
    variables: ({ stockTransfer }) => ({ stockTransferId: stockTransfer }),
  },
  'createStockTransfer fromWarehouseId': refusal('transferFrom', 'INVALID_INPUT', newTransfer),
  'createStockTransfer toWarehouseId': refusal('transferTo', 'INVALID_INPUT', newTransfer),
  'createStockTransfer lines.itemId': refusal('item', 'INVALID_INPUT', newTransfer),
  'createStockTransfer lines.fromLocationId': refusal('location', 'INVALID_INPUT', (ids) =>
    newTransfer(ids, { fromLocationId: ids.location }),
  ),
  'createStockTransfer lines.toLocationId': refusal('location', 'INVALID_INPUT', (ids) =>
    newTransfer(ids, { toLocationId: ids.location }),
  ),
  'createStockTransfer lines.lotId': refusal('lot', 'INVALID_INPUT', (ids) => newTransfer(ids, { lotId: ids.lot })),
  'confirmStockTransfer stockTransferId': refusal('stockTransfer', 'DOCUMENT_NOT_FOUND', shippedTransfer),
  'cancelStockTransfer stockTransferId': refusal('stockTransfer', 'DOCUMENT_NOT_FOUND', shippedTransfer),
  'receiveStockTransfer stockTransferId': refusal('stockTransfer', 'DOCUMENT_NOT_FOUND', arrivedTransfer),
  'receiveStockTransfer lines.stockTransferLineId': refusal(
    'stockTransferLine',
    'STOCK_TRANSFER_LINE_NOT_FOUND',
    arrivedTransfer,
  ),
  'loseInStockTransfer stockTransferId': refusal('stockTransfer', 'DOCUMENT_NOT_FOUND', lostTransfer),
  'loseInStockTransfer lines.stockTransferLineId': refusal(
    'stockTransferLine',
    'STOCK_TRANSFER_LINE_NOT_FOUND',
    lostTransfer,
  ),
  'miscellaneousMovement id': lookUp('draftMovement'),
  'costAdjustment id': lookUp('draftAdjustment'),

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
  'changeWarehouse warehouseId': refusal('warehouse', 'WAREHOUSE_NOT_FOUND', ({ warehouse }) => ({
    warehouseId: warehouse,
    ...first,
    active: false,
  })),

  'reserveStock itemId': refusal('item', 'ITEM_NOT_RESERVABLE', newReservation),
  'reserveStock warehouseId': refusal('warehouse', 'WAREHOUSE_NOT_RESERVABLE', newReservation),
  'releaseReservation reservationId': refusal('reservation', 'RESERVATION_NOT_FOUND', ({ reservation }) => ({
    reservationId: reservation,
  })),
  'createMiscellaneousMovement lines.itemId': refusal('item', 'ITEM_UNKNOWN', newMovement),
  'createMiscellaneousMovement lines.warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', newMovement),
  'changeMiscellaneousMovement documentId': refusal('draftMovement', 'DOCUMENT_NOT_FOUND', changedMovement),
  'changeMiscellaneousMovement lines.itemId': refusal('item', 'ITEM_UNKNOWN', changedMovement),
  'changeMiscellaneousMovement lines.warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', changedMovement),
  'discardMiscellaneousMovement documentId': refusal('draftMovement', 'DOCUMENT_NOT_FOUND', draftMovement),
  'confirmMiscellaneousMovement documentId': refusal('draftMovement', 'DOCUMENT_NOT_FOUND', draftMovement),
  'confirmMiscellaneousMovements documents.documentId': {
    ...refusal('draftMovement', '', (ids) => ({ documents: [draftMovement(ids)] })),
    selection: '{ results { userErrors { code } } }',
    answer: { results: [{ userErrors: [{ code: 'DOCUMENT_NOT_FOUND' }] }] },
  },
  'cancelMiscellaneousMovement documentId': refusal('draftMovement', 'DOCUMENT_NOT_FOUND', draftMovement),
  'simulateMiscellaneousMovement documentId': {
    ...refusal('draftMovement', 'DOCUMENT_NOT_FOUND', () => ({})),
    variables: (ids) => ({ documentId: ids.draftMovement }),
  },

  'createCostAdjustment itemId': refusal('item', 'ITEM_UNKNOWN', adjustment),
  'createCostAdjustment valuationAreaId': refusal('valuationArea', 'VALUATION_AREA_NOT_FOUND', adjustment),
  'createCostAdjustment layerId': refusal('layer', 'LAYER_UNKNOWN', adjustment),
  'changeCostAdjustment documentId': refusal('draftAdjustment', 'DOCUMENT_NOT_FOUND', changedAdjustment),
  'changeCostAdjustment itemId': refusal('item', 'ITEM_UNKNOWN', changedAdjustment),
  'changeCostAdjustment valuationAreaId': refusal('valuationArea', 'VALUATION_AREA_NOT_FOUND', changedAdjustment),
  'changeCostAdjustment layerId': refusal('layer', 'LAYER_UNKNOWN', changedAdjustment),
  'discardCostAdjustment documentId': refusal('draftAdjustment', 'DOCUMENT_NOT_FOUND', draftAdjustment),
  'confirmCostAdjustment documentId': refusal('draftAdjustment', 'DOCUMENT_NOT_FOUND', draftAdjustment),
  'cancelCostAdjustment documentId': refusal('draftAdjustment', 'DOCUMENT_NOT_FOUND', draftAdjustment),
  'simulateCostAdjustment documentId': {
    ...refusal('draftAdjustment', 'DOCUMENT_NOT_FOUND', () => ({})),
    variables: (ids) => ({ documentId: ids.draftAdjustment }),
  },

  'changeSupplier supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', ({ supplier }) => ({
    supplierId: supplier,
    ...first,
    active: false,
  })),
  'createPurchaseOrder supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', newOrder),
  'createPurchaseOrder lines.itemId': refusal('item', 'ITEM_UNKNOWN', newOrder),
  'createPurchaseOrder lines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', newOrder),
  'confirmPurchaseOrder purchaseOrderId': refusal('draftOrder', 'PURCHASE_ORDER_NOT_FOUND', draftOrder),
  'cancelPurchaseOrder purchaseOrderId': refusal('draftOrder', 'PURCHASE_ORDER_NOT_FOUND', draftOrder),
  'amendPurchaseOrder purchaseOrderId': refusal('order', 'PURCHASE_ORDER_NOT_FOUND', changedLine),
  'amendPurchaseOrder changedLines.purchaseOrderLineId': refusal(
    'orderLine',
    'PURCHASE_ORDER_LINE_NOT_FOUND',
    changedLine,
  ),
  'amendPurchaseOrder changedLines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', changedLine),
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
  'removeAccountRule accountRuleId': refusal('accountRule', 'ACCOUNT_RULE_NOT_FOUND', ({ accountRule }) => ({
    accountRuleId: accountRule,
    ...first,
  })),
  'changeUserRoles userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({
    userId: user,
    ...first,
    roleCodes: [],
  })),
  'narrowUser userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({ userId: user, ...first, warehouseIds: [] })),
  'narrowUser warehouseIds': refusal('warehouse', 'WAREHOUSE_NOT_OF_COMPANY', ({ user, warehouse }) => ({
    userId: user,
    ...first,
    warehouseIds: [warehouse],
  })),
  'endSession sessionId': refusal('user', 'SESSION_NOT_FOUND', ({ user }) => ({ sessionId: user })),
  'explainAccess userId': explained('user', null),
  'explainAccess warehouseId': explained('warehouse', { reason: 'WAREHOUSE_NOT_OF_COMPANY' }),
  'disableUser userId': refusal('user', 'USER_NOT_FOUND', ({ user }) => ({ userId: user, ...first })),
  ...Object.assign({}, ...services.map(operatorUses)),
}

const name = { zh: '名称', en: 'Name' }
const first = { expectedVersion: 1 }
const dayAsOf = { asOf: { businessOn: today } }
const thisMonth = { period: today.slice(0, 7) }
const newItem = { code: 'FOREIGN', name, baseUnit: 'piece', itemClass: 'MERCHANDISE' }

/** One document, by its id; null when there is none. */
function lookUp(id: keyof Ids): IdUse {
  return { id, variables: (ids) => ({ id: ids[id] }), selection: '{ id }', answer: null }
}

function explained(id: keyof Ids, answer: unknown): IdUse {
  const variables = ({ user, warehouse }: Ids) => ({
    userId: user,
    permission: 'inventory.stock.read',
    warehouseId: warehouse,
  })
  return { id, variables, selection: '{ reason }', answer }
}

function list(id: keyof Ids, variables: IdUse['variables']): IdUse {
  return { id, variables, selection: '{ nodes { __typename } }', answer: { nodes: [] } }
}

/** Nothing where there is something to those who may see it. */
function nothing(id: keyof Ids, variables: IdUse['variables']): IdUse {
  return { id, variables, selection: '{ __typename }', answer: null }
}

/** A summary that is there and says nothing. */
function noRows(id: keyof Ids, variables: IdUse['variables']): IdUse {
  return { id, variables, selection: '{ rows { nodes { __typename } } }', answer: { rows: { nodes: [] } } }
}

function refusal(
  id: keyof Ids,
  code: string,
  input: (ids: Ids) => Readonly<Record<string, unknown>>,
  key: object = { idempotencyKey: newId() },
): IdUse {
  return {
    id,
    variables: (ids) => ({ input: { ...key, ...input(ids) } }),
    selection: '{ userErrors { code } }',
    answer: { userErrors: [{ code }] },
  }
}

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

function newStocktake({ stocktakeWarehouse }: Ids, terms = {}) {
  return { warehouseId: stocktakeWarehouse, businessDate: today, ...terms }
}

function openStocktake({ stocktake }: Ids) {
  return { stocktakeId: stocktake, ...first }
}

function countedLine({ stocktake, stocktakeLine }: Ids) {
  return { stocktakeId: stocktake, counts: [{ stocktakeLineId: stocktakeLine, quantity: '1' }] }
}

function newTransfer({ item, transferFrom, transferTo }: Ids, line = {}) {
  const lines = [{ itemId: item, quantity: '1', ...line }]
  return { kind: 'TWO_STEP', fromWarehouseId: transferFrom, toWarehouseId: transferTo, businessDate: today, lines }
}

function shippedTransfer(ids: Ids) {
  return { stockTransferId: ids.stockTransfer, expectedVersion: 2 }
}

function partOfTransfer(ids: Ids) {
  return { ...shippedTransfer(ids), lines: [{ stockTransferLineId: ids.stockTransferLine, quantity: '1' }] }
}

function arrivedTransfer(ids: Ids) {
  return { ...partOfTransfer(ids), receivedOn: today }
}

function lostTransfer(ids: Ids) {
  return { ...partOfTransfer(ids), lostOn: today }
}

function draftMovement(ids: Ids) {
  return { documentId: ids.draftMovement, ...first }
}

function movementLines({ item, warehouse }: Ids) {
  return { businessDate: today, lines: [{ itemId: item, warehouseId: warehouse, quantity: '1', value: '1' }] }
}

function newMovement(ids: Ids) {
  return { kind: 'OTHER_RECEIPT', ...movementLines(ids) }
}

function changedMovement(ids: Ids) {
  return { ...draftMovement(ids), ...movementLines(ids) }
}

function adjustment({ item, valuationArea, layer }: Ids) {
  return {
    ...{ businessDate: today, itemId: item, valuationAreaId: valuationArea },
    ...{ layerId: layer, value: '1', reason: 'Foreign' },
  }
}

function draftAdjustment(ids: Ids) {
  return { documentId: ids.draftAdjustment, ...first }
}

function changedAdjustment(ids: Ids) {
  return { ...draftAdjustment(ids), ...adjustment(ids) }
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
