import { type IdUse, list, refusal } from './id-use.ts'
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
}

/** One of everything that these places are about. */
export async function makeOneOfProcuring({ controller, supplierId, itemIds }: TestCompany) {
  await controller.change('SetInvoiceToleranceRule', {
    ...{ expectedVersion: 0, supplierId, itemId: itemIds.get('LAMP'), pricePercent: '5' },
  })
}
