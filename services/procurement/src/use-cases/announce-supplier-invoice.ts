import { type PayloadOf, supplierInvoiceCancelled, supplierInvoiceConfirmed } from '@erp/contracts'
import { emit } from '@erp/messaging'
import {
  formatMoney,
  formatQuantity,
  type Money,
  negate,
  negateQuantity,
  type Quantity,
  writeInstalments,
  zero,
} from '@erp/values'
import { isForeign, reversesEstimate } from '../domain/confirm-invoice.ts'
import type { ItemFacts } from '../domain/replicated-facts.ts'
import {
  goodsOf,
  type InvoiceableLine,
  type SupplierInvoice,
  type SupplierInvoiceKind,
  type SupplierInvoiceLine,
  transitOf,
} from '../domain/supplier-invoice.ts'
import { findInvoiceableLines } from '../store/invoiceable-lines.ts'
import { findItems, findTaxCodeNames } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

type Told = PayloadOf<typeof supplierInvoiceConfirmed>

/** Tells finance that an invoice counts (P2, P9), or a credit note (P5, all of it in red), or that it was taken back. */
export async function announceSupplierInvoice(
  unit: Unit,
  invoice: SupplierInvoice,
  fact: 'CONFIRMED' | 'CANCELLED',
): Promise<void> {
  const receiptLines = await findInvoiceableLines(
    unit.tx,
    goodsOf(invoice).map(({ goodsReceiptLineId }) => goodsReceiptLineId),
  )
  const taxCodes = await findTaxCodeNames(
    unit.tx,
    invoice.lines.map(({ taxCodeId }) => taxCodeId),
  )
  const items = await findItems(
    unit.tx,
    transitOf(invoice).map(({ itemId }) => itemId),
  )
  const { kind } = invoice
  const { amount } = signed(kind)
  const payload: Told = {
    ...{ companyId: invoice.companyId, supplierInvoiceId: invoice.id, number: invoice.number, kind },
    ...{ supplierId: invoice.supplierId, supplierInvoiceNumber: invoice.supplierInvoiceNumber },
    ...{ invoicedOn: invoice.invoicedOn, postedOn: invoice.postedOn, dueOn: invoice.dueOn, currency: invoice.currency },
    ...(invoice.instalments.length === 0 ? {} : { instalments: writeInstalments(invoice.instalments) }),
    ...{ net: amount(invoice.net), tax: amount(invoice.tax), gross: amount(invoice.gross) },
    ...(invoice.exchangeRate === null
      ? {}
      : { printedCurrency: invoice.printedCurrency, exchangeRate: invoice.exchangeRate.toFixed() }),
    lines: invoice.lines.map((line) =>
      toTold(line, { ...signed(kind), foreign: isForeign(invoice) }, { receiptLines, taxCodes, items }),
    ),
  }
  const contract = fact === 'CONFIRMED' ? supplierInvoiceConfirmed : supplierInvoiceCancelled
  await emit(unit, contract, { aggregateId: invoice.id, payload })
}

/** What a credit note says is told in red. */
function signed(kind: SupplierInvoiceKind) {
  const red = kind === 'CREDIT_NOTE'
  return {
    amount: (money: Money) => formatMoney(red ? negate(money) : money),
    quantity: (quantity: Quantity) => formatQuantity(red ? negateQuantity(quantity) : quantity),
  }
}

/** What the ids of lines stand for. */
interface NamedByLines {
  readonly receiptLines: ReadonlyMap<string, InvoiceableLine>
  readonly taxCodes: ReadonlyMap<string, string>
  readonly items: ReadonlyMap<string, ItemFacts>
}

function toTold(
  line: SupplierInvoiceLine,
  { amount, quantity, foreign }: ReturnType<typeof signed> & { readonly foreign: boolean },
  { receiptLines, taxCodes, items }: NamedByLines,
): Told['lines'][number] {
  const { id: lineId, kind, net, tax, taxCodeId } = line
  const taxCode = taxCodes.get(taxCodeId)
  if (taxCode === undefined) throw new Error(`The VAT code ${taxCodeId} of an invoice is not known`)
  const printed = { printedNet: amount(line.printed.net), printedTax: amount(line.printed.tax) }
  const shared = { lineId, kind, net: amount(net), tax: amount(tax), taxCode, ...(foreign ? printed : {}) }
  if (line.kind === 'IN_TRANSIT') {
    const item = items.get(line.itemId)
    if (!item) throw new Error(`The item ${line.itemId} of an invoice is not known`)
    return {
      ...{ ...shared, goodsReceiptId: null, goodsReceiptLineId: null, itemId: line.itemId, itemClass: item.itemClass },
      ...{ warehouseId: null, valuationAreaId: null, quantity: quantity(line.baseQuantity) },
      ...{ cleared: formatMoney(zero(net.currency)), expenseType: null, purchaseOrderLineId: line.purchaseOrderLineId },
    }
  }
  if (line.kind !== 'GOODS')
    return {
      ...{ ...shared, goodsReceiptId: null, goodsReceiptLineId: null, itemId: null, itemClass: 'SERVICE' },
      ...{ warehouseId: null, valuationAreaId: null, quantity: null, cleared: formatMoney(zero(net.currency)) },
      expenseType: line.expenseType,
      ...(line.purchaseOrderLineId === null ? {} : { purchaseOrderLineId: line.purchaseOrderLineId }),
      ...(line.departmentId === null ? {} : { departmentId: line.departmentId }),
      ...(line.projectId === null ? {} : { projectId: line.projectId }),
    }
  const {
    goodsReceiptId,
    goodsReceiptLineId,
    purchaseReturnLineId,
    itemId,
    matchedBaseQuantity,
    cleared,
    exchangeDifference,
  } = line
  const received = receiptLines.get(goodsReceiptLineId)
  if (!received?.item || !matchedBaseQuantity || !cleared || !exchangeDifference)
    throw new Error(`The invoice line ${lineId} is not matched`)
  const { warehouseId, valuationAreaId, item } = received
  return {
    ...{
      ...shared,
      goodsReceiptId,
      goodsReceiptLineId,
      itemId,
      itemClass: item.itemClass,
      warehouseId,
      valuationAreaId,
    },
    ...{ quantity: quantity(matchedBaseQuantity), cleared: amount(cleared), expenseType: null },
    ...(foreign ? { exchangeDifference: amount(exchangeDifference) } : {}),
    ...(purchaseReturnLineId === null ? {} : { purchaseReturnLineId }),
    ...(reversesEstimate(line, received) ? { reversesEstimate: true } : {}),
  }
}
