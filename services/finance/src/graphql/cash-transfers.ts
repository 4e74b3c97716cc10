import { badInput, connection, pageOf, payload } from '@erp/graphql-kit'
import { isId, money } from '@erp/values'
import type { CashTransferResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findCashTransfer, listCashTransfers } from '../store/cash-transfers.ts'
import { postCashTransfer, reverseCashTransfer } from '../use-cases/post-cash-transfer.ts'
import { approveCashTransfer, cancelCashTransfer, createCashTransfer } from '../use-cases/write-cash-transfer.ts'
import type { Context } from './context.ts'
import { voucherOf } from './linked-voucher.ts'

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
  createCashTransfer: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { fromAccountId, toAccountId, movedOn, amount, received = null, fee = null } = input
    const { exchangeRate = null, receivedRate = null, reference = null, note = null } = input
    const wanted = { fromAccountId, toAccountId, movedOn, amount, received, fee, exchangeRate, receivedRate }
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createCashTransfer', idempotencyKey, input },
      (unit) => createCashTransfer(unit, { ...wanted, reference, note }),
      findCashTransfer,
    )
    return payload('cashTransfer', outcome, context)
  },

  approveCashTransfer: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'approveCashTransfer', idempotencyKey, input },
      (unit) => approveCashTransfer(unit, input),
      findCashTransfer,
    )
    return payload('cashTransfer', outcome, context)
  },

  postCashTransfer: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'postCashTransfer', idempotencyKey, input },
      (unit) => postCashTransfer(unit, input),
      findCashTransfer,
    )
    return payload('cashTransfer', outcome, context)
  },

  cancelCashTransfer: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'cancelCashTransfer', idempotencyKey, input },
      (unit) => cancelCashTransfer(unit, input),
      findCashTransfer,
    )
    return payload('cashTransfer', outcome, context)
  },

  reverseCashTransfer: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'reverseCashTransfer', idempotencyKey, input },
      (unit) => reverseCashTransfer(unit, input),
      findCashTransfer,
    )
    return payload('cashTransfer', outcome, context)
  },
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
