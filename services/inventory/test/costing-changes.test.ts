import { cancelPurchaseReturnIssue, goodsReceiptConfirmed, issuePurchaseReturn } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod, Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { disagreements } from './disagreements.ts'
import { postDirectly } from './post-directly.ts'
import { stepsIn } from './stock-steps.ts'
import { type Shown, useDocuments } from './use-documents.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { hear, command, database } = inventory
const graph = await useGraph(inventory)
const documents = await useDocuments(inventory, graph, 'CostingChange', ['COSTING_CHANGE'])
const { company, user, step, seen, refusedAs, draft } = documents
const controller = graph.colleagueOf(company.companyId)
const direct = postDirectly(inventory, company)
const { areasOf, toldOf } = stepsIn(inventory, company)
const main = await company.warehouse('MAIN')
const east = await company.warehouse('EAST')
const on = '2026-03-21'

let items = 0
const anItem = (costing: CostingMethod) => documents.item(`ITEM-${++items}`, costing)
const changes = (item: Item, costing: CostingMethod, standardCost?: string) => ({
  ...{ businessDate: on, itemId: item.id, costing, reason: 'New year, new method' },
  ...(standardCost === undefined ? {} : { standardCost }),
})
const confirms = (written: Shown) => step('Confirm', seen(written), controller)

/** Confirmed, and what finance was told of it: `quantity: stock, transit; cleared with, difference` of each line. */
async function changed(item: Item, costing: CostingMethod, standardCost?: string) {
  const { document, userErrors } = await confirms(await draft(changes(item, costing, standardCost)))
  expect(userErrors).toEqual([])
  if (!document) throw new Error('There is no document.')
  const [told] = await toldOf(document)
  return { document, told: told?.slice(1).toSorted() }
}

async function received(item: Item, quantity: string, netValue: string, warehouse: Warehouse = main) {
  const receipt = company.receipt(warehouse, [[item, quantity, netValue]])
  await hear(goodsReceiptConfirmed, receipt)
  return receipt
}

async function layersOf(item: Item): Promise<string[]> {
  const rows = await database.rows<{ layer: string }>`
    select trim_scale(quantity) || '/' || value as layer from stock_layer
    where item_id = ${item.id}::uuid and quantity <> 0 order by valuation_area_id, sequence`
  return rows.map(({ layer }) => layer)
}

/** Everything that came in and went out of the item, by kind of event, and what is left of it. */
async function conserved(item: Item) {
  const rows = await database.rows<{ moved: string; left: string }>`
    select (select sum(value) from stock_entry where item_id = ${item.id}::uuid)::text as moved,
           (select sum(value) from stock_balance where item_id = ${item.id}::uuid)::text as left`
  expect(rows[0]?.moved).toBe(rows[0]?.left)
}

test('average, first in first out, standard, and average again: exact in every area, and conserved', async () => {
  const item = await anItem('MOVING_AVERAGE')
  await received(item, '2', '9.26')
  await received(item, '5', '15.20')
  await received(item, '3', '10.00', east)
  expect(await areasOf(item)).toEqual({ EAST: '3 / 1000', MAIN: '7 / 2446' })

  const toLayers = await changed(item, 'FIFO')
  expect(toLayers.document).toMatchObject({ number: 'CC-2026-000001', status: 'CONFIRMED' })
  expect(toLayers.told).toEqual(['0: 0.00, 0.00; 0.00, 0.00', '0: 0.00, 0.00; 0.00, 0.00'])
  expect((await layersOf(item)).toSorted()).toEqual(['3/1000', '7/2446'])
  await received(item, '1', '9.00')
  await direct.issue(item, main, '2', on)
  // 24.46 × 2 ÷ 7 = 6.99
  expect(await areasOf(item)).toEqual({ EAST: '3 / 1000', MAIN: '6 / 2647' })
  expect((await layersOf(item)).toSorted()).toEqual(['1/900', '3/1000', '5/1747'])

  const toStandard = await changed(item, 'STANDARD', '4.005')
  // 6 × 4.005 = 24.03; 3 × 4.005 = 12.02
  expect(toStandard.told).toEqual(['0: -2.44, 0.00; -2.44, 0.00', '0: 2.02, 0.00; 2.02, 0.00'])
  expect(await areasOf(item)).toEqual({ EAST: '3 / 1202', MAIN: '6 / 2403' })
  expect(await layersOf(item)).toEqual([])
  await received(item, '2', '9.00')
  expect(await areasOf(item)).toMatchObject({ MAIN: '8 / 3204' })

  const another = await changed(item, 'STANDARD', '5')
  expect(another.told).toEqual(['0: 2.98, 0.00; 2.98, 0.00', '0: 7.96, 0.00; 7.96, 0.00'])
  expect(await areasOf(item)).toEqual({ EAST: '3 / 1500', MAIN: '8 / 4000' })

  const back = await changed(item, 'MOVING_AVERAGE')
  expect(back.told).toEqual(['0: 0.00, 0.00; 0.00, 0.00', '0: 0.00, 0.00; 0.00, 0.00'])
  await direct.issue(item, main, '8', on)
  await direct.issue(item, east, '3', on)
  expect(await areasOf(item)).toEqual({})
  await conserved(item)
  const shown = await user.query(
    `{ costingChange(id: "${another.document.id}") { costing standardCost previousCosting previousStandardCost } }`,
  )
  expect(shown).toEqual({
    costingChange: {
      ...{ costing: 'STANDARD', standardCost: '5', previousCosting: 'STANDARD', previousStandardCost: '4.005' },
    },
  })
})

