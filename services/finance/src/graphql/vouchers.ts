import { connection, connectionOfAll, pageOf } from '@erp/graphql-kit'
import type { EventKind } from '../domain/business-event.ts'
import { parseVoucherNumber } from '../domain/voucher.ts'
import type { QueryResolvers, VoucherLineResolvers, VoucherResolvers } from '../generated/graphql.ts'
import { findVoucherByNumber, listVouchers } from '../store/voucher-records.ts'
import { sourceLineOf, sourceOf } from './source-types.ts'

export const Query: QueryResolvers = {
  vouchers: async (_, { period = null, ...position }, { transactor, caller }) => {
    const page = pageOf(position, ['period', 'id'])
    const [afterPeriod, afterId] = page.after ?? []
    const after = afterPeriod !== undefined && afterId !== undefined ? { period: afterPeriod, id: afterId } : undefined
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
  eventKind: ({ kind, purpose }) => (kind === 'SYSTEM' ? (purpose as EventKind) : null),
  source: async ({ documentType, documentId }, _, { loaders }) => {
    if (documentType === 'EXPENSE_CLAIM') {
      const claim = await loaders.expenseClaim.load(documentId)
      return claim ? { ...claim, __typename: 'ExpenseClaim' as const } : null
    }
    if (documentType === 'EMPLOYEE_ADVANCE') {
      const advance = await loaders.employeeAdvance.load(documentId)
      return advance ? { ...advance, __typename: 'EmployeeAdvance' as const } : null
    }
    return sourceOf(documentType, documentId)
  },
  template: ({ templateVersionId }, _, { loaders }) =>
    templateVersionId === null ? null : loaders.voucherTemplate.load(templateVersionId),
  reverses: ({ reversesId }, _, { loaders }) => (reversesId === null ? null : loaders.voucher.load(reversesId)),
  reversedBy: ({ reversedById }, _, { loaders }) => (reversedById === null ? null : loaders.voucher.load(reversedById)),
  draft: ({ draftId }, _, { loaders }) => (draftId === null ? null : loaders.voucherDraft.load(draftId)),
  attachments: async ({ id }, _, { loaders }) => [...(await loaders.attachmentsOfVoucher.load(id))],
  preparedBy: ({ preparedBy }) => stub(preparedBy),
  reviewedBy: ({ reviewedBy }) => stub(reviewedBy),
  cashier: ({ cashierId }) => stub(cashierId),
  postedBy: ({ postedBy }) => stub(postedBy),
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
  sourceLine: ({ documentType, sourceLineId }) => sourceLineOf(documentType, sourceLineId),
  stockEntry: ({ stockEntryId }) => stub(stockEntryId),
  item: ({ itemId }) => stub(itemId),
  warehouse: ({ warehouseId }) => stub(warehouseId),
  supplier: ({ supplierId }) => stub(supplierId),
  customer: ({ customerId }) => stub(customerId),
  foreignAmount: ({ foreign }) => foreign?.amount ?? null,
  exchangeRate: ({ foreign }) => foreign?.rate ?? null,
}

/** Another service's document, by its id. */
function stub(id: string | null): { id: string } | null {
  return id === null ? null : { id }
}
