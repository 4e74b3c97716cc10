import { type Ids, type IdUse, list, lookUp, nothing, refusal } from './id-use.ts'
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
  'setSupplierBankAccounts supplierId': refusal('supplier', 'SUPPLIER_NOT_FOUND', ({ supplier }) => ({
    ...{ supplierId: supplier, expectedVersion: 1, accounts: [] },
  })),
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

/** One of everything that these places are about. */
export async function makeOneOfProcuring({ buyer, controller, supplierId, itemIds }: TestCompany) {
  await controller.change('SetInvoiceToleranceRule', {
    ...{ expectedVersion: 0, supplierId, itemId: itemIds.get('LAMP'), pricePercent: '5' },
  })
  const list = await buyer.change<{ id: string }>('CreateSupplierPriceList', {
    ...{ supplierId, code: 'LAMPS', name: { zh: '灯具', en: 'Lamps' }, beginsOn: today },
    lines: [{ itemId: itemIds.get('LAMP'), unitPrice: '1' }],
  })
  return { supplierPriceList: list.id }
}
