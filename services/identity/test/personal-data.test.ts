import { userPseudonymised } from '@erp/contracts'
import { columnsWith } from '@erp/testing'
import { newId, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { createSignInProviders } from '../src/store/sign-in-providers.ts'
import { namesOf } from '../src/store/user-names.ts'
import { announcePseudonyms } from '../src/use-cases/announce-pseudonyms.ts'
import { changeContact } from '../src/use-cases/change-contact.ts'
import { createUser } from '../src/use-cases/create-user.ts'
import { disableUser } from '../src/use-cases/disable-user.ts'
import { linkAccount } from '../src/use-cases/link-account.ts'
import { logIn } from '../src/use-cases/log-in.ts'
import { ownPersonalData, personalDataOfMember, pseudonymiseUser } from '../src/use-cases/personal-data.ts'
import { accepted, callerOf, type Member, password, useIdentity } from './use-identity.ts'

const { database, transactor, tools, administrator, company, session } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)
const callerFor = ({ id, username }: Pick<Member, 'id' | 'username'>) => callerOf(id, username, home.id)
const nobodysHash = await tools.passwords.hash(newId())
const providers = createSignInProviders([
  {
    ...{ code: 'corp', name: { zh: '集团账号', en: 'Group account' }, issuer: 'https://login.example.com' },
    ...{ clientId: 'erp', clientSecret: 'secret', redirectUri: 'https://erp.example.com/signed-in' },
  },
])

/** Somebody whose names are like nobody else's. */
async function hired(): Promise<Member> {
  const username = `zhang.${newId().slice(-8)}`
  const input = { username, displayName: `张三 ${username}`, roleCodes: ['BUYER'] }
  const passwordHash = await tools.passwords.hash(password)
  const user = accepted(
    await transactor.transact(admin, 'createUser', (unit) =>
      createUser(unit, tools.persons, { ...input, passwordHash }),
    ),
  )
  return { ...user, ...input }
}
const pseudonymises = (userId: string, expectedVersion: number, by = admin) =>
  transactor.transact(by, 'pseudonymiseUser', (unit) =>
    pseudonymiseUser(unit, { userId, expectedVersion, passwordHash: nobodysHash }),
  )
const disables = (userId: string, expectedVersion = 1) =>
  transactor.transact(admin, 'disableUser', (unit) => disableUser(unit, { userId, expectedVersion }))

test('a person is told all that is kept of them, and nobody else is but who manages users', async () => {
  const user = await hired()
  await session(user.username)
  await logIn(tools, { username: user.username, password: 'a guess', origin: 'elsewhere' })
  const kept = await ownPersonalData(transactor, tools, callerFor(user))
  expect(kept).toMatchObject({
    ...{
      id: user.id,
      username: user.username,
      displayName: user.displayName,
      active: true,
      hasSecondFactor: false,
    },
    memberships: [
      { companyCode: home.code, roleCodes: ['BUYER'], managerId: null, warehouseIds: null, departmentIds: null },
    ],
    sessions: [{ companyCode: home.code, origin: 'test', endedAt: null }],
    securityEvents: expect.arrayContaining([
      expect.objectContaining({ kind: 'LOGIN_FAILED', origin: 'elsewhere' }),
    ]) as unknown,
  })
  expect(await personalDataOfMember(transactor, tools, admin, user.id)).toEqual(kept)

  const owner = await administrator()
  const elsewhere = await company(owner)
  const stranger = callerOf(owner.userId, owner.username, elsewhere.id)
  expect(await personalDataOfMember(transactor, tools, stranger, user.id)).toBeUndefined()
  await database.rows`insert into memberships (company_id, user_id) values (${elsewhere.id}::uuid, ${user.id}::uuid)`
  expect(await personalDataOfMember(transactor, tools, admin, user.id)).toBeUndefined()
})

