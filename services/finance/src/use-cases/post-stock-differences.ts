import { type PayloadOf, readAmount, type stockDifferenceDisposed } from '@erp/contracts'
import type { Message, Verdicts } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, currency, zero } from '@erp/values'
import type { PostingFacts } from '../domain/posting-facts.ts'
import { postEvents } from './post-events.ts'

/** Posts who bears what was missing or was found, so that nothing of it waits any longer. */
export function postStockDifferences(
  unit: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof stockDifferenceDisposed>>[],
): Promise<Verdicts> {
  return postEvents(
    unit,
    messages.map((message) => ({ message, facts: factsOf(message.payload) })),
  )
}

/** No goods move: what is cleared is what they were worth, and the difference the input VAT that is transferred out with it. */
function factsOf(payload: PayloadOf<typeof stockDifferenceDisposed>): PostingFacts {
  const { companyId, disposalId, number, revision, eventKind } = payload
  const baseCurrency = currency(payload.currency)
  const nothing = zero(baseCurrency)
  return {
    ...{
      companyId,
      eventKind,
      documentType: 'STOCK_DIFFERENCE_DISPOSAL',
      documentId: disposalId,
      documentNumber: number,
    },
    ...{ sourceType: 'STOCK_DIFFERENCE_DISPOSAL', sourceId: disposalId, revision },
    businessDate: payload.businessDate as BusinessDate,
    currency: baseCurrency,
    lines: payload.lines.map(({ clearedValue, inputVat, ...line }) => ({
      ...line,
      supplierId: null,
      amounts: {
        ...{ stockValue: nothing, transitValue: nothing },
        clearingValue: readAmount(clearedValue, baseCurrency),
        differenceValue: readAmount(inputVat, baseCurrency),
      },
    })),
  }
}
