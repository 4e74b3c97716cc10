import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import { kindsOf } from '../domain/open-item.ts'
import type { StatementCandidate, StatementParty } from '../domain/statement-of-account.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { stands } from './statements-of-account.ts'

/** Whoever issues or ends statements of a company comes one after another, so that those of a party join. */
export async function takeTurnWithStatements(tx: Sql, companyId: string): Promise<void> {
  await tx.$executeRaw`
    select pg_advisory_xact_lock(hashtextextended(${`statements of account ${companyId}`}, 0))`
}

/** A party whose next statement is due through a day, and the last one that stands. */
export interface DueParty {
  readonly partyId: string
  readonly lastId: string | null
  /** What stood between the two at the end of the day, in minor units of the books, debits positive. */
  readonly balance: bigint
}

/** Of whom and through which day; the first statement of a party begins as it says. */
export interface AskedStatements {
  readonly companyId: string
  readonly party: StatementParty
  readonly firstBeginsOn: BusinessDate
  readonly endsOn: BusinessDate
}

/** Parties with items by the day, and of each the last statement that stands: party_id, moved_on, is_open, id, ends_on, issued_at. */
function partiesWithItems({ companyId, party, endsOn }: AskedStatements, some: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select party.*, last.*
    from (
      select i.party_id, max(i.last_moved_on) as moved_on, bool_or(i.open <> 0 or i.carrying <> 0) as is_open
      from open_item i
      where i.company_id = ${companyId}::uuid and i.kind = any (${kindsOf(party)}::text[]) and i.party_id is not null
        and i.posting_date <= ${endsOn}::date ${some}
      group by i.party_id) as party
    left join lateral (
      select id, ends_on, issued_at from statement_of_account
      where company_id = ${companyId}::uuid and party_id = party.party_id and ${stands}
      order by ends_on desc limit 1) as last on true`
}

/** Which of those are due: no statement goes so far, and something is open or moved since. */
const isDue = ({ firstBeginsOn, endsOn }: AskedStatements) => Prisma.sql`
  (ends_on is null or ends_on < ${endsOn}::date)
  and (is_open or moved_on > coalesce(ends_on, ${firstBeginsOn}::date - 1))`

/** Parties whose statement through a day is due, by id. */
export function dueParties(
  tx: Sql,
  asked: AskedStatements,
  page: { readonly limit: number; readonly afterId: string | undefined },
): Promise<DueParty[]> {
  const { companyId, endsOn } = asked
  const after = page.afterId ?? null
  const later = Prisma.sql`and (${after}::uuid is null or i.party_id > ${after}::uuid)`
  return tx.$queryRaw<DueParty[]>`
    with due as (
      select party_id, id from (${partiesWithItems(asked, later)}) as party
      where ${isDue(asked)} order by party_id limit ${page.limit}::int),
    owed as (
      select i.party_id, sum(was.carrying)::bigint as balance
      from open_items_on(${companyId}::uuid, ${endsOn}::date) was join open_item i on i.id = was.item_id
      where i.party_id in (select party_id from due) and i.kind = any (${kindsOf(asked.party)}::text[])
      group by i.party_id)
    select due.party_id as "partyId", due.id as "lastId", coalesce(owed.balance, 0)::bigint as balance
    from due left join owed using (party_id) order by due.party_id`
}

/** What the next statement of a party would join, and the last day of the last one. */
export interface NextStatement extends StatementCandidate {
  readonly beginsOn: BusinessDate
  readonly lastEndsOn: BusinessDate | null
  readonly previousId: string | null
}

/** The next statements of parties, by their ids: of these, or of those that are due. At most so many, each with about its lines. */
export function nextStatements(
  tx: Sql,
  asked: AskedStatements & { readonly partyIds: readonly string[] | null },
  limit: number,
): Promise<NextStatement[]> {
  const { companyId, party, endsOn, partyIds } = asked
  const some = partyIds === null ? Prisma.empty : Prisma.sql`and i.party_id = any (${[...partyIds]}::uuid[])`
  const wanted = partyIds === null ? isDue(asked) : Prisma.sql`true`
  return tx.$queryRaw<NextStatement[]>`
    with next as (
      select party_id, id, ends_on, issued_at, coalesce(ends_on + 1, ${asked.firstBeginsOn}::date) as begins_on
      from (${partiesWithItems(asked, some)}) as party
      where ${wanted} order by party_id limit ${limit}::int)
    select party_id as "partyId", id as "previousId", begins_on::text as "beginsOn", ends_on::text as "lastEndsOn", (
      select count(*) from open_item i join open_item_movement m on m.item_id = i.id and m.voucher_id is not null
      where i.company_id = ${companyId}::uuid and i.party_id = next.party_id and i.kind = any (${kindsOf(party)}::text[])
        and m.moved_on <= ${endsOn}::date and (m.moved_on >= begins_on or m.recorded_at > issued_at))::int as lines
    from next order by party_id`
}

/** A statement to issue: whose, of which days, and what it joins. */
export interface StatementToIssue {
  readonly id: string
  readonly number: string
  readonly partyId: string
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate
  readonly previousId: string | null
  readonly replacesId: string | null
}

/**
 * Issues statements with all that they show, in one statement of SQL, so that figures and lines are of one moment. What was posted
 * on days of statements before is told by those not having shown it; before the first one, by when it was posted.
 */
export async function insertStatements(
  tx: Sql,
  by: {
    readonly companyId: string
    readonly party: StatementParty
    readonly userId: string
    readonly runId: string
    readonly currency: string
  },
  statements: readonly StatementToIssue[],
): Promise<void> {
  const { companyId, party, userId, runId, currency } = by
  await tx.$executeRaw`
    with asked as materialized (
      select r.*, previous.opening + previous.debit - previous.credit as joins, first.begins_on as first_day,
        first.issued_at as first_issued_at
      from jsonb_to_recordset(${JSON.stringify(statements)}::jsonb)
        as r(id uuid, number text, "partyId" uuid, "beginsOn" date, "endsOn" date, "previousId" uuid, "replacesId" uuid)
      left join statement_of_account previous on previous.id = r."previousId"
      left join lateral (
        select begins_on, issued_at from statement_of_account
        where company_id = ${companyId}::uuid and party_id = r."partyId" and ${stands}
        order by begins_on limit 1) as first on true),
    line as materialized (
      select asked.id, m.voucher_id, m.line_number, m.moved_on, sum(m.carrying)::bigint as net,
        m.moved_on < asked."beginsOn" as is_before,
        m.moved_on < asked."beginsOn" and asked.joins is not null
          and (m.moved_on >= first_day or min(m.recorded_at) > first_issued_at)
          and not exists (
            select from statement_of_account_line shown join statement_of_account s on s.id = shown.statement_id
            where shown.voucher_id = m.voucher_id and shown.line_number = m.line_number and s.party_id = asked."partyId"
              and ${stands}) as is_backdated
      from asked
      join open_item i on i.company_id = ${companyId}::uuid and i.party_id = asked."partyId"
        and i.kind = any (${kindsOf(party)}::text[])
      join open_item_movement m on m.item_id = i.id and m.voucher_id is not null and m.moved_on <= asked."endsOn"
      group by asked.id, asked."partyId", asked."beginsOn", asked.joins, first_day, first_issued_at, m.voucher_id,
        m.line_number, m.moved_on),
    figures as (
      select asked.id, coalesce(sum(net) filter (where is_before), 0)::bigint as opening,
        coalesce(sum(l.debit) filter (where not is_before), 0)::bigint as debit,
        coalesce(sum(l.credit) filter (where not is_before), 0)::bigint as credit
      from asked left join line on line.id = asked.id left join voucher_line l using (voucher_id, line_number)
      group by asked.id),
    issued as (
      insert into statement_of_account (
        id, company_id, run_id, number, status, party_dimension, party_id, begins_on, ends_on, currency, opening, debit,
        credit, previous_id, backdated, replaces_id, issued_by)
      select asked.id, ${companyId}::uuid, ${runId}::uuid, number, 'ISSUED', ${party}, "partyId", "beginsOn", "endsOn",
        ${currency}, opening, debit, credit, "previousId", opening - joins, "replacesId", ${userId}::uuid
      from asked join figures on figures.id = asked.id)
    insert into statement_of_account_line (
      statement_id, place, company_id, backdated, voucher_id, line_number, moved_on, document_number, net, balance)
    select line.id, row_number() over (partition by line.id order by is_before desc, moved_on, voucher_id, line_number),
      ${companyId}::uuid, is_before, voucher_id, line_number, moved_on, v.document_number, net,
      case when is_before then joins else opening end
        + sum(net) over (partition by line.id, is_before order by moved_on, voucher_id, line_number)
    from line join asked on asked.id = line.id join figures on figures.id = line.id join voucher v on v.id = voucher_id
    where is_backdated or not is_before`
}
