import { badInput, connection, pageOf, payload } from '@erp/graphql-kit'
import type { UnitOfWork } from '@erp/service-kit'
import { isId, money, type Refusal } from '@erp/values'
import { type CashCount as Count, differenceOf } from '../domain/cash-count.ts'
import type {
  CashCountDecisionResolvers,
  CashCountResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findCashCount, listCashCounts } from '../store/cash-counts.ts'
import type { Tx } from '../store/database.ts'
import { approveCashCount, reverseCashCount } from '../use-cases/approve-cash-count.ts'
import { cancelCashCount, countCash, witnessCashCount } from '../use-cases/count-cash.ts'
import { decideCashCount, undoCashCountDecision } from '../use-cases/decide-cash-count.ts'
import type { Context } from './context.ts'
import { voucherOf } from './linked-voucher.ts'

export const Query: QueryResolvers = {
  cashCounts: async (_, { cashAccountId = null, waiting = false, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    const afterId = page.after?.[0]
    if (cashAccountId !== null && !isId(cashAccountId)) throw badInput('cashAccountId is the id of a cash account.')
    const rows = await transactor.read([caller.companyId], (tx) =>
      listCashCounts(tx, caller.companyId, { limit: page.limit, afterId, cashAccountId, waiting }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  cashCount: (_, { id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findCashCount(tx, id)) ?? null) : null,
}

export const Mutation: MutationResolvers = {
  countCash: (_, { input: { idempotencyKey, ...input } }, context) => {
    const { cashAccountId, countedOn, counted, denominations = [], exchangeRate = null, note = null } = input
    const found = { cashAccountId, countedOn, counted, denominations, exchangeRate, note }
    return once(context, { operation: 'countCash', idempotencyKey, input }, (unit) => countCash(unit, found))
  },

  witnessCashCount: (_, { input: { idempotencyKey, ...input } }, context) =>
    once(context, { operation: 'witnessCashCount', idempotencyKey, input }, (unit) => witnessCashCount(unit, input)),

  approveCashCount: (_, { input: { idempotencyKey, ...input } }, context) =>
    once(context, { operation: 'approveCashCount', idempotencyKey, input }, (unit) => approveCashCount(unit, input)),

  cancelCashCount: (_, { input: { idempotencyKey, ...input } }, context) =>
    once(context, { operation: 'cancelCashCount', idempotencyKey, input }, (unit) => cancelCashCount(unit, input)),

  decideCashCount: (_, { input: { idempotencyKey, ...input } }, context) => {
    const { employeeId = null, departmentId = null } = input
    return once(context, { operation: 'decideCashCount', idempotencyKey, input }, (unit) =>
      decideCashCount(unit, { ...input, employeeId, departmentId }),
    )
  },

  undoCashCountDecision: (_, { input: { idempotencyKey, ...input } }, context) =>
    once(context, { operation: 'undoCashCountDecision', idempotencyKey, input }, (unit) =>
      undoCashCountDecision(unit, input),
    ),

  reverseCashCount: (_, { input: { idempotencyKey, ...input } }, context) =>
    once(context, { operation: 'reverseCashCount', idempotencyKey, input }, (unit) => reverseCashCount(unit, input)),
}

export const CashCount: CashCountResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findCashCount(tx, id)) ?? null) : null,
  cashAccount: async ({ cashAccountId }, _, { loaders }) => {
    const account = await loaders.cashAccount.load(cashAccountId)
    if (!account) throw new Error('The cash account of a count cannot be found')
    return account
  },
  counted: ({ counted, currency }) => money(counted, currency),
  booked: ({ booked, currency }) => money(booked, currency),
  difference: (count) => money(differenceOf(count), count.currency),
  denominations: ({ denominations, currency }) =>
    denominations.map(({ face, pieces }) => ({ face: money(face, currency), pieces })),
  countedBy: ({ countedBy }) => ({ id: countedBy }),
  witnessedBy: ({ witnessedBy }) => (witnessedBy === null ? null : { id: witnessedBy }),
  approvedBy: ({ approvedBy }) => (approvedBy === null ? null : { id: approvedBy }),
  voucher: ({ voucherId }, _, { loaders }) => voucherOf(voucherId, loaders),
  reversal: ({ reversalId }, _, { loaders }) => voucherOf(reversalId, loaders),
}

export const CashCountDecision: CashCountDecisionResolvers = {
  employee: ({ employeeId }) => (employeeId === null ? null : { dimension: 'EMPLOYEE', valueId: employeeId }),
  department: ({ departmentId }) => (departmentId === null ? null : { dimension: 'DEPARTMENT', valueId: departmentId }),
  decidedBy: ({ decidedBy }) => ({ id: decidedBy }),
  voucher: ({ voucherId }, _, { loaders }) => voucherOf(voucherId, loaders),
}

async function once<Outcome extends Count | Refusal>(
  context: Context,
  asked: { readonly operation: string; readonly idempotencyKey: string; readonly input: object },
  work: (unit: UnitOfWork<Tx>) => Promise<Outcome>,
) {
  const replay = (tx: Tx, id: string) => findCashCount(tx, id) as Promise<Exclude<Outcome, Refusal> | undefined>
  return payload('cashCount', await context.transactor.once(context.caller, asked, work, replay), context)
}
