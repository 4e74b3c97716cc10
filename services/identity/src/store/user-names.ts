import type { PersonKeys, Sql } from '@erp/service-kit'
import { pseudonymOf } from '../domain/personal-data.ts'
import type { UserNames } from '../domain/user.ts'

/** The names of a user as they are kept. */
export interface KeptNames {
  readonly id: string
  readonly username: string
  readonly displayName: string
}

const usernames = { table: 'users', column: 'username' }
const displayNames = { table: 'users', column: 'display_name' }

/** The names of these users, as far as the companies in scope or a window show them. */
export async function namesOf(tx: Sql, persons: PersonKeys, userIds: readonly string[]): Promise<UserNames[]> {
  const rows = await tx.$queryRaw<KeptNames[]>`
    select id, username, display_name as "displayName" from users where id = any (${userIds}::uuid[])`
  return rows.map((row) => openNames(persons, row))
}

/** Whoever's key was destroyed has a pseudonym, also where a backup brought sealed names back. */
export function openNames(persons: PersonKeys, { id, username, displayName }: KeptNames): UserNames {
  const pseudonym = pseudonymOf(id)
  return {
    id,
    username: persons.open({ ...usernames, row: id }, username) ?? pseudonym.username,
    displayName: persons.open({ ...displayNames, row: id }, displayName) ?? pseudonym.displayName,
  }
}

/** Names as they are kept, with what they are found by. */
export function sealNames(persons: PersonKeys, { id, username, displayName }: UserNames) {
  return {
    id,
    username: persons.seal(id, { ...usernames, row: id }, username),
    displayName: persons.seal(id, { ...displayNames, row: id }, displayName),
    usernameIndex: indexOfUsername(persons, username),
    displayNameIndex: persons.indexOf(displayNames, comparable(displayName)),
  }
}

/** What a login name is found by. */
export function indexOfUsername(persons: PersonKeys, username: string): string {
  return persons.indexOf(usernames, username)
}

/** The members of a company with this login name or this whole name, in any letter case, twenty at most. */
export async function findCalled(
  tx: Sql,
  persons: PersonKeys,
  companyId: string,
  fullName: string,
): Promise<readonly string[]> {
  const wanted = comparable(fullName)
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from users
    where (username_index = ${indexOfUsername(persons, wanted)}
           or display_name_index = ${persons.indexOf(displayNames, wanted)})
      and id in (select user_id from memberships where company_id = ${companyId}::uuid)
    order by id limit 20`
  return rows.map(({ id }) => id)
}

/** Seals up to so many names that a release before left in clear; the window for it is open. Says how many. */
export async function sealClearNames(tx: Sql, persons: PersonKeys, atMost: number): Promise<number> {
  const rows = await tx.$queryRaw<KeptNames[]>`
    select id, username, display_name as "displayName" from users
    where username_index is null and pseudonymised_at is null order by id limit ${atMost} for update`
  const sealed = rows.map((row) => sealNames(persons, row))
  await tx.$executeRaw`
    update users as kept
    set username = sealed.username, display_name = sealed."displayName",
        username_index = sealed."usernameIndex", display_name_index = sealed."displayNameIndex"
    from jsonb_to_recordset(${JSON.stringify(sealed)}::jsonb) as sealed (
      id uuid, username text, "displayName" text, "usernameIndex" text, "displayNameIndex" text)
    where kept.id = sealed.id`
  return rows.length
}

/** Users who were pseudonymised, after an id; the window for it is open. */
export async function listPseudonymised(tx: Sql, afterId: string, atMost: number): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from users where pseudonymised_at is not null and id > ${afterId}::uuid order by id limit ${atMost}`
  return rows.map(({ id }) => id)
}

/** One whose names are sealed, to see whether the keys there are belong to this database. */
export async function someSealedNames(tx: Sql): Promise<(KeptNames & { readonly usernameIndex: string }) | undefined> {
  const [row] = await tx.$queryRaw<(KeptNames & { usernameIndex: string })[]>`
    select id, username, display_name as "displayName", username_index as "usernameIndex" from users
    where username_index is not null limit 1`
  return row
}

function comparable(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').toLowerCase()
}
