import { isRefusal, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { logOut } from '../src/use-cases/log-out.ts'
import { refreshSession } from '../src/use-cases/refresh-session.ts'
import { accepted, callerOf, useIdentity } from './use-identity.ts'

const { database, transactor, tools, administrator, company, member, session } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)

async function newSession() {
  const user = await member(admin, ['BUYER'])
  return { user, started: await session(user.username) }
}

const ending = (sessionId: string) => database.rows`select end_reason from sessions where id = ${sessionId}`

describe('a refresh token', () => {
  test('buys the next pair, with the roles as they are now', async () => {
    const { user, started } = await newSession()
    await database.rows`insert into membership_roles values (${home.id}, ${user.id}, 'AUDITOR')`
    const next = accepted(await refreshSession(tools, { refreshToken: started.refreshToken }))
    expect(next.id).toBe(started.id)
    expect(next.refreshToken).not.toBe(started.refreshToken)
    expect(next.permissions).toContain('finance.voucher.read')
    accepted(await refreshSession(tools, { refreshToken: next.refreshToken }))
  })

  test('presented twice ends the whole session', async () => {
    const { started } = await newSession()
    const next = accepted(await refreshSession(tools, { refreshToken: started.refreshToken }))
    expect(await refreshSession(tools, { refreshToken: started.refreshToken })).toEqual(refuse('SessionEnded'))
    expect(await refreshSession(tools, { refreshToken: next.refreshToken })).toEqual(refuse('SessionEnded'))
    expect(await ending(started.id)).toEqual([{ end_reason: 'TOKEN_REUSED' }])
  })

  test('presented twice at once buys one pair at most, and ends the session', async () => {
    const { started } = await newSession()
    const answers = await Promise.all(
      [1, 2, 3].map(() => refreshSession(tools, { refreshToken: started.refreshToken })),
    )
    expect(answers.filter((answer) => !isRefusal(answer)).length).toBeLessThanOrEqual(1)
    expect(await ending(started.id)).toEqual([{ end_reason: 'TOKEN_REUSED' }])
  })

  test('buys nothing when it was never issued or has expired', async () => {
    const { started } = await newSession()
    await database.rows`update refresh_tokens set expires_at = now() where session_id = ${started.id}`
    expect(await refreshSession(tools, { refreshToken: started.refreshToken })).toEqual(refuse('SessionEnded'))
    expect(await refreshSession(tools, { refreshToken: 'made up' })).toEqual(refuse('SessionEnded'))
    expect(await ending(started.id)).toEqual([{ end_reason: null }])
  })

  test('buys nothing for a disabled user, or after the session has lived its days', async () => {
    const { user, started } = await newSession()
    await database.rows`update users set active = false where id = ${user.id}`
    expect(await refreshSession(tools, { refreshToken: started.refreshToken })).toEqual(refuse('SessionEnded'))

    const old = await newSession()
    await database.rows`update sessions set expires_at = now() where id = ${old.started.id}`
    expect(await refreshSession(tools, { refreshToken: old.started.refreshToken })).toEqual(refuse('SessionEnded'))
  })

  test('is stored as a hash only', async () => {
    const { started } = await newSession()
    const rows = await database.rows`
      select encode(token_hash, 'hex') as hash from refresh_tokens
      where session_id = ${started.id} and token_hash = sha256(${started.refreshToken}::text::bytea)`
    expect(rows).toHaveLength(1)
    const dump = await database.rows<{ all: string }>`select string_agg(t::text, '') as all from refresh_tokens t`
    expect(dump[0]?.all).not.toContain(started.refreshToken)
  })
})

describe('logging out', () => {
  test('ends the session, whichever of its tokens is given, and may be repeated', async () => {
    const { started } = await newSession()
    const next = accepted(await refreshSession(tools, { refreshToken: started.refreshToken }))
    for (const refreshToken of [started.refreshToken, started.refreshToken, 'made up']) {
      expect(await transactor.system([], 'log-out', (unit) => logOut(unit, refreshToken))).toEqual({ loggedOut: true })
    }
    expect(await ending(started.id)).toEqual([{ end_reason: 'LOGGED_OUT' }])
    expect(await refreshSession(tools, { refreshToken: next.refreshToken })).toEqual(refuse('SessionEnded'))
  })
})

describe('switching company', () => {
  test('goes on in another company with the roles held there', async () => {
    const owner = await administrator()
    const one = await company(owner)
    const other = await company(owner)
    const started = await session(owner.username, one.code)
    const next = accepted(await refreshSession(tools, { refreshToken: started.refreshToken, companyCode: other.code }))
    expect(next.company).toEqual({ id: other.id, code: other.code, name: other.name })
    const after = accepted(await refreshSession(tools, { refreshToken: next.refreshToken }))
    expect(after.company?.id).toBe(other.id)
  })

  test('to a company of others is refused, and the token stays good', async () => {
    const { started } = await newSession()
    const others = await company(await administrator())
    const answer = await refreshSession(tools, { refreshToken: started.refreshToken, companyCode: others.code })
    expect(answer).toEqual(refuse('CompanyNotFound', { companyCode: others.code }))
    accepted(await refreshSession(tools, { refreshToken: started.refreshToken }))
  })
})
