import type { PersonKeys, SealingKeys, Sql } from '@erp/service-kit'
import type { LinkedAccount } from '../domain/linked-account.ts'
import type {
  PersonalData,
  PersonalMembership,
  PersonalSecurityEvent,
  PersonalSession,
} from '../domain/personal-data.ts'
import { linkedAccountsOf } from './linked-accounts.ts'
import { contactsOf, deleteContact } from './user-contacts.ts'
import { openNames } from './user-names.ts'

/** What is kept of a user and what was noted about them, the newest so many of each; the transaction acts for them. */
export async function personalDataOf(
  tx: Sql,
  keys: Pick<SealingKeys, 'fields'> & { readonly persons: PersonKeys },
  userId: string,
  newest: number,
): Promise<PersonalData | undefined> {
  const [user] = await tx.$queryRaw<
    Omit<PersonalData, 'memberships' | 'sessions' | 'securityEvents' | 'linkedAccounts' | 'contact'>[]
  >`
    select id, username, display_name as "displayName", active, created_at as "createdAt",
           pseudonymised_at as "pseudonymisedAt", exists (select from second_factors where user_id = users.id) as "hasSecondFactor"
    from users where id = ${userId}::uuid and kind = 'PERSON'`
  if (!user) return undefined
  const memberships = await tx.$queryRaw<PersonalMembership[]>`
    select companies.code as "companyCode", memberships.created_at as "joinedAt", memberships.manager_id as "managerId",
           memberships.warehouse_ids as "warehouseIds", memberships.customer_groups as "customerGroups",
           memberships.supplier_groups as "supplierGroups", memberships.department_ids as "departmentIds",
           memberships.own_documents as "ownDocuments",
           array(select role_code from membership_roles as held
                 where held.company_id = memberships.company_id and held.user_id = memberships.user_id order by 1) as "roleCodes"
    from memberships join companies on companies.id = memberships.company_id
    where memberships.user_id = ${userId}::uuid order by companies.code`
  const sessions = await tx.$queryRaw<PersonalSession[]>`
    select companies.code as "companyCode", origin, sessions.created_at as "startedAt", ended_at as "endedAt"
    from sessions left join companies on companies.id = sessions.company_id
    where sessions.user_id = ${userId}::uuid order by sessions.id desc limit ${newest}`
  const securityEvents = await tx.$queryRaw<PersonalSecurityEvent[]>`
    select kind, origin, happened_at as "happenedAt" from security_events
    where user_id = ${userId}::uuid order by id desc limit ${newest}`
  const linkedAccounts: readonly LinkedAccount[] = await linkedAccountsOf(tx, [userId])
  const contact = (await contactsOf(tx, keys, [userId])).get(userId) ?? { email: null, phone: null }
  return { ...user, ...openNames(keys.persons, user), contact, memberships, sessions, securityEvents, linkedAccounts }
}

/**
 * Puts a pseudonym in place of a user's names and forgets how they are reached and what only served to know them again: where
 * they came from, their accounts elsewhere, their second factor. The transaction acts for them. False when it was done before, or they come in still.
 */
export async function forgetPerson(
  tx: Sql,
  userId: string,
  pseudonym: {
    readonly username: string
    readonly displayName: string
    readonly passwordHash: string
    readonly at: Date
  },
): Promise<boolean> {
  const forgotten = await tx.$executeRaw`
    update users
    set username = ${pseudonym.username}, display_name = ${pseudonym.displayName}, password_hash = ${pseudonym.passwordHash},
        username_index = null, display_name_index = null, pseudonymised_at = ${pseudonym.at}, pseudonym_told_at = ${pseudonym.at}, version = version + 1
    where id = ${userId}::uuid and not active and pseudonymised_at is null`
  if (forgotten !== 1) return false
  await tx.$executeRaw`update sessions set origin = null where user_id = ${userId}::uuid and origin is not null`
  await tx.$executeRaw`delete from login_origins where user_id = ${userId}::uuid`
  await deleteContact(tx, userId)
  await tx.$executeRaw`delete from linked_accounts where user_id = ${userId}::uuid`
  await tx.$executeRaw`delete from login_challenges where user_id = ${userId}::uuid`
  await tx.$executeRaw`delete from recovery_codes where user_id = ${userId}::uuid`
  await tx.$executeRaw`delete from second_factors where user_id = ${userId}::uuid`
  return true
}

/** Takes at most so many of the users whose pseudonym nobody was told of, with their companies; from now on they count as told. */
export function takeUntoldPseudonyms(
  tx: Sql,
  atMost: number,
  at: Date,
): Promise<{ readonly companyId: string; readonly userId: string; readonly pseudonym: string }[]> {
  return tx.$queryRaw`
    with told as (
      update users set pseudonym_told_at = ${at}
      where id in (select id from users where pseudonymised_at is not null and pseudonym_told_at is null
                   order by id limit ${atMost} for update)
      returning id, display_name)
    select company_id as "companyId", told.id as "userId", display_name as pseudonym
    from told join memberships on memberships.user_id = told.id order by told.id, company_id`
}

/** The companies of such users; the window for resealing is open. */
export async function companiesOfUntoldPseudonyms(tx: Sql): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select distinct company_id as id from memberships join users on users.id = memberships.user_id
    where pseudonymised_at is not null and pseudonym_told_at is null order by 1`
  return rows.map(({ id }) => id)
}
