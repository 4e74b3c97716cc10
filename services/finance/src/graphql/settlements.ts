import { badInput, connection, pageOf, payload } from '@erp/graphql-kit'
import { isId, money } from '@erp/values'
import { settlementRules } from '../domain/auto-settlement.ts'
import { openItemKinds } from '../domain/open-item.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  SettlementLineResolvers,
  SettlementResolvers,
  WriteOffLimitResolvers,
} from '../generated/graphql.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findSettlement, findSettlementRun, listSettlements, type SettledMovement } from '../store/settlements.ts'
import { writeOffLimitOf } from '../store/write-off-limits.ts'
import { autoSettleOpenItems } from '../use-cases/auto-settle-open-items.ts'
import { setWriteOffLimit } from '../use-cases/set-write-off-limit.ts'
import { settleOpenItems } from '../use-cases/settle-open-items.ts'
import { transferOpenItems } from '../use-cases/transfer-open-items.ts'
import { undoSettlement } from '../use-cases/undo-settlement.ts'
import type { Context } from './context.ts'
import { voucherOf } from './linked-voucher.ts'

/** What a settlement took of an item, all its movements together. */
export type ShownSettlementLine = Pick<SettledMovement, 'itemId' | 'amount' | 'carrying'>

export const Query: QueryResolvers = {
  settlements: async (_, { openItemId = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    const afterId = page.after?.[0]
    if (openItemId !== null && !isId(openItemId)) throw badInput('openItemId is the id of an open item.')
    const rows = await transactor.read([caller.companyId], (tx) =>
      listSettlements(tx, caller.companyId, { limit: page.limit, afterId, openItemId }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  settlement: async (_, { id }, { loaders }) => (await loaders.settlement.load(id)) ?? null,

  writeOffLimit: (_, __, { transactor, caller }) =>
    transactor.read([caller.companyId], (tx) => writeOffLimitOf(tx, caller.companyId)),
}

export const Mutation: MutationResolvers = {
  settleOpenItems: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { settledOn, items, writeOffRest = false, agreement = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'settleOpenItems', idempotencyKey, input },
      (unit) => settleOpenItems(unit, { settledOn, items, writeOffRest, agreement }),
      findSettlement,
    )
    return payload('settlement', outcome, context)
  },

  autoSettleOpenItems: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { settledOn, kinds = openItemKinds, partyId = null, rules = settlementRules } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'autoSettleOpenItems', idempotencyKey, input },
      (unit) => autoSettleOpenItems(unit, { settledOn, kinds, partyId, rules }),
      findSettlementRun,
    )
    return payload('settlementRun', outcome, context)
  },

  transferOpenItems: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'transferOpenItems', idempotencyKey, input },
      (unit) => transferOpenItems(unit, input),
      findSettlement,
    )
    return payload('settlement', outcome, context)
  },

  undoSettlement: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'undoSettlement', idempotencyKey, input },
      (unit) => undoSettlement(unit, input),
      findSettlement,
    )
    return payload('settlement', outcome, context)
  },

  setWriteOffLimit: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setWriteOffLimit', idempotencyKey, input },
      (unit) => setWriteOffLimit(unit, input),
      (tx, id) => writeOffLimitOf(tx, id),
    )
    return payload('writeOffLimit', outcome, context)
  },
}

export const Settlement: SettlementResolvers = {
  __resolveReference: async ({ id }, { loaders }) => (await loaders.settlement.load(id)) ?? null,
  lines: async ({ id }, _, { loaders }) => {
    const took = (await loaders.settlementMovements.load(id)).filter(({ kind }) => kind === 'SETTLEMENT')
    return [...Map.groupBy(took, ({ itemId }) => itemId)].map(([itemId, own]) => ({
      itemId,
      amount: own.reduce((sum, { amount }) => sum - amount, 0n),
      carrying: own.reduce((sum, { carrying }) => sum - carrying, 0n),
    }))
  },
  voucher: ({ voucherId }, _, { loaders }) => voucherOf(voucherId, loaders),
  settledBy: ({ settledBy }) => ({ id: settledBy }),
  undoVoucher: ({ undoVoucherId }, _, { loaders }) => voucherOf(undoVoucherId, loaders),
}

export const SettlementLine: SettlementLineResolvers = {
  openItem: ({ itemId }, _, { loaders }) => itemOf(itemId, loaders),
  amount: async ({ itemId, amount }, _, { loaders }) => {
    const { side, currency } = await itemOf(itemId, loaders)
    return money(side === 'DEBIT' ? amount : -amount, currency)
  },
  carrying: async ({ itemId, carrying }, _, { loaders }) => {
    const { side, baseCurrency } = await itemOf(itemId, loaders)
    return money(side === 'DEBIT' ? carrying : -carrying, baseCurrency)
  },
}

export const WriteOffLimit: WriteOffLimitResolvers = {
  amount: async ({ amount }, _, { transactor, caller }) => {
    const currency = await transactor.read([caller.companyId], (tx) => currencyOfBooks(tx, caller.companyId))
    if (currency === undefined) throw badInput('The books of the company are not open.')
    return money(amount, currency)
  },
}

async function itemOf(id: string, loaders: Context['loaders']) {
  const item = await loaders.openItem.load(id)
  if (!item) throw new Error('An item that was settled cannot be found')
  return item
}
