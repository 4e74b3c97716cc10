import { connection, connectionOfAll, pageOf } from '@erp/graphql-kit'
import { isId, zero } from '@erp/values'
import type {
  QueryResolvers,
  VoucherDraftChangeResolvers,
  VoucherDraftLineResolvers,
  VoucherDraftResolvers,
} from '../generated/graphql.ts'
import { findDraft, listDrafts } from '../store/voucher-drafts.ts'

export const Query: QueryResolvers = {
  voucherDrafts: async (_, { status = null, toReviewByHand, ...position }, { transactor, caller }) => {
    const page = pageOf(position, ['id'])
    const [after] = page.after ?? []
    const rows = await transactor.read([caller.companyId], (tx) =>
      listDrafts(tx, caller.companyId, { limit: page.limit, after, status, toReviewByHand }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  voucherDraft: (_, { id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], (tx) => findDraft(tx, id)) : null,
}

export const VoucherDraft: VoucherDraftResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.voucherDraft.load(id),
  lines: async ({ id }, position, { loaders }) =>
    connectionOfAll(await loaders.voucherDraftLines.load(id), position, (line) => [String(line.lineNumber)]),
  attachments: async ({ id }, _, { loaders }) => [...(await loaders.voucherAttachments.load(id))],
  history: async ({ id }, _, { loaders }) => [...(await loaders.voucherDraftHistory.load(id))],
  voucher: ({ voucherId }, _, { loaders }) => (voucherId === null ? null : loaders.voucher.load(voucherId)),
  preparedBy: ({ preparedBy }) => stub(preparedBy),
  reviewedBy: ({ reviewedBy }) => stub(reviewedBy),
  approvers: ({ approverIds }) => approverIds.map((id) => ({ id })),
  cashier: ({ cashierId }) => stub(cashierId),
  postedBy: ({ postedBy }) => stub(postedBy),
}

export const VoucherDraftLine: VoucherDraftLineResolvers = {
  account: async ({ accountId }, _, { loaders }) => {
    const account = await loaders.account.load(accountId)
    if (!account) throw new Error(`The account ${accountId} of a draft does not exist`)
    return account
  },
  debit: ({ side, amount }) => (side === 'DEBIT' ? amount : zero(amount.currency)),
  credit: ({ side, amount }) => (side === 'CREDIT' ? amount : zero(amount.currency)),
  summary: ({ summary }, _, { language }) => (language === 'en' ? summary.en : summary.zh),
  customer: ({ customerId }) => stub(customerId),
  supplier: ({ supplierId }) => stub(supplierId),
  item: ({ itemId }) => stub(itemId),
  warehouse: ({ warehouseId }) => stub(warehouseId),
  foreignAmount: ({ foreign }) => foreign?.amount ?? null,
  exchangeRate: ({ foreign }) => foreign?.rate ?? null,
}

export const VoucherDraftChange: VoucherDraftChangeResolvers = {
  voucher: ({ voucherId }, _, { loaders }) => (voucherId === null ? null : loaders.voucher.load(voucherId)),
  changedBy: ({ changedBy }) => stub(changedBy),
}

/** Another service's document, by its id. */
function stub(id: string | null): { id: string } | null {
  return id === null ? null : { id }
}
