import { creditNoteCancelled, creditNoteConfirmed, type PayloadOf } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { formatMoney, formatQuantity } from '@erp/values'
import type { CreditableLine, CreditNote, CreditNoteLine } from '../domain/credit-note.ts'
import type { TaxCodeFacts } from '../domain/replicated-facts.ts'
import { findTaxCodes } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

type Told = PayloadOf<typeof creditNoteConfirmed>

/** Tells the others that a credit note counts (S4), or that it was taken back; the full state. */
export async function announceCreditNote(
  unit: Unit,
  creditNote: CreditNote,
  fact: 'CONFIRMED' | 'CANCELLED',
  invoiceLines: ReadonlyMap<string, CreditableLine>,
): Promise<void> {
  const taxCodes = await findTaxCodes(
    unit.tx,
    creditNote.lines.map(({ taxCodeId }) => taxCodeId),
  )
  const payload: Told = {
    ...{ companyId: creditNote.companyId, creditNoteId: creditNote.id, number: creditNote.number },
    ...{ customerId: creditNote.customerId, salesReturnId: creditNote.salesReturnId },
    ...{ creditedOn: creditNote.creditedOn, currency: creditNote.currency, net: formatMoney(creditNote.net) },
    ...{ tax: formatMoney(creditNote.tax), gross: formatMoney(creditNote.gross) },
    lines: creditNote.lines.map((line) => toToldLine(line, invoiceLines, taxCodes)),
    version: creditNote.version,
  }
  const contract = fact === 'CONFIRMED' ? creditNoteConfirmed : creditNoteCancelled
  await emit(unit, contract, { aggregateId: creditNote.id, payload })
}

function toToldLine(
  line: CreditNoteLine,
  invoiceLines: ReadonlyMap<string, CreditableLine>,
  taxCodes: ReadonlyMap<string, TaxCodeFacts>,
): Told['lines'][number] {
  const { id: lineId, salesInvoiceId, salesInvoiceLineId, salesReturnLineId, itemId } = line
  const invoiced = invoiceLines.get(salesInvoiceLineId ?? '')
  const taxCode = taxCodes.get(line.taxCodeId)
  if (!invoiced?.item || invoiced.valuationAreaId === null || !taxCode || !salesInvoiceId || !salesInvoiceLineId)
    throw new Error(`What the credit note line ${lineId} is for is not known whole`)
  const { salesInvoiceNumber, item, warehouseId, valuationAreaId } = invoiced
  return {
    ...{ lineId, salesInvoiceId, salesInvoiceNumber, salesInvoiceLineId, salesReturnLineId, itemId },
    ...{ itemClass: item.itemClass, warehouseId, valuationAreaId },
    ...(line.baseQuantity === null ? {} : { deliveryLineId: invoiced.deliveryLineId }),
    quantity: line.baseQuantity === null ? null : formatQuantity(line.baseQuantity),
    ...{ net: formatMoney(line.net), tax: formatMoney(line.tax), taxCode: taxCode.code },
  }
}
