import { dimensionValueChanged } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod, Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { useDocuments } from './use-documents.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database } = inventory
const graph = await useGraph(inventory)
const documents = await useDocuments(inventory, graph, 'MiscellaneousMovement', [
  'OTHER_RECEIPT',
  'OTHER_ISSUE',
  'STOCK_SCRAP',
  'OPENING_STOCK',
])
const { company, user, confirmer, step, seen, refusedAs, draft, confirm, cancel, confirmed, ledgerOf } = documents
const main = await company.warehouse('MAIN')

type Line = { item: Item; warehouse?: Warehouse } & Record<string, unknown>
const on = '2026-03-10'
const movement = (kind: string, ...lines: Line[]) => ({
  kind,
  businessDate: on,
  reason: 'As agreed',
  lines: lines.map(({ item, warehouse = main, ...line }) => ({ itemId: item.id, warehouseId: warehouse.id, ...line })),
})
const comesIn = (...lines: Line[]) => movement('OTHER_RECEIPT', ...lines)
const goesOut = (...lines: Line[]) => movement('OTHER_ISSUE', ...lines)
const events = async () =>
  (await database.rows<{ count: number }>`select count(*)::int as count from platform.outbox`)[0]?.count

describe('what comes and goes for another reason', () => {
  test('counts in any unit of the item, at the value of the whole line', async () => {
    const tile = await documents.item('TILE', 'MOVING_AVERAGE', {
      units: [{ unit: 'BOX', numerator: '12', denominator: '1' }],
    })
    const receipt = await confirmed(comesIn({ item: tile, quantity: '3', unit: 'BOX', value: '300.00' }))
    expect(receipt).toMatchObject({
      number: 'MM-2026-000001',
      status: 'CONFIRMED',
      version: 2,
      stockEntries: [{ quantity: '36', value: { amount: '300.00' }, clearingValue: { amount: '300.00' } }],
      legs: [
        { kind: 'STOCK', state: 'POSTED' },
        { kind: 'LEDGER', state: 'PENDING' },
      ],
    })
    await confirmed(goesOut({ item: tile, quantity: '5' }))
    await confirmed(goesOut({ item: tile, quantity: '31' }))
    expect(await ledgerOf(tile)).toEqual([
      '36 / 300.00 → 36 / 300.00',
      '-5 / -41.67 → 31 / 258.33',
      '-31 / -258.33 → 0 / 0.00',
    ])
  })

  test('may be worth nothing only where that is meant, with a word why', async () => {
    const sample = await documents.item('SAMPLE', 'MOVING_AVERAGE')
    const free = { item: sample, quantity: '5', value: '0' }
    await refusedAs(step('Create', comesIn(free)), 'InvalidInput', { field: 'lines.0.value' })
    await refusedAs(step('Create', comesIn({ ...free, zeroCost: true })), 'InvalidInput', { field: 'lines.0.note' })
    await confirmed(comesIn({ ...free, zeroCost: true, note: 'Free sample' }))
    await confirmed(comesIn({ item: sample, quantity: '5', value: '50.00' }))
    expect(await ledgerOf(sample)).toEqual(['5 / 0.00 → 5 / 0.00', '5 / 50.00 → 10 / 50.00'])
  })

  test('scrap bears the input VAT that is transferred out, half up', async () => {
    const broken = await documents.item('BROKEN', 'MOVING_AVERAGE')
    await confirmed(movement('OPENING_STOCK', { item: broken, quantity: '3', value: '69.75' }))
    const scrap = await confirmed(movement('SCRAP', { item: broken, quantity: '1', inputVatRate: '13' }))
    expect(scrap.stockEntries).toEqual([
      { quantity: '-1', value: { amount: '-23.25' }, clearingValue: { amount: '-26.27' } },
    ])
    const [told] = await database.rows<{ line: Record<string, string> }>`
      select payload -> 'lines' -> 0 as line from platform.outbox
      where payload ->> 'eventKind' = 'STOCK_SCRAP'`
    expect(told?.line).toMatchObject({ stockValue: '-23.25', clearingValue: '-26.27', differenceValue: '-3.02' })
  })
})

