import { type Sql, StaleDocument } from '@erp/service-kit'
import type { DocumentType } from '../domain/approval.ts'
import type { ApprovalDefinition, Branch } from '../domain/approval-definition.ts'

interface DefinitionRow {
  readonly id: string
  readonly company_id: string
  readonly document_type: DocumentType
  readonly version: number
  readonly active: boolean
  readonly branches: readonly Branch[]
  readonly changed_by: string
  readonly changed_at: Date
}

/** What a company says about these kinds of documents, or about every kind; at most one for each. */
export async function definitionsOf(
  tx: Sql,
  companyId: string,
  documentType: DocumentType | null = null,
): Promise<readonly ApprovalDefinition[]> {
  const rows = await tx.$queryRaw<DefinitionRow[]>`
    select definition.id, definition.company_id, document_type, definition.version, active, branches, changed_by,
           changed_at
    from approval_definitions as definition
    join approval_definition_versions as now on now.definition_id = definition.id and now.version = definition.version
    where definition.company_id = ${companyId}::uuid
      and (${documentType}::text is null or document_type = ${documentType}::text)
    order by document_type`
  return rows.map(toDefinition)
}

export async function findDefinition(tx: Sql, id: string): Promise<ApprovalDefinition | undefined> {
  const [row] = await tx.$queryRaw<DefinitionRow[]>`
    select definition.id, definition.company_id, document_type, definition.version, active, branches, changed_by,
           changed_at
    from approval_definitions as definition
    join approval_definition_versions as now on now.definition_id = definition.id and now.version = definition.version
    where definition.id = ${id}::uuid`
  return row && toDefinition(row)
}

/** Makes this the version in force; the ones before stay. Throws StaleDocument on a lost race. */
export async function saveDefinition(tx: Sql, definition: ApprovalDefinition): Promise<void> {
  const { id, companyId, documentType, version, active, branches, changedBy, changedAt } = definition
  const saved = await tx.$executeRaw`
    insert into approval_definitions (id, company_id, document_type, version)
    values (${id}::uuid, ${companyId}::uuid, ${documentType}, ${version})
    on conflict (company_id, document_type) do update set version = excluded.version
    where approval_definitions.version = excluded.version - 1 and approval_definitions.id = excluded.id`
  if (saved !== 1) throw new StaleDocument('ApprovalDefinition', id)
  await tx.$executeRaw`
    insert into approval_definition_versions (definition_id, company_id, version, active, branches, changed_by, changed_at)
    values (${id}::uuid, ${companyId}::uuid, ${version}, ${active}, ${JSON.stringify(branches)}::jsonb,
            ${changedBy}::uuid, ${changedAt})`
}

function toDefinition(row: DefinitionRow): ApprovalDefinition {
  return {
    ...{ id: row.id, companyId: row.company_id, documentType: row.document_type, version: row.version },
    ...{ active: row.active, branches: row.branches, changedBy: row.changed_by, changedAt: row.changed_at },
  }
}