test('nothing of a pseudonymised person’s names is left, and the trail of what they did stays as it was', async () => {
  const user = await hired()
  await session(user.username)
  accepted(
    await transactor.transact(admin, 'linkAccount', (unit) =>
      linkAccount(unit, providers, { userId: user.id, provider: 'corp', subject: `at-corp-${user.username}` }),
    ),
  )
  const contact = { email: `${user.username}@example.com`, phone: null }
  const change = { userId: user.id, expectedVersion: 1, mayManage: false, ...contact }
  accepted(await transactor.transact(callerFor(user), 'changeContact', (unit) => changeContact(unit, tools, change)))
  expect(await ownPersonalData(transactor, tools, callerFor(user))).toMatchObject({ contact })
  await transactor.transact(callerFor(user), 'someWork', async () => ({ id: newId() }))
  expect(await columnsWith(database, user.username)).toEqual(['public.linked_accounts.subject'])
  accepted(await disables(user.id, 2))
  const trail = await database.rows`select to_jsonb(entry) as entry from platform.audit_log as entry order by audit_id`

  accepted(await pseudonymises(user.id, 3))
  const [forgotten] = await transactor.read([home.id], (tx) => namesOf(tx, tools.persons, [user.id]))
  expect(forgotten?.username).toMatch(/^former-[0-9a-f]{12}$/)
  expect(forgotten?.displayName).toMatch(/^Former user 已离职用户 [0-9A-F]{6}$/)
  expect(await columnsWith(database, user.username)).toEqual([])
  const after = await database.rows`select to_jsonb(entry) as entry from platform.audit_log as entry order by audit_id`
  expect(after.slice(0, trail.length)).toEqual(trail)
  const [told] = await database.rows<{ changes: string }>`
    select string_agg(concat(change.before, change.after), ' ') as changes
    from platform.audit_log as entry join platform.audit_change as change using (transaction_id)
    where operation = 'pseudonymiseUser' and entry.company_id = ${home.id}::uuid`
  expect(told?.changes).toContain('pseudonymised_at')
  expect(told?.changes).not.toContain(user.username)
  expect(
    await database.rows`
      select company_id, payload from platform.outbox where type = ${userPseudonymised.type} and aggregate_id = ${user.id}::uuid`,
  ).toEqual([
    {
      company_id: home.id,
      payload: { companyId: home.id, userId: user.id, pseudonym: forgotten?.displayName },
    },
  ])

  expect(await ownPersonalData(transactor, tools, callerFor(user))).toMatchObject({
    ...{ ...forgotten, active: false },
    ...{
      contact: { email: null, phone: null },
      linkedAccounts: [],
      sessions: [{ origin: null }],
      pseudonymisedAt: expect.any(Date) as unknown,
    },
  })
  expect(await logIn(tools, { username: user.username, password, origin: 'test' })).toEqual(refuse('LoginRefused'))
  expect(await logIn(tools, { username: forgotten?.username ?? '', password, origin: 'test' })).toEqual(
    refuse('LoginRefused'),
  )
})

test.each([
  ['who may still come in', async (user: Member) => pseudonymises(user.id, 1), refuse('UserStillActive')],
  [
    'on an old version',
    async (user: Member) => pseudonymises(user.id, 7),
    refuse('StaleVersion', { currentVersion: 1 }),
  ],
  ['whom nobody knows', async () => pseudonymises(newId(), 1), refuse('UserNotFound')],
])('somebody %s keeps their names', async (_, attempt, refusal) => {
  const user = await hired()
  expect(await attempt(user)).toEqual(refusal)
  const { id, username, displayName } = user
  expect(await transactor.read([home.id], (tx) => namesOf(tx, tools.persons, [id]))).toEqual([
    { id, username, displayName },
  ])
})

test('it happens once, and never to somebody who belongs to a company the caller does not manage', async () => {
  const user = await hired()
  accepted(await disables(user.id))
  accepted(await pseudonymises(user.id, 2))
  expect(await pseudonymises(user.id, 3)).toEqual(refuse('AlreadyPseudonymised'))

  const owner = await administrator()
  const elsewhere = await company(owner)
  const both = await hired()
  accepted(await disables(both.id))
  await database.rows`insert into memberships (company_id, user_id) values (${elsewhere.id}::uuid, ${both.id}::uuid)`
  expect(await pseudonymises(both.id, 2)).toEqual(refuse('UserBelongsElsewhere'))
})

test('whoever was pseudonymised before others listened is told to each of their companies once', async () => {
  const user = await hired()
  accepted(await disables(user.id))
  accepted(await pseudonymises(user.id, 2))
  const [names] = await transactor.read([home.id], (tx) => namesOf(tx, tools.persons, [user.id]))
  const told = () =>
    database.rows<{ payload: unknown }>`
      select payload from platform.outbox where type = ${userPseudonymised.type} and aggregate_id = ${user.id}::uuid`
  const before = await told()
  expect(before).toHaveLength(1)
  await announcePseudonyms(transactor)
  expect(await told()).toEqual(before)

  await database.rows`update users set pseudonym_told_at = null where id = ${user.id}::uuid`
  expect(await announcePseudonyms(transactor)).toBe(1)
  expect(await announcePseudonyms(transactor)).toBe(0)
  expect((await told()).map(({ payload }) => payload)).toEqual(
    Array(2).fill({ companyId: home.id, userId: user.id, pseudonym: names?.displayName }),
  )
})
