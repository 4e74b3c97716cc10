import { installationCompanyId, listAuditTrail, type Sql } from '@erp/service-kit'
import { newId, refuse } from '@erp/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeRole as change, newRole, type Role, requireHeld } from '../src/domain/role.ts'
import { listTasks } from '../src/store/approval-requests.ts'
import { permissionsIn } from '../src/store/roles.ts'
import { listSecurityEvents } from '../src/store/security-events.ts'
import { admitUser } from '../src/use-cases/admit-user.ts'
import { changeUserRoles } from '../src/use-cases/change-user-roles.ts'
import { createUser } from '../src/use-cases/create-user.ts'
import { defineApproval } from '../src/use-cases/define-approval.ts'
import { explainAccess } from '../src/use-cases/explain-access.ts'
import { changeRole, copyRole, createRole, retireRole } from '../src/use-cases/keep-roles.ts'
import { requestApproval } from '../src/use-cases/request-approval.ts'
import { requireSecondFactor } from '../src/use-cases/require-second-factor.ts'
import { accepted, callerOf, useIdentity } from './use-identity.ts'

const { database, transactor, administrator, company, member, tools } = await useIdentity()

async function foundCompany() {
  const founder = await administrator()
  const home = await company(founder)
  return { home, admin: callerOf(founder.userId, founder.username, home.id) }
}
type Company = Awaited<ReturnType<typeof foundCompany>>
const { home, admin } = await foundCompany()

const does = <Outcome>(work: Parameters<typeof transactor.transact<Outcome>>[2], by = admin, label = 'roles') =>
  transactor.transact(by, label, work)
const newCode = () => `Z_R${newId().slice(-8).toUpperCase()}`
const name = { zh: '采购内勤', en: 'Buying assistant' }
const draft = (permissions: readonly string[], code = newCode()) => ({ code, name, permissions })
const made = async (permissions: readonly string[], by = admin, code = newCode()) =>
  accepted(await does((unit) => createRole(unit, draft(permissions, code)), by))
const reads = ['identity.company.read', 'procurement.purchaseOrder.read']
const price = 'procurement.price.read'
/** A purchase order is put before whoever may approve such. */
async function asksApproval({ companyId, userId }: typeof admin): Promise<string> {
  const approvalId = newId()
  const order = {
    ...{ companyId, approvalId, documentType: 'PURCHASE_ORDER', documentId: newId(), documentVersion: 1 },
    ...{ documentNumber: 'PO-2026-000001', title: '100 × STEEL', makerId: userId, submittedBy: userId },
    ...{ amountMinor: '100', currency: 'CNY', departmentId: null, category: null },
  }
  accepted(await transactor.system([companyId], 'ask', (unit) => requestApproval(unit, order)))
  return approvalId
}
const held = (userId: string, { home: at }: Pick<Company, 'home'> = { home }) =>
  transactor.read([at.id], (tx) => permissionsIn(tx, at.id, userId))
const told = (code: string) =>
  database.rows<{ company: string; permissions: string[]; version: number }>`
    select payload ->> 'companyId' as company, payload -> 'permissions' as permissions, (payload ->> 'version')::int as version
    from platform.outbox where type = 'identity.role.changed.v1' and payload ->> 'code' = ${code} order by pos`

