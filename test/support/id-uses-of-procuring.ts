import { first, type Ids, type IdUse, list, lookUp, nothing, refusal } from './id-use.ts'
import { today } from './test-calendar.ts'
import type { TestCompany } from './test-company.ts'

/** Where what comes before orders, and the tolerances of suppliers and items, take ids. */
export const idUsesOfProcuring: Readonly<Record<string, IdUse>> = {
  'invoiceToleranceRules supplierId': list('supplier', ({ supplier }) => ({ supplierId: supplier })),
  'invoiceToleranceRules itemId': list('item', ({ item }) => ({ itemId: item })),
  'setInvoiceToleranceRule supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', ({ supplier }) => ({
    ...{ expectedVersion: 0, supplierId: supplier },
  })),
  'setInvoiceToleranceRule itemId': refusal('item', 'ITEM_UNKNOWN', ({ item }) => ({
    ...{ expectedVersion: 0, itemId: item },
  })),
  'supplierPaymentTerm id': lookUp('supplierPaymentTerm'),
  'changeSupplierPaymentTerm paymentTermId': refusal(
    'supplierPaymentTerm',
    'SUPPLIER_PAYMENT_TERM_NOT_FOUND',
    ({ supplierPaymentTerm }) => ({
      ...{ paymentTermId: supplierPaymentTerm, ...first, name: { zh: '名称', en: 'Name' } },
    }),
  ),
  'createSupplier paymentTermId': refusal(
    'supplierPaymentTerm',
    'SUPPLIER_PAYMENT_TERM_NOT_FOUND',
    ({ supplierPaymentTerm }) => ({
      ...{ code: 'FOREIGN', name: { zh: '名称', en: 'Name' }, paymentTermId: supplierPaymentTerm },
    }),
  ),
  'changeSupplier paymentTermId': refusal(
    'supplierPaymentTerm',
    'SUPPLIER_PAYMENT_TERM_NOT_FOUND',
    ({ supplier, supplierPaymentTerm }) => ({
      ...{ supplierId: supplier, ...first, paymentTermId: supplierPaymentTerm },
    }),
  ),
  'setSupplierBankAccounts supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', ({ supplier }) => ({
    ...{ supplierId: supplier, expectedVersion: 1, accounts: [] },
  })),
  'writePaymentFile paymentRunId': refusal('order', 'PAYMENT_RUN_NOT_APPROVED', ({ order }) => ({
    paymentRunId: order,
  })),
  'confirmSupplierBankAccounts supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', ({ supplier }) => ({
    ...{ supplierId: supplier, expectedVersion: 1 },
  })),
  'purchaseRequisition id': lookUp('requisition'),
  'purchaseRequisitions where.departmentId': list('department', ({ department }) => ({
    where: { departmentId: department },
  })),
  'openRequisitionLines supplierId': list('supplier', ({ supplier }) => ({ supplierId: supplier })),
  'openRequisitionLines itemId': list('item', ({ item }) => ({ itemId: item })),
  ...needed('createPurchaseRequisition', (ids) => asked(ids)),
  'changePurchaseRequisition requisitionId': refusal('draftRequisition', 'PURCHASE_REQUISITION_NOT_FOUND', changed),
  ...needed('changePurchaseRequisition', changed),
  'submitPurchaseRequisition requisitionId': refusal('draftRequisition', 'PURCHASE_REQUISITION_NOT_FOUND', seen),
  'cancelPurchaseRequisition requisitionId': refusal('draftRequisition', 'PURCHASE_REQUISITION_NOT_FOUND', seen),
  'overrideRequisitionBudgetHold requisitionId': refusal(
    'draftRequisition',
    'PURCHASE_REQUISITION_NOT_FOUND',
    (ids) => ({
      ...{ ...seen(ids), reason: 'Foreign' },
    }),
  ),
  'closePurchaseRequisition requisitionId': refusal('requisition', 'PURCHASE_REQUISITION_NOT_FOUND', (ids) => ({
    ...{ requisitionId: ids.requisition, expectedVersion: 2, reason: 'Foreign' },
  })),
  'orderRequisitions taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', ordered),
  'orderRequisitions lines.requisitionLineId': refusal('requisitionLine', 'REQUISITION_LINE_NOT_FOUND', ordered),
  'orderRequisitions lines.supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', ordered),
  'orderRequisitions lines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', ordered),
  'requestForQuotation id': lookUp('requestForQuotation'),
  'requestsForQuotation where.supplierId': list('supplier', ({ supplier }) => ({ where: { supplierId: supplier } })),
  'createRequestForQuotation supplierIds': refusal('supplier', 'SUPPLIER_NOT_FOUND', requested),
  'createRequestForQuotation lines.itemId': refusal('item', 'ITEM_UNKNOWN', requested),
  'createRequestForQuotation lines.requisitionLineId': refusal(
    'requisitionLine',
    'REQUISITION_LINE_NOT_FOUND',
    (ids) => ({
      ...requested(ids),
      lines: [{ requisitionLineId: ids.requisitionLine }],
    }),
  ),
  'recordSupplierQuotation requestId': refusal('requestForQuotation', 'REQUEST_FOR_QUOTATION_NOT_FOUND', quoted),
  'recordSupplierQuotation supplierId': refusal('supplier', 'NOT_QUOTED', (ids) => ({
    ...quoted(ids),
    expectedVersion: 0,
  })),
  'recordSupplierQuotation lines.requestLineId': refusal('requestLine', 'REQUEST_LINE_NOT_FOUND', quoted),
  'closeRequestForQuotation requestId': refusal('requestForQuotation', 'REQUEST_FOR_QUOTATION_NOT_FOUND', (ids) => ({
    ...{ requestId: ids.requestForQuotation, ...first, reason: 'Foreign' },
  })),
  'awardQuotations taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', awarded),
  'awardQuotations lines.requestLineId': refusal('requestLine', 'REQUEST_LINE_NOT_FOUND', awarded),
  'awardQuotations lines.supplierId': refusal('supplier', 'NOT_QUOTED', awarded),
  'awardQuotations lines.taxCodeId': refusal('taxCode', 'TAX_CODE_UNKNOWN', awarded),
  'supplierPriceList id': lookUp('supplierPriceList'),
  'supplierPriceLists supplierId': list('supplier', ({ supplier }) => ({ supplierId: supplier })),
  'purchasePrice supplierId': nothing('supplier', askedPrice),
  'purchasePrice itemId': nothing('item', askedPrice),
  'createSupplierPriceList supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', newPriceList),
  'createSupplierPriceList lines.itemId': refusal('item', 'ITEM_UNKNOWN', newPriceList),
  'changeSupplierPriceList priceListId': refusal(
    'supplierPriceList',
    'SUPPLIER_PRICE_LIST_NOT_FOUND',
    changedPriceList,
  ),
  'changeSupplierPriceList lines.itemId': refusal('item', 'ITEM_UNKNOWN', changedPriceList),
}

