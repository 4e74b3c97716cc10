import {
  cancelPurchaseReturnIssue,
  issuePurchaseReturn,
  type PayloadOf,
  purchaseReturnIssueCancelled,
  purchaseReturnIssueDone,
  purchaseReturnIssueRefused,
} from '@erp/contracts'
import { defineSaga, type SagaFacts, type StoredReply, startSaga, step } from '@erp/messaging'
import type { PurchaseReturn } from '../domain/purchase-return.ts'
import type { StartReturning } from '../use-cases/confirm-purchase-return.ts'
import {
  completePurchaseReturn,
  giveUpPurchaseReturn,
  type ReturnAttempt,
  refusePurchaseReturn,
  suspendPurchaseReturn,
} from '../use-cases/end-purchase-return.ts'
import { toReturnLines } from '../use-cases/return-lines.ts'
import type { Tx, Unit } from '../use-cases/unit.ts'

type GoodsToIssue = PayloadOf<typeof issuePurchaseReturn>

/**
 * Takes the goods of a purchase return out of stock. Inventory may refuse, and after long silence the issue is taken back
 * whether or not it happened. A refused return can be confirmed again; one that nobody answered for has ended.
 */
export const returnGoods = defineSaga<GoodsToIssue, Tx>({
  type: 'procurement.return-goods',
  version: 1,
  steps: [
    step<GoodsToIssue, GoodsToIssue, PayloadOf<typeof cancelPurchaseReturnIssue>, Tx>({
      name: 'issue',
      command: issuePurchaseReturn,
      build: (goods) => goods,
      done: purchaseReturnIssueDone,
      refused: purchaseReturnIssueRefused,
      undo: {
        command: cancelPurchaseReturnIssue,
        build: ({ companyId, purchaseReturnId }) => ({ companyId, purchaseReturnId, reason: 'NO_ANSWER' }),
        done: purchaseReturnIssueCancelled,
      },
      timeoutMs: 15_000,
      sends: 4,
    }),
  ],
  onCompleted: (unit, saga) => completePurchaseReturn(unit, attemptOf(saga)),
  onRefused: (unit, saga, _, reply) => endRefused(unit, attemptOf(saga), reply),
  onSuspended: (unit, saga, _, reason) => suspendPurchaseReturn(unit, attemptOf(saga), reason),
})

/** Starts it for a return that is being confirmed, in the same transaction. */
export const startReturning: StartReturning = (unit, purchaseReturn) => {
  if (purchaseReturn.sagaId === null) throw new Error(`The return ${purchaseReturn.id} is not being confirmed`)
  return startSaga(unit, returnGoods, {
    sagaId: purchaseReturn.sagaId,
    companyId: purchaseReturn.companyId,
    documentId: purchaseReturn.id,
    data: goodsOf(purchaseReturn),
  })
}

function goodsOf(purchaseReturn: PurchaseReturn): GoodsToIssue {
  return {
    companyId: purchaseReturn.companyId,
    purchaseReturnId: purchaseReturn.id,
    number: purchaseReturn.number,
    supplierId: purchaseReturn.supplierId,
    warehouseId: purchaseReturn.warehouseId,
    returnedOn: purchaseReturn.returnedOn,
    currency: purchaseReturn.currency,
    afterInvoice: purchaseReturn.afterInvoice,
    lines: toReturnLines(purchaseReturn),
  }
}

function attemptOf({ documentId, sagaId }: SagaFacts) {
  return { purchaseReturnId: documentId, sagaId }
}

/** A refusal names its reason; anything else is silence, after which inventory has confirmed that it undid the issue. */
function endRefused(unit: Unit, attempt: ReturnAttempt, { type, payload }: StoredReply): Promise<void> {
  if (type !== purchaseReturnIssueRefused.type) return giveUpPurchaseReturn(unit, attempt)
  const { reason, facts } = purchaseReturnIssueRefused.schema.parse(payload)
  return refusePurchaseReturn(unit, attempt, { reason, facts })
}
