import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type { JournalEntry, LineToMatch, MatchContent } from '../domain/bank-match.ts'
import type { BankLine } from '../domain/bank-statement.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { lineColumns, takenOfLine } from './bank-statements.ts'
import { type JournalAsked, journalMoves } from './cash-journal.ts'

/** A match 勾对 as it is read. */
export interface BankMatch {
  readonly id: string
  readonly companyId: string
  readonly cashAccountId: string
  readonly number: string
  readonly rule: MatchContent['rule']
  readonly effectiveOn: BusinessDate
  readonly matchedBy: string
  readonly matchedAt: Date
  readonly undoReason: string | null
  readonly undoneBy: string | null
}

export interface BankMatchPart {
  readonly bankMatchId: string
  /** Of a bank line, or of a journal entry. */
  readonly lineId: string | null
  readonly voucherId: string | null
  readonly lineNumber: number | null
  readonly amount: bigint
}

/** An account with the day its journal is asked for. */
export type BankAsked = Omit<JournalAsked, 'beginsOn'>

/** The entries of a journal with what the matches standing at the end of the day left of them. */
export const journalEntries = (asked: BankAsked, day: BusinessDate | 'infinity') => Prisma.sql`
  select e.voucher_id, e.line_number, e.posting_date, e.net as amount, (e.net - taken.amount)::bigint as open
  from (select voucher_id, line_number, posting_date, received - paid as net from (${journalMoves(asked)}) as line) as e
  cross join lateral (
    select coalesce(sum(p.amount), 0) as amount from bank_match_entry p
    join standing_bank_matches(${asked.account.id}::uuid, ${day}::date) m on m.id = p.bank_match_id
    where p.voucher_id = e.voucher_id and p.line_number = e.line_number) as taken
  where e.net <> 0`

/** What a journal entry `e` of a voucher `v` is called, by its document. */
export const entryColumns = Prisma.sql`
  e.voucher_id as "voucherId", e.line_number as "lineNumber", e.posting_date::text as "postingDate", e.amount, e.open,
  v.document_number as "documentNumber", coalesce(d.reference, t.reference) as reference, d.party_id as "partyId",
  v.reverses_id as "reversesId"`
export const entryDocuments = Prisma.sql`
  join voucher v on v.id = e.voucher_id
  left join cash_document d on v.document_type = 'CASH_DOCUMENT' and d.id = v.document_id
  left join cash_transfer t on v.document_type = 'CASH_TRANSFER' and t.id = v.document_id`

/** These entries of a journal, whether or not anything is left of them. */
export function findJournalEntries(
  tx: Sql,
  asked: BankAsked,
  keys: readonly { readonly voucherId: string; readonly lineNumber: number }[],
): Promise<JournalEntry[]> {
  return tx.$queryRaw<JournalEntry[]>`
    select ${entryColumns} from (${journalEntries(asked, 'infinity')}) as e ${entryDocuments}
    join jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as r("voucherId" uuid, "lineNumber" int)
      on r."voucherId" = e.voucher_id and r."lineNumber" = e.line_number
    order by e.posting_date, e.voucher_id, e.line_number`
}

/** Entries with something left, the oldest first. */
export function openEntries(tx: Sql, asked: BankAsked, limit: number): Promise<JournalEntry[]> {
  return tx.$queryRaw<JournalEntry[]>`
    select ${entryColumns} from (${journalEntries(asked, 'infinity')}) as e ${entryDocuments}
    where e.open <> 0 order by e.posting_date, e.voucher_id, e.line_number limit ${limit}::int`
}

/** Lines with something left, the oldest first, with the party that earlier matches of such lines were with. */
export function openLines(tx: Sql, cashAccountId: string, limit: number): Promise<LineToMatch[]> {
  return tx.$queryRaw<LineToMatch[]>`
    select ${lineColumns}, known.party_id as "knownPartyId"
    from bank_statement_line l ${takenOfLine('infinity')}
    left join lateral (
      select d.party_id from bank_statement_line other
      join bank_match_line p on p.line_id = other.id
      join bank_match_entry e on e.bank_match_id = p.bank_match_id
      join voucher v on v.id = e.voucher_id and v.document_type = 'CASH_DOCUMENT'
      join cash_document d on d.id = v.document_id and d.party_id is not null
      where other.company_id = l.company_id and lower(other.party_name) = lower(l.party_name)
        and other.party_account_tail is not distinct from l.party_account_tail
        and not exists (select from bank_match_undo u where u.bank_match_id = p.bank_match_id)
      order by p.bank_match_id desc limit 1) as known on true
    where l.cash_account_id = ${cashAccountId}::uuid and not l.discarded and l.amount <> taken.amount
    order by l.booked_on, l.id limit ${limit}::int`
}

