import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { readReason } from '../domain/reason.ts'
import type { StatementEnding, StatementOfAccount } from '../domain/statement-of-account.ts'
import { lockStatement } from '../store/statements-of-account.ts'
import type { StaleVersion } from './change-period.ts'

export type StatementOfAccountNotFound = Refusal<'StatementOfAccountNotFound', { statementOfAccountId: string }>
export type StatementReference = { readonly statementOfAccountId: string; readonly expectedVersion: number }

/** The statement as its reader saw it, held until the transaction ends. */
export async function lockAsSeen(
  { tx }: UnitOfWork,
  { statementOfAccountId, expectedVersion }: StatementReference,
): Promise<StatementOfAccount | StatementOfAccountNotFound | StaleVersion> {
  const statement = isId(statementOfAccountId) ? await lockStatement(tx, statementOfAccountId) : undefined
  if (!statement) return refuse('StatementOfAccountNotFound', { statementOfAccountId })
  return statement.version === expectedVersion
    ? statement
    : refuse('StaleVersion', { currentVersion: statement.version })
}

/** Who ends a statement, and why. */
export function endingOf({ caller }: UnitOfWork, reason: string): StatementEnding | ReasonMissing | InvalidInput {
  const words = readReason(reason)
  return isRefusal(words) ? words : { by: caller.userId, reason: words }
}
