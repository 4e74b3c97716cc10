import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { Sql } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import type { ExpenseClaimant as Claimant } from '../domain/expense-claimant.ts'
import type {
  ExpenseClaimantResolvers,
  ExpensePolicyResolvers,
  ExpenseTypeResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import { claimantOfUser, findClaimant, listClaimants } from '../store/expense-claimants.ts'
import { findPolicy, listPolicies } from '../store/expense-policies.ts'
import { findExpenseType, listExpenseTypes } from '../store/expense-types.ts'
import { setExpenseClaimant } from '../use-cases/set-expense-claimant.ts'
import { setExpensePolicy } from '../use-cases/set-expense-policy.ts'
import { changeExpenseType, createExpenseType } from '../use-cases/set-expense-type.ts'

export const Query: QueryResolvers = {
  expenseTypes: async (_, { activeOnly, ...position }, { transactor, caller }) => {
    const page = pageOf(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      listExpenseTypes(tx, caller.companyId, { limit: page.limit, afterCode: page.after?.[0] ?? '', activeOnly }),
    )
    return connection(rows, { ...page, orderKey: ({ code }) => [code] })
  },

  expensePolicies: async (_, { activeOnly, ...position }, { transactor, caller }) => {
    const page = pageOf(position, ['id'])
    const [after] = page.after ?? []
    const rows = await transactor.read([caller.companyId], (tx) =>
      listPolicies(tx, caller.companyId, { limit: page.limit, after, activeOnly }),
    )
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  expenseClaimants: async (_, position, { transactor, caller }) => {
    const page = pageOf(position, ['id'])
    const [after] = page.after ?? []
    const rows = await transactor.read([caller.companyId], (tx) =>
      listClaimants(tx, caller.companyId, { limit: page.limit, after }),
    )
    return connection(rows, { ...page, orderKey: ({ employeeId }) => [employeeId] })
  },

  expenseClaimant: (_, __, { transactor, caller }) =>
    transactor.read([caller.companyId], (tx) => claimantOfUser(tx, caller.companyId, caller.userId)),
}

export const Mutation: MutationResolvers = {
  createExpenseType: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { code, name, vatRule = 'NONE', vatRate = null, receiptRequired = true } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'createExpenseType', idempotencyKey, input },
      (unit) => createExpenseType(unit, { code, name, vatRule, vatRate, receiptRequired, active: true }),
      findExpenseType,
    )
    return payload('expenseType', outcome, context)
  },

  changeExpenseType: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'changeExpenseType', idempotencyKey, input },
      (unit) => changeExpenseType(unit, { ...input, vatRate: input.vatRate ?? null }),
      findExpenseType,
    )
    return payload('expenseType', outcome, context)
  },

  setExpenseClaimant: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { employeeId, userId = null, grade = null, departmentId = null, expectedVersion = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setExpenseClaimant', idempotencyKey, input },
      async (unit) => {
        const set = await setExpenseClaimant(unit, { employeeId, userId, grade, departmentId, expectedVersion })
        return isRefusal(set) ? set : withId(set)
      },
      async (tx: Sql, id) => {
        const found = await findClaimant(tx, id)
        return found && withId(found)
      },
    )
    return payload('expenseClaimant', outcome, context)
  },

  setExpensePolicy: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const { measure, severity, active = true, expensePolicyId = null, expectedVersion = null } = input
    const { expenseTypeId = null, grade = null, city = null, amountLimit = null, dayLimit = null } = input
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'setExpensePolicy', idempotencyKey, input },
      (unit) =>
        setExpensePolicy(unit, {
          ...{ measure, severity, active, expensePolicyId, expectedVersion },
          ...{ expenseTypeId, grade, city, amountLimit, dayLimit },
        }),
      findPolicy,
    )
    return payload('expensePolicy', outcome, context)
  },
}

export const ExpenseType: ExpenseTypeResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.expenseType.load(id),
}

export const ExpenseClaimant: ExpenseClaimantResolvers = {
  employee: ({ employeeId }, _, { loaders }) => loaders.dimensionValue.load(employeeId),
  department: ({ departmentId }, _, { loaders }) =>
    departmentId === null ? null : loaders.dimensionValue.load(departmentId),
  user: ({ userId }) => (userId === null ? null : { id: userId }),
}

export const ExpensePolicy: ExpensePolicyResolvers = {
  expenseType: ({ expenseTypeId }, _, { loaders }) =>
    expenseTypeId === null ? null : loaders.expenseType.load(expenseTypeId),
}

/** An employee claims once, so the employee's id is the claimant's. */
function withId(claimant: Claimant): Claimant & { readonly id: string } {
  return { ...claimant, id: claimant.employeeId }
}
