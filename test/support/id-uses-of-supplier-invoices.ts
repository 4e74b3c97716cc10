import { bearing, first, type Ids, type IdUse, list, lookUp, refusal } from './id-use.ts'
import { today } from './test-calendar.ts'

/** Where suppliers' invoices take ids. */
export const idUsesOfSupplierInvoices: Readonly<Record<string, IdUse>> = {
  'supplierInvoice id': lookUp('draftInvoice'),
  'supplierInvoices where.supplierId': list('supplier', ({ supplier }) => ({ where: { supplierId: supplier } })),
  'uninvoicedReceiptLines supplierId': list('supplier', ({ supplier }) => ({ supplierId: supplier })),
  'goodsInTransit supplierId': list('supplier', ({ supplier }) => ({ supplierId: supplier })),
  'uncreditedReturnLines supplierId': list('supplier', ({ supplier }) => ({ supplierId: supplier })),
  'createSupplierCreditNote supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', newCreditNote),
  'createSupplierCreditNote goods.purchaseReturnLineId': refusal(
    'invoicedReturnLine',
    'PURCHASE_RETURN_LINE_NOT_FOUND',
    newCreditNote,
  ),
  'createSupplierCreditNote goods.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', newCreditNote),
  'creditPurchaseReturns purchaseReturnIds': refusal('invoicedReturn', 'INVALID_INPUT', ({ invoicedReturn }) => ({
    ...{ purchaseReturnIds: [invoicedReturn], supplierInvoiceNumber: 'FOREIGN', invoicedOn: today, postedOn: today },
  })),
  'createSupplierInvoice supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', newInvoice),
  'createSupplierInvoice goods.goodsReceiptLineId': refusal('receiptLine', 'GOODS_RECEIPT_LINE_NOT_FOUND', newInvoice),
  'createSupplierInvoice goods.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', newInvoice),
  'createSupplierInvoice expenses.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', (ids) => ({
    ...newInvoice(ids),
    ...{ goods: [], expenses: [service(ids)] },
  })),
  'createSupplierInvoice charges.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', (ids) => ({
    ...newInvoice(ids),
    ...{ goods: [], charges: [service(ids)] },
  })),
  ...ahead('createSupplierInvoice', newInvoice),
  ...ahead('changeSupplierInvoice', changedInvoice),
  ...ordered('createSupplierInvoice', newInvoice),
  ...ordered('changeSupplierInvoice', changedInvoice),
  ...bearers('createSupplierInvoice', newInvoice),
  ...bearers('changeSupplierInvoice', changedInvoice),
  'invoiceGoodsReceipts goodsReceiptIds': refusal('receipt', 'INVALID_INPUT', ({ receipt }) => ({
    ...{ goodsReceiptIds: [receipt], supplierInvoiceNumber: 'FOREIGN', invoicedOn: today, postedOn: today },
  })),
  'changeSupplierInvoice supplierInvoiceId': refusal('draftInvoice', 'SUPPLIER_INVOICE_NOT_FOUND', changedInvoice),
  'changeSupplierInvoice goods.goodsReceiptLineId': refusal(
    'receiptLine',
    'GOODS_RECEIPT_LINE_NOT_FOUND',
    changedInvoice,
  ),
  'changeSupplierInvoice goods.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', changedInvoice),
  'changeSupplierInvoice expenses.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', (ids) => ({
    ...changedInvoice(ids),
    ...{ goods: [], expenses: [service(ids)] },
  })),
  'changeSupplierInvoice charges.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', (ids) => ({
    ...changedInvoice(ids),
    ...{ goods: [], charges: [service(ids)] },
  })),
  'confirmSupplierInvoice supplierInvoiceId': refusal('draftInvoice', 'SUPPLIER_INVOICE_NOT_FOUND', seen),
  'releaseSupplierInvoice supplierInvoiceId': refusal('draftInvoice', 'SUPPLIER_INVOICE_NOT_FOUND', (ids) => ({
    ...seen(ids),
    reason: 'Foreign',
  })),
  'cancelSupplierInvoice supplierInvoiceId': refusal('draftInvoice', 'SUPPLIER_INVOICE_NOT_FOUND', (ids) => ({
    ...seen(ids),
    reason: 'Foreign',
  })),
}

const printed = {
  ...{ supplierInvoiceNumber: 'FOREIGN', invoicedOn: today, postedOn: today },
  ...{ net: '1', tax: '0.13', gross: '1.13' },
}

/** Goods of an order that are charged before they come. */
function ahead(mutation: string, input: (ids: Ids) => object): Record<string, IdUse> {
  const charged = (ids: Ids) => ({
    ...{ ...input(ids), goods: [] },
    inTransit: [{ purchaseOrderLineId: ids.orderLine, taxCodeId: ids.taxCode, quantity: '1', net: '1', tax: '0.13' }],
  })
  return {
    [`${mutation} inTransit.purchaseOrderLineId`]: refusal('orderLine', 'PURCHASE_ORDER_LINE_NOT_FOUND', charged),
    [`${mutation} inTransit.taxCodeId`]: refusal('taxCode', 'TAX_CODE_UNKNOWN', charged),
  }
}

/** A service that was ordered; nothing that was ordered is a purchase charge. */
function ordered(mutation: string, input: (ids: Ids) => object): Record<string, IdUse> {
  const charged = (lines: 'expenses' | 'charges') => (ids: Ids) => ({
    ...{ ...input(ids), goods: [], [lines]: [{ ...service(ids), purchaseOrderLineId: ids.orderLine }] },
  })
  return {
    [`${mutation} expenses.purchaseOrderLineId`]: refusal(
      'orderLine',
      'PURCHASE_ORDER_LINE_NOT_FOUND',
      charged('expenses'),
    ),
    [`${mutation} charges.purchaseOrderLineId`]: refusal('orderLine', 'INVALID_INPUT', charged('charges')),
  }
}

/** Who bears an expense; no department and no project bears a purchase charge. */
function bearers(mutation: string, input: (ids: Ids) => object): Record<string, IdUse> {
  const charged = (lines: 'expenses' | 'charges') =>
    bearing(`${mutation} ${lines}`, (ids, bearer) => ({
      ...{ ...input(ids), goods: [], [lines]: [{ ...service(ids), ...bearer }] },
    }))
  return { ...charged('expenses'), ...charged('charges') }
}

function newInvoice({ supplier, ...ids }: Ids) {
  return { ...printed, supplierId: supplier, goods: [goods(ids)] }
}

function newCreditNote({ supplier, invoicedReturnLine, taxCode }: Ids) {
  const goods = [{ purchaseReturnLineId: invoicedReturnLine, taxCodeId: taxCode, quantity: '1', net: '1', tax: '0.13' }]
  return { ...printed, supplierId: supplier, goods }
}

function changedInvoice(ids: Ids) {
  return { ...printed, ...seen(ids), goods: [goods(ids)] }
}

function goods({ receiptLine, taxCode }: Pick<Ids, 'receiptLine' | 'taxCode'>) {
  return { goodsReceiptLineId: receiptLine, taxCodeId: taxCode, quantity: '1', net: '1', tax: '0.13' }
}

function service({ taxCode }: Ids) {
  return { description: 'Foreign', taxCodeId: taxCode, net: '1', tax: '0.13' }
}

function seen({ draftInvoice }: Ids) {
  return { supplierInvoiceId: draftInvoice, ...first }
}
