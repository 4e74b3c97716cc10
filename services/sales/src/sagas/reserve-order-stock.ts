import {
  type PayloadOf,
  releaseStock,
  reserveStock,
  stockReservationRefused,
  stockReservationReleased,
  stockReservationReserved,
} from '@erp/contracts'
import { defineSaga, type SagaFacts, type StoredReply, startSaga, step } from '@erp/messaging'
import { formatQuantity } from '@erp/values'
import type { SalesOrder } from '../domain/sales-order.ts'
import type { StartReserving } from '../use-cases/confirm-sales-order.ts'
import { completeSalesOrder, holdSalesOrder, suspendSalesOrder } from '../use-cases/settle-sales-order.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'

type GoodsToKeep = PayloadOf<typeof reserveStock>

/**
 * Keeps the goods of a sales order in stock, of all its lines or of none. Inventory may not have them, and after long
 * silence what it kept is let go, whether or not it kept anything: either way the order is held and can be confirmed again.
 */
export const reserveOrderStock = defineSaga<GoodsToKeep, Tx>({
  type: 'sales.reserve-order-stock',
  version: 1,
  steps: [
    step<GoodsToKeep, GoodsToKeep, PayloadOf<typeof releaseStock>, Tx>({
      name: 'reserve',
      command: reserveStock,
      build: (goods) => goods,
      done: stockReservationReserved,
      refused: stockReservationRefused,
      undo: {
        command: releaseStock,
        build: ({ companyId, documentType, documentId }) => ({
          companyId,
          documentType,
          documentId,
          reason: 'NO_ANSWER',
        }),
        done: stockReservationReleased,
      },
      timeoutMs: 15_000,
      sends: 4,
    }),
  ],
  onCompleted: (unit, saga) => completeSalesOrder(unit, attemptOf(saga)),
  onRefused: (unit, saga, _, reply) => holdRefused(unit, saga, reply),
  onSuspended: (unit, saga, _, reason) => suspendSalesOrder(unit, attemptOf(saga), reason),
})

/** Starts it for an order that is being confirmed, in the same transaction. */
export const startReserving: StartReserving = (unit, order) => {
  if (order.sagaId === null) throw new Error(`The order ${order.id} is not being confirmed`)
  return startSaga(unit, reserveOrderStock, {
    sagaId: order.sagaId,
    companyId: order.companyId,
    documentId: order.id,
    data: goodsOf(order),
  })
}

function goodsOf({ companyId, id, number, warehouseId, lines }: SalesOrder): GoodsToKeep {
  return {
    companyId,
    documentType: 'SALES_ORDER',
    documentId: id,
    documentNumber: number,
    holdSeconds: null,
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

/** A refusal names its reason and what is left; anything else is silence, after which nothing is kept. */
function holdRefused(unit: Unit, saga: SagaFacts, { type, payload }: StoredReply): Promise<void> {
  if (type !== stockReservationRefused.type)
    return holdSalesOrder(unit, attemptOf(saga), { reason: 'NO_ANSWER', facts: {} }, [])
  const { reason, facts, shortages } = stockReservationRefused.schema.parse(payload)
  return holdSalesOrder(unit, attemptOf(saga), { reason, facts }, shortages)
}
