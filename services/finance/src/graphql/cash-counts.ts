import { badInput, connection, pageOf } from '@erp/graphql-kit'
import { isId, money } from '@erp/values'
import { differenceOf } from '../domain/cash-count.ts'
import type {
  CashCountDecisionResolvers,
  CashCountResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findCashCount, listCashCounts } from '../store/cash-counts.ts'
import { approveCashCount, reverseCashCount } from '../use-cases/approve-cash-count.ts'
import { cancelCashCount, countCash, witnessCashCount } from '../use-cases/count-cash.ts'
import { decideCashCount, undoCashCountDecision } from '../use-cases/decide-cash-count.ts'
import { submitCashCount, withdrawCashCount } from '../use-cases/submit-cash-count.ts'
import { changesOf } from './change-once.ts'
import { voucherOf } from './linked-voucher.ts'

const change = changesOf('cashCount', findCashCount)

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
  countCash: (_, { input }, context) =>
    change('countCash', input, context, (unit, { denominations = [], exchangeRate = null, note = null, ...found }) =>
      countCash(unit, { ...found, denominations, exchangeRate, note }),
    ),

  witnessCashCount: (_, { input }, context) => change('witnessCashCount', input, context, witnessCashCount),

  submitCashCount: (_, { input }, context) =>
    change('submitCashCount', input, context, (unit, asked) => submitCashCount(unit, asked, context.approvals)),

  withdrawCashCount: (_, { input }, context) =>
    change('withdrawCashCount', input, context, (unit, asked) => withdrawCashCount(unit, asked, context.approvals)),

  approveCashCount: (_, { input }, context) => change('approveCashCount', input, context, approveCashCount),

  cancelCashCount: (_, { input }, context) => change('cancelCashCount', input, context, cancelCashCount),

  decideCashCount: (_, { input }, context) =>
    change('decideCashCount', input, context, (unit, { employeeId = null, departmentId = null, ...asked }) =>
      decideCashCount(unit, { ...asked, employeeId, departmentId }),
    ),

  undoCashCountDecision: (_, { input }, context) =>
    change('undoCashCountDecision', input, context, undoCashCountDecision),

  reverseCashCount: (_, { input }, context) => change('reverseCashCount', input, context, reverseCashCount),
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
  submittedBy: ({ submittedBy }) => (submittedBy === null ? null : { id: submittedBy }),
  approvers: ({ approverIds }) => approverIds.map((id) => ({ id })),
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
