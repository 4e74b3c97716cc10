import type { Sql } from '@erp/service-kit'

export interface DepartmentFact {
  readonly departmentId: string
  readonly companyId: string
  readonly code: string
  readonly version: number
}

/** Keeps what is newer than what is known; one statement for all. */
export async function rememberDepartments(tx: Sql, departments: readonly DepartmentFact[]): Promise<void> {
  await tx.$executeRaw`
    insert into department_replica as known (department_id, company_id, code, version)
    select "departmentId", "companyId", code, version
    from jsonb_to_recordset(${JSON.stringify(departments)}::jsonb)
      as heard ("departmentId" uuid, "companyId" uuid, code text, version int)
    order by 1
    on conflict (department_id) do update set code = excluded.code, version = excluded.version
      where known.version < excluded.version`
}

/** Those of these ids that are departments of the companies in scope. */
export async function findDepartments(tx: Sql, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select department_id as id from department_replica where department_id = any (${ids}::uuid[])`
  return rows.map((row) => row.id)
}
