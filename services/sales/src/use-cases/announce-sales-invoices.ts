import { type PayloadOf, salesInvoiceCancelled, salesInvoiceConfirmed } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import { formatMoney, formatQuantity, writeInstalments } from '@erp/values'
import type { TaxCodeFacts } from '../domain/replicated-facts.ts'
import type { InvoiceableLine, SalesInvoice, SalesInvoiceLine } from '../domain/sales-invoice.ts'
import { findTaxCodes } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

type Told = PayloadOf<typeof salesInvoiceConfirmed>

/** What is known of the lines of invoices beside what they say. */
interface Facts {
  readonly deliveryLines: ReadonlyMap<string, InvoiceableLine>
  readonly taxCodes: ReadonlyMap<string, TaxCodeFacts>
}

/** Tells the others that invoices count (S2), or that they were taken back; the full state. */
export async function announceSalesInvoices(
  unit: Unit,
  invoices: readonly SalesInvoice[],
  fact: 'CONFIRMED' | 'CANCELLED',
  deliveryLines: ReadonlyMap<string, InvoiceableLine>,
): Promise<void> {
  const taxCodeIds = invoices.flatMap(({ lines }) => lines.map(({ taxCodeId }) => taxCodeId))
  const facts = { deliveryLines, taxCodes: await findTaxCodes(unit.tx, taxCodeIds) }
  await emitAll(
    unit,
    fact === 'CONFIRMED' ? salesInvoiceConfirmed : salesInvoiceCancelled,
    invoices.map((invoice) => ({ aggregateId: invoice.id, payload: toTold(invoice, facts) })),
  )
}

function toTold(invoice: SalesInvoice, facts: Facts): Told {
  return {
    ...{ companyId: invoice.companyId, salesInvoiceId: invoice.id, number: invoice.number },
    ...{ customerId: invoice.customerId, invoicedOn: invoice.invoicedOn, dueOn: invoice.dueOn },
    ...(invoice.instalments.length === 0 ? {} : { instalments: writeInstalments(invoice.instalments) }),
    ...{ currency: invoice.currency, net: formatMoney(invoice.net), tax: formatMoney(invoice.tax) },
    gross: formatMoney(invoice.gross),
    lines: invoice.lines.map((line) => toToldLine(line, facts)),
    version: invoice.version,
  }
}

function toToldLine(line: SalesInvoiceLine, { deliveryLines, taxCodes }: Facts): Told['lines'][number] {
  const { id: lineId, deliveryLineId, salesOrderId, deliveryId, itemId } = line
  const delivered = deliveryLines.get(deliveryLineId)
  const taxCode = taxCodes.get(line.taxCodeId)
  if (!delivered?.item || delivered.valuationAreaId === null || !taxCode)
    throw new Error(`What the invoice line ${lineId} charges for is not known whole`)
  const { salesOrderLineId, warehouseId, valuationAreaId, item } = delivered
  return {
    ...{ lineId, salesOrderId, salesOrderLineId, deliveryId, deliveryLineId, itemId, itemClass: item.itemClass },
    ...{ warehouseId, valuationAreaId, quantity: formatQuantity(line.baseQuantity) },
    ...{ net: formatMoney(line.net), tax: formatMoney(line.tax), taxCode: taxCode.code },
  }
}
