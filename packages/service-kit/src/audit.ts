import type { Caller } from './caller.ts'
import type { Sql } from './sql.ts'

/** Appends who did what: one row a company, so that each company sees its own trail; one without company when none is meant. */
export async function appendAudit(
  tx: Sql,
  caller: Caller,
  companyIds: readonly string[],
  operation: string,
  documentId: string | null,
): Promise<void> {
  await tx.$executeRaw`
    insert into platform.audit_log (company_id, user_id, username, operation, document_id, request_id, traceparent)
    select nullif(company_id, '')::uuid, ${caller.userId}::uuid, ${caller.username}, ${operation},
           ${documentId}, ${caller.requestId}, ${caller.traceparent}
    from regexp_split_to_table(${companyIds.join(',')}, ',') as company_id`
}
