import { goodsReceiptConfirmed } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, hear } = inventory
const { userOf } = await useGraph(inventory)

const create = `mutation ($input: CreateWarehouseLocationInput!) { createWarehouseLocation(input: $input) {
  warehouseLocation { id code version active warehouse { code } }
  userErrors { __typename ... on InvalidInput { field problem } ... on LocationCodeTaken { locationCode } } } }`
const change = `mutation ($input: ChangeWarehouseLocationInput!) { changeWarehouseLocation(input: $input) {
  warehouseLocation { active version } userErrors { __typename } } }`
const picking = `query ($itemId: ID!, $warehouseId: ID!, $quantity: Decimal!) {
  pickingProposal(itemId: $itemId, warehouseId: $warehouseId, quantity: $quantity) {
    picks { lot { code } location { code } quantity } missing expired reserved } }`

type Created = { createWarehouseLocation: { warehouseLocation: { id: string } | null } }

async function aCompany() {
  const company = await inventory.company()
  const user = userOf(company.companyId)
  const [item, main] = [await company.item('MILK', 'FIFO'), await company.warehouse('MAIN')]
  const locate = async (code: string, warehouse: Warehouse = main) => {
    const input = { idempotencyKey: newId(), warehouseId: warehouse.id, code, name: { zh: code, en: code } }
    return (await user.query<Created>(create, { input })).createWarehouseLocation
  }
  return { company, user, item, main, locate }
}

/** A lot of an item that lies in a place of a warehouse; `expiresIn` days from today. */
async function lay(
  { companyId, id: itemId }: Item,
  { id: warehouseId }: Warehouse,
  lot: { code: string; expiresIn: number | null; madeOn?: string; quantity: string; locationId?: string | undefined },
): Promise<void> {
  const id = newId()
  await database.rows`
    insert into lot (id, company_id, item_id, code, serial, manufactured_on, expires_on, created_at)
    values (${id}, ${companyId}, ${itemId}, ${lot.code}, false, ${lot.madeOn ?? null}::date,
            current_date + ${lot.expiresIn}::int, now())`
  await database.rows`
    insert into bin_stock (company_id, item_id, warehouse_id, location_id, lot_id, on_hand)
    values (${companyId}, ${itemId}, ${warehouseId}, ${lot.locationId ?? null}, ${id}, ${lot.quantity}::numeric)`
}

describe('a location', () => {
  test('has a code of its own in its warehouse, and is listed by it', async () => {
    const { company, user, main, locate } = await aCompany()
    const annex = await company.warehouse('ANNEX')
    expect(await locate('B-1')).toMatchObject({
      warehouseLocation: { code: 'B-1', version: 1, active: true, warehouse: { code: 'MAIN' } },
      userErrors: [],
    })
    await locate('A-1')
    await locate('A-1', annex)
    expect(await locate('A-1')).toMatchObject({
      warehouseLocation: null,
      userErrors: [{ __typename: 'LocationCodeTaken', locationCode: 'A-1' }],
    })
    expect(await locate('')).toMatchObject({ userErrors: [{ field: 'code', problem: 'FORM' }] })
    const list = 'query ($id: ID!) { warehouseLocations(warehouseId: $id) { nodes { code } } }'
    expect(await user.query(list, { id: main.id })).toEqual({
      warehouseLocations: { nodes: [{ code: 'A-1' }, { code: 'B-1' }] },
    })
    expect(await userOf(newId()).query(list, { id: main.id })).toEqual({ warehouseLocations: { nodes: [] } })
  })

  test('is switched off by version', async () => {
    const { user, locate } = await aCompany()
    const made = await locate('A-1')
    const off = { locationId: made.warehouseLocation?.id, expectedVersion: 1, active: false }
    expect(await user.query(change, { input: { idempotencyKey: newId(), ...off } })).toMatchObject({
      changeWarehouseLocation: { warehouseLocation: { active: false, version: 2 }, userErrors: [] },
    })
    expect(await user.query(change, { input: { idempotencyKey: newId(), ...off } })).toMatchObject({
      changeWarehouseLocation: { warehouseLocation: null, userErrors: [{ __typename: 'StaleVersion' }] },
    })
  })
})

