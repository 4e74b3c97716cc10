import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Sql } from '@erp/service-kit'
import type { ApiKey } from '../domain/api-key.ts'

/** A key as it is handed out once: `erp_<prefix>_<256 random bits>`. */
export interface NewKey {
  readonly text: string
  readonly prefix: string
}

export function newKey(): NewKey {
  const prefix = randomBytes(8).toString('hex')
  return { prefix, text: `erp_${prefix}_${randomBytes(32).toString('base64url')}` }
}

/** The open part of something that has the form of a key. */
export function prefixOf(text: string): string | undefined {
  return /^erp_([0-9a-f]{16})_[\w-]{43}$/.exec(text)?.[1]
}

interface ApiKeyRow {
  readonly id: string
  readonly company_id: string
  readonly user_id: string
  readonly name: string
  readonly prefix: string
  readonly permissions: string[]
  readonly expires_at: Date
  readonly created_at: Date
  readonly last_used_at: Date | null
  readonly revoked_at: Date | null
}

/** Stores a key by its hash: it is random, so nothing slower is needed to keep it secret. */
export async function insertApiKey(tx: Sql, key: ApiKey, text: string, createdBy: string): Promise<void> {
  await tx.$executeRaw`
    insert into api_keys (id, company_id, user_id, name, prefix, key_hash, permissions, expires_at, created_at, created_by)
    values (${key.id}::uuid, ${key.companyId}::uuid, ${key.userId}::uuid, ${key.name}, ${key.prefix},
            ${hashOf(text)}, ${key.permissions}::text[], ${key.expiresAt}, ${key.createdAt}, ${createdBy}::uuid)`
}

/** The key this text is, if its window is open and every letter is right. */
export async function findPresentedKey(
  tx: Sql,
  text: string,
): Promise<{ readonly key: ApiKey; readonly isRight: boolean } | undefined> {
  const [row] = await tx.$queryRaw<(ApiKeyRow & { key_hash: Uint8Array })[]>`
    select * from api_keys where prefix = ${prefixOf(text) ?? ''}`
  return row && { key: toApiKey(row), isRight: timingSafeEqual(row.key_hash, hashOf(text)) }
}

/** Notes that the key is used now; false when it has ended. */
export async function useApiKey(tx: Sql, id: string, now: Date): Promise<boolean> {
  const used = await tx.$executeRaw`
    update api_keys set last_used_at = ${now}
    where id = ${id}::uuid and revoked_at is null and expires_at > ${now}`
  return used === 1
}

export async function findApiKey(tx: Sql, id: string): Promise<ApiKey | undefined> {
  const [row] = await tx.$queryRaw<ApiKeyRow[]>`select * from api_keys where id = ${id}::uuid`
  return row && toApiKey(row)
}

/** Whether the key still buys tokens. */
export async function isKeyRunning(tx: Sql, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from api_keys where id = ${id}::uuid and revoked_at is null and expires_at > clock_timestamp()`
  return rows.length > 0
}

/** The keys of the companies in scope, or of one service account there, newest first, before the one with that id. */
export async function listApiKeys(
  tx: Sql,
  companyId: string,
  page: { readonly limit: number; readonly beforeId: string | undefined; readonly userId: string | undefined },
): Promise<readonly ApiKey[]> {
  const rows = await tx.$queryRaw<ApiKeyRow[]>`
    select * from api_keys
    where company_id = ${companyId}::uuid
      and (${page.userId ?? null}::uuid is null or user_id = ${page.userId ?? null}::uuid)
      and (${page.beforeId ?? null}::uuid is null or id < ${page.beforeId ?? null}::uuid)
    order by id desc limit ${page.limit}`
  return rows.map(toApiKey)
}

/** Ends a key for good; false when it had been ended before. */
export async function revokeApiKey(tx: Sql, id: string, by: { userId: string; at: Date }): Promise<boolean> {
  const revoked = await tx.$executeRaw`
    update api_keys set revoked_at = ${by.at}, revoked_by = ${by.userId}::uuid
    where id = ${id}::uuid and revoked_at is null`
  return revoked === 1
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    companyId: row.company_id,
    userId: row.user_id,
    name: row.name,
    prefix: row.prefix,
    permissions: row.permissions,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}
