import { newId, refuse } from '@erp/values'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import type { DataRightsChange } from '../src/domain/data-rights.ts'
import { separatedDuties } from '../src/domain/separated-duties.ts'
import { newKey } from '../src/store/api-keys.ts'
import { createApiKey } from '../src/use-cases/create-api-key.ts'
import { createServiceAccount } from '../src/use-cases/create-service-account.ts'
import { disableUser } from '../src/use-cases/disable-user.ts'
import { explainAccess } from '../src/use-cases/explain-access.ts'
import { narrowUser } from '../src/use-cases/narrow-user.ts'
import { replicateDepartments } from '../src/use-cases/replicate-departments.ts'
import { replicateWarehouses } from '../src/use-cases/replicate-warehouses.ts'
import { revokeApiKey } from '../src/use-cases/revoke-api-key.ts'
import { accepted, callerOf, useIdentity } from './use-identity.ts'

const { database, transactor, administrator, company, member, session, tools } = await useIdentity()
const first = await administrator()
const home = await company(first)
const admin = callerOf(first.userId, first.username, home.id)
const owner = await administrator()
const elsewhere = await company(owner)

async function warehouseOf(companyId: string, code: string): Promise<string> {
  const warehouse = { warehouseId: newId(), companyId, code, version: 1, active: true, valuationAreaId: newId() }
  const told = { ...warehouse, name: { zh: code, en: code } }
  await transactor.system([companyId], 'warehouses', (unit) => replicateWarehouses(unit, [told]))
  return warehouse.warehouseId
}
const main = await warehouseOf(home.id, 'MAIN')
const east = await warehouseOf(home.id, 'EAST')
const theirs = await warehouseOf(elsewhere.id, 'THEIRS')

async function departmentOf(companyId: string, code: string): Promise<string> {
  const dimensionValueId = newId()
  const told = { dimensionValueId, companyId, code, name: { zh: code, en: code }, active: true, version: 1 }
  await transactor.system([companyId], 'departments', (unit) =>
    replicateDepartments(unit, [
      { ...told, dimension: 'DEPARTMENT' },
      { ...told, dimensionValueId: newId(), dimension: 'PROJECT' },
    ]),
  )
  return dimensionValueId
}
const buying = await departmentOf(home.id, 'D01')
const selling = await departmentOf(home.id, 'D02')
const theirDepartment = await departmentOf(elsewhere.id, 'D01')

const change = (userId: string, expectedVersion: number, to: DataRightsChange) =>
  transactor.transact(admin, 'narrowUser', (unit) => narrowUser(unit, { userId, expectedVersion, ...to }))
const narrow = (userId: string, expectedVersion: number, warehouseIds: readonly string[] | null) =>
  change(userId, expectedVersion, { warehouseIds })
const lastTold = async (userId: string) =>
  (
    await database.rows<{ payload: object }>`
      select payload from platform.outbox where payload ->> 'userId' = ${userId} order by pos desc limit 1`
  )[0]?.payload

describe('narrowing a member to warehouses', () => {
  test('is told, kept, and said by their next token; null lets them see everything again', async () => {
    const user = await member(admin, ['STOREKEEPER'])
    const narrowed = accepted(await narrow(user.id, 1, [east, main, main]))
    expect(narrowed).toMatchObject({ version: 2, warehouseIds: [main, east].sort() })
    expect(await lastTold(user.id)).toMatchObject({ version: 2, warehouseIds: [main, east].sort() })
    expect(decodeJwt((await session(user.username)).accessToken)).toMatchObject({
      rightsVersion: 2,
      warehouses: [main, east].sort(),
    })
    expect(accepted(await narrow(user.id, 2, []))).toMatchObject({ warehouseIds: [] })
    expect(await lastTold(user.id)).toMatchObject({ version: 3, warehouseIds: [] })
    accepted(await narrow(user.id, 3, null))
    expect(await lastTold(user.id)).not.toHaveProperty('warehouseIds')
    expect(decodeJwt((await session(user.username)).accessToken)).not.toHaveProperty('warehouses')
  })

  test.each([
    [
      'another company’s warehouse',
      () => [main, theirs],
      () => refuse('WarehouseNotOfCompany', { warehouseId: theirs }),
    ],
    ['no warehouse at all', () => ['x'], () => refuse('WarehouseNotOfCompany', { warehouseId: 'x' })],
    [
      'too many',
      () => Array.from({ length: 51 }, () => newId()),
      () => refuse('InvalidInput', { field: 'warehouseIds', problem: 'MORE_THAN_50' }),
    ],
  ])('%s is refused, and nothing is told', async (_, ids, refusal) => {
    const user = await member(admin, ['STOREKEEPER'])
    expect(await narrow(user.id, 1, ids())).toEqual(refusal())
    expect(await narrow(user.id, 7, [main])).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
    expect(await lastTold(user.id)).toMatchObject({ version: 1 })
  })

  test('a member of another company is not found', async () => {
    const stranger = await member(callerOf(owner.userId, owner.username, elsewhere.id), ['STOREKEEPER'])
    expect(await narrow(stranger.id, 1, [main])).toEqual(refuse('UserNotFound'))
  })
})

