import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, newId, parseMoney, type Refusal, refuse } from '@erp/values'
import {
  checkMatch,
  effectiveOn,
  keyOf,
  type MatchContent,
  type MatchExceedsOpen,
  type MatchPart,
  type MatchRule,
  type MatchTooSmall,
  type MatchUneven,
  mostMatchParts,
  proposeMatches,
} from '../domain/bank-match.ts'
import type { CashAccount } from '../domain/cash-document.ts'
import type { InvalidInput } from '../domain/chart-change.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import {
  type BankAsked,
  type BankMatch,
  type BankMatchRun,
  findBankMatch,
  findJournalEntries,
  insertBankMatches,
  insertBankMatchRun,
  insertBankMatchUndo,
  openEntries,
  openLines,
} from '../store/bank-matches.ts'
import { findBankLines, lockBankOf } from '../store/bank-statements.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccount } from '../store/cash-accounts.ts'
import { takeTreasuryNumbers } from '../store/settlements.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import type { CashAccountNotFound } from './write-cash-document.ts'

export type BankLineNotFound = Refusal<'BankLineNotFound', { bankLineId: string }>
export type JournalEntryNotFound = Refusal<'JournalEntryNotFound', { voucherId: string; lineNumber: number }>
export type BankMatchNotFound = Refusal<'BankMatchNotFound', { bankMatchId: string }>
export type BankMatchUndone = Refusal<'BankMatchUndone', { number: string }>

export type MatchInput = {
  readonly cashAccountId: string
  readonly lines: readonly { readonly bankLineId: string; readonly amount: string | null }[]
  readonly entries: readonly {
    readonly voucherId: string
    readonly lineNumber: number
    readonly amount: string | null
  }[]
}

/** Says which bank lines and journal entries are the same money 手工勾对: any number on both sides, whole or in part. */
export async function matchBankLines(
  unit: UnitOfWork,
  input: MatchInput,
): Promise<
  | BankMatch
  | BooksNotOpen
  | CashAccountNotFound
  | BankLineNotFound
  | JournalEntryNotFound
  | InvalidInput
  | MatchUneven
  | MatchTooSmall
  | MatchExceedsOpen
> {
  const asked = await holdBank(unit, input.cashAccountId)
  if (isRefusal(asked)) return asked
  if (input.lines.length + input.entries.length > mostMatchParts)
    return refuse('BankMatchTooSmall', { fewest: 2, most: mostMatchParts })
  const lines = await linesOf(unit, input, asked.account)
  if (isRefusal(lines)) return lines
  const entries = await entriesOf(unit, input, asked)
  if (isRefusal(entries)) return entries
  const content: MatchContent = { rule: 'MANUAL', lines, entries }
  const refused = checkMatch(content, asked.account.currency)
  if (refused) return refused
  const [id = ''] = await keep(unit, asked.account, [content], null)
  const match = await findBankMatch(unit.tx, id)
  if (!match) throw new Error('A match that was just stored cannot be found')
  return match
}

const mostLines = 1_000
const mostEntries = 5_000

/** Lets rules match what they can of an account 自动勾对, the oldest first. */
export async function autoMatchBankLines(
  unit: UnitOfWork,
  input: { readonly cashAccountId: string; readonly rules: readonly MatchRule[]; readonly windowDays: number },
): Promise<BankMatchRun | BooksNotOpen | CashAccountNotFound | InvalidInput> {
  const { tx, caller, now } = unit
  const { rules, windowDays } = input
  if (windowDays < 0 || windowDays > 60) return refuse('InvalidInput', { field: 'windowDays', problem: 'NOT_0_TO_60' })
  const asked = await holdBank(unit, input.cashAccountId)
  if (isRefusal(asked)) return asked
  const { account } = asked
  const lines = await openLines(tx, account.id, mostLines + 1)
  const entries = await openEntries(tx, asked, mostEntries + 1)
  const more = lines.length > mostLines || entries.length > mostEntries
  const found = proposeMatches({
    ...{ lines: lines.slice(0, mostLines), entries: entries.slice(0, mostEntries), windowDays },
    rules: [...new Set(rules)],
  })
  const uneven = found.find((one) => checkMatch(one, account.currency))
  if (uneven) throw new Error(`The rule ${uneven.rule} matched what does not match`)
  const run = { id: newId(), more: more && found.length > 0 }
  const of = { companyId: caller.companyId, cashAccountId: account.id, by: caller.userId, at: now }
  await insertBankMatchRun(tx, { ...run, ...of })
  await keep(unit, account, found, run.id)
  return run
}

