import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { UnitOfWork } from '@erp/service-kit'
import { isId, money, type Refusal } from '@erp/values'
import type { BudgetItem } from '../domain/budget-check.ts'
import type { BudgetTransfer as Transfer } from '../domain/budget-transfer.ts'
import type {
  BudgetTransferLineResolvers,
  BudgetTransferResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { findTransfer, listTransfers } from '../store/budget-transfers.ts'
import type { Tx } from '../store/database.ts'
import { requestBudgetTransfer, withdrawBudgetTransfer } from '../use-cases/transfer-budget.ts'
import { dimensionOf } from './budget-loaders.ts'
import type { Context } from './context.ts'

export const Query: QueryResolvers = {
  budgetTransfers: async (_, { status = null, ...asked }, { transactor, caller }) => {
    const page = pageOf(asked, ['id'])
    const rows = await transactor.read([caller.companyId], (tx) =>
      listTransfers(tx, caller.companyId, { limit: page.limit, afterId: page.after?.[0], status }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  budgetTransfer: (_, { id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findTransfer(tx, id)) ?? null) : null,
}

export const Mutation: MutationResolvers = {
  requestBudgetTransfer: (_, { input: { idempotencyKey, ...input } }, context) => {
    const lines = input.lines.map(({ departmentCode = null, projectCode = null, ...line }) => ({
      ...{ ...line, departmentCode, projectCode },
    }))
    return changeOne(context, 'requestBudgetTransfer', idempotencyKey, input, (unit) =>
      requestBudgetTransfer(unit, { ...input, lines }, context.approvals),
    )
  },

  withdrawBudgetTransfer: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne(context, 'withdrawBudgetTransfer', idempotencyKey, input, (unit) =>
      withdrawBudgetTransfer(unit, input, context.approvals),
    ),
}

export const BudgetTransfer: BudgetTransferResolvers = {
  __resolveReference: ({ id }, { transactor, caller }) =>
    isId(id) ? transactor.read([caller.companyId], async (tx) => (await findTransfer(tx, id)) ?? null) : null,
  budget: async ({ budgetId }, _, { loaders }) => (await loaders.budget.load(budgetId)) ?? null,
  lines: ({ lines }) => [...lines],
  madeBy: ({ madeBy }) => ({ id: madeBy }),
  approvers: ({ approverIds }) => approverIds.map((id) => ({ id })),
}

export const BudgetTransferLine: BudgetTransferLineResolvers = {
  accountCode: async ({ itemId }, _, context) => (await itemOf(itemId, context)).accountCode,
  department: async ({ itemId }, _, context) =>
    dimensionOf((await itemOf(itemId, context)).departmentId, context.loaders),
  project: async ({ itemId }, _, context) => dimensionOf((await itemOf(itemId, context)).projectId, context.loaders),
  amount: async ({ amount }, _, { loaders, caller }) =>
    money(amount, await loaders.booksCurrency.load(caller.companyId)),
}

async function itemOf(id: string, { loaders }: Context): Promise<BudgetItem> {
  const item = await loaders.budgetItem.load(id)
  if (!item) throw new Error('An item that a transfer names cannot be found')
  return item
}

/** A mutation of one transfer: once for each key, answered with the transfer as it is. */
async function changeOne<Outcome extends Transfer | Refusal>(
  context: Context,
  operation: string,
  idempotencyKey: string,
  input: object,
  work: (unit: UnitOfWork<Tx>) => Promise<Outcome>,
) {
  const replay = (tx: Tx, id: string) => findTransfer(tx, id) as Promise<Exclude<Outcome, Refusal> | undefined>
  const outcome = await context.transactor.once(context.caller, { operation, idempotencyKey, input }, work, replay)
  return payload('budgetTransfer', outcome, context)
}