describe('narrowing a member to groups and departments', () => {
  test('leaves what is not named as it is, and null lets them see everything of a kind again', async () => {
    const user = await member(admin, ['SALES'])
    accepted(await change(user.id, 1, { warehouseIds: [main], customerGroups: ['WHOLESALE', 'RETAIL', 'RETAIL'] }))
    const narrowed = { warehouseIds: [main], customerGroups: ['RETAIL', 'WHOLESALE'] }
    expect(await lastTold(user.id)).toMatchObject({ ...narrowed, version: 2 })
    expect(await lastTold(user.id)).not.toHaveProperty('departmentIds')
    const to = { supplierGroups: [], departmentIds: [selling, buying] }
    expect(accepted(await change(user.id, 2, to))).toMatchObject(narrowed)
    const all = { ...narrowed, supplierGroups: [], departmentIds: [buying, selling].sort() }
    expect(await lastTold(user.id)).toMatchObject({ ...all, version: 3 })
    expect(decodeJwt((await session(user.username)).accessToken)).toMatchObject({
      ...{ warehouses: [main], customerGroups: ['RETAIL', 'WHOLESALE'], supplierGroups: [] },
      departments: [buying, selling].sort(),
    })
    accepted(await change(user.id, 3, { customerGroups: null, supplierGroups: null, departmentIds: null }))
    expect(await lastTold(user.id)).toMatchObject({ warehouseIds: [main], version: 4 })
    expect(Object.keys((await lastTold(user.id)) ?? {})).not.toEqual(expect.arrayContaining(['customerGroups']))
  })

  test.each([
    ['a group that is no code', { customerGroups: ['a b'] }, { field: 'customerGroups', problem: 'NOT_A_CODE' }],
    ['the word for no group', { supplierGroups: ['none'] }, { field: 'supplierGroups', problem: 'NOT_A_CODE' }],
    [
      'too many groups',
      { supplierGroups: Array.from({ length: 51 }, (_, index) => `G${index}`) },
      { field: 'supplierGroups', problem: 'MORE_THAN_50' },
    ],
  ])('%s is refused, and nothing is told', async (_, to, facts) => {
    const user = await member(admin, ['SALES'])
    expect(await change(user.id, 1, to)).toEqual(refuse('InvalidInput', facts))
    expect(await lastTold(user.id)).toMatchObject({ version: 1 })
  })

  test('another company’s department and a project are none of the company’s', async () => {
    const user = await member(admin, ['SALES'])
    expect(await change(user.id, 1, { departmentIds: [buying, theirDepartment] })).toEqual(
      refuse('DepartmentNotOfCompany', { departmentId: theirDepartment }),
    )
  })
})

test('narrowing a member to their own documents is told, kept and said by their next token, and stays until it is lifted', async () => {
  const user = await member(admin, ['SALES'])
  expect(user.ownDocuments).toBe(false)
  expect(accepted(await change(user.id, 1, { ownDocuments: true }))).toMatchObject({ ownDocuments: true, version: 2 })
  expect(await lastTold(user.id)).toMatchObject({ ownDocuments: true, version: 2 })
  expect(decodeJwt((await session(user.username)).accessToken)).toMatchObject({ ownDocuments: true })
  expect(accepted(await change(user.id, 2, { warehouseIds: [main], ownDocuments: null }))).toMatchObject({
    ...{ ownDocuments: true, warehouseIds: [main] },
  })
  expect(accepted(await change(user.id, 3, { ownDocuments: false }))).toMatchObject({ ownDocuments: false })
  expect(await lastTold(user.id)).not.toHaveProperty('ownDocuments')
  expect(decodeJwt((await session(user.username)).accessToken)).not.toHaveProperty('ownDocuments')
})

