import {
  type BusinessDate,
  type Currency,
  firstDayOf,
  isZero,
  lastDayOf,
  type Money,
  negate,
  type Period,
  periodOf,
  type Refusal,
  refuse,
  sum,
} from '@erp/values'
import { at } from './input.ts'

/**
 * What becomes of a receipt's estimate 暂估: an invoice clears it 单到补差 or takes it back in red 单到冲回, or it is taken back
 * on the 1st of every month and made anew at the end until its invoice comes 月初冲回.
 */
export const estimateModes = ['DIFFERENCE', 'AT_INVOICE', 'MONTH_START'] as const
export type EstimateMode = (typeof estimateModes)[number]

/** What a company chose for receipts of a day and later, until its next choice. */
export interface EstimateChoice {
  readonly companyId: string
  readonly effectiveOn: BusinessDate
  readonly mode: EstimateMode
  readonly chosenBy: string
  readonly chosenAt: Date
}

/** A choice holds for days that neither another choice nor a receipt has come to yet. */
export type EstimateChoiceTooEarly = Refusal<
  'EstimateChoiceTooEarly',
  { effectiveOn: BusinessDate; takenOn: BusinessDate; path: readonly string[] }
>

/** Refuses a choice that would change what receipts were written under. */
export function whyTooEarly(
  effectiveOn: BusinessDate,
  known: { readonly lastChosenFrom: BusinessDate | null; readonly lastReceivedOn: BusinessDate | null },
): EstimateChoiceTooEarly | undefined {
  const [takenOn] = [known.lastChosenFrom, known.lastReceivedOn]
    .flatMap((day) => (day !== null && day >= effectiveOn ? [day] : []))
    .sort()
    .reverse()
  return takenOn === undefined
    ? undefined
    : at(refuse('EstimateChoiceTooEarly', { effectiveOn, takenOn }), 'effectiveOn')
}

/** Estimates are taken back, or made anew. */
export type EstimateTurnKind = 'REVERSAL' | 'ESTIMATE'

/** Estimates of receipts that were taken back on the 1st of a month, or made anew in it 暂估冲回单. */
export interface EstimateTurn {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly kind: EstimateTurnKind
  readonly period: Period
  readonly turnedOn: BusinessDate
  readonly currency: Currency
  readonly value: Money
  /** Whose confirming made them anew for what it took; neither: the end of the month. */
  readonly supplierInvoiceId: string | null
  readonly purchaseReturnId: string | null
  readonly createdBy: string
  readonly createdAt: Date
}

/** What of one receipt line was taken back or made anew. */
export interface EstimateTurnLine {
  readonly estimateTurnId: string
  readonly goodsReceiptLineId: string
  readonly value: Money
  /** Of an estimate made anew: the turn that had taken it back. */
  readonly reversalId: string | null
}

/** Nothing of the month is left to take back, or to make anew. */
export type NothingToTurn = Refusal<'NothingToTurn', { period: Period; kind: EstimateTurnKind }>
/** Estimates that an earlier month took back have to be made anew at its end first. */
export type EarlierEstimatesTakenBack = Refusal<'EarlierEstimatesTakenBack', { period: Period }>

/** Estimates are taken back on the first day of a month, and made anew on its last. */
export function dayOfTurn(kind: EstimateTurnKind, period: Period): BusinessDate {
  return kind === 'REVERSAL' ? firstDayOf(period) : lastDayOf(period)
}

/** Made anew for a document of a day: within the month that had taken it back, whichever day of it is nearest. */
export function dayAnew(of: BusinessDate, takenBackOn: BusinessDate): BusinessDate {
  const last = lastDayOf(periodOf(takenBackOn))
  if (of < takenBackOn) return takenBackOn
  return of > last ? last : of
}

/** A turn over all of these lines. Throws without any: there would be nothing to say. */
export function turnOf(
  lines: readonly Omit<EstimateTurnLine, 'estimateTurnId'>[],
  turn: Omit<EstimateTurn, 'value' | 'period'>,
): EstimateTurn {
  const value = sum(
    lines.map((line) => line.value),
    turn.currency,
  )
  if (isZero(value)) throw new Error('An estimate turn turns something')
  return { ...turn, period: periodOf(turn.turnedOn), value }
}

/** What stands on 暂估应付 after it: less when estimates are taken back. */
export function effectOf(kind: EstimateTurnKind, value: Money): Money {
  return kind === 'REVERSAL' ? negate(value) : value
}
