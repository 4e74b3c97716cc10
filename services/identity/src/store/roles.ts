import type { Sql } from '@erp/service-kit'
import type { Role } from '../domain/role.ts'

/** All roles, by code. There are a dozen, and only a release changes them. */
export async function listRoles(tx: Sql): Promise<readonly Role[]> {
  const rows = await tx.$queryRaw<{ code: string; name_zh: string; name_en: string; permissions: string[] }[]>`
    select roles.code, roles.name_zh, roles.name_en,
           coalesce(array_agg(permission_code order by permission_code) filter (where permission_code is not null), '{}')
             as permissions
    from roles left join role_permissions on role_permissions.role_code = roles.code
    group by roles.code order by roles.code`
  return rows.map((row) => ({
    code: row.code,
    name: { zh: row.name_zh, en: row.name_en },
    permissions: row.permissions,
  }))
}

/** The sorted permission codes a user's roles in one company add up to. */
export async function permissionsIn(tx: Sql, companyId: string, userId: string): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ code: string }[]>`
    select distinct role_permissions.permission_code as code
    from membership_roles join role_permissions using (role_code)
    where membership_roles.company_id = ${companyId}::uuid and membership_roles.user_id = ${userId}::uuid
    order by 1`
  return rows.map((row) => row.code)
}

/** The companies in which a user holds a permission; the transaction acts for that user. */
export async function companiesWhereAllowed(tx: Sql, userId: string, permission: string): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ company_id: string }[]>`
    select distinct membership_roles.company_id
    from membership_roles join role_permissions using (role_code)
    where membership_roles.user_id = ${userId}::uuid and role_permissions.permission_code = ${permission}`
  return rows.map((row) => row.company_id)
}
