import type { Sql } from './sql.ts'

/** A row that changed: `before` is null where it came, `after` where it went. Numbers are exact texts. */
export interface AuditChange {
  /** Its place among the changes of the entry. */
  readonly place: string
  readonly table: string
  readonly key: string
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

/** What somebody did, as the audit log has it. */
export interface AuditEntry {
  readonly id: string
  readonly userId: string
  /** The service that acted by itself; empty for a person, and for entries of earlier releases the login name. */
  readonly username: string
  readonly operation: string
  readonly documentId: string | null
  readonly reason: string | null
  readonly clientAddress: string | null
  readonly changes: readonly AuditChange[]
  /** What a read asked for; null for what changed something. */
  readonly asked: unknown
  /** There are more changes than these first ones. */
  readonly changesCut: boolean
  readonly requestId: string
  readonly traceparent: string
  readonly occurredAt: Date
  /** Microseconds since 1970: what the trail is ordered by, before the id. */
  readonly position: string
}

export interface AuditTrailQuery {
  readonly companyId: string
  readonly userId?: string | undefined
  readonly operation?: string | undefined
  readonly documentId?: string | undefined
  readonly requestId?: string | undefined
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  readonly limit: number
  /** Position and id of the entry after which the page begins. */
  readonly after?: readonly [position: string, id: string] | undefined
}

/** A company's trail, newest first. The statement has only the conditions that are asked for, and an index for each. */
export function listAuditTrail(tx: Sql, query: AuditTrailQuery): Promise<AuditEntry[]> {
  const { userId, operation, documentId, requestId, from, until, after } = query
  const conditions = [
    userId === undefined ? nothing : part`and user_id = ${userId}::uuid`,
    operation === undefined ? nothing : part`and operation = ${operation}`,
    documentId === undefined ? nothing : part`and document_id = ${documentId}`,
    requestId === undefined ? nothing : part`and request_id = ${requestId}`,
    from === undefined ? nothing : part`and occurred_at >= ${from}::timestamptz`,
    until === undefined ? nothing : part`and occurred_at < ${until}::timestamptz`,
    after === undefined
      ? nothing
      : part`and (occurred_at, audit_id)
                 < (timestamptz 'epoch' + ${after[0]}::bigint * interval '1 microsecond', ${after[1]}::bigint)`,
  ]
  return tx.$queryRaw`
    select audit_id::text as id, user_id as "userId", username, operation, document_id as "documentId",
           reason, client_address as "clientAddress", asked, coalesce(shown.changes, '[]') as changes,
           coalesce(jsonb_array_length(shown.changes) > ${changesShown}::int or entry.changes -> -1 ? 'cut', false) as "changesCut",
           request_id as "requestId", traceparent, occurred_at as "occurredAt",
           (extract(epoch from occurred_at) * 1000000)::bigint::text as position
    from (
      select * from platform.audit_log
      where company_id = ${query.companyId}::uuid ${conditions.reduce((all, one) => part`${all} ${one}`)}
      order by occurred_at desc, audit_id desc limit ${query.limit}::int) as entry
    cross join lateral (
      select jsonb_agg(to_jsonb(change) || jsonb_build_object('place', place::text) order by place) as changes
      from platform.shown_changes(transaction_id, company_id, entry.changes, 0, ${changesShown + 1}::int) as change) as shown
    order by occurred_at desc, audit_id desc`.then((entries) =>
    (entries as AuditEntry[]).map((entry) => ({ ...entry, changes: entry.changes.slice(0, changesShown) })),
  )
}

/** What an entry of a company's trail changed, from a place on; nothing when there is no such entry. */
export function listAuditChanges(
  tx: Sql,
  query: { readonly companyId: string; readonly entryId: string; readonly limit: number; readonly after: string },
): Promise<AuditChange[]> {
  return tx.$queryRaw`
    select place::text as place, "table", key, before, after
    from platform.audit_log as entry
    cross join lateral platform.shown_changes(transaction_id, company_id, changes, ${query.after}::bigint, ${query.limit}::int) as change
    where entry.company_id = ${query.companyId}::uuid and entry.audit_id = ${query.entryId}::bigint
    order by change.place`
}

/** How many changes stand with an entry in a list of entries. */
const changesShown = 50

/** Part of a statement, with its values. */
function part(strings: TemplateStringsArray, ...values: readonly unknown[]) {
  return { strings, values }
}

const nothing = part``