function asked({ supplier, item, department, project }: Ids) {
  const line = {
    itemId: item,
    projectId: project,
    quantity: '1',
    neededOn: today,
    supplierId: supplier,
    unitPrice: '1',
  }
  return { requestedOn: today, purpose: 'Foreign', departmentId: department, lines: [line] }
}

function seen({ draftRequisition }: Ids) {
  return { requisitionId: draftRequisition, expectedVersion: 1 }
}

function changed(ids: Ids) {
  return { ...seen(ids), ...asked(ids) }
}

/** What a requisition says of items, suppliers, departments and projects. */
function needed(mutation: string, input: (ids: Ids) => Readonly<Record<string, unknown>>): Record<string, IdUse> {
  return {
    [`${mutation} departmentId`]: refusal('department', 'INVALID_INPUT', input),
    [`${mutation} lines.itemId`]: refusal('item', 'ITEM_UNKNOWN', input),
    [`${mutation} lines.supplierId`]: refusal('supplier', 'SUPPLIER_NOT_FOUND', input),
    [`${mutation} lines.projectId`]: refusal('project', 'INVALID_INPUT', input),
  }
}

function ordered({ requisitionLine, supplier, taxCode }: Ids) {
  const line = { requisitionLineId: requisitionLine, supplierId: supplier, taxCodeId: taxCode, unitPrice: '1' }
  return { orderedOn: today, taxCodeId: taxCode, lines: [line] }
}

