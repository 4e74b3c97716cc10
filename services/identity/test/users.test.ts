import { newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { noCompany } from '../src/domain/session.ts'
import { listMembers } from '../src/store/users.ts'
import { admitUser } from '../src/use-cases/admit-user.ts'
import { changeUserRoles } from '../src/use-cases/change-user-roles.ts'
import { createUser, hashFirstPassword, type NewUserInput } from '../src/use-cases/create-user.ts'
import { disableUser } from '../src/use-cases/disable-user.ts'
import { refreshSession } from '../src/use-cases/refresh-session.ts'
import { accepted, callerOf, useIdentity } from './use-identity.ts'

const { database, transactor, tools, administrator, company, member, session } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)

const create = (input: Partial<NewUserInput>) =>
  transactor.transact(admin, 'createUser', (unit) =>
    createUser(unit, tools.persons, {
      username: `u-${newId().slice(-8)}`,
      displayName: 'Wang Fang',
      passwordHash: 'x',
      roleCodes: ['BUYER'],
      ...input,
    }),
  )
const change = (by: typeof admin, input: Parameters<typeof changeUserRoles>[1]) =>
  transactor.transact(by, 'changeUserRoles', (unit) => changeUserRoles(unit, input))
const disable = (by: typeof admin, input: Parameters<typeof disableUser>[1]) =>
  transactor.transact(by, 'disableUser', (unit) => disableUser(unit, input))
const userCount = async () => (await database.rows<{ n: string }>`select count(*)::text as n from users`)[0]?.n

describe('creating a user', () => {
  test('gives them the roles in the caller’s company only', async () => {
    const user = accepted(await create({ username: 'wang.fang', roleCodes: ['STOREKEEPER', 'BUYER', 'BUYER'] }))
    expect(user).toMatchObject({ roleCodes: ['BUYER', 'STOREKEEPER'], version: 1, active: true })
    expect(await database.rows`select company_id from memberships where user_id = ${user.id}`).toEqual([
      { company_id: home.id },
    ])
  })

  test.each([
    ['no role', { roleCodes: [] }, refuse('InvalidInput', { field: 'roleCodes', problem: 'NONE_GIVEN' })],
    ['an unknown role', { roleCodes: ['BUYER', 'KING'] }, refuse('RoleNotFound', { roleCode: 'KING' })],
    ['a bad name', { username: 'no spaces' }, refuse('InvalidInput', { field: 'username', problem: 'NOT_A_USERNAME' })],
    ['a taken name', { username: first.username }, refuse('UsernameTaken', { username: first.username })],
    ['nobody', { displayName: ' ' }, refuse('InvalidInput', { field: 'displayName', problem: 'LENGTH_NOT_1_TO_100' })],
  ])('%s is refused, and nobody is created', async (_, input, refusal) => {
    const before = await userCount()
    expect(await create(input)).toEqual(refusal)
    expect(await userCount()).toBe(before)
  })

  test.each(['short', 'x'.repeat(201), 'my name is WANG, hello'])('the password %s is refused', async (password) => {
    const answer = await hashFirstPassword(tools.passwords, 'wang', password)
    expect(answer).toEqual(refuse('PasswordTooWeak', { minimumLength: 8, maximumLength: 200 }))
  })
})

describe('a password that is guessed first', () => {
  test.each(['password', 'Passw0rd', 'Welcome2026!', '1qaz2wsx', '12345678', '!!Summer2025', 'Kingdee123'])(
    'such as %s is refused',
    async (common) => {
      expect(await hashFirstPassword(tools.passwords, 'wang', common)).toEqual(refuse('PasswordTooCommon'))
    },
  )

  test.each([
    'correct horse battery',
    'Correct-Horse-8-Battery',
    '采购员的长密码一二三四',
    'sunshine over the warehouse',
  ])('is not %s', async (fine) => {
    expect(await hashFirstPassword(tools.passwords, 'wang', fine)).toMatch(/^\$argon2id/)
  })
})

