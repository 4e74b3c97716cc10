import { isRefusal, newId, refuse } from '@erp/values'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { type KeyWishes, longestKeyDays } from '../src/domain/api-key.ts'
import { listApiKeys, newKey } from '../src/store/api-keys.ts'
import { admitUser } from '../src/use-cases/admit-user.ts'
import { changeUserRoles } from '../src/use-cases/change-user-roles.ts'
import { createAccessToken } from '../src/use-cases/create-access-token.ts'
import { createApiKey } from '../src/use-cases/create-api-key.ts'
import { createServiceAccount } from '../src/use-cases/create-service-account.ts'
import { disableUser } from '../src/use-cases/disable-user.ts'
import { logIn } from '../src/use-cases/log-in.ts'
import { readViewer } from '../src/use-cases/read-viewer.ts'
import { revokeApiKey } from '../src/use-cases/revoke-api-key.ts'
import { accepted, callerOf, password, useIdentity } from './use-identity.ts'

const { database, transactor, tools, administrator, company, member } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)
const owner = await administrator()
const elsewhere = await company(owner)
const stranger = callerOf(owner.userId, owner.username, elsewhere.id)

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
const wishes: KeyWishes = { name: 'Night run', permissions: ['inventory.stock.read'], expiresAt: inDays(30) }

const account = async (roleCodes: readonly string[] = ['STOREKEEPER'], by = admin) => {
  const input = { username: `till-${newId().slice(-8)}`, displayName: 'Till', roleCodes }
  const made = await transactor.transact(by, 'createServiceAccount', (unit) =>
    createServiceAccount(unit, tools.persons, input),
  )
  return { ...accepted(made), ...input }
}
const make = (serviceAccountId: string, wanted: Partial<KeyWishes> = {}, by = admin, key = newKey()) =>
  transactor.transact(by, 'createApiKey', (unit) => createApiKey(unit, { ...wishes, ...wanted, serviceAccountId, key }))
const revoke = (apiKeyId: string, by = admin) =>
  transactor.transact(by, 'revokeApiKey', (unit) => revokeApiKey(unit, { apiKeyId }))
const trade = (apiKey: string, origin = 'the till') => createAccessToken(tools, { apiKey, origin })

async function program(roleCodes?: readonly string[], wanted?: Partial<KeyWishes>) {
  const user = await account(roleCodes)
  const key = newKey()
  const apiKey = accepted(await make(user.id, wanted, admin, key))
  return { user, apiKey, secret: key.text }
}

