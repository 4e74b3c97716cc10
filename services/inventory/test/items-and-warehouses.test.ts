import { itemChanged, warehouseChanged } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database } = inventory
const { userOf } = await useGraph(inventory)
const companyId = newId()
const { query, ask } = userOf(companyId)

const createItem = `mutation ($input: CreateItemInput!) { createItem(input: $input) {
  item { id code version itemClass baseUnit costing active name { zh en } units { unit numerator denominator } }
  userErrors { __typename code message path
    ... on ItemCodeTaken { itemCode } ... on ItemUnitInvalid { unit problem } ... on InvalidInput { field problem } }
} }`
const changeItem = `mutation ($input: ChangeItemInput!) { changeItem(input: $input) {
  item { id version active name { en } units { unit } }
  userErrors { __typename code ... on StaleVersion { currentVersion } ... on ItemUnitInUse { unit } }
} }`
const createWarehouse = `mutation ($input: CreateWarehouseInput!) { createWarehouse(input: $input) {
  warehouse { id code version valuationArea { id code } } userErrors { __typename } } }`

const desk = (code: string, changes: object = {}) => ({
  idempotencyKey: newId(),
  code,
  name: { zh: '橡木书桌', en: 'Oak desk' },
  itemClass: 'MERCHANDISE',
  baseUnit: 'PCS',
  units: [{ unit: 'BOX', numerator: '12', denominator: '1' }],
  costing: 'FIFO',
  ...changes,
})

type ItemAnswer = {
  item: { id: string; version: number } | null
  userErrors: readonly { __typename: string; message?: string }[]
}

async function created(code: string, changes: object = {}): Promise<ItemAnswer> {
  return (await query<{ createItem: ItemAnswer }>(createItem, { input: desk(code, changes) })).createItem
}
async function changed(input: object): Promise<ItemAnswer> {
  const answer = await query<{ changeItem: ItemAnswer }>(changeItem, { input: { idempotencyKey: newId(), ...input } })
  return answer.changeItem
}
const itemCount = async () => {
  const [row] = await database.rows<{ count: string }>`select count(*) from item where company_id = ${companyId}`
  return Number(row?.count)
}

