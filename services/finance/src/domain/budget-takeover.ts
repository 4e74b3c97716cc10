import type { Decimal, Period } from '@erp/values'
import type { AskedOfItem } from './budget-check.ts'
import { openOf, type Progress } from './budget-progress.ts'

/** So much of what the line of another document asked for comes through a line of this one, in base units. */
export type Takeover = {
  readonly lineId: string
  readonly fromDocumentId: string
  readonly fromLineId: string
  readonly quantity: Decimal
}

/** A reservation that lines of a document take over, with what lines of other documents have of it. */
export type TakenReservation = {
  readonly id: string
  readonly lineId: string
  readonly budgetItemId: string | null
  readonly period: Period
  readonly amount: bigint
  readonly progress: Progress
  readonly ended: boolean
  readonly takenByOthers: Decimal
}

/** How much of each reservation is taken once a document takes so much, and what that lets go of items; negative: takes back. */
export function takeOver(
  reservations: readonly TakenReservation[],
  takeovers: readonly Takeover[],
): { readonly taken: readonly { id: string; taken: Decimal }[]; readonly letGo: readonly AskedOfItem[] } {
  const byLine = Map.groupBy(takeovers, ({ fromLineId }) => fromLineId)
  const after = reservations.map((reservation) => ({
    ...reservation,
    taken: (byLine.get(reservation.lineId) ?? []).reduce(
      (total, { quantity }) => total.plus(quantity),
      reservation.takenByOthers,
    ),
  }))
  return {
    taken: after.map(({ id, taken }) => ({ id, taken })),
    letGo: after.flatMap(({ budgetItemId: itemId, period, amount, progress, ended, taken }): AskedOfItem[] =>
      itemId === null || ended
        ? []
        : [{ itemId, period, amount: openOf(amount, progress) - openOf(amount, { ...progress, taken }) }],
    ),
  }
}
