import { isAuthor, isRefusal, newId, refuse } from '@erp/values'
import { accept, hold, isReleased, requireInvoiceIn, vouchersOf } from '../domain/confirm-invoice.ts'
import { type InvalidInput, invalid, requireVersion, type StaleVersion, textProblem } from '../domain/input.ts'
import type { NotPostable, ServiceAccountRuleMissing } from '../domain/posting-readiness.ts'
import {
  goodsOf,
  type ReleaseNeedsAnother,
  type SupplierInvoice,
  type SupplierInvoiceNotFound,
  type SupplierInvoiceStatusWrong,
} from '../domain/supplier-invoice.ts'
import { openLegs } from '../store/document-legs.ts'
import { takeMatched } from '../store/matched-goods.ts'
import { lockSupplierInvoice, saveSupplierInvoice } from '../store/supplier-invoices.ts'
import { announceSupplierInvoice } from './announce-supplier-invoice.ts'
import { matchPrinted, type NotMatched } from './match-printed.ts'
import { estimateAnewForTaking } from './turn-receipt-estimates.ts'
import type { Unit } from './unit.ts'
import { whyBearerGone, whyInvoiceNotPostable } from './why-invoice-not-postable.ts'

/** Starts a conversation with inventory about an invoice's price difference, in the transaction of the invoice. */
export type StartInvoiceProcess = (unit: Unit, invoice: SupplierInvoice) => Promise<void>

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
 * if there is one; outside of them it is held, with the differences, for somebody else to let pass.
 */
export async function confirmSupplierInvoice(
  unit: Unit,
  seen: SeenInvoice,
  startBearing: StartInvoiceProcess,
): Promise<Outcome> {
  const invoice = await lockedInvoice(unit, seen)
  if (isRefusal(invoice)) return invoice
  const problem = requireInvoiceIn(invoice, 'DRAFT', 'HELD', 'REFUSED') ?? requireVersion(invoice, seen.expectedVersion)
  return problem ?? submit(unit, invoice, { submittedBy: unit.caller.userId, startBearing })
}

/** Lets the differences of a held invoice pass, with a reason; nobody does so for an invoice they wrote or submitted. */
export async function releaseSupplierInvoice(
  unit: Unit,
  seen: SeenInvoice & { readonly reason: string },
  startBearing: StartInvoiceProcess,
): Promise<Outcome | ReleaseNeedsAnother> {
  const { userId } = unit.caller
  const reasonProblem = textProblem(seen.reason, 200)
  if (reasonProblem) return invalid('reason', reasonProblem)
  const invoice = await lockedInvoice(unit, seen)
  if (isRefusal(invoice)) return invoice
  const problem = requireInvoiceIn(invoice, 'HELD') ?? requireVersion(invoice, seen.expectedVersion)
  if (problem) return problem
  if (isAuthor(invoice, userId) || userId === invoice.submittedBy) return refuse('ReleaseNeedsAnother')
  const released = { ...invoice, releasedBy: userId, releaseReason: seen.reason }
  return submit(unit, released, { submittedBy: invoice.submittedBy ?? invoice.createdBy, startBearing })
}

async function lockedInvoice(
  { tx }: Unit,
  { supplierInvoiceId }: SeenInvoice,
): Promise<SupplierInvoice | SupplierInvoiceNotFound> {
  return (await lockSupplierInvoice(tx, supplierInvoiceId)) ?? refuse('SupplierInvoiceNotFound', { supplierInvoiceId })
}

/** Matches the invoice, and lets it count or holds it. */
async function submit(
  unit: Unit,
  invoice: SupplierInvoice,
  { submittedBy, startBearing }: { readonly submittedBy: string; readonly startBearing: StartInvoiceProcess },
): Promise<SupplierInvoice | Exclude<Outcome, SupplierInvoice>> {
  const { tx, now } = unit
  const found = await matchPrinted(tx, invoice)
  if (isRefusal(found)) return found
  const { match, receiptLines } = found
  const matched = accept(invoice, match, { submittedBy, sagaId: newId(), now })
  const notPostable = (await whyBearerGone(tx, matched)) ?? (await whyInvoiceNotPostable(tx, matched, receiptLines))
  if (notPostable) return notPostable
  if (match.differences.length > 0 && !isReleased(invoice, match.differences))
    return saveSupplierInvoice(tx, hold(invoice, match, submittedBy))

  const saved = await saveSupplierInvoice(tx, matched)
  await takeMatched(tx, saved)
  const notAnew = await estimateAnewForTaking(
    unit,
    goodsOf(saved).map(({ goodsReceiptLineId }) => goodsReceiptLineId),
    { on: saved.postedOn, datePath: 'postedOn', supplierInvoiceId: saved.id, purchaseReturnId: null },
  )
  if (notAnew) return notAnew
  const { id, companyId } = saved
  const vouchers = vouchersOf(saved)
  await openLegs(tx, { id, companyId, type: 'SUPPLIER_INVOICE' }, { LEDGER: vouchers, STOCK: vouchers - 1 })
  if (saved.status === 'CONFIRMING') await startBearing(unit, saved)
  else await announceSupplierInvoice(unit, saved, 'CONFIRMED')
  return saved
}