describe('an item', () => {
  test('is created, shown, and told to the others', async () => {
    const { item, userErrors } = await created('OAK-DESK')
    expect(userErrors).toEqual([])
    expect(item).toEqual({
      id: item?.id,
      code: 'OAK-DESK',
      version: 1,
      itemClass: 'MERCHANDISE',
      baseUnit: 'PCS',
      costing: 'FIFO',
      active: true,
      name: { zh: '橡木书桌', en: 'Oak desk' },
      units: [{ unit: 'BOX', numerator: '12', denominator: '1' }],
    })
    const told = await database.rows<{ payload: unknown }>`
      select payload from platform.outbox where aggregate_id = ${item?.id}`
    expect(told.map(({ payload }) => itemChanged.schema.parse(payload))).toEqual([
      {
        companyId,
        itemId: item?.id,
        code: 'OAK-DESK',
        name: { zh: '橡木书桌', en: 'Oak desk' },
        itemClass: 'MERCHANDISE',
        baseUnit: 'PCS',
        units: [{ unit: 'BOX', numerator: '12', denominator: '1' }],
        costing: 'FIFO',
        active: true,
        version: 1,
        categoryId: null,
        tracking: 'NONE',
        shelfLifeDays: null,
        weight: null,
        volume: null,
      },
    ])
  })

  test('is found by id and by code, by its own company only', async () => {
    const { item } = await created('FOUND')
    const find = 'query ($id: ID, $code: String) { item(id: $id, code: $code) { code } }'
    expect(await query(find, { id: item?.id })).toEqual({ item: { code: 'FOUND' } })
    expect(await query(find, { code: 'FOUND' })).toEqual({ item: { code: 'FOUND' } })
    const other = userOf(newId())
    expect(await other.query(find, { id: item?.id })).toEqual({ item: null })
    expect(await other.query(find, { code: 'FOUND' })).toEqual({ item: null })
    expect(await query(find, { id: 'no id at all' })).toEqual({ item: null })
  })

  test('the same key with the same input gives the same item, with other input is refused', async () => {
    const input = desk('ONCE')
    const first = await query<{ createItem: ItemAnswer }>(createItem, { input })
    expect(await query(createItem, { input })).toEqual(first)
    const before = await itemCount()
    const reused = await query<{ createItem: ItemAnswer }>(createItem, { input: { ...input, code: 'TWICE' } })
    expect(reused.createItem.userErrors).toMatchObject([{ __typename: 'IdempotencyKeyReused' }])
    expect(await itemCount()).toBe(before)
  })

  test.each([
    ['a code that is taken', { code: 'OAK-DESK' }, { itemCode: 'OAK-DESK', path: ['input', 'code'] }],
    ['an empty code', { code: '' }, { __typename: 'InvalidInput', field: 'code', problem: 'FORM' }],
    ['a code with a line break', { code: 'A\nB' }, { __typename: 'InvalidInput', field: 'code', problem: 'FORM' }],
    [
      'an empty Chinese name',
      { name: { zh: '', en: 'Desk' } },
      { __typename: 'InvalidInput', field: 'name.zh', problem: 'LENGTH' },
    ],
    ['no base unit', { baseUnit: '' }, { __typename: 'ItemUnitInvalid', unit: '', problem: 'NAME_LENGTH' }],
    [
      'a factor of zero',
      { units: [{ unit: 'BOX', numerator: '0', denominator: '1' }] },
      { problem: 'FACTOR_NOT_POSITIVE_WHOLE' },
    ],
    [
      'half a factor',
      { units: [{ unit: 'BOX', numerator: '1.5', denominator: '1' }] },
      { problem: 'FACTOR_NOT_POSITIVE_WHOLE' },
    ],
    [
      'the base unit again',
      { units: [{ unit: 'PCS', numerator: '1', denominator: '1' }] },
      { problem: 'SAME_AS_BASE_UNIT' },
    ],
    [
      'a unit twice',
      { units: ['2', '3'].map((numerator) => ({ unit: 'BOX', numerator, denominator: '1' })) },
      { unit: 'BOX', problem: 'NAMED_TWICE' },
    ],
  ])('%s is refused, and nothing is created', async (_, changes, expected) => {
    const before = await itemCount()
    const { item, userErrors } = await created('REFUSED', changes)
    expect(item).toBeNull()
    expect(userErrors).toMatchObject([expected])
    expect(userErrors[0]?.message).toMatch(/\.$/)
    expect(await itemCount()).toBe(before)
  })

  test('is refused in Chinese to those who read Chinese', async () => {
    const { data } = await ask<{ createItem: ItemAnswer }>(
      createItem,
      { input: desk('OAK-DESK') },
      { 'accept-language': 'zh-CN' },
    )
    expect(data?.createItem.userErrors).toMatchObject([{ message: '物料编码 OAK-DESK 已被使用。' }])
  })

  test('changes by version, gains units and keeps those it has', async () => {
    const { item } = await created('CHANGED')
    const itemId = item?.id
    const box = { unit: 'BOX', numerator: '12', denominator: '1' }
    const pallet = { unit: 'PALLET', numerator: '144', denominator: '1' }
    expect(await changed({ itemId, expectedVersion: 1, units: [box, pallet], active: false })).toEqual({
      item: {
        id: itemId,
        version: 2,
        active: false,
        name: { en: 'Oak desk' },
        units: [{ unit: 'BOX' }, { unit: 'PALLET' }],
      },
      userErrors: [],
    })
    expect(await changed({ itemId, expectedVersion: 1, active: true })).toMatchObject({
      userErrors: [{ __typename: 'StaleVersion', currentVersion: 2 }],
    })
    expect(await changed({ itemId, expectedVersion: 2, units: [pallet] })).toMatchObject({
      userErrors: [{ __typename: 'ItemUnitInUse', unit: 'BOX' }],
    })
    expect(await changed({ itemId, expectedVersion: 2, units: [{ ...box, numerator: '10' }, pallet] })).toMatchObject({
      userErrors: [{ __typename: 'ItemUnitInUse', unit: 'BOX' }],
    })
    const elsewhere = await userOf(newId()).query(changeItem, {
      input: { idempotencyKey: newId(), itemId, expectedVersion: 2 },
    })
    expect(elsewhere).toMatchObject({ changeItem: { item: null, userErrors: [{ __typename: 'ItemNotFound' }] } })
    const versions = await database.rows<{ version: string }>`
      select payload ->> 'version' as version from platform.outbox where aggregate_id = ${itemId} order by pos`
    expect(versions).toEqual([{ version: '1' }, { version: '2' }])
  })

  test('of two changes at once on one version, one wins', async () => {
    const { item } = await created('RACE')
    const answers = await Promise.all(
      ['A', 'B', 'C'].map((name) => changed({ itemId: item?.id, expectedVersion: 1, name: { zh: name, en: name } })),
    )
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1)
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([
      { __typename: 'StaleVersion', currentVersion: 2 },
      { __typename: 'StaleVersion', currentVersion: 2 },
    ])
  })

  test('lists in pages by code', async () => {
    const lister = userOf(newId())
    for (const code of ['C', 'A', 'B']) await lister.query(createItem, { input: desk(code) })
    const page =
      'query ($after: String) { items(first: 2, after: $after) { nodes { code } pageInfo { hasNextPage endCursor } } }'
    const first = await lister.query<{ items: { nodes: object[]; pageInfo: { endCursor: string } } }>(page)
    expect(first.items).toMatchObject({ nodes: [{ code: 'A' }, { code: 'B' }], pageInfo: { hasNextPage: true } })
    expect(await lister.query(page, { after: first.items.pageInfo.endCursor })).toMatchObject({
      items: { nodes: [{ code: 'C' }], pageInfo: { hasNextPage: false } },
    })
    expect(await lister.query('{ items(active: false) { nodes { code } } }')).toEqual({ items: { nodes: [] } })
  })
})

