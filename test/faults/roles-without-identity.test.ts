import { eventually, startSystem } from '@erp/testing'
import { expect, test } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { person } from '../support/people.ts'
import { registerCompany } from '../support/test-company.ts'

const system = await startSystem()
const company = await registerCompany(system)
const { administrator, buyer, controller, storekeeper, sales } = company

interface Role {
  readonly code: string
  readonly permissions: readonly string[]
  readonly version: number
}
/** In procurement, in sales, in inventory. */
const prices = ['procurement.price.read', 'sales.price.read', 'inventory.cost.read'] as const

/** Seconds, where a token lives ten minutes. */
const soon = { withinMs: 10_000, everyMs: 100 }

test('a buying assistant sees documents without prices, with them once the role gives them, and without again; also once identity is gone', async () => {
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  await storekeeper.receives(order, ['100 × STEEL'])
  const sold = await sales.promises(['1 × STEEL at 20.00'])
  await company.atRest()

  const code = 'Z_BUYING_ASSISTANT'
  const name = { zh: '采购内勤', en: 'Buying assistant' }
  const input = { copiedRoleCode: 'BUYER', code, name, withoutPermissions: ['procurement.price.read'] }
  const copied = await administrator.change<Role>('CopyRole', input)
  expect(copied).toMatchObject({ code, name, builtIn: false, active: true, version: 1 })
  expect(copied.permissions).not.toContain('procurement.price.read')
  let version = 1
  const gives = async (...more: readonly string[]) => {
    const permissions = [...copied.permissions, 'sales.salesOrder.read', ...more]
    const changed = await administrator.change<Role>('ChangeRole', {
      roleCode: code,
      expectedVersion: version,
      permissions,
    })
    version = changed.version
  }
  await gives()

  const credentials = { username: `clerk-${company.code}`.toLowerCase(), password: 'Correct-Horse-8-Battery' }
  const { id: userId } = await administrator.change<{ id: string }>('CreateUser', {
    ...{ ...credentials, displayName: 'clerk', roleCodes: [code] },
  })
  const clerk = person(system.gatewayUrl, async () => ({ ...credentials, companyCode: company.code }))
  const token = (await clerk.session()).accessToken

  /** What the clerk is shown of the same three documents, and which permissions they are told to lack. */
  const looks = async () => {
    const answers = [
      await clerk.answer('PurchaseOrderWithRevisions', { number: order.number }),
      await clerk.answer('SalesOrder', { id: sold.id }),
      await clerk.answer('StockBalances'),
    ]
    const lacking = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions?.permission))
    return { data: Object.assign({}, ...answers.map(({ data }) => data)), lacking: [...new Set(lacking)].sort() }
  }
  const documents = (bought: string | null, soldFor: string | null, worth: string | null) => ({
    purchaseOrder: { status: 'CONFIRMED', lines: { nodes: [{ quantity: '100', unitPrice: bought }] } },
    salesOrder: { id: sold.id, gross: soldFor === null ? null : { amount: soldFor } },
    stockBalances: { nodes: [{ quantity: '100', value: worth === null ? null : { amount: worth } }] },
  })
  const hidden = async () => {
    const { data, lacking } = await looks()
    expect(lacking).toEqual([...prices].sort())
    expect(data).toMatchObject(documents(null, null, null))
  }
  const shown = async () => {
    const { data, lacking } = await looks()
    expect(lacking).toEqual([])
    expect(data).toMatchObject(documents('10', '22.60', '1000.00'))
  }

  await eventually(hidden, soon)
  await gives(...prices)
  await eventually(shown, soon)
  const why = await administrator.ask('ExplainAccess', { userId, permission: 'inventory.cost.read' })
  expect(why).toMatchObject({ explainAccess: { allowed: true, grantedBy: [{ code }] } })
  await gives()
  await eventually(hidden, soon)
  expect((await clerk.session()).accessToken).toBe(token)

  const builtIn = { roleCode: 'BUYER', expectedVersion: 1, permissions: copied.permissions }
  expect(await refusalOf(administrator.change('ChangeRole', builtIn))).toMatchObject({ code: 'ROLE_BUILT_IN' })
  const held = { roleCode: code, expectedVersion: version }
  expect(await refusalOf(administrator.change('RetireRole', held))).toMatchObject({ code: 'ROLE_IN_USE', members: 1 })
  await expect(controller.change('ChangeRole', { ...held, permissions: prices })).rejects.toThrow(
    'identity.role.manage',
  )

  await company.atRest()
  await system.kill('identity')
  await eventually(hidden, soon)
}, 120_000)
