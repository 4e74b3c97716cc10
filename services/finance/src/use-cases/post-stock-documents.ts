import type { PayloadOf, stockDocumentPosted } from '@erp/contracts'
import type { Message, Verdicts } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { factsOfStockDocument } from './facts-of-stock-document.ts'
import { postEvents } from './post-events.ts'

/** Posts what moved in stock, at the value inventory gave it. */
export function postStockDocuments(
  unit: UnitOfWork,
  messages: readonly Message<PayloadOf<typeof stockDocumentPosted>>[],
): Promise<Verdicts> {
  return postEvents(
    unit,
    messages.map((message) => ({ message, facts: factsOfStockDocument(message.payload) })),
  )
}
