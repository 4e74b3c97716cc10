import { newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { listSessions } from '../src/store/sessions.ts'
import { actFor } from '../src/store/windows.ts'
import { changePassword } from '../src/use-cases/change-password.ts'
import { endSession } from '../src/use-cases/end-session.ts'
import { logIn } from '../src/use-cases/log-in.ts'
import { readViewer } from '../src/use-cases/read-viewer.ts'
import { refreshSession } from '../src/use-cases/refresh-session.ts'
import { revokeSessions } from '../src/use-cases/revoke-sessions.ts'
import { accepted, callerOf, password, useIdentity } from './use-identity.ts'

const { database, transactor, tools, administrator, company, member, session } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)

async function clerk() {
  const user = await member(admin, ['BUYER'])
  return { ...user, caller: callerOf(user.id, user.username, home.id) }
}
const running = (userId: string) =>
  transactor.read([home.id], async (tx) => {
    await actFor(tx, userId)
    return listSessions(tx, userId, { limit: 10 })
  })
const end = (caller: typeof admin, sessionId: string) =>
  transactor.transact(caller, 'endSession', (unit) => endSession(unit, { sessionId }))
const endReason = async (id: string) =>
  (await database.rows<{ end_reason: string | null }>`select end_reason from sessions where id = ${id}`)[0]?.end_reason
const newPassword = 'another horse, another battery'

describe('a person’s own sessions', () => {
  test('are listed newest first with where they were begun, and end one by one', async () => {
    const { id, username, caller } = await clerk()
    const older = await session(username)
    const newer = await session(username)
    const origin = 'test'
    expect(await running(id)).toMatchObject([
      { id: newer.id, companyCode: home.code, origin },
      { id: older.id, companyCode: home.code, origin },
    ])
    expect(await end(caller, older.id)).toMatchObject({ id: older.id })
    expect(await endReason(older.id)).toBe('ENDED_BY_OWNER')
    expect((await running(id)).map((one) => one.id)).toEqual([newer.id])
    expect(await refreshSession(tools, { refreshToken: older.refreshToken })).toEqual(refuse('SessionEnded'))
    expect(accepted(await refreshSession(tools, { refreshToken: newer.refreshToken })).id).toBe(newer.id)
  })

  test('are nobody else’s to end, and end once', async () => {
    const { username, caller } = await clerk()
    const theirs = await session(username)
    const other = await clerk()
    expect(await end(other.caller, theirs.id)).toEqual(refuse('SessionNotFound'))
    expect(await end(admin, theirs.id)).toEqual(refuse('SessionNotFound'))
    expect(await endReason(theirs.id)).toBeNull()
    accepted(await end(caller, theirs.id))
    expect(await end(caller, theirs.id)).toEqual(refuse('SessionNotFound'))
    expect(await end(caller, newId())).toEqual(refuse('SessionNotFound'))
  })
})