describe('a role of the company', () => {
  test('is copied without prices, held, given the price, and told once for all who hold it', async () => {
    const code = newCode()
    const copied = accepted(
      await does((unit) => copyRole(unit, { copiedRoleCode: 'BUYER', code, name, withoutPermissions: [price] })),
    )
    expect(copied).toMatchObject({ code, name, builtIn: false, active: true, version: 1 })
    const clerks = await Promise.all([1, 2, 3].map(() => member(admin, [code])))
    const [clerk] = clerks
    if (!clerk) throw new Error('Nobody was hired')
    expect(await held(clerk.id)).toEqual(copied.permissions)
    expect(copied.permissions).toContain('procurement.purchaseOrder.create')
    expect(copied.permissions).not.toContain(price)

    const permissions = [...copied.permissions, price]
    const changed = accepted(
      await does((unit) => changeRole(unit, { roleCode: code, expectedVersion: 1, permissions })),
    )
    expect(changed.version).toBe(2)
    expect(await Promise.all(clerks.map(({ id }) => held(id)))).toEqual(Array(3).fill(changed.permissions))
    expect(await told(code)).toEqual([
      { company: home.id, permissions: [...copied.permissions], version: 1 },
      { company: home.id, permissions: [...changed.permissions], version: 2 },
    ])
    expect(
      await database.rows`select permissions from platform.role_replica
        where company_id = ${home.id}::uuid and role_code = ${code}`,
    ).toEqual([{ permissions: changed.permissions }])
  })

  test('leaves in the trail what it gave before and gives after, and a security event', async () => {
    const role = await made([...reads, price])
    const by = { ...admin, requestId: newId() }
    const renamed = { zh: '采购文员', en: 'Buying clerk' }
    const input = {
      roleCode: role.code,
      expectedVersion: 1,
      name: renamed,
      permissions: [...reads, 'sales.customer.read'],
    }
    accepted(await does((unit) => changeRole(unit, input), by, 'changeRole'))
    const [entry] = await transactor.read([home.id], (tx) =>
      listAuditTrail(tx, { companyId: home.id, requestId: by.requestId, limit: 2 }),
    )
    const key = (permission: string) => `${home.id} ${role.code} ${permission}`
    expect(entry?.changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...{ table: 'roles', before: { name_zh: '采购内勤', name_en: 'Buying assistant' } },
          after: { name_zh: '采购文员', name_en: 'Buying clerk' },
        }),
        expect.objectContaining({ table: 'role_permissions', key: key(price), before: expect.anything() }),
        expect.objectContaining({
          ...{ table: 'role_permissions', key: key('sales.customer.read'), after: expect.anything() },
        }),
      ]),
    )
    const [event] = await transactor.read([home.id], (tx) =>
      listSecurityEvents(tx, home.id, { kinds: ['ROLE_REDEFINED'] }, { limit: 1, beforeId: undefined }),
    )
    expect(event).toMatchObject({ actorId: admin.userId, userId: null })
  })

  test('is known to whoever explains access, and not in another company', async () => {
    const role = await made([price])
    const clerk = await member(admin, [role.code])
    const asked = { userId: clerk.id, permission: price }
    const explained = await explainAccess(transactor, admin, asked)
    expect(explained).toMatchObject({ reason: 'GRANTED', grantedBy: [{ code: role.code }] })
    expect(explained?.grantableBy.map(({ code }) => code)).toEqual(expect.arrayContaining(['BUYER', role.code]))

    const neighbour = await foundCompany()
    const there = await member(neighbour.admin, ['SALES'])
    const elsewhere = await explainAccess(transactor, neighbour.admin, { userId: there.id, permission: price })
    expect(elsewhere?.grantableBy.map(({ code }) => code)).not.toContain(role.code)
    const give = { userId: there.id, expectedVersion: 1, roleCodes: [role.code] }
    expect(await does((unit) => changeUserRoles(unit, give), neighbour.admin)).toEqual(
      refuse('RoleNotFound', { roleCode: role.code }),
    )
  })

  test('that two companies call the same gives in each what it gives there', async () => {
    const code = newCode()
    const neighbour = await foundCompany()
    await made([price], admin, code)
    await made(reads, neighbour.admin, code)
    const here = await member(admin, [code])
    const there = await member(neighbour.admin, [code])
    expect([await held(here.id), await held(there.id, neighbour)]).toEqual([[price], reads])
  })

  test('that another company lets approve lets nobody approve here, whoever belongs to both', async () => {
    const code = newCode()
    const neighbour = await foundCompany()
    await made(reads, admin, code)
    await made(['procurement.purchaseOrder.approve'], neighbour.admin, code)
    const user = await member(admin, [code])
    const both = { username: user.username, roleCodes: [code] }
    accepted(await does((unit) => admitUser(unit, tools.persons, both), neighbour.admin))
    const [here, there] = await Promise.all([asksApproval(admin), asksApproval(neighbour.admin)])
    const mayDecide = (companyId: string) =>
      transactor.read([home.id, neighbour.home.id], async (tx) => {
        const page = { userId: user.id, limit: 100, afterId: undefined }
        return (await listTasks(tx, companyId, page)).map(({ id }) => id)
      })
    expect(await mayDecide(home.id)).not.toContain(here)
    expect(await mayDecide(neighbour.home.id)).toEqual([there])
  })

  test('is retired once nobody holds it and nothing names it', async () => {
    const { code } = await made(reads)
    const clerk = await member(admin, [code])
    const retires = (expectedVersion = 1) => does((unit) => retireRole(unit, { roleCode: code, expectedVersion }))
    const inUse = { roleCode: code, members: 1, approvalDefinitions: 0, waitingApprovals: 0, asksSecondFactor: false }
    expect(await retires()).toEqual(refuse('RoleInUse', inUse))
    const without = { userId: clerk.id, expectedVersion: 1, roleCodes: ['SALES'] }
    accepted(await does((unit) => changeUserRoles(unit, without)))
    const levels = [{ signatures: 'ANY', roleCodes: [code] }] as const
    const defines = (branches: readonly object[], expectedVersion: number) =>
      does((unit) =>
        defineApproval(unit, { documentType: 'VOUCHER', expectedVersion, branches: branches as [{ levels: [] }] }),
      )
    accepted(await defines([{ levels }], 0))
    accepted(await does((unit) => requireSecondFactor(unit, { roleCodes: [code] })))
    const named = { ...inUse, members: 0, approvalDefinitions: 1, asksSecondFactor: true }
    expect(await retires()).toEqual(refuse('RoleInUse', named))
    accepted(await defines([{ levels: [] }], 1))
    accepted(await does((unit) => requireSecondFactor(unit, { roleCodes: [] })))

    expect(accepted(await retires())).toMatchObject({ active: false, permissions: [], version: 2 })
    expect((await told(code)).at(-1)).toEqual({ company: home.id, permissions: [], version: 2 })
    const again = { userId: clerk.id, expectedVersion: 2, roleCodes: [code] }
    expect(await does((unit) => changeUserRoles(unit, again))).toEqual(refuse('RoleNotFound', { roleCode: code }))
    expect(await retires(2)).toEqual(refuse('RoleRetired', { roleCode: code }))
    expect(await does((unit) => createRole(unit, draft(reads, code)))).toEqual(
      refuse('RoleCodeTaken', { roleCode: code }),
    )
  })
})

