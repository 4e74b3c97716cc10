import { first, type Ids, type IdUse, list, lookUp, refusal } from './id-use.ts'
import { today } from './test-calendar.ts'

/** Where inventory's own documents take ids. */
export const idUsesOfStockDocuments: Readonly<Record<string, IdUse>> = {
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
  'simulateStocktake stocktakeId': {
    ...refusal('stocktake', 'DOCUMENT_NOT_FOUND', () => ({})),
    variables: (ids) => ({ stocktakeId: ids.stocktake }),
  },
  'simulateStocktake decisions.stocktakeLineId': {
    ...refusal('stocktakeLine', 'STOCKTAKE_LINE_NOT_FOUND', () => ({})),
    variables: (ids) => ({ stocktakeId: ids.stocktake, decisions: [{ stocktakeLineId: ids.stocktakeLine }] }),
  },
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
  'createMiscellaneousMovement lines.itemId': refusal('item', 'ITEM_UNKNOWN', newMovement),
  'createMiscellaneousMovement lines.warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', newMovement),
  'createMiscellaneousMovement lines.departmentId': refusal('department', 'INVALID_INPUT', newMovement),
  'createMiscellaneousMovement lines.projectId': refusal('project', 'INVALID_INPUT', newMovement),
  'changeMiscellaneousMovement lines.departmentId': refusal('department', 'INVALID_INPUT', changedMovement),
  'changeMiscellaneousMovement lines.projectId': refusal('project', 'INVALID_INPUT', changedMovement),
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

  'openStockDifferences documentId': list('differingStocktake', (ids) => ({ documentId: ids.differingStocktake })),
  'stockDifferenceDisposal id': lookUp('disposal'),
  'disposeStockDifferences documentId': refusal('differingStocktake', 'DOCUMENT_NOT_FOUND', newDisposal),
  'disposeStockDifferences differenceIds': refusal('stockDifference', 'STOCK_DIFFERENCE_NOT_OPEN', newDisposal),
  'cancelStockDifferenceDisposal documentId': refusal('disposal', 'DOCUMENT_NOT_FOUND', (ids) => ({
    ...{ documentId: ids.disposal, ...first },
  })),

  'stockAssembly id': lookUp('draftAssembly'),
  ...Object.fromEntries(
    [
      ['createStockAssembly', newAssembly] as const,
      ['changeStockAssembly', (ids: Ids) => ({ ...draftAssembly(ids), ...assemblyLines(ids) })] as const,
    ].flatMap(([field, input]) =>
      ['product', 'components'].flatMap((line) => [
        [`${field} ${line}.itemId`, refusal('item', 'ITEM_UNKNOWN', input)],
        [`${field} ${line}.warehouseId`, refusal('warehouse', 'WAREHOUSE_UNKNOWN', input)],
        [`${field} ${line}.locationId`, refusal('location', 'INVALID_INPUT', input)],
      ]),
    ),
  ),
  'changeStockAssembly documentId': refusal('draftAssembly', 'DOCUMENT_NOT_FOUND', (ids) => ({
    ...draftAssembly(ids),
    ...assemblyLines(ids),
  })),
  'discardStockAssembly documentId': refusal('draftAssembly', 'DOCUMENT_NOT_FOUND', draftAssembly),
  'confirmStockAssembly documentId': refusal('draftAssembly', 'DOCUMENT_NOT_FOUND', draftAssembly),
  'cancelStockAssembly documentId': refusal('draftAssembly', 'DOCUMENT_NOT_FOUND', draftAssembly),
  'simulateStockAssembly documentId': {
    ...refusal('draftAssembly', 'DOCUMENT_NOT_FOUND', () => ({})),
    variables: (ids) => ({ documentId: ids.draftAssembly }),
  },

  'landedCost id': lookUp('draftLandedCost'),
  'createLandedCost stockEntryIds': refusal('layer', 'RECEIPT_LINE_UNKNOWN', landedCost),
  'createLandedCost charges.shares.stockEntryId': refusal('layer', 'RECEIPT_LINE_UNKNOWN', typedLandedCost),
  'changeLandedCost documentId': refusal('draftLandedCost', 'DOCUMENT_NOT_FOUND', changedLandedCost),
  'changeLandedCost stockEntryIds': refusal('layer', 'RECEIPT_LINE_UNKNOWN', changedLandedCost),
  'changeLandedCost charges.shares.stockEntryId': refusal('layer', 'RECEIPT_LINE_UNKNOWN', (ids) => ({
    ...draftLandedCost(ids),
    ...typedLandedCost(ids),
  })),
  'discardLandedCost documentId': refusal('draftLandedCost', 'DOCUMENT_NOT_FOUND', draftLandedCost),
  'confirmLandedCost documentId': refusal('draftLandedCost', 'DOCUMENT_NOT_FOUND', draftLandedCost),
  'cancelLandedCost documentId': refusal('draftLandedCost', 'DOCUMENT_NOT_FOUND', draftLandedCost),
  'simulateLandedCost documentId': {
    ...refusal('draftLandedCost', 'DOCUMENT_NOT_FOUND', () => ({})),
    variables: (ids) => ({ documentId: ids.draftLandedCost }),
  },

  'costingChange id': lookUp('draftCostingChange'),
  'createCostingChange itemId': refusal('item', 'ITEM_UNKNOWN', costingChange),
  'changeCostingChange documentId': refusal('draftCostingChange', 'DOCUMENT_NOT_FOUND', changedCostingChange),
  'changeCostingChange itemId': refusal('item', 'ITEM_UNKNOWN', changedCostingChange),
  'discardCostingChange documentId': refusal('draftCostingChange', 'DOCUMENT_NOT_FOUND', draftCostingChange),
  'confirmCostingChange documentId': refusal('draftCostingChange', 'DOCUMENT_NOT_FOUND', draftCostingChange),
  'simulateCostingChange documentId': {
    ...refusal('draftCostingChange', 'DOCUMENT_NOT_FOUND', () => ({})),
    variables: (ids) => ({ documentId: ids.draftCostingChange }),
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

function movementLines({ item, warehouse, department, project }: Ids) {
  const bearer = { departmentId: department, projectId: project }
  return {
    businessDate: today,
    lines: [{ itemId: item, warehouseId: warehouse, quantity: '1', value: '1', ...bearer }],
  }
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

function newDisposal({ differingStocktake, stockDifference }: Ids) {
  return {
    ...{ documentId: differingStocktake, differenceIds: [stockDifference] },
    ...{ decision: 'NORMAL_LOSS', businessDate: today, reason: 'Lost' },
  }
}

function draftAssembly(ids: Ids) {
  return { documentId: ids.draftAssembly, ...first }
}

/** Both of one item, which is looked at before anything else is; taken apart, for nothing of it may be there. */
function assemblyLines({ item, warehouse, location }: Ids) {
  const line = { itemId: item, warehouseId: warehouse, locationId: location, quantity: '1' }
  return { businessDate: today, product: line, components: [line] }
}

function newAssembly(ids: Ids) {
  return { kind: 'DISASSEMBLY', ...assemblyLines(ids) }
}

function draftAdjustment(ids: Ids) {
  return { documentId: ids.draftAdjustment, ...first }
}

function changedAdjustment(ids: Ids) {
  return { ...draftAdjustment(ids), ...adjustment(ids) }
}

function landedCost({ layer }: Ids, charge: object = { basis: 'VALUE' }) {
  return { businessDate: today, charges: [{ name: 'Freight', amount: '1', ...charge }], stockEntryIds: [layer] }
}

function typedLandedCost(ids: Ids) {
  return landedCost(ids, { basis: 'TYPED', shares: [{ stockEntryId: ids.layer, amount: '1' }] })
}

function draftLandedCost(ids: Ids) {
  return { documentId: ids.draftLandedCost, ...first }
}

function changedLandedCost(ids: Ids) {
  return { ...draftLandedCost(ids), ...landedCost(ids) }
}

function costingChange({ item }: Ids) {
  return { businessDate: today, itemId: item, costing: 'STANDARD', standardCost: '1', reason: 'Foreign' }
}

function draftCostingChange(ids: Ids) {
  return { documentId: ids.draftCostingChange, ...first }
}

function changedCostingChange(ids: Ids) {
  return { ...draftCostingChange(ids), ...costingChange(ids) }
}