function requested({ supplier, item }: Ids) {
  const line = { itemId: item, quantity: '1', neededOn: today }
  return { requestedOn: today, answerDueOn: today, supplierIds: [supplier], lines: [line] }
}

function quoted({ requestForQuotation, requestLine, supplier }: Ids) {
  const line = { requestLineId: requestLine, unitPrice: '1', deliveryDays: 1 }
  const answer = { ...first, currency: 'CNY', expiresOn: today, lines: [line] }
  return { requestId: requestForQuotation, supplierId: supplier, ...answer }
}

function awarded({ requestLine, supplier, taxCode }: Ids) {
  const line = { requestLineId: requestLine, supplierId: supplier, taxCodeId: taxCode }
  return { orderedOn: today, taxCodeId: taxCode, lines: [line] }
}

function askedPrice({ supplier, item }: Ids) {
  return { supplierId: supplier, itemId: item, quantity: '1', on: today }
}

function newPriceList({ supplier, item }: Ids) {
  const name = { zh: '外来', en: 'Foreign' }
  return { supplierId: supplier, code: 'FOREIGN', name, beginsOn: today, lines: [{ itemId: item, unitPrice: '1' }] }
}

function changedPriceList(ids: Ids) {
  const { name, beginsOn, lines } = newPriceList(ids)
  return { priceListId: ids.supplierPriceList, expectedVersion: 1, name, beginsOn, lines }
}

interface Requisition {
  readonly id: string
  readonly lines: { readonly nodes: readonly { readonly id: string }[] }
}

/** One of everything that these places are about. */
export async function makeOneOfProcuring(
  { buyer, controller, supplierId, itemIds }: TestCompany,
  departmentId: string | undefined,
) {
  await controller.change('SetInvoiceToleranceRule', {
    ...{ expectedVersion: 0, supplierId, itemId: itemIds.get('LAMP'), pricePercent: '5' },
  })
  const list = await buyer.change<{ id: string }>('CreateSupplierPriceList', {
    ...{ supplierId, code: 'LAMPS', name: { zh: '灯具', en: 'Lamps' }, beginsOn: today },
    lines: [{ itemId: itemIds.get('LAMP'), unitPrice: '1' }],
  })
  const needs = () =>
    buyer.change<Requisition>('CreatePurchaseRequisition', {
      ...{ requestedOn: today, purpose: 'Workshop', departmentId },
      lines: [{ itemId: itemIds.get('LAMP'), quantity: '1', neededOn: today, supplierId }],
    })
  const [draft, requisition] = [await needs(), await needs()]
  await buyer.change('SubmitPurchaseRequisition', { requisitionId: requisition.id, expectedVersion: 1 })
  const request = await buyer.change<Requisition>('CreateRequestForQuotation', {
    ...{ requestedOn: today, answerDueOn: today, supplierIds: [supplierId] },
    lines: [{ itemId: itemIds.get('LAMP'), quantity: '1', neededOn: today }],
  })
  const requestLineId = request.lines.nodes[0]?.id
  await buyer.change('RecordSupplierQuotation', {
    ...{ requestId: request.id, supplierId, expectedVersion: 0, currency: 'CNY', expiresOn: today },
    lines: [{ requestLineId, unitPrice: '1', deliveryDays: 1 }],
  })
  return {
    ...{ supplierPriceList: list.id, draftRequisition: draft.id, requisition: requisition.id },
    requisitionLine: requisition.lines.nodes[0]?.id ?? '',
    requestForQuotation: request.id,
    requestLine: requestLineId ?? '',
  }
}