describe('what was done before a change can still be taken back where that leaves stock whole', () => {
  test.each([
    ['MOVING_AVERAGE', 'FIFO', ['10/12000', '40/48000']],
    ['FIFO', 'MOVING_AVERAGE', []],
    ['FIFO', 'STANDARD', []],
  ] as const)('goods return from %s to %s', async (before, after, layers) => {
    const item = await anItem(before)
    const receipt = await received(item, '50', '600.00')
    const purchaseReturn = company.purchaseReturn(receipt, '10', '120.00')
    await command(issuePurchaseReturn, purchaseReturn)
    await changed(item, after, after === 'STANDARD' ? '12' : undefined)
    const { companyId, purchaseReturnId } = purchaseReturn
    await command(cancelPurchaseReturnIssue, { companyId, purchaseReturnId, reason: 'No answer' })
    expect(await areasOf(item)).toEqual({ MAIN: '50 / 60000' })
    expect((await layersOf(item)).toSorted()).toEqual(layers)
  })
})

test('a late cost of goods received before the change is borne by what the change began', async () => {
  const item = await anItem('MOVING_AVERAGE')
  await received(item, '10', '100.00')
  const receipt = await received(item, '10', '120.00')
  await changed(item, 'FIFO')
  await direct.issue(item, main, '5', on)
  await documents.activate('LANDED_COST', ['INV'])
  const [entry] = await database.rows<{ id: string }>`
    select id from stock_entry where source_line_id = ${receipt.lines[0]?.lineId ?? null}::uuid`
  const charges = [{ name: 'Freight', amount: '10.00', basis: 'VALUE' }]
  const text = (verb: string) => `mutation ($input: ${verb}LandedCostInput!) { answer: ${verb.toLowerCase()}LandedCost(
    input: $input) { landedCost { id version } userErrors { message } } }`
  type Answer = { answer: { landedCost: { id: string; version: number }; userErrors: object[] } }
  const input = { idempotencyKey: newId(), businessDate: on, charges, stockEntryIds: [entry?.id] }
  const { answer } = await user.query<Answer>(text('Create'), { input })
  const { id: documentId, version: expectedVersion } = answer.landedCost
  const confirmed = await controller.query<Answer>(text('Confirm'), {
    input: { idempotencyKey: newId(), documentId, expectedVersion },
  })
  expect(confirmed.answer.userErrors).toEqual([])
  // 20 for 220.00 became one layer, out of which 10 may be ours; the first 5 of them left.
  expect(await toldOf({ id: documentId })).toEqual([['LANDED_COST', '0: 5.00, 0.00; 10.00, 5.00']])
  expect(await layersOf(item)).toEqual(['15/17000'])
})

test('whoever waited for stock while it was being changed moves it by the new method', async () => {
  const item = await anItem('MOVING_AVERAGE')
  await received(item, '50', '500.00')
  const written = await draft(changes(item, 'FIFO'))
  const receipts = Array.from({ length: 8 }, (_, index) => received(item, '1', `${index + 1}.00`))
  const outcomes = await Promise.all([...receipts.slice(0, 4), confirms(written), ...receipts.slice(4)])
  expect(outcomes).toHaveLength(9)
  expect(await areasOf(item)).toEqual({ MAIN: '58 / 53600' })
  expect(await disagreements(database)).toEqual([])
})

