import { goodsReceiptConfirmed, issuePurchaseReturn } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod, Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { disagreements } from './disagreements.ts'
import { postDirectly } from './post-directly.ts'
import { stepsIn } from './stock-steps.ts'
import { type Shown, useDocuments } from './use-documents.ts'
import { useGraph } from './use-graph.ts'
import { lineOf, type Receipt, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { hear, command, database } = inventory
const graph = await useGraph(inventory)
const documents = await useDocuments(inventory, graph, 'LandedCost', ['LANDED_COST', 'PURCHASE_RETURN_UNINVOICED'])
const { company, user, step, seen, refusedAs, draft } = documents
const controller = graph.colleagueOf(company.companyId)
const direct = postDirectly(inventory, company)
const { areasOf, toldOf } = stepsIn(inventory, company)
const main = await company.warehouse('MAIN')
const east = await company.warehouse('EAST')
const far = await company.warehouse('FAR')
const on = '2026-03-21'

let items = 0
const anItem = (costing: CostingMethod, more: object = {}) => documents.item(`ITEM-${++items}`, costing, more)

async function received(item: Item, quantity: string, netValue: string, warehouse: Warehouse = main) {
  const receipt = company.receipt(warehouse, [[item, quantity, netValue]])
  await hear(goodsReceiptConfirmed, receipt)
  return receipt
}

async function entryOf(receipt: Receipt): Promise<string> {
  const [entry] = await database.rows<{ id: string }>`
    select id from stock_entry where source_line_id = ${lineOf(receipt).lineId}::uuid`
  if (!entry) throw new Error('The receipt is not in stock.')
  return entry.id
}

const charge = (amount: string, basis: string, more: object = {}) => ({ name: 'Freight', amount, basis, ...more })

async function spreads(receipts: readonly Receipt[], ...charges: readonly object[]) {
  return { businessDate: on, charges, stockEntryIds: await Promise.all(receipts.map(entryOf)) }
}

const confirms = (written: Shown) => step('Confirm', seen(written), controller)

/** Confirmed, and what finance was told of it: `quantity: stock, transit; cleared with, difference` of each line. */
async function confirmed(receipts: readonly Receipt[], ...charges: readonly object[]) {
  const { document, userErrors } = await confirms(await draft(await spreads(receipts, ...charges)))
  expect(userErrors).toEqual([])
  if (!document) throw new Error('There is no document.')
  const [told] = await toldOf(document)
  return { document, told: told?.slice(1) }
}

async function layersOf(item: Item): Promise<string[]> {
  const rows = await database.rows<{ layer: string }>`
    select trim_scale(quantity) || '/' || value as layer from stock_layer
    where item_id = ${item.id}::uuid and quantity <> 0 order by sequence`
  return rows.map(({ layer }) => layer)
}

describe('freight on the second receipt of the worked chain', () => {
  async function chain(costing: CostingMethod) {
    const item = await anItem(costing)
    const first = await received(item, '100', '1000.00')
    const second = await received(item, '50', '560.00')
    await direct.issue(item, main, '60', '2026-03-10')
    await command(issuePurchaseReturn, company.purchaseReturn(second, '10', '112.00'))
    return { item, first, second }
  }

  test('moving average: all 40 are there and bear it, and it is taken back to the cent', async () => {
    const { item, second } = await chain('MOVING_AVERAGE')
    expect(await areasOf(item)).toEqual({ MAIN: '80 / 82400' })
    const { document, told } = await confirmed([second], charge('80.00', 'VALUE'))
    expect(document).toMatchObject({ number: 'LC-2026-000001', status: 'CONFIRMED' })
    expect(told).toEqual(['0: 80.00, 0.00; 80.00, 0.00'])
    expect(await areasOf(item)).toEqual({ MAIN: '80 / 90400' })
    await documents.cancel(document)
    expect(await areasOf(item)).toEqual({ MAIN: '80 / 82400' })
    expect((await toldOf(document))[1]).toEqual(['LANDED_COST', '0: -80.00, 0.00; -80.00, 0.00'])
  })

  test('FIFO: its own layer bears it', async () => {
    const { item, second } = await chain('FIFO')
    await confirmed([second], charge('80.00', 'QUANTITY'))
    expect(await layersOf(item)).toEqual(['40/40000', '40/52800'])
  })

  test('of the first receipt, what has left is the cost of sales', async () => {
    const fifo = await chain('FIFO')
    expect((await confirmed([fifo.first], charge('30.00', 'VALUE'))).told).toEqual(['0: 12.00, 0.00; 30.00, 18.00'])
    const average = await chain('MOVING_AVERAGE')
    expect((await confirmed([average.first], charge('30.00', 'VALUE'))).told).toEqual(['0: 24.00, 0.00; 30.00, 6.00'])
  })
})

describe('charges are spread over receipt lines to the last cent', () => {
  const heavy = { weight: '2.5', volume: '0.001' }
  const light = { weight: '0.25', volume: '0.002' }

  test.each([
    // 100.00 : 300.00, 3 : 1, 7.5 : 0.25, 0.003 : 0.002
    ['VALUE', '10.01', ['2.50', '7.51']],
    ['QUANTITY', '10.01', ['7.51', '2.50']],
    ['WEIGHT', '10.00', ['9.68', '0.32']],
    ['VOLUME', '0.01', ['0.01', '0.00']],
    ['QUANTITY', '-10.01', ['-7.51', '-2.50']],
  ] as const)('by %s: %s', async (basis, amount, shares) => {
    const [one, other] = [await anItem('FIFO', heavy), await anItem('MOVING_AVERAGE', light)]
    const receipts = [await received(one, '3', '100.00'), await received(other, '1', '300.00', east)]
    const { told } = await confirmed(receipts, charge(amount, basis))
    const borne = shares.filter((share) => share !== '0.00')
    expect(told).toEqual(borne.map((share) => `0: ${share}, 0.00; ${share}, 0.00`))
  })

  test('several charges, one as typed, and what went back to the supplier draws nothing', async () => {
    const [one, other] = [await anItem('FIFO'), await anItem('FIFO')]
    const [first, second] = [await received(one, '4', '40.00'), await received(other, '4', '40.00')]
    await command(issuePurchaseReturn, company.purchaseReturn(first, '1', '10.00'))
    const shares = [{ stockEntryId: await entryOf(second), amount: '5.00' }]
    const { told } = await confirmed(
      [first, second],
      charge('7.00', 'QUANTITY'),
      charge('5.00', 'TYPED', { name: 'Insurance', shares }),
    )
    expect(told).toEqual(['0: 3.00, 0.00; 3.00, 0.00', '0: 9.00, 0.00; 9.00, 0.00'])
  })

  test('at standard cost stock bears nothing', async () => {
    const item = await anItem('STANDARD')
    await database.rows`
      insert into item_standard_cost (item_id, company_id, per_unit, changed_at)
      values (${item.id}::uuid, ${company.companyId}::uuid, 10, now())`
    const { told } = await confirmed([await received(item, '3', '33.00')], charge('6.00', 'VALUE'))
    expect(told).toEqual(['0: 0.00, 0.00; 6.00, 6.00'])
    expect(await areasOf(item)).toEqual({ MAIN: '3 / 3000' })
  })
})

describe('late cost after a transfer', () => {
  test('moving average: the own area first, then those it was moved to as far as it is still there', async () => {
    const item = await anItem('MOVING_AVERAGE')
    const receipt = await received(item, '10', '100.00')
    await direct.transfer(item, main, east, '6', on)
    await direct.issue(item, main, '3', on)
    await direct.transfer(item, east, far, '2', on)
    await direct.issue(item, east, '1', on)
    // 1 left in MAIN, 3 in EAST, 2 in FAR, 4 gone
    const { told, document } = await confirmed([receipt], charge('10.00', 'VALUE'))
    expect(told).toEqual(['0: 1.00, 0.00; 5.00, 4.00', '0: 3.00, 0.00; 3.00, 0.00', '0: 2.00, 0.00; 2.00, 0.00'])
    expect(await areasOf(item)).toEqual({ EAST: '3 / 3300', FAR: '2 / 2200', MAIN: '1 / 1100' })
    await documents.cancel(document)
    expect(await areasOf(item)).toEqual({ EAST: '3 / 3000', FAR: '2 / 2000', MAIN: '1 / 1000' })
  })

  test('an area that had goods of its own bears no more than was moved there', async () => {
    const item = await anItem('MOVING_AVERAGE')
    await received(item, '50', '500.00', east)
    const receipt = await received(item, '10', '100.00')
    await direct.transfer(item, main, east, '4', on)
    await direct.issue(item, main, '6', on)
    expect((await confirmed([receipt], charge('10.00', 'VALUE'))).told).toEqual([
      '0: 0.00, 0.00; 6.00, 6.00',
      '0: 4.00, 0.00; 4.00, 0.00',
    ])
  })

  test('FIFO: follows the layer, among goods of other receipts in the order they leave', async () => {
    const item = await anItem('FIFO')
    await received(item, '3', '30.00')
    const receipt = await received(item, '10', '200.00')
    await direct.transfer(item, main, east, '7', on)
    await direct.issue(item, east, '4', on)
    await direct.transfer(item, east, far, '1', on)
    // EAST got 3 older ones and 4 of ours; 3 older and 1 of ours were issued, 1 of ours went on to FAR, 2 stayed.
    const { told } = await confirmed([receipt], charge('10.00', 'QUANTITY'))
    expect(told).toEqual(['0: 6.00, 0.00; 7.00, 1.00', '0: 2.00, 0.00; 2.00, 0.00', '0: 1.00, 0.00; 1.00, 0.00'])
    expect(await disagreements(database)).toEqual([])
  })
})

describe('what cannot be spread is refused, and nothing happens', () => {
  test('goods that all went back have nothing left to bear', async () => {
    const item = await anItem('MOVING_AVERAGE')
    const receipt = await received(item, '2', '20.00')
    const written = await draft(await spreads([receipt], charge('1.00', 'VALUE')))
    await command(issuePurchaseReturn, company.purchaseReturn(receipt, '2', '20.00'))
    await refusedAs(confirms(written), 'NothingLeftToBear', { stockEntryId: await entryOf(receipt) })
    expect(await toldOf(written)).toEqual([])
  })

  test('items that do not say how heavy they are, and goods worth nothing', async () => {
    const item = await anItem('MOVING_AVERAGE')
    const receipt = await received(item, '2', '0.00')
    const byWeight = await draft(await spreads([receipt], charge('1.00', 'WEIGHT')))
    await refusedAs(confirms(byWeight), 'MeasureMissing', { itemId: item.id, basis: 'WEIGHT' })
    const byValue = await draft(await spreads([receipt], charge('1.00', 'VALUE')))
    await refusedAs(confirms(byValue), 'NothingToSpreadBy', { basis: 'VALUE' })
    expect(await areasOf(item)).toEqual({ MAIN: '2 / 0' })
  })

  test('a reduction beyond what stock carries', async () => {
    const item = await anItem('MOVING_AVERAGE')
    const receipt = await received(item, '2', '20.00')
    const written = await draft(await spreads([receipt], charge('-20.01', 'VALUE')))
    await refusedAs(confirms(written), 'AdjustedBelowZero', { itemId: item.id })
    expect((await confirmed([receipt], charge('-20.00', 'VALUE'))).told).toEqual(['0: -20.00, 0.00; -20.00, 0.00'])
    expect(await areasOf(item)).toEqual({ MAIN: '2 / 0' })
  })

  test('the same charge of the same bill twice, until the first is taken back', async () => {
    const receipt = await received(await anItem('FIFO'), '2', '20.00')
    const freight = charge('1.00', 'VALUE', { billReference: 'SF-2026-31' })
    const [first, again] = [
      await draft(await spreads([receipt], freight)),
      await draft(await spreads([receipt], freight)),
    ]
    const both = await Promise.all([confirms(first), confirms(again)])
    expect(both.flatMap(({ userErrors }) => userErrors.map(({ __typename }) => __typename))).toEqual(['ChargeCounted'])
    const [counted] = both.flatMap(({ document }) => document ?? [])
    const refused = counted?.id === first.id ? again : first
    await confirmed([receipt], { ...freight, name: 'Insurance' })
    if (counted) await documents.cancel(counted)
    expect((await confirms(refused)).document).toMatchObject({ status: 'CONFIRMED' })
  })

  test('by who wrote it or changed it, once both did', async () => {
    const receipt = await received(await anItem('FIFO'), '2', '20.00')
    const written = await draft(await spreads([receipt], charge('1.00', 'VALUE')))
    const changed = await documents.changedByAnother(written, await spreads([receipt], charge('6.00', 'VALUE')))
    expect(await toldOf(changed)).toEqual([['LANDED_COST', '0: 6.00, 0.00; 6.00, 0.00']])
  })

  test('by who wrote it, in a closed month, or twice', async () => {
    const receipt = await received(await anItem('FIFO'), '2', '20.00')
    const written = await draft(await spreads([receipt], charge('1.00', 'VALUE')))
    await refusedAs(step('Confirm', seen(written), user), 'MakerConfirms')
    await documents.period('CLOSED', 2)
    await refusedAs(confirms(written), 'PeriodNotOpen', { period: '2026-03' })
    await documents.period('OPEN', 3)
    expect((await confirms(written)).document).toMatchObject({ status: 'CONFIRMED' })
    await refusedAs(confirms(written), 'DocumentStatusWrong', { status: 'CONFIRMED' })
  })

  test('once goods that bore it have left their layer', async () => {
    const item = await anItem('FIFO')
    const receipt = await received(item, '2', '20.00')
    const { document } = await confirmed([receipt], charge('1.00', 'VALUE'))
    await direct.issue(item, main, '2', on)
    await refusedAs(step('Cancel', seen(document), controller), 'StockUsedSince', { itemId: item.id })
  })

  test.each<[string, object, string, object]>([
    ['nothing', charge('0', 'VALUE'), 'InvalidInput', { problem: 'ZERO' }],
    ['a charge without a name', charge('1', 'VALUE', { name: ' ' }), 'InvalidInput', { field: 'charges.0.name' }],
    ['a typed charge without shares', charge('1', 'TYPED'), 'InvalidInput', { problem: 'REQUIRED' }],
    [
      'shares that nobody asked for',
      charge('1', 'VALUE', { shares: [] }),
      'InvalidInput',
      { problem: 'ONLY_WHEN_TYPED' },
    ],
    [
      'shares that are not the whole',
      charge('1', 'TYPED', { shares: [] }),
      'InvalidInput',
      { problem: 'NOT_THE_WHOLE' },
    ],
    [
      'a share of goods that were not chosen',
      charge('1', 'TYPED', { shares: [{ stockEntryId: newId(), amount: '1' }] }),
      'InvalidInput',
      { problem: 'NOT_CHOSEN' },
    ],
  ])('%s', async (_, written, name, more) => {
    const receipt = await received(await anItem('FIFO'), '2', '20.00')
    await refusedAs(step('Create', await spreads([receipt], written)), name, more)
  })

  test('what is no receipt line', async () => {
    const item = await anItem('FIFO')
    await received(item, '2', '20.00')
    const issued = await direct.issue(item, main, '1', on)
    for (const stockEntryId of [newId(), issued.id])
      await refusedAs(
        step('Create', { businessDate: on, charges: [charge('1', 'VALUE')], stockEntryIds: [stockEntryId] }),
        'ReceiptLineUnknown',
        { path: ['input', 'stockEntryIds', '0'] },
      )
  })

  test('whoever sees some warehouses only', async () => {
    const narrow = graph.userOf(company.companyId, undefined, [main.id])
    const { errors } = await narrow.ask(`mutation { discardLandedCost(input: {
      idempotencyKey: "${newId()}", documentId: "${newId()}", expectedVersion: 1 }) { userErrors { message } } }`)
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    const written = await draft(
      await spreads([await received(await anItem('FIFO'), '1', '1.00')], charge('1', 'VALUE')),
    )
    const text = `{ landedCost(id: "${written.id}") { id } }`
    expect(await narrow.query(text)).toEqual({ landedCost: null })
    expect(await user.query(text)).toEqual({ landedCost: { id: written.id } })
  })
})

test('a draft shows what was written, is changed and given up', async () => {
  const [first, second] = [
    await received(await anItem('FIFO'), '1', '1.00'),
    await received(await anItem('FIFO'), '1', '2.00'),
  ]
  const shares = [{ stockEntryId: await entryOf(first), amount: '3.00' }]
  const written = await draft(await spreads([first, second], charge('3.00', 'TYPED', { shares })))
  const shown = () =>
    user.query(`{ landedCost(id: "${written.id}") { status total { amount } charges { name amount { amount } basis billReference
      shares { receipt { id } amount { amount } } } lines { nodes { lineNumber receipt { id } } } } }`)
  expect(await shown()).toEqual({
    landedCost: {
      status: 'DRAFT',
      total: { amount: '3.00' },
      charges: [
        {
          ...{ name: 'Freight', amount: { amount: '3.00' }, basis: 'TYPED', billReference: null },
          shares: [{ receipt: { id: await entryOf(first) }, amount: { amount: '3.00' } }],
        },
      ],
      lines: {
        nodes: [
          { lineNumber: 1, receipt: { id: await entryOf(first) } },
          { lineNumber: 2, receipt: { id: await entryOf(second) } },
        ],
      },
    },
  })
  const changed = await step('Change', { ...seen(written), ...(await spreads([second], charge('4', 'VALUE'))) })
  expect(changed.document).toMatchObject({ number: written.number, version: 2 })
  expect(await shown()).toMatchObject({
    landedCost: { total: { amount: '4.00' }, charges: [{ shares: [] }], lines: { nodes: [{ lineNumber: 1 }] } },
  })
  if (changed.document) await step('Discard', seen(changed.document))
  expect(await shown()).toMatchObject({ landedCost: { status: 'DISCARDED' } })
})

test('simulated, it says what it would do and writes nothing', async () => {
  const item = await anItem('MOVING_AVERAGE')
  const written = await draft(await spreads([await received(item, '2', '20.00')], charge('1.50', 'VALUE')))
  const { simulateLandedCost } = await user.query<{ simulateLandedCost: { simulation: object } }>(
    `{ simulateLandedCost(documentId: "${written.id}") { simulation { stockEffects { quantity value { amount }
       valueAfter { amount } } } userErrors { message } } }`,
  )
  expect(simulateLandedCost).toEqual({
    simulation: { stockEffects: [{ quantity: '0', value: { amount: '1.50' }, valueAfter: { amount: '21.50' } }] },
    userErrors: [],
  })
  expect(await areasOf(item)).toEqual({ MAIN: '2 / 2000' })
})

test('the ledger replayed is the balance, everywhere', async () => {
  expect(await disagreements(database)).toEqual([])
})