describe('who bears it', () => {
  const [department, project, closed] = [newId(), newId(), newId()]
  const value = { companyId: company.companyId, code: 'D01', name: { zh: '部门', en: 'Department' } }
  const tell = (dimensionValueId: string, dimension: 'DEPARTMENT' | 'PROJECT', active = true, version = 1) =>
    inventory.hear(dimensionValueChanged, { ...value, dimensionValueId, dimension, active, version })

  test('is told with the goods, a department and a project in use', async () => {
    await tell(department, 'DEPARTMENT')
    await tell(project, 'PROJECT')
    await tell(closed, 'DEPARTMENT', false)
    const item = await documents.item('BORNE', 'MOVING_AVERAGE')
    await confirmed(comesIn({ item, quantity: '10', value: '100.00' }))
    const bearer = { departmentId: department, projectId: project }
    const issue = await confirmed(goesOut({ item, quantity: '1', ...bearer }, { item, quantity: '1' }))
    const [told] = await database.rows<{ lines: Record<string, string>[] }>`
      select payload -> 'lines' as lines from platform.outbox
      where type = 'inventory.stock-document.posted.v1' and payload ->> 'documentId' = ${issue.id}`
    expect(told?.lines.map(({ departmentId, projectId }) => [departmentId, projectId])).toEqual([
      [department, project],
      [undefined, undefined],
    ])

    const before = await events()
    for (const [field, problem, id] of [
      ['departmentId', 'NOT_FOUND', newId()],
      ['departmentId', 'NOT_FOUND', project],
      ['projectId', 'NOT_FOUND', department],
      ['departmentId', 'NOT_ACTIVE', closed],
    ] as const)
      await refusedAs(step('Create', goesOut({ item, quantity: '1', [field]: id })), 'InvalidInput', {
        ...{ field: `lines.0.${field}`, problem },
      })
    const written = await draft(goesOut({ item, quantity: '1', ...bearer }))
    await tell(project, 'PROJECT', false, 2)
    await refusedAs(step('Confirm', seen(written)), 'InvalidInput', {
      ...{ field: 'lines.0.projectId', problem: 'NOT_ACTIVE' },
    })
    expect(await events()).toBe(before)
  })
})

describe.each<CostingMethod>(['MOVING_AVERAGE', 'FIFO'])('less than nothing, under %s', (costing) => {
  test('is covered by what comes later, and a cancelled issue comes back at what it came to cost', async () => {
    const item = await documents.item(`EARLY-${costing}`, costing)
    const warehouse = await documents.lenient(`NEG-${costing}`)
    await confirmed(comesIn({ item, warehouse, quantity: '1', value: '12.00' }))
    await confirmed(goesOut({ item, warehouse, quantity: '1' }))
    const early = await confirmed(goesOut({ item, warehouse, quantity: '10' }))
    const covering = await confirmed(comesIn({ item, warehouse, quantity: '30', value: '375.00' }))
    expect((await ledgerOf(item)).slice(2)).toEqual([
      '-10 / -120.00 → -10 / -120.00',
      '0 / -5.00 → -10 / -125.00',
      '30 / 375.00 → 20 / 250.00',
    ])
    await refusedAs(step('Cancel', seen(covering)), 'StockUsedSince', { itemId: item.id })

    await cancel(early)
    expect((await ledgerOf(item)).slice(5)).toEqual(['back 10 / 120.00 → 30 / 370.00', 'back 0 / 5.00 → 30 / 375.00'])
    expect(await company.stockOf(item)).toEqual({ balances: ['30 / 37500'], onHand: ['30'] })
    await confirmed(goesOut({ item, warehouse, quantity: '30' }))
    expect(await company.stockOf(item)).toEqual({ balances: ['0 / 0'], onHand: ['0'] })
  })
})

