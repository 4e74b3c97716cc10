import type { Currency } from '@erp/values'
import {
  add,
  addQuantity,
  type Money,
  money,
  type Quantity,
  subtract,
  subtractQuantity,
  zeroQuantity,
} from '@erp/values'
import type { StockEventKind } from './stock-document.ts'

/** A quantity and what it is worth; the value is null where only quantities are told apart. */
export type SummaryFigure = { readonly quantity: Quantity; readonly value: Money | null }

/** What one kind of event brought in and took out; what was taken back is negative on its own side. */
export type KindOfMovement = {
  readonly eventKind: StockEventKind
  readonly received: SummaryFigure
  readonly issued: SummaryFigure
}

/** What there was before some months, what moved in them and what was left 收发存: opening + in − out = closing. */
export type MovementSummary = {
  readonly opening: SummaryFigure
  readonly received: SummaryFigure
  readonly issued: SummaryFigure
  readonly closing: SummaryFigure
  readonly kinds: readonly KindOfMovement[]
}

export function summaryOf(
  opening: SummaryFigure,
  kinds: readonly KindOfMovement[],
  currency: Currency,
): MovementSummary {
  const nothing = { quantity: zeroQuantity, value: opening.value && money(0n, currency) }
  const received = kinds.reduce<SummaryFigure>((sum, kind) => plus(sum, kind.received), nothing)
  const issued = kinds.reduce<SummaryFigure>((sum, kind) => plus(sum, kind.issued), nothing)
  return { opening, received, issued, closing: minus(plus(opening, received), issued), kinds }
}

export function plus(one: SummaryFigure, other: SummaryFigure): SummaryFigure {
  return {
    quantity: addQuantity(one.quantity, other.quantity),
    value: one.value && other.value && add(one.value, other.value),
  }
}

export function minus(one: SummaryFigure, other: SummaryFigure): SummaryFigure {
  return {
    quantity: subtractQuantity(one.quantity, other.quantity),
    value: one.value && other.value && subtract(one.value, other.value),
  }
}
