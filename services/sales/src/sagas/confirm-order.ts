import {
  creditHoldGranted,
  creditHoldRefused,
  creditHoldReleased,
  holdCredit,
  type PayloadOf,
  releaseCredit,
  releaseStock,
  reserveStock,
  stockReservationRefused,
  stockReservationReleased,
  stockReservationReserved,
} from '@erp/contracts'
import { defineSaga, type SagaFacts, type StoredReply, startSaga, step } from '@erp/messaging'
import { formatMoney, formatQuantity, type Money } from '@erp/values'
import type { Customer } from '../domain/customer.ts'
import type { SalesOrder } from '../domain/sales-order.ts'
import type { StartConfirming } from '../use-cases/confirm-sales-order.ts'
import { noteCreditDone } from '../use-cases/note-legs.ts'
import {
  completeSalesOrder,
  holdSalesOrder,
  type RefusedLeg,
  suspendSalesOrder,
} from '../use-cases/settle-sales-order.ts'
import type { Tx } from '../use-cases/unit.ts'

interface OrderToKeep {
  readonly credit: PayloadOf<typeof holdCredit>
  readonly goods: PayloadOf<typeof reserveStock>
}

/**
 * Keeps the customer's credit and then the goods of all lines, or neither: goods are promised to nobody who cannot have them.
 * Either may be refused, and after long silence a step is taken back whether or not it happened; then the order is held and
 * can be confirmed again.
 */
export const confirmOrder = defineSaga<OrderToKeep, Tx>({
  type: 'sales.confirm-order',
  version: 1,
  steps: [
    step<OrderToKeep, OrderToKeep['credit'], PayloadOf<typeof releaseCredit>, Tx>({
      name: 'credit',
      command: holdCredit,
      build: ({ credit }) => credit,
      done: creditHoldGranted,
      refused: creditHoldRefused,
      undo: {
        command: releaseCredit,
        build: ({ credit: { companyId, documentType, documentId } }) => ({ companyId, documentType, documentId }),
        done: creditHoldReleased,
      },
      timeoutMs: 15_000,
      sends: 4,
      onDone: (unit, { documentId }) => noteCreditDone(unit, documentId),
    }),
    step<OrderToKeep, OrderToKeep['goods'], PayloadOf<typeof releaseStock>, Tx>({
      name: 'reserve',
      command: reserveStock,
      build: ({ goods }) => goods,
      done: stockReservationReserved,
      refused: stockReservationRefused,
      undo: {
        command: releaseStock,
        build: ({ goods: { companyId, documentType, documentId } }) => ({
          ...{ companyId, documentType, documentId, reason: 'NO_ANSWER' },
        }),
        done: stockReservationReleased,
      },
      timeoutMs: 15_000,
      sends: 4,
    }),
  ],
  onCompleted: (unit, saga) => completeSalesOrder(unit, attemptOf(saga)),
  onRefused: (unit, saga, _, reply) => holdSalesOrder(unit, attemptOf(saga), whatWasRefused(reply)),
  onSuspended: (unit, saga, _, reason) => suspendSalesOrder(unit, attemptOf(saga), reason),
})

/** Starts it for an order that is being confirmed, in the same transaction. */
export const startConfirming: StartConfirming = (unit, order, customer, limitOfOthers) => {
  if (order.sagaId === null) throw new Error(`The order ${order.id} is not being confirmed`)
  return startSaga(unit, confirmOrder, {
    sagaId: order.sagaId,
    companyId: order.companyId,
    documentId: order.id,
    data: { credit: creditOf(order, customer, limitOfOthers), goods: goodsOf(order) },
  })
}

function creditOf(
  { companyId, id, number, gross, creditOverride }: SalesOrder,
  customer: Customer,
  limitOfOthers: Money | undefined,
) {
  return {
    ...{ companyId, documentType: 'SALES_ORDER', documentId: id, documentNumber: number },
    ...{ customerId: customer.id, customerVersion: customer.version },
    creditLimit: customer.creditLimit && formatMoney(customer.creditLimit),
    ...(limitOfOthers ? { limitForThis: formatMoney(limitOfOthers) } : {}),
    ...{ amount: formatMoney(gross), currency: gross.currency, despiteLimit: creditOverride !== null },
  }
}

function goodsOf({ companyId, id, number, customerId, warehouseId, lines }: SalesOrder) {
  return {
    ...{
      companyId,
      documentType: 'SALES_ORDER',
      documentId: id,
      documentNumber: number,
      customerId,
      holdSeconds: null,
    },
    lines: lines.map((line) => ({
      lineId: line.id,
      itemId: line.itemId,
      warehouseId,
      quantity: formatQuantity(line.baseQuantity),
    })),
  }
}

function attemptOf({ documentId, sagaId }: SagaFacts) {
  return { salesOrderId: documentId, sagaId }
}

/** A refusal names its reason and what is left; anything else is silence of the step that was asked last. */
function whatWasRefused({ type, payload }: StoredReply): RefusedLeg {
  if (type === creditHoldRefused.type) {
    const { reason, limit, used, asked, available } = creditHoldRefused.schema.parse(payload)
    return { kind: 'CREDIT', reason, facts: { limit, used, asked, available } }
  }
  if (type === stockReservationRefused.type) return { kind: 'STOCK', ...stockReservationRefused.schema.parse(payload) }
  const { step } = payload as { readonly step: string }
  return { kind: step === 'credit' ? 'CREDIT' : 'STOCK', reason: 'NO_ANSWER', facts: {} }
}
