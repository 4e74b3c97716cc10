import { first, type Ids, type IdUse, list, lookUp, nothing, refusal, refusalOfOne } from './id-use.ts'
import { today } from './test-calendar.ts'

const thisMonth = { period: today.slice(0, 7) }

/** Every place of the graph where sales takes an id, as `<field> <path>`. */
export const idUsesOfSales: Readonly<Record<string, IdUse>> = {
  'salesOrder id': lookUp('draftSalesOrder'),
  'salesOrders where.customerId': list('customer', ({ customer }) => ({ where: { customerId: customer } })),
  'salesOrders where.warehouseId': list('warehouse', ({ warehouse }) => ({ where: { warehouseId: warehouse } })),
  'createSalesOrder customerId': refusal('customer', 'CUSTOMER_NOT_FOUND', newOrder),
  'createSalesOrder warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', newOrder),
  'createSalesOrder lines.itemId': refusal('item', 'ITEM_UNKNOWN', newOrder),
  'createSalesOrder lines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', newOrder),
  'changeSalesOrder salesOrderId': refusal('draftSalesOrder', 'SALES_ORDER_NOT_FOUND', changedOrder),
  'changeSalesOrder warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', changedOrder),
  'changeSalesOrder lines.itemId': refusal('item', 'ITEM_UNKNOWN', changedOrder),
  'changeSalesOrder lines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', changedOrder),
  'confirmSalesOrder salesOrderId': refusal('draftSalesOrder', 'SALES_ORDER_NOT_FOUND', order),
  'confirmSalesOrders salesOrders.salesOrderId': refusalOfOne('draftSalesOrder', 'SALES_ORDER_NOT_FOUND', (ids) => ({
    salesOrders: [order(ids)],
  })),
  'overrideCreditHold salesOrderId': refusal('draftSalesOrder', 'SALES_ORDER_NOT_FOUND', (ids) => ({
    ...{ ...order(ids), reason: 'Foreign' },
  })),
  'cancelSalesOrder salesOrderId': refusal('draftSalesOrder', 'SALES_ORDER_NOT_FOUND', order),
  'closeSalesOrder salesOrderId': refusal('draftSalesOrder', 'SALES_ORDER_NOT_FOUND', order),

  'delivery id': lookUp('draftDelivery'),
  'salesForecast itemId': list('item', ({ item }) => ({ ...thisMonth, itemId: item })),
  'salesForecast customerId': list('customer', ({ customer }) => ({ ...thisMonth, customerId: customer })),
  'salesForecast warehouseId': list('warehouse', ({ warehouse }) => ({ ...thisMonth, warehouseId: warehouse })),
  'deliveries where.customerId': list('customer', ({ customer }) => ({ where: { customerId: customer } })),
  'deliveries where.salesOrderId': list('salesOrder', ({ salesOrder }) => ({ where: { salesOrderId: salesOrder } })),
  'deliveries where.warehouseId': list('warehouse', ({ warehouse }) => ({ where: { warehouseId: warehouse } })),
  'createDelivery salesOrderId': refusal('salesOrder', 'SALES_ORDER_NOT_FOUND', newDelivery),
  'createDelivery lines.salesOrderLineId': refusal('salesOrderLine', 'SALES_ORDER_LINE_NOT_FOUND', newDelivery),
  'confirmDelivery deliveryId': refusal('draftDelivery', 'DELIVERY_NOT_FOUND', delivery),
  'createGift customerId': refusal('customer', 'CUSTOMER_NOT_FOUND', newGift),
  'createGift warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', newGift),
  'createGift lines.itemId': refusal('item', 'ITEM_UNKNOWN', newGift),
  'createGift lines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', newGift),
  'confirmDeliveries deliveries.deliveryId': refusalOfOne('draftDelivery', 'DELIVERY_NOT_FOUND', (ids) => ({
    deliveries: [delivery(ids)],
  })),
  'cancelDelivery deliveryId': refusal('draftDelivery', 'DELIVERY_NOT_FOUND', delivery),

  'customerPaymentTerm id': lookUp('customerPaymentTerm'),
  'changeCustomerPaymentTerm paymentTermId': refusal(
    'customerPaymentTerm',
    'CUSTOMER_PAYMENT_TERM_NOT_FOUND',
    ({ customerPaymentTerm }) => ({
      ...{ paymentTermId: customerPaymentTerm, ...first, name: { zh: '名称', en: 'Name' } },
    }),
  ),
  'createCustomer paymentTermId': refusal(
    'customerPaymentTerm',
    'CUSTOMER_PAYMENT_TERM_NOT_FOUND',
    ({ customerPaymentTerm }) => ({
      ...{ code: 'FOREIGN', name: { zh: '名称', en: 'Name' }, paymentTermId: customerPaymentTerm },
    }),
  ),
  'changeCustomer paymentTermId': refusal(
    'customerPaymentTerm',
    'CUSTOMER_PAYMENT_TERM_NOT_FOUND',
    ({ customer, customerPaymentTerm }) => ({
      ...{ customerId: customer, ...first, paymentTermId: customerPaymentTerm },
    }),
  ),
  'promotion id': lookUp('promotion'),
  'promotions itemId': list('item', ({ item }) => ({ itemId: item })),
  'createPromotion itemId': refusal('item', 'ITEM_UNKNOWN', newPromotion),
  'createPromotion giftItemId': refusal('item', 'ITEM_UNKNOWN', newPromotion),
  'createPromotion giftTaxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', newPromotion),
  'changePromotion promotionId': refusal('promotion', 'PROMOTION_NOT_FOUND', ({ promotion }) => ({
    ...{ promotionId: promotion, ...first, name: { zh: '促销', en: 'Promotion' } },
  })),
  'giveEarnedGifts salesOrderId': refusal('salesOrder', 'SALES_ORDER_NOT_FOUND', ({ salesOrder }) => ({
    ...{ salesOrderId: salesOrder, givenOn: today },
  })),
  'priceList id': lookUp('priceList'),
  'salesPrice customerId': nothing('customer', askedPrice),
  'salesPrice itemId': nothing('item', askedPrice),
  'createPriceList lines.itemId': refusal('item', 'ITEM_UNKNOWN', (ids) => ({ code: 'FOREIGN', ...listContent(ids) })),
  'changePriceList priceListId': refusal('priceList', 'PRICE_LIST_NOT_FOUND', changedList),
  'changePriceList lines.itemId': refusal('item', 'ITEM_UNKNOWN', changedList),

  'quotation id': lookUp('quotation'),
  'quotations where.customerId': list('customer', ({ customer }) => ({ where: { customerId: customer } })),
  'createQuotation customerId': refusal('customer', 'CUSTOMER_NOT_FOUND', newQuotation),
  'createQuotation lines.itemId': refusal('item', 'ITEM_UNKNOWN', newQuotation),
  'createQuotation lines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', newQuotation),
  'changeQuotation quotationId': refusal('draftQuotation', 'QUOTATION_NOT_FOUND', changedQuotation),
  'changeQuotation lines.itemId': refusal('item', 'ITEM_UNKNOWN', changedQuotation),
  'changeQuotation lines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', changedQuotation),
  'offerQuotation quotationId': refusal('draftQuotation', 'QUOTATION_NOT_FOUND', ({ draftQuotation }) => ({
    ...{ quotationId: draftQuotation, ...first },
  })),
  'closeQuotation quotationId': refusal('draftQuotation', 'QUOTATION_NOT_FOUND', ({ draftQuotation }) => ({
    ...{ quotationId: draftQuotation, ...first, reason: 'Foreign' },
  })),
  'orderQuotation quotationId': refusal('quotation', 'QUOTATION_NOT_FOUND', orderedQuotation),
  'orderQuotation warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', orderedQuotation),
  'orderQuotation lines.quotationLineId': refusal('quotationLine', 'QUOTATION_LINE_NOT_FOUND', orderedQuotation),

  'salesInvoice id': lookUp('draftSalesInvoice'),
  'salesInvoices where.customerId': list('customer', ({ customer }) => ({ where: { customerId: customer } })),
  'uninvoicedDeliveryLines customerId': list('customer', ({ customer }) => ({ customerId: customer })),
  'createSalesInvoice lines.deliveryLineId': refusal('deliveryLine', 'DELIVERY_LINE_NOT_FOUND', ({ deliveryLine }) => ({
    ...{ invoicedOn: today, lines: [{ deliveryLineId: deliveryLine, quantity: '1' }] },
  })),
  'invoiceDeliveries deliveryIds': refusal('delivery', 'DELIVERY_NOT_FOUND', ({ delivery: id }) => ({
    ...{ invoicedOn: today, deliveryIds: [id] },
  })),
  'invoiceOpenDeliveries customerIds': refusal('customer', 'CUSTOMER_NOT_FOUND', ({ customer }) => ({
    ...{ deliveredTo: today, invoicedOn: today, customerIds: [customer] },
  })),
  'invoiceOpenDeliveries deliveryIds': refusal('delivery', 'DELIVERY_NOT_FOUND', ({ delivery: id }) => ({
    ...{ deliveredTo: today, invoicedOn: today, deliveryIds: [id] },
  })),
  'confirmSalesInvoice salesInvoiceId': refusal('draftSalesInvoice', 'SALES_INVOICE_NOT_FOUND', salesInvoice),
  'cancelSalesInvoice salesInvoiceId': refusal('draftSalesInvoice', 'SALES_INVOICE_NOT_FOUND', (ids) => ({
    ...{ ...salesInvoice(ids), reason: 'Foreign' },
  })),

  'creditNote id': lookUp('draftCreditNote'),
  'creditNotes where.customerId': list('customer', ({ customer }) => ({ where: { customerId: customer } })),
  'creditSalesReturn salesReturnId': refusal('salesReturn', 'SALES_RETURN_NOT_FOUND', (ids) => ({
    ...{ salesReturnId: ids.salesReturn, creditedOn: today, reason: 'Foreign' },
  })),
  'createCreditNote lines.salesInvoiceLineId': refusal(
    'salesInvoiceLine',
    'SALES_INVOICE_LINE_NOT_FOUND',
    ({ salesInvoiceLine }) => ({
      ...{ creditedOn: today, reason: 'Foreign', lines: [{ salesInvoiceLineId: salesInvoiceLine, net: '0.01' }] },
    }),
  ),
  'creditUnsourcedReturn salesReturnId': refusal('salesReturn', 'SALES_RETURN_NOT_FOUND', unsourcedCredit),
  'creditUnsourcedReturn lines.salesReturnLineId': refusal('salesReturn', 'SALES_RETURN_NOT_FOUND', unsourcedCredit),
  'creditUnsourcedReturn lines.taxCodeId': refusal('salesReturn', 'SALES_RETURN_NOT_FOUND', unsourcedCredit),
  'creditServices customerId': refusal('customer', 'CUSTOMER_NOT_FOUND', serviceCredit),
  'creditServices lines.itemId': refusal('item', 'ITEM_UNKNOWN', serviceCredit),
  'creditServices lines.taxCodeId': refusal('item', 'ITEM_UNKNOWN', serviceCredit),
  'confirmCreditNote creditNoteId': refusal('draftCreditNote', 'CREDIT_NOTE_NOT_FOUND', creditNote),
  'cancelCreditNote creditNoteId': refusal('draftCreditNote', 'CREDIT_NOTE_NOT_FOUND', (ids) => ({
    ...{ ...creditNote(ids), reason: 'Foreign' },
  })),

  'salesReturn id': lookUp('draftSalesReturn'),
  'salesReturns where.customerId': list('customer', ({ customer }) => ({ where: { customerId: customer } })),
  'salesReturns where.warehouseId': list('warehouse', ({ warehouse }) => ({ where: { warehouseId: warehouse } })),
  'createSalesReturn warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', newReturn),
  'createSalesReturn lines.deliveryLineId': refusal('deliveryLine', 'DELIVERY_LINE_NOT_FOUND', newReturn),
  'createUnsourcedReturn customerId': refusal('customer', 'CUSTOMER_NOT_FOUND', unsourcedReturn),
  'createUnsourcedReturn warehouseId': refusal('warehouse', 'WAREHOUSE_UNKNOWN', unsourcedReturn),
  'createUnsourcedReturn lines.itemId': refusal('item', 'ITEM_UNKNOWN', unsourcedReturn),
  'confirmSalesReturn salesReturnId': refusal('draftSalesReturn', 'SALES_RETURN_NOT_FOUND', salesReturn),
  'cancelSalesReturn salesReturnId': refusal('draftSalesReturn', 'SALES_RETURN_NOT_FOUND', salesReturn),
}

