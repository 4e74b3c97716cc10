import { isApprovalAsked } from '@erp/service-kit'
import { isAuthor, isRefusal, isWaiting, newId, refuse } from '@erp/values'
import {
  accept,
  awaitRelease,
  differsSo,
  hold,
  isReleased,
  requireInvoiceIn,
  vouchersOf,
} from '../domain/confirm-invoice.ts'
import { type InvalidInput, invalid, requireVersion, type StaleVersion, textProblem } from '../domain/input.ts'
import type { Match } from '../domain/match-invoice.ts'
import type { NotPostable, ServiceAccountRuleMissing } from '../domain/posting-readiness.ts'
import {
  goodsOf,
  type ReleaseDecidedByApproval,
  type ReleaseNeedsAnother,
  type SupplierInvoice,
  type SupplierInvoiceNotFound,
  type SupplierInvoiceStatusWrong,
} from '../domain/supplier-invoice.ts'
import { openLegs } from '../store/document-legs.ts'
import { takeMatched } from '../store/matched-goods.ts'
import { lockSupplierInvoice, saveSupplierInvoice } from '../store/supplier-invoices.ts'
import type { StartWithdrawing } from './amend-purchase-order.ts'
import { announceSupplierInvoice } from './announce-supplier-invoice.ts'
import { matchPrinted, type NotMatched } from './match-printed.ts'
import { estimateAnewForTaking } from './turn-receipt-estimates.ts'
import type { Unit } from './unit.ts'
import { whyBearerGone, whyInvoiceNotPostable } from './why-invoice-not-postable.ts'

/** Starts a conversation with another service about an invoice, in the transaction of the invoice. */
export type StartInvoiceProcess = (unit: Unit, invoice: SupplierInvoice) => Promise<void>

/** What confirming an invoice may begin. */
export interface InvoiceProcesses {
  /** Lets stock bear its price difference. */
  readonly startBearing: StartInvoiceProcess
  /** Asks those who approve to let its differences pass. */
  readonly startApprovingInvoice: StartInvoiceProcess
  readonly startWithdrawing: StartWithdrawing
}

interface SeenInvoice {
  readonly supplierInvoiceId: string
  readonly expectedVersion: number
}

type Outcome =
  | SupplierInvoice
  | SupplierInvoiceNotFound
  | SupplierInvoiceStatusWrong
  | StaleVersion
  | NotMatched
  | InvalidInput
  | NotPostable
  | ServiceAccountRuleMissing

/**
 * Holds an invoice against order and receipt, a credit note against what went back. Within the tolerances it counts, once inventory has borne its price difference
 * if there is one; outside of them it is held, with the differences, for somebody else to let pass, or for those who approve where
 * the company has such invoices approved.
 */
export async function confirmSupplierInvoice(
  unit: Unit,
  seen: SeenInvoice,
  processes: InvoiceProcesses,
): Promise<Outcome> {
  const invoice = await lockedInvoice(unit, seen)
  if (isRefusal(invoice)) return invoice
  const problem = requireInvoiceIn(invoice, 'DRAFT', 'HELD', 'REFUSED') ?? requireVersion(invoice, seen.expectedVersion)
  return problem ?? submitInvoice(unit, invoice, unit.caller.userId, processes)
}

/** Lets the differences of a held invoice pass, with a reason; nobody does so for an invoice they wrote or submitted. */
export async function releaseSupplierInvoice(
  unit: Unit,
  seen: SeenInvoice & { readonly reason: string },
  processes: InvoiceProcesses,
): Promise<Outcome | ReleaseNeedsAnother | ReleaseDecidedByApproval> {
  const { userId } = unit.caller
  const reasonProblem = textProblem(seen.reason, 200)
  if (reasonProblem) return invalid('reason', reasonProblem)
  const invoice = await lockedInvoice(unit, seen)
  if (isRefusal(invoice)) return invoice
  const problem = requireInvoiceIn(invoice, 'HELD') ?? requireVersion(invoice, seen.expectedVersion)
  if (problem) return problem
  if (invoice.approval || (await isApprovalAsked(unit.tx, invoice.companyId, 'SUPPLIER_INVOICE')))
    return refuse('ReleaseDecidedByApproval', { supplierInvoiceId: invoice.id })
  if (isAuthor(invoice, userId) || userId === invoice.submittedBy) return refuse('ReleaseNeedsAnother')
  const released = { ...invoice, releasedBy: userId, releaseReason: seen.reason }
  return submitInvoice(unit, released, invoice.submittedBy ?? invoice.createdBy, processes)
}

