import { type goodsInTransitArrived, type PayloadOf, readAmount } from '@erp/contracts'
import type { Message, Verdicts } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, currency, negate, zero } from '@erp/values'
import type { PostingFacts } from '../domain/posting-facts.ts'
import { postEvents } from './post-events.ts'

type Arrived = PayloadOf<typeof goodsInTransitArrived>

/** Takes goods that came off 在途物资, and off what their receipt owes for them (P3). */
export function postGoodsInTransit(unit: UnitOfWork, messages: readonly Message<Arrived>[]): Promise<Verdicts> {
  return postEvents(
    unit,
    messages.map((message) => ({ message, facts: factsOfArrival(message.payload) })),
  )
}

function factsOfArrival(arrived: Arrived): PostingFacts {
  const of = currency(arrived.currency)
  const none = zero(of)
  return {
    companyId: arrived.companyId,
    eventKind: 'GOODS_IN_TRANSIT_RECEIVED',
    documentType: 'GOODS_RECEIPT',
    documentId: arrived.goodsReceiptId,
    documentNumber: arrived.number,
    sourceType: 'GOODS_RECEIPT',
    sourceId: arrived.goodsReceiptId,
    revision: 1,
    businessDate: arrived.receivedOn as BusinessDate,
    currency: of,
    lines: arrived.lines.map(({ lineId, itemId, itemClass, valuationAreaId, quantity, value }) => {
      const amount = readAmount(value, of)
      return {
        ...{ sourceLineId: lineId, stockEntryId: null, itemId, itemClass, valuationAreaId, quantity },
        ...{ warehouseId: arrived.warehouseId, supplierId: arrived.supplierId },
        amounts: {
          ...{ stockValue: none, transitValue: none, differenceValue: none },
          ...{ clearingValue: negate(amount), grossValue: amount },
        },
      }
    }),
  }
}
