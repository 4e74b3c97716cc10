import {
  add,
  type BusinessDate,
  formatQuantity,
  isRefusal,
  type Money,
  portion,
  type Refusal,
  refuse,
  subtract,
  subtractQuantity,
  sum,
  taxOnNet,
} from '@erp/values'
import type { InvoiceDraftRefused } from './draft-invoice.ts'
import type { ValuedQuantity } from './goods-receipt.ts'
import { at, invalid } from './input.ts'
import { differencesOfGoods, differencesOfTax, exchangeDifferenceOf, type Match, nextPortion } from './match-invoice.ts'
import {
  type Denomination,
  type Printed,
  type PrintedAmounts,
  type PrintedFacts,
  type PrintedHead,
  readAmounts,
  readHead,
  readTaxOfGoods,
  readTotals,
} from './printed-invoice.ts'
import { lineCountProblem } from './purchase-order.ts'
import type { PurchaseReturnLine } from './purchase-return.ts'
import { readGoodsQuantity } from './return-goods.ts'
import type { GoodsLine, InvoiceableLine, MatchDifference, SupplierInvoice } from './supplier-invoice.ts'
import type { ToleranceOf } from './tolerance-rule.ts'

/** Goods that went back after their invoice, as the supplier credits them. */
export interface CreditableLine extends PurchaseReturnLine {
  readonly clearingValue: Money
  readonly credited: ValuedQuantity
  readonly returnedOn: BusinessDate
  /** The receipt line they had arrived on. */
  readonly received: InvoiceableLine
}

export interface CreditInput extends PrintedAmounts {
  readonly purchaseReturnLineId: string
  readonly quantity: string
  /** Left out: the return line's unit. */
  readonly unit?: string | null | undefined
  /** Left out: the order line's. */
  readonly taxCodeId?: string | null | undefined
}

/** What a person reads off a supplier's credit note 红字发票; amounts and quantities as they are credited. */
export interface CreditNoteInput extends PrintedHead {
  readonly goods: readonly CreditInput[]
}

export interface CreditingFacts extends PrintedFacts {
  readonly returnLines: ReadonlyMap<string, CreditableLine>
}

export type PurchaseReturnLineNotFound = Refusal<
  'PurchaseReturnLineNotFound',
  { purchaseReturnLineId: string; path: readonly string[] }
>
/** All of the return line is credited. */
export type NothingToCredit = Refusal<
  'NothingToCredit',
  { purchaseReturnLineId: string; returned: string; credited: string; path: readonly string[] }
>
export type CreditNoteRefused =
  | Exclude<InvoiceDraftRefused, { refusal: 'GoodsReceiptLineNotFound' | 'NothingToInvoice' }>
  | PurchaseReturnLineNotFound
  | NothingToCredit

/** What of a return line the supplier still owes. */
export function uncreditedOf({
  baseQuantity,
  clearingValue,
  credited,
}: Pick<CreditableLine, 'baseQuantity' | 'clearingValue' | 'credited'>): ValuedQuantity {
  return {
    quantity: subtractQuantity(baseQuantity, credited.quantity),
    value: subtract(clearingValue, credited.value),
  }
}

/** A credit note as it was printed, and as it stands in the books; nothing is matched yet. */
export function readCreditNote(
  input: CreditNoteInput,
  { id, newLineId }: { readonly id: string; readonly newLineId: () => string },
  facts: CreditingFacts,
): Printed | CreditNoteRefused {
  const head = readHead(input, facts)
  if (isRefusal(head)) return head
  const problem = lineCountProblem(input.goods.length)
  if (problem) return invalid('goods', problem)
  const lines: GoodsLine[] = []
  const seen = new Set<string>()
  for (const [index, wanted] of input.goods.entries()) {
    const path = `goods.${index}`
    if (seen.has(wanted.purchaseReturnLineId)) return invalid(`${path}.purchaseReturnLineId`, 'NAMED_TWICE')
    seen.add(wanted.purchaseReturnLineId)
    const line = readCredit(wanted, path, head, facts)
    if (isRefusal(line)) return line
    lines.push({ id: newLineId(), supplierInvoiceId: id, lineNumber: index + 1, ...line })
  }
  const totals = readTotals(input, lines, head)
  return isRefusal(totals) ? totals : { ...head, kind: 'CREDIT_NOTE', ...totals, lines }
}

