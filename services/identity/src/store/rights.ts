import type { Sql } from '@erp/service-kit'
import type { DataRights } from '../domain/data-rights.ts'

/** What a user may do in a company, as the others are told. */
export interface Membership extends DataRights {
  readonly membershipId: string
  readonly companyId: string
  readonly userId: string
  readonly active: boolean
  readonly roleCodes: readonly string[]
  readonly version: number
}

/** Raises the version of the user's memberships in these companies and reads what they say now. */
export async function nextMemberships(
  tx: Sql,
  companyIds: readonly string[],
  userId: string,
): Promise<readonly Membership[]> {
  return tx.$queryRaw<Membership[]>`
    update memberships set rights_version = rights_version + 1
    from users
    where users.id = memberships.user_id and users.id = ${userId}::uuid
      and memberships.company_id = any (${companyIds}::uuid[])
    returning memberships.id as "membershipId", memberships.company_id as "companyId", users.id as "userId",
              users.active, rights_version as version, warehouse_ids as "warehouseIds",
              customer_groups as "customerGroups", supplier_groups as "supplierGroups", department_ids as "departmentIds",
              own_documents as "ownDocuments",
              array(select role_code from membership_roles as held
                    where held.company_id = memberships.company_id and held.user_id = users.id order by 1) as "roleCodes"`
}

/** What a token says of a member: roles, what they are narrowed to, and the version it was read at. */
export async function tokenRightsOf(
  tx: Sql,
  companyId: string,
  userId: string,
): Promise<{
  readonly roles: readonly string[]
  readonly rightsVersion: number
  readonly warehouses?: readonly string[] | undefined
  readonly customerGroups?: readonly string[] | undefined
  readonly supplierGroups?: readonly string[] | undefined
  readonly departments?: readonly string[] | undefined
  readonly ownDocuments?: boolean | undefined
}> {
  const [row] = await tx.$queryRaw<(DataRights & { readonly roles: readonly string[]; readonly version: number })[]>`
    select rights_version as version, warehouse_ids as "warehouseIds", customer_groups as "customerGroups",
           supplier_groups as "supplierGroups", department_ids as "departmentIds", own_documents as "ownDocuments",
           array(select role_code from membership_roles as held
                 where held.company_id = memberships.company_id and held.user_id = memberships.user_id order by 1) as roles
    from memberships where company_id = ${companyId}::uuid and user_id = ${userId}::uuid`
  return {
    ...{ roles: row?.roles ?? [], rightsVersion: row?.version ?? 0 },
    ...{ warehouses: row?.warehouseIds ?? undefined, departments: row?.departmentIds ?? undefined },
    ...{ customerGroups: row?.customerGroups ?? undefined, supplierGroups: row?.supplierGroups ?? undefined },
    ownDocuments: row?.ownDocuments || undefined,
  }
}

export interface ChangedRole {
  readonly roleId: string
  readonly code: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly permissions: readonly string[]
  /** The version under which it is to be told. */
  readonly version: number
}

/** The roles of the release that say something else than what was told of them last. */
export async function untoldRoles(tx: Sql, toldUnder: string): Promise<readonly ChangedRole[]> {
  return tx.$queryRaw<ChangedRole[]>`
    with role as (
      select roles.id, roles.code, name_zh, name_en,
             coalesce(array_agg(permission_code order by permission_code) filter (where permission_code is not null), '{}')
               as permissions
      from roles left join role_permissions as given
        on given.company_id = roles.company_id and given.role_code = roles.code
      where roles.company_id = ${toldUnder}::uuid
      group by roles.id, roles.code, name_zh, name_en)
    select role.id as "roleId", role.code, json_build_object('zh', name_zh, 'en', name_en) as name, role.permissions,
           coalesce(told.version, 0) + 1 as version
    from role left join platform.role_replica as told
      on told.company_id = ${toldUnder}::uuid and told.role_code = role.code
    where told.permissions is distinct from role.permissions
    order by role.code`
}
