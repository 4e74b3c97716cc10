import { badInput } from '@erp/graphql-kit'
import { type BusinessDate, isId, type Period } from '@erp/values'
import type { LedgerDimension, LedgerValue } from '../domain/ledger-dimension.ts'
import { type ReportWindow, reportWindow } from '../domain/report-window.ts'
import type { LedgerPosition } from '../store/account-ledger.ts'

/** The window a report was asked for. Throws BAD_USER_INPUT when its ends contradict each other. */
export function windowOf({
  period,
  fromPeriod,
  endsOn,
}: {
  readonly period: string
  readonly fromPeriod?: string | null | undefined
  readonly endsOn?: string | null | undefined
}): ReportWindow {
  const window = reportWindow({
    period: period as Period,
    from: fromPeriod as Period | null | undefined,
    through: endsOn as BusinessDate | null | undefined,
  })
  if (!window) throw badInput('fromPeriod is not after period, and endsOn is a day of period.')
  return window
}

/** The auxiliary values a report was asked for. Throws BAD_USER_INPUT for one that is no id, or two of one dimension. */
export function ledgerValues(
  values: readonly { readonly dimension: LedgerDimension; readonly valueId: string }[],
): LedgerValue[] {
  if (values.some(({ valueId }) => !isId(valueId))) throw badInput('valueId is the id of an auxiliary value.')
  if (new Set(values.map(({ dimension }) => dimension)).size < values.length)
    throw badInput('A report counts at most one value of a dimension.')
  return [...values]
}

/** The order keys of an entry, which is its place in a ledger. */
export function positionOf(entry: {
  readonly postingDate: string
  readonly line: { readonly voucherId: string; readonly lineNumber: number }
}): string[] {
  return [entry.postingDate, entry.line.voucherId, String(entry.line.lineNumber)]
}

/** What `positionOf` consists of. */
export const positionKeys = ['date', 'id', 'int'] as const

/** Reads what `positionOf` gave. */
export function readPosition([postingDate = '', voucherId = '', lineNumber = '']: readonly string[]): LedgerPosition {
  return { postingDate: postingDate as BusinessDate, voucherId, lineNumber: Number(lineNumber) }
}
