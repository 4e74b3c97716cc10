import { readFileSync } from 'node:fs'
import { testKeys } from '@erp/testing'
import { isRefusal, newId, refuse } from '@erp/values'
import { hash, parseOptions } from '@node-rs/argon2'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { noCompany } from '../src/domain/session.ts'
import { logIn } from '../src/use-cases/log-in.ts'
import { callerOf, password, useIdentity } from './use-identity.ts'

const { database, tools, administrator, company, member, session } = await useIdentity()
const { jwksFile } = await testKeys()
const keySet = createLocalJWKSet(JSON.parse(readFileSync(jwksFile, 'utf8')))
const verify = (token: string) => jwtVerify(token, keySet, { issuer: 'erp-identity', audience: 'erp', typ: 'at+jwt' })

const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)
const clerk = await member(admin, ['BUYER'])
const stranger = await company(await administrator())

describe('the right password', () => {
  test('starts a session whose token says who, where and what for', async () => {
    const buyer = await member(admin, ['BUYER'])
    const started = await session(buyer.username.toUpperCase(), home.code.toLowerCase())
    expect(started).toMatchObject({
      user: { id: buyer.id, username: buyer.username, displayName: 'Li Wei' },
      company: { id: home.id, code: home.code, name: home.name },
    })
    expect(decodeProtectedHeader(started.accessToken)).toEqual({
      alg: 'EdDSA',
      typ: 'at+jwt',
      kid: JSON.parse(readFileSync(jwksFile, 'utf8')).keys[0].kid,
    })
    const { payload } = await verify(started.accessToken)
    expect(payload).toMatchObject({ sub: buyer.id, username: buyer.username, companyId: home.id, sid: started.id })
    expect(payload).toMatchObject({ roles: ['BUYER'], rightsVersion: 1 })
    expect(payload.permissions).toBeUndefined()
    expect(started.permissions).toContain('procurement.purchaseOrder.create')
    expect(started.permissions).not.toContain('finance.voucher.read')
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600)
  })

  test('lets the administrator of the installation work before there is a company, and register one', async () => {
    const lonely = await administrator()
    const started = await session(lonely.username)
    expect(started.company).toBeNull()
    expect(started.permissions).toEqual(['identity.company.manage', 'identity.company.read'])
    expect((await verify(started.accessToken)).payload.companyId).toBe(noCompany)
  })

  test('asks which company, when there are several', async () => {
    const owner = await administrator()
    const second = await company(owner)
    const both = await member(admin, ['BUYER'])
    await database.rows`insert into memberships (company_id, user_id) values (${second.id}, ${both.id})`
    const codes = [home.code, second.code].sort()
    const input = { username: both.username, password, origin: 'test' }
    expect(await logIn(tools, input)).toEqual(refuse('CompanyNotChosen', { companyCodes: codes }))
    expect(await logIn(tools, { ...input, companyCode: codes[1] })).toMatchObject({ company: { code: codes[1] } })
  })

  test('lets the administrator of the installation choose none of several companies', async () => {
    const owner = await administrator()
    await company(owner)
    await company(owner)
    expect((await session(owner.username)).company).toBeNull()
  })

  test('lets many log in at once with the same account', async () => {
    const shared = await member(admin, ['BUYER'])
    const sessions = await Promise.all(Array.from({ length: 16 }, () => session(shared.username)))
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(16)
  })

  test('is kept as argon2id with 19 MiB, two passes and one lane, and made so again at login', async () => {
    const user = await member(admin, ['BUYER'])
    const hashOf = async () =>
      (await database.rows<{ hash: string }>`select password_hash as hash from users where id = ${user.id}`)[0]?.hash ??
      ''
    const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
    expect(await hashOf()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(parseOptions(await hashOf())).toMatchObject({ ...cost, saltLen: 16 })

    const weak = await hash(password, { ...cost, memoryCost: 8_192 })
    await database.rows`update users set password_hash = ${weak} where id = ${user.id}`
    await session(user.username)
    expect(parseOptions(await hashOf())).toMatchObject(cost)
  })
})

