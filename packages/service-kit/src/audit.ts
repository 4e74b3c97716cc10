import { type Caller, serviceUserId } from './caller.ts'
import type { Sql, SqlPart } from './sql.ts'

/** Who did what, for the companies meant. */
export interface AuditRow {
  readonly caller: Caller
  /** One row each, so that each company sees its own trail; one without company when none is meant. */
  readonly companyIds: readonly string[]
  readonly operation: string
  readonly documentId: string | null
}

/** Appends who did what; what the transaction changes, its tables append themselves. */
export async function appendAudit(tx: Sql, row: AuditRow): Promise<void> {
  await insertOf(row, (strings, ...values) => tx.$executeRaw(strings, ...values))
}

/** The same as part of another statement. */
export function auditInsert(row: AuditRow): SqlPart {
  return insertOf(row, (strings, ...values) => ({ strings, values }))
}

function insertOf<Result>(
  { caller, companyIds, operation, documentId }: AuditRow,
  sql: (strings: TemplateStringsArray, ...values: readonly unknown[]) => Result,
): Result {
  return sql`
    insert into platform.audit_log
      (company_id, user_id, username, operation, document_id, request_id, traceparent, client_address)
    select nullif(company_id, '')::uuid, ${caller.userId}::uuid, ${serviceNameOf(caller)}, ${operation},
           ${documentId}, ${caller.requestId}, ${caller.traceparent}, ${clientAddressOf(caller)}
    from regexp_split_to_table(${companyIds.join(',')}, ',') as company_id`
}

/** What the audit log calls who acted: services by name. Names of persons stand in identity alone, where they can be forgotten. */
export function serviceNameOf({ userId, username }: Caller): string {
  return userId === serviceUserId(username) ? username : ''
}

/** As the audit log takes it. */
export function clientAddressOf({ clientAddress }: Caller): string | null {
  return clientAddress ? clientAddress.slice(0, 100) : null
}

/** The reason that a mutation's input gives, wherever it asks for one; null when it gives none. */
export function reasonOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('reason' in input)) return null
  const { reason } = input
  return typeof reason === 'string' && reason.trim() !== '' ? reason.trim().slice(0, 500) : null
}
