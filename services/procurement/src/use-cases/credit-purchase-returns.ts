import { add, formatMoney, isRefusal, sum } from '@erp/values'
import { type CreditNoteInput, type CreditNoteRefused, creditOfOpen } from '../domain/credit-note.ts'
import { invalid } from '../domain/input.ts'
import { lineCountProblem } from '../domain/purchase-order.ts'
import type { CompanyNotReady } from '../domain/replicated-facts.ts'
import type { SupplierNotFound } from '../domain/supplier.ts'
import type { SupplierInvoice, SupplierInvoiceNumberTaken } from '../domain/supplier-invoice.ts'
import { findCreditableLines, uncreditedLineIds } from '../store/creditable-lines.ts'
import type { Unit } from './unit.ts'
import { createSupplierCreditNote } from './write-supplier-invoice.ts'

type ReturnsToCredit = Pick<
  CreditNoteInput,
  'supplierInvoiceNumber' | 'invoicedOn' | 'postedOn' | 'dueOn' | 'exchangeRate'
> & {
  readonly purchaseReturnIds: readonly string[]
}

/**
 * Carries returns after the invoice down into a credit note 下推: a draft of everything of them that is not credited yet, at
 * what the goods left with.
 */
export async function creditPurchaseReturns(
  unit: Unit,
  { purchaseReturnIds, ...head }: ReturnsToCredit,
): Promise<SupplierInvoice | CompanyNotReady | SupplierNotFound | SupplierInvoiceNumberTaken | CreditNoteRefused> {
  const lineIds = await uncreditedLineIds(unit.tx, purchaseReturnIds)
  const problem = lineCountProblem(lineIds.length)
  if (problem) return invalid('purchaseReturnIds', problem === 'EMPTY' ? 'NOTHING_TO_CREDIT' : problem)
  const found = await findCreditableLines(unit.tx, lineIds)
  const lines = lineIds.flatMap((id) => found.get(id) ?? [])
  const [first] = lines
  if (!first) return invalid('purchaseReturnIds', 'NOTHING_TO_CREDIT')
  const { supplierId, orderCurrency: currency } = first.received
  if (lines.some(({ received }) => received.supplierId !== supplierId))
    return invalid('purchaseReturnIds', 'OTHER_SUPPLIER')
  if (lines.some(({ received }) => received.orderCurrency !== currency))
    return invalid('purchaseReturnIds', 'OTHER_CURRENCY')

  const credits = lines.map(creditOfOpen)
  const net = sum(
    credits.map((credit) => credit.net),
    currency,
  )
  const tax = sum(
    credits.map((credit) => credit.tax),
    currency,
  )
  const draft = await createSupplierCreditNote(unit, {
    ...{
      ...head,
      supplierId,
      currency,
      net: formatMoney(net),
      tax: formatMoney(tax),
      gross: formatMoney(add(net, tax)),
    },
    goods: credits.map((credit) => ({ ...credit, net: formatMoney(credit.net), tax: formatMoney(credit.tax) })),
  })
  if (isRefusal(draft) && draft.refusal === 'InvalidInput' && draft.path[1] === 'goods')
    throw new Error(`Returns could not be carried down: ${JSON.stringify(draft)}`)
  return draft
}
