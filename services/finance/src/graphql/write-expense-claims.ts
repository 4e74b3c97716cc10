import { payload } from '@erp/graphql-kit'
import type { UnitOfWork } from '@erp/service-kit'
import type { Refusal } from '@erp/values'
import type { ExpenseClaim } from '../domain/expense-claim.ts'
import type { LineInput } from '../domain/expense-line-input.ts'
import type { ExpenseTrip } from '../domain/expense-trip.ts'
import type { ExpenseClaimLineInput, ExpenseClaimTripInput, MutationResolvers } from '../generated/graphql.ts'
import type { Tx } from '../store/database.ts'
import { findClaim } from '../store/expense-claims.ts'
import { cancelExpenseClaim } from '../use-cases/cancel-expense-claim.ts'
import { copyExpenseClaim, saveExpenseClaim } from '../use-cases/save-expense-claim.ts'
import {
  discardExpenseClaim,
  reduceExpenseClaim,
  submitExpenseClaim,
  withdrawExpenseClaim,
} from '../use-cases/submit-expense-claim.ts'
import type { Context } from './context.ts'

export const Mutation: MutationResolvers = {
  saveExpenseClaim: (_, { input: { idempotencyKey, ...input } }, context) => {
    const { expenseClaimId = null, expectedVersion = null, employeeId = null, title = '', note = '' } = input
    const lines = input.lines.map(toLineInput)
    const trips = (input.trips ?? []).map(toTrip)
    return changeOne('saveExpenseClaim', idempotencyKey, input, context, (unit) =>
      saveExpenseClaim(unit, { expenseClaimId, expectedVersion, employeeId, title, note, lines, trips }),
    )
  },

  copyExpenseClaim: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('copyExpenseClaim', idempotencyKey, input, context, (unit) => copyExpenseClaim(unit, input)),

  submitExpenseClaim: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('submitExpenseClaim', idempotencyKey, input, context, (unit) =>
      submitExpenseClaim(unit, input, context.approvals),
    ),

  withdrawExpenseClaim: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('withdrawExpenseClaim', idempotencyKey, input, context, (unit) =>
      withdrawExpenseClaim(unit, input, context.approvals),
    ),

  discardExpenseClaim: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('discardExpenseClaim', idempotencyKey, input, context, (unit) => discardExpenseClaim(unit, input)),

  reduceExpenseClaim: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('reduceExpenseClaim', idempotencyKey, input, context, (unit) =>
      reduceExpenseClaim(
        unit,
        { ...input, reductions: input.reductions.map(({ reason = '', ...one }) => ({ ...one, reason })) },
        context.approvals,
      ),
    ),

  cancelExpenseClaim: (_, { input: { idempotencyKey, ...input } }, context) =>
    changeOne('cancelExpenseClaim', idempotencyKey, input, context, (unit) => cancelExpenseClaim(unit, input)),
}

const nothingGiven: LineInput = {
  ...{ expenseTypeId: null, spentOn: null, currency: null, amount: null, exchangeRate: null, printedTax: null },
  ...{ receiptNumber: null, departmentId: null, projectId: null, city: null, note: null, perDiemDays: null },
  ...{ untaxedAmount: null, tripNumber: null },
}

function toTrip({ purpose = '', fromCity = null, toCity = null, ...given }: ExpenseClaimTripInput): ExpenseTrip {
  const { beginsOn = null, endsOn = null, means = null } = given
  return { purpose, fromCity, toCity, beginsOn, endsOn, means }
}

function toLineInput(given: ExpenseClaimLineInput): LineInput {
  return { ...nothingGiven, ...given } as LineInput
}

/** A mutation of one claim: once for each key, answered with the claim as it is. */
export async function changeOne<Fault extends Refusal>(
  operation: string,
  idempotencyKey: string,
  input: unknown,
  context: Context,
  work: (unit: UnitOfWork<Tx>) => Promise<ExpenseClaim | Fault>,
) {
  const outcome = await context.transactor.once<ExpenseClaim | Fault>(
    context.caller,
    { operation, idempotencyKey, input },
    work,
    async (tx, id) => (await findClaim(tx, id)) as Exclude<ExpenseClaim | Fault, Refusal> | undefined,
  )
  return payload('expenseClaim', outcome, context)
}
