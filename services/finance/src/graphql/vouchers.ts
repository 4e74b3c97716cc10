import { connection, connectionOfAll, pageOf } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import { parseVoucherNumber } from '../domain/voucher.ts'
import type {
  GoodsReceiptResolvers,
  PurchaseReturnResolvers,
  QueryResolvers,
  SourceDocumentLineResolvers,
  SourceDocumentResolvers,
  VoucherLineResolvers,
  VoucherResolvers,
} from '../generated/graphql.ts'
import { findVoucherByNumber, listVouchers } from '../store/voucher-records.ts'

export const Query: QueryResolvers = {
  vouchers: async (_, { period = null, ...position }, { transactor, caller }) => {
    const page = pageOf(position, 2)
    const [afterPeriod, afterId] = page.after ?? []
    const after = afterPeriod !== undefined && isId(afterId) ? { period: afterPeriod, id: afterId } : undefined
    const rows = await transactor.read([caller.companyId], (tx) =>
      listVouchers(tx, caller.companyId, { limit: page.limit, after, period }),
    )
    return connection(rows, { ...page, orderKey: (voucher) => [voucher.period, voucher.id] })
  },

  voucher: (_, { number }, { transactor, caller }) => {
    const parsed = parseVoucherNumber(number)
    if (!parsed) return null
    return transactor.read([caller.companyId], (tx) => findVoucherByNumber(tx, caller.companyId, parsed))
  },
}

export const Voucher: VoucherResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.voucher.load(id),
  eventKind: ({ purpose }) => purpose,
  source: ({ documentType, documentId }) => ({ __typename: sourceTypes[documentType], id: documentId }),
  template: ({ templateVersionId }, _, { loaders }) => loaders.voucherTemplate.load(templateVersionId),
  lines: async ({ id }, position, { loaders }) =>
    connectionOfAll(await loaders.voucherLines.load(id), position, (line) => [String(line.lineNumber)]),
}

export const VoucherLine: VoucherLineResolvers = {
  id: ({ voucherId, lineNumber }) => `${voucherId}:${lineNumber}`,
  voucher: async ({ voucherId }, _, { loaders }) => {
    const voucher = await loaders.voucher.load(voucherId)
    if (!voucher) throw new Error(`The voucher ${voucherId} of a line does not exist`)
    return voucher
  },
  account: async ({ accountId }, _, { loaders }) => {
    const account = await loaders.account.load(accountId)
    if (!account) throw new Error(`The account ${accountId} of a voucher line does not exist`)
    return account
  },
  sourceLine: ({ documentType, sourceLineId }) => ({ __typename: sourceLineTypes[documentType], id: sourceLineId }),
  stockEntry: ({ stockEntryId }) => stub(stockEntryId),
  item: ({ itemId }) => stub(itemId),
  warehouse: ({ warehouseId }) => stub(warehouseId),
  supplier: ({ supplierId }) => stub(supplierId),
}

const sourceTypes = { GOODS_RECEIPT: 'GoodsReceipt', PURCHASE_RETURN: 'PurchaseReturn' } as const
const sourceLineTypes = { GOODS_RECEIPT: 'GoodsReceiptLine', PURCHASE_RETURN: 'PurchaseReturnLine' } as const

export const SourceDocument: SourceDocumentResolvers = { __resolveType: ({ __typename }) => __typename }
export const SourceDocumentLine: SourceDocumentLineResolvers = { __resolveType: ({ __typename }) => __typename }

export const GoodsReceipt: GoodsReceiptResolvers = {
  __resolveReference: ({ id }) => ({ __typename: 'GoodsReceipt', id }),
  vouchers: async ({ id }, _, { loaders }) => [...(await loaders.vouchersOfGoodsReceipt.load(id))],
}

export const PurchaseReturn: PurchaseReturnResolvers = {
  __resolveReference: ({ id }) => ({ __typename: 'PurchaseReturn', id }),
  vouchers: async ({ id }, _, { loaders }) => [...(await loaders.vouchersOfPurchaseReturn.load(id))],
}

/** Another service's document, by its id. */
function stub(id: string | null): { id: string } | null {
  return id === null ? null : { id }
}
