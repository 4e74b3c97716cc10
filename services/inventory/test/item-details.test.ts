import { goodsReceiptConfirmed } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, hear } = inventory
const { userOf } = await useGraph(inventory)
const { query } = userOf(newId())

const create = `mutation ($input: CreateItemInput!) { createItem(input: $input) {
  item { id code itemClass costing tracking shelfLifeDays weight volume category { code } barcodes { barcode unit }
    attributes { attribute { code } value } }
  userErrors { __typename message ... on InvalidInput { field problem } ... on BarcodeTaken { barcode }
    ... on ItemAttributeValueInvalid { attributeCode value problem } } } }`
const change = `mutation ($input: ChangeItemInput!) { changeItem(input: $input) {
  item { version itemClass costing tracking shelfLifeDays weight volume category { code } barcodes { barcode unit }
    attributes { attribute { code } value } }
  userErrors { __typename ... on InvalidInput { field problem } ... on BarcodeTaken { barcode } } } }`
const createCategory = `mutation ($input: CreateItemCategoryInput!) { createItemCategory(input: $input) {
  itemCategory { id code parent { code } version }
  userErrors { __typename ... on ItemCategoryTooDeep { levelsAtMost } } } }`
const changeCategory = `mutation ($input: ChangeItemCategoryInput!) { changeItemCategory(input: $input) {
  itemCategory { code parent { code } itemClass version } userErrors { __typename } } }`
const createAttribute = `mutation ($input: CreateItemAttributeInput!) { createItemAttribute(input: $input) {
  itemAttribute { id code kind choices } userErrors { __typename ... on InvalidInput { field problem } } } }`

type Refusals = { userErrors: { __typename: string }[] }
type ItemAnswer = Refusals & { item: { id: string } | null }

const named = (code: string, more: object = {}) => ({
  input: { idempotencyKey: newId(), code, name: { zh: code, en: code }, ...more },
})
const newItem = async (code: string, more: object = {}) => {
  const wanted = named(code, { baseUnit: 'PCS', itemClass: 'MERCHANDISE', ...more })
  return (await query<{ createItem: ItemAnswer }>(create, wanted)).createItem
}
const changeItem = async (itemId: string | undefined, expectedVersion: number, more: object) => {
  const input = { idempotencyKey: newId(), itemId, expectedVersion, ...more }
  return (await query<{ changeItem: ItemAnswer }>(change, { input })).changeItem
}
const newCategory = async (code: string, more: object = {}) => {
  type Answer = Refusals & { itemCategory: { id: string } | null }
  return (await query<{ createItemCategory: Answer }>(createCategory, named(code, more))).createItemCategory
}
const moveCategory = async (itemCategoryId: string | undefined, expectedVersion: number, more: object) => {
  const input = { idempotencyKey: newId(), itemCategoryId, expectedVersion, ...more }
  return (await query<{ changeItemCategory: Refusals }>(changeCategory, { input })).changeItemCategory
}
const newAttribute = async (code: string, more: object) => {
  type Answer = Refusals & { itemAttribute: { id: string } | null }
  return (await query<{ createItemAttribute: Answer }>(createAttribute, named(code, more))).createItemAttribute
}