function newDelivery({ salesOrder, salesOrderLine }: Ids) {
  const lines = [{ salesOrderLineId: salesOrderLine, quantity: '1' }]
  return { salesOrderId: salesOrder, deliveredOn: today, lines }
}

function newGift({ customer, ...ids }: Ids) {
  const { orderedOn: givenOn, ...goods } = terms(ids)
  return { customerId: customer, givenOn, reason: 'Foreign', ...goods }
}

function delivery({ draftDelivery }: Ids) {
  return { deliveryId: draftDelivery, ...first }
}

function askedPrice({ customer, item }: Ids) {
  return { customerId: customer, itemId: item, quantity: '1', on: today }
}

function listContent({ item }: Ids) {
  const name = { zh: '价目表', en: 'Price list' }
  return { name, beginsOn: today, lines: [{ itemId: item, unitPrice: '1' }] }
}

function changedList(ids: Ids) {
  return { priceListId: ids.priceList, ...first, ...listContent(ids) }
}

function newPromotion({ item, taxCode }: Ids) {
  const gift = { giftItemId: item, giftQuantity: '1', giftTaxCodeId: taxCode }
  const name = { zh: '促销', en: 'Promotion' }
  return { code: 'FOREIGN', name, itemId: item, buyQuantity: '10', ...gift, beginsOn: today }
}

