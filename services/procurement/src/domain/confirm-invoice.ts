import { type ApprovalDecision, add, decisionOn, isZero, type Money, refuse, subtract } from '@erp/values'
import { changedWhileWaiting, newApproval } from './document-approval.ts'
import type { Match } from './match-invoice.ts'
import type { Printed } from './printed-invoice.ts'
import type { ReturnRefusal } from './purchase-return.ts'
import {
  type GoodsLine,
  goodsOf,
  type InvoiceableLine,
  type MatchDifference,
  type SupplierInvoice,
  type SupplierInvoiceStatus,
  type SupplierInvoiceStatusWrong,
} from './supplier-invoice.ts'

/** Refuses an invoice that stands where nobody can do this to it. */
export function requireInvoiceIn(
  { status }: SupplierInvoice,
  ...expected: readonly SupplierInvoiceStatus[]
): SupplierInvoiceStatusWrong | undefined {
  return expected.includes(status) ? undefined : refuse('SupplierInvoiceStatusWrong', { status })
}

/** Whether somebody, or those who approve, let exactly these differences pass. */
export function isReleased(invoice: SupplierInvoice, found: readonly MatchDifference[]): boolean {
  return (invoice.releasedBy !== null || invoice.approval?.state === 'APPROVED') && differsSo(invoice, found)
}

/** Whether it is outside its tolerances just as it was found last. */
export function differsSo(invoice: SupplierInvoice, found: readonly MatchDifference[]): boolean {
  return textOf(found) === textOf(invoice.differences)
}

function textOf(differences: readonly MatchDifference[]): string {
  return differences
    .map(({ lineNumber, kind, expected, invoiced, allowed }) =>
      [lineNumber, kind, expected, invoiced, allowed].join(' '),
    )
    .join('\n')
}

/** Somebody has to look at the differences: nothing is matched until they are let pass. */
export function hold(invoice: SupplierInvoice, { differences }: Match, submittedBy: string): SupplierInvoice {
  return {
    ...unmatched(invoice),
    ...{ status: 'HELD', differences, submittedBy, refusal: null, releasedBy: null, releaseReason: null },
    approval: null,
  }
}

/** A held invoice that those who approve are asked to let pass. */
export function awaitRelease(
  held: SupplierInvoice,
  submission: { readonly approvalId: string; readonly submittedBy: string },
  now: Date,
): SupplierInvoice {
  return { ...held, approval: newApproval(submission, now) }
}

/**
 * What was decided about the differences of a held invoice; undefined when it waits for something else by now, or for nothing.
 * One that may pass is still to be confirmed, and says that something is in the way until it is.
 */
export function decideRelease(
  invoice: SupplierInvoice,
  decision: ApprovalDecision,
  now: Date,
): SupplierInvoice | undefined {
  const approval = decisionOn(invoice, decision, now)
  if (!approval) return undefined
  const refusal = approval.state === 'APPROVED' ? { reason: 'APPROVED_NOT_CONFIRMED', facts: {} } : null
  return { ...invoice, approval, refusal }
}

/** An invoice that says something else now is a draft; what was decided, or is still to be, is not about it any more. */
export function rewrittenInvoice(
  invoice: SupplierInvoice,
  content: Printed,
  reason: string,
  now: Date,
): SupplierInvoice {
  const outdated = changedWhileWaiting(invoice, reason, now).approval
  const approval = outdated?.state === 'APPROVED' ? null : outdated
  return { ...invoice, ...content, status: 'DRAFT', approval, submittedBy: approval?.submittedBy ?? null }
}

/** What an invoice becomes once it is matched: it counts, or inventory first bears its price difference. */
export function accept(
  invoice: SupplierInvoice,
  { lines, variance, differences }: Match,
  by: { readonly submittedBy: string; readonly sagaId: string; readonly now: Date },
): SupplierInvoice {
  const approval = invoice.approval?.state === 'APPROVED' && differences.length > 0 ? invoice.approval : null
  const matched = { ...invoice, lines, variance, differences, approval, refusal: null, submittedBy: by.submittedBy }
  return needsInventory(matched)
    ? { ...matched, status: 'CONFIRMING', sagaId: by.sagaId }
    : { ...matched, status: 'CONFIRMED', confirmedAt: by.now }
}

/** Whether a line charges other than its receipt, even when the differences of all lines cancel out. */
export function needsInventory(invoice: SupplierInvoice): boolean {
  return goodsOf(invoice).some((line) => line.cleared !== null && !isZero(chargedBeyond(line)))
}

/** What a matched line charges beyond what it clears and what the exchange rate makes of that. */
export function chargedBeyond({ id, net, cleared, exchangeDifference }: GoodsLine): Money {
  if (cleared === null || exchangeDifference === null) throw new Error(`The invoice line ${id} is not matched`)
  return subtract(net, add(cleared, exchangeDifference))
}

/** Whether it is printed in another currency than that of the books. */
export function isForeign({ exchangeRate }: Pick<SupplierInvoice, 'exchangeRate'>): boolean {
  return exchangeRate !== null
}

/** Whether a line of goods takes their receipt's estimate back in red 单到冲回; what a credit note credits was taken back before. */
export function reversesEstimate(
  { purchaseReturnLineId }: Pick<GoodsLine, 'purchaseReturnLineId'>,
  { estimateMode }: Pick<InvoiceableLine, 'estimateMode'>,
): boolean {
  return purchaseReturnLineId === null && estimateMode === 'AT_INVOICE'
}

/** How many vouchers say what an invoice does: its own, and that of its price difference. */
export function vouchersOf(invoice: SupplierInvoice): number {
  return needsInventory(invoice) ? 2 : 1
}

/** Inventory could not bear the difference: what was matched is free again, and a clerk sees why. */
export function refuseInvoice(invoice: SupplierInvoice, refusal: ReturnRefusal): SupplierInvoice {
  return { ...unmatched(invoice), status: 'REFUSED', refusal }
}

function unmatched(invoice: SupplierInvoice): SupplierInvoice {
  const lines = invoice.lines.map((line) =>
    line.kind === 'GOODS' ? { ...line, matchedBaseQuantity: null, cleared: null, exchangeDifference: null } : line,
  )
  return { ...invoice, lines, variance: null }
}
