import { type BusinessDate, type Currency, type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from './chart-change.ts'

/** How far a statement is: issued, sent, answered one way or the other; or ended by whoever decides on disputes or takes it back. */
export type StatementStatus = 'ISSUED' | 'SENT' | 'CONFIRMED' | 'DISPUTED' | 'RESOLVED' | 'REPLACED' | 'WITHDRAWN'

/** With whom statements are agreed on. */
export type StatementParty = 'CUSTOMER' | 'SUPPLIER'

/** What went to whom. */
export type StatementSending = { readonly on: BusinessDate; readonly to: string; readonly by: string }

/** A document the two sides do not agree on: what each has under its number, debits of the company positive. */
export type DisputedDocument = {
  readonly documentNumber: string
  readonly ownAmount: bigint | null
  readonly statedAmount: bigint | null
  readonly remark: string | null
}

/** What the other side says instead, debits of the company positive. */
export type StatementDispute = { readonly balance: bigint; readonly reason: string }

/** What the other side answered; without a dispute it agrees. */
export type StatementAnswer = {
  readonly on: BusinessDate
  /** Who of the other side did. */
  readonly by: string
  readonly keptBy: string
  readonly reference: string | null
  readonly dispute: StatementDispute | null
}

export type StatementEnding = { readonly by: string; readonly reason: string }

/** A statement of account 对账单 of one party; its figures in minor units of the books, debits positive, never change. */
export type StatementOfAccount = {
  readonly id: string
  readonly companyId: string
  readonly number: string
  readonly status: StatementStatus
  readonly version: number
  readonly party: StatementParty
  readonly partyId: string
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate
  readonly currency: Currency
  readonly opening: bigint
  readonly debit: bigint
  readonly credit: bigint
  readonly previousId: string | null
  /** What the opening is above the closing of the one before; null on the first. */
  readonly backdated: bigint | null
  readonly replacesId: string | null
  readonly issuedBy: string
  readonly issuedAt: Date
  readonly sent: StatementSending | null
  readonly answer: StatementAnswer | null
  readonly documents: readonly DisputedDocument[]
  readonly ended: StatementEnding | null
}

export type StatementOfAccountNotReady = Refusal<
  'StatementOfAccountNotReady',
  { number: string; status: StatementStatus }
>
export type StatementOfAccountFollowed = Refusal<'StatementOfAccountFollowed', { number: string; lastNumber: string }>
export type StatementOfAccountTooLong = Refusal<
  'StatementOfAccountTooLong',
  { partyId: string; lines: number; most: number; path?: readonly string[] }
>

/** The most lines of one statement, and of all that one request issues. */
export const mostStatementLines = 2_000
const mostLinesAtOnce = 20_000
/** The most statements that one request issues. */
export const mostStatements = 200

/** A balance as the two sides speak of it: what a customer owes, or a supplier is owed, is positive. Its own inverse. */
export function asStated(party: StatementParty, net: bigint): bigint {
  return party === 'CUSTOMER' ? net : -net
}

export function closingOf({ opening, debit, credit }: StatementOfAccount): bigint {
  return opening + debit - credit
}

/** What a party's next statement would be, with about how many lines. */
export type StatementCandidate = {
  readonly partyId: string
  readonly lines: number
}

/** As many of the candidates, in their order, as one request issues; refused for one that would be too long by itself. */
export function takeStatements<Candidate extends StatementCandidate>(
  candidates: readonly Candidate[],
): readonly Candidate[] | StatementOfAccountTooLong {
  let lines = 0
  for (const [index, { partyId, lines: own }] of candidates.entries()) {
    if (own > mostStatementLines)
      return refuse('StatementOfAccountTooLong', { partyId, lines: own, most: mostStatementLines })
    lines += own
    if (lines > mostLinesAtOnce || index === mostStatements) return candidates.slice(0, index)
  }
  return candidates
}

/** It is with the other side now 发送. */
export function send(
  statement: StatementOfAccount,
  sent: StatementSending,
): StatementOfAccount | StatementOfAccountNotReady {
  return statement.status === 'ISSUED' ? { ...statement, status: 'SENT', sent } : notReady(statement)
}

/** The other side agrees, or says what it has instead 确认、争议. */
export function answer(
  statement: StatementOfAccount,
  answered: StatementAnswer,
  documents: readonly DisputedDocument[] = [],
): StatementOfAccount | StatementOfAccountNotReady | InvalidInput {
  if (statement.status !== 'SENT' || statement.sent === null) return notReady(statement)
  const { dispute } = answered
  const day = dispute ? 'disputedOn' : 'confirmedOn'
  if (answered.on < statement.sent.on) return refuse('InvalidInput', { field: day, problem: 'BEFORE_IT_WAS_SENT' })
  if (dispute?.balance === closingOf(statement) && documents.length === 0)
    return refuse('InvalidInput', { field: 'statedBalance', problem: 'AGREES_WITH_THE_STATEMENT' })
  return { ...statement, status: dispute ? 'DISPUTED' : 'CONFIRMED', answer: answered, documents }
}

/** Ends a dispute: it is cleared up 解决, or another statement of the same days stands in its place 更正. */
export function endDispute(
  statement: StatementOfAccount,
  status: 'RESOLVED' | 'REPLACED',
  ended: StatementEnding,
): StatementOfAccount | StatementOfAccountNotReady {
  return statement.status === 'DISPUTED' ? { ...statement, status, ended } : notReady(statement)
}

/** Taken back before it is answered 撤回. */
export function withdraw(
  statement: StatementOfAccount,
  ended: StatementEnding,
): StatementOfAccount | StatementOfAccountNotReady {
  return statement.status === 'ISSUED' || statement.status === 'SENT'
    ? { ...statement, status: 'WITHDRAWN', ended }
    : notReady(statement)
}

/** Only the last statement of a party goes: those after it join it. */
export function checkLast(
  { id, number }: StatementOfAccount,
  last: Pick<StatementOfAccount, 'id' | 'number'>,
): StatementOfAccountFollowed | undefined {
  return last.id === id ? undefined : refuse('StatementOfAccountFollowed', { number, lastNumber: last.number })
}

function notReady({ number, status }: StatementOfAccount): StatementOfAccountNotReady {
  return refuse('StatementOfAccountNotReady', { number, status })
}