/** A match before it is stored. */
export type NewMatch = MatchContent & {
  readonly id: string
  readonly number: string
  readonly effectiveOn: BusinessDate
}

/** Stores matches of one account with what they take; three statements, however many they are. */
export async function insertBankMatches(
  tx: Sql,
  of: {
    readonly companyId: string
    readonly cashAccountId: string
    readonly by: string
    readonly at: Date
    readonly runId: string | null
  },
  matches: readonly NewMatch[],
): Promise<void> {
  const heads = matches.map(({ id, number, rule, effectiveOn }) => ({ id, number, rule, effectiveOn }))
  await tx.$executeRaw`
    insert into bank_match (id, company_id, cash_account_id, number, rule, effective_on, run_id, matched_by, matched_at)
    select id, ${of.companyId}::uuid, ${of.cashAccountId}::uuid, number, rule, "effectiveOn", ${of.runId}::uuid,
           ${of.by}::uuid, ${of.at}
    from jsonb_to_recordset(${JSON.stringify(heads)}::jsonb) as r(id uuid, number text, rule text, "effectiveOn" date)`
  const lines = matches.flatMap(({ id, lines: own }) =>
    own.map(({ of: line, amount }) => ({ id, lineId: line.id, amount: amount.toString() })),
  )
  await tx.$executeRaw`
    insert into bank_match_line (bank_match_id, line_id, company_id, amount)
    select id, "lineId", ${of.companyId}::uuid, amount
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as r(id uuid, "lineId" uuid, amount bigint)`
  const entries = matches.flatMap(({ id, entries: own }) =>
    own.map(({ of: { voucherId, lineNumber }, amount }) => ({ id, voucherId, lineNumber, amount: amount.toString() })),
  )
  await tx.$executeRaw`
    insert into bank_match_entry (bank_match_id, voucher_id, line_number, company_id, amount)
    select id, "voucherId", "lineNumber", ${of.companyId}::uuid, amount
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
      as r(id uuid, "voucherId" uuid, "lineNumber" int, amount bigint)`
}

export async function insertBankMatchUndo(
  tx: Sql,
  undo: {
    readonly id: string
    readonly companyId: string
    readonly reason: string
    readonly by: string
    readonly at: Date
  },
): Promise<void> {
  await tx.$executeRaw`
    insert into bank_match_undo (bank_match_id, company_id, reason, undone_by, undone_at)
    values (${undo.id}::uuid, ${undo.companyId}::uuid, ${undo.reason}, ${undo.by}::uuid, ${undo.at})`
}

const columns = Prisma.sql`
  m.id, m.company_id as "companyId", m.cash_account_id as "cashAccountId", m.number, m.rule,
  m.effective_on::text as "effectiveOn", m.matched_by as "matchedBy", m.matched_at as "matchedAt",
  u.reason as "undoReason", u.undone_by as "undoneBy"`

export async function findBankMatch(tx: Sql, id: string): Promise<BankMatch | undefined> {
  const [match] = await tx.$queryRaw<BankMatch[]>`
    select ${columns} from bank_match m left join bank_match_undo u on u.bank_match_id = m.id where m.id = ${id}::uuid`
  return match
}

/** Matches, the newest first, of everything, of an account, or of a bank line. */
export function listBankMatches(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly afterId: string | undefined
    readonly cashAccountId: string | null
    readonly bankLineId: string | null
  },
): Promise<BankMatch[]> {
  return tx.$queryRaw<BankMatch[]>`
    select ${columns} from bank_match m left join bank_match_undo u on u.bank_match_id = m.id
    where m.company_id = ${companyId}::uuid
      and (${page.afterId ?? null}::uuid is null or m.id < ${page.afterId ?? null}::uuid)
      and (${page.cashAccountId}::uuid is null or m.cash_account_id = ${page.cashAccountId}::uuid)
      and (${page.bankLineId}::uuid is null or m.id in (
        select p.bank_match_id from bank_match_line p where p.line_id = ${page.bankLineId}::uuid))
    order by m.id desc limit ${page.limit}::int`
}