function newQuotation({ customer, ...ids }: Ids) {
  return { customerId: customer, ...quoted(ids) }
}

function changedQuotation({ draftQuotation, ...ids }: Ids) {
  return { quotationId: draftQuotation, ...first, ...quoted(ids) }
}

function quoted(ids: Pick<Ids, 'item' | 'warehouse' | 'taxCode'>) {
  return { quotedOn: today, expiresOn: today, lines: terms(ids).lines }
}

function orderedQuotation({ quotation, quotationLine, warehouse }: Ids) {
  return {
    quotationId: quotation,
    warehouseId: warehouse,
    orderedOn: today,
    lines: [{ quotationLineId: quotationLine }],
  }
}

function salesInvoice({ draftSalesInvoice }: Ids) {
  return { salesInvoiceId: draftSalesInvoice, ...first }
}

function unsourcedCredit({ salesReturn: id, taxCode }: Ids) {
  const lines = [{ salesReturnLineId: id, unitPrice: '1', taxCodeId: taxCode }]
  return { salesReturnId: id, creditedOn: today, reason: 'Foreign', lines }
}

function serviceCredit({ customer, item, taxCode }: Ids) {
  const lines = [{ itemId: item, quantity: '1', unitPrice: '1', taxCodeId: taxCode }]
  return { customerId: customer, creditedOn: today, reason: 'Foreign', lines }
}

