import type { BusinessDate, Period, Refusal } from '@erp/values'
import type { Module } from './period-seal.ts'

/** What stands in the way of dating an event into its own period, and what was decided about it. */
export type LatePosting = {
  /** A module that dated it and is done with its period; null when none is. */
  readonly sealedBy: Module | null
  /** Whether somebody let it be posted later than its day. */
  readonly approved: boolean
  /** The first open period after its own; null when there is none. */
  readonly into: Period | null
}

/** An event of a closed period that is held 迟到单据. */
export type LateFact = {
  /** The id of the event. */
  readonly id: string
  readonly documentNumber: string
  readonly businessDate: BusinessDate
  readonly attempts: number
  readonly approved: boolean
  /** Who did what it tells of; the service where nobody did. */
  readonly raisedBy: string
}

/** Nobody lets be posted late what they did themselves. */
export type LatePostingNeedsAnother = Refusal<'LatePostingNeedsAnother', { documentNumber: string }>
export type LateFactNotFound = Refusal<'LateFactNotFound', { sourceEventId: string }>
