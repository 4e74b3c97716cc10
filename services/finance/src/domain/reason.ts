import { refuse } from '@erp/values'
import type { InvalidInput } from './chart-change.ts'
import type { ReasonMissing } from './fiscal-period.ts'

const longest = 500

/** A reason as it is kept: something, and not more than people read. */
export function readReason(text: string): string | ReasonMissing | InvalidInput {
  const reason = text.trim()
  if (reason === '') return refuse('ReasonMissing')
  return reason.length > longest
    ? refuse('InvalidInput', { field: 'reason', problem: `LONGER_THAN_${longest}` })
    : reason
}

/** The same of documents that keep no more than the beginning of a long one. */
export function beginningOfReason(text: string): string | ReasonMissing {
  const reason = text.trim().slice(0, longest)
  return reason === '' ? refuse('ReasonMissing') : reason
}