describe('a change is refused, and nothing happens', () => {
  test('to what the item has already', async () => {
    const item = await anItem('FIFO')
    await refusedAs(confirms(await draft(changes(item, 'FIFO'))), 'CostingUnchanged')
    await changed(item, 'STANDARD', '10')
    await refusedAs(confirms(await draft(changes(item, 'STANDARD', '10.000'))), 'CostingUnchanged')
  })

  test('to lots, while goods are on hand that may have none', async () => {
    const item = await anItem('FIFO')
    await received(item, '2', '20.00')
    await refusedAs(confirms(await draft(changes(item, 'SPECIFIC'))), 'CostingNeedsLots')
    await direct.issue(item, main, '2', on)
    expect((await changed(item, 'SPECIFIC')).told).toBeUndefined()
  })

  test('while something is below zero', async () => {
    const lenient = await documents.lenient('LENIENT')
    const item = await anItem('MOVING_AVERAGE')
    await received(item, '1', '10.00', lenient)
    const text = (verb: string) =>
      `mutation ($input: ${verb}MiscellaneousMovementInput!) { answer: ${verb.toLowerCase()}MiscellaneousMovement(
        input: $input) { miscellaneousMovement { id version } userErrors { message } } }`
    await documents.activate('OTHER_ISSUE', ['INV'])
    type Moved = { answer: { miscellaneousMovement: { id: string; version: number } } }
    const lines = [{ itemId: item.id, warehouseId: lenient.id, quantity: '3' }]
    const input = { idempotencyKey: newId(), kind: 'OTHER_ISSUE', businessDate: on, lines }
    const { answer } = await user.query<Moved>(text('Create'), { input })
    const { id: documentId, version: expectedVersion } = answer.miscellaneousMovement
    await controller.query(text('Confirm'), { input: { idempotencyKey: newId(), documentId, expectedVersion } })
    expect(await areasOf(item)).toEqual({ LENIENT: '-2 / -2000' })
    await refusedAs(confirms(await draft(changes(item, 'FIFO'))), 'StockBelowZero')
    await received(item, '3', '30.00', lenient)
    expect((await changed(item, 'FIFO')).told).toEqual(['0: 0.00, 0.00; 0.00, 0.00'])
  })

  test('by who wrote it, in a closed month, or twice', async () => {
    const item = await anItem('MOVING_AVERAGE')
    await received(item, '2', '20.00')
    const written = await draft(changes(item, 'FIFO'))
    await refusedAs(step('Confirm', seen(written), user), 'MakerConfirms')
    await documents.period('CLOSED', 2)
    await refusedAs(confirms(written), 'PeriodNotOpen', { period: '2026-03' })
    await documents.period('OPEN', 3)
    expect(await layersOf(item)).toEqual([])
    expect((await confirms(written)).document).toMatchObject({ status: 'CONFIRMED' })
    await refusedAs(confirms(written), 'DocumentStatusWrong', { status: 'CONFIRMED' })
  })

  test('by who wrote it or changed it, once both did', async () => {
    const item = await anItem('MOVING_AVERAGE')
    await received(item, '2', '20.00')
    const written = await draft(changes(item, 'FIFO'))
    await documents.changedByAnother(written, changes(item, 'STANDARD', '9'))
    expect(await areasOf(item)).toEqual({ MAIN: '2 / 1800' })
  })

  test.each<[string, object, string, object]>([
    ['a standard without a cost', { costing: 'STANDARD' }, 'InvalidInput', { problem: 'REQUIRED' }],
    [
      'a cost that is no standard',
      { costing: 'FIFO', standardCost: '1' },
      'InvalidInput',
      { problem: 'ONLY_OF_STANDARD' },
    ],
    ['a cost below zero', { costing: 'STANDARD', standardCost: '-1' }, 'InvalidInput', { problem: 'NOT_A_PRICE' }],
    ['no reason', { costing: 'FIFO', reason: '' }, 'InvalidInput', { field: 'reason' }],
    ['an item nobody knows', { costing: 'FIFO', itemId: newId() }, 'ItemUnknown', {}],
  ])('%s', async (_, input, name, more) => {
    await refusedAs(step('Create', { ...changes(await anItem('MOVING_AVERAGE'), 'FIFO'), ...input }), name, more)
  })
})

test('an item that was never in stock begins with its standard cost', async () => {
  const item = await anItem('STANDARD')
  expect((await changed(item, 'STANDARD', '2.5')).told).toBeUndefined()
  await received(item, '4', '12.00')
  expect(await areasOf(item)).toEqual({ MAIN: '4 / 1000' })
})

test('simulated, it says what it would do and writes nothing; a draft is changed and given up', async () => {
  const item = await anItem('MOVING_AVERAGE')
  await received(item, '2', '20.00')
  const written = await draft(changes(item, 'STANDARD', '9'))
  const { simulateCostingChange } = await user.query<{ simulateCostingChange: object }>(
    `{ simulateCostingChange(documentId: "${written.id}") { simulation { stockEffects { value { amount }
       valueAfter { amount } } } userErrors { message } } }`,
  )
  expect(simulateCostingChange).toEqual({
    simulation: { stockEffects: [{ value: { amount: '-2.00' }, valueAfter: { amount: '18.00' } }] },
    userErrors: [],
  })
  const { document } = await step('Change', { ...seen(written), ...changes(item, 'FIFO') })
  expect(document).toMatchObject({ number: written.number, status: 'DRAFT', version: 2 })
  if (document) expect((await step('Discard', seen(document))).document).toMatchObject({ status: 'DISCARDED' })
  expect(await areasOf(item)).toEqual({ MAIN: '2 / 2000' })
})

test('the ledger replayed is the balance, everywhere', async () => {
  expect(await disagreements(database)).toEqual([])
})
