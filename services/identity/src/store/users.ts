import { type PersonKeys, type Sql, StaleDocument } from '@erp/service-kit'
import type { DataRights } from '../domain/data-rights.ts'
import { administratorRole, type User, type UserKind } from '../domain/user.ts'
import { indexOfUsername, openNames, sealNames } from './user-names.ts'

/** What a login needs to know about a user. */
export interface Account {
  readonly id: string
  readonly username: string
  readonly displayName: string
  readonly kind: UserKind
  /** None for a service account. */
  readonly passwordHash: string | undefined
  readonly administersInstallation: boolean
  readonly active: boolean
}

export interface NewUser {
  readonly id: string
  readonly username: string
  readonly displayName: string
  /** Null makes a service account. */
  readonly passwordHash: string | null
  readonly administersInstallation: boolean
}

interface UserRow {
  readonly id: string
  readonly kind: UserKind
  readonly active: boolean
  readonly version: number
  readonly created_at: Date
  readonly role_codes: string[]
  readonly warehouse_ids: string[] | null
  readonly customer_groups: string[] | null
  readonly supplier_groups: string[] | null
  readonly department_ids: string[] | null
  readonly own_documents: boolean
  readonly manager_id: string | null
}

/** Stores a new user; the transaction acts for them. False when the login name is taken by anyone. */
export async function insertUser(tx: Sql, persons: PersonKeys, user: NewUser): Promise<boolean> {
  const { username, displayName, usernameIndex, displayNameIndex } = sealNames(persons, user)
  const inserted = await tx.$executeRaw`
    insert into users (id, username, display_name, username_index, display_name_index, kind, password_hash,
                       administers_installation)
    values (${user.id}::uuid, ${username}, ${displayName}, ${usernameIndex}, ${displayNameIndex},
            ${user.passwordHash === null ? 'SERVICE' : 'PERSON'}, ${user.passwordHash},
            ${user.administersInstallation})
    on conflict do nothing`
  return inserted === 1
}

/** The account with this login name or id, if one of the open windows shows it. */
export async function findAccount(
  tx: Sql,
  persons: PersonKeys,
  by: { readonly username: string } | { readonly id: string },
): Promise<Account | undefined> {
  const username = 'username' in by ? by.username : null
  const index = 'username' in by ? indexOfUsername(persons, by.username) : null
  const id = 'id' in by ? by.id : null
  const [row] = await tx.$queryRaw<
    (Pick<UserRow, 'id' | 'kind' | 'active'> & {
      username: string
      display_name: string
      password_hash: string | null
      administers_installation: boolean
    })[]
  >`select * from users where username = ${username} or username_index = ${index} or id = ${id}::uuid`
  if (!row) return undefined
  return {
    ...openNames(persons, { id: row.id, username: row.username, displayName: row.display_name }),
    kind: row.kind,
    passwordHash: row.password_hash ?? undefined,
    administersInstallation: row.administers_installation,
    active: row.active,
  }
}

export async function savePasswordHash(tx: Sql, userId: string, passwordHash: string): Promise<void> {
  await tx.$executeRaw`update users set password_hash = ${passwordHash} where id = ${userId}::uuid`
}

/** The members of one company among these users, with their roles there. */
export async function findMembers(tx: Sql, companyId: string, userIds: readonly string[]): Promise<readonly User[]> {
  const rows = await tx.$queryRaw<UserRow[]>`
    select users.id, users.kind, users.active, users.version, users.created_at,
           memberships.warehouse_ids, memberships.customer_groups, memberships.supplier_groups, memberships.department_ids,
           memberships.own_documents, memberships.manager_id,
           array(select role_code from membership_roles as held
                 where held.company_id = memberships.company_id and held.user_id = users.id order by 1) as role_codes
    from memberships join users on users.id = memberships.user_id
    where memberships.company_id = ${companyId}::uuid and users.id = any (${userIds}::uuid[])`
  return rows.map(toUser)
}

export async function findMember(tx: Sql, companyId: string, userId: string): Promise<User | undefined> {
  return (await findMembers(tx, companyId, [userId]))[0]
}

