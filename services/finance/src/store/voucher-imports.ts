import type { Sql } from '@erp/service-kit'
import type { OwnDimension } from '../domain/auxiliary-dimension.ts'

/** A file that became drafts. */
export interface VoucherImport {
  readonly id: string
  readonly companyId: string
  readonly fileName: string
  /** In hex. */
  readonly sha256: string
  readonly draftCount: number
  readonly lineCount: number
  readonly importedAt: Date
}

/** Lets the imports of a company follow each other, so that the second of two sees what the first brought. */
export async function takeTurnToImport(tx: Sql, companyId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('voucher import ' || ${companyId}, 0))`
}

/** The import of the same bytes into a company, if there was one. */
export async function findImportOf(tx: Sql, companyId: string, sha256: string): Promise<VoucherImport | undefined> {
  const [row] = await tx.$queryRaw<VoucherImport[]>`
    select id, company_id as "companyId", file_name as "fileName", sha256, draft_count as "draftCount",
           line_count as "lineCount", imported_at as "importedAt"
    from voucher_import where company_id = ${companyId}::uuid and sha256 = ${sha256}`
  return row
}

export async function findImport(tx: Sql, id: string): Promise<VoucherImport | undefined> {
  const [row] = await tx.$queryRaw<VoucherImport[]>`
    select id, company_id as "companyId", file_name as "fileName", sha256, draft_count as "draftCount",
           line_count as "lineCount", imported_at as "importedAt"
    from voucher_import where id = ${id}::uuid`
  return row
}

/** Which of these references were imported into a company before. */
export async function importedReferences(
  tx: Sql,
  companyId: string,
  references: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ reference: string }[]>`
    select reference from voucher_import_reference
    where company_id = ${companyId}::uuid and reference = any (${references}::text[])`
  return new Set(rows.map(({ reference }) => reference))
}

/** Records an import and its references; false when somebody else has just recorded the file or one of them. */
export async function insertImport(
  tx: Sql,
  made: VoucherImport,
  importedBy: string,
  references: readonly { readonly reference: string; readonly draftId: string }[],
): Promise<boolean> {
  const { id, companyId, fileName, sha256, draftCount, lineCount, importedAt } = made
  const inserted = await tx.$executeRaw`
    insert into voucher_import (id, company_id, file_name, sha256, draft_count, line_count, imported_by, imported_at)
    values (${id}::uuid, ${companyId}::uuid, ${fileName}, ${sha256}, ${draftCount}::int, ${lineCount}::int,
            ${importedBy}::uuid, ${importedAt})
    on conflict do nothing`
  if (inserted !== 1) return false
  const kept = await tx.$executeRaw`
    insert into voucher_import_reference (company_id, reference, import_id, draft_id)
    select ${companyId}::uuid, reference, ${id}::uuid, "draftId"
    from jsonb_to_recordset(${JSON.stringify(references)}::jsonb) as r(reference text, "draftId" uuid)
    order by reference
    on conflict do nothing`
  return kept === references.length
}

/** The ids of the departments, projects and employees of these codes, as `dimension/code`. */
export async function dimensionIdsByCode(
  tx: Sql,
  companyId: string,
  named: readonly { readonly dimension: OwnDimension; readonly code: string }[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; key: string }[]>`
    select id, dimension || '/' || code as key from dimension_value
    where company_id = ${companyId}::uuid and (dimension, code) in (
      select dimension, code from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as r(dimension text, code text))`
  return new Map(rows.map(({ id, key }) => [key, id]))
}
