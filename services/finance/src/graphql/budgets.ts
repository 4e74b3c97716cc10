import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { UnitOfWork } from '@erp/service-kit'
import { isId, money, type Refusal } from '@erp/values'
import type { Budget as Version } from '../domain/budget.ts'
import type {
  BudgetControlResolvers,
  BudgetLineResolvers,
  BudgetResolvers,
  BudgetRowsFaultyResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { type BudgetControl as Control, findControl, listControls } from '../store/budget-items.ts'
import { findBudgets, linesOfBudget, listBudgets } from '../store/budgets.ts'
import type { Tx } from '../store/database.ts'
import { setBudgetControl } from '../use-cases/set-budget-control.ts'
import {
  createBudget,
  discardBudget,
  importBudgetLines,
  submitBudget,
  withdrawBudget,
} from '../use-cases/write-budget.ts'
import { dimensionOf } from './budget-loaders.ts'
import type { Context } from './context.ts'

export const Query: QueryResolvers = {
  budgets: async (_, { year = null, status = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    const of = { year: year === null ? null : String(year), status }
    const rows = await transactor.read([caller.companyId], (tx) =>
      listBudgets(tx, caller.companyId, { limit: page.limit, afterId: page.after?.[0], ...of }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  budget: async (_, { id }, { loaders }) => (await loaders.budget.load(id)) ?? null,

  budgetControls: async (_, asked, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    const rows = await transactor.read([caller.companyId], (tx) =>
      listControls(tx, caller.companyId, { limit: page.limit, afterId: page.after?.[0] }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },
}

export const Mutation: MutationResolvers = {
  createBudget: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne(context, 'createBudget', idempotencyKey, input, (unit) => createBudget(unit, input)),

  importBudgetLines: (_, { input: { idempotencyKey, ...input } }, context) => {
    const rows = input.rows.map(({ departmentCode = null, projectCode = null, period = null, ...row }) => ({
      ...{ ...row, departmentCode, projectCode, period },
    }))
    return changeOne(context, 'importBudgetLines', idempotencyKey, input, (unit) =>
      importBudgetLines(unit, { ...input, rows, replaceAll: input.replaceAll ?? false }),
    )
  },

  submitBudget: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne(context, 'submitBudget', idempotencyKey, input, (unit) => submitBudget(unit, input, context.approvals)),

  withdrawBudget: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne(context, 'withdrawBudget', idempotencyKey, input, (unit) =>
      withdrawBudget(unit, input, context.approvals),
    ),

  discardBudget: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne(context, 'discardBudget', idempotencyKey, input, (unit) => discardBudget(unit, input)),

  setBudgetControl: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { accountCode = null, expectedVersion = null, span = 'TO_DATE', level } = input
    const outcome = await context.transactor.once<
      Control | Exclude<Awaited<ReturnType<typeof setBudgetControl>>, Control>
    >(
      context.caller,
      { operation: 'setBudgetControl', idempotencyKey, input },
      (unit) => setBudgetControl(unit, { level, span, accountCode, expectedVersion }),
      async (tx, id) => findControl(tx, id),
    )
    return payload('budgetControl', outcome, context)
  },
}

export const Budget: BudgetResolvers = {
  __resolveReference: async ({ id }, { loaders }) => (await loaders.budget.load(id)) ?? null,
  year: ({ year }) => Number(year),
  basedOn: async ({ basedOnId }, _, { loaders }) =>
    basedOnId === null ? null : ((await loaders.budget.load(basedOnId)) ?? null),
  lineCount: async ({ id }, _, { loaders }) => (await loaders.budgetTotal.load(id)).lineCount,
  total: async ({ id }, _, { loaders }) => (await loaders.budgetTotal.load(id)).total,
  lines: async ({ id, companyId }, asked, { transactor }) => {
    const page = pageOf(asked, ['id'])
    const rows = await transactor.read([companyId], (tx) =>
      linesOfBudget(tx, id, { limit: page.limit, afterId: page.after?.[0] }),
    )
    return connection(rows, { ...page, orderKey: (line) => [line.id] })
  },
  madeBy: ({ madeBy }) => ({ id: madeBy }),
  submittedBy: ({ submittedBy }) => (submittedBy === null ? null : { id: submittedBy }),
  approvers: ({ approverIds }) => approverIds.map((id) => ({ id })),
}

export const BudgetLine: BudgetLineResolvers = {
  account: async ({ accountId }, _, { loaders }) => (await loaders.account.load(accountId)) ?? null,
  department: ({ departmentId }, _, { loaders }) => dimensionOf(departmentId, loaders),
  project: ({ projectId }, _, { loaders }) => dimensionOf(projectId, loaders),
  amount: async ({ amount }, _, { loaders, caller }) =>
    money(amount, await loaders.booksCurrency.load(caller.companyId)),
}

export const BudgetControl: BudgetControlResolvers = {
  account: async ({ accountId }, _, { loaders }) =>
    accountId === null ? null : ((await loaders.account.load(accountId)) ?? null),
}

export const BudgetRowsFaulty: BudgetRowsFaultyResolvers = {
  rowErrors: (refusal) => [...(refusal as unknown as { faults: { row: number; problem: never }[] }).faults],
}

/** A mutation of one version: once for each key, answered with the version as it is. */
async function changeOne<Outcome extends Version | Refusal>(
  context: Context,
  operation: string,
  idempotencyKey: string,
  input: object,
  work: (unit: UnitOfWork<Tx>) => Promise<Outcome>,
) {
  const outcome = await context.transactor.once(
    context.caller,
    { operation, idempotencyKey, input },
    work,
    async (tx, id) =>
      (isId(id) ? (await findBudgets(tx, [id]))[0] : undefined) as Exclude<Outcome, Refusal> | undefined,
  )
  return payload('budget', outcome, context)
}
