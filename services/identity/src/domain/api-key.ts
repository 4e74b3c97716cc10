import { type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from './company.ts'

/** A key 密钥 with which a service account comes in. The key itself is shown once and kept nowhere. */
export interface ApiKey {
  readonly id: string
  readonly companyId: string
  /** The service account. */
  readonly userId: string
  readonly name: string
  /** The open part of the key, by which people and the table recognise it. */
  readonly prefix: string
  /** Sorted. */
  readonly permissions: readonly string[]
  readonly expiresAt: Date
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

export type ApiKeyStatus = 'ACTIVE' | 'EXPIRED' | 'REVOKED'
export type PermissionNotForKey = Refusal<'PermissionNotForKey', { permission: string }>

export const mostPermissionsOfKey = 50
export const longestKeyDays = 366

/** Rights are handed out by people: a stolen key must not be able to make itself more of them. */
const neverByKey: ReadonlySet<string> = new Set([
  'identity.company.manage',
  'identity.user.manage',
  'identity.role.manage',
  'identity.apiKey.manage',
])

export function statusOf(key: ApiKey, now: Date): ApiKeyStatus {
  if (key.revokedAt) return 'REVOKED'
  return key.expiresAt > now ? 'ACTIVE' : 'EXPIRED'
}

export interface KeyWishes {
  readonly name: string
  readonly permissions: readonly string[]
  readonly expiresAt: Date
}

/**
 * The facts of a new key, tidied: a name of 1 to 100 characters, 1 to 50 permissions that the account holds and a key may
 * carry, an end within a year and a day.
 */
export function checkKeyWishes(
  wishes: KeyWishes,
  held: readonly string[],
  now: Date,
): KeyWishes | InvalidInput | PermissionNotForKey {
  const name = wishes.name.trim()
  if (name.length < 1 || name.length > 100) {
    return refuse('InvalidInput', { field: 'name', problem: 'LENGTH_NOT_1_TO_100' })
  }
  const permissions = [...new Set(wishes.permissions)].sort()
  if (permissions.length === 0) return refuse('InvalidInput', { field: 'permissions', problem: 'NONE_GIVEN' })
  const refused = permissions.find((permission) => neverByKey.has(permission) || !held.includes(permission))
  if (refused !== undefined) return refuse('PermissionNotForKey', { permission: refused })
  if (permissions.length > mostPermissionsOfKey) {
    return refuse('InvalidInput', { field: 'permissions', problem: `MORE_THAN_${mostPermissionsOfKey}` })
  }
  const milliseconds = wishes.expiresAt.getTime() - now.getTime()
  if (milliseconds <= 0 || milliseconds > longestKeyDays * 86_400_000) {
    return refuse('InvalidInput', { field: 'expiresAt', problem: `NOT_WITHIN_${longestKeyDays}_DAYS` })
  }
  return { name, permissions, expiresAt: wishes.expiresAt }
}
