import { type PayloadOf, readAmount, type stockDocumentPosted } from '@erp/contracts'
import { type BusinessDate, currency } from '@erp/values'
import type { PostingFacts } from '../domain/posting-facts.ts'

/**
 * What inventory valued, as facts to post: one posting per stock document. Throws when an amount does not fit its
 * currency, for then the sender broke the contract.
 */
export function factsOfStockDocument(payload: PayloadOf<typeof stockDocumentPosted>): PostingFacts {
  const baseCurrency = currency(payload.currency)
  return {
    companyId: payload.companyId,
    eventKind: payload.eventKind,
    documentType: payload.documentType,
    documentId: payload.documentId,
    documentNumber: payload.documentNumber,
    sourceType: 'STOCK_DOCUMENT',
    sourceId: payload.stockDocumentId,
    revision: 1,
    businessDate: payload.businessDate as BusinessDate,
    currency: baseCurrency,
    lines: payload.lines.map((line) => ({
      sourceLineId: line.sourceLineId,
      stockEntryId: line.stockEntryId,
      itemId: line.itemId,
      itemClass: line.itemClass,
      warehouseId: line.warehouseId,
      valuationAreaId: line.valuationAreaId,
      supplierId: payload.supplierId,
      customerId: payload.customerId ?? null,
      departmentId: line.departmentId ?? null,
      projectId: line.projectId ?? null,
      employeeId: line.employeeId ?? null,
      expenseType: line.expenseType ?? null,
      quantity: line.quantity,
      ...(line.purchaseOrderLineId === undefined ? {} : { purchaseOrderLineId: line.purchaseOrderLineId }),
      amounts: {
        stockValue: readAmount(line.stockValue, baseCurrency),
        transitValue: readAmount(line.transitValue ?? '0', baseCurrency),
        clearingValue: readAmount(line.clearingValue, baseCurrency),
        differenceValue: readAmount(line.differenceValue, baseCurrency),
      },
    })),
  }
}
