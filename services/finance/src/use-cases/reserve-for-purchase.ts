import type { UnitOfWork } from '@erp/service-kit'
import { type Currency, Decimal, type Period, periodOf, refuse } from '@erp/values'
import type { BudgetExceeded, BudgetShortage } from '../domain/budget-check.ts'
import { type TakenReservation, type Takeover, takeOver } from '../domain/budget-takeover.ts'
import {
  commitmentsOf,
  type PurchaseKind,
  type PurchaseLine,
  type PurchaseRateMissing,
} from '../domain/purchase-commitment.ts'
import { lockItems, shareBudgets } from '../store/budget-items.ts'
import {
  type HeldReservation,
  itemsAnsweringFor,
  lockReservations,
  type ReservingDocument,
  release,
  rememberVersion,
  type WantedReservation,
} from '../store/budget-reservations.ts'
import {
  keepTaken,
  keepTakeovers,
  lockPurchases,
  lockTaken,
  takenOverFrom,
  versionHeardOf,
} from '../store/budget-takeovers.ts'
import { rateOn } from '../store/exchange-rates.ts'
import { loadBooksForPreview } from '../store/posting-books.ts'
import { dayOf } from './expense-claim-facts.ts'
import { lookAtBudgets } from './reserve-budget.ts'

/** A purchase as its owner tells of it. */
export type PurchaseToReserve = {
  readonly document: ReservingDocument & { readonly documentType: PurchaseKind; readonly documentVersion: number }
  readonly currency: Currency
  /** Somebody granted it although budgets do not cover it. */
  readonly despiteBudget: boolean
  readonly lines: readonly PurchaseLine[]
  /** What its lines were asked for with. */
  readonly takesOver: readonly Takeover[]
}

/**
 * Reserves what a purchase will spend, in place of what it reserved before and of what it takes over, and returns what budgets do
 * not cover. It counts in the month it, or what it takes over, reserved first, whatever it says later. News of a purchase that is
 * older than what was heard of it changes nothing.
 */
export async function reserveForPurchase(
  unit: UnitOfWork,
  { document, currency, despiteBudget, lines, takesOver }: PurchaseToReserve,
): Promise<readonly BudgetShortage[] | BudgetExceeded | PurchaseRateMissing> {
  const { tx } = unit
  const { companyId, documentId, documentType: kind } = document
  const today = dayOf(unit.now)
  await shareBudgets(tx, [companyId])
  await lockPurchases(tx, documentId, takesOver)
  const held = await lockReservations(tx, documentId)
  if ((await versionHeardOf(tx, documentId)) >= document.documentVersion) return []
  const period = held.find(({ ended }) => !ended)?.period ?? periodOf(today)
  const books = (await loadBooksForPreview(tx, [{ companyId, period }])).get(companyId)
  if (!books) return []

  const rate = currency === books.currency ? new Decimal(1) : await spotRate(unit, companyId, currency)
  const reservations = await lockTaken(tx, documentId, takesOver)
  const periodOfLine = periodsOf(held, { takesOver, reservations }, period)
  const takenOf = kind === 'PURCHASE_ORDER' ? takenBefore(held) : await takenOverFrom(tx, idsOf(lines))
  const about = { kind, companyId, on: today, rate: rate ?? new Decimal(1), books }
  const wanted = commitmentsOf(lines, about).map(
    ({ progress, ...commitment }): WantedReservation => ({
      ...{ ...commitment, period: periodOfLine(commitment.lineId) },
      progress: { ...progress, taken: takenOf.get(commitment.lineId) ?? progress.taken },
    }),
  )
  if (rate === undefined) {
    const { ofWanted } = await itemsAnsweringFor(tx, documentId, wanted)
    const budgeted = ofWanted.some((itemId) => itemId !== null)
    return budgeted && !despiteBudget ? refuse('PurchaseRateMissing', { currency }) : []
  }
  const { taken, letGo } = takeOver(reservations, takesOver)
  const { shortages, exceeded, keep } = await lookAtBudgets(unit, document, {
    ...{ wanted, currency: books.currency, letGo },
  })
  if (exceeded && !despiteBudget) return exceeded
  await keep()
  await keepTakeovers(tx, document, takesOver)
  await keepTaken(tx, taken)
  await rememberVersion(tx, document)
  return shortages
}

/** Lets go what a purchase holds of budgets; what it took over is reserved again where it was. */
export async function letGoOfPurchase(
  { tx, now }: UnitOfWork,
  { companyId, documentId }: Pick<ReservingDocument, 'companyId' | 'documentId'>,
): Promise<void> {
  await shareBudgets(tx, [companyId])
  await lockPurchases(tx, documentId, [])
  await lockReservations(tx, documentId)
  const { taken, letGo } = takeOver(await lockTaken(tx, documentId, []), [])
  const { held } = await itemsAnsweringFor(tx, documentId, [])
  await lockItems(
    tx,
    [...held, ...letGo].map(({ itemId }) => itemId),
  )
  await release(tx, [documentId], now)
  await keepTakeovers(tx, { companyId, documentId, documentVersion: null }, [])
  await keepTaken(tx, taken)
}

/** The month a line counts in: its own, else that of what it takes over, else that of the document. */
function periodsOf(
  held: readonly HeldReservation[],
  {
    takesOver,
    reservations,
  }: { readonly takesOver: readonly Takeover[]; readonly reservations: readonly TakenReservation[] },
  ofDocument: Period,
): (lineId: string) => Period {
  const ofSource = new Map(reservations.map(({ lineId, period }) => [lineId, period]))
  const taken = takesOver.flatMap(({ lineId, fromLineId }): [string, Period][] => {
    const period = ofSource.get(fromLineId)
    return period === undefined ? [] : [[lineId, period]]
  })
  const own = held.filter(({ ended }) => !ended).map(({ lineId, period }): [string, Period] => [lineId, period])
  const byLine = new Map([...taken, ...own])
  return (lineId) => byLine.get(lineId) ?? ofDocument
}

/** What is posted for lines that were heard of before. */
function takenBefore(held: readonly HeldReservation[]): ReadonlyMap<string, Decimal> {
  return new Map(held.map(({ lineId, taken }) => [lineId, taken]))
}

function idsOf(lines: readonly PurchaseLine[]): string[] {
  return lines.map(({ lineId }) => lineId)
}

async function spotRate({ tx, now }: UnitOfWork, companyId: string, of: Currency): Promise<Decimal | undefined> {
  const rate = await rateOn(tx, companyId, { foreignCurrency: of, rateType: 'SPOT', on: dayOf(now) })
  return rate && new Decimal(rate.rate)
}
