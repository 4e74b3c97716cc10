import { type PayloadOf, salesInvoiceConfirmed, supplierInvoiceConfirmed } from '@erp/contracts'
import type { Caller } from '@erp/service-kit'
import { type BusinessDate, convert, currency, Decimal, formatMoney, isRefusal, newId, parseMoney } from '@erp/values'

type Invoice = PayloadOf<typeof salesInvoiceConfirmed>

const [example] = salesInvoiceConfirmed.examples
const [exampleLine] = example?.lines ?? []

/** An invoice of untaxed lines, due in these parts. */
export function salesInvoiceOf(
  { companyId }: Caller,
  nets: readonly string[],
  instalments: NonNullable<Invoice['instalments']>,
  more: Partial<Invoice> = {},
): Invoice {
  return {
    ...{ ...example, companyId, salesInvoiceId: newId(), customerId: newId(), instalments },
    ...{ invoicedOn: '2026-01-10' as BusinessDate, dueOn: instalments.at(-1)?.dueOn },
    lines: nets.map((net) => ({ ...exampleLine, lineId: newId(), net, tax: '0.00' })),
    ...more,
  } as Invoice
}

type SupplierInvoice = PayloadOf<typeof supplierInvoiceConfirmed>

const [charged] = supplierInvoiceConfirmed.examples

/** An untaxed expense of a supplier, due in these parts; in another currency at a rate. */
export function supplierInvoiceOf(
  { companyId }: Caller,
  printed: string,
  instalments: NonNullable<SupplierInvoice['instalments']>,
  denomination?: { readonly currency: string; readonly rate: string },
): SupplierInvoice {
  const amount = parseMoney(printed, currency(denomination?.currency ?? 'CNY'))
  if (isRefusal(amount)) throw new Error(`Not an amount: ${printed}`)
  const net = denomination ? formatMoney(convert(amount, new Decimal(denomination.rate), currency('CNY'))) : printed
  const foreign = denomination ? { printedNet: printed, printedTax: '0.00' } : {}
  const line = {
    ...charged?.lines[1],
    lineId: newId(),
    net,
    tax: '0.00',
    taxCode: 'VAT0',
    expenseType: null,
    ...foreign,
  }
  return {
    ...{ ...charged, companyId, supplierInvoiceId: newId(), supplierId: newId(), postedOn: '2026-01-10' },
    ...(denomination ? { printedCurrency: denomination.currency, exchangeRate: denomination.rate } : {}),
    ...{ dueOn: instalments.at(-1)?.dueOn, net, tax: '0.00', gross: net, lines: [line], instalments },
  } as SupplierInvoice
}