describe('a login is refused alike, and starts nothing', () => {
  test.each([
    ['a wrong password', { username: clerk.username, password: 'wrong password' }],
    ['an unknown name', { username: `nobody-${newId()}`, password }],
    ['a company of others', { username: clerk.username, password, companyCode: stranger.code }],
    ['a company that does not exist', { username: clerk.username, password, companyCode: 'NO-SUCH' }],
  ])('%s', async (_, input) => {
    expect(await logIn(tools, { ...input, origin: newId() })).toEqual(refuse('LoginRefused'))
    expect(await database.rows`select id from sessions where user_id = ${clerk.id}`).toEqual([])
  })

  test('a disabled user', async () => {
    const disabled = await member(admin, ['BUYER'])
    await database.rows`update users set active = false where id = ${disabled.id}`
    expect(await logIn(tools, { username: disabled.username, password, origin: 'test' })).toEqual(
      refuse('LoginRefused'),
    )
  })

  test('an unknown name takes as long as a known one', async () => {
    const known: number[] = []
    const unknown: number[] = []
    for (let round = 0; round < 5; round += 1) {
      known.push(await timeOf({ username: (await member(admin, ['BUYER'])).username, password: 'wrong' }))
      unknown.push(await timeOf({ username: `nobody-${newId()}`, password: 'wrong' }))
    }
    const ratio = median(unknown) / median(known)
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })

  async function timeOf(input: { username: string; password: string }): Promise<number> {
    const startedAt = performance.now()
    await logIn(tools, { ...input, origin: newId() })
    return performance.now() - startedAt
  }

  function median(values: number[]): number {
    return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
  }
})

describe('guessing', () => {
  const refusals = (answers: readonly unknown[]) => answers.map((answer) => (isRefusal(answer) ? answer.refusal : 'IN'))

  test('at one account is looked at four times, then waits, even when all guesses come at once', async () => {
    const victim = await member(admin, ['BUYER'])
    const guesses = Array.from({ length: 12 }, (_, index) =>
      logIn(tools, { username: victim.username, password: `guess ${index}`, origin: newId() }),
    )
    const answers = refusals(await Promise.all(guesses))
    expect(answers.filter((answer) => answer === 'LoginRefused')).toHaveLength(4)
    expect(answers.filter((answer) => answer === 'LoginThrottled')).toHaveLength(8)
    // Even the right password must wait now, from where nobody ever logged in.
    const right = await logIn(tools, { username: victim.username, password, origin: newId() })
    expect(right).toMatchObject({ refusal: 'LoginThrottled', retryAfterSeconds: expect.any(Number) })
  })

  test('a company with the right password is no guess at the password', async () => {
    const user = await member(admin, ['BUYER'])
    for (let round = 0; round < 6; round += 1) {
      const answer = await logIn(tools, { username: user.username, password, companyCode: 'NO-SUCH', origin: newId() })
      expect(answer).toEqual(refuse('LoginRefused'))
    }
    await session(user.username)
  })

  test('elsewhere does not keep the owner out of where they always log in', async () => {
    const victim = await member(admin, ['BUYER'])
    await logIn(tools, { username: victim.username, password, origin: 'the office' })
    for (let round = 0; round < 6; round += 1) {
      await logIn(tools, { username: victim.username, password: 'guess', origin: newId() })
    }
    const answer = await logIn(tools, { username: victim.username, password, origin: 'the office' })
    expect(answer).toMatchObject({ user: { id: victim.id } })
  })

  test('one password on many accounts is caught by where it comes from', async () => {
    const origin = newId()
    const answers = []
    for (let round = 0; round < 25; round += 1) {
      answers.push(await logIn(tools, { username: `victim-${newId()}`, password: 'Spring2026!', origin }))
    }
    expect(refusals(answers).filter((answer) => answer === 'LoginRefused')).toHaveLength(21)
    expect(refusals(answers).filter((answer) => answer === 'LoginThrottled')).toHaveLength(4)
  })

  test('ends being slowed down when the wait is over, and a right password starts the count anew', async () => {
    const user = await member(admin, ['BUYER'])
    const origin = newId()
    for (let round = 0; round < 4; round += 1) {
      await logIn(tools, { username: user.username, password: 'typing badly', origin })
    }
    expect(refusals([await logIn(tools, { username: user.username, password, origin })])).toEqual(['LoginThrottled'])
    await database.rows`update login_throttle set blocked_until = now() where blocked_until > now()`
    expect(refusals([await logIn(tools, { username: user.username, password, origin })])).toEqual(['IN'])
    const counts = await database.rows<{ failures: number }>`
      select failures from login_throttle where kind = 'ACCOUNT' and key_hash = sha256(${user.username}::text::bytea)`
    expect(counts).toEqual([{ failures: 0 }])
  })
})
