import { type PayloadOf, readAmount, type receiptEstimateTurned } from '@erp/contracts'
import type { Message, Verdicts } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, currency, negate, zero } from '@erp/values'
import type { PostingFacts } from '../domain/posting-facts.ts'
import { postEvents } from './post-events.ts'

type Turned = PayloadOf<typeof receiptEstimateTurned>

/** Takes estimates of receipts back in red, or makes them anew (P1 under 月初冲回). */
export function postEstimateTurns(unit: UnitOfWork, messages: readonly Message<Turned>[]): Promise<Verdicts> {
  return postEvents(
    unit,
    messages.map((message) => ({ message, facts: factsOfTurn(message.payload) })),
  )
}

function factsOfTurn(turned: Turned): PostingFacts {
  const of = currency(turned.currency)
  const none = zero(of)
  return {
    companyId: turned.companyId,
    eventKind: 'RECEIPT_ESTIMATE_TURNED',
    documentType: 'ESTIMATE_TURN',
    documentId: turned.estimateTurnId,
    documentNumber: turned.number,
    sourceType: 'ESTIMATE_TURN',
    sourceId: turned.estimateTurnId,
    revision: 1,
    businessDate: turned.turnedOn as BusinessDate,
    currency: of,
    lines: turned.lines.map(({ goodsReceiptLineId, value, ...about }) => {
      const clearingValue = readAmount(value, of)
      return {
        ...{ ...about, sourceLineId: goodsReceiptLineId, stockEntryId: null, quantity: null },
        amounts: {
          ...{ stockValue: none, transitValue: none, differenceValue: none },
          ...{ clearingValue, grossValue: negate(clearingValue) },
        },
      }
    }),
  }
}
