import { refuse } from '@erp/values'
import type { InvoiceInput, InvoicingFacts } from '../domain/draft-invoice.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { SupplierNotFound } from '../domain/supplier.ts'
import { findInvoiceableLines } from '../store/invoiceable-lines.ts'
import { findCompany, findTaxCodes } from '../store/replicated-facts.ts'
import { findSupplier } from '../store/suppliers.ts'
import type { Tx } from './unit.ts'

/** What a printed invoice is read against. */
export async function readInvoicingFacts(
  tx: Tx,
  { companyId, supplierId }: { readonly companyId: string; readonly supplierId: string },
  { goods, expenses, charges }: Pick<InvoiceInput, 'goods' | 'expenses' | 'charges'>,
): Promise<InvoicingFacts | CompanyNotReady | SupplierNotFound> {
  const company = await findCompany(tx, companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId })
  const supplier = await findSupplier(tx, supplierId)
  if (!supplier) return refuse('SupplierNotFound', { supplierId })
  return {
    supplier,
    currency: company.baseCurrency,
    receiptLines: await findInvoiceableLines(
      tx,
      goods.map(({ goodsReceiptLineId }) => goodsReceiptLineId),
    ),
    taxCodes: await findTaxCodes(
      tx,
      [...goods, ...expenses, ...charges].flatMap(({ taxCodeId }) => taxCodeId ?? []),
    ),
  }
}
