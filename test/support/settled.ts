import { eventually } from '@erp/testing'
import type { Leg } from './documents.ts'
import type { Person } from './people.ts'

interface WithLegs {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly legs: readonly Leg[]
}

/**
 * The document once stock and ledger have answered. A mutation waits ten seconds for them at most, which a machine that
 * is busy with other tests may need.
 */
export async function untilSettled<Document extends WithLegs>(
  person: Person,
  type:
    | 'GoodsReceipt'
    | 'PurchaseReturn'
    | 'SupplierInvoice'
    | 'StockTransfer'
    | 'Stocktake'
    | 'SalesOrder'
    | 'Delivery'
    | 'SalesReturn'
    | 'SalesInvoice'
    | 'CreditNote',
  document: Document,
): Promise<Document> {
  if (!isPending(document)) return document
  return eventually(
    async () => {
      const [now] = Object.values(await person.ask<Record<string, Document | null>>(type, { id: document.id }))
      if (!now || isPending(now)) throw new Error(`${document.number} is not settled: ${JSON.stringify(now?.legs)}`)
      return now
    },
    { withinMs: 30_000, everyMs: 100 },
  )
}

function isPending({ status, legs }: WithLegs): boolean {
  return status === 'CONFIRMING' || status === 'CANCELLING' || legs.some(({ state }) => state === 'PENDING')
}
