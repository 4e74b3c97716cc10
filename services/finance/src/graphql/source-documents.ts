import { money } from '@erp/values'
import { paymentStatus } from '../domain/payment-status.ts'
import type {
  CostAdjustmentResolvers,
  CostingChangeResolvers,
  CreditNoteResolvers,
  DeliveryResolvers,
  EstimateTurnResolvers,
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
import type { OwingType } from './open-item-loaders.ts'
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

/** The same for a document that somebody owes for: also how far that is settled. */
function owing<Type extends OwingType>(documentType: Type) {
  return {
    ...posting(documentType),
    paymentStatus: async ({ id }: { id: string }, _: object, { loaders }: Context) => {
      const [items, isHeld] = await Promise.all([
        loaders.itemsOfDocument[documentType].load(id),
        loaders.isDocumentHeld.load(id),
      ])
      return paymentStatus(items, isHeld)
    },
    openAmount: async ({ id }: { id: string }, _: object, { loaders }: Context) => {
      const items = await loaders.itemsOfDocument[documentType].load(id)
      return items ? money(items.open < 0n ? -items.open : items.open, items.currency) : null
    },
  }
}

export const GoodsReceipt: GoodsReceiptResolvers = posting('GOODS_RECEIPT')
export const PurchaseReturn: PurchaseReturnResolvers = posting('PURCHASE_RETURN')
export const SupplierInvoice: SupplierInvoiceResolvers = owing('SUPPLIER_INVOICE')
export const EstimateTurn: EstimateTurnResolvers = posting('ESTIMATE_TURN')
export const Delivery: DeliveryResolvers = posting('DELIVERY')
export const SalesReturn: SalesReturnResolvers = posting('SALES_RETURN')
export const SalesInvoice: SalesInvoiceResolvers = owing('SALES_INVOICE')
export const CreditNote: CreditNoteResolvers = owing('CREDIT_NOTE')
export const LandedCost: LandedCostResolvers = posting('LANDED_COST')
export const StockTransfer: StockTransferResolvers = posting('STOCK_TRANSFER')
export const Stocktake: StocktakeResolvers = posting('STOCKTAKE')
export const StockDifferenceDisposal: StockDifferenceDisposalResolvers = posting('STOCK_DIFFERENCE_DISPOSAL')
export const MiscellaneousMovement: MiscellaneousMovementResolvers = posting('MISCELLANEOUS_MOVEMENT')
export const CostAdjustment: CostAdjustmentResolvers = posting('COST_ADJUSTMENT')
export const StockAssembly: StockAssemblyResolvers = posting('STOCK_ASSEMBLY')
export const CostingChange: CostingChangeResolvers = posting('COSTING_CHANGE')
