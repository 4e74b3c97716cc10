import type { PersonKeys, Sql } from '@erp/service-kit'
import { indexOfUsername } from './user-names.ts'

/*
 * Row-level security lets a transaction see the rows of its companies and, through the windows opened here, the rows of
 * one person. Every window closes with the transaction.
 */

/** Sees and changes the rows of this user: user, sessions, refresh tokens; sees their memberships in every company. */
export async function actFor(tx: Sql, userId: string): Promise<void> {
  await tx.$executeRaw`select set_config('app.subject_id', ${userId}, true)`
}

/** Sees the user with this login name, while nobody is known yet. */
export async function lookForLoginName(tx: Sql, persons: PersonKeys, username: string): Promise<void> {
  await tx.$executeRaw`
    select set_config('app.login_name', ${username}, true),
           set_config('app.login_name_index', ${indexOfUsername(persons, username)}, true)`
}

/** Sees and changes the refresh token with this hash, while nobody is known yet. */
export async function lookForRefreshToken(tx: Sql, tokenHash: string): Promise<void> {
  await tx.$executeRaw`select set_config('app.refresh_token_hash', ${tokenHash}, true)`
}

/** Sees the API key with this prefix, while nobody is known yet. */
export async function lookForApiKey(tx: Sql, prefix: string): Promise<void> {
  await tx.$executeRaw`select set_config('app.api_key_prefix', ${prefix}, true)`
}

/** Sees the login challenge with this hash, while nobody is known yet. */
export async function lookForChallenge(tx: Sql, hash: string): Promise<void> {
  await tx.$executeRaw`select set_config('app.challenge_hash', ${hash}, true)`
}

/** Sees who is linked with this account of a provider, while nobody is known yet. */
export async function lookForLinkedAccount(
  tx: Sql,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<void> {
  await tx.$executeRaw`
    select set_config('app.presented_issuer', ${issuer}, true), set_config('app.presented_subject', ${subject}, true)`
}

/** Sees and changes every sealed secret, to seal them with another key. */
export async function openForResealing(tx: Sql): Promise<void> {
  await tx.$executeRaw`select set_config('app.resealing', 'true', true)`
}

/** Sets the company scope anew: for a company that is just being founded, or all companies of a person. */
export async function scopeTo(tx: Sql, companyIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`select set_config('app.company_ids', ${companyIds.join(',')}, true)`
}

/** Every company there is, for what concerns all of them. */
export async function allCompanies(tx: Sql): Promise<readonly string[]> {
  const [row] = await tx.$queryRaw<{ ids: string[] }[]>`select identity.all_company_ids() as ids`
  return row?.ids ?? []
}
