import type { creditNoteConfirmed, PayloadOf, salesInvoiceConfirmed } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import { asQuantity, type BusinessDate, currency, Decimal, negateQuantity } from '@erp/values'
import { type ChargingDocument, chargeShippedGoods } from '../domain/shipped-goods.ts'
import type { Unit } from '../store/database.ts'
import * as shippedGoods from '../store/shipped-goods.ts'
import * as stockBalances from '../store/stock-balances.ts'
import { writeStockDocuments } from './write-stock-documents.ts'

type Charging = ChargingDocument & { readonly causedBy: Message | undefined }
/** Whether a document of sales counts from now on, or was taken back. */
type Fact = 'CONFIRMED' | 'CANCELLED'

/** Invoices count, or do not any more: the cost of what they charge becomes cost of sales, or shipped goods again (S1'). */
export function chargeInvoices(
  unit: Unit,
  messages: readonly Message<PayloadOf<typeof salesInvoiceConfirmed>>[],
  fact: Fact,
): Promise<void> {
  return charge(
    unit,
    messages.map((message) => ({
      head: {
        ...{ documentType: 'SALES_INVOICE', documentId: message.payload.salesInvoiceId },
        ...headOf(message.payload, message.payload.invoicedOn, fact),
      },
      lines: message.payload.lines.map((line) => chargedLine(line, fact === 'CANCELLED')),
      always: true,
      causedBy: message,
    })),
  )
}

/** Goods that came back after they were invoiced are credited, or not any more. */
export function chargeCreditNotes(
  unit: Unit,
  messages: readonly Message<PayloadOf<typeof creditNoteConfirmed>>[],
  fact: Fact,
): Promise<void> {
  return charge(
    unit,
    messages.map((message) => ({
      head: {
        ...{ documentType: 'CREDIT_NOTE', documentId: message.payload.creditNoteId },
        ...headOf(message.payload, message.payload.creditedOn, fact),
      },
      lines: message.payload.lines.flatMap(({ lineId, deliveryLineId, quantity }) =>
        deliveryLineId && quantity ? [chargedLine({ lineId, deliveryLineId, quantity }, fact === 'CONFIRMED')] : [],
      ),
      always: false,
      causedBy: message,
    })),
  )
}

/**
 * Moves between shipped goods and cost of sales what these documents make of either, under the locks of the balances the goods
 * left from, in a fixed number of statements.
 */
export async function charge(unit: Unit, charging: readonly Charging[]): Promise<void> {
  const { tx } = unit
  const lines = charging.flatMap((one) => one.lines)
  if (lines.length === 0) return
  const lineIds = lines.map(({ deliveryLineId }) => deliveryLineId)
  const places = await shippedGoods.leftFrom(tx, lineIds)
  if (places.length === 0) return
  const book = await stockBalances.lock(tx, places)
  const goods = await shippedGoods.find(tx, lineIds)
  await shippedGoods.invoice(
    tx,
    lines.filter(({ deliveryLineId, invoiced }) => goods.has(deliveryLineId) && !invoiced.isZero()),
  )
  const { documents, changed } = chargeShippedGoods(charging, goods, book)
  const causes = new Map(charging.map(({ head, causedBy }) => [causeOf(head), causedBy]))
  const recorded = documents.map((document) => ({ document, trueUps: [], causedBy: causes.get(causeOf(document)) }))
  await writeStockDocuments(unit, recorded, changed)
}

function causeOf({ documentId, part, adjustsId }: ChargingDocument['head']): string {
  return [documentId, part, adjustsId].join('/')
}

/** The way there is the first part of what the document does, the way back the second. */
function headOf(
  payload: { companyId: string; number: string; customerId: string; currency: string },
  day: string,
  fact: Fact,
) {
  return {
    ...{ companyId: payload.companyId, documentNumber: payload.number, customerId: payload.customerId },
    ...{ businessDate: day as BusinessDate, currency: currency(payload.currency) },
    ...{ part: fact === 'CONFIRMED' ? 1 : 2, adjustsId: null },
  }
}

function chargedLine(
  { lineId, deliveryLineId, quantity }: { lineId: string; deliveryLineId: string; quantity: string },
  less: boolean,
) {
  const charged = asQuantity(new Decimal(quantity))
  return { sourceLineId: lineId, deliveryLineId, invoiced: less ? negateQuantity(charged) : charged }
}