/** What these matches took, bank lines first. */
export function partsOfMatches(tx: Sql, ids: readonly string[]): Promise<BankMatchPart[]> {
  return tx.$queryRaw<BankMatchPart[]>`
    select bank_match_id as "bankMatchId", line_id as "lineId", null::uuid as "voucherId", null::int as "lineNumber", amount
    from bank_match_line where bank_match_id = any (${ids}::uuid[])
    union all
    select bank_match_id, null, voucher_id, line_number, amount
    from bank_match_entry where bank_match_id = any (${ids}::uuid[])
    order by 1, 2, 3, 4`
}

/** A request to match by rules; what it matched names it. */
export interface BankMatchRun {
  readonly id: string
  readonly more: boolean
}

export async function insertBankMatchRun(
  tx: Sql,
  run: BankMatchRun & {
    readonly companyId: string
    readonly cashAccountId: string
    readonly by: string
    readonly at: Date
  },
): Promise<void> {
  await tx.$executeRaw`
    insert into bank_match_run (id, company_id, cash_account_id, more, run_by, run_at)
    values (${run.id}::uuid, ${run.companyId}::uuid, ${run.cashAccountId}::uuid, ${run.more}, ${run.by}::uuid, ${run.at})`
}

export async function findBankMatchRun(tx: Sql, id: string): Promise<BankMatchRun | undefined> {
  const [run] = await tx.$queryRaw<BankMatchRun[]>`select id, more from bank_match_run where id = ${id}::uuid`
  return run
}

/** What a run matched, in the order it was found. */
export function matchesOfRun(
  tx: Sql,
  runId: string,
  page: { readonly limit: number; readonly afterId: string | undefined },
): Promise<BankMatch[]> {
  return tx.$queryRaw<BankMatch[]>`
    select ${columns} from bank_match m left join bank_match_undo u on u.bank_match_id = m.id
    where m.run_id = ${runId}::uuid and (${page.afterId ?? null}::uuid is null or m.id > ${page.afterId ?? null}::uuid)
    order by m.id limit ${page.limit}::int`
}

/** Lines with something left at the end of a day, by day, after a position. */
export function linesInTransit(
  tx: Sql,
  asked: BankAsked,
  page: { readonly limit: number; readonly after: { readonly day: string; readonly id: string } | undefined },
): Promise<BankLine[]> {
  const { day = '0001-01-01', id = '00000000-0000-0000-0000-000000000000' } = page.after ?? {}
  return tx.$queryRaw<BankLine[]>`
    select ${lineColumns} from bank_statement_line l ${takenOfLine(asked.endsOn)}
    where l.cash_account_id = ${asked.account.id}::uuid and not l.discarded and l.booked_on <= ${asked.endsOn}::date
      and l.amount <> taken.amount and (l.booked_on, l.id) > (${day}::date, ${id}::uuid)
    order by l.booked_on, l.id limit ${page.limit}::int`
}

/** Entries with something left at the end of a day, by day, after a position. */
export function entriesInTransit(
  tx: Sql,
  asked: BankAsked,
  page: {
    readonly limit: number
    readonly after:
      | { readonly postingDate: string; readonly voucherId: string; readonly lineNumber: number }
      | undefined
  },
): Promise<JournalEntry[]> {
  const { postingDate, voucherId, lineNumber } = page.after ?? {
    postingDate: '0001-01-01',
    voucherId: '00000000-0000-0000-0000-000000000000',
    lineNumber: 0,
  }
  return tx.$queryRaw<JournalEntry[]>`
    select ${entryColumns} from (${journalEntries(asked, asked.endsOn)}) as e ${entryDocuments}
    where e.open <> 0
      and (e.posting_date, e.voucher_id, e.line_number) > (${postingDate}::date, ${voucherId}::uuid, ${lineNumber}::int)
    order by e.posting_date, e.voucher_id, e.line_number limit ${page.limit}::int`
}
