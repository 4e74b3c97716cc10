import { isRefusal, refuse } from '@erp/values'
import { bearersOf } from '../domain/bearer.ts'
import type { CreditingFacts, CreditNoteInput } from '../domain/credit-note.ts'
import type { InvoiceInput, InvoicingFacts } from '../domain/draft-invoice.ts'
import type { PrintedFacts } from '../domain/printed-invoice.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { SupplierNotFound } from '../domain/supplier.ts'
import { findCreditableLines } from '../store/creditable-lines.ts'
import { findAwaitedLines } from '../store/goods-in-transit.ts'
import { findInvoiceableLines } from '../store/invoiceable-lines.ts'
import { findPaymentTerm } from '../store/payment-terms.ts'
import { findCompany, findDimensionValues, findTaxCodes } from '../store/replicated-facts.ts'
import { findSupplier } from '../store/suppliers.ts'
import type { Tx } from './unit.ts'

interface Party {
  readonly companyId: string
  readonly supplierId: string
}

/** What a printed invoice is read against. */
export async function readInvoicingFacts(
  tx: Tx,
  party: Party,
  { goods, inTransit, expenses, charges }: Pick<InvoiceInput, 'goods' | 'inTransit' | 'expenses' | 'charges'>,
): Promise<InvoicingFacts | CompanyNotReady | SupplierNotFound> {
  const facts = await readPrintedFacts(tx, party, [...goods, ...inTransit, ...expenses, ...charges])
  if (isRefusal(facts)) return facts
  const lineIds = goods.map(({ goodsReceiptLineId }) => goodsReceiptLineId)
  const orderLines = await findAwaitedLines(
    tx,
    [...inTransit, ...expenses].flatMap(({ purchaseOrderLineId }) => purchaseOrderLineId ?? []),
  )
  const bearers = bearersOf([...expenses, ...charges, ...orderLines.values()])
  return {
    ...{ ...facts, orderLines, receiptLines: await findInvoiceableLines(tx, lineIds) },
    dimensionValues: await findDimensionValues(tx, bearers),
  }
}

/** What a printed credit note is read against. */
export async function readCreditingFacts(
  tx: Tx,
  party: Party,
  { goods }: Pick<CreditNoteInput, 'goods'>,
): Promise<CreditingFacts | CompanyNotReady | SupplierNotFound> {
  const facts = await readPrintedFacts(tx, party, goods)
  if (isRefusal(facts)) return facts
  const lineIds = goods.map(({ purchaseReturnLineId }) => purchaseReturnLineId)
  return { ...facts, returnLines: await findCreditableLines(tx, lineIds) }
}

async function readPrintedFacts(
  tx: Tx,
  { companyId, supplierId }: Party,
  lines: readonly { readonly taxCodeId?: string | null | undefined }[],
): Promise<PrintedFacts | CompanyNotReady | SupplierNotFound> {
  const company = await findCompany(tx, companyId)
  if (!company?.active) return refuse('CompanyNotReady', { companyId })
  const supplier = await findSupplier(tx, supplierId)
  if (!supplier) return refuse('SupplierNotFound', { supplierId })
  const taxCodes = await findTaxCodes(
    tx,
    lines.flatMap(({ taxCodeId }) => taxCodeId ?? []),
  )
  const paymentTerm =
    supplier.paymentTermId === null ? null : ((await findPaymentTerm(tx, supplier.paymentTermId)) ?? null)
  return { supplier, paymentTerm, currency: company.baseCurrency, taxCodes }
}
