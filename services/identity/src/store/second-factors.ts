import { createHash, randomBytes } from 'node:crypto'
import { type FieldCipher, keyIdOf, type Sql } from '@erp/service-kit'
import type { LoginChallenge, SecondFactor } from '../domain/second-factor.ts'

const placeOf = (userId: string) => ({ table: 'second_factors', column: 'sealed_secret', row: userId })

/** The second factor of the user the transaction acts for. */
export async function findSecondFactor(tx: Sql, userId: string): Promise<SecondFactor | undefined> {
  const [row] = await tx.$queryRaw<SecondFactor[]>`
    select user_id as "userId", sealed_secret as "sealedSecret", confirmed_at as "confirmedAt", last_step as "lastStep"
    from second_factors where user_id = ${userId}::uuid`
  return row
}

export function secretOf(fields: FieldCipher, { userId, sealedSecret }: SecondFactor): string {
  return fields.open(placeOf(userId), sealedSecret)
}

/** Keeps the secret of a user who has not confirmed one yet; false when they have. */
export async function saveSecret(tx: Sql, fields: FieldCipher, userId: string, secret: string): Promise<boolean> {
  const saved = await tx.$executeRaw`
    insert into second_factors as known (user_id, sealed_secret)
    values (${userId}::uuid, ${fields.seal(placeOf(userId), secret)})
    on conflict (user_id) do update set sealed_secret = excluded.sealed_secret, begun_at = now(), last_step = null
      where known.confirmed_at is null`
  return saved === 1
}

/** Uses up a step; of two codes of one step that come at the same time one is refused. */
export async function useStep(tx: Sql, userId: string, step: number): Promise<boolean> {
  const used = await tx.$executeRaw`
    update second_factors set last_step = ${step}
    where user_id = ${userId}::uuid and (last_step is null or last_step < ${step})`
  return used === 1
}

/** Uses up a recovery code; it works once. */
export async function useRecoveryCode(tx: Sql, userId: string, code: string): Promise<boolean> {
  const used = await tx.$executeRaw`
    update recovery_codes set used_at = clock_timestamp()
    where user_id = ${userId}::uuid and code_hash = ${codeHash(userId, code)} and used_at is null`
  return used === 1
}

export async function confirmSecondFactor(
  tx: Sql,
  userId: string,
  recoveryCodes: readonly string[],
  now: Date,
): Promise<void> {
  await tx.$executeRaw`update second_factors set confirmed_at = ${now} where user_id = ${userId}::uuid`
  const hashes = recoveryCodes.map((code) => codeHash(userId, code.replaceAll('-', '')).toString('hex'))
  await tx.$executeRaw`
    insert into recovery_codes (user_id, code_hash)
    select ${userId}::uuid, decode(hash, 'hex') from unnest(${hashes}::text[]) as hash`
}

/** Forgets the second factor with its recovery codes; false when there was none. */
export async function deleteSecondFactor(tx: Sql, userId: string): Promise<boolean> {
  await tx.$executeRaw`delete from recovery_codes where user_id = ${userId}::uuid`
  return (await tx.$executeRaw`delete from second_factors where user_id = ${userId}::uuid`) === 1
}

export async function recoveryCodesLeft(tx: Sql, userId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ left: number }[]>`
    select count(*)::int as left from recovery_codes where user_id = ${userId}::uuid and used_at is null`
  return row?.left ?? 0
}

/** 256 random bits, opaque to everyone. */
export function newChallenge(): string {
  return randomBytes(32).toString('base64url')
}

export function challengeHash(challenge: string): string {
  return createHash('sha256').update(challenge).digest('hex')
}

/** Keeps a challenge by its hash, and forgets those of the user that are over. */
export async function insertChallenge(
  tx: Sql,
  { id, userId, companyId }: LoginChallenge,
  token: { readonly hash: string; readonly expiresAt: Date },
): Promise<void> {
  await tx.$executeRaw`
    delete from login_challenges where user_id = ${userId}::uuid and expires_at < clock_timestamp() - interval '1 day'`
  await tx.$executeRaw`
    insert into login_challenges (id, token_hash, user_id, company_id, expires_at)
    values (${id}::uuid, decode(${token.hash}, 'hex'), ${userId}::uuid, ${companyId}::uuid, ${token.expiresAt})`
}

/** The running challenge with this hash, if its window is open. */
export async function findChallenge(tx: Sql, hash: string): Promise<LoginChallenge | undefined> {
  const [row] = await tx.$queryRaw<LoginChallenge[]>`
    select id, user_id as "userId", company_id as "companyId" from login_challenges
    where token_hash = decode(${hash}, 'hex') and used_at is null and expires_at > clock_timestamp()`
  return row
}

/** Uses up a challenge; of two who answer it at the same time one finds it over. */
export async function useChallenge(tx: Sql, id: string): Promise<boolean> {
  const used = await tx.$executeRaw`
    update login_challenges set used_at = clock_timestamp()
    where id = ${id}::uuid and used_at is null and expires_at > clock_timestamp()`
  return used === 1
}

/** Seals up to so many secrets with the current key that another one sealed; the window for it is open. Says how many. */
export async function resealSecrets(tx: Sql, fields: FieldCipher, atMost: number): Promise<number> {
  const rows = await tx.$queryRaw<SecondFactor[]>`
    select user_id as "userId", sealed_secret as "sealedSecret" from second_factors
    where split_part(sealed_secret, ':', 2) <> ${fields.currentKeyId()}
    order by user_id limit ${atMost} for update`
  const anew = rows.map((row) => ({ id: row.userId, sealed: fields.seal(placeOf(row.userId), secretOf(fields, row)) }))
  await tx.$executeRaw`
    update second_factors set sealed_secret = anew.sealed
    from jsonb_to_recordset(${JSON.stringify(anew)}::jsonb) as anew (id uuid, sealed text)
    where second_factors.user_id = anew.id`
  return anew.filter(({ sealed }) => keyIdOf(sealed) === fields.currentKeyId()).length
}

function codeHash(userId: string, code: string): Buffer {
  return createHash('sha256').update(`${userId}:${code}`).digest()
}
