import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId, isRefusal, newId, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import {
  checkLast,
  endDispute,
  mostStatements,
  type StatementOfAccount,
  type StatementOfAccountFollowed,
  type StatementOfAccountNotReady,
  type StatementOfAccountTooLong,
  type StatementParty,
  takeStatements,
} from '../domain/statement-of-account.ts'
import { currencyOfBooks } from '../store/books.ts'
import type { Tx } from '../store/database.ts'
import {
  insertStatements,
  type NextStatement,
  nextStatements,
  type StatementToIssue,
  takeTurnWithStatements,
} from '../store/issue-statements.ts'
import { takeTreasuryNumbers } from '../store/settlements.ts'
import { findStatements, lastOfParty, saveStatement, statementsOfRun } from '../store/statements-of-account.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import { endingOf, lockAsSeen, type StatementOfAccountNotFound, type StatementReference } from './held-statement.ts'

export type StatementOfAccountNotDue = Refusal<
  'StatementOfAccountNotDue',
  { partyId: string; lastEndsOn: BusinessDate | null; path: readonly string[] }
>

/** What one request issued, by number. */
export interface StatementRun {
  readonly id: string
  readonly statements: readonly StatementOfAccount[]
}

/** Issues statements 出具对账单 of some parties, or of all that are due, in a fixed number of statements of SQL. */
export async function issueStatementsOfAccount(
  unit: UnitOfWork,
  input: {
    readonly party: StatementParty
    readonly partyIds: readonly string[] | null
    readonly firstBeginsOn: BusinessDate
    readonly endsOn: BusinessDate
  },
): Promise<StatementRun | BooksNotOpen | InvalidInput | StatementOfAccountNotDue | StatementOfAccountTooLong> {
  const { tx, caller } = unit
  const { companyId } = caller
  const { party, partyIds, firstBeginsOn, endsOn } = input
  if (firstBeginsOn > endsOn) return refuse('InvalidInput', { field: 'firstBeginsOn', problem: 'AFTER_ENDS_ON' })
  const fault = partyIds && faultOf(partyIds)
  if (fault) return refuse('InvalidInput', { field: 'partyIds', problem: fault })
  await takeTurnWithStatements(tx, companyId)
  const asked = { companyId, party, firstBeginsOn, endsOn, partyIds: partyIds?.filter(isId) ?? null }
  const next = await nextStatements(tx, asked, mostStatements + 1)
  const notDue = partyIds && whatIsNotDue(partyIds, next, endsOn)
  if (notDue) return notDue
  const taken = takeStatements(next)
  if (isRefusal(taken)) return taken
  if (partyIds && taken.length < next.length)
    return refuse('InvalidInput', { field: 'partyIds', problem: 'TOO_MANY_LINES' })

  const runId = newId()
  if (taken.length === 0) return { id: runId, statements: [] }
  const issued = await issue(
    unit,
    { party, runId },
    taken.map(({ partyId, beginsOn, previousId }) => ({ partyId, beginsOn, endsOn, previousId, replacesId: null })),
  )
  return isRefusal(issued) ? issued : { id: runId, statements: issued }
}

/** What a request issued that is asked for once more. */
export async function findStatementRun(tx: Tx, runId: string): Promise<StatementRun> {
  return { id: runId, statements: await statementsOfRun(tx, runId) }
}

/** Issues a disputed statement anew 更正对账单: of the same days, as they are posted by now. */
export async function replaceStatementOfAccount(
  unit: UnitOfWork,
  { reason, ...reference }: StatementReference & { readonly reason: string },
): Promise<
  | StatementOfAccount
  | StatementOfAccountNotFound
  | StaleVersion
  | StatementOfAccountNotReady
  | StatementOfAccountFollowed
  | StatementOfAccountTooLong
  | ReasonMissing
  | InvalidInput
  | BooksNotOpen
> {
  const { tx, caller } = unit
  const { companyId } = caller
  const ending = endingOf(unit, reason)
  if (isRefusal(ending)) return ending
  await takeTurnWithStatements(tx, companyId)
  const statement = await lockAsSeen(unit, reference)
  if (isRefusal(statement)) return statement
  const replaced = endDispute(statement, 'REPLACED', ending)
  if (isRefusal(replaced)) return replaced
  const followed = checkLast(statement, await lastOfParty(tx, statement))
  if (followed) return followed
  await saveStatement(tx, replaced)

  const { party, partyId, beginsOn, endsOn, previousId, id: replacesId } = statement
  const asked = { companyId, party, firstBeginsOn: beginsOn, endsOn, partyIds: [partyId] }
  const tooLong = takeStatements(await nextStatements(tx, asked, 1))
  if (isRefusal(tooLong)) return tooLong
  const same = { partyId, beginsOn, endsOn, previousId, replacesId }
  const issued = await issue(unit, { party, runId: newId() }, [same])
  if (isRefusal(issued)) return issued
  const [anew] = issued
  if (!anew) throw new Error('A statement that was just issued cannot be found')
  return anew
}

async function issue(
  { tx, caller: { companyId, userId } }: UnitOfWork,
  { party, runId }: { readonly party: StatementParty; readonly runId: string },
  statements: readonly Omit<StatementToIssue, 'id' | 'number'>[],
): Promise<StatementOfAccount[] | BooksNotOpen> {
  const currency = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return refuse('BooksNotOpen')
  const year = statements[0]?.endsOn.slice(0, 4) ?? ''
  const numbers = await takeTreasuryNumbers(tx, companyId, { prefix: 'SA', year, count: statements.length })
  const rows = statements.map((one, index) => ({ ...one, id: newId(), number: numbers[index] ?? '' }))
  await insertStatements(tx, { companyId, party, userId, runId, currency }, rows)
  return findStatements(
    tx,
    rows.map(({ id }) => id),
  )
}

function faultOf(partyIds: readonly string[]): string | undefined {
  if (partyIds.length === 0 || partyIds.length > mostStatements) return `NOT_1_TO_${mostStatements}`
  return new Set(partyIds).size < partyIds.length ? 'TWICE' : undefined
}

function whatIsNotDue(
  partyIds: readonly string[],
  next: readonly NextStatement[],
  endsOn: BusinessDate,
): StatementOfAccountNotDue | undefined {
  const byParty = new Map(next.map((one) => [one.partyId, one]))
  for (const [index, partyId] of partyIds.entries()) {
    const own = byParty.get(partyId)
    const lastEndsOn = own?.lastEndsOn ?? null
    if (own === undefined || (lastEndsOn !== null && lastEndsOn >= endsOn))
      return refuse('StatementOfAccountNotDue', { partyId, lastEndsOn, path: ['input', 'partyIds', String(index)] })
  }
  return undefined
}
