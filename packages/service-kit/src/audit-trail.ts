import type { Sql } from './sql.ts'

/** A row that changed: `before` is left out where it came, `after` where it went. */
export interface AuditChange {
  readonly table: string
  readonly key: string
  readonly before?: Readonly<Record<string, unknown>>
  readonly after?: Readonly<Record<string, unknown>>
}

/** What somebody did, as the audit log has it. */
export interface AuditEntry {
  readonly id: string
  readonly userId: string
  readonly username: string
  readonly operation: string
  readonly documentId: string | null
  readonly reason: string | null
  readonly clientAddress: string | null
  readonly changes: readonly AuditChange[]
  /** What a read asked for; null for what changed something. */
  readonly asked: unknown
  /** There were more changes than are kept. */
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
           reason, client_address as "clientAddress", asked,
           coalesce((select jsonb_agg(change order by place)
                     from jsonb_array_elements(changes) with ordinality as changed (change, place)
                     where not change ? 'cut'), '[]') as changes,
           coalesce(changes -> -1 ? 'cut', false) as "changesCut", request_id as "requestId", traceparent, occurred_at as "occurredAt",
           (extract(epoch from occurred_at) * 1000000)::bigint::text as position
    from platform.audit_log
    where company_id = ${query.companyId}::uuid ${conditions.reduce((all, one) => part`${all} ${one}`)}
    order by occurred_at desc, audit_id desc limit ${query.limit}::int`
}

/** Part of a statement, with its values. */
function part(strings: TemplateStringsArray, ...values: readonly unknown[]) {
  return { strings, values }
}

const nothing = part``
