import type { Sql } from '@erp/service-kit'
import type { DifferenceKind } from '../domain/expense-feed.ts'

/** Something that another system and this one do not agree on. */
export interface FeedDifference {
  readonly id: string
  readonly companyId: string
  readonly system: string
  readonly externalId: string
  readonly kind: DifferenceKind
  /** What the other system says of it; null when it says nothing. */
  readonly feedClaimId: string | null
  /** The claim here; null when there is none. */
  readonly expenseClaimId: string | null
  readonly foundAt: Date
  /** When it was gone; null while it stands. */
  readonly clearedAt: Date | null
}

/** Of these companies those that were sent something that covers days. */
export async function companiesToCompare(tx: Sql, companyIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id::text from unnest(${[...companyIds]}::uuid[]) as id
    where exists (select from expense_feed f where f.company_id = id and f.begins_on is not null)`
  return rows.map(({ id }) => id)
}

/**
 * Holds the last delivery of each system that covers days against the claims here that came from it, for these companies at
 * once: what is new is noted, what is gone is cleared. Returns how many differences stand.
 */
export async function compareFeeds(tx: Sql, companyIds: readonly string[], at: Date): Promise<number> {
  const [row] = await tx.$queryRaw<{ standing: number }[]>`
    with control as (
      select distinct on (company_id, system) id, company_id, system, begins_on, ends_on
      from expense_feed where company_id = any (${companyIds}::uuid[]) and begins_on is not null
      order by company_id, system, id desc),
    theirs as (
      select t.company_id, t.system, c.external_id, c.digest, c.id,
             row_number() over (partition by t.id, c.digest order by c.external_id) as nth
      from control t join expense_feed_claim c on c.feed_id = t.id and c.external_id is not null
        and not exists (
          select from expense_feed_claim b
          where b.feed_id = c.feed_id and b.external_id = c.external_id and b.position < c.position)),
    ours as (
      select s.company_id, s.system, s.external_id, s.digest, s.expense_claim_id, s.claimed_on
      from control t join expense_claim_source s on s.company_id = t.company_id and s.system = t.system
      join expense_claim e on e.id = s.expense_claim_id and e.status not in ('CANCELLED', 'DISCARDED')),
    found as (
      select t.company_id, t.system, t.external_id, t.id as feed_claim_id, o.expense_claim_id,
             case when t.digest is not null and t.nth > 1 then 'DOUBLED'
                  when o.external_id is null then 'MISSING_HERE' else 'DIFFERENT' end as kind
      from theirs t left join ours o using (company_id, system, external_id)
      where o.external_id is null or o.digest is distinct from t.digest or (t.digest is not null and t.nth > 1)
      union all
      select o.company_id, o.system, o.external_id, null, o.expense_claim_id, 'MISSING_THERE'
      from ours o join control c using (company_id, system)
      where o.claimed_on between c.begins_on and c.ends_on
        and not exists (select from theirs t
                        where (t.company_id, t.system, t.external_id) = (o.company_id, o.system, o.external_id))),
    cleared as (
      update expense_feed_difference d set cleared_at = ${at}
      where d.company_id = any (${companyIds}::uuid[]) and d.cleared_at is null
        and not exists (
          select from found f
          where (f.company_id, f.system, f.external_id, f.kind) = (d.company_id, d.system, d.external_id, d.kind))),
    kept as (
      insert into expense_feed_difference as d
        (id, company_id, system, external_id, kind, feed_claim_id, expense_claim_id, found_at)
      select uuidv7(), company_id, system, external_id, kind, feed_claim_id, expense_claim_id, ${at} from found
      on conflict (company_id, system, external_id, kind) where cleared_at is null do update
        set feed_claim_id = excluded.feed_claim_id, expense_claim_id = excluded.expense_claim_id
        where (d.feed_claim_id, d.expense_claim_id)
          is distinct from (excluded.feed_claim_id, excluded.expense_claim_id))
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
    select id, company_id as "companyId", system, external_id as "externalId", kind, feed_claim_id as "feedClaimId",
           expense_claim_id as "expenseClaimId", found_at as "foundAt", cleared_at as "clearedAt"
    from expense_feed_difference
    where company_id = ${companyId}::uuid and (${page.system}::text is null or system = ${page.system})
      and (${page.includeCleared}::boolean or cleared_at is null)
      and (${page.afterId ?? null}::uuid is null or id < ${page.afterId ?? null}::uuid)
    order by id desc limit ${page.limit}::int`
}

export async function findDifference(tx: Sql, id: string): Promise<FeedDifference | undefined> {
  const [difference] = await tx.$queryRaw<FeedDifference[]>`
    select id, company_id as "companyId", system, external_id as "externalId", kind, feed_claim_id as "feedClaimId",
           expense_claim_id as "expenseClaimId", found_at as "foundAt", cleared_at as "clearedAt"
    from expense_feed_difference where id = ${id}::uuid`
  return difference
}
