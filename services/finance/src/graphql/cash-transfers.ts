import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { isId, money } from '@erp/values'
import type { CashTransferResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findCashTransfer, listCashTransfers } from '../store/cash-transfers.ts'
import { postCashTransfer, reverseCashTransfer } from '../use-cases/post-cash-transfer.ts'
import { submitCashTransfer, withdrawCashTransfer } from '../use-cases/submit-cash-transfer.ts'
import { approveCashTransfer, cancelCashTransfer, createCashTransfer } from '../use-cases/write-cash-transfer.ts'
import { changesOf } from './change-once.ts'
import type { Context } from './context.ts'
import { voucherOf } from './linked-voucher.ts'

const change = changesOf('cashTransfer', findCashTransfer)

export const Query: QueryResolvers = {
  cashTransfers: async (_, { status = null, cashAccountId = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    const afterId = page.after?.[0]
    if (cashAccountId !== null && !isId(cashAccountId)) throw badInput('cashAccountId is the id of a cash account.')
    const rows = await transactor.read([caller.companyId], (tx) =>
      listCashTransfers(tx, caller.companyId, { limit: page.limit, afterId, status, cashAccountId }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  cashTransfer: (_, { id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findCashTransfer(tx, id)) ?? null) : null,
}

export const Mutation: MutationResolvers = {
  createCashTransfer: (_, { input }, context) =>
    change('createCashTransfer', input, context, (unit, { received = null, fee = null, ...asked }) => {
      const { exchangeRate = null, receivedRate = null, reference = null, note = null } = asked
      const left = { received, fee, exchangeRate, receivedRate, reference, note }
      return createCashTransfer(unit, { ...asked, ...left })
    }),

  submitCashTransfer: (_, { input }, context) =>
    change('submitCashTransfer', input, context, (unit, asked) => submitCashTransfer(unit, asked, context.approvals)),

  withdrawCashTransfer: (_, { input }, context) =>
    change('withdrawCashTransfer', input, context, (unit, asked) =>
      withdrawCashTransfer(unit, asked, context.approvals),
    ),

  approveCashTransfer: (_, { input }, context) => change('approveCashTransfer', input, context, approveCashTransfer),

  postCashTransfer: (_, { input }, context) => change('postCashTransfer', input, context, postCashTransfer),

  cancelCashTransfer: (_, { input }, context) => change('cancelCashTransfer', input, context, cancelCashTransfer),

  reverseCashTransfer: (_, { input }, context) => change('reverseCashTransfer', input, context, reverseCashTransfer),
}

export const CashTransfer: CashTransferResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findCashTransfer(tx, id)) ?? null) : null,
  fromAccount: ({ fromAccountId }, _, { loaders }) => accountOf(fromAccountId, loaders),
  toAccount: ({ toAccountId }, _, { loaders }) => accountOf(toAccountId, loaders),
  amount: async ({ amount, fromAccountId }, _, { loaders }) =>
    money(amount, (await accountOf(fromAccountId, loaders)).currency),
  received: async ({ received, toAccountId }, _, { loaders }) =>
    money(received, (await accountOf(toAccountId, loaders)).currency),
  fee: async ({ fee, fromAccountId }, _, { loaders }) => money(fee, (await accountOf(fromAccountId, loaders)).currency),
  preparedBy: ({ preparedBy }) => ({ id: preparedBy }),
  submittedBy: ({ submittedBy }) => (submittedBy === null ? null : { id: submittedBy }),
  approvers: ({ approverIds }) => approverIds.map((id) => ({ id })),
  approvedBy: ({ approvedBy }) => (approvedBy === null ? null : { id: approvedBy }),
  postedBy: ({ postedBy }) => (postedBy === null ? null : { id: postedBy }),
  voucher: async ({ voucherId }, _, { loaders }) => voucherOf(voucherId, loaders),
  reversal: async ({ reversalId }, _, { loaders }) => voucherOf(reversalId, loaders),
}

async function accountOf(id: string, loaders: Context['loaders']) {
  const account = await loaders.cashAccount.load(id)
  if (!account) throw new Error('The cash account of a transfer cannot be found')
  return account
}
