import {
  type PayloadOf,
  releaseRemainingStock,
  stockReservationRefused,
  stockReservationReleased,
} from '@erp/contracts'
import { defineSaga, type SagaFacts, startSaga, step } from '@erp/messaging'
import type { StartReleasing } from '../use-cases/end-sales-order.ts'
import { noteStockDone } from '../use-cases/note-legs.ts'
import { suspendSalesOrder } from '../use-cases/settle-sales-order.ts'
import type { Tx } from '../use-cases/unit.ts'

type GoodsToLetGo = PayloadOf<typeof releaseRemainingStock>

/** Lets go what is still kept for an order that has ended. It cannot be refused, so it is asked for until it is done. */
export const releaseOrderStock = defineSaga<GoodsToLetGo, Tx>({
  type: 'sales.release-order-stock',
  version: 1,
  steps: [
    step<GoodsToLetGo, GoodsToLetGo, never, Tx>({
      name: 'release',
      command: releaseRemainingStock,
      build: (goods) => goods,
      done: stockReservationReleased,
      refused: stockReservationRefused,
      timeoutMs: 15_000,
      sends: 4,
    }),
  ],
  onCompleted: (unit, { documentId }) => noteStockDone(unit, documentId),
  onRefused: (_, { documentId }) => {
    throw new Error(`Inventory refused to let go what it keeps for the order ${documentId}`)
  },
  onSuspended: (unit, saga, _, reason) => suspendSalesOrder(unit, attemptOf(saga), reason),
})

/** Starts it for an order that has ended, in the same transaction. */
export const startReleasing: StartReleasing = (unit, { companyId, id, sagaId }) => {
  if (sagaId === null) throw new Error(`Nothing is kept for the order ${id}`)
  return startSaga(unit, releaseOrderStock, {
    sagaId,
    companyId,
    documentId: id,
    data: { companyId, documentType: 'SALES_ORDER', documentId: id },
  })
}

function attemptOf({ documentId, sagaId }: SagaFacts) {
  return { salesOrderId: documentId, sagaId }
}