function readCredit(
  wanted: CreditInput,
  path: string,
  head: Denomination & { readonly postedOn: BusinessDate },
  facts: CreditingFacts,
) {
  const { purchaseReturnLineId } = wanted
  const linePath = `${path}.purchaseReturnLineId`
  const returned = facts.returnLines.get(purchaseReturnLineId)
  if (!returned) return returnLineNotFound(purchaseReturnLineId, linePath)
  const { received, goodsReceiptId, goodsReceiptLineId, itemId } = returned
  if (received.supplierId !== facts.supplier.id) return invalid(linePath, 'OTHER_SUPPLIER')
  if (received.orderCurrency !== head.printedCurrency) return invalid(linePath, 'ORDER_IN_OTHER_CURRENCY')
  if (head.postedOn < returned.returnedOn) return invalid('postedOn', 'BEFORE_THE_RETURN')
  if (!uncreditedOf(returned).quantity.gt(0)) return nothingToCredit(returned, linePath)

  const quantity = readGoodsQuantity(received, { ...wanted, unit: wanted.unit ?? returned.unit }, path)
  if (isRefusal(quantity)) return quantity
  const tax = readTaxOfGoods(wanted.taxCodeId, received, path, facts)
  if (isRefusal(tax)) return tax
  const amounts = readAmounts(wanted, path, head)
  if (isRefusal(amounts)) return amounts
  return {
    ...{ kind: 'GOODS', goodsReceiptId, goodsReceiptLineId, purchaseReturnLineId, itemId, ...quantity, ...tax },
    ...{ ...amounts, matchedBaseQuantity: null, cleared: null, exchangeDifference: null },
  } satisfies Omit<GoodsLine, 'id' | 'supplierInvoiceId' | 'lineNumber'>
}

/**
 * Each line takes what its return line still has, and clears its share of what the goods left with, so that the last credit
 * note takes exactly the rest (P5). Whatever it credits less than that is a difference of exchange as far as the rate has
 * moved, and else a price variance. `returnLines` are locked by the caller.
 */
export function matchCreditNote(
  creditNote: SupplierInvoice,
  returnLines: ReadonlyMap<string, CreditableLine>,
  toleranceOf: ToleranceOf,
): Match | PurchaseReturnLineNotFound | NothingToCredit {
  const lines: GoodsLine[] = []
  const variances: Money[] = []
  const differences: MatchDifference[] = []
  for (const line of creditLinesOf(creditNote)) {
    const { purchaseReturnLineId, baseQuantity } = line
    const path = `goods.${line.lineNumber - 1}.purchaseReturnLineId`
    const returned = returnLines.get(purchaseReturnLineId)
    if (!returned) return returnLineNotFound(purchaseReturnLineId, path)
    const open = uncreditedOf(returned)
    if (!open.quantity.gt(0)) return nothingToCredit(returned, path)

    const matchedBaseQuantity = baseQuantity.lt(open.quantity) ? baseQuantity : open.quantity
    const cleared = portion(open.value, matchedBaseQuantity, open.quantity)
    const taken = returned.credited.quantity
    const charged = returned.charged ?? { value: returned.clearingValue, rate: null }
    const value = nextPortion(charged.value, { taken, part: matchedBaseQuantity, of: returned.baseQuantity })
    const exchangeDifference = exchangeDifferenceOf(creditNote, { ...charged, value }, cleared)
    const owed = returned.charged
      ? nextPortion(charged.value, { taken, part: open.quantity, of: returned.baseQuantity })
      : open.value
    const expected = { quantity: open.quantity, value: portion(owed, baseQuantity, open.quantity) }
    const tolerance = toleranceOf(line.itemId)
    differences.push(...differencesOfTax(line, creditNote, tolerance), ...differencesOfGoods(line, expected, tolerance))
    variances.push(subtract(add(cleared, exchangeDifference), line.net))
    lines.push({ ...line, matchedBaseQuantity, cleared, exchangeDifference })
  }
  return { lines, variance: sum(variances, creditNote.currency), differences }
}

type CreditLine = GoodsLine & { readonly purchaseReturnLineId: string }

/** The lines of a credit note, each with the return line it credits. */
export function creditLinesOf({ id, lines }: Pick<SupplierInvoice, 'id' | 'lines'>): CreditLine[] {
  return lines.map((line) => {
    if (line.kind !== 'GOODS' || line.purchaseReturnLineId === null)
      throw new Error(`A line of the credit note ${id} names no goods that went back`)
    return { ...line, purchaseReturnLineId: line.purchaseReturnLineId }
  })
}

/** All that is open of a return line as a credit note for it would say: in the line's unit while nothing is credited. */
export function creditOfOpen(line: CreditableLine) {
  const { quantity: open, value } = uncreditedOf(line)
  const { item, taxRatePercent } = line.received
  const whole = open.eq(line.baseQuantity)
  const unit = whole || !item ? line.unit : item.baseUnit
  const { charged, credited, baseQuantity } = line
  const net = charged ? nextPortion(charged.value, { taken: credited.quantity, part: open, of: baseQuantity }) : value
  const tax = taxOnNet(net, taxRatePercent)
  return { purchaseReturnLineId: line.id, quantity: formatQuantity(whole ? line.quantity : open), unit, net, tax }
}

function returnLineNotFound(purchaseReturnLineId: string, path: string): PurchaseReturnLineNotFound {
  return at(refuse('PurchaseReturnLineNotFound', { purchaseReturnLineId }), path)
}

function nothingToCredit(line: CreditableLine, path: string): NothingToCredit {
  return at(
    refuse('NothingToCredit', {
      purchaseReturnLineId: line.id,
      returned: formatQuantity(line.baseQuantity),
      credited: formatQuantity(line.credited.quantity),
    }),
    path,
  )
}