test('access to groups and departments is explained', async () => {
  const user = await member(admin, ['SALES'])
  accepted(await change(user.id, 1, { customerGroups: ['RETAIL'], supplierGroups: [], departmentIds: [buying] }))
  const why = async (what: object) =>
    (await explainAccess(transactor, admin, { userId: user.id, permission: 'sales.salesOrder.read', ...what }))?.reason
  expect(await why({ customerGroup: 'RETAIL', departmentId: buying })).toBe('GRANTED')
  expect(await why({ customerGroup: 'WHOLESALE' })).toBe('CUSTOMER_GROUP_OUT_OF_REACH')
  expect(await why({ supplierGroup: 'RETAIL' })).toBe('SUPPLIER_GROUP_OUT_OF_REACH')
  expect(await why({ departmentId: selling })).toBe('DEPARTMENT_OUT_OF_REACH')
  expect(await why({ departmentId: theirDepartment })).toBe('DEPARTMENT_NOT_OF_COMPANY')
  expect(await why({ departmentIds: [buying] })).toBe('GRANTED')
  expect(await why({ departmentIds: [buying, selling] })).toBe('DEPARTMENT_OUT_OF_REACH')
  expect(await why({ departmentId: buying, departmentIds: [theirDepartment] })).toBe('DEPARTMENT_NOT_OF_COMPANY')
})

test('access to what others wrote, and to what is for everybody’s eyes, is explained', async () => {
  const [user, other] = [await member(admin, ['SALES', 'ACCOUNTANT', 'CONTROLLER']), await member(admin, ['SALES'])]
  const stranger = await member(callerOf(owner.userId, owner.username, elsewhere.id), ['SALES'])
  const why = async (permission: string, what: object = {}) =>
    (await explainAccess(transactor, admin, { userId: user.id, permission, ...what }))?.reason
  const [reading, byOther] = ['sales.salesOrder.read', { authorIds: [other.id] }]
  const byBoth = { authorIds: [other.id.toUpperCase(), user.id] }
  expect(await why(reading, byOther)).toBe('GRANTED')
  expect(await why('finance.expenseClaim.own', byOther)).toBe('CLAIM_OF_OTHERS')
  expect(await why('finance.expenseClaim.own', byBoth)).toBe('GRANTED')
  expect(await why('finance.expenseClaim.read', byOther)).toBe('GRANTED')
  expect(await why('finance.report.read', { operation: 'trialBalance' })).toBe('GRANTED')
  for (const permission of ['sales.salesOrder.approve', 'finance.voucher.review', 'finance.voucher.post']) {
    expect(await why(permission, byOther), permission).toBe('GRANTED')
    expect(await why(permission, byBoth), permission).toBe('WROTE_DOCUMENT')
  }
  expect(await why('sales.delivery.confirm', byBoth)).toBe('GRANTED')

  accepted(await change(user.id, 1, { ownDocuments: true }))
  expect(await why(reading)).toBe('GRANTED')
  expect(await why(reading, byOther)).toBe('DOCUMENT_OF_OTHERS')
  expect(await why(reading, byBoth)).toBe('GRANTED')
  expect(await why(reading, { authorIds: [stranger.id] })).toBe('AUTHOR_NOT_OF_COMPANY')
  expect(await why('finance.report.read', { operation: 'trialBalance' })).toBe('NARROWED')
  expect(await why('finance.cash.read', { operation: 'cashDocuments' })).toBe('GRANTED')
  expect(await why('finance.openItem.read', { operation: 'openItems' })).toBe('NARROWED')
  accepted(await change(user.id, 2, { ownDocuments: false, departmentIds: [buying] }))
  expect(await why('finance.openItem.read', { operation: 'openItems' })).toBe('GRANTED')
  expect(await why('finance.voucher.read', { operation: 'voucherDrafts' })).toBe('NARROWED')
  accepted(await change(user.id, 3, { departmentIds: null, warehouseIds: [main] }))
  expect(await why('finance.cash.read', { operation: 'cashDocuments' })).toBe('NARROWED')
  expect(await why('finance.openItem.read', { operation: 'openItems' })).toBe('GRANTED')
  expect(await why('inventory.stock.read', { operation: 'stockTurnover' })).toBe('NARROWED')
  expect(await why('inventory.stock.read', { operation: 'stockBalances' })).toBe('GRANTED')
})

