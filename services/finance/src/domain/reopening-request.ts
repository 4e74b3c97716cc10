import type { Period, Refusal } from '@erp/values'

/** What one person asks and another does: to reopen a closed period 反结账申请. */
export type ReopeningRequest = {
  readonly id: string
  readonly companyId: string
  readonly periodId: string
  readonly period: Period
  /** The version of the period it is about; once that is past, so is the request. */
  readonly periodVersion: number
  readonly reason: string
  readonly requestedBy: string
  readonly requestedAt: Date
}

/** Nobody reopens books alone: somebody else has to have asked for it. */
export type SecondPersonNeeded = Refusal<'SecondPersonNeeded', { period: Period }>
