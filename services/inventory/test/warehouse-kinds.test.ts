import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { transitWarehouse } from '../src/use-cases/transit-warehouse.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, transactor } = inventory
const { userOf } = await useGraph(inventory)

const create = `mutation ($input: CreateWarehouseInput!) { createWarehouse(input: $input) {
  warehouse { id code kind negativeStockAllowed version }
  userErrors { __typename message ... on NegativeStockNotPossible { warehouseKind } ... on TransitWarehouseExists { warehouseId } } } }`
const change = `mutation ($input: ChangeWarehouseInput!) { changeWarehouse(input: $input) {
  warehouse { negativeStockAllowed version }
  userErrors { __typename message ... on NegativeStockLeft { items } ... on NegativeStockNotPossible { warehouseKind } } } }`

type Made = { createWarehouse: { warehouse: { id: string } | null; userErrors: { __typename: string }[] } }

const aWarehouse = (code: string, changes: object = {}) => ({
  input: { idempotencyKey: newId(), code, name: { zh: '仓库', en: 'Warehouse' }, ...changes },
})

describe('the kind of a warehouse', () => {
  const { query } = userOf(newId())

  test('is normal, without negative stock, unless asked for', async () => {
    expect(await query<Made>(create, aWarehouse('MAIN'))).toMatchObject({
      createWarehouse: { warehouse: { kind: 'NORMAL', negativeStockAllowed: false, version: 1 }, userErrors: [] },
    })
    expect(await query<Made>(create, aWarehouse('INSPECTION', { kind: 'QUARANTINE' }))).toMatchObject({
      createWarehouse: { warehouse: { kind: 'QUARANTINE', negativeStockAllowed: false }, userErrors: [] },
    })
  })

  test('is told to the others', async () => {
    const { createWarehouse: made } = await query<Made>(create, aWarehouse('FRONT', { negativeStockAllowed: true }))
    const told = await database.rows<{ payload: object }>`
      select payload from platform.outbox where aggregate_id = ${made.warehouse?.id}`
    expect(told).toMatchObject([{ payload: { kind: 'NORMAL', negativeStockAllowed: true } }])
  })

  test.each(['QUARANTINE', 'TRANSIT'])('%s does not go with negative stock', async (kind) => {
    const wanted = aWarehouse('BELOW-ZERO', { kind, negativeStockAllowed: true })
    expect(await query<Made>(create, wanted)).toMatchObject({
      createWarehouse: {
        warehouse: null,
        userErrors: [
          {
            __typename: 'NegativeStockNotPossible',
            warehouseKind: kind,
            message: `A ${kind} warehouse cannot hold less than nothing.`,
          },
        ],
      },
    })
    expect(await database.rows`select 1 from valuation_area where code = 'BELOW-ZERO'`).toEqual([])
  })
})

describe('negative stock', () => {
  test('is allowed and forbidden by version', async () => {
    const { query } = userOf(newId())
    const { createWarehouse: made } = await query<Made>(create, aWarehouse('MAIN'))
    const input = (expectedVersion: number, negativeStockAllowed: boolean) => ({
      input: { idempotencyKey: newId(), warehouseId: made.warehouse?.id, expectedVersion, negativeStockAllowed },
    })
    expect(await query(change, input(1, true))).toMatchObject({
      changeWarehouse: { warehouse: { negativeStockAllowed: true, version: 2 }, userErrors: [] },
    })
    expect(await query(change, input(2, false))).toMatchObject({
      changeWarehouse: { warehouse: { negativeStockAllowed: false, version: 3 }, userErrors: [] },
    })
  })

  test('cannot be allowed in quarantine', async () => {
    const { query } = userOf(newId())
    const { createWarehouse: made } = await query<Made>(create, aWarehouse('HELD', { kind: 'QUARANTINE' }))
    const input = { idempotencyKey: newId(), warehouseId: made.warehouse?.id, expectedVersion: 1 }
    expect(await query(change, { input: { ...input, negativeStockAllowed: true } })).toMatchObject({
      changeWarehouse: { warehouse: null, userErrors: [{ warehouseKind: 'QUARANTINE' }] },
    })
  })
})

describe('goods in transit', () => {
  test('have one warehouse, made when it is first asked for, whoever asks at once', async () => {
    const company = await inventory.company()
    const made = await Promise.all(
      [1, 2, 3, 4].map(() => transactor.transact(company.caller, 'transitWarehouse', transitWarehouse)),
    )
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(made[0]).toMatchObject({ code: 'IN-TRANSIT', kind: 'TRANSIT', active: true, version: 1 })
    const rows = await database.rows`
      select w.code, a.code as area from warehouse w join valuation_area a on a.id = w.valuation_area_id
      where w.company_id = ${company.companyId}`
    expect(rows).toEqual([{ code: 'IN-TRANSIT', area: 'IN-TRANSIT' }])
  })

  test('get a longer code when another warehouse has theirs, and no second warehouse', async () => {
    const company = await inventory.company()
    await company.warehouse('IN-TRANSIT')
    const made = await transactor.transact(company.caller, 'transitWarehouse', transitWarehouse)
    expect(made.code).toBe(`IN-TRANSIT-${company.companyId.slice(-12)}`)
    const { query } = userOf(company.companyId)
    expect(await query<Made>(create, aWarehouse('ROAD', { kind: 'TRANSIT' }))).toMatchObject({
      createWarehouse: { warehouse: null, userErrors: [{ warehouseId: made.id }] },
    })
  })
})
