import { type PayloadOf, readAmount, type supplierInvoiceConfirmed } from '@erp/contracts'
import { add, type BusinessDate, currency, type Money, negate, subtract, zero } from '@erp/values'
import type { EventKind } from '../domain/business-event.ts'
import type { Amounts, FactLine, PostingFacts } from '../domain/posting-facts.ts'

type Invoice = PayloadOf<typeof supplierInvoiceConfirmed>

/** An invoice says the same when it counts and when it is taken back: the second time with the other sign. */
const revisions = { CONFIRMED: 1, CANCELLED: 2 } as const

/**
 * What procurement matched, as facts to post. What goods cost beyond what they cleared is not among them: inventory tells
 * of that, and both together are what the supplier is owed. Of an invoice in another currency all of it is owed here, so that
 * the debt is one amount of that currency, and inventory tells what of it clears nothing. Throws when an amount does not fit
 * its currency.
 */
export function factsOfSupplierInvoice(invoice: Invoice, fact: keyof typeof revisions): PostingFacts {
  const of = currency(invoice.currency)
  const signed = fact === 'CANCELLED' ? negate : (amount: Money) => amount
  return {
    companyId: invoice.companyId,
    eventKind: eventKindOf(invoice),
    documentType: 'SUPPLIER_INVOICE',
    documentId: invoice.supplierInvoiceId,
    documentNumber: invoice.number,
    sourceType: 'SUPPLIER_INVOICE',
    sourceId: invoice.supplierInvoiceId,
    revision: revisions[fact],
    businessDate: invoice.postedOn as BusinessDate,
    dueOn: invoice.dueOn as BusinessDate,
    ...scheduleOf(invoice),
    currency: of,
    lines: invoice.lines.map((line) => ({
      sourceLineId: line.lineId,
      stockEntryId: null,
      itemId: line.itemId,
      itemClass: line.itemClass,
      warehouseId: line.warehouseId,
      valuationAreaId: line.valuationAreaId,
      supplierId: invoice.supplierId,
      taxCode: line.taxCode,
      expenseType: line.expenseType,
      departmentId: line.departmentId ?? null,
      projectId: line.projectId ?? null,
      quantity: null,
      ...(line.goodsReceiptId === null ? {} : { goodsReceiptId: line.goodsReceiptId }),
      ...(line.kind === 'EXPENSE' && line.purchaseOrderLineId !== undefined
        ? { purchaseOrderLineId: line.purchaseOrderLineId }
        : {}),
      amounts: amountsOf(line, (text) => signed(readAmount(text, of)), zero(of)),
      ...foreignOf(invoice, line, signed),
    })),
  }
}

function scheduleOf({ instalments, printedCurrency, currency: own }: Invoice): Pick<PostingFacts, 'schedule'> {
  return instalments ? { schedule: { currency: currency(printedCurrency ?? own), instalments } } : {}
}

function eventKindOf({ kind, lines }: Invoice): EventKind {
  if (kind === 'CREDIT_NOTE') return 'SUPPLIER_CREDIT_NOTE'
  return lines.some(({ reversesEstimate }) => reversesEstimate) ? 'SUPPLIER_INVOICE_REVERSING' : 'SUPPLIER_INVOICE'
}

function amountsOf(line: Invoice['lines'][number], read: (text: string) => Money, none: Money): Amounts {
  const [net, tax, cleared] = [read(line.net), read(line.tax), read(line.cleared)]
  const nothing = { stockValue: none, transitValue: none, clearingValue: none, differenceValue: none }
  switch (line.kind) {
    case 'GOODS':
      return amountsOfGoods(line, { ...nothing, clearingValue: negate(cleared) }, read)
    case 'IN_TRANSIT':
      return { ...nothing, aheadValue: net, taxValue: tax, grossValue: add(net, tax) }
    case 'EXPENSE':
      return { ...nothing, netValue: net, taxValue: tax, grossValue: add(net, tax) }
    case 'CHARGE':
      return { ...nothing, chargeValue: net, taxValue: tax, grossValue: add(net, tax) }
  }
}

/** What goods clear stands apart where their receipt's estimate is taken back in red. */
function amountsOfGoods(line: Invoice['lines'][number], cleared: Amounts, read: (text: string) => Money): Amounts {
  const [net, tax] = [read(line.net), read(line.tax)]
  const apart = (clearingValue: Money) => {
    if (!line.reversesEstimate) return { ...cleared, clearingValue }
    const estimateValue = cleared.clearingValue
    return { ...cleared, clearingValue: subtract(clearingValue, estimateValue), estimateValue }
  }
  if (line.exchangeDifference === undefined)
    return { ...apart(cleared.clearingValue), taxValue: tax, grossValue: subtract(tax, cleared.clearingValue) }
  const exchangeValue = read(line.exchangeDifference)
  return { ...apart(subtract(exchangeValue, net)), exchangeValue, taxValue: tax, grossValue: add(net, tax) }
}

/** What the supplier is owed for a line in the currency of an invoice that is not printed in that of the books. */
function foreignOf(
  { printedCurrency, exchangeRate }: Invoice,
  { printedNet, printedTax }: Invoice['lines'][number],
  signed: (amount: Money) => Money,
): Pick<FactLine, 'foreign'> {
  if (!printedCurrency || !exchangeRate || !printedNet || !printedTax) return {}
  const of = currency(printedCurrency)
  const amount = add(readAmount(printedNet, of), readAmount(printedTax, of))
  return { foreign: { amount: signed(amount), rate: exchangeRate } }
}