describe('changing roles', () => {
  test('replaces them, on the version the decision was made on', async () => {
    const user = await member(admin, ['BUYER'])
    const changed = accepted(await change(admin, { userId: user.id, expectedVersion: 1, roleCodes: ['AUDITOR'] }))
    expect(changed).toMatchObject({ roleCodes: ['AUDITOR'], version: 2 })
    const stale = await change(admin, { userId: user.id, expectedVersion: 1, roleCodes: ['BUYER'] })
    expect(stale).toEqual(refuse('StaleVersion', { currentVersion: 2 }))
    expect(await database.rows`select role_code from membership_roles where user_id = ${user.id}`).toEqual([
      { role_code: 'AUDITOR' },
    ])
  })

  test('leaves a company its last administrator, also when two try to remove each other at once', async () => {
    expect(await change(admin, { userId: admin.userId, expectedVersion: 1, roleCodes: [] })).toEqual(
      refuse('LastAdministrator'),
    )
    const owner = await administrator()
    const shop = await company(owner)
    const one = callerOf(owner.userId, owner.username, shop.id)
    const other = await member(one, ['ADMINISTRATOR'])
    const removals = await Promise.all([
      change(one, { userId: other.id, expectedVersion: 1, roleCodes: [] }),
      change(callerOf(other.id, other.username, shop.id), { userId: one.userId, expectedVersion: 1, roleCodes: [] }),
    ])
    expect(removals.filter((answer) => 'refusal' in answer)).toEqual([refuse('LastAdministrator')])
  })

  test('of someone in another company finds nobody', async () => {
    const owner = await administrator()
    const elsewhere = callerOf(owner.userId, owner.username, (await company(owner)).id)
    const theirs = await member(elsewhere, ['BUYER'])
    const answer = await change(admin, { userId: theirs.id, expectedVersion: 1, roleCodes: ['AUDITOR'] })
    expect(answer).toEqual(refuse('UserNotFound'))
    const members = await transactor.read([home.id], (tx) =>
      listMembers(tx, home.id, { limit: 100, afterId: noCompany }),
    )
    expect(members.map((user) => user.id)).not.toContain(theirs.id)
  })
})

describe('one user in two companies', () => {
  async function shared() {
    const owner = await administrator()
    const elsewhere = callerOf(owner.userId, owner.username, (await company(owner)).id)
    const user = await member(elsewhere, ['ACCOUNTANT'])
    const admit = () =>
      transactor.transact(admin, 'admitUser', (unit) =>
        admitUser(unit, tools.persons, { username: user.username, roleCodes: ['AUDITOR'] }),
      )
    return { user, admit, admitted: accepted(await admit()) }
  }

  test('has in each company the roles held there', async () => {
    const { user, admit, admitted } = await shared()
    expect(admitted).toMatchObject({ id: user.id, roleCodes: ['AUDITOR'], version: 2 })
    expect(await admit()).toEqual(refuse('UserAlreadyMember'))
  })

  test('cannot be disabled by an administrator of only one of them', async () => {
    const { admitted } = await shared()
    expect(await disable(admin, { userId: admitted.id, expectedVersion: 2 })).toEqual(refuse('UserBelongsElsewhere'))
    expect(await database.rows`select active from users where id = ${admitted.id}`).toEqual([{ active: true }])
  })
})

describe('disabling a user', () => {
  test('ends their sessions and refuses refreshing', async () => {
    const user = await member(admin, ['BUYER'])
    const started = await session(user.username)
    expect(await disable(admin, { userId: user.id, expectedVersion: 1 })).toMatchObject({ active: false, version: 2 })
    expect(await database.rows`select end_reason from sessions where id = ${started.id}`).toEqual([
      { end_reason: 'USER_DISABLED' },
    ])
    expect(await refreshSession(tools, { refreshToken: started.refreshToken })).toEqual(refuse('SessionEnded'))
  })

  test('is refused for the last administrator of a company', async () => {
    expect(await disable(admin, { userId: admin.userId, expectedVersion: 1 })).toEqual(refuse('LastAdministrator'))
  })
})