describe('a key', () => {
  test('buys a token for the part of the account’s rights that it names, and the use is noted', async () => {
    const { user, apiKey, secret } = await program()
    const bought = accepted(await trade(secret))
    expect(bought).toMatchObject({ id: apiKey.id, permissions: ['inventory.stock.read'] })
    const claims = decodeJwt(bought.accessToken)
    expect(claims).toMatchObject({
      ...{ sub: user.id, companyId: home.id, apiKeyId: apiKey.id, rightsVersion: 1 },
      ...{ roles: ['STOREKEEPER'], permissions: ['inventory.stock.read'] },
    })
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600)
    const [kept] = await transactor.read([home.id], (tx) =>
      listApiKeys(tx, home.id, { limit: 5, beforeId: undefined, userId: user.id }),
    )
    expect(kept?.lastUsedAt).toBeInstanceOf(Date)
  })

  test('is kept as a hash beside its open part, and written nowhere else', async () => {
    const { apiKey, secret } = await program()
    await trade(secret)
    const [row] = await database.rows<{ prefix: string; hashed: boolean; dump: string }>`
      select prefix, key_hash = sha256(${secret}::bytea) as hashed,
             api_keys::text || (select string_agg(t::text, '') from platform.audit_log t)
               || coalesce((select string_agg(t::text, '') from platform.outbox t), '') as dump
      from api_keys where id = ${apiKey.id}`
    expect(row).toMatchObject({ prefix: apiKey.prefix, hashed: true })
    expect(secret).toMatch(/^erp_[0-9a-f]{16}_[\w-]{43}$/)
    expect(row?.dump).toContain(apiKey.prefix)
    expect(row?.dump).not.toContain(secret.slice(21))
  })

  test('buys nothing that lives longer than itself', async () => {
    const { secret } = await program(undefined, { expiresAt: new Date(Date.now() + 60_000) })
    const { exp, iat } = decodeJwt(accepted(await trade(secret)).accessToken)
    expect((exp ?? 0) - (iat ?? 0)).toBeLessThanOrEqual(60)
  })

  test('shrinks with the roles of its account', async () => {
    const { user, secret } = await program(['STOREKEEPER'], {
      permissions: ['inventory.stock.read', 'inventory.stocktake.count'],
    })
    await transactor.transact(admin, 'changeUserRoles', (unit) =>
      changeUserRoles(unit, { userId: user.id, expectedVersion: 1, roleCodes: ['AUDITOR'] }),
    )
    expect(accepted(await trade(secret)).permissions).toEqual(['inventory.stock.read'])
  })

  const tomorrow = inDays(1)
  const invalid = (field: string, problem: string) => refuse('InvalidInput', { field, problem })
  const notForKey = (permission: string) => refuse('PermissionNotForKey', { permission })
  test.each<[string, Partial<KeyWishes>, unknown]>([
    ['without a name', { name: ' ' }, invalid('name', 'LENGTH_NOT_1_TO_100')],
    ['for nothing', { permissions: [] }, invalid('permissions', 'NONE_GIVEN')],
    ['for more than the account may', { permissions: ['finance.voucher.read'] }, notForKey('finance.voucher.read')],
    ['that is over already', { expiresAt: inDays(-1) }, invalid('expiresAt', `NOT_WITHIN_${longestKeyDays}_DAYS`)],
    ['for ever', { expiresAt: inDays(400) }, invalid('expiresAt', `NOT_WITHIN_${longestKeyDays}_DAYS`)],
  ])('%s is refused, and none is kept', async (_, wanted, refusal) => {
    const user = await account()
    expect(await make(user.id, { expiresAt: tomorrow, ...wanted })).toEqual(refusal)
    expect(await database.rows`select id from api_keys where user_id = ${user.id}`).toEqual([])
  })

  test.each(['identity.user.manage', 'identity.apiKey.manage', 'identity.company.manage'])(
    'never hands out rights: %s',
    async (permission) => {
      const user = await account(['ADMINISTRATOR'])
      expect(await make(user.id, { permissions: [permission] })).toEqual(notForKey(permission))
    },
  )

  test('is made for a running service account of one’s own company only', async () => {
    const none = refuse('ServiceAccountNotFound')
    expect(await make((await member(admin, ['STOREKEEPER'])).id)).toEqual(none)
    expect(await make((await account(['STOREKEEPER'], stranger)).id)).toEqual(none)
    expect(await make(newId())).toEqual(none)
    const { user } = await program()
    await transactor.transact(admin, 'disableUser', (unit) =>
      disableUser(unit, { userId: user.id, expectedVersion: 1 }),
    )
    expect(await make(user.id)).toEqual(none)
  })
})

describe('a key that has ended', () => {
  const viewer = (apiKeyId: string, userId: string) =>
    readViewer(transactor, tools.persons, { ...callerOf(userId, 'till', home.id), apiKeyId })

  test('buys nothing, and its holder stands no more', async () => {
    const { user, apiKey, secret } = await program()
    expect(await viewer(apiKey.id, user.id)).toMatchObject({ user: { id: user.id } })
    expect(accepted(await revoke(apiKey.id)).revokedAt).toBeInstanceOf(Date)
    expect(await trade(secret)).toEqual(refuse('ApiKeyRefused'))
    expect(await viewer(apiKey.id, user.id)).toBeUndefined()
    expect(await revoke(apiKey.id)).toEqual(refuse('ApiKeyNotFound'))
  })

  test('by its time buys nothing either, and neither does one of a disabled account', async () => {
    const { user, apiKey, secret } = await program()
    await database.rows`update api_keys set expires_at = now() where id = ${apiKey.id}`
    expect(await trade(secret)).toEqual(refuse('ApiKeyRefused'))
    expect(await viewer(apiKey.id, user.id)).toBeUndefined()

    const other = await program()
    await transactor.transact(admin, 'disableUser', (unit) =>
      disableUser(unit, { userId: other.user.id, expectedVersion: 1 }),
    )
    expect(await trade(other.secret)).toEqual(refuse('ApiKeyRefused'))
    expect(await viewer(other.apiKey.id, other.user.id)).toBeUndefined()
  })

  test('is ended by its own company only, and seen there only', async () => {
    const { apiKey, secret } = await program()
    expect(await revoke(apiKey.id, stranger)).toEqual(refuse('ApiKeyNotFound'))
    expect(accepted(await trade(secret)).id).toBe(apiKey.id)
    const page = { limit: 100, beforeId: undefined, userId: undefined }
    const seen = await transactor.read([elsewhere.id], (tx) => listApiKeys(tx, elsewhere.id, page))
    expect(seen).toEqual([])
  })
})

