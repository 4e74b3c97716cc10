import type { Sql } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type { FedClaim, FeedCode, FeedCodeKind, FeedFault, FeedFormat } from '../domain/expense-feed.ts'
import { Prisma } from '../generated/prisma/client.ts'

export type FeedClaimStatus = 'RECEIVED' | 'TAKEN' | 'KNOWN' | 'DIFFERENT' | 'REJECTED'

/** A delivery of another system. */
export interface ExpenseFeed {
  readonly id: string
  readonly companyId: string
  readonly system: string
  readonly format: FeedFormat
  /** With `endsOn`: it holds every claim of these days. */
  readonly beginsOn: BusinessDate | null
  readonly endsOn: BusinessDate | null
  readonly receivedBy: string
  readonly receivedAt: Date
}

/** A claim of a delivery, and what became of it. */
export interface ExpenseFeedClaim {
  readonly id: string
  readonly companyId: string
  readonly feedId: string
  readonly system: string
  readonly position: number
  readonly externalId: string | null
  readonly status: FeedClaimStatus
  /** In hex; null when the claim could not be read. */
  readonly digest: string | null
  readonly content: FedClaim | null
  readonly faults: readonly FeedFault[]
  readonly expenseClaimId: string | null
}

const feedColumns = Prisma.sql`
  f.id, f.company_id as "companyId", f.system, f.format, f.begins_on::text as "beginsOn",
  f.ends_on::text as "endsOn", f.received_by as "receivedBy", f.received_at as "receivedAt"`
const claimColumns = Prisma.sql`
  c.id, c.company_id as "companyId", c.feed_id as "feedId", f.system, c.position, c.external_id as "externalId",
  c.status, c.digest, c.content, c.faults, c.expense_claim_id as "expenseClaimId"`

export async function insertFeed(tx: Sql, feed: ExpenseFeed, claims: readonly ExpenseFeedClaim[]): Promise<void> {
  await tx.$executeRaw`
    insert into expense_feed (id, company_id, system, format, begins_on, ends_on, received_by, received_at)
    values (${feed.id}::uuid, ${feed.companyId}::uuid, ${feed.system}, ${feed.format}, ${feed.beginsOn}::date,
            ${feed.endsOn}::date, ${feed.receivedBy}::uuid, ${feed.receivedAt})`
  await tx.$executeRaw`
    insert into expense_feed_day as held (company_id, system, day, feed_id)
    select ${feed.companyId}::uuid, ${feed.system}, day::date, ${feed.id}::uuid
    from generate_series(${feed.beginsOn}::date, ${feed.endsOn}::date, '1 day') as day
    on conflict (company_id, system, day) do update set feed_id = excluded.feed_id
      where held.feed_id < excluded.feed_id`
  await tx.$executeRaw`
    insert into expense_feed_claim (id, company_id, feed_id, position, external_id, status, digest, content, faults)
    select id, ${feed.companyId}::uuid, ${feed.id}::uuid, position, "externalId", status, digest, nullif(content, 'null'),
           faults
    from jsonb_to_recordset(${JSON.stringify(claims)}::jsonb)
      as r(id uuid, position int, "externalId" text, status text, digest text, content jsonb, faults jsonb)`
}

export async function findFeed(tx: Sql, id: string): Promise<ExpenseFeed | undefined> {
  const [feed] = await tx.$queryRaw<ExpenseFeed[]>`select ${feedColumns} from expense_feed f where f.id = ${id}::uuid`
  return feed
}

/** Deliveries, the newest first. */
export function listFeeds(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterId: string | undefined; readonly system: string | null },
): Promise<ExpenseFeed[]> {
  return tx.$queryRaw<ExpenseFeed[]>`
    select ${feedColumns} from expense_feed f
    where f.company_id = ${companyId}::uuid and (${page.system}::text is null or f.system = ${page.system})
      and (${page.afterId ?? null}::uuid is null or f.id < ${page.afterId ?? null}::uuid)
    order by f.id desc limit ${page.limit}::int`
}

