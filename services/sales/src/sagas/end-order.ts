import {
  creditHoldRefused,
  creditHoldReleased,
  type PayloadOf,
  releaseRemainingCredit,
  releaseRemainingStock,
  stockReservationRefused,
  stockReservationReleased,
} from '@erp/contracts'
import { defineSaga, startSaga, step } from '@erp/messaging'
import type { StartReleasing } from '../use-cases/end-sales-order.ts'
import { noteCreditDone, noteStockDone } from '../use-cases/note-legs.ts'
import { suspendSalesOrder } from '../use-cases/settle-sales-order.ts'
import type { Tx } from '../use-cases/unit.ts'

type WhatToLetGo = PayloadOf<typeof releaseRemainingStock> & PayloadOf<typeof releaseRemainingCredit>

/** Lets go the goods and the credit still kept for an order that has ended. Neither can be refused, so it goes on until done. */
export const endOrder = defineSaga<WhatToLetGo, Tx>({
  type: 'sales.end-order',
  version: 1,
  steps: [
    step<WhatToLetGo, PayloadOf<typeof releaseRemainingStock>, never, Tx>({
      name: 'stock',
      command: releaseRemainingStock,
      build: (order) => order,
      done: stockReservationReleased,
      refused: stockReservationRefused,
      timeoutMs: 15_000,
      sends: 4,
      onDone: (unit, { documentId }) => noteStockDone(unit, documentId),
    }),
    step<WhatToLetGo, PayloadOf<typeof releaseRemainingCredit>, never, Tx>({
      name: 'credit',
      command: releaseRemainingCredit,
      build: (order) => order,
      done: creditHoldReleased,
      refused: creditHoldRefused,
      timeoutMs: 15_000,
      sends: 4,
    }),
  ],
  onCompleted: (unit, { documentId }) => noteCreditDone(unit, documentId),
  onRefused: (_, { documentId }) => {
    throw new Error(`What is kept for the order ${documentId} was not let go`)
  },
  onSuspended: (unit, { documentId, sagaId }, _, reason) =>
    suspendSalesOrder(unit, { salesOrderId: documentId, sagaId }, reason),
})

/** Starts it for an order that has ended, in the same transaction. */
export const startReleasing: StartReleasing = (unit, { companyId, id, sagaId }) => {
  if (sagaId === null) throw new Error(`Nothing is kept for the order ${id}`)
  return startSaga(unit, endOrder, {
    sagaId,
    companyId,
    documentId: id,
    data: { companyId, documentType: 'SALES_ORDER', documentId: id },
  })
}
