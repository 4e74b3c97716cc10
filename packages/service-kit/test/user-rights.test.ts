import { createRights, installationCompanyId, rememberMemberships, rememberRoles } from '@erp/service-kit'
import { newId } from '@erp/values'
import { expect, it } from 'vitest'
import { otherCompany, ourCompany, useToyDatabase } from './scene.ts'

const { transactor, database } = await useToyDatabase()

const tellRoles = (...roles: { code: string; permissions: string[]; version: number }[]) =>
  transactor.system([installationCompanyId], 'roles', (unit) =>
    rememberRoles(
      unit,
      roles.map(({ code, ...role }) => ({ ...role, roleCode: code, companyId: installationCompanyId })),
    ),
  )
const tell = (userId: string, roleCodes: string[], version: number, active = true, companyId = ourCompany) =>
  transactor.system([companyId], 'members', (unit) =>
    rememberMemberships(unit, [{ companyId, userId, active, roleCodes, version }]),
  )
await tellRoles(
  { code: 'BUYER', permissions: ['orders.order.create', 'orders.order.read'], version: 1 },
  { code: 'AUDITOR', permissions: ['orders.order.read', 'orders.price.read'], version: 1 },
)

/** What a source says, with the permissions sorted. */
async function saidOf(rights: ReturnType<typeof createRights>, token: Parameters<typeof rights.of>[0]) {
  const said = await rights.of(token)
  return said && { roles: said.roleCodes, permissions: [...said.permissions].sort() }
}
const buying = { roles: ['BUYER'], permissions: ['orders.order.create', 'orders.order.read'] }
const auditing = { roles: ['AUDITOR'], permissions: ['orders.order.read', 'orders.price.read'] }

it('believes a token until newer news come, and then the news, though the token lives on', async () => {
  const rights = createRights(transactor, { freshMs: 60_000 })
  const token = { sub: newId(), companyId: ourCompany, roles: ['BUYER'], rightsVersion: 3 }
  expect(await saidOf(rights, token)).toEqual(buying)
  await tell(token.sub, ['AUDITOR'], 2)
  expect(await saidOf(rights, token)).toEqual(buying)
  await tell(token.sub, ['AUDITOR'], 4)
  expect(await saidOf(rights, token)).toEqual(auditing)
  await tell(token.sub, ['BUYER'], 3)
  expect(await saidOf(rights, token)).toEqual(auditing)
  rights.close()
})

it('takes a change of what a role stands for without a new token, and never an older one', async () => {
  const rights = createRights(transactor, { freshMs: 60_000 })
  const token = { sub: newId(), companyId: ourCompany, roles: ['CLERK'], rightsVersion: 1 }
  expect(await saidOf(rights, token)).toEqual({ roles: ['CLERK'], permissions: [] })
  expect(await tellRoles({ code: 'CLERK', permissions: ['orders.order.read'], version: 2 })).toEqual(['CLERK'])
  expect(await saidOf(rights, token)).toEqual({ roles: ['CLERK'], permissions: ['orders.order.read'] })
  expect(await tellRoles({ code: 'CLERK', permissions: ['orders.order.create'], version: 1 })).toEqual([])
  expect(await saidOf(rights, token)).toEqual({ roles: ['CLERK'], permissions: ['orders.order.read'] })
  rights.close()
})

it('turns away whoever was disabled, whatever their token says', async () => {
  const rights = createRights(transactor)
  const token = { sub: newId(), companyId: ourCompany, roles: ['BUYER'], rightsVersion: 1 }
  expect(await saidOf(rights, token)).toEqual(buying)
  await tell(token.sub, ['BUYER'], 2, false)
  expect(await rights.of(token)).toBeUndefined()
  expect(await rights.of({ ...token, permissions: ['orders.order.read'] })).toBeUndefined()
  rights.close()
})

it('never gives more than a token grants, nor what its roles do not hold', async () => {
  const rights = createRights(transactor)
  const token = { sub: newId(), companyId: ourCompany, roles: ['BUYER'], permissions: ['orders.order.read', 'x.y'] }
  expect(await saidOf(rights, token)).toEqual({ roles: ['BUYER'], permissions: ['orders.order.read'] })
  const founder = { sub: newId(), companyId: installationCompanyId, permissions: ['companies.company.create'] }
  expect(await saidOf(rights, founder)).toEqual({ roles: [], permissions: ['companies.company.create'] })
  rights.close()
})

it('keeps what is said of one company out of another', async () => {
  const rights = createRights(transactor)
  const sub = newId()
  await tell(sub, ['AUDITOR'], 9)
  expect(await saidOf(rights, { sub, companyId: otherCompany, roles: ['BUYER'], rightsVersion: 1 })).toEqual(buying)
  rights.close()
})

it('asks the database once while nothing is news, and notices what another process heard', async () => {
  let reads = 0
  const counting: Pick<typeof transactor, 'read'> = {
    read: (...args) => {
      reads += 1
      return transactor.read(...args)
    },
  }
  const rights = createRights(counting, { freshMs: 200 })
  const token = { sub: newId(), companyId: ourCompany, roles: ['BUYER'], rightsVersion: 1 }
  await Promise.all([rights.of(token), rights.of(token), rights.of(token)])
  await rights.of(token)
  expect(reads).toBe(1)
  await database.rows`insert into platform.membership_replica values (${ourCompany}, ${token.sub}, true, '{AUDITOR}', 2)`
  await new Promise((done) => setTimeout(done, 250))
  expect(await saidOf(rights, token)).toEqual(auditing)
  expect(reads).toBe(2)
  rights.close()
})

it('takes from token and news alike that somebody sees their own documents alone', async () => {
  const rights = createRights(transactor, { freshMs: 60_000 })
  const token = { sub: newId(), companyId: ourCompany, roles: ['BUYER'], rightsVersion: 1, ownDocuments: true }
  expect((await rights.of(token))?.authorIds).toEqual([token.sub])
  await tell(token.sub, ['BUYER'], 2)
  expect((await rights.of(token))?.authorIds).toBeUndefined()
  await transactor.system([ourCompany], 'members', (unit) =>
    rememberMemberships(unit, [
      { companyId: ourCompany, userId: token.sub, active: true, roleCodes: ['BUYER'], ownDocuments: true, version: 3 },
    ]),
  )
  expect((await rights.of({ ...token, ownDocuments: false }))?.authorIds).toEqual([token.sub])
  rights.close()
})