/** The claims of these deliveries, in their order. */
export function claimsOfFeeds(tx: Sql, feedIds: readonly string[]): Promise<ExpenseFeedClaim[]> {
  return tx.$queryRaw<ExpenseFeedClaim[]>`
    select ${claimColumns} from expense_feed_claim c join expense_feed f on f.id = c.feed_id
    where c.feed_id = any (${feedIds}::uuid[]) order by c.feed_id, c.position`
}

/** A claim of a delivery, held until the transaction ends. */
export async function lockFeedClaim(tx: Sql, id: string): Promise<ExpenseFeedClaim | undefined> {
  const [claim] = await tx.$queryRaw<ExpenseFeedClaim[]>`
    select ${claimColumns} from expense_feed_claim c join expense_feed f on f.id = c.feed_id
    where c.id = ${id}::uuid for update of c`
  return claim
}

/** Stores what became of a claim of a delivery that is held. */
export async function saveFeedClaim(
  tx: Sql,
  {
    id,
    status,
    faults,
    expenseClaimId,
    writtenDigest = null,
  }: Pick<ExpenseFeedClaim, 'id' | 'status' | 'faults' | 'expenseClaimId'> & {
    /** What a claim here would say, where another one stands. */
    readonly writtenDigest?: string | null
  },
): Promise<void> {
  await tx.$executeRaw`
    update expense_feed_claim
    set status = ${status}, faults = ${JSON.stringify(faults)}::jsonb, expense_claim_id = ${expenseClaimId}::uuid,
        written_digest = ${writtenDigest}
    where id = ${id}::uuid`
}

/** Which claim here a claim of another system is, unless that was given up. */
export interface ClaimSource {
  readonly system: string
  readonly externalId: string
  readonly expenseClaimId: string
  readonly digest: string
  /** What the claim here said when it was taken. */
  readonly writtenDigest: string | null
  readonly claimedOn: BusinessDate
}

/** The claim that stands here for one of another system, whose turn it is until the transaction ends. */
export async function lockClaimSource(
  tx: Sql,
  companyId: string,
  { system, externalId }: Pick<ClaimSource, 'system' | 'externalId'>,
): Promise<(ClaimSource & { readonly number: string; readonly standingDigest: string | null }) | undefined> {
  await tx.$executeRaw`
    select pg_advisory_xact_lock(hashtextextended('fed claim ' || ${companyId} || ${system} || ' ' || ${externalId}, 0))`
  const [source] = await tx.$queryRaw<(ClaimSource & { number: string; standingDigest: string | null })[]>`
    select s.system, s.external_id as "externalId", s.expense_claim_id as "expenseClaimId", s.digest,
           s.written_digest as "writtenDigest", s.claimed_on::text as "claimedOn", e.number,
           e.written_digest as "standingDigest"
    from expense_claim_source s
    join expense_claim e on e.id = s.expense_claim_id and e.status not in ('CANCELLED', 'DISCARDED')
    where s.company_id = ${companyId}::uuid and s.system = ${system} and s.external_id = ${externalId}`
  return source
}

/** Says which claim here stands for one of another system from now on. */
export async function saveClaimSource(tx: Sql, companyId: string, source: ClaimSource): Promise<void> {
  await tx.$executeRaw`
    insert into expense_claim_source (company_id, system, external_id, expense_claim_id, digest, written_digest, claimed_on)
    values (${companyId}::uuid, ${source.system}, ${source.externalId}, ${source.expenseClaimId}::uuid, ${source.digest},
            ${source.writtenDigest}, ${source.claimedOn}::date)
    on conflict (company_id, system, external_id) do update
      set expense_claim_id = excluded.expense_claim_id, digest = excluded.digest,
          written_digest = excluded.written_digest, claimed_on = excluded.claimed_on`
}

/** Where these claims came from; those that people wrote here are left out. */
export function sourcesOfClaims(tx: Sql, claimIds: readonly string[]): Promise<ClaimSource[]> {
  return tx.$queryRaw<ClaimSource[]>`
    select system, external_id as "externalId", expense_claim_id as "expenseClaimId", digest,
           written_digest as "writtenDigest", claimed_on::text as "claimedOn"
    from expense_claim_source where expense_claim_id = any (${claimIds}::uuid[])`
}

