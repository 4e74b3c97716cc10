import {
  budgetReservationRefused,
  budgetReservationReleased,
  budgetReservationReserved,
  type PayloadOf,
  releaseBudget,
  reserveBudget,
} from '@erp/contracts'
import { defineSaga, type SagaDefinition, type SagaFacts, type StoredReply, startSaga, step } from '@erp/messaging'
import type { OrderBudget, OrderBudgetShortage } from '../domain/order-budget.ts'
import type { OrderSpending, StartReserving } from '../use-cases/promise-purchase-orders.ts'
import { completePurchaseOrder, holdPurchaseOrder, noteOrderBudget } from '../use-cases/settle-order-budget.ts'
import type { Tx } from '../use-cases/unit.ts'

/** What is asked for, and what budgets do not cover of it once finance has answered. */
interface Asking {
  readonly spending: OrderSpending
  readonly shortages: readonly OrderBudgetShortage[]
}

/**
 * Reserves of budgets what an order will spend, before it is a promise or its amendment is. Finance may refuse, and after long
 * silence what it may have reserved is taken back; then the order is held and can be confirmed again.
 */
export const reserveOrderBudget: SagaDefinition<Asking, Tx> = defineSaga<Asking, Tx>({
  type: 'procurement.reserve-order-budget',
  version: 1,
  steps: [
    step<Asking, OrderSpending, PayloadOf<typeof releaseBudget>, Tx>({
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
  onCompleted: (unit, saga, { shortages }) => completePurchaseOrder(unit, attemptOf(saga), shortages),
  onRefused: (unit, saga, _, reply) => holdPurchaseOrder(unit, attemptOf(saga), whatWasRefused(reply)),
  onSuspended: (unit, saga) => noteOrderBudget(unit, attemptOf(saga), 'BLOCKED'),
})

/**
 * Gives back what a promise does not spend any more: lines of it were closed or lowered. It wants less than it has, so it cannot
 * be refused and goes on until it is done.
 */
export const giveBackOrderBudget: SagaDefinition<OrderSpending, Tx> = defineSaga<OrderSpending, Tx>({
  type: 'procurement.give-back-order-budget',
  version: 1,
  steps: [
    step<OrderSpending, OrderSpending, never, Tx>({
      name: 'reserve',
      command: reserveBudget,
      build: (spending) => spending,
      done: budgetReservationReserved,
      refused: budgetReservationRefused,
      timeoutMs: 15_000,
      sends: 10,
    }),
  ],
  onCompleted: (unit, saga) => noteOrderBudget(unit, attemptOf(saga), 'RESERVED'),
  onRefused: (_, { documentId }) => {
    throw new Error(`What the order ${documentId} gave back of budgets was not taken`)
  },
  onSuspended: (unit, saga) => noteOrderBudget(unit, attemptOf(saga), 'BLOCKED'),
})

/** Starts it for an order that asks before it is a promise, in the same transaction. */
export const startReserving: StartReserving = (unit, sagaId, spending) => {
  const { companyId, documentId } = spending
  return startSaga(unit, reserveOrderBudget, { sagaId, companyId, documentId, data: { spending, shortages: [] } })
}

/** Starts it for a promise that wants less than it did, in the same transaction. */
export const startGivingBack: StartReserving = (unit, sagaId, spending) => {
  const { companyId, documentId } = spending
  return startSaga(unit, giveBackOrderBudget, { sagaId, companyId, documentId, data: spending })
}

function attemptOf({ documentId, sagaId }: SagaFacts) {
  return { purchaseOrderId: documentId, sagaId }
}

/** A refusal names its reason and what is left; anything else is silence. */
function whatWasRefused({ type, payload }: StoredReply): Pick<OrderBudget, 'state' | 'shortages'> {
  if (type !== budgetReservationRefused.type) return { state: 'NO_ANSWER', shortages: [] }
  const { reason, shortages } = budgetReservationRefused.schema.parse(payload)
  const state = reason === 'EXCHANGE_RATE_MISSING' ? 'RATE_MISSING' : 'EXCEEDED'
  return { state, shortages: shortages.map(toShortage) }
}

function toShortage(told: PayloadOf<typeof budgetReservationRefused>['shortages'][number]): OrderBudgetShortage {
  const { accountCode, departmentId = null, projectId = null, period, level, available, asked } = told
  return { accountCode, departmentId, projectId, period, level, available, asked }
}