describe('taking back', () => {
  test('happens at the same value in the open period, and not once it was used', async () => {
    const item = await documents.item('BACK', 'FIFO')
    const receipt = await confirmed(comesIn({ item, quantity: '10', value: '100.00' }))
    const issue = await confirmed(goesOut({ item, quantity: '4' }))
    await refusedAs(step('Cancel', seen(receipt)), 'StockUsedSince', { itemId: item.id })
    expect(await cancel(issue)).toMatchObject({ status: 'CANCELLED', version: 3 })
    await refusedAs(step('Cancel', seen({ ...issue, version: 3 })), 'DocumentStatusWrong', { status: 'CANCELLED' })

    await documents.period('CLOSED', 2)
    const before = await events()
    await refusedAs(step('Cancel', seen(receipt)), 'PeriodNotOpen', { period: '2026-03' })
    expect(await events()).toBe(before)
    await documents.period('OPEN', 3)
    await cancel(receipt)
    expect(await ledgerOf(item)).toEqual([
      '10 / 100.00 → 10 / 100.00',
      '-4 / -40.00 → 6 / 60.00',
      'back 4 / 40.00 → 10 / 100.00',
      'back -10 / -100.00 → 0 / 0.00',
    ])
  })
})

describe('a draft', () => {
  test('counts for nothing, is written anew, and is given up', async () => {
    const item = await documents.item('DRAFTED', 'MOVING_AVERAGE')
    const first = await draft(comesIn({ item, quantity: '1', value: '1.00' }))
    expect(first).toMatchObject({ status: 'DRAFT', version: 1, stockEntries: [], legs: [] })
    const { kind: _, ...anew } = comesIn({ item, quantity: '2', value: '3.00' }, { item, quantity: '1', value: '2.00' })
    const changed = await step('Change', { ...seen(first), ...anew })
    expect(changed.document).toMatchObject({ number: first.number, version: 2 })
    await refusedAs(step('Confirm', seen(first)), 'StaleVersion', { currentVersion: 2 })
    await step('Discard', { ...seen(first), expectedVersion: 2 })
    await refusedAs(step('Confirm', { ...seen(first), expectedVersion: 3 }), 'DocumentStatusWrong', {
      expected: 'DRAFT',
    })
    expect(await company.stockOf(item)).toEqual({ balances: [], onHand: [] })
  })

  test('is confirmed once, however often that is asked', async () => {
    const item = await documents.item('ONCE', 'MOVING_AVERAGE')
    const written = await draft(comesIn({ item, quantity: '1', value: '1.00' }))
    const same = { ...seen(written), idempotencyKey: newId() }
    const answers = [await step('Confirm', same), await step('Confirm', same)]
    expect(answers.map(({ document }) => document?.version)).toEqual([2, 2])
    expect(await company.stockOf(item)).toEqual({ balances: ['1 / 100'], onHand: ['1'] })
    await refusedAs(step('Confirm', { ...same, expectedVersion: 2 }), 'IdempotencyKeyReused')
  })

  test('shows what confirming it will do, to the cent, and nothing is written', async () => {
    const item = await documents.item('SHOWN', 'FIFO')
    await confirmed(comesIn({ item, quantity: '3', value: '10.00' }))
    const written = await draft(goesOut({ item, quantity: '2' }))
    const before = await events()
    const { simulate } = await user.query<{ simulate: { simulation: { stockEffects: unknown[] } } }>(
      `query ($id: ID!) { simulate: simulateMiscellaneousMovement(documentId: $id) {
        simulation { postingFacts stockEffects { quantity value { amount } quantityAfter valueAfter { amount } } }
        userErrors { __typename } } }`,
      { id: written.id },
    )
    expect(simulate).toMatchObject({
      simulation: {
        stockEffects: [
          { quantity: '-2', value: { amount: '-6.67' }, quantityAfter: '1', valueAfter: { amount: '3.33' } },
        ],
      },
      userErrors: [],
    })
    expect(await events()).toBe(before)
    expect((await confirm(written)).stockEntries).toMatchObject([{ value: { amount: '-6.67' } }])
  })

  test('of what goes out is confirmed by nobody who wrote some of it; what comes in may be', async () => {
    const item = await documents.item('TWO-HANDS', 'FIFO')
    const receipt = await draft(comesIn({ item, quantity: '10', value: '100.00' }))
    expect((await step('Confirm', seen(receipt), user)).document).toMatchObject({ status: 'CONFIRMED' })
    for (const kind of ['OTHER_ISSUE', 'SCRAP'] as const) {
      const written = await draft(movement(kind, { item, quantity: '1' }))
      await refusedAs(step('Confirm', seen(written), user), 'MakerConfirms')
      const { kind: _, ...content } = movement(kind, { item, quantity: '2' })
      expect(await documents.changedByAnother(written, content)).toMatchObject({ status: 'CONFIRMED' })
    }
    expect((await ledgerOf(item)).at(-1)).toBe('-2 / -20.00 → 6 / 60.00')
  })

  test('is confirmed with others one by one; what is refused holds up no other', async () => {
    const item = await documents.item('MANY', 'MOVING_AVERAGE')
    const receipt = await draft(comesIn({ item, quantity: '5', value: '50.00' }))
    const tooMuch = await draft(goesOut({ item, quantity: '6' }))
    const issue = await draft(goesOut({ item, quantity: '5' }))
    const input = { idempotencyKey: newId(), documents: [receipt, tooMuch, issue].map(seen) }
    const text = `mutation ($input: ConfirmMiscellaneousMovementsInput!) { confirmMiscellaneousMovements(input: $input) {
      results { miscellaneousMovement { status } userErrors { __typename } } userErrors { __typename } } }`
    expect(await confirmer.query(text, { input })).toEqual({
      confirmMiscellaneousMovements: {
        results: [
          { miscellaneousMovement: { status: 'CONFIRMED' }, userErrors: [] },
          { miscellaneousMovement: null, userErrors: [{ __typename: 'StockInsufficient' }] },
          { miscellaneousMovement: { status: 'CONFIRMED' }, userErrors: [] },
        ],
        userErrors: [],
      },
    })
    expect(await company.stockOf(item)).toEqual({ balances: ['0 / 0'], onHand: ['0'] })
  })

  test('loses no line once it is confirmed, not even to the application itself', async () => {
    const item = await documents.item('KEPT', 'MOVING_AVERAGE')
    const { id } = await confirmed(comesIn({ item, quantity: '1', value: '1.00' }))
    const deleted = await inventory.transactor.transact(
      company.caller,
      'test',
      ({ tx }) => tx.$executeRaw`delete from miscellaneous_movement_line where document_id = ${id}::uuid`,
    )
    expect(deleted).toBe(0)
  })
})

