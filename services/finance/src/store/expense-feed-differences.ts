import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type { DifferenceKind } from '../domain/expense-feed.ts'
import { Prisma } from '../generated/prisma/client.ts'

/** Something that another system and this one do not agree on. */
export interface FeedDifference {
  readonly id: string
  readonly companyId: string
  readonly system: string
  readonly externalId: string
  readonly kind: DifferenceKind
  /** The day of the claim it is about. */
  readonly claimedOn: BusinessDate
  /** What the other system says of it; null when it says nothing. */
  readonly feedClaimId: string | null
  /** The claim here; null when there is none. */
  readonly expenseClaimId: string | null
  /** The claim that was written here for the same spending. */
  readonly doubleClaimId: string | null
  /** Whether that claim holds nothing else. */
  readonly doubleWhole: boolean | null
  readonly foundAt: Date
  /** When it was gone; null while it stands. */
  readonly clearedAt: Date | null
}

const columns = Prisma.sql`
  id, company_id as "companyId", system, external_id as "externalId", kind, claimed_on::text as "claimedOn",
  feed_claim_id as "feedClaimId", expense_claim_id as "expenseClaimId", double_claim_id as "doubleClaimId",
  double_whole as "doubleWhole", found_at as "foundAt", cleared_at as "clearedAt"`

/** How far back days are compared again and again; older ones only after a feed of theirs, or while a difference stands. */
const daysLookedBack = 400

