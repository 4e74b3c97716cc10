import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, Decimal, periodOf, refuse } from '@erp/values'
import type { BudgetExceeded, BudgetShortage } from '../domain/budget-check.ts'
import { commitmentsOf, type PurchaseLine, type PurchaseRateMissing } from '../domain/purchase-commitment.ts'
import { shareBudgets } from '../store/budget-items.ts'
import {
  type HeldReservation,
  itemsAnsweringFor,
  lockReservations,
  type ReservingDocument,
  rememberVersion,
} from '../store/budget-reservations.ts'
import { rateOn } from '../store/exchange-rates.ts'
import { loadBooksForPreview } from '../store/posting-books.ts'
import { dayOf } from './expense-claim-facts.ts'
import { lookAtBudgets } from './reserve-budget.ts'

/** A purchase as its owner tells of it. */
export type PurchaseToReserve = {
  readonly document: ReservingDocument & { readonly documentVersion: number }
  readonly currency: Currency
  /** Somebody granted it although budgets do not cover it. */
  readonly despiteBudget: boolean
  readonly lines: readonly PurchaseLine[]
}

/**
 * Reserves what a purchase will spend, in place of what it reserved before, and returns what budgets do not cover. It counts in
 * the month it reserved first, whatever it says later. News of a purchase that is older than what was heard of it changes nothing.
 */
export async function reserveForPurchase(
  unit: UnitOfWork,
  { document, currency, despiteBudget, lines }: PurchaseToReserve,
): Promise<readonly BudgetShortage[] | BudgetExceeded | PurchaseRateMissing> {
  const { tx } = unit
  const { companyId, documentId } = document
  const today = dayOf(unit.now)
  await shareBudgets(tx, [companyId])
  const held = await lockReservations(tx, documentId)
  if (held.some(({ documentVersion }) => documentVersion >= document.documentVersion)) return []
  const period = held.find(({ ended }) => !ended)?.period ?? periodOf(today)
  const books = (await loadBooksForPreview(tx, [{ companyId, period }])).get(companyId)
  if (!books) return []

  const rate = currency === books.currency ? new Decimal(1) : await spotRate(unit, companyId, currency)
  const about = { companyId, on: today, rate: rate ?? new Decimal(1), books }
  const wanted = commitmentsOf(lines, about).map(({ progress, ...commitment }) => ({
    ...{ ...commitment, period },
    progress: { ...progress, taken: takenOf(commitment.lineId, held) ?? progress.taken },
  }))
  if (rate === undefined) {
    const { ofWanted } = await itemsAnsweringFor(tx, documentId, wanted)
    const budgeted = ofWanted.some((itemId) => itemId !== null)
    return budgeted && !despiteBudget ? refuse('PurchaseRateMissing', { currency }) : []
  }
  const { shortages, exceeded, keep } = await lookAtBudgets(unit, document, { wanted, currency: books.currency })
  if (exceeded && !despiteBudget) return exceeded
  await keep()
  await rememberVersion(tx, document)
  return shortages
}

/** What is posted for a line that was heard of before. */
function takenOf(lineId: string, held: readonly HeldReservation[]): Decimal | undefined {
  return held.find((reservation) => reservation.lineId === lineId)?.taken
}

async function spotRate({ tx, now }: UnitOfWork, companyId: string, of: Currency): Promise<Decimal | undefined> {
  const rate = await rateOn(tx, companyId, { foreignCurrency: of, rateType: 'SPOT', on: dayOf(now) })
  return rate && new Decimal(rate.rate)
}
