import { readAmount, stockDocumentPosted } from '@erp/contracts'
import { unappliedOutbox, type Watermark } from '@erp/messaging'
import { currency, type Money, money, subtract, sum } from '@erp/values'
import { z } from 'zod'
import type { Tx } from '../store/database.ts'
import * as stockInquiry from '../store/stock-inquiry.ts'

/** Finance's side of a reconciliation: its inventory accounts, and how far it had applied the stock documents by then. */
export type ReconciliationReference = {
  readonly id: string
  readonly ledgerValue: { readonly amount: string; readonly currency: string }
  /** The watermark as JSON. */
  readonly watermark: string
}

export type StockReconciliation = {
  readonly stockValue: Money
  readonly inFlightValue: Money
  readonly difference: Money
}

const watermarkOnWire = z.object({
  epoch: z.uuid().nullable(),
  appliedSeq: z.int().min(0),
  earlier: z.array(z.object({ epoch: z.uuid(), appliedSeq: z.int().min(0) })),
  appliedAbove: z.array(z.uuid()),
  parked: z.array(z.uuid()),
}) satisfies z.ZodType<Watermark>

/**
 * The company's stock against its ledger: stock value = ledger value + value in flight, at every instant. Run it in one
 * snapshot, after finance was read: what finance had not applied by then is still in this service's outbox.
 */
export async function reconcileStock(
  tx: Tx,
  companyId: string,
  { ledgerValue, watermark }: ReconciliationReference,
): Promise<StockReconciliation> {
  const of = currency(ledgerValue.currency)
  const stockValue = money(await stockInquiry.totalValue(tx), of)
  const unapplied = await unappliedOutbox(
    tx,
    { stream: 'EVT_INVENTORY', watermark: watermarkOnWire.parse(JSON.parse(watermark)), companyId },
    stockDocumentPosted.type,
  )
  const values = unapplied.flatMap(({ payload }) =>
    stockDocumentPosted.schema
      .parse(payload)
      .lines.flatMap(({ stockValue, transitValue = '0' }) => [
        readAmount(stockValue, of),
        readAmount(transitValue, of),
      ]),
  )
  const inFlightValue = sum(values, of)
  const posted = readAmount(ledgerValue.amount, of)
  return { stockValue, inFlightValue, difference: subtract(subtract(stockValue, posted), inFlightValue) }
}
