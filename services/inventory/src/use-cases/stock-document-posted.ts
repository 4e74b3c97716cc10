import type { PayloadOf, stockDocumentPosted } from '@erp/contracts'
import { formatMoney, formatQuantity, zero } from '@erp/values'
import { type Counterpart, differenceOf, type StockDocument } from '../domain/stock-document.ts'

/** What the others are told about a stock document: the one number that stock and general ledger share. */
export function toStockDocumentPosted(document: StockDocument): PayloadOf<typeof stockDocumentPosted> {
  const { id, companyId, eventKind, documentType, documentId, documentNumber, businessDate } = document
  return {
    companyId,
    stockDocumentId: id,
    eventKind,
    documentType,
    documentId,
    documentNumber,
    businessDate,
    currency: document.currency,
    supplierId: document.supplierId,
    ...(document.customerId ? { customerId: document.customerId } : {}),
    warehouseId: document.warehouseId,
    lines: document.entries.map((entry) => ({
      stockEntryId: entry.id,
      sourceLineId: entry.sourceLineId,
      itemId: entry.itemId,
      itemClass: entry.itemClass,
      warehouseId: entry.warehouseId,
      valuationAreaId: entry.valuationAreaId,
      quantity: formatQuantity(entry.quantity),
      stockValue: formatMoney(entry.inTransit ? zero(document.currency) : entry.value),
      clearingValue: formatMoney(entry.clearingValue),
      differenceValue: formatMoney(differenceOf(entry)),
      ...(entry.inTransit ? { transitValue: formatMoney(entry.value) } : {}),
      ...known(entry.counterpart),
      ...(entry.purchaseOrderLineId === undefined ? {} : { purchaseOrderLineId: entry.purchaseOrderLineId }),
    })),
  }
}

/** Those that say something: on the wire, what is left out is not known. */
function known(counterpart: Counterpart): { [Name in keyof Counterpart]?: string } {
  return Object.fromEntries(Object.entries(counterpart).filter(([, value]) => value !== null))
}