describe('guessing a key', () => {
  const refusals = (answers: readonly unknown[]) => answers.map((answer) => (isRefusal(answer) ? answer.refusal : 'IN'))
  const almost = (secret: string, index: number) =>
    `${secret.slice(0, -2)}${String(index).padStart(2, '0')}`.replace(secret, `${secret.slice(0, -1)}-`)

  test('is looked at four times, then waits, even when all guesses come at once; where it works every day it goes on', async () => {
    const { secret } = await program()
    accepted(await trade(secret))
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, index) => trade(almost(secret, index), `stranger ${newId()}`)),
    )
    const looked = refusals(guesses).filter((answer) => answer === 'ApiKeyRefused').length
    // Where a guess takes longer than the first wait of two seconds, one more is looked at.
    expect(looked).toBeGreaterThanOrEqual(4)
    expect(looked).toBeLessThanOrEqual(6)
    expect(refusals(guesses).filter((answer) => answer === 'LoginThrottled')).toHaveLength(12 - looked)
    await database.rows`update login_throttle set blocked_until = now() + interval '1 minute' where kind = 'ACCOUNT' and failures >= 4`
    expect(refusals([await trade(secret, `stranger ${newId()}`)])).toEqual(['LoginThrottled'])
    expect(refusals([await trade(secret)])).toEqual(['IN'])
  })

  test('over many keys is caught by where it comes from', async () => {
    const origin = newId()
    const answers = []
    for (let round = 0; round < 25; round += 1) answers.push(await trade(newKey().text, origin))
    expect(refusals(answers).filter((answer) => answer === 'ApiKeyRefused')).toHaveLength(21)
    expect(refusals([await trade((await program()).secret, origin)])).toEqual(['LoginThrottled'])
  })

  test.each(['', 'erp_', 'Bearer x', `erp_${'0'.repeat(16)}_${'a'.repeat(43)}`, "erp_' or 1=1 --", '密钥'.repeat(500)])(
    'with %j is refused like any other',
    async (text) => {
      await database.rows`update login_throttle set blocked_until = now()`
      expect(await trade(text, newId())).toEqual(refuse('ApiKeyRefused'))
    },
  )
})

describe('a service account', () => {
  test('has no password to log in with', async () => {
    const user = await account()
    expect(user.kind).toBe('SERVICE')
    for (const typed of [password, '', 'null']) {
      expect(await logIn(tools, { username: user.username, password: typed, origin: newId() })).toEqual(
        refuse('LoginRefused'),
      )
    }
  })

  test('stays in its company', async () => {
    const user = await account()
    const input = { username: user.username, roleCodes: ['STOREKEEPER'] }
    expect(await transactor.transact(stranger, 'admitUser', (unit) => admitUser(unit, tools.persons, input))).toEqual(
      refuse('UserNotFound'),
    )
  })

  test('does not stand in for the last person who administers a company', async () => {
    await account(['ADMINISTRATOR'])
    const change = { userId: first.userId, expectedVersion: 1, roleCodes: ['BUYER'] }
    expect(await transactor.transact(admin, 'changeUserRoles', (unit) => changeUserRoles(unit, change))).toEqual(
      refuse('LastAdministrator'),
    )
  })
})