describe('categories', () => {
  test('give new items their class and costing, the nearest that says something first', async () => {
    const goods = await newCategory('GOODS', { itemClass: 'MERCHANDISE', costing: 'FIFO' })
    const lamps = await newCategory('LAMPS', { parentId: goods.itemCategory?.id, costing: 'MOVING_AVERAGE' })
    expect(lamps).toMatchObject({ itemCategory: { parent: { code: 'GOODS' }, version: 1 }, userErrors: [] })
    const lamp = { itemClass: null, categoryId: lamps.itemCategory?.id }
    expect((await newItem('DESK-LAMP', lamp)).item).toMatchObject({
      itemClass: 'MERCHANDISE',
      costing: 'MOVING_AVERAGE',
      category: { code: 'LAMPS' },
    })
    expect((await newItem('OTHER-LAMP', { ...lamp, itemClass: 'RAW_MATERIAL', costing: 'FIFO' })).item).toMatchObject({
      itemClass: 'RAW_MATERIAL',
      costing: 'FIFO',
    })
    expect((await newItem('NO-CLASS', { itemClass: null })).userErrors).toMatchObject([
      { field: 'itemClass', problem: 'REQUIRED' },
    ])
    expect(
      await query('query ($id: ID) { items(categoryId: $id) { nodes { code } } }', { id: goods.itemCategory?.id }),
    ).toEqual({ items: { nodes: [{ code: 'DESK-LAMP' }, { code: 'OTHER-LAMP' }] } })
  })

  test('an item that moves to another category keeps what it is to the books', async () => {
    const raw = await newCategory('RAW', { itemClass: 'RAW_MATERIAL', costing: 'FIFO' })
    const { item } = await newItem('MOVED')
    expect(await changeItem(item?.id, 1, { categoryId: raw.itemCategory?.id })).toMatchObject({
      item: { version: 2, itemClass: 'MERCHANDISE', costing: 'MOVING_AVERAGE', category: { code: 'RAW' } },
    })
    expect(await changeItem(item?.id, 2, { categoryId: null })).toMatchObject({ item: { category: null } })
    expect(await changeItem(item?.id, 3, { categoryId: newId() })).toMatchObject({
      item: null,
      userErrors: [{ __typename: 'ItemCategoryNotFound' }],
    })
  })

  test('stand in a tree: none below itself, none below the eighth level', async () => {
    const ids: (string | undefined)[] = []
    for (const level of [1, 2, 3, 4, 5, 6, 7, 8])
      ids.push((await newCategory(`LEVEL-${level}`, { parentId: ids.at(-1) })).itemCategory?.id)
    expect(await newCategory('LEVEL-9', { parentId: ids.at(-1) })).toMatchObject({
      itemCategory: null,
      userErrors: [{ __typename: 'ItemCategoryTooDeep', levelsAtMost: 8 }],
    })
    expect(await moveCategory(ids[1], 1, { parentId: ids[3] })).toMatchObject({
      itemCategory: null,
      userErrors: [{ __typename: 'ItemCategoryInItself' }],
    })
    const top = await newCategory('TOP')
    expect(await moveCategory(ids[0], 1, { parentId: top.itemCategory?.id })).toMatchObject({
      userErrors: [{ __typename: 'ItemCategoryTooDeep' }],
    })
    expect(await moveCategory(ids[1], 1, { parentId: top.itemCategory?.id })).toMatchObject({
      itemCategory: { code: 'LEVEL-2', parent: { code: 'TOP' }, version: 2 },
      userErrors: [],
    })
    expect(await moveCategory(ids[1], 2, { parentId: null })).toMatchObject({
      itemCategory: { parent: null, version: 3 },
    })
  })

  test('of two that would each go below the other, one stays where it is', async () => {
    const [left, right] = [await newCategory('LEFT'), await newCategory('RIGHT')]
    const answers = await Promise.all([
      moveCategory(left.itemCategory?.id, 1, { parentId: right.itemCategory?.id }),
      moveCategory(right.itemCategory?.id, 1, { parentId: left.itemCategory?.id }),
    ])
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([{ __typename: 'ItemCategoryInItself' }])
  })
})

describe('barcodes', () => {
  const find = 'query ($barcode: String!) { itemByBarcode(barcode: $barcode) { unit item { code } } }'
  const box = { unit: 'BOX', numerator: '12', denominator: '1' }

  test('find the item and the unit that was scanned, in their own company only', async () => {
    const barcodes = [
      { barcode: '6901234567892', unit: 'PCS' },
      { barcode: '16901234567899', unit: 'BOX' },
    ]
    const { item } = await newItem('SCANNED', { units: [box], barcodes })
    expect(await query(find, { barcode: '16901234567899' })).toEqual({
      itemByBarcode: { unit: 'BOX', item: { code: 'SCANNED' } },
    })
    expect(await userOf(newId()).query(find, { barcode: '16901234567899' })).toEqual({ itemByBarcode: null })
    expect(await changeItem(item?.id, 1, { barcodes: barcodes.slice(0, 1) })).toMatchObject({
      item: { barcodes: [{ barcode: '6901234567892', unit: 'PCS' }] },
    })
    expect(await query(find, { barcode: '16901234567899' })).toEqual({ itemByBarcode: null })
  })

  test('belong to one item of a company', async () => {
    await newItem('FIRST', { barcodes: [{ barcode: 'ABC-1', unit: 'PCS' }] })
    expect(await newItem('SECOND', { barcodes: [{ barcode: 'ABC-1', unit: 'PCS' }] })).toMatchObject({
      item: null,
      userErrors: [{ __typename: 'BarcodeTaken', barcode: 'ABC-1', message: 'Another item has the barcode ABC-1.' }],
    })
    expect(await database.rows`select 1 from item where code = 'SECOND'`).toEqual([])
  })

  test.each([
    ['of a unit the item does not have', [{ barcode: 'X', unit: 'BOX' }], 'UNIT_UNKNOWN'],
    ['with a space', [{ barcode: 'A B', unit: 'PCS' }], 'FORM'],
    ['twice', [1, 2].map(() => ({ barcode: 'X', unit: 'PCS' })), 'NAMED_TWICE'],
  ])('%s are refused', async (_, barcodes, problem) => {
    expect((await newItem('BAD-BARCODE', { barcodes })).userErrors).toMatchObject([{ field: 'barcodes', problem }])
  })
})

