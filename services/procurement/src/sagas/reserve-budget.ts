import {
  budgetReservationRefused,
  budgetReservationReleased,
  budgetReservationReserved,
  type PayloadOf,
  releaseBudget,
  reserveBudget,
} from '@erp/contracts'
import { defineSaga, type SagaDefinition, type StoredReply, startSaga, step } from '@erp/messaging'
import type { BudgetShortage, DocumentBudget } from '../domain/document-budget.ts'
import type { Spending, StartReserving } from '../use-cases/ask-budgets.ts'
import { type BudgetSettling, orderBudgets, requisitionBudgets } from '../use-cases/settle-budget.ts'
import type { Tx } from '../use-cases/unit.ts'

/** What is asked for, and what budgets do not cover of it once finance has answered. */
interface Asking {
  readonly spending: Spending
  readonly shortages: readonly BudgetShortage[]
}

/**
 * Reserves of budgets what a document will spend, before it is in force or its amendment is. Finance may refuse, and after long
 * silence what it may have reserved is taken back; then the document is held and can be confirmed again.
 */
function reserving(type: string, settling: BudgetSettling): SagaDefinition<Asking, Tx> {
  return defineSaga<Asking, Tx>({
    ...{ type, version: 1 },
    steps: [
      step<Asking, PayloadOf<typeof reserveBudget>, PayloadOf<typeof releaseBudget>, Tx>({
        name: 'reserve',
        command: reserveBudget,
        build: ({ spending }) => spending,
        done: budgetReservationReserved,
        refused: budgetReservationRefused,
        undo: {
          command: releaseBudget,
          build: ({ spending: { companyId, documentType, documentId } }) => ({ companyId, documentType, documentId }),
          done: budgetReservationReleased,
        },
        timeoutMs: 15_000,
        sends: 4,
        onDone: async (_, __, asking, { payload }) => ({
          ...asking,
          shortages: budgetReservationReserved.schema.parse(payload).shortages.map(toShortage),
        }),
      }),
    ],
    onCompleted: (unit, saga, { shortages }) => settling.complete(unit, saga, shortages),
    onRefused: (unit, saga, _, reply) => settling.hold(unit, saga, whatWasRefused(reply)),
    onSuspended: (unit, saga) => settling.note(unit, saga, 'BLOCKED'),
  })
}

/**
 * Gives back what a document does not spend any more: lines of it were closed or lowered. It wants less than it has, so it cannot
 * be refused and goes on until it is done.
 */
function givingBack(type: string, settling: BudgetSettling): SagaDefinition<Spending, Tx> {
  return defineSaga<Spending, Tx>({
    ...{ type, version: 1 },
    steps: [
      step<Spending, PayloadOf<typeof reserveBudget>, never, Tx>({
        name: 'reserve',
        command: reserveBudget,
        build: (spending) => spending,
        done: budgetReservationReserved,
        refused: budgetReservationRefused,
        timeoutMs: 15_000,
        sends: 10,
      }),
    ],
    onCompleted: (unit, saga) => settling.note(unit, saga, 'RESERVED'),
    onRefused: (_, { documentId }) => {
      throw new Error(`What the document ${documentId} gave back of budgets was not taken`)
    },
    onSuspended: (unit, saga) => settling.note(unit, saga, 'BLOCKED'),
  })
}

const processes = {
  PURCHASE_ORDER: {
    reserve: reserving('procurement.reserve-order-budget', orderBudgets),
    giveBack: givingBack('procurement.give-back-order-budget', orderBudgets),
  },
  PURCHASE_REQUISITION: {
    reserve: reserving('procurement.reserve-requisition-budget', requisitionBudgets),
    giveBack: givingBack('procurement.give-back-requisition-budget', requisitionBudgets),
  },
}

export const reserveBudgets = Object.values(processes).map(({ reserve }) => reserve)
export const giveBackBudgets = Object.values(processes).map(({ giveBack }) => giveBack)

/** Starts it for a document that asks before it is in force, in the same transaction. */
export const startReserving: StartReserving = (unit, sagaId, spending) => {
  const { companyId, documentId, documentType } = spending
  const { reserve } = processes[documentType]
  return startSaga(unit, reserve, { sagaId, companyId, documentId, data: { spending, shortages: [] } })
}

/** Starts it for a document that wants less than it did, in the same transaction. */
export const startGivingBack: StartReserving = (unit, sagaId, spending) => {
  const { companyId, documentId, documentType } = spending
  return startSaga(unit, processes[documentType].giveBack, { sagaId, companyId, documentId, data: spending })
}

/** A refusal names its reason and what is left; anything else is silence. */
function whatWasRefused({ type, payload }: StoredReply): Pick<DocumentBudget, 'state' | 'shortages'> {
  if (type !== budgetReservationRefused.type) return { state: 'NO_ANSWER', shortages: [] }
  const { reason, shortages } = budgetReservationRefused.schema.parse(payload)
  const state = reason === 'EXCHANGE_RATE_MISSING' ? 'RATE_MISSING' : 'EXCEEDED'
  return { state, shortages: shortages.map(toShortage) }
}

function toShortage(told: PayloadOf<typeof budgetReservationRefused>['shortages'][number]): BudgetShortage {
  const { accountCode, departmentId = null, projectId = null, period, level, available, asked } = told
  return { accountCode, departmentId, projectId, period, level, available, asked }
}
