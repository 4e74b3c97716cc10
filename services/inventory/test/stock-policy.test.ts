import { goodsReceiptConfirmed, purchaseOrderChanged, reserveStock } from '@erp/contracts'
import { asQuantity, Decimal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Item } from '../src/domain/item.ts'
import { reorderQuantity } from '../src/domain/stock-policy.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { hear, command } = inventory
const { userOf } = await useGraph(inventory)

const set = `mutation ($input: SetStockPolicyInput!) { setStockPolicy(input: $input) {
  stockPolicy { version minimum maximum reorderQuantity reorderMultiple leadDays }
  userErrors { __typename ... on InvalidInput { field problem } ... on StaleVersion { currentVersion } } } }`
const lists = `query ($warehouseId: ID) {
  stockShortages(warehouseId: $warehouseId) { nodes { policy { item { code } warehouse { code } } available difference } }
  stockOverstocks(warehouseId: $warehouseId) { nodes { policy { item { code } } onHand difference } }
  reorderProposals(warehouseId: $warehouseId) { nodes { policy { warehouse { code } } available expected quantity } } }`

async function aCompany() {
  const company = await inventory.company()
  const user = userOf(company.companyId)
  const plan = (item: Item, warehouse: Warehouse, figures: object) =>
    user.query(set, {
      input: {
        ...{ idempotencyKey: newId(), itemId: item.id, warehouseId: warehouse.id, expectedVersion: 0, minimum: '0' },
        ...figures,
      },
    })
  return { company, user, plan }
}

describe('a policy', () => {
  test('is set and changed by version', async () => {
    const { company, plan } = await aCompany()
    const [lamp, main] = [await company.item('LAMP', 'FIFO'), await company.warehouse('MAIN')]
    const figures = { minimum: '10', maximum: '50', reorderQuantity: '12', reorderMultiple: '6', leadDays: 14 }
    expect(await plan(lamp, main, figures)).toEqual({
      setStockPolicy: { stockPolicy: { ...figures, version: 1 }, userErrors: [] },
    })
    expect(await plan(lamp, main, { minimum: '20' })).toMatchObject({
      setStockPolicy: { stockPolicy: null, userErrors: [{ __typename: 'StaleVersion', currentVersion: 1 }] },
    })
    expect(await plan(lamp, main, { minimum: '20', expectedVersion: 1 })).toMatchObject({
      setStockPolicy: { stockPolicy: { minimum: '20', maximum: null, reorderQuantity: null, version: 2 } },
    })
  })

  test.each([
    [{ minimum: '-1' }, 'minimum', 'NEGATIVE'],
    [{ minimum: '10', maximum: '9' }, 'maximum', 'BELOW_MINIMUM'],
    [{ reorderMultiple: '0' }, 'reorderMultiple', 'NOT_POSITIVE'],
    [{ leadDays: 3651 }, 'leadDays', 'RANGE'],
  ])('%j is refused', async (figures, field, problem) => {
    const { company, plan } = await aCompany()
    const [lamp, main] = [await company.item('LAMP', 'FIFO'), await company.warehouse('MAIN')]
    expect(await plan(lamp, main, figures)).toMatchObject({
      setStockPolicy: { stockPolicy: null, userErrors: [{ __typename: 'InvalidInput', field, problem }] },
    })
  })

  test('is not for services', async () => {
    const { company, plan } = await aCompany()
    const advice = await company.item('ADVICE', 'MOVING_AVERAGE', 'SERVICE')
    expect(await plan(advice, await company.warehouse('MAIN'), {})).toMatchObject({
      setStockPolicy: { userErrors: [{ __typename: 'ItemNotPlannable' }] },
    })
  })
})

