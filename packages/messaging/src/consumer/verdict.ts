import type { Sql, UnitOfWork } from '@erp/service-kit'
import type { Arrival } from './arrival.ts'

/** Why a message is not applied. */
export type Verdict =
  /** Somebody has to mend something first. */
  | { readonly is: 'blocked'; readonly reason: string; readonly facts: Readonly<Record<string, string>> }
  /** The handler threw; tried again later, and dead after eight times the same class of error. */
  | { readonly is: 'failed'; readonly errorClass: string }
  /** It can never be applied as it is. */
  | { readonly is: 'dead'; readonly reason: string }

/** A message whose turn it is. */
export interface Turn {
  readonly arrival: Arrival
  /** Which try this is, from 1. */
  readonly attempt: number
  readonly receivedAt: Date
}

/** Gives messages of one type, at most one per subject, to whoever handles them. Those it does not name are applied. */
export type Dispatch<Tx extends Sql> = (
  unit: UnitOfWork<Tx>,
  turns: readonly Turn[],
) => Promise<ReadonlyMap<string, Verdict>>

const deadAfter = 8
const firstDelayMs = 1_000
const longestDelayMs = 5 * 60_000
export const gapPatienceMs = 60_000

/** One second, doubling up to five minutes. */
export function delayAfter(attempts: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempts - 1, 20))
}

/** What is known of a message's earlier tries. */
export interface History {
  readonly attempts: number
  readonly reason: string | null
  readonly facts: Readonly<Record<string, string>>
}

export interface Held {
  readonly status: 'blocked' | 'dead'
  readonly reason: string
  readonly facts: Readonly<Record<string, string>>
  readonly retryAfterMs: number
}

/** How a message is kept after a verdict, given how its tries went before. */
export function hold(verdict: Verdict, attempt: number, history: History): Held {
  const retryAfterMs = delayAfter(attempt)
  switch (verdict.is) {
    case 'blocked':
      return { status: 'blocked', reason: verdict.reason, facts: verdict.facts, retryAfterMs }
    case 'dead':
      return { status: 'dead', reason: verdict.reason, facts: {}, retryAfterMs }
    case 'failed': {
      const { errorClass } = verdict
      const sameClass = history.reason === 'HANDLER_FAILED' && history.facts.errorClass === errorClass
      const times = sameClass ? Number(history.facts.times) + 1 : 1
      const facts = { errorClass, times: String(times) }
      return { status: times >= deadAfter ? 'dead' : 'blocked', reason: 'HANDLER_FAILED', facts, retryAfterMs }
    }
  }
}
