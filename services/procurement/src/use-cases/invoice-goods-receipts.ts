import { add, formatMoney, isRefusal, sum } from '@erp/values'
import type { InvoiceDraftRefused, InvoiceInput } from '../domain/draft-invoice.ts'
import { invalid } from '../domain/input.ts'
import { chargeOfOpen } from '../domain/match-invoice.ts'
import { lineCountProblem } from '../domain/purchase-order.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { SupplierNotFound } from '../domain/supplier.ts'
import type { SupplierInvoice, SupplierInvoiceNumberTaken } from '../domain/supplier-invoice.ts'
import { findInvoiceableLines, uninvoicedLineIds } from '../store/invoiceable-lines.ts'
import type { Unit } from './unit.ts'
import { createSupplierInvoice } from './write-supplier-invoice.ts'

/** What is known of an invoice beside its goods. */
export type ReceiptsToInvoice = Pick<
  InvoiceInput,
  'supplierInvoiceNumber' | 'invoicedOn' | 'postedOn' | 'dueOn' | 'exchangeRate'
> & {
  readonly goodsReceiptIds: readonly string[]
}

/**
 * Carries receipts down into an invoice 下推: a draft of everything of them that is not invoiced yet, at the order's prices
 * and tax rates, for a person to set right by what is printed.
 */
export async function invoiceGoodsReceipts(
  unit: Unit,
  { goodsReceiptIds, ...head }: ReceiptsToInvoice,
): Promise<SupplierInvoice | CompanyNotReady | SupplierNotFound | SupplierInvoiceNumberTaken | InvoiceDraftRefused> {
  const lineIds = await uninvoicedLineIds(unit.tx, goodsReceiptIds)
  const problem = lineCountProblem(lineIds.length)
  if (problem) return invalid('goodsReceiptIds', problem === 'EMPTY' ? 'NOTHING_TO_INVOICE' : problem)
  const found = await findInvoiceableLines(unit.tx, lineIds)
  const lines = lineIds.flatMap((id) => found.get(id) ?? [])
  const [first] = lines
  if (!first) return invalid('goodsReceiptIds', 'NOTHING_TO_INVOICE')
  if (lines.some((line) => line.orderCurrency !== first.orderCurrency))
    return invalid('goodsReceiptIds', 'OTHER_CURRENCY')
  if (lines.some((line) => line.supplierId !== first.supplierId)) return invalid('goodsReceiptIds', 'OTHER_SUPPLIER')

  const charges = lines.map(chargeOfOpen)
  const net = sum(
    charges.map((charge) => charge.net),
    first.orderCurrency,
  )
  const tax = sum(
    charges.map((charge) => charge.tax),
    first.orderCurrency,
  )
  const draft = await createSupplierInvoice(unit, {
    ...{
      ...head,
      supplierId: first.supplierId,
      currency: first.orderCurrency,
      inTransit: [],
      expenses: [],
      charges: [],
    },
    ...{ net: formatMoney(net), tax: formatMoney(tax), gross: formatMoney(add(net, tax)) },
    goods: charges.map((charge) => ({ ...charge, net: formatMoney(charge.net), tax: formatMoney(charge.tax) })),
  })
  if (isRefusal(draft) && draft.refusal === 'InvalidInput' && draft.path[1] === 'goods')
    throw new Error(`Receipts could not be carried down: ${JSON.stringify(draft)}`)
  return draft
}
