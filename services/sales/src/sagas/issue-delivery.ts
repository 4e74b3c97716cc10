import {
  cancelDeliveryIssue,
  deliveryIssueCancelled,
  deliveryIssueDone,
  deliveryIssueRefused,
  issueDelivery as issueCommand,
  type PayloadOf,
} from '@erp/contracts'
import { defineSaga, type SagaFacts, type StoredReply, startSaga, step } from '@erp/messaging'
import { formatMoney, formatQuantity } from '@erp/values'
import type { Delivery } from '../domain/delivery.ts'
import type { StartDelivering } from '../use-cases/confirm-delivery.ts'
import {
  completeDelivery,
  type DeliveryAttempt,
  giveUpDelivery,
  refuseDelivery,
  suspendDelivery,
} from '../use-cases/end-delivery.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'

type GoodsToIssue = PayloadOf<typeof issueCommand>

/**
 * Takes the goods of a delivery out of stock. Inventory may refuse, and after long silence the issue is taken back whether or
 * not it happened. A refused delivery can be confirmed again; one that nobody answered for has ended.
 */
export const issueDelivery = defineSaga<GoodsToIssue, Tx>({
  type: 'sales.issue-delivery',
  version: 1,
  steps: [
    step<GoodsToIssue, GoodsToIssue, PayloadOf<typeof cancelDeliveryIssue>, Tx>({
      name: 'issue',
      command: issueCommand,
      build: (goods) => goods,
      done: deliveryIssueDone,
      refused: deliveryIssueRefused,
      undo: {
        command: cancelDeliveryIssue,
        build: ({ companyId, deliveryId }) => ({ companyId, deliveryId, reason: 'NO_ANSWER' }),
        done: deliveryIssueCancelled,
      },
      timeoutMs: 15_000,
      sends: 4,
    }),
  ],
  onCompleted: (unit, saga) => completeDelivery(unit, attemptOf(saga)),
  onRefused: (unit, saga, _, reply) => endRefused(unit, attemptOf(saga), reply),
  onSuspended: (unit, saga, _, reason) => suspendDelivery(unit, attemptOf(saga), reason),
})

/** Starts it for a delivery that is being confirmed, in the same transaction. */
export const startDelivering: StartDelivering = (unit, delivery) => {
  if (delivery.sagaId === null) throw new Error(`The delivery ${delivery.id} is not being confirmed`)
  return startSaga(unit, issueDelivery, {
    sagaId: delivery.sagaId,
    companyId: delivery.companyId,
    documentId: delivery.id,
    data: goodsOf(delivery),
  })
}

function goodsOf(delivery: Delivery): GoodsToIssue {
  return {
    companyId: delivery.companyId,
    deliveryId: delivery.id,
    number: delivery.number,
    customerId: delivery.customerId,
    warehouseId: delivery.warehouseId,
    deliveredOn: delivery.deliveredOn,
    currency: delivery.currency,
    ...(delivery.salesOrderId === null
      ? { givenAway: true }
      : { reservedFor: { documentType: 'SALES_ORDER', documentId: delivery.salesOrderId } }),
    ...(delivery.costOfSales === 'AT_INVOICE' ? { shippedUninvoiced: true } : {}),
    lines: delivery.lines.map((line) => ({
      lineId: line.id,
      itemId: line.itemId,
      quantity: formatQuantity(line.baseQuantity),
      ...(line.salesOrderLineId === null ? {} : { reservedLineId: line.salesOrderLineId }),
      ...(line.gift ? { outputTax: formatMoney(line.gift.tax) } : {}),
    })),
  }
}

function attemptOf({ documentId, sagaId }: SagaFacts) {
  return { deliveryId: documentId, sagaId }
}

/** A refusal names its reason; anything else is silence, after which inventory has confirmed that it undid the issue. */
function endRefused(unit: Unit, attempt: DeliveryAttempt, { type, payload }: StoredReply): Promise<void> {
  if (type !== deliveryIssueRefused.type) return giveUpDelivery(unit, attempt)
  const { reason, facts } = deliveryIssueRefused.schema.parse(payload)
  return refuseDelivery(unit, attempt, { reason, facts })
}