/** Takes a match back 取消勾对: what it matched is in transit again. */
export async function undoBankMatch(
  { tx, caller, now }: UnitOfWork,
  input: { readonly bankMatchId: string; readonly reason: string },
): Promise<BankMatch | BankMatchNotFound | BankMatchUndone | ReasonMissing> {
  const reason = beginningOfReason(input.reason)
  if (isRefusal(reason)) return reason
  const { bankMatchId } = input
  const found = isId(bankMatchId) ? await findBankMatch(tx, bankMatchId) : undefined
  if (!found) return refuse('BankMatchNotFound', { bankMatchId })
  await lockBankOf(tx, found.cashAccountId)
  const held = await findBankMatch(tx, found.id)
  if (held?.undoReason !== null) return refuse('BankMatchUndone', { number: found.number })
  await insertBankMatchUndo(tx, { id: found.id, companyId: caller.companyId, reason, by: caller.userId, at: now })
  return { ...found, undoReason: reason, undoneBy: caller.userId }
}

/** The account, held: what is done to one bank is done one after the other. */
async function holdBank(
  { tx, caller }: UnitOfWork,
  cashAccountId: string,
): Promise<BankAsked | BooksNotOpen | CashAccountNotFound> {
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const account = isId(cashAccountId) ? await findCashAccount(tx, cashAccountId) : undefined
  if (!account) return refuse('CashAccountNotFound', { cashAccountId })
  await lockBankOf(tx, account.id)
  return { account, base, endsOn: 'infinity' as BankAsked['endsOn'] }
}

async function keep(
  { tx, caller, now }: UnitOfWork,
  { id: cashAccountId }: CashAccount,
  contents: readonly MatchContent[],
  runId: string | null,
): Promise<string[]> {
  if (contents.length === 0) return []
  const days = contents.map(effectiveOn)
  const year = days.reduce((latest, day) => (day > latest ? day : latest)).slice(0, 4)
  const numbers = await takeTreasuryNumbers(tx, caller.companyId, { prefix: 'BM', year, count: contents.length })
  const matches = contents.map((content, index) => ({
    ...{ ...content, id: newId(), number: numbers[index] ?? '' },
    effectiveOn: effectiveOn(content),
  }))
  await insertBankMatches(
    tx,
    { companyId: caller.companyId, cashAccountId, by: caller.userId, at: now, runId },
    matches,
  )
  return matches.map(({ id }) => id)
}

async function linesOf(
  { tx }: UnitOfWork,
  input: MatchInput,
  { id: cashAccountId, currency }: CashAccount,
): Promise<MatchContent['lines'] | BankLineNotFound | InvalidInput> {
  const ids = input.lines.map(({ bankLineId }) => bankLineId)
  if (new Set(ids).size < ids.length) return refuse('InvalidInput', { field: 'lines', problem: 'LINE_TWICE' })
  const found = new Map((await findBankLines(tx, ids.filter(isId))).map((line) => [line.id, line]))
  const parts: MatchPart<MatchContent['lines'][number]['of']>[] = []
  for (const { bankLineId, amount } of input.lines) {
    const line = found.get(bankLineId)
    if (line?.cashAccountId !== cashAccountId) return refuse('BankLineNotFound', { bankLineId })
    const read = partOf(line, amount, currency)
    if (isRefusal(read)) return read
    parts.push(read)
  }
  return parts
}

async function entriesOf(
  { tx }: UnitOfWork,
  input: MatchInput,
  asked: BankAsked,
): Promise<MatchContent['entries'] | JournalEntryNotFound | InvalidInput> {
  const keys = input.entries.filter(({ voucherId }) => isId(voucherId))
  const found = new Map((await findJournalEntries(tx, asked, keys)).map((entry) => [keyOf(entry), entry]))
  if (new Set(input.entries.map(keyOf)).size < input.entries.length)
    return refuse('InvalidInput', { field: 'entries', problem: 'ENTRY_TWICE' })
  const parts: MatchPart<MatchContent['entries'][number]['of']>[] = []
  for (const { voucherId, lineNumber, amount } of input.entries) {
    const entry = found.get(keyOf({ voucherId, lineNumber }))
    if (!entry) return refuse('JournalEntryNotFound', { voucherId, lineNumber })
    const read = partOf(entry, amount, asked.account.currency)
    if (isRefusal(read)) return read
    parts.push(read)
  }
  return parts
}

/** What was chosen of it, on its own side; all that is open when nothing was. */
function partOf<One extends { readonly open: bigint }>(
  of: One,
  text: string | null,
  currency: CashAccount['currency'],
): MatchPart<One> | InvalidInput {
  if (text === null) return { of, amount: of.open }
  const amount = parseMoney(text, currency)
  if (isRefusal(amount)) return refuse('InvalidInput', { field: 'amount', problem: amount.problem })
  if (amount.minor <= 0n) return refuse('InvalidInput', { field: 'amount', problem: 'NOT_POSITIVE' })
  return { of, amount: of.open < 0n ? -amount.minor : amount.minor }
}
