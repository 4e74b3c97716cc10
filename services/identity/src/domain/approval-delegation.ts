import { type Refusal, refuse } from '@erp/values'
import type { DocumentType } from './approval.ts'
import type { InvalidInput } from './company.ts'

/** Somebody has another sign for them for a time 审批委托. */
export interface Delegation {
  readonly id: string
  readonly companyId: string
  readonly fromUserId: string
  readonly toUserId: string
  /** Null for documents of every type. */
  readonly documentType: DocumentType | null
  readonly startsAt: Date
  readonly endsAt: Date
  /** When it was ended before its time. */
  readonly endedAt: Date | null
}

export type DelegationNotFound = Refusal<'DelegationNotFound', { delegationId: string }>

const mostDays = 366

/** A time that lies ahead and is no longer than a year. */
export function delegationTime(
  { startsAt, endsAt }: { readonly startsAt: Date | null; readonly endsAt: Date },
  now: Date,
): { readonly startsAt: Date; readonly endsAt: Date } | InvalidInput {
  const starts = startsAt !== null && startsAt > now ? startsAt : now
  if (endsAt <= starts) return refuse('InvalidInput', { field: 'endsAt', problem: 'NOT_AFTER_ITS_START' })
  if (endsAt.getTime() - now.getTime() > mostDays * 86_400_000)
    return refuse('InvalidInput', { field: 'endsAt', problem: `MORE_THAN_${mostDays}_DAYS_AHEAD` })
  return { startsAt: starts, endsAt }
}
