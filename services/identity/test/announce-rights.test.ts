import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { admitUser } from '../src/use-cases/admit-user.ts'
import { announceRoles } from '../src/use-cases/announce-rights.ts'
import { changeUserRoles } from '../src/use-cases/change-user-roles.ts'
import { disableUser } from '../src/use-cases/disable-user.ts'
import { accepted, callerOf, useIdentity } from './use-identity.ts'

const { database, transactor, administrator, company, member, tools } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)

interface Told {
  readonly companyId: string
  readonly active: boolean
  readonly roleCodes: string[]
  readonly version: number
}

const toldOf = async (userId: string) =>
  (
    await database.rows<{ payload: Told }>`
      select payload from platform.outbox
      where type = 'identity.membership.changed.v1' and payload ->> 'userId' = ${userId} order by pos`
  ).map(({ payload: { companyId, active, roleCodes, version } }) => ({ companyId, active, roleCodes, version }))
const ownCopyOf = (userId: string) =>
  database.rows`select company_id as "companyId", active, role_codes as "roleCodes", version
    from platform.membership_replica where user_id = ${userId} order by version`

test('every change of what a member may do is told with its whole state, and kept in the own copy', async () => {
  const user = await member(admin, ['BUYER'])
  accepted(
    await transactor.transact(admin, 'changeUserRoles', (unit) =>
      changeUserRoles(unit, { userId: user.id, expectedVersion: 1, roleCodes: ['AUDITOR', 'STOREKEEPER'] }),
    ),
  )
  accepted(
    await transactor.transact(admin, 'disableUser', (unit) =>
      disableUser(unit, { userId: user.id, expectedVersion: 2 }),
    ),
  )
  const state = { companyId: home.id, active: true }
  const last = { ...state, active: false, roleCodes: ['AUDITOR', 'STOREKEEPER'], version: 3 }
  expect(await toldOf(user.id)).toEqual([
    { ...state, roleCodes: ['BUYER'], version: 1 },
    { ...state, roleCodes: ['AUDITOR', 'STOREKEEPER'], version: 2 },
    last,
  ])
  expect(await ownCopyOf(user.id)).toEqual([last])
})

test('a refused change is not told', async () => {
  const user = await member(admin, ['BUYER'])
  await transactor.transact(admin, 'changeUserRoles', (unit) =>
    changeUserRoles(unit, { userId: user.id, expectedVersion: 1, roleCodes: ['KING'] }),
  )
  expect(await toldOf(user.id)).toEqual([{ companyId: home.id, active: true, roleCodes: ['BUYER'], version: 1 }])
})

test('a change in one company is no news in another, and a disabled user is news in all', async () => {
  const owner = await administrator()
  const branch = await company(owner)
  const branchAdmin = callerOf(owner.userId, owner.username, branch.id)
  const user = await member(branchAdmin, ['ACCOUNTANT'])
  const admit = { username: user.username, roleCodes: ['AUDITOR'] }
  accepted(await transactor.transact(admin, 'admitUser', (unit) => admitUser(unit, tools.persons, admit)))
  const there = { companyId: branch.id, active: true, roleCodes: ['ACCOUNTANT'], version: 1 }
  expect(await toldOf(user.id)).toEqual([
    there,
    { companyId: home.id, active: true, roleCodes: ['AUDITOR'], version: 1 },
  ])

  const both = { username: first.username, roleCodes: ['ADMINISTRATOR'] }
  accepted(await transactor.transact(branchAdmin, 'admitUser', (unit) => admitUser(unit, tools.persons, both)))
  const disable = { userId: user.id, expectedVersion: 2 }
  accepted(await transactor.transact(admin, 'disableUser', (unit) => disableUser(unit, disable)))
  const last = (await toldOf(user.id)).slice(2)
  expect(last.sort((one, other) => String(one.roleCodes).localeCompare(String(other.roleCodes)))).toEqual([
    { ...there, active: false, version: 2 },
    { companyId: home.id, active: false, roleCodes: ['AUDITOR'], version: 2 },
  ])
})

test('who founds a company is told as its administrator', async () => {
  const owner = await administrator()
  const shop = await company(owner)
  expect(await toldOf(owner.userId)).toEqual([
    { companyId: shop.id, active: true, roleCodes: ['ADMINISTRATOR'], version: 1 },
  ])
})

test('a release tells the roles it changed, each once, also when two processes start with it', async () => {
  const started = await Promise.all([announceRoles(transactor), announceRoles(transactor)])
  expect(started.flat().sort()).toEqual([
    ...['ACCOUNTANT', 'ADMINISTRATOR', 'AUDITOR', 'BUYER', 'CASHIER', 'CONTROLLER', 'SALES', 'STOREKEEPER'],
  ])
  expect(await announceRoles(transactor)).toEqual([])

  await database.rows`delete from role_permissions where role_code = 'SALES' and permission_code = 'sales.customer.manage'`
  expect(await announceRoles(transactor)).toEqual(['SALES'])
  const told = await database.rows<{ version: string; manages: boolean }>`
    select payload ->> 'version' as version, payload -> 'permissions' ? 'sales.customer.manage' as manages
    from platform.outbox where type = 'identity.role.changed.v1' and payload ->> 'code' = 'SALES' order by pos`
  expect(told).toEqual([
    { version: '1', manages: true },
    { version: '2', manages: false },
  ])
})

test('nothing told says who a user is', async () => {
  const user = await member(admin, ['BUYER'], `zhao-${newId().slice(-8)}`)
  const rows = await database.rows<{ found: boolean }>`
    select payload::text like ${`%${user.username}%`} as found from platform.outbox`
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.some(({ found }) => found)).toBe(false)
})
