import type { Sql } from '@erp/service-kit'
import type { ApprovableKind } from '../domain/approval.ts'

/** Keeps what identity says about approval; the newest version is taken, whatever order they come in. */
export async function replicateApprovalDefinitions(
  tx: Sql,
  definitions: readonly {
    definitionId: string
    companyId: string
    documentType: string
    active: boolean
    version: number
  }[],
): Promise<void> {
  await tx.$executeRaw`
    insert into approval_definition_replica as known (definition_id, company_id, document_type, active, version)
    select distinct on ("definitionId") "definitionId", "companyId", "documentType", active, version
    from jsonb_to_recordset(${JSON.stringify(definitions)}::jsonb)
      as told("definitionId" uuid, "companyId" uuid, "documentType" text, active boolean, version int)
    order by "definitionId", version desc
    on conflict (definition_id) do update set active = excluded.active, version = excluded.version
    where known.version < excluded.version`
}

/** Whether the company has such documents approved before they are in force. */
export async function isApprovalAsked(tx: Sql, companyId: string, documentType: ApprovableKind): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ active: boolean }[]>`
    select active from approval_definition_replica
    where company_id = ${companyId}::uuid and document_type = ${documentType}`
  return row?.active ?? false
}