/** The members of one company in the order in which they were made, after the given one. */
export async function listMembers(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly afterId: string },
): Promise<readonly User[]> {
  const rows = await tx.$queryRaw<UserRow[]>`
    select users.id, users.kind, users.active, users.version, users.created_at,
           memberships.warehouse_ids, memberships.customer_groups, memberships.supplier_groups, memberships.department_ids,
           memberships.own_documents, memberships.manager_id,
           array(select role_code from membership_roles as held
                 where held.company_id = memberships.company_id and held.user_id = users.id order by 1) as role_codes
    from memberships join users on users.id = memberships.user_id
    where memberships.company_id = ${companyId}::uuid and users.id > ${page.afterId}::uuid
    order by users.id limit ${page.limit}`
  return rows.map(toUser)
}

/** The companies a user belongs to; the transaction acts for that user. */
export async function companiesOf(tx: Sql, userId: string): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ company_id: string }[]>`
    select company_id from memberships where user_id = ${userId}::uuid order by company_id`
  return rows.map((row) => row.company_id)
}

export async function insertMembership(tx: Sql, companyId: string, userId: string): Promise<void> {
  await tx.$executeRaw`
    insert into memberships (company_id, user_id) values (${companyId}::uuid, ${userId}::uuid)`
}

/** Makes these the roles of a member: the missing ones are added, all others taken away. */
export async function replaceRoles(
  tx: Sql,
  companyId: string,
  userId: string,
  roleCodes: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    with taken as (
      delete from membership_roles
      where company_id = ${companyId}::uuid and user_id = ${userId}::uuid and role_code <> all (${roleCodes}::text[]))
    insert into membership_roles (company_id, user_id, role_code)
    select ${companyId}::uuid, ${userId}::uuid, role_code from unnest(${roleCodes}::text[]) as role_code
    on conflict do nothing`
}

/** Narrows a member to these parts of a company. */
export async function saveDataRights(
  tx: Sql,
  companyId: string,
  userId: string,
  { warehouseIds, customerGroups, supplierGroups, departmentIds, ownDocuments }: DataRights,
): Promise<void> {
  await tx.$executeRaw`
    update memberships
    set warehouse_ids = ${warehouseIds}::uuid[], customer_groups = ${customerGroups}::text[],
        supplier_groups = ${supplierGroups}::text[], department_ids = ${departmentIds}::uuid[],
        own_documents = ${ownDocuments}
    where company_id = ${companyId}::uuid and user_id = ${userId}::uuid`
}

export async function saveManager(tx: Sql, companyId: string, userId: string, managerId: string | null): Promise<void> {
  await tx.$executeRaw`
    update memberships set manager_id = ${managerId}::uuid
    where company_id = ${companyId}::uuid and user_id = ${userId}::uuid`
}

/** Whom these members report to, while that person works here, by who reports to them. */
export async function managersOf(
  tx: Sql,
  companyId: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.$queryRaw<{ userId: string; managerId: string }[]>`
    select memberships.user_id as "userId", users.id as "managerId"
    from memberships join users on users.id = memberships.manager_id and users.active
    where memberships.company_id = ${companyId}::uuid and memberships.user_id = any (${userIds}::uuid[])`
  return new Map(rows.map(({ userId, managerId }) => [userId, managerId]))
}

/** Raises the version the change was decided on, and switches the user on or off. Throws StaleDocument on a lost race. */
export async function saveUser(tx: Sql, user: User, change: { readonly active: boolean }): Promise<void> {
  const updated = await tx.$executeRaw`
    update users set version = version + 1, active = ${change.active}
    where id = ${user.id}::uuid and version = ${user.version}`
  if (updated !== 1) throw new StaleDocument('User', user.id)
}

/** Companies, among these, that no other active person would administer without this user. */
export async function companiesAdministeredOnlyBy(
  tx: Sql,
  companyIds: readonly string[],
  userId: string,
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ company_id: string }[]>`
    select held.company_id from membership_roles as held join users on users.id = held.user_id
    where held.company_id = any (${companyIds}::uuid[]) and held.role_code = ${administratorRole} and users.active
      and users.kind = 'PERSON'
    group by held.company_id
    having count(*) = 1 and bool_and(held.user_id = ${userId}::uuid)`
  return rows.map((row) => row.company_id)
}

function toUser(row: UserRow): User {
  return {
    id: row.id,
    kind: row.kind,
    active: row.active,
    roleCodes: row.role_codes,
    warehouseIds: row.warehouse_ids,
    customerGroups: row.customer_groups,
    supplierGroups: row.supplier_groups,
    departmentIds: row.department_ids,
    ownDocuments: row.own_documents,
    managerId: row.manager_id,
    version: row.version,
    createdAt: row.created_at,
  }
}