async function lockedInvoice(
  { tx }: Unit,
  { supplierInvoiceId }: SeenInvoice,
): Promise<SupplierInvoice | SupplierInvoiceNotFound> {
  return (await lockSupplierInvoice(tx, supplierInvoiceId)) ?? refuse('SupplierInvoiceNotFound', { supplierInvoiceId })
}

/** Matches the invoice, and lets it count or holds it. */
export async function submitInvoice(
  unit: Unit,
  invoice: SupplierInvoice,
  submittedBy: string,
  processes: InvoiceProcesses,
): Promise<SupplierInvoice | Exclude<Outcome, SupplierInvoice>> {
  const { tx, now } = unit
  const found = await matchPrinted(tx, invoice)
  if (isRefusal(found)) return found
  const { match, receiptLines } = found
  const matched = accept(invoice, match, { submittedBy, sagaId: newId(), now })
  const notPostable = (await whyBearerGone(tx, matched)) ?? (await whyInvoiceNotPostable(tx, matched, receiptLines))
  if (notPostable) return notPostable
  if (match.differences.length > 0 && !isReleased(invoice, match.differences))
    return holdOrAsk(unit, invoice, { match, submittedBy }, processes)

  await withdrawRequest(unit, invoice, 'Within its tolerances by now', processes.startWithdrawing)
  const saved = await saveSupplierInvoice(tx, matched)
  await takeMatched(tx, saved)
  const notAnew = await estimateAnewForTaking(
    unit,
    goodsOf(saved).map(({ goodsReceiptLineId }) => goodsReceiptLineId),
    {
      ...{ on: saved.postedOn, datePath: 'postedOn', supplierInvoiceId: saved.id, purchaseReturnId: null },
      ...{ companyId: saved.companyId, createdBy: submittedBy },
    },
  )
  if (notAnew) return notAnew
  const { id, companyId } = saved
  const vouchers = vouchersOf(saved)
  await openLegs(tx, { id, companyId, type: 'SUPPLIER_INVOICE' }, { LEDGER: vouchers, STOCK: vouchers - 1 })
  if (saved.status === 'CONFIRMING') await processes.startBearing(unit, saved)
  else await announceSupplierInvoice(unit, saved, 'CONFIRMED')
  return saved
}

/**
 * Holds it for somebody to let pass. Where the company has such invoices approved, those who approve are asked; one that lies with
 * them as it is goes on waiting.
 */
async function holdOrAsk(
  unit: Unit,
  invoice: SupplierInvoice,
  { match, submittedBy }: { readonly match: Match; readonly submittedBy: string },
  { startApprovingInvoice, startWithdrawing }: InvoiceProcesses,
): Promise<SupplierInvoice> {
  const { tx, now } = unit
  const asked = await isApprovalAsked(tx, invoice.companyId, 'SUPPLIER_INVOICE')
  if (asked && invoice.approval?.state === 'PENDING' && differsSo(invoice, match.differences)) return invoice
  await withdrawRequest(unit, invoice, 'Submitted anew', startWithdrawing)
  const held = hold(invoice, match, submittedBy)
  if (!asked) return saveSupplierInvoice(tx, held)
  const waiting = await saveSupplierInvoice(tx, awaitRelease(held, { approvalId: newId(), submittedBy }, now))
  await startApprovingInvoice(unit, waiting)
  return waiting
}

/** Nobody decides about an invoice any more that does not wait for it. */
export async function withdrawRequest(
  unit: Unit,
  { id, companyId, approval }: SupplierInvoice,
  reason: string,
  startWithdrawing: StartWithdrawing,
): Promise<void> {
  if (isWaiting(approval)) await startWithdrawing(unit, { id, companyId }, { approvalId: approval.id, reason })
}
