import { badInput, connection, pageOf, payload } from '@erp/graphql-kit'
import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, isId, money, type Refusal } from '@erp/values'
import type { BadDebtWriteOff as WriteOff } from '../domain/bad-debt-write-off.ts'
import type {
  BadDebtItemResolvers,
  BadDebtWriteOffResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findWriteOff, listWriteOffs } from '../store/bad-debt-write-offs.ts'
import type { Tx } from '../store/database.ts'
import {
  postBadDebtWriteOff,
  proposeBadDebtWriteOff,
  withdrawBadDebtWriteOff,
} from '../use-cases/write-off-bad-debt.ts'
import type { Context } from './context.ts'

export type ShownBadDebtItem = WriteOff['items'][number] & { readonly currency: Currency }

export const Query: QueryResolvers = {
  badDebtWriteOffs: async (_, { customerId = null, supplierId = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    if (customerId !== null && !isId(customerId)) throw badInput('customerId is the id of a customer.')
    if (supplierId !== null && !isId(supplierId)) throw badInput('supplierId is the id of a supplier.')
    const rows = await transactor.read([caller.companyId], (tx) =>
      listWriteOffs(tx, caller.companyId, { limit: page.limit, afterId: page.after?.[0], customerId, supplierId }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  badDebtWriteOff: (_, { id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findWriteOff(tx, id)) ?? null) : null,
}

export const Mutation: MutationResolvers = {
  proposeBadDebtWriteOff: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await once(context, 'proposeBadDebtWriteOff', idempotencyKey, input, (unit) =>
      proposeBadDebtWriteOff(unit, input, context.approvals),
    )
    return payload('badDebtWriteOff', outcome, context)
  },

  withdrawBadDebtWriteOff: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await once(context, 'withdrawBadDebtWriteOff', idempotencyKey, input, (unit) =>
      withdrawBadDebtWriteOff(unit, input, context.approvals),
    )
    return payload('badDebtWriteOff', outcome, context)
  },

  postBadDebtWriteOff: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await once(context, 'postBadDebtWriteOff', idempotencyKey, input, (unit) =>
      postBadDebtWriteOff(unit, input),
    )
    return payload('badDebtWriteOff', outcome, context)
  },
}

export const BadDebtWriteOff: BadDebtWriteOffResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findWriteOff(tx, id)) ?? null) : null,
  party: ({ party: { dimension, id } }) => ({ dimension, valueId: id }),
  customer: ({ party: { dimension, id } }) => ({ dimension, valueId: id }),
  total: ({ items, currency }) =>
    money(
      items.reduce((sum, { amount }) => sum + amount, 0n),
      currency,
    ),
  items: ({ items, currency }) => items.map((item) => ({ ...item, currency })),
  madeBy: ({ madeBy }) => ({ id: madeBy }),
  approvers: ({ approverIds }) => approverIds.map((id) => ({ id })),
  postedBy: ({ postedBy }) => (postedBy === null ? null : { id: postedBy }),
  settlement: async ({ settlementId }, _, { loaders }) =>
    settlementId === null ? null : ((await loaders.settlement.load(settlementId)) ?? null),
}

export const BadDebtItem: BadDebtItemResolvers = {
  openItem: async ({ openItemId }, _, { loaders }) => {
    const item = await loaders.openItem.load(openItemId)
    if (!item) throw new Error('An item that a bad debt names cannot be found')
    return item
  },
  amount: ({ amount, currency }) => money(amount, currency),
}

function once<Outcome extends WriteOff | Refusal>(
  { transactor, caller }: Context,
  operation: string,
  idempotencyKey: string,
  input: object,
  work: (unit: UnitOfWork<Tx>) => Promise<Outcome>,
) {
  const replay = (tx: Tx, id: string) => findWriteOff(tx, id) as Promise<Exclude<Outcome, Refusal> | undefined>
  return transactor.once(caller, { operation, idempotencyKey, input }, work, replay)
}