describe('attributes', () => {
  test('are text, a number or a choice, and refuse anything else', async () => {
    const colour = await newAttribute('COLOUR', { kind: 'CHOICE', choices: ['red', 'blue'] })
    const power = await newAttribute('POWER', { kind: 'NUMBER' })
    expect(colour).toMatchObject({ itemAttribute: { kind: 'CHOICE', choices: ['red', 'blue'] }, userErrors: [] })
    const [colourId, powerId] = [colour.itemAttribute?.id, power.itemAttribute?.id]
    const { item } = await newItem('RED-LAMP', {
      attributes: [
        { attributeId: powerId, value: '7.5' },
        { attributeId: colourId, value: 'red' },
      ],
    })
    expect(item).toMatchObject({
      attributes: [
        { attribute: { code: 'COLOUR' }, value: 'red' },
        { attribute: { code: 'POWER' }, value: '7.5' },
      ],
    })
    expect(await changeItem(item?.id, 1, { attributes: [{ attributeId: powerId, value: null }] })).toMatchObject({
      item: { attributes: [{ attribute: { code: 'COLOUR' }, value: 'red' }] },
    })
    for (const [attributeId, value, problem] of [
      [colourId, 'green', 'NOT_A_CHOICE'],
      [powerId, '7.5 W', 'NOT_A_NUMBER'],
    ])
      expect((await newItem('GREEN-LAMP', { attributes: [{ attributeId, value }] })).userErrors).toMatchObject([
        { __typename: 'ItemAttributeValueInvalid', value, problem },
      ])
    expect((await newItem('NO-LAMP', { attributes: [{ attributeId: newId(), value: 'x' }] })).userErrors).toMatchObject(
      [{ __typename: 'ItemAttributeNotFound' }],
    )
  })

  test('of a CHOICE have choices, and only they', async () => {
    expect((await newAttribute('NO-CHOICE', { kind: 'CHOICE' })).userErrors).toMatchObject([{ problem: 'ONE_TO_100' }])
    expect((await newAttribute('NOTE', { kind: 'TEXT', choices: ['a'] })).userErrors).toMatchObject([
      { field: 'choices', problem: 'ONLY_FOR_CHOICE' },
    ])
  })
})

describe('tracking, shelf life, weight and volume', () => {
  test('are shown as they were given', async () => {
    const details = { tracking: 'LOT', shelfLifeDays: 365, weight: '38.5', volume: '0.72' }
    const { item } = await newItem('MILK', details)
    expect(item).toMatchObject(details)
    const told = await database.rows<{ payload: object }>`
      select payload from platform.outbox where aggregate_id = ${item?.id}`
    expect(told).toMatchObject([{ payload: { ...details, categoryId: null } }])
    expect(await changeItem(item?.id, 1, { shelfLifeDays: null, weight: null })).toMatchObject({
      item: { tracking: 'LOT', shelfLifeDays: null, weight: null, volume: '0.72' },
    })
  })

  test.each([
    [{ tracking: 'LOT', shelfLifeDays: 0 }, 'shelfLifeDays', 'RANGE'],
    [{ shelfLifeDays: 30 }, 'shelfLifeDays', 'NOT_TRACKED'],
    [{ itemClass: 'SERVICE', tracking: 'SERIAL' }, 'tracking', 'NOT_STOCKED'],
    [{ weight: '0' }, 'weight', 'NOT_POSITIVE_DECIMAL'],
    [{ volume: '0.0000000001' }, 'volume', 'NOT_POSITIVE_DECIMAL'],
  ])('%j is refused', async (details, field, problem) => {
    expect((await newItem('BAD-DETAIL', details)).userErrors).toMatchObject([{ field, problem }])
  })

  test('how pieces are told apart is decided before the first moves', async () => {
    const company = await inventory.company()
    const item = await company.item('SEEDS', 'FIFO')
    const user = userOf(company.companyId)
    const track = (expectedVersion: number, tracking: string) =>
      user.query(change, { input: { idempotencyKey: newId(), itemId: item.id, expectedVersion, tracking } })
    expect(await track(1, 'LOT')).toMatchObject({ changeItem: { item: { tracking: 'LOT', version: 2 } } })
    expect(await track(2, 'NONE')).toMatchObject({ changeItem: { item: { tracking: 'NONE', version: 3 } } })
    await hear(goodsReceiptConfirmed, company.receipt(await company.warehouse('MAIN'), [[item, '5', '10.00']]))
    expect(await track(3, 'LOT')).toMatchObject({
      changeItem: { item: null, userErrors: [{ __typename: 'ItemTrackingInUse' }] },
    })
  })
})
