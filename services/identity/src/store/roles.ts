import { installationCompanyId, type Sql } from '@erp/service-kit'
import type { Role, RoleUses } from '../domain/role.ts'

interface RoleRow {
  readonly id: string
  readonly company_id: string
  readonly code: string
  readonly name_zh: string
  readonly name_en: string
  readonly active: boolean
  readonly version: number
  readonly permissions: string[]
}

/** The roles of the release and of a company, by code; there are a dozen and two hundred at most. */
export async function listRoles(tx: Sql, companyId: string): Promise<readonly Role[]> {
  return rolesWhere(tx, companyId, null)
}

/** A role of the company or of the release. */
export async function findRole(tx: Sql, companyId: string, code: string): Promise<Role | undefined> {
  return (await rolesWhere(tx, companyId, code))[0]
}

async function rolesWhere(tx: Sql, companyId: string, code: string | null): Promise<readonly Role[]> {
  const rows = await tx.$queryRaw<RoleRow[]>`
    select roles.*, array(select permission_code from role_permissions as given
                          where given.company_id = roles.company_id and given.role_code = roles.code order by 1) as permissions
    from roles
    where roles.company_id in (${installationCompanyId}::uuid, ${companyId}::uuid)
      and (${code}::text is null or roles.code = ${code}::text)
    order by roles.code`
  return rows.map(({ company_id, name_zh, name_en, ...row }) => ({
    ...row,
    name: { zh: name_zh, en: name_en },
    builtIn: company_id === installationCompanyId,
  }))
}

export async function insertRole(tx: Sql, companyId: string, { id, code, name }: Role): Promise<void> {
  await tx.$executeRaw`
    insert into roles (id, company_id, code, name_zh, name_en)
    values (${id}::uuid, ${companyId}::uuid, ${code}, ${name.zh}, ${name.en})`
}

/** Saves what a role is called and whether it is in use; its company is held, so nobody else changes it meanwhile. */
export async function saveRole(tx: Sql, companyId: string, { code, name, active, version }: Role): Promise<void> {
  await tx.$executeRaw`
    update roles set name_zh = ${name.zh}, name_en = ${name.en}, active = ${active}, version = ${version}
    where company_id = ${companyId}::uuid and code = ${code}`
}

/** Makes these the permissions of a role: the missing ones are added, all others taken away. */
export async function replacePermissions(tx: Sql, companyId: string, { code, permissions }: Role): Promise<void> {
  await tx.$executeRaw`
    with taken as (
      delete from role_permissions
      where company_id = ${companyId}::uuid and role_code = ${code} and permission_code <> all (${permissions}::text[]))
    insert into role_permissions (company_id, role_code, permission_code)
    select ${companyId}::uuid, ${code}, permission_code from unnest(${permissions}::text[]) as permission_code
    on conflict do nothing`
}

/** Who and what needs a role of a company. */
export async function usesOfRole(tx: Sql, companyId: string, code: string): Promise<RoleUses> {
  const [uses] = await tx.$queryRaw<RoleUses[]>`
    select (select count(*)::int from membership_roles where company_id = ${companyId}::uuid and role_code = ${code}) as members,
           (select count(*)::int from approval_definitions as definition
            join approval_definition_versions as now
              on now.definition_id = definition.id and now.version = definition.version and now.active
            where definition.company_id = ${companyId}::uuid
              and jsonb_path_exists(now.branches, '$.**.roleCode ? (@ == $code)', jsonb_build_object('code', ${code}::text))
           ) as "approvalDefinitions",
           (select count(distinct request.id)::int from approval_requests as request
            join approval_seats as seat on seat.company_id = request.company_id and seat.approval_id = request.id
            where request.company_id = ${companyId}::uuid and request.status = 'RUNNING' and seat.role_code = ${code}
              and seat.signed_by is null) as "waitingApprovals",
           exists (select from second_factor_roles
                   where company_id = ${companyId}::uuid and role_code = ${code}) as "asksSecondFactor"`
  return uses ?? { members: 0, approvalDefinitions: 0, waitingApprovals: 0, asksSecondFactor: false }
}

/** Every permission that the services declare, sorted. */
export async function permissionCatalogue(tx: Sql): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ code: string }[]>`select code from permissions order by code`
  return rows.map(({ code }) => code)
}

/** The sorted permission codes a user's roles in one company add up to. */
export async function permissionsIn(tx: Sql, companyId: string, userId: string): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ code: string }[]>`
    select distinct given.permission_code as code
    from membership_roles as held
    join role_permissions as given on given.company_id = held.role_company_id and given.role_code = held.role_code
    where held.company_id = ${companyId}::uuid and held.user_id = ${userId}::uuid
    order by 1`
  return rows.map((row) => row.code)
}

/** The companies in which a user holds a permission; the transaction acts for that user. */
export async function companiesWhereAllowed(tx: Sql, userId: string, permission: string): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ company_id: string }[]>`
    select distinct held.company_id
    from membership_roles as held
    join role_permissions as given on given.company_id = held.role_company_id and given.role_code = held.role_code
    where held.user_id = ${userId}::uuid and given.permission_code = ${permission}`
  return rows.map((row) => row.company_id)
}