/** What codes of another system mean: what the company said, else what is in use here under the same code. */
export async function meaningOfCodes(
  tx: Sql,
  companyId: string,
  system: string,
  codes: readonly FeedCode[],
): Promise<readonly (FeedCode & { readonly valueId: string })[]> {
  return tx.$queryRaw<(FeedCode & { valueId: string })[]>`
    select asked.kind, asked."externalCode", coalesce(said.value_id, d.id, t.id) as "valueId"
    from (select distinct kind, "externalCode"
          from jsonb_to_recordset(${JSON.stringify(codes)}::jsonb) as r(kind text, "externalCode" text)) as asked
    left join expense_feed_code said on said.company_id = ${companyId}::uuid and said.system = ${system}
      and said.kind = asked.kind and said.external_code = asked."externalCode"
    left join dimension_value d on said.value_id is null and d.company_id = ${companyId}::uuid and d.active
      and d.dimension = lower(asked.kind) and d.code = asked."externalCode"
    left join expense_type t on said.value_id is null and t.company_id = ${companyId}::uuid and t.active
      and asked.kind = 'EXPENSE_TYPE' and t.code = asked."externalCode"
    where coalesce(said.value_id, d.id, t.id) is not null`
}

/** What a company said that a code of another system means. */
export interface ExpenseFeedCode extends FeedCode {
  readonly id: string
  readonly companyId: string
  readonly system: string
  readonly valueId: string
  readonly version: number
}

export async function findFeedCode(
  tx: Sql,
  companyId: string,
  { system, kind, externalCode }: Pick<ExpenseFeedCode, 'system' | 'kind' | 'externalCode'>,
): Promise<ExpenseFeedCode | undefined> {
  const [code] = await tx.$queryRaw<ExpenseFeedCode[]>`
    select id, company_id as "companyId", system, kind, external_code as "externalCode", value_id as "valueId",
           version
    from expense_feed_code
    where company_id = ${companyId}::uuid and system = ${system} and kind = ${kind} and external_code = ${externalCode}`
  return code
}

export async function feedCodeOf(tx: Sql, id: string): Promise<ExpenseFeedCode | undefined> {
  const [code] = await tx.$queryRaw<ExpenseFeedCode[]>`
    select id, company_id as "companyId", system, kind, external_code as "externalCode", value_id as "valueId",
           version
    from expense_feed_code where id = ${id}::uuid`
  return code
}

/** Stores what a code means; false when somebody else has just done so. */
export async function saveFeedCode(tx: Sql, code: ExpenseFeedCode): Promise<boolean> {
  const saved = await tx.$executeRaw`
    insert into expense_feed_code as kept (id, company_id, system, kind, external_code, value_id)
    values (${code.id}::uuid, ${code.companyId}::uuid, ${code.system}, ${code.kind}, ${code.externalCode}, ${code.valueId}::uuid)
    on conflict (company_id, system, kind, external_code) do update
      set value_id = excluded.value_id, version = kept.version + 1 where kept.version = ${code.version}::int`
  return saved === 1
}

/** What codes of a system mean, by kind and code. */
export function listFeedCodes(
  tx: Sql,
  companyId: string,
  page: {
    readonly limit: number
    readonly system: string
    readonly after: { readonly kind: string; readonly externalCode: string }
  },
): Promise<ExpenseFeedCode[]> {
  return tx.$queryRaw<ExpenseFeedCode[]>`
    select id, company_id as "companyId", system, kind, external_code as "externalCode", value_id as "valueId",
           version
    from expense_feed_code
    where company_id = ${companyId}::uuid and system = ${page.system}
      and (kind, external_code) > (${page.after.kind}, ${page.after.externalCode})
    order by kind, external_code limit ${page.limit}::int`
}

/** Whether an id is what a code of this kind may mean: in use, and of the company. */
export async function isFeedValue(tx: Sql, companyId: string, kind: FeedCodeKind, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from dimension_value
    where id = ${id}::uuid and company_id = ${companyId}::uuid and active and dimension = lower(${kind}::text)
    union all
    select 1 from expense_type
    where id = ${id}::uuid and company_id = ${companyId}::uuid and active and ${kind}::text in ('EXPENSE_TYPE', 'ACCOUNT')`
  return rows.length === 1
}
