import {
  type PayloadOf,
  receiveSalesReturn as receiveCommand,
  salesReturnReceiptDone,
  salesReturnReceiptRefused,
} from '@erp/contracts'
import { defineSaga, type SagaFacts, startSaga, step } from '@erp/messaging'
import { formatMoney, formatQuantity } from '@erp/values'
import type { SalesReturn } from '../domain/sales-return.ts'
import type { StartReceiving } from '../use-cases/confirm-sales-return.ts'
import { completeSalesReturn, refuseSalesReturn, suspendSalesReturn } from '../use-cases/end-sales-return.ts'
import type { Tx } from '../use-cases/unit.ts'

type GoodsToReceive = PayloadOf<typeof receiveCommand>

/**
 * Takes the goods of a sales return into stock. Inventory may refuse. They are on the premises whatever it answers, so silence
 * takes nothing back: the return waits, visibly, until it is asked again.
 */
export const receiveSalesReturn = defineSaga<GoodsToReceive, Tx>({
  type: 'sales.receive-sales-return',
  version: 1,
  steps: [
    step<GoodsToReceive, GoodsToReceive, never, Tx>({
      name: 'receive',
      command: receiveCommand,
      build: (goods) => goods,
      done: salesReturnReceiptDone,
      refused: salesReturnReceiptRefused,
      timeoutMs: 15_000,
      sends: 4,
    }),
  ],
  onCompleted: (unit, saga) => completeSalesReturn(unit, attemptOf(saga)),
  onRefused: (unit, saga, _, { payload }) => {
    const { reason, facts } = salesReturnReceiptRefused.schema.parse(payload)
    return refuseSalesReturn(unit, attemptOf(saga), { reason, facts })
  },
  onSuspended: (unit, saga, _, reason) => suspendSalesReturn(unit, attemptOf(saga), reason),
})

/** Starts it for a return that is being confirmed, in the same transaction. */
export const startReceivingReturn: StartReceiving = (unit, salesReturn) => {
  if (salesReturn.sagaId === null) throw new Error(`The return ${salesReturn.id} is not being confirmed`)
  return startSaga(unit, receiveSalesReturn, {
    sagaId: salesReturn.sagaId,
    companyId: salesReturn.companyId,
    documentId: salesReturn.id,
    data: goodsOf(salesReturn),
  })
}

function goodsOf(salesReturn: SalesReturn): GoodsToReceive {
  return {
    companyId: salesReturn.companyId,
    salesReturnId: salesReturn.id,
    number: salesReturn.number,
    customerId: salesReturn.customerId,
    warehouseId: salesReturn.warehouseId,
    returnedOn: salesReturn.returnedOn,
    currency: salesReturn.currency,
    lines: salesReturn.lines.map((line) => ({
      lineId: line.id,
      deliveryLineId: line.deliveryLineId,
      itemId: line.itemId,
      quantity: formatQuantity(line.baseQuantity),
      ...(line.statedCost ? { statedCost: formatMoney(line.statedCost) } : {}),
    })),
  }
}

function attemptOf({ documentId, sagaId }: SagaFacts) {
  return { salesReturnId: documentId, sagaId }
}
