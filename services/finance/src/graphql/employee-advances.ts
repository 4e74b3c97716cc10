import { connection, pageOf, payload } from '@erp/graphql-kit'
import type { UnitOfWork } from '@erp/service-kit'
import type { BusinessDate, Refusal } from '@erp/values'
import type { EmployeeAdvance as Advance } from '../domain/employee-advance.ts'
import type { EmployeeAdvanceResolvers, MutationResolvers, QueryResolvers } from '../generated/graphql.ts'
import { findCashDocument } from '../store/cash-documents.ts'
import type { Tx } from '../store/database.ts'
import { findAdvance, listAdvances } from '../store/employee-advances.ts'
import { claimantOfUser } from '../store/expense-claimants.ts'
import { seesAll } from '../use-cases/expense-claim-access.ts'
import type { MoneyFrom } from '../use-cases/move-cash-of-employee.ts'
import {
  payEmployeeAdvance,
  payExpenseClaim,
  payExpenseClaims,
  returnEmployeeAdvance,
} from '../use-cases/pay-employees.ts'
import { requestEmployeeAdvance, withdrawEmployeeAdvance } from '../use-cases/request-employee-advance.ts'
import type { Context } from './context.ts'
import { vouchersOfPayments } from './vouchers-of-payments.ts'
import { changeOne as changeClaim } from './write-expense-claims.ts'

export const Query: QueryResolvers = {
  employeeAdvances: async (_, { status = null, openOnly, ...position }, { transactor, caller }) => {
    const page = pageOf(position, ['id'])
    const [after] = page.after ?? []
    const rows = await transactor.read([caller.companyId], async (tx) => {
      const own = seesAll(caller) ? undefined : await claimantOfUser(tx, caller.companyId, caller.userId)
      const ownOf = seesAll(caller) ? null : { userId: caller.userId, employeeId: own?.employeeId ?? null }
      return listAdvances(tx, caller.companyId, {
        ...{ limit: page.limit, after, status, openOnly, ownOf },
      })
    })
    return connection(rows, { ...page, orderKey: ({ id }) => [id] })
  },

  employeeAdvance: (_, { id }, { loaders }) => loaders.employeeAdvance.load(id),
}

export const Mutation: MutationResolvers = {
  requestEmployeeAdvance: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('requestEmployeeAdvance', idempotencyKey, input, context, (unit) =>
      requestEmployeeAdvance(unit, { ...input, employeeId: input.employeeId ?? null }, context.approvals),
    ),

  withdrawEmployeeAdvance: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('withdrawEmployeeAdvance', idempotencyKey, input, context, (unit) =>
      withdrawEmployeeAdvance(unit, input, context.approvals),
    ),

  payEmployeeAdvance: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('payEmployeeAdvance', idempotencyKey, input, context, (unit) =>
      payEmployeeAdvance(unit, { ...input, ...moneyOf(input) }),
    ),

  returnEmployeeAdvance: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('returnEmployeeAdvance', idempotencyKey, input, context, (unit) =>
      returnEmployeeAdvance(unit, { ...input, ...moneyOf(input) }),
    ),

  payExpenseClaim: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeClaim('payExpenseClaim', idempotencyKey, input, context, (unit) =>
      payExpenseClaim(unit, { ...input, ...moneyOf(input) }),
    ),

  payExpenseClaims: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const outcome = await context.transactor.once(
      context.caller,
      { operation: 'payExpenseClaims', idempotencyKey, input },
      (unit) => payExpenseClaims(unit, { ...input, ...moneyOf(input) }),
      findCashDocument,
    )
    return payload('cashDocument', outcome, context)
  },
}

export const EmployeeAdvance: EmployeeAdvanceResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.employeeAdvance.load(id),
  employee: ({ employeeId }, _, { loaders }) => loaders.dimensionValue.load(employeeId),
  requestedBy: ({ requestedBy }) => ({ id: requestedBy }),
  decidedBy: ({ decidedBy }) => (decidedBy === null ? null : { id: decidedBy }),
  paidBy: ({ paidBy }) => (paidBy === null ? null : { id: paidBy }),
  vouchers: async ({ id }, _, { loaders }) => [
    ...(await loaders.vouchersOfDocument.EMPLOYEE_ADVANCE.load(id)),
    ...(await vouchersOfPayments(await loaders.paymentsOfAdvance.load(id), loaders)),
  ],
  payments: async ({ id }, _, { loaders }) => [...(await loaders.paymentsOfAdvance.load(id))],
}

/** What was left out is said by the books. */
function moneyOf(input: {
  readonly cashAccountId?: string | null | undefined
  readonly paidOn?: BusinessDate | null | undefined
  readonly reference?: string | null | undefined
}): MoneyFrom {
  const { cashAccountId = null, paidOn = null, reference = null } = input
  return { cashAccountId, paidOn, reference }
}

/** A mutation of one advance: once for each key, answered with the advance as it is. */
async function changeOne<Fault extends Refusal>(
  operation: string,
  idempotencyKey: string,
  input: unknown,
  context: Context,
  work: (unit: UnitOfWork<Tx>) => Promise<Advance | Fault>,
) {
  const outcome = await context.transactor.once<Advance | Fault>(
    context.caller,
    { operation, idempotencyKey, input },
    work,
    async (tx, id) => (await findAdvance(tx, id)) as Exclude<Advance | Fault, Refusal> | undefined,
  )
  return payload('employeeAdvance', outcome, context)
}