/** Of these companies those that were sent something that covers days. */
export async function companiesToCompare(tx: Sql, companyIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id::text from unnest(${[...companyIds]}::uuid[]) as id
    where exists (select from expense_feed_day d where d.company_id = id)`
  return rows.map(({ id }) => id)
}

/** A receipt number as `receiptKey` compares it. */
const receiptKeyOf = (column: Prisma.Sql) => Prisma.sql`upper(regexp_replace(${column}, '\\s', '', 'g'))`

/**
 * Holds what each system sent last of each day against the claims here that came from it and those that were written here,
 * for these companies at once: what is new is noted, what was compared and not found any more is cleared. Returns how many
 * differences stand.
 */
export async function compareFeeds(tx: Sql, companyIds: readonly string[], at: Date): Promise<number> {
  const since = new Date(at.getTime() - daysLookedBack * 86_400_000)
  const [row] = await tx.$queryRaw<{ standing: number }[]>`
    with compared as materialized (
      select d.company_id, d.system, d.day, d.feed_id
      from expense_feed_day d join expense_feed f on f.id = d.feed_id
      where d.company_id = any (${companyIds}::uuid[])
        and (d.day >= ${since}::date or f.received_at >= ${since} or exists (
          select from expense_feed_difference s
          where (s.company_id, s.system, s.claimed_on) = (d.company_id, d.system, d.day) and s.cleared_at is null))),
    said as (
      select distinct on (t.company_id, t.system, c.external_id)
        t.company_id, t.system, t.day as claimed_on, c.external_id, c.digest, c.written_digest, c.id, c.content
      from compared t join expense_feed_claim c on c.feed_id = t.feed_id and c.external_id is not null
        and coalesce(c.content ->> 'claimedOn', t.day::text) = t.day::text
        and not exists (
          select from expense_feed_claim b
          where b.feed_id = c.feed_id and b.external_id = c.external_id and b.position < c.position)
      order by t.company_id, t.system, c.external_id, t.feed_id desc, t.day),
    theirs as materialized (
      select *, row_number() over (partition by company_id, system, digest order by external_id) as nth from said),
    ours as materialized (
      select s.company_id, s.system, s.external_id, s.digest, s.written_digest, s.expense_claim_id, s.claimed_on,
             e.employee_id, e.written_digest as standing_digest
      from (
        select company_id, system, external_id from compared t join expense_claim_source s using (company_id, system)
        where s.claimed_on = t.day
        union
        select company_id, system, external_id from theirs) as named
      join expense_claim_source s using (company_id, system, external_id)
      join expense_claim e on e.id = s.expense_claim_id and e.status not in ('CANCELLED', 'DISCARDED')),
    differing as (
      select t.company_id, t.system, t.external_id, t.claimed_on, t.id as feed_claim_id, o.expense_claim_id,
             case when t.digest is not null and t.nth > 1 then 'DOUBLED'
                  when o.external_id is null then 'MISSING_HERE' else 'DIFFERENT' end as kind
      from theirs t left join ours o using (company_id, system, external_id)
      where o.external_id is null or (t.digest is not null and t.nth > 1)
        or case when o.digest = t.digest then o.written_digest <> o.standing_digest
                else o.standing_digest is distinct from t.written_digest or t.written_digest is null end
      union all
      select o.company_id, o.system, o.external_id, o.claimed_on, null, o.expense_claim_id, 'MISSING_THERE'
      from ours o
      where not exists (select from theirs t
                        where (t.company_id, t.system, t.external_id) = (o.company_id, o.system, o.external_id))),
    beside as (
      select o.company_id, o.system, o.external_id, o.claimed_on, o.expense_claim_id, w.claim_id, w.line_number,
             o.employee_id
      from ours o join expense_claim_line l on l.claim_id = o.expense_claim_id
      join expense_claim_line w on (w.company_id, w.spent_on, w.amount, w.currency)
          = (l.company_id, l.spent_on, l.amount, l.currency)
        and case when l.receipt_number is null or w.receipt_number is null then w.expense_type_id = l.expense_type_id
                 else ${receiptKeyOf(Prisma.sql`w.receipt_number`)} = ${receiptKeyOf(Prisma.sql`l.receipt_number`)} end
      union
      select t.company_id, t.system, t.external_id, t.claimed_on, null, r.claim_id, r.line_number, null
      from theirs t cross join lateral jsonb_to_recordset(t.content -> 'lines') as l("receiptNumber" text)
      join claimed_receipt r on r.company_id = t.company_id
        and r.receipt_number = ${receiptKeyOf(Prisma.sql`l."receiptNumber"`)}
      where not exists (select from ours o
                        where (o.company_id, o.system, o.external_id) = (t.company_id, t.system, t.external_id))),
    doubled as (
      select distinct on (b.company_id, b.system, b.external_id)
        b.company_id, b.system, b.external_id, b.claimed_on, b.expense_claim_id, b.claim_id as double_claim_id,
        count(*) = (select count(*) from expense_claim_line l where l.claim_id = b.claim_id) as double_whole
      from beside b
      join expense_claim w on w.id = b.claim_id and w.status in ('SUBMITTED', 'APPROVED', 'PAID')
        and w.employee_id = coalesce(b.employee_id, w.employee_id)
      where not exists (select from expense_claim_source s where s.expense_claim_id = b.claim_id)
      group by b.company_id, b.system, b.external_id, b.claimed_on, b.expense_claim_id, b.claim_id
      order by b.company_id, b.system, b.external_id, b.claim_id),
    found as materialized (
      select company_id, system, external_id, kind, claimed_on, feed_claim_id, expense_claim_id,
             null::uuid as double_claim_id, null::boolean as double_whole
      from differing
      union all
      select d.company_id, d.system, d.external_id, 'DOUBLED_HERE', d.claimed_on, t.id, d.expense_claim_id,
             d.double_claim_id, d.double_whole
      from doubled d left join theirs t using (company_id, system, external_id)),
    cleared as (
      update expense_feed_difference d set cleared_at = ${at}
      where d.company_id = any (${companyIds}::uuid[]) and d.cleared_at is null
        and exists (select from compared t where (t.company_id, t.system, t.day) = (d.company_id, d.system, d.claimed_on))
        and not exists (
          select from found f
          where (f.company_id, f.system, f.external_id, f.kind) = (d.company_id, d.system, d.external_id, d.kind))),
    kept as (
      insert into expense_feed_difference as d (id, company_id, system, external_id, kind, claimed_on, feed_claim_id,
                                                expense_claim_id, double_claim_id, double_whole, found_at)
      select uuidv7(), company_id, system, external_id, kind, claimed_on, feed_claim_id, expense_claim_id,
             double_claim_id, double_whole, ${at}
      from found
      on conflict (company_id, system, external_id, kind) where cleared_at is null do update
        set claimed_on = excluded.claimed_on, feed_claim_id = excluded.feed_claim_id,
            expense_claim_id = excluded.expense_claim_id, double_claim_id = excluded.double_claim_id,
            double_whole = excluded.double_whole
        where (d.claimed_on, d.feed_claim_id, d.expense_claim_id, d.double_claim_id, d.double_whole)
          is distinct from (excluded.claimed_on, excluded.feed_claim_id, excluded.expense_claim_id,
                            excluded.double_claim_id, excluded.double_whole))
    select count(*)::int as standing from found`
  return row?.standing ?? 0
}

/** Differences, the newest first; those that are gone only when asked for. */
export function listDifferences(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly afterId: string | undefined
    readonly system: string | null
    readonly includeCleared: boolean
  },
): Promise<FeedDifference[]> {
  return tx.$queryRaw<FeedDifference[]>`
    select ${columns} from expense_feed_difference
    where company_id = ${companyId}::uuid and (${page.system}::text is null or system = ${page.system})
      and (${page.includeCleared}::boolean or cleared_at is null)
      and (${page.afterId ?? null}::uuid is null or id < ${page.afterId ?? null}::uuid)
    order by id desc limit ${page.limit}::int`
}

export async function findDifference(tx: Sql, id: string): Promise<FeedDifference | undefined> {
  const [difference] = await tx.$queryRaw<FeedDifference[]>`
    select ${columns} from expense_feed_difference where id = ${id}::uuid`
  return difference
}