describe('an administrator', () => {
  const revoke = (userId: string, sessionId: string | null = null, by = admin, reason = 'a lost notebook') =>
    transactor.transact(by, 'revokeSessions', (unit) => revokeSessions(unit, { userId, sessionId, reason }))
  const workingHere = (userId: string) =>
    transactor.read([home.id], async (tx) => {
      await actFor(tx, userId)
      return listSessions(tx, userId, { limit: 10, companyId: home.id })
    })

  test('ends one session of a member or all, and whoever had them is turned away; it is noted', async () => {
    const { id, username, caller } = await clerk()
    const [one, other, third] = [await session(username), await session(username), await session(username)]
    expect((await workingHere(id)).map((running) => running.id)).toEqual([third.id, other.id, one.id])
    const standing = ({ id: sessionId }: { id: string }) =>
      readViewer(transactor, tools.persons, { ...caller, sessionId })
    expect(await standing(one)).toBeDefined()
    expect(await revoke(id, one.id)).toEqual({ id, revoked: 1 })
    expect(await endReason(one.id)).toBe('REVOKED')
    expect(await standing(one)).toBeUndefined()
    expect(await standing(other)).toBeDefined()
    expect(await refreshSession(tools, { refreshToken: one.refreshToken })).toEqual(refuse('SessionEnded'))
    expect(await revoke(id)).toEqual({ id, revoked: 2 })
    expect(await revoke(id)).toEqual(refuse('NoSessionToRevoke'))
    const noted = await database.rows`
      select kind, actor_id, detail from security_events where user_id = ${id} and kind = 'SESSIONS_REVOKED' order by id`
    expect(noted).toEqual([
      { kind: 'SESSIONS_REVOKED', actor_id: admin.userId, detail: 'sessions: 1' },
      { kind: 'SESSIONS_REVOKED', actor_id: admin.userId, detail: 'sessions: 2' },
    ])
  })

  test('ends nothing of somebody else’s company, and says why', async () => {
    const { id, username } = await clerk()
    const theirs = await session(username)
    const owner = await administrator()
    const elsewhere = await company(owner)
    const stranger = callerOf(owner.userId, owner.username, elsewhere.id)
    expect(await revoke(id, theirs.id, stranger)).toEqual(refuse('UserNotFound'))
    await database.rows`insert into memberships (company_id, user_id) values (${elsewhere.id}::uuid, ${id}::uuid)`
    expect(await revoke(id, theirs.id, stranger)).toEqual(refuse('NoSessionToRevoke'))
    expect(await revoke(id, theirs.id, admin, ' ')).toEqual(
      refuse('InvalidInput', { field: 'reason', problem: 'NOT_1_TO_500_CHARACTERS' }),
    )
    expect(await endReason(theirs.id)).toBeNull()
  })
})

describe('changing the password', () => {
  test('takes the current one, ends every session, and only the new one logs in', async () => {
    const { id, username, caller } = await clerk()
    const sessions = [await session(username), await session(username)]
    const change = { currentPassword: password, newPassword, origin: 'test' }
    expect(await changePassword(tools, caller, change)).toEqual({ id })
    expect(await running(id)).toEqual([])
    expect(await Promise.all(sessions.map((one) => endReason(one.id)))).toEqual([
      'PASSWORD_CHANGED',
      'PASSWORD_CHANGED',
    ])
    expect(await logIn(tools, { username, password, origin: 'test' })).toEqual(refuse('LoginRefused'))
    expect(await logIn(tools, { username, password: newPassword, origin: 'test' })).toMatchObject({ user: { id } })
  })

  test.each([
    ['a wrong current password', { currentPassword: 'not it at all' }, refuse('PasswordWrong')],
    ['a common new one', { newPassword: 'Password123!' }, refuse('PasswordTooCommon')],
    ['a short new one', { newPassword: 'short' }, refuse('PasswordTooWeak', { minimumLength: 8, maximumLength: 200 })],
  ])('%s is refused, and nothing is changed', async (_, input, refusal) => {
    const { username, caller } = await clerk()
    const started = await session(username)
    const change = { currentPassword: password, newPassword, origin: 'test', ...input }
    expect(await changePassword(tools, caller, change)).toEqual(refusal)
    expect(await endReason(started.id)).toBeNull()
    expect((await session(username)).user.username).toBe(username)
  })

  test('is no way around the wait between guesses', async () => {
    const { caller } = await clerk()
    const guess = { currentPassword: 'a guess', newPassword, origin: 'elsewhere' }
    const answers = []
    for (let tries = 0; tries < 5; tries += 1) answers.push(await changePassword(tools, caller, guess))
    expect(answers.slice(0, 4)).toEqual(Array(4).fill(refuse('PasswordWrong')))
    expect(answers[4]).toMatchObject({ refusal: 'LoginThrottled' })
    const right = await changePassword(tools, caller, { ...guess, currentPassword: password })
    expect(right).toMatchObject({ refusal: 'LoginThrottled' })
  })
})