describe('is refused', () => {
  test('a change of what comes with the release, and one that was decided on an old version', async () => {
    const seen = { roleCode: 'BUYER', expectedVersion: 1 }
    expect(await does((unit) => changeRole(unit, { ...seen, permissions: reads }))).toEqual(
      refuse('RoleBuiltIn', { roleCode: 'BUYER' }),
    )
    expect(await does((unit) => retireRole(unit, seen))).toEqual(refuse('RoleBuiltIn', { roleCode: 'BUYER' }))
    const { code } = await made(reads)
    const stale = { roleCode: code, expectedVersion: 2, permissions: [price] }
    expect(await does((unit) => changeRole(unit, stale))).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
    expect(await does((unit) => changeRole(unit, { ...stale, roleCode: 'Z_NOBODY' }))).toEqual(
      refuse('RoleNotFound', { roleCode: 'Z_NOBODY' }),
    )
  })

  test.each([
    [
      'a code of the release',
      draft(reads, 'CLERK'),
      refuse('InvalidInput', { field: 'code', problem: 'NOT_Z_AND_CAPITALS' }),
    ],
    [
      'no name',
      { ...draft(reads), name: { zh: ' ', en: 'x' } },
      refuse('InvalidInput', { field: 'name', problem: 'LENGTH_NOT_1_TO_60' }),
    ],
    ['no permission', draft([]), refuse('InvalidInput', { field: 'permissions', problem: 'NONE_GIVEN' })],
    ['no such permission', draft(['sales.moon.read']), refuse('PermissionUnknown', { permission: 'sales.moon.read' })],
  ])('%s', async (_, wanted, refusal) => {
    expect(await does((unit) => createRole(unit, wanted))).toEqual(refusal)
  })

  test('leaving out what the copied role does not give', async () => {
    const input = { copiedRoleCode: 'STOREKEEPER', code: newCode(), name, withoutPermissions: [price] }
    expect(await does((unit) => copyRole(unit, input))).toEqual(refuse('PermissionUnknown', { permission: price }))
  })

  test('whatever the giver does not hold: in a role, in a copy, in a change, and by giving a role', async () => {
    const handing = ['identity.role.manage', 'identity.user.manage']
    const desk = await made([...handing, ...reads])
    const user = await member(admin, [desk.code])
    const deskClerk = callerOf(user.id, user.username, home.id)
    const lacks = (permission: string) => refuse('PermissionNotHeld', { permission })

    expect(await does((unit) => createRole(unit, draft([...reads, price])), deskClerk)).toEqual(lacks(price))
    const copy = { copiedRoleCode: 'ADMINISTRATOR', code: newCode(), name }
    expect(await does((unit) => copyRole(unit, copy), deskClerk)).toMatchObject({ refusal: 'PermissionNotHeld' })
    const own = { roleCode: desk.code, expectedVersion: 1, permissions: [...desk.permissions, price] }
    expect(await does((unit) => changeRole(unit, own), deskClerk)).toEqual(lacks(price))
    const rise = { userId: user.id, expectedVersion: 1, roleCodes: [desk.code, 'ADMINISTRATOR'] }
    expect(await does((unit) => changeUserRoles(unit, rise), deskClerk)).toMatchObject({ refusal: 'PermissionNotHeld' })
    const puppet = {
      username: `p-${newId().slice(-8)}`,
      displayName: 'P',
      passwordHash: null,
      roleCodes: ['CONTROLLER'],
    }
    expect(await does((unit) => createUser(unit, tools.persons, puppet), deskClerk)).toMatchObject({
      refusal: 'PermissionNotHeld',
    })

    const priced = await made([...reads, price])
    const trimmed = { roleCode: priced.code, expectedVersion: 1, permissions: [price] }
    expect(accepted(await does((unit) => changeRole(unit, trimmed), deskClerk)).permissions).toEqual([price])
    const within = accepted(await does((unit) => createRole(unit, draft(reads)), deskClerk))
    const other = await member(admin, ['BUYER'])
    const keeps = { userId: other.id, expectedVersion: 1, roleCodes: ['BUYER', within.code] }
    expect(accepted(await does((unit) => changeUserRoles(unit, keeps), deskClerk)).roleCodes).toEqual([
      ...['BUYER', within.code],
    ])
  })
})

