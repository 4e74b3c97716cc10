import {
  deliveryIssueKept,
  deliveryIssueTakenBack,
  type PayloadOf,
  takeBackDelivery as takeBackCommand,
} from '@erp/contracts'
import { defineSaga, type SagaFacts, startSaga, step } from '@erp/messaging'
import type { StartTakingBack } from '../use-cases/cancel-delivery.ts'
import { completeCancellation, refuseCancellation, suspendDelivery } from '../use-cases/end-delivery.ts'
import type { Tx } from '../use-cases/unit.ts'

type GoodsToTakeBack = PayloadOf<typeof takeBackCommand>

/** Takes the goods of a confirmed delivery back into stock. Inventory may refuse; what it did is not undone. */
export const takeBackDelivery = defineSaga<GoodsToTakeBack, Tx>({
  type: 'sales.take-back-delivery',
  version: 1,
  steps: [
    step<GoodsToTakeBack, GoodsToTakeBack, never, Tx>({
      name: 'take-back',
      command: takeBackCommand,
      build: (goods) => goods,
      done: deliveryIssueTakenBack,
      refused: deliveryIssueKept,
      timeoutMs: 15_000,
      sends: 4,
    }),
  ],
  onCompleted: (unit, saga) => completeCancellation(unit, attemptOf(saga)),
  onRefused: (unit, saga, _, { payload }) => {
    const { reason, facts } = deliveryIssueKept.schema.parse(payload)
    return refuseCancellation(unit, attemptOf(saga), { reason, facts })
  },
  onSuspended: (unit, saga, _, reason) => suspendDelivery(unit, attemptOf(saga), reason),
})

/** Starts it for a delivery that is being cancelled, in the same transaction. */
export const startTakingBack: StartTakingBack = (unit, { companyId, id, sagaId }) => {
  if (sagaId === null) throw new Error(`The delivery ${id} is not being cancelled`)
  return startSaga(unit, takeBackDelivery, { sagaId, companyId, documentId: id, data: { companyId, deliveryId: id } })
}

function attemptOf({ documentId, sagaId }: SagaFacts) {
  return { deliveryId: documentId, sagaId }
}