function creditNote({ draftCreditNote }: Ids) {
  return { creditNoteId: draftCreditNote, ...first }
}

function newReturn({ warehouse, deliveryLine }: Ids) {
  return { warehouseId: warehouse, returnedOn: today, lines: [{ deliveryLineId: deliveryLine, quantity: '1' }] }
}

function unsourcedReturn({ customer, warehouse, item }: Ids) {
  const lines = [{ itemId: item, quantity: '1' }]
  return { customerId: customer, warehouseId: warehouse, returnedOn: today, reason: 'Foreign', lines }
}

function salesReturn({ draftSalesReturn }: Ids) {
  return { salesReturnId: draftSalesReturn, ...first }
}

function newOrder({ customer, ...ids }: Ids) {
  return { customerId: customer, ...terms(ids) }
}

function changedOrder({ draftSalesOrder, ...ids }: Ids) {
  return { salesOrderId: draftSalesOrder, ...first, ...terms(ids) }
}

function order({ draftSalesOrder }: Ids) {
  return { salesOrderId: draftSalesOrder, ...first }
}

function terms({ item, warehouse, taxCode }: Pick<Ids, 'item' | 'warehouse' | 'taxCode'>) {
  const line = { itemId: item, quantity: '1', unitPrice: '1', taxCodeId: taxCode }
  return { warehouseId: warehouse, orderedOn: today, lines: [line] }
}