describe('a warehouse', () => {
  const warehouse = (code: string, changes: object = {}) => ({
    input: { idempotencyKey: newId(), code, name: { zh: '仓库', en: 'Warehouse' }, ...changes },
  })
  type Answer = {
    createWarehouse: {
      warehouse: { id: string; valuationArea: { id: string; code: string } } | null
      userErrors: { __typename: string }[]
    }
  }

  test('without an area is valued by itself, and is told to the others', async () => {
    const { createWarehouse: answer } = await query<Answer>(createWarehouse, warehouse('MAIN'))
    expect(answer).toMatchObject({
      warehouse: { code: 'MAIN', version: 1, valuationArea: { code: 'MAIN' } },
      userErrors: [],
    })
    const told = await database.rows<{ payload: unknown }>`
      select payload from platform.outbox where aggregate_id = ${answer.warehouse?.id}`
    expect(told.map(({ payload }) => warehouseChanged.schema.parse(payload))).toMatchObject([
      { code: 'MAIN', valuationAreaId: answer.warehouse?.valuationArea.id, active: true, version: 1 },
    ])
  })

  test('shares an area that there is, of its own company', async () => {
    const { createWarehouse: main } = await query<Answer>(createWarehouse, warehouse('SHARED'))
    const valuationAreaId = main.warehouse?.valuationArea.id
    const annex = await query<Answer>(createWarehouse, warehouse('ANNEX', { valuationAreaId }))
    expect(annex.createWarehouse.warehouse?.valuationArea).toEqual(main.warehouse?.valuationArea)
    const theirs = await userOf(newId()).query(createWarehouse, warehouse('THEIRS', { valuationAreaId }))
    expect(theirs).toMatchObject({ createWarehouse: { userErrors: [{ __typename: 'ValuationAreaNotFound' }] } })
  })

  test('with a code that is taken is refused and leaves no area behind', async () => {
    await query(createWarehouse, warehouse('TAKEN'))
    const again = await query(createWarehouse, warehouse('TAKEN'))
    expect(again).toMatchObject({
      createWarehouse: { warehouse: null, userErrors: [{ __typename: 'WarehouseCodeTaken' }] },
    })
    const areas = await database.rows`select 1 from valuation_area where company_id = ${companyId} and code = 'TAKEN'`
    expect(areas).toHaveLength(1)
  })

  test('is renamed by version and never moves to another area', async () => {
    const { createWarehouse: made } = await query<Answer>(createWarehouse, warehouse('RENAMED'))
    const change = `mutation ($input: ChangeWarehouseInput!) { changeWarehouse(input: $input) {
      warehouse { version name { en } active } userErrors { __typename } } }`
    const input = { idempotencyKey: newId(), warehouseId: made.warehouse?.id, expectedVersion: 1 }
    expect(await query(change, { input: { ...input, name: { zh: '新', en: 'New' } } })).toEqual({
      changeWarehouse: { warehouse: { version: 2, name: { en: 'New' }, active: true }, userErrors: [] },
    })
    expect(await query(change, { input: { ...input, idempotencyKey: newId() } })).toMatchObject({
      changeWarehouse: { userErrors: [{ __typename: 'StaleVersion' }] },
    })
    const { errors } = await ask(change, { input: { ...input, valuationAreaId: newId() } })
    expect(errors).toHaveLength(1)
  })

  test('shares an area made for the purpose', async () => {
    const create = `mutation ($input: CreateValuationAreaInput!) { createValuationArea(input: $input) {
      valuationArea { id code } userErrors { __typename } } }`
    const { createValuationArea: made } = await query<{ createValuationArea: { valuationArea: { id: string } } }>(
      create,
      warehouse('EAST'),
    )
    const shared = await query<Answer>(createWarehouse, warehouse('E1', { valuationAreaId: made.valuationArea.id }))
    expect(shared.createWarehouse.warehouse?.valuationArea).toEqual({ id: made.valuationArea.id, code: 'EAST' })
    expect(await query(create, warehouse('EAST'))).toMatchObject({
      createValuationArea: { valuationArea: null, userErrors: [{ __typename: 'ValuationAreaCodeTaken' }] },
    })
  })
})

test.each([
  ['inventory.item.manage', createItem, { input: desk('DENIED') }],
  ['inventory.item.read', '{ items { nodes { code } } }', {}],
  [
    'inventory.warehouse.manage',
    createWarehouse,
    { input: { idempotencyKey: 'k', code: 'D', name: { zh: 'D', en: 'D' } } },
  ],
  ['inventory.warehouse.read', '{ warehouses { nodes { code } } }', {}],
])('without %s the answer is no, and names what is missing', async (permission, text, variables) => {
  const before = await itemCount()
  const { errors } = await userOf(companyId, []).ask(text, variables)
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission } }])
  expect(await itemCount()).toBe(before)
})