test('what is short, what is too much and what to order follow from balances, reservations and what is expected', async () => {
  const { company, user, plan } = await aCompany()
  const lamp = await company.item('LAMP', 'FIFO')
  const tile = await company.item('TILE', 'MOVING_AVERAGE')
  const [a, b] = [await company.warehouse('A'), await company.warehouse('B')]
  await hear(
    goodsReceiptConfirmed,
    company.receipt(a, [
      [lamp, '30', '300.00'],
      [tile, '90', '90.00'],
    ]),
  )
  await plan(lamp, a, { minimum: '25', maximum: '60', reorderQuantity: '10', reorderMultiple: '12' })
  await plan(lamp, b, { minimum: '5', reorderQuantity: '8' })
  await plan(tile, a, { minimum: '0', maximum: '80' })
  expect(await user.query(lists)).toEqual({
    stockShortages: {
      nodes: [{ policy: { item: { code: 'LAMP' }, warehouse: { code: 'B' } }, available: '0', difference: '5' }],
    },
    stockOverstocks: { nodes: [{ policy: { item: { code: 'TILE' } }, onHand: '90', difference: '10' }] },
    reorderProposals: {
      nodes: [{ policy: { warehouse: { code: 'B' } }, available: '0', expected: '0', quantity: '8' }],
    },
  })

  await command(reserveStock, {
    ...{ companyId: company.companyId, documentType: 'SALES_ORDER', documentId: newId(), documentNumber: 'SO-1' },
    holdSeconds: null,
    lines: [{ lineId: newId(), itemId: lamp.id, warehouseId: a.id, quantity: '6' }],
  })
  expect(await user.query(lists, { warehouseId: a.id })).toMatchObject({
    stockShortages: { nodes: [{ policy: { warehouse: { code: 'A' } }, available: '24', difference: '1' }] },
    reorderProposals: {
      nodes: [{ policy: { warehouse: { code: 'A' } }, available: '24', expected: '0', quantity: '36' }],
    },
  })

  const [purchaseOrderId, lineId] = [newId(), newId()]
  const ordered = (baseQuantity: string, version: number) =>
    hear(purchaseOrderChanged, {
      ...{ companyId: company.companyId, purchaseOrderId, number: 'PO-1', revision: 1, version },
      ...{ status: 'CONFIRMED' as const, supplierId: newId(), orderedOn: '2026-03-01', currency: 'CNY' },
      ...{ net: '0.00', tax: '0.00', gross: '0.00' },
      lines: [
        {
          ...{ lineId, itemId: lamp.id, unit: 'PCS', quantity: baseQuantity, baseQuantity },
          ...{ receivedQuantity: '0', unitPrice: '0', taxCodeId: newId(), net: '0.00', tax: '0.00' },
        },
      ],
    })
  await ordered('30', 2)
  expect(await user.query(lists)).toMatchObject({
    stockShortages: { nodes: [{ difference: '1' }, { difference: '5' }] },
    reorderProposals: {
      nodes: [
        { policy: { warehouse: { code: 'A' } }, expected: '30', quantity: '12' },
        { policy: { warehouse: { code: 'B' } }, expected: '0', quantity: '8' },
      ],
    },
  })
  await ordered('39', 3)
  expect(await user.query(lists)).toMatchObject({
    reorderProposals: { nodes: [{ policy: { warehouse: { code: 'B' } }, expected: '3', quantity: '8' }] },
  })
  await ordered('41', 4)
  expect(await user.query(lists)).toMatchObject({ reorderProposals: { nodes: [] } })
  expect(await userOf(newId()).query(lists)).toMatchObject({ stockShortages: { nodes: [] } })
})

test('an order is at least the reorder quantity, in whole multiples', () => {
  const q = (text: string) => asQuantity(new Decimal(text))
  const order = (missing: string, least: string | null, multiple: string | null) =>
    reorderQuantity(q(missing), {
      reorderQuantity: least === null ? null : q(least),
      reorderMultiple: multiple === null ? null : q(multiple),
    }).toFixed()
  expect(order('7', null, null)).toBe('7')
  expect(order('7', '10', null)).toBe('10')
  expect(order('7', '10', '6')).toBe('12')
  expect(order('12', '10', '6')).toBe('12')
  expect(order('0.5', null, '0.4')).toBe('0.8')
})
