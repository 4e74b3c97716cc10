import type { Sql } from '@erp/service-kit'
import type { AlreadyLinked, LinkedAccount } from '../domain/linked-account.ts'
import type { ProvenAccount } from '../domain/sign-in-attempt.ts'

/** Links an account with a user; says what is taken when it is. The transaction acts for that user. */
export async function insertLinkedAccount(
  tx: Sql,
  account: LinkedAccount,
): Promise<AlreadyLinked['which'] | undefined> {
  const inserted = await tx.$executeRaw`
    insert into linked_accounts (id, user_id, provider, issuer, subject, linked_by, linked_at)
    values (${account.id}::uuid, ${account.userId}::uuid, ${account.provider}, ${account.issuer}, ${account.subject},
            ${account.linkedBy}::uuid, ${account.linkedAt})
    on conflict do nothing`
  if (inserted === 1) return undefined
  const own = await linkedAccountsOf(tx, [account.userId])
  return own.some(({ provider }) => provider === account.provider) ? 'USER' : 'ACCOUNT'
}

/** Who signs in with this account; its window must be open. */
export async function findLinkedUser(tx: Sql, { issuer, subject }: ProvenAccount): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<{ user_id: string }[]>`
    select user_id from linked_accounts where issuer = ${issuer} and subject = ${subject}`
  return row?.user_id
}

/** The linked accounts of these users, as far as a window or the company shows them. */
export async function linkedAccountsOf(tx: Sql, userIds: readonly string[]): Promise<readonly LinkedAccount[]> {
  return tx.$queryRaw<LinkedAccount[]>`
    select id, user_id as "userId", provider, issuer, subject, linked_by as "linkedBy", linked_at as "linkedAt",
           last_used_at as "lastUsedAt"
    from linked_accounts where user_id = any (${userIds}::uuid[]) order by user_id, provider`
}

export async function findLinkedAccount(tx: Sql, id: string): Promise<LinkedAccount | undefined> {
  const [account] = await tx.$queryRaw<LinkedAccount[]>`
    select id, user_id as "userId", provider, issuer, subject, linked_by as "linkedBy", linked_at as "linkedAt",
           last_used_at as "lastUsedAt"
    from linked_accounts where id = ${id}::uuid`
  return account
}

/** The account has logged its user in; the transaction acts for them. False when it was unlinked meanwhile. */
export async function useLinkedAccount(
  tx: Sql,
  { userId, issuer, subject, at }: ProvenAccount & { readonly userId: string; readonly at: Date },
): Promise<boolean> {
  const used = await tx.$executeRaw`
    update linked_accounts set last_used_at = ${at}
    where user_id = ${userId}::uuid and issuer = ${issuer} and subject = ${subject}`
  return used === 1
}

/** Forgets a link; false when it was forgotten before. The transaction acts for its user. */
export async function deleteLinkedAccount(tx: Sql, id: string): Promise<boolean> {
  return (await tx.$executeRaw`delete from linked_accounts where id = ${id}::uuid`) === 1
}
