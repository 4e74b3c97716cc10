import { freeCreditNoteCancelled, freeCreditNoteConfirmed, type PayloadOf } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { formatMoney, formatQuantity } from '@erp/values'
import type { CreditNote } from '../domain/credit-note.ts'
import type { FreelyCredited } from '../store/freely-credited-goods.ts'
import { findTaxCodes } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

/** Tells the others that a free credit note counts (S4), or that it was taken back; the full state. */
export async function announceFreeCreditNote(
  unit: Unit,
  creditNote: CreditNote,
  fact: 'CONFIRMED' | 'CANCELLED',
  credited: ReadonlyMap<string, FreelyCredited>,
): Promise<void> {
  const taxCodes = await findTaxCodes(
    unit.tx,
    creditNote.lines.map(({ taxCodeId }) => taxCodeId),
  )
  const { id, companyId, number, customerId, salesReturnId, creditedOn, currency, version } = creditNote
  const payload: PayloadOf<typeof freeCreditNoteConfirmed> = {
    ...{ companyId, creditNoteId: id, number, customerId, salesReturnId, creditedOn, currency, version },
    ...{ net: formatMoney(creditNote.net), tax: formatMoney(creditNote.tax), gross: formatMoney(creditNote.gross) },
    lines: creditNote.lines.map((line) => {
      const goods = credited.get(line.id)
      const taxCode = taxCodes.get(line.taxCodeId)
      if (!goods?.item || !taxCode) throw new Error(`What the credit note line ${line.id} is for is not known whole`)
      const { item, warehouseId, valuationAreaId } = goods
      return {
        ...{ lineId: line.id, salesReturnLineId: line.salesReturnLineId, itemId: item.itemId },
        ...{ itemClass: item.itemClass, warehouseId, valuationAreaId, taxCode: taxCode.code },
        quantity: line.baseQuantity === null ? null : formatQuantity(line.baseQuantity),
        ...{ net: formatMoney(line.net), tax: formatMoney(line.tax) },
      }
    }),
  }
  const contract = fact === 'CONFIRMED' ? freeCreditNoteConfirmed : freeCreditNoteCancelled
  await emit(unit, contract, { aggregateId: id, payload })
}