describe('the database refuses the application', () => {
  const intrude = (work: (tx: Sql) => Promise<number>, companyId: string = installationCompanyId) =>
    transactor.system([companyId], 'intrude', ({ tx }) => work(tx))
  const adds = (companyId: string, code: string) => (tx: Sql) =>
    tx.$executeRaw`
    insert into role_permissions (company_id, role_code, permission_code)
    values (${companyId}::uuid, ${code}, ${price})`

  test('a permission more for a role of the release, or for one of another company', async () => {
    const neighbour = await foundCompany()
    const { code } = await made(reads, neighbour.admin)
    await expect(intrude(adds(installationCompanyId, 'SALES'))).rejects.toThrow(/row-level security/)
    await expect(intrude(adds(neighbour.home.id, code), home.id)).rejects.toThrow(/row-level security/)
  })

  test('a change of a role of the release', async () => {
    expect(await intrude((tx) => tx.$executeRaw`update roles set active = false where code = 'BUYER'`)).toBe(0)
    expect(await intrude((tx) => tx.$executeRaw`delete from role_permissions where role_code = 'BUYER'`)).toBe(0)
    const own = await intrude((tx) => tx.$executeRaw`update roles set active = true where code like 'Z\\_%'`, home.id)
    expect(own).toBeGreaterThan(0)
  })
})

test('whoever writes roles and gives them away never passes on what they do not hold', () => {
  const catalogue = ['a.read', 'a.manage', 'b.read', 'b.manage', 'c.read']
  const some = fc.subarray(catalogue)
  fc.assert(
    fc.property(some, some, some, (mine, before, wanted) => {
      const facts = { catalogue, held: mine }
      const role: Role = {
        ...{ id: newId(), code: 'Z_ONE', name, permissions: before, builtIn: false, active: true, version: 1 },
      }
      const reach = new Set([...mine, ...before])
      const changed = change(role, { name, permissions: wanted }, facts)
      if (!('refusal' in changed)) expect(changed.permissions.filter((one) => !reach.has(one))).toEqual([])
      const created = newRole(newId(), { code: 'Z_TWO', name, permissions: wanted }, { ...facts, existing: [role] })
      if (!('refusal' in created)) expect(created.permissions.filter((one) => !mine.includes(one))).toEqual([])
      const given = requireHeld(['Z_ONE'], { roles: [role], already: [], held: mine })
      expect(given === undefined).toBe(before.every((one) => mine.includes(one)))
    }),
  )
})
