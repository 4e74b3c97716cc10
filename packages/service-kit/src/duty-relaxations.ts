import type { Sql } from './sql.ts'

/** Of which documents a company lets the maker be the one who confirms, as identity told it. */
export interface DutyRelaxation {
  readonly companyId: string
  readonly documentTypes: readonly string[]
  readonly version: number
}

/** Keeps what is newer than what is known. */
export async function rememberDutyRelaxations(tx: Sql, relaxations: readonly DutyRelaxation[]): Promise<void> {
  await tx.$executeRaw`
    insert into platform.duty_relaxation as known (company_id, document_types, version)
    select distinct on ("companyId") "companyId", "documentTypes", version
    from jsonb_to_recordset(${JSON.stringify(relaxations)}::jsonb)
      as heard ("companyId" uuid, "documentTypes" text[], version int)
    order by 1, 3 desc
    on conflict (company_id) do update set document_types = excluded.document_types, version = excluded.version
      where known.version < excluded.version`
}

/** Whether the company lets who wrote a document of this kind confirm it. */
export async function isDutyRelaxed(tx: Sql, companyId: string, documentType: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ relaxed: boolean }[]>`
    select exists (
      select from platform.duty_relaxation
      where company_id = ${companyId}::uuid and ${documentType} = any (document_types)) as relaxed`
  return row?.relaxed === true
}
