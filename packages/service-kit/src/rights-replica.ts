import type { DataScope } from './data-scope.ts'
import { rightsChanged } from './rights-signal.ts'
import type { Sql } from './sql.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** The company under which roles that come with the release are told, and in which nobody's documents lie. */
export const installationCompanyId = '00000000-0000-0000-0000-000000000000'

/** A role as identity told it last: the permission codes it stands for. */
export interface RoleFact {
  readonly companyId: string
  readonly roleCode: string
  readonly permissions: readonly string[]
  readonly version: number
}

/** A user in a company as identity told it last. */
export interface MembershipFact extends Omit<DataScope, 'authorIds'> {
  readonly companyId: string
  readonly userId: string
  /** False once the user may not work anywhere any more. */
  readonly active: boolean
  readonly roleCodes: readonly string[]
  /** Narrowed to documents that the user wrote; false when left out. */
  readonly ownDocuments?: boolean | undefined
  readonly version: number
}

/** Keeps what is newer than what is known; returns the codes of the roles that were news. */
export async function rememberRoles(unit: UnitOfWork, roles: readonly RoleFact[]): Promise<readonly string[]> {
  const news = await unit.tx.$queryRaw<{ role_code: string }[]>`
    insert into platform.role_replica as known (company_id, role_code, permissions, version)
    select "companyId", "roleCode", permissions, version
    from jsonb_to_recordset(${JSON.stringify(roles)}::jsonb)
      as heard ("companyId" uuid, "roleCode" text, permissions text[], version int)
    order by 1, 2
    on conflict (company_id, role_code) do update
      set permissions = excluded.permissions, version = excluded.version
      where known.version < excluded.version
    returning role_code`
  unit.afterCommit(rightsChanged)
  return news.map((row) => row.role_code)
}

/** Keeps what is newer than what is known; one statement for all. */
export async function rememberMemberships(unit: UnitOfWork, memberships: readonly MembershipFact[]): Promise<void> {
  await unit.tx.$executeRaw`
    insert into platform.membership_replica as known (company_id, user_id, active, role_codes, warehouse_ids,
                                                      customer_groups, supplier_groups, department_ids, own_documents,
                                                      version)
    select "companyId", "userId", active, "roleCodes", "warehouseIds", "customerGroups", "supplierGroups", "departmentIds",
           coalesce("ownDocuments", false), version
    from jsonb_to_recordset(${JSON.stringify(memberships)}::jsonb)
      as heard ("companyId" uuid, "userId" uuid, active boolean, "roleCodes" text[], "warehouseIds" uuid[],
                "customerGroups" text[], "supplierGroups" text[], "departmentIds" uuid[], "ownDocuments" boolean, version int)
    order by 1, 2
    on conflict (company_id, user_id) do update
      set active = excluded.active, role_codes = excluded.role_codes, warehouse_ids = excluded.warehouse_ids,
          customer_groups = excluded.customer_groups, supplier_groups = excluded.supplier_groups,
          department_ids = excluded.department_ids, own_documents = excluded.own_documents, version = excluded.version
      where known.version < excluded.version`
  unit.afterCommit(rightsChanged)
}

/** What is known of a user in a company; undefined while no news of them has come. */
export async function findMembership(
  tx: Sql,
  companyId: string,
  userId: string,
): Promise<(Pick<MembershipFact, 'active' | 'roleCodes' | 'version'> & DataScope) | undefined> {
  const [row] = await tx.$queryRaw<
    (Pick<MembershipFact, 'active' | 'roleCodes' | 'version'> & { ownDocuments: boolean } & Record<
        Exclude<keyof DataScope, 'authorIds'>,
        readonly string[] | null
      >)[]
  >`select active, role_codes as "roleCodes", warehouse_ids as "warehouseIds", customer_groups as "customerGroups",
           supplier_groups as "supplierGroups", department_ids as "departmentIds", own_documents as "ownDocuments", version
    from platform.membership_replica
    where company_id = ${companyId}::uuid and user_id = ${userId}::uuid`
  if (!row) return undefined
  const { warehouseIds, customerGroups, supplierGroups, departmentIds, ownDocuments, ...facts } = row
  return {
    ...facts,
    warehouseIds: warehouseIds ?? undefined,
    customerGroups: customerGroups ?? undefined,
    supplierGroups: supplierGroups ?? undefined,
    departmentIds: departmentIds ?? undefined,
    authorIds: ownDocuments ? [userId] : undefined,
  }
}

/** The permissions of these roles, by code; those of the company and those that come with the release. */
export async function findRolePermissions(
  tx: Sql,
  companyId: string,
  roleCodes: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.$queryRaw<{ role_code: string; permissions: string[] }[]>`
    select role_code, permissions from platform.role_replica
    where company_id in (${installationCompanyId}::uuid, ${companyId}::uuid) and role_code = any (${roleCodes}::text[])`
  return new Map(rows.map((row) => [row.role_code, row.permissions]))
}