describe('lots and serial numbers', () => {
  test('are made by what brings them in, with their dates, and named by what takes them out', async () => {
    const item = await documents.item('MILK', 'SPECIFIC', { tracking: 'LOT', shelfLifeDays: 30 })
    const lotCode = 'L-1'
    await confirmed(comesIn({ item, quantity: '4', value: '40.00', lotCode, manufacturedOn: '2026-03-01' }))
    expect(await database.rows`select code, expires_on::text from lot where item_id = ${item.id}`).toEqual([
      { code: 'L-1', expires_on: '2026-03-31' },
    ])
    await confirmed(comesIn({ item, quantity: '4', value: '44.00', lotCode: 'L-2' }))
    await confirmed(goesOut({ item, quantity: '3', lotCode: 'L-2' }))
    expect((await ledgerOf(item)).at(-1)).toBe('-3 / -33.00 → 5 / 51.00')
    await refusedAs(step('Confirm', seen(await draft(goesOut({ item, quantity: '1', lotCode: 'L-3' })))), 'LotUnknown')
    await refusedAs(step('Confirm', seen(await draft(goesOut({ item, quantity: '1' })))), 'LotRequired')
    await refusedAs(
      step('Confirm', seen(await draft(goesOut({ item, quantity: '2', lotCode: 'L-2' })))),
      'StockInsufficient',
      {
        available: '1',
      },
    )
  })

  test('a piece with a serial number is in one place', async () => {
    const item = await documents.item('PHONE', 'MOVING_AVERAGE', { tracking: 'SERIAL' })
    const piece = { item, quantity: '1', value: '100.00', lotCode: 'SN-1' }
    await refusedAs(step('Create', comesIn({ ...piece, quantity: '2' })), 'InvalidInput', { field: 'lines.0.quantity' })
    await refusedAs(step('Create', comesIn(piece, piece)), 'InvalidInput', { problem: 'NAMED_TWICE' })
    await confirmed(comesIn(piece))
    await refusedAs(step('Confirm', seen(await draft(comesIn(piece)))), 'SerialInStock')
    await confirmed(goesOut({ item, quantity: '1', lotCode: 'SN-1' }))
    await confirmed(comesIn(piece))
    expect(await company.stockOf(item)).toEqual({ balances: ['1 / 10000'], onHand: ['1'] })
  })
})

