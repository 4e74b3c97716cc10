import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { createGraphClient, type GraphClient, GraphFault, permissionMissingFor } from '../support/graph-client.ts'
import { keyFor, makeKey } from '../support/id-uses-of-access.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

async function hireProgram(company: TestCompany, permissions: readonly string[]) {
  const account = await company.administrator.change<{ id: string; kind: string }>('CreateServiceAccount', {
    username: `scales-${company.code}`.toLowerCase(),
    displayName: 'Scales',
    roleCodes: ['STOREKEEPER', 'BUYER'],
  })
  expect(account.kind).toBe('SERVICE')
  return { account, ...(await makeKey(company.administrator, { ...keyFor(account.id), permissions })) }
}

async function trade(client: GraphClient, apiKey: string) {
  const { createAccessToken } = await client.ask<{
    createAccessToken: { token: { accessToken: string } | null; userErrors: readonly { code: string }[] }
  }>('CreateAccessToken', { input: { apiKey } })
  return createAccessToken
}

scenario(
  'A program sees with its key what the key names, in every service, and no more than its company',
  async ({ company, anotherCompany, system }) => {
    const { buyer, storekeeper } = company
    const theirs = await anotherCompany()
    await storekeeper.receives(await buyer.agreesOn(['7 × STEEL at 10.00']), ['7 × STEEL'])
    await theirs.storekeeper.receives(await theirs.buyer.agreesOn(['9 × STEEL at 10.00']), ['9 × STEEL'])
    await company.atRest()

    const { secret } = await hireProgram(company, ['inventory.item.read', 'inventory.stock.read'])
    const atTheDoor = createGraphClient(system.gatewayUrl)
    const { token } = await trade(atTheDoor, secret)
    const program = createGraphClient(system.gatewayUrl, async () => token?.accessToken)

    expect(await program.ask('StockOnHand')).toEqual({
      stockBalances: { nodes: [{ item: { code: 'STEEL' }, quantity: '7' }] },
    })
    // The account's roles would allow these; the key does not name them.
    const order = { supplierId: company.supplierId, orderedOn: '2026-03-05', lines: [] }
    expect(await permissionMissingFor(program.change('CreatePurchaseOrder', order))).toBe(
      'procurement.purchaseOrder.create',
    )
    expect(await permissionMissingFor(program.ask('Vouchers', { period: '2026-03' }))).toBe('finance.voucher.read')
    expect(await permissionMissingFor(program.ask('ApiKeys'))).toBe('identity.apiKey.read')
  },
)

scenario(
  'A revoked key opens nothing, and what it opened closes within a minute',
  async ({ company, system }) => {
    const { apiKey, secret, account } = await hireProgram(company, ['inventory.item.read', 'inventory.stock.read'])
    const atTheDoor = createGraphClient(system.gatewayUrl)
    const { token } = await trade(atTheDoor, secret)
    const program = createGraphClient(system.gatewayUrl, async () => token?.accessToken)
    await program.ask('StockOnHand')

    await company.administrator.change('RevokeApiKey', { apiKeyId: apiKey.id })
    expect(await trade(atTheDoor, secret)).toMatchObject({
      token: null,
      userErrors: [{ code: 'API_KEY_REFUSED', message: 'This API key opens nothing.' }],
    })
    const keys = { serviceAccountId: account.id }
    expect(await company.administrator.ask('ApiKeys', keys)).toMatchObject({
      apiKeys: { nodes: [{ id: apiKey.id, status: 'REVOKED', lastUsedAt: expect.any(String) }] },
    })
    await eventually(() => expect(program.ask('StockOnHand')).rejects.toThrow(GraphFault), {
      withinMs: 60_000,
      everyMs: 2_000,
    })
  },
  90_000,
)

scenario('A key’s secret is shown once, also to whoever repeats the request', async ({ company }) => {
  const { account } = await hireProgram(company, ['inventory.stock.read'])
  const input = { idempotencyKey: 'the same', ...keyFor(account.id) }
  const made = await makeKey(company.administrator, input)
  expect(made.secret).toMatch(/^erp_/)
  expect(await makeKey(company.administrator, input)).toMatchObject({ apiKey: made.apiKey, secret: null })
})
