import { eventually, startSystem } from '@erp/testing'
import { expect, test } from 'vitest'
import { permissionMissingFor } from '../support/graph-client.ts'
import { registerCompany } from '../support/test-company.ts'

const system = await startSystem()
const company = await registerCompany(system)
const { administrator, buyer, storekeeper, accountant } = company

interface Users {
  readonly users: {
    readonly nodes: readonly { readonly id: string; readonly username: string; readonly version: number }[]
  }
}

async function userOf(job: string) {
  const { users } = await administrator.ask<Users>('Users')
  const found = users.nodes.find(({ username }) => username === `${job}-${company.code}`.toLowerCase())
  if (!found) throw new Error(`There is no ${job}`)
  return { userId: found.id, expectedVersion: found.version }
}

/** Seconds, where a token lives ten minutes. */
const soon = { withinMs: 10_000, everyMs: 100 }
const mayOrder = () => buyer.orders(['1 × STEEL at 10.00'])

test('a change of roles is in force everywhere within seconds, on the token of before, also once identity is gone', async () => {
  const token = (await buyer.session()).accessToken
  expect(await mayOrder()).toMatchObject({ status: 'DRAFT' })
  expect(await permissionMissingFor(buyer.ask('Vouchers', { period: '2026-03' }))).toBe('finance.voucher.read')

  await administrator.change('ChangeUserRoles', { ...(await userOf('buyer')), roleCodes: ['AUDITOR'] })
  await eventually(async () => {
    expect(await permissionMissingFor(mayOrder())).toBe('procurement.purchaseOrder.create')
    expect(await buyer.ask('Vouchers', { period: '2026-03' })).toEqual({ vouchers: { nodes: [] } })
  }, soon)
  expect((await buyer.session()).accessToken).toBe(token)

  await Promise.all([storekeeper.session(), accountant.session()])
  await company.atRest()
  await administrator.change('DisableUser', await userOf('storekeeper'))
  await company.atRest()
  await system.kill('identity')
  await eventually(async () => {
    const { data, errors } = await storekeeper.answer('StockOnHand')
    expect(data).toBeNull()
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  }, soon)
  expect(await permissionMissingFor(mayOrder())).toBe('procurement.purchaseOrder.create')
  expect(await accountant.ask('Vouchers', { period: '2026-03' })).toEqual({ vouchers: { nodes: [] } })
})