describe('what cannot be', () => {
  test.each<[string, (item: Item) => object, string, object]>([
    ['no lines', () => comesIn(), 'InvalidInput', { field: 'lines', problem: 'EMPTY' }],
    ['a receipt without a value', (item) => comesIn({ item, quantity: '1' }), 'InvalidInput', { problem: 'REQUIRED' }],
    [
      'an issue with a value',
      (item) => goesOut({ item, quantity: '1', value: '1' }),
      'InvalidInput',
      { problem: 'ONLY_OF_RECEIPTS' },
    ],
    [
      'three decimals of a yuan',
      (item) => comesIn({ item, quantity: '1', value: '1.001' }),
      'InvalidInput',
      { field: 'lines.0.value' },
    ],
    [
      'nothing',
      (item) => goesOut({ item, quantity: '0' }),
      'QuantityInvalid',
      { path: ['input', 'lines', '0', 'quantity'] },
    ],
    ['a unit the item does not have', (item) => goesOut({ item, quantity: '1', unit: 'TON' }), 'UnitUnknown', {}],
    [
      'a lot of what is not tracked',
      (item) => goesOut({ item, quantity: '1', lotCode: 'X' }),
      'InvalidInput',
      { problem: 'ITEM_NOT_TRACKED' },
    ],
    [
      'input VAT of an issue',
      (item) => goesOut({ item, quantity: '1', inputVatRate: '13' }),
      'InvalidInput',
      { problem: 'ONLY_OF_SCRAP' },
    ],
    [
      'a reason without end',
      (item) => ({ ...goesOut({ item, quantity: '1' }), reason: 'x'.repeat(501) }),
      'InvalidInput',
      { field: 'reason' },
    ],
    [
      'a thousand and one lines',
      (item) => goesOut(...Array.from({ length: 1001 }, () => ({ item, quantity: '1' }))),
      'InvalidInput',
      { problem: 'TOO_MANY' },
    ],
  ])('%s is refused, and no draft is written', async (_, input, name, more) => {
    const item = await documents.item(`BAD-${newId()}`.slice(0, 40), 'MOVING_AVERAGE')
    const count = async () => (await database.rows`select 1 from inventory_document`).length
    const before = await count()
    await refusedAs(step('Create', input(item)), name, more)
    expect(await count()).toBe(before)
  })

  test('what finance could not post is refused before it counts', async () => {
    const item = await documents.item('UNPOSTABLE', 'MOVING_AVERAGE')
    const written = await draft(comesIn({ item, quantity: '1', value: '1.00' }))
    await documents.activate('OTHER_RECEIPT', ['INV', 'NOWHERE'], 2)
    await refusedAs(step('Confirm', seen(written)), 'AccountRuleMissing', { accountKey: 'NOWHERE' })
    await documents.activate('OTHER_RECEIPT', ['INV'], 3)
    await documents.period('CLOSED', 4)
    await refusedAs(step('Confirm', seen(written)), 'PeriodNotOpen')
    await documents.period('OPEN', 5, ['INVENTORY'])
    await refusedAs(step('Confirm', seen(written)), 'PeriodNotOpen', { period: '2026-03', module: 'INVENTORY' })
    await documents.period('OPEN', 6, ['PURCHASING', 'SALES', 'FINANCE'])
    expect(await company.stockOf(item)).toEqual({ balances: [], onHand: [] })
    await confirm(written)
  })

  test('without the permission nothing happens', async () => {
    const reader = graph.userOf(company.companyId, ['inventory.miscellaneousMovement.read'])
    const { errors } = await reader.ask(
      'mutation ($input: DiscardMiscellaneousMovementInput!) { discardMiscellaneousMovement(input: $input) { userErrors { code } } }',
      { input: { idempotencyKey: newId(), documentId: newId(), expectedVersion: 1 } },
    )
    expect(errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', permission: 'inventory.miscellaneousMovement.create' } },
    ])
  })
})
