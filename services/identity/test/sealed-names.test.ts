import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFieldCipher, createPersonKeys, FieldUnreadable } from '@erp/service-kit'
import { columnsWith } from '@erp/testing'
import { newId, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { contactsOf } from '../src/store/user-contacts.ts'
import { findCalled, namesOf } from '../src/store/user-names.ts'
import { changeContact } from '../src/use-cases/change-contact.ts'
import { createUser } from '../src/use-cases/create-user.ts'
import { resealSecrets } from '../src/use-cases/reseal-secrets.ts'
import { sealPersons } from '../src/use-cases/seal-names.ts'
import { accepted, callerOf, type Member, useIdentity } from './use-identity.ts'

const { database, transactor, tools, fieldKeys, administrator, company, member, session } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)
const called = (fullName: string, companyId = home.id) =>
  transactor.read([companyId], (tx) => findCalled(tx, tools.persons, companyId, fullName))
const nameOf = async ({ id }: Pick<Member, 'id'>) =>
  (await transactor.read([home.id], (tx) => namesOf(tx, tools.persons, [id])))[0]

test('no column holds the names of a user, and they are found by their whole login name or name, in any letter case', async () => {
  const mark = newId().slice(-8)
  const input = { username: `wang.${mark}`, displayName: `Wang  Fang ${mark}`, passwordHash: 'x', roleCodes: ['BUYER'] }
  const { id } = accepted(
    await transactor.transact(admin, 'createUser', (unit) => createUser(unit, tools.persons, input)),
  )
  expect(await nameOf({ id })).toEqual({ id, username: `wang.${mark}`, displayName: `Wang  Fang ${mark}` })
  expect(await columnsWith(database, mark)).toEqual([])
  expect(await called(`WANG.${mark}`)).toEqual([id])
  expect(await called(` wang fang ${mark} `)).toEqual([id])
  expect(await called(`wang`)).toEqual([])
  const owner = await administrator()
  expect(await called(`wang.${mark}`, (await company(owner)).id)).toEqual([])
  expect(
    await transactor.transact(admin, 'createUser', (unit) =>
      createUser(unit, tools.persons, { ...input, username: `Wang.${mark}` }),
    ),
  ).toEqual(refuse('UsernameTaken', { username: `wang.${mark}` }))
})

test('names that a release before left in clear let their users in, and are sealed at the start, once', async () => {
  const users = [await member(admin, ['BUYER']), await member(admin, ['BUYER'])]
  for (const { id, username } of users)
    await database.rows`
      update users set username = ${username}, display_name = 'Li Wei', username_index = null, display_name_index = null
      where id = ${id}::uuid`
  const [one] = users
  expect((await session(one?.username ?? '')).user).toMatchObject({ id: one?.id, displayName: 'Li Wei' })

  expect(await sealPersons(transactor, tools)).toBe(2)
  expect(await sealPersons(transactor, tools)).toBe(0)
  for (const user of users) {
    expect(await columnsWith(database, user.username)).not.toContain('public.users.username')
    expect(await nameOf(user)).toEqual({ id: user.id, username: user.username, displayName: 'Li Wei' })
    expect((await session(user.username)).user).toMatchObject({ id: user.id })
  }
})

test('contacts that the key of the service sealed get the key of their person, and rotating makes their index anew', async () => {
  const user = await member(admin, ['BUYER'])
  const contact = { email: `${user.username}@example.com`, phone: '+8613800138000' }
  const change = { userId: user.id, expectedVersion: 1, mayManage: false, ...contact }
  const caller = callerOf(user.id, user.username, home.id)
  accepted(await transactor.transact(caller, 'changeContact', (unit) => changeContact(unit, tools, change)))
  const before = tools.fields.seal({ table: 'user_contacts', column: 'email', row: user.id }, contact.email)
  await database.rows`update user_contacts set sealed_email = ${before} where user_id = ${user.id}::uuid`
  const kept = async () => (await transactor.read([home.id], (tx) => contactsOf(tx, tools, [user.id]))).get(user.id)
  expect(await kept()).toEqual(contact)

  expect(await sealPersons(transactor, tools)).toBe(1)
  fieldKeys.add()
  tools.persons.rewrap()
  expect(await resealSecrets(transactor, tools)).toBe(1)
  expect(await kept()).toEqual(contact)
  const [row] = await database.rows<{ kid: string }>`
    select split_part(sealed_email, ':', 2) as kid from user_contacts where user_id = ${user.id}::uuid`
  expect(row).toEqual({ kid: user.id })
})

test('sealed names moved to another user are not opened', async () => {
  const [one, two] = [await member(admin, ['BUYER']), await member(admin, ['BUYER'])]
  await database.rows`
    update users set display_name = (select display_name from users where id = ${one.id}::uuid)
    where id = ${two.id}::uuid`
  await expect(nameOf(two)).rejects.toThrow(FieldUnreadable)
  expect(await nameOf(one)).toMatchObject({ displayName: 'Li Wei' })
})

test('with keys of another database the service does not start', async () => {
  await member(admin, ['BUYER'])
  const strange = createPersonKeys(
    join(mkdtempSync(join(tmpdir(), 'erp-strange-')), 'persons'),
    createFieldCipher(fieldKeys.now),
  )
  await expect(sealPersons(transactor, { ...tools, persons: strange })).rejects.toThrow(/is lost|not those/)
  expect((await session(first.username)).user.username).toBe(first.username)
})
