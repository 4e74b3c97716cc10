import { isRefusal, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { type Contact, readContact } from '../src/domain/contact.ts'
import { contactsOf, findReachedBy } from '../src/store/user-contacts.ts'
import { changeContact } from '../src/use-cases/change-contact.ts'
import { resealSecrets } from '../src/use-cases/reseal-secrets.ts'
import { accepted, callerOf, type Member, useIdentity } from './use-identity.ts'

const { database, transactor, tools, fieldKeys, administrator, company, member } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)
const owner = await administrator()
const elsewhere = await company(owner)
const stranger = callerOf(owner.userId, owner.username, elsewhere.id)

const changes = (user: Member, contact: Partial<Contact>, by = admin, mayManage = true) =>
  transactor.transact(by, 'changeContact', (unit) =>
    changeContact(unit, tools, {
      ...{ userId: user.id, expectedVersion: user.version, mayManage },
      ...{ email: null, phone: null, ...contact },
    }),
  )
async function found(wanted: Partial<Contact>, companyId = home.id): Promise<readonly string[]> {
  const contact = readContact({ email: null, phone: null, ...wanted })
  if (isRefusal(contact)) throw new Error(JSON.stringify(contact))
  return transactor.read([companyId], (tx) => findReachedBy(tx, tools, companyId, contact))
}
const contactOf = async ({ id }: Member) =>
  (await transactor.read([home.id], (tx) => contactsOf(tx, tools, [id]))).get(id)

test('a member is found by their whole address or number, however it is written', async () => {
  const user = await member(admin, ['BUYER'])
  const email = `li.wei-${user.id}@example.com`
  accepted(await changes(user, { email: ` ${email.toUpperCase()} `, phone: '+86 138-0013 (8000)' }))
  expect(await contactOf(user)).toEqual({ email, phone: '+8613800138000' })
  expect(await found({ email })).toEqual([user.id])
  expect(await found({ phone: '+86 13800138000' })).toEqual([user.id])
  expect(await found({ email: email.slice(1) })).toEqual([])
  expect(await found({ email }, elsewhere.id)).toEqual([])
  const rows = await database.rows<{ kept: string }>`select contact::text as kept from user_contacts as contact`
  expect(JSON.stringify(rows)).not.toMatch(/li\.wei|1380013/)

  accepted(await changes({ ...user, version: 2 }, { phone: '12345' }))
  expect(await contactOf(user)).toEqual({ email: null, phone: '12345' })
  expect(await found({ email })).toEqual([])
})

test('everybody says how they are reached themselves; for others it takes the right, wherever they belong', async () => {
  const user = await member(admin, ['BUYER'])
  const own = callerOf(user.id, user.username, home.id)
  accepted(await changes(user, { phone: '10000' }, own, false))
  const now = { ...user, version: 2 }
  const colleague = await member(admin, ['BUYER'])
  expect(await changes(now, { phone: '6666666' }, callerOf(colleague.id, colleague.username, home.id), false)).toEqual(
    refuse('UserNotFound'),
  )
  expect(await changes(now, { phone: '6666666' }, stranger)).toEqual(refuse('UserNotFound'))
  expect(await changes(user, { phone: '6666666' })).toEqual(refuse('StaleVersion', { currentVersion: 2 }))
  await database.rows`insert into memberships (company_id, user_id) values (${elsewhere.id}::uuid, ${user.id}::uuid)`
  expect(await changes(now, { phone: '6666666' })).toEqual(refuse('UserBelongsElsewhere'))
  expect(await contactOf(user)).toEqual({ email: null, phone: '10000' })
})

describe('what reaches nobody', () => {
  test.each<[Partial<Contact>, string, string]>([
    [{ email: 'li.wei' }, 'email', 'NOT_AN_ADDRESS'],
    [{ email: 'li wei@example.com' }, 'email', 'NOT_AN_ADDRESS'],
    [{ email: `a@${'x'.repeat(250)}.com` }, 'email', 'LONGER_THAN_254'],
    [{ phone: '1234' }, 'phone', 'NOT_A_PHONE_NUMBER'],
    [{ phone: 'call me' }, 'phone', 'NOT_A_PHONE_NUMBER'],
  ])('%o is refused', async (contact, field, problem) => {
    const user = await member(admin, ['BUYER'])
    expect(await changes(user, contact)).toEqual(refuse('InvalidInput', { field, problem }))
    expect(await contactOf(user)).toBeUndefined()
  })
})

test('rotating the keys leaves none unreadable and none of the old key, and everybody is found all the while', async () => {
  const users = await Promise.all(Array.from({ length: 5 }, () => member(admin, ['BUYER'])))
  const addressOf = ({ id }: Member) => `${id}@example.com`
  for (const user of users)
    accepted(await changes(user, { email: addressOf(user), phone: `1${newId().replace(/\D/g, '').slice(0, 9)}` }))
  const former = fieldKeys.now().current
  const current = fieldKeys.add()
  const late = await member(admin, ['BUYER'])
  accepted(await changes(late, { email: addressOf(late) }))
  const all = [...users, late]
  for (const user of all) expect(await found({ email: addressOf(user) })).toEqual([user.id])

  expect(await resealSecrets(transactor, tools)).toBeGreaterThanOrEqual(5)
  const rows = await database.rows<{ text: string }>`select contact::text as text from user_contacts as contact`
  expect(rows.filter(({ text }) => text.includes(former))).toEqual([])
  expect(rows.filter(({ text }) => text.includes(current)).length).toBeGreaterThanOrEqual(6)
  fieldKeys.drop(former)
  for (const user of all) {
    expect(await found({ email: addressOf(user) })).toEqual([user.id])
    expect((await contactOf(user))?.email).toBe(addressOf(user))
  }
  expect(await resealSecrets(transactor, tools)).toBe(0)
})
