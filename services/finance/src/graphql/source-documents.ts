import type {
  CostAdjustmentResolvers,
  CostingChangeResolvers,
  CreditNoteResolvers,
  DeliveryResolvers,
  GoodsReceiptResolvers,
  LandedCostResolvers,
  MiscellaneousMovementResolvers,
  PurchaseReturnResolvers,
  SalesInvoiceResolvers,
  SalesReturnResolvers,
  SourceDocumentLineResolvers,
  SourceDocumentResolvers,
  StockAssemblyResolvers,
  StockDifferenceDisposalResolvers,
  StockTransferResolvers,
  StocktakeResolvers,
  SupplierInvoiceResolvers,
} from '../generated/graphql.ts'
import type { Context } from './context.ts'
import { sourceTypes } from './source-types.ts'

export const SourceDocument: SourceDocumentResolvers = { __resolveType: ({ __typename }) => __typename }
export const SourceDocumentLine: SourceDocumentLineResolvers = { __resolveType: ({ __typename }) => __typename }

/** What finance adds to a document of another service: the vouchers it posted. */
function posting<Type extends keyof typeof sourceTypes>(documentType: Type) {
  return {
    __resolveReference: ({ id }: { id: string }) => ({ __typename: sourceTypes[documentType], id }),
    vouchers: async ({ id }: { id: string }, _: object, { loaders }: Context) => [
      ...(await loaders.vouchersOfDocument[documentType].load(id)),
    ],
  }
}

export const GoodsReceipt: GoodsReceiptResolvers = posting('GOODS_RECEIPT')
export const PurchaseReturn: PurchaseReturnResolvers = posting('PURCHASE_RETURN')
export const SupplierInvoice: SupplierInvoiceResolvers = posting('SUPPLIER_INVOICE')
export const Delivery: DeliveryResolvers = posting('DELIVERY')
export const SalesReturn: SalesReturnResolvers = posting('SALES_RETURN')
export const SalesInvoice: SalesInvoiceResolvers = posting('SALES_INVOICE')
export const CreditNote: CreditNoteResolvers = posting('CREDIT_NOTE')
export const LandedCost: LandedCostResolvers = posting('LANDED_COST')
export const StockTransfer: StockTransferResolvers = posting('STOCK_TRANSFER')
export const Stocktake: StocktakeResolvers = posting('STOCKTAKE')
export const StockDifferenceDisposal: StockDifferenceDisposalResolvers = posting('STOCK_DIFFERENCE_DISPOSAL')
export const MiscellaneousMovement: MiscellaneousMovementResolvers = posting('MISCELLANEOUS_MOVEMENT')
export const CostAdjustment: CostAdjustmentResolvers = posting('COST_ADJUSTMENT')
export const StockAssembly: StockAssemblyResolvers = posting('STOCK_ASSEMBLY')
export const CostingChange: CostingChangeResolvers = posting('COSTING_CHANGE')