describe('lots', () => {
  test('leave first expired, first out: then the oldest, and never past their day', async () => {
    const { company, user, item, main, locate } = await aCompany()
    await hear(goodsReceiptConfirmed, company.receipt(main, [[item, '50', '500.00']]))
    const [a1, b1] = [await locate('A-1'), await locate('B-1')]
    await lay(item, main, { code: 'GONE', expiresIn: -1, quantity: '7' })
    await lay(item, main, { code: 'LATE', expiresIn: 90, quantity: '9', locationId: a1.warehouseLocation?.id })
    await lay(item, main, { code: 'NEW', expiresIn: 30, madeOn: '2026-02-02', quantity: '5' })
    await lay(item, main, {
      code: 'OLD',
      expiresIn: 30,
      madeOn: '2026-01-01',
      quantity: '4',
      locationId: b1.warehouseLocation?.id,
    })
    await lay(item, main, { code: 'EVER', expiresIn: null, madeOn: '2025-01-01', quantity: '6' })
    const pick = (quantity: string) => user.query(picking, { itemId: item.id, warehouseId: main.id, quantity })
    expect(await pick('12')).toEqual({
      pickingProposal: {
        picks: [
          { lot: { code: 'OLD' }, location: { code: 'B-1' }, quantity: '4' },
          { lot: { code: 'NEW' }, location: null, quantity: '5' },
          { lot: { code: 'LATE' }, location: { code: 'A-1' }, quantity: '3' },
        ],
        missing: '0',
        expired: '7',
        reserved: '0',
      },
    })
    expect(await pick('50')).toMatchObject({
      pickingProposal: {
        picks: [{}, {}, { quantity: '9' }, { lot: { code: 'EVER' }, quantity: '6' }, { lot: null, quantity: '19' }],
        missing: '7',
        expired: '7',
      },
    })
    expect(await userOf(newId()).query(picking, { itemId: item.id, warehouseId: main.id, quantity: '1' })).toEqual({
      pickingProposal: null,
    })
  })

  test('are listed by code, and by the day they expire', async () => {
    const { user, item, main } = await aCompany()
    await lay(item, main, { code: 'C', expiresIn: 10, quantity: '1' })
    await lay(item, main, { code: 'A', expiresIn: 40, quantity: '2' })
    await lay(item, main, { code: 'B', expiresIn: -2, quantity: '3' })
    await lay(item, main, { code: 'D', expiresIn: 5, quantity: '0' })
    const byCode = 'query ($id: ID!) { lots(itemId: $id) { nodes { code onHand } } }'
    expect(await user.query(byCode, { id: item.id })).toEqual({
      lots: {
        nodes: [
          { code: 'A', onHand: '2' },
          { code: 'B', onHand: '3' },
          { code: 'C', onHand: '1' },
          { code: 'D', onHand: '0' },
        ],
      },
    })
    const soon = `query ($after: String) { expiringLots(withinDays: 30, first: 1, after: $after) {
      nodes { code } pageInfo { hasNextPage endCursor } } }`
    type Page = { expiringLots: { nodes: object[]; pageInfo: { endCursor: string } } }
    const first = await user.query<Page>(soon)
    expect(first).toMatchObject({ expiringLots: { nodes: [{ code: 'B' }], pageInfo: { hasNextPage: true } } })
    expect(await user.query(soon, { after: first.expiringLots.pageInfo.endCursor })).toMatchObject({
      expiringLots: { nodes: [{ code: 'C' }], pageInfo: { hasNextPage: false } },
    })
    expect(await userOf(newId()).query(byCode, { id: item.id })).toEqual({ lots: null })
  })
})
