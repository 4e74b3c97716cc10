import { connection, pageOf } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import type {
  DeliveryResolvers,
  GoodsReceiptResolvers,
  PurchaseReturnResolvers,
  QueryResolvers,
  SalesInvoiceResolvers,
  SalesReturnResolvers,
  StockLayerChangeResolvers,
  StockLedgerEntryResolvers,
  SupplierInvoiceResolvers,
} from '../generated/graphql.ts'
import * as stockLedger from '../store/stock-ledger.ts'
import { legsOf } from './legs.ts'
import { existing } from './loaders.ts'

export const Query: Pick<QueryResolvers, 'stockLedgerEntries'> = {
  stockLedgerEntries: async (_, { itemId, valuationAreaId, warehouseId, ...args }, { transactor, caller }) => {
    const page = pageOf(args, ['bigint'])
    const orderKey = ({ position }: stockLedger.StockLedgerEntry) => [position.toString()]
    if ([itemId, valuationAreaId, warehouseId].some((id) => id != null && !isId(id)))
      return connection([], { ...page, orderKey })
    const filter = {
      itemId: itemId ?? undefined,
      valuationAreaId: valuationAreaId ?? undefined,
      warehouseId: warehouseId ?? undefined,
    }
    const rows = await transactor.read([caller.companyId], (tx) =>
      stockLedger.list(tx, filter, { before: page.after?.[0], limit: page.limit }),
    )
    return connection(rows, { ...page, orderKey })
  },
}

export const StockLedgerEntry: StockLedgerEntryResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
  valuationArea: ({ valuationAreaId }, _, { loaders }) => existing(loaders.valuationArea.load(valuationAreaId)),
  source: async ({ documentType, documentId }, _, { loaders }) => {
    if (isIn(sourceTypes, documentType)) return { __typename: sourceTypes[documentType], id: documentId }
    if (documentType === 'STOCKTAKE')
      return { __typename: 'Stocktake', ...(await existing(loaders.stocktake.load(documentId))) }
    if (documentType === 'STOCK_TRANSFER')
      return { __typename: 'StockTransfer', ...(await existing(loaders.stockTransfer.load(documentId))) }
    if (documentType === 'MISCELLANEOUS_MOVEMENT')
      return {
        __typename: 'MiscellaneousMovement',
        ...(await existing(loaders.miscellaneousMovement.load(documentId))),
      }
    if (documentType === 'COST_ADJUSTMENT')
      return { __typename: 'CostAdjustment', ...(await existing(loaders.costAdjustment.load(documentId))) }
    if (documentType === 'STOCK_ASSEMBLY')
      return { __typename: 'StockAssembly', ...(await existing(loaders.stockAssembly.load(documentId))) }
    // Whoever does not see every warehouse does not see what concerns all of them.
    const landedCost = documentType === 'LANDED_COST' ? await loaders.landedCost.load(documentId) : undefined
    if (landedCost) return { __typename: 'LandedCost', ...landedCost }
    const change = documentType === 'COSTING_CHANGE' ? await loaders.costingChange.load(documentId) : undefined
    return change ? { __typename: 'CostingChange', ...change } : null
  },
  sourceLine: ({ documentType, sourceLineId }) =>
    isIn(sourceLineTypes, documentType) ? { __typename: sourceLineTypes[documentType], id: sourceLineId } : null,
  layerChanges: ({ id }, _, { loaders }) => loaders.layerChanges.load(id),
  legs: async (entry, _, { loaders, language }) =>
    legsOf(entry, await existing(loaders.ledgerLeg.load(entry.stockDocumentId)), language),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.ledgerEntry.load(id)) ?? null,
}

/** Other services' documents behind ledger entries, as the graph calls them. */
const sourceTypes = {
  GOODS_RECEIPT: 'GoodsReceipt',
  PURCHASE_RETURN: 'PurchaseReturn',
  SUPPLIER_INVOICE: 'SupplierInvoice',
  DELIVERY: 'Delivery',
  SALES_RETURN: 'SalesReturn',
  SALES_INVOICE: 'SalesInvoice',
  CREDIT_NOTE: 'CreditNote',
} as const
/** The lines of other services' documents; of inventory's own, the ledger entry is all there is to a line. */
const sourceLineTypes = {
  GOODS_RECEIPT: 'GoodsReceiptLine',
  PURCHASE_RETURN: 'PurchaseReturnLine',
  SUPPLIER_INVOICE: 'SupplierInvoiceLine',
  DELIVERY: 'DeliveryLine',
  SALES_RETURN: 'SalesReturnLine',
  SALES_INVOICE: 'SalesInvoiceLine',
  CREDIT_NOTE: 'CreditNoteLine',
} as const

function isIn<Table extends object>(table: Table, key: string): key is keyof Table & string {
  return Object.hasOwn(table, key)
}

export const StockLayerChange: StockLayerChangeResolvers = {
  receivedBy: ({ layerId }, _, { loaders }) => existing(loaders.ledgerEntry.load(layerId)),
}

export const GoodsReceipt: GoodsReceiptResolvers = {
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  __resolveReference: ({ id }) => ({ id }),
}

export const PurchaseReturn: PurchaseReturnResolvers = {
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  __resolveReference: ({ id }) => ({ id }),
}

export const SupplierInvoice: SupplierInvoiceResolvers = {
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  __resolveReference: ({ id }) => ({ id }),
}

export const SalesInvoice: SalesInvoiceResolvers = {
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  __resolveReference: ({ id }) => ({ id }),
}

export const Delivery: DeliveryResolvers = {
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  __resolveReference: ({ id }) => ({ id }),
}

export const SalesReturn: SalesReturnResolvers = {
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  __resolveReference: ({ id }) => ({ id }),
}
