import { StaleDocument, type UnitOfWork } from '@erp/service-kit'
import { isId, newId, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import type { FeedCodeKind } from '../domain/expense-feed.ts'
import { type ExpenseFeedCode, findFeedCode, isFeedValue, saveFeedCode } from '../store/expense-feeds.ts'
import type { StaleVersion } from './change-period.ts'

/** It is nothing of that kind that is in use here. */
export type FeedValueUnknown = Refusal<'FeedValueUnknown', { kind: FeedCodeKind; valueId: string }>

/** Says what a code of another system means from now on; claims that were taken keep what it meant then. */
export async function setExpenseFeedCode(
  { tx, caller: { companyId } }: UnitOfWork,
  input: {
    readonly system: string
    readonly kind: FeedCodeKind
    readonly externalCode: string
    readonly valueId: string
    readonly expectedVersion: number | null
  },
): Promise<ExpenseFeedCode | InvalidInput | FeedValueUnknown | StaleVersion> {
  const { system, kind, valueId } = input
  const externalCode = input.externalCode.trim()
  if (!/^[A-Z][A-Z0-9_]{0,31}$/.test(system))
    return refuse('InvalidInput', { field: 'system', problem: 'NOT_A_SYSTEM_CODE' })
  if (externalCode === '' || externalCode.length > 100)
    return refuse('InvalidInput', { field: 'externalCode', problem: 'NOT_1_TO_100_CHARACTERS' })
  if (!(isId(valueId) && (await isFeedValue(tx, companyId, kind, valueId))))
    return refuse('FeedValueUnknown', { kind, valueId })
  const key = { system, kind, externalCode }
  const known = await findFeedCode(tx, companyId, key)
  if ((known?.version ?? null) !== input.expectedVersion)
    return refuse('StaleVersion', { currentVersion: known?.version ?? 0 })
  const code = { id: known?.id ?? newId(), companyId, ...key, valueId, version: known?.version ?? 0 }
  if (!(await saveFeedCode(tx, code))) throw new StaleDocument('feed code', `${system} ${kind} ${externalCode}`)
  return { ...code, version: code.version + 1 }
}