test('no permission by which others decide is unknown', async () => {
  const known = await database.rows<{ code: string }>`select code from permissions`
  expect([...separatedDuties].filter((code) => !known.some((one) => one.code === code))).toEqual([])
  expect(separatedDuties.size).toBeGreaterThan(20)
})

test('what a program may do is explained with the key it does it with', async () => {
  const account = accepted(
    await transactor.transact(admin, 'account', (unit) =>
      createServiceAccount(unit, tools.persons, {
        username: `shop-${newId().slice(-8)}`,
        displayName: 'Shop',
        roleCodes: ['SALES'],
      }),
    ),
  )
  const makes = async (permissions: readonly string[]) => {
    const expiresAt = new Date(Date.now() + 86_400_000)
    const wishes = { serviceAccountId: account.id, name: 'Shop', permissions, expiresAt }
    const { id } = accepted(
      await transactor.transact(admin, 'key', (unit) => createApiKey(unit, { ...wishes, key: newKey() })),
    )
    return id
  }
  const [reading, stranger] = [await makes(['sales.salesOrder.read']), newId()]
  const why = async (permission: string, apiKeyId: string, userId = account.id) =>
    (await explainAccess(transactor, admin, { userId, permission, apiKeyId }))?.reason
  expect(await why('sales.salesOrder.read', reading)).toBe('GRANTED')
  expect(await why('sales.salesOrder.create', reading)).toBe('KEY_WITHOUT_PERMISSION')
  expect(await why('sales.salesOrder.read', stranger)).toBe('KEY_NOT_OF_USER')
  expect(await why('sales.salesOrder.read', reading, (await member(admin, ['SALES'])).id)).toBe('KEY_NOT_OF_USER')
  accepted(await transactor.transact(admin, 'revoke', (unit) => revokeApiKey(unit, { apiKeyId: reading })))
  expect(await why('sales.salesOrder.read', reading)).toBe('KEY_ENDED')
})

test('access is explained by the first thing that decides', async () => {
  const user = await member(admin, ['STOREKEEPER'])
  accepted(await narrow(user.id, 1, [main]))
  const why = async (permission: string, warehouseId?: string) => {
    const answer = await explainAccess(transactor, admin, { userId: user.id, permission, warehouseId })
    const codes = (roles: readonly { code: string }[] = []) => roles.map(({ code }) => code)
    return [answer?.allowed, answer?.reason, codes(answer?.grantedBy), codes(answer?.grantableBy).length]
  }
  expect(await why('procurement.goodsReceipt.confirm')).toEqual([true, 'GRANTED', ['STOREKEEPER'], 2])
  expect(await why('procurement.goodsReceipt.confirm', main)).toEqual([true, 'GRANTED', ['STOREKEEPER'], 2])
  expect(await why('procurement.goodsReceipt.confirm', east)).toEqual([
    ...[false, 'WAREHOUSE_OUT_OF_REACH', ['STOREKEEPER'], 2],
  ])
  expect(await why('procurement.goodsReceipt.confirm', theirs)).toEqual([
    ...[false, 'WAREHOUSE_NOT_OF_COMPANY', ['STOREKEEPER'], 2],
  ])
  expect(await why('procurement.purchaseOrder.confirm')).toEqual([false, 'ROLE_MISSING', [], 2])
  expect(await why('procurement.moon.land')).toEqual([false, 'PERMISSION_UNKNOWN', [], 0])
  accepted(
    await transactor.transact(admin, 'disableUser', (unit) =>
      disableUser(unit, { userId: user.id, expectedVersion: 2 }),
    ),
  )
  expect(await why('procurement.goodsReceipt.confirm')).toEqual([false, 'USER_DISABLED', ['STOREKEEPER'], 2])
  expect(await explainAccess(transactor, admin, { userId: owner.userId, permission: 'x.y' })).toBeUndefined()
})
