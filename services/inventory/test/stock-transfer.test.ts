import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod, Item } from '../src/domain/item.ts'
import type { StockTransfer, StockTransferKind } from '../src/domain/stock-transfer.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { cancelStockTransfer } from '../src/use-cases/cancel-stock-transfer.ts'
import { confirmStockTransfer } from '../src/use-cases/confirm-stock-transfer.ts'
import { createItem } from '../src/use-cases/create-item.ts'
import { createStockTransfer } from '../src/use-cases/create-stock-transfer.ts'
import { loseInStockTransfer } from '../src/use-cases/lose-in-stock-transfer.ts'
import { receiveStockTransfer } from '../src/use-cases/receive-stock-transfer.ts'
import { reserveByHand } from '../src/use-cases/reserve-by-hand.ts'
import { simulateStockTransfer } from '../src/use-cases/simulate-stock-transfer.ts'
import { settleAccounts, stepsIn } from './stock-steps.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, transactor } = inventory
const company = await inventory.company()
const eventKinds = ['STOCK_TRANSFER', 'TRANSFER_SHIPMENT', 'TRANSFER_RECEIPT', 'TRANSFER_LOSS']
await settleAccounts(inventory, company, eventKinds)
const { attempt, done, has, areasOf, warehousesOf, toldOf } = stepsIn(inventory, company)

const main = await company.warehouse('A')
const annex = await company.warehouse('A-ANNEX', main.valuationAreaId)
const branch = await company.warehouse('B')

type Terms = { to?: Warehouse; from?: Warehouse; on?: string; lines?: object }

function order(kind: StockTransferKind, item: Item, quantity: string, terms: Terms = {}) {
  const { from = main, to = branch, on = '2026-03-10', lines = {} } = terms
  return {
    kind,
    fromWarehouseId: from.id,
    toWarehouseId: to.id,
    businessDate: on as never,
    lines: [{ itemId: item.id, quantity, ...lines }],
  }
}

const drafts = (kind: StockTransferKind, item: Item, quantity: string, terms?: Terms) =>
  done((unit) => createStockTransfer(unit, order(kind, item, quantity, terms)))

const named = ({ id, version }: StockTransfer) => ({ stockTransferId: id, expectedVersion: version })

const confirms = (draft: StockTransfer) => done((unit) => confirmStockTransfer(unit, named(draft)))

const transfers = async (...given: Parameters<typeof drafts>) => confirms(await drafts(...given))

function part(transfer: StockTransfer, quantity: string) {
  const [line] = transfer.lines
  return { ...named(transfer), lines: [{ stockTransferLineId: line?.id ?? '', quantity }] }
}

const receives = (transfer: StockTransfer, quantity?: string) =>
  done((unit) =>
    receiveStockTransfer(unit, {
      ...(quantity === undefined ? named(transfer) : part(transfer, quantity)),
      receivedOn: '2026-03-12' as never,
    }),
  )

/** The stock at the end of the chain in DOMAIN.md 2.3, before goods go to B. */
const chain: Record<string, readonly (readonly [string, string])[]> = {
  MOVING_AVERAGE: [['73', '848.75']],
  FIFO: [
    ['28', '288.40'],
    ['40', '520.00'],
    ['5', '50.00'],
  ],
}
const figures = [
  { costing: 'MOVING_AVERAGE', value: '232.53', minor: '23253', left: '53 / 61622' },
  { costing: 'FIFO', value: '206.00', minor: '20600', left: '53 / 65240' },
] as const

describe.each(figures)('goods that go to another area, under $costing', ({ costing, value, minor, left }) => {
  test('at once, keep the exact value they leave with', async () => {
    const item = await company.item(`ONE-${costing}`, costing)
    await has(main, item, ...(chain[costing] ?? []))
    const transfer = await transfers('ONE_STEP', item, '20')
    expect(transfer).toMatchObject({ status: 'CONFIRMED', version: 2, number: expect.stringMatching(/^ST-2026-0/) })
    expect(await areasOf(item)).toEqual({ A: left, B: `20 / ${minor}` })
    expect(await warehousesOf(item)).toEqual({ A: '53', B: '20' })
    expect(await toldOf(transfer)).toEqual([
      ['STOCK_TRANSFER', `-20: -${value}, 0.00; -${value}, 0.00`, `20: ${value}, 0.00; ${value}, 0.00`],
    ])
  })

  test('by way of transit, keep it on both legs', async () => {
    const item = await company.item(`TWO-${costing}`, costing)
    await has(main, item, ...(chain[costing] ?? []))
    const shipped = await transfers('TWO_STEP', item, '20')
    expect(shipped.status).toBe('SHIPPED')
    expect(await areasOf(item)).toEqual({ A: left, 'IN-TRANSIT': `20 / ${minor}` })
    const received = await receives(shipped)
    expect(received).toMatchObject({ status: 'RECEIVED', version: 3 })
    expect(await areasOf(item)).toEqual({ A: left, B: `20 / ${minor}` })
    expect(await toldOf(shipped)).toEqual([
      ['TRANSFER_SHIPMENT', `-20: -${value}, 0.00; -${value}, 0.00`, `20: 0.00, ${value}; ${value}, 0.00`],
      ['TRANSFER_RECEIPT', `-20: 0.00, -${value}; -${value}, 0.00`, `20: ${value}, 0.00; ${value}, 0.00`],
    ])
  })

  test('are back as if they had never gone when the transfer is taken back', async () => {
    for (const kind of ['ONE_STEP', 'TWO_STEP'] as const) {
      const item = await company.item(`BACK-${kind}-${costing}`, costing)
      await has(main, item, ...(chain[costing] ?? []))
      const layers = () => database.rows`
        select quantity::text, value::text from stock_layer
        where item_id = ${item.id} and quantity <> 0 order by sequence`
      const before = { areas: await areasOf(item), warehouses: await warehousesOf(item), layers: await layers() }
      const transfer = await transfers(kind, item, '20')
      const cancelled = await done((unit) => cancelStockTransfer(unit, named(transfer)))
      expect(cancelled).toMatchObject({ status: 'CANCELLED', version: 3 })
      expect({ areas: await areasOf(item), warehouses: await warehousesOf(item), layers: await layers() }).toEqual(
        before,
      )
      expect(await toldOf(transfer)).toHaveLength(2)
    }
  })
})

describe('a shipment that arrives in parts', () => {
  test('gives each part its share, the last takes the rest, and what is lost bears its input VAT', async () => {
    const item = await company.item('PARTS', 'MOVING_AVERAGE')
    await has(main, item, ['73', '848.75'])
    const shipped = await transfers('TWO_STEP', item, '20')
    const first = await receives(shipped, '12')
    expect(first).toMatchObject({ status: 'SHIPPED', parts: 1 })
    expect(await areasOf(item)).toEqual({ A: '53 / 61622', B: '12 / 13952', 'IN-TRANSIT': '8 / 9301' })
    const second = await done(
      (unit) =>
        loseInStockTransfer(unit, { ...part(first, '3'), lostOn: '2026-03-13' as never, inputVatPercent: '13' }),
      newId(),
    )
    const third = await receives(second)
    expect(third).toMatchObject({ status: 'RECEIVED', parts: 3 })
    expect(third.lines.map((line) => [line.receivedQuantity.toFixed(), line.lostQuantity.toFixed()])).toEqual([
      ['17', '3'],
    ])
    expect(await areasOf(item)).toEqual({ A: '53 / 61622', B: '17 / 19765' })
    expect((await toldOf(shipped)).slice(1)).toEqual([
      ['TRANSFER_RECEIPT', '-12: 0.00, -139.52; -139.52, 0.00', '12: 139.52, 0.00; 139.52, 0.00'],
      ['TRANSFER_LOSS', '-3: 0.00, -34.88; -39.41, -4.53'],
      ['TRANSFER_RECEIPT', '-5: 0.00, -58.13; -58.13, 0.00', '5: 58.13, 0.00; 58.13, 0.00'],
    ])
  })

  test('does not mix with another shipment of the item, whichever arrives first', async () => {
    const item = await company.item('APART', 'MOVING_AVERAGE')
    await has(main, item, ['1', '10.00'])
    const cheap = await transfers('TWO_STEP', item, '1')
    await has(main, item, ['1', '20.00'])
    const dear = await transfers('TWO_STEP', item, '1')
    expect(await areasOf(item)).toEqual({ 'IN-TRANSIT': '2 / 3000' })
    await receives(dear)
    expect(await areasOf(item)).toEqual({ B: '1 / 2000', 'IN-TRANSIT': '1 / 1000' })
    await receives(cheap)
    expect(await areasOf(item)).toEqual({ B: '2 / 3000' })
  })

  test('arrives no more than was shipped, not before it left, and is not taken back any more', async () => {
    const item = await company.item('TOO-MUCH', 'FIFO')
    await has(main, item, ['5', '50.00'])
    const shipped = await transfers('TWO_STEP', item, '5')
    const receivedOn = '2026-03-12' as never
    expect(await attempt((unit) => receiveStockTransfer(unit, { ...part(shipped, '5.000001'), receivedOn }))).toEqual({
      refusal: 'MoreThanInTransit',
      stockTransferLineId: shipped.lines[0]?.id,
      inTransit: '5',
      requested: '5.000001',
      path: ['input', 'lines', '0', 'quantity'],
    })
    expect(
      await attempt((unit) => receiveStockTransfer(unit, { ...named(shipped), receivedOn: '2026-03-09' as never })),
    ).toMatchObject({ refusal: 'InvalidInput', field: 'receivedOn', problem: 'BEFORE_SHIPMENT' })
    expect(
      await attempt((unit) =>
        loseInStockTransfer(unit, { ...named(shipped), lostOn: receivedOn, inputVatPercent: '100.5' }),
      ),
    ).toMatchObject({ refusal: 'InvalidInput', field: 'inputVatPercent' })
    expect(await areasOf(item)).toEqual({ 'IN-TRANSIT': '5 / 5000' })

    const partly = await receives(shipped, '2')
    expect(await attempt((unit) => cancelStockTransfer(unit, named(partly)))).toEqual({
      refusal: 'StockTransferPartlyReceived',
    })
    expect(await areasOf(item)).toEqual({ B: '2 / 2000', 'IN-TRANSIT': '3 / 3000' })
  })
})

describe('inside one valuation area', () => {
  test('only a quantity moves, and finance has nothing to post', async () => {
    const item = await company.item('INSIDE', 'FIFO')
    await has(main, item, ['5', '50.00'], ['5', '60.00'])
    const transfer = await transfers('ONE_STEP', item, '7', { to: annex })
    expect(await areasOf(item)).toEqual({ A: '10 / 11000' })
    expect(await warehousesOf(item)).toEqual({ A: '3', 'A-ANNEX': '7' })
    expect(await toldOf(transfer)).toEqual([
      ['STOCK_TRANSFER', '7: 0.00, 0.00; 0.00, 0.00', '-7: 0.00, 0.00; 0.00, 0.00'],
    ])
    await done((unit) => cancelStockTransfer(unit, named(transfer)))
    expect(await warehousesOf(item)).toEqual({ A: '10' })
  })

  test('goods go from place to place in one warehouse, with their lot', async () => {
    const item = await company.item('PLACES', 'MOVING_AVERAGE')
    await has(main, item, ['10', '100.00'])
    const { companyId } = company
    const [left, right, lot] = [newId(), newId(), newId()]
    await transactor.transact(company.caller, 'test', async ({ tx }) => {
      await tx.$executeRaw`
        insert into warehouse_location (id, company_id, warehouse_id, code, name_zh, name_en, created_at)
        values (${left}::uuid, ${companyId}::uuid, ${main.id}::uuid, 'L', '左', 'left', now()),
               (${right}::uuid, ${companyId}::uuid, ${main.id}::uuid, 'R', '右', 'right', now())`
      await tx.$executeRaw`
        insert into lot (id, company_id, item_id, code, serial, created_at)
        values (${lot}::uuid, ${companyId}::uuid, ${item.id}::uuid, 'LOT-1', false, now())`
      return { id: lot }
    })
    const bins = async () =>
      Object.fromEntries(
        (
          await database.rows<{ code: string; quantity: string }>`
            select l.code, trim_scale(b.on_hand)::text as quantity
            from bin_stock b join warehouse_location l on l.id = b.location_id
            where b.item_id = ${item.id} and b.on_hand <> 0 order by l.code`
        ).map(({ code, quantity }) => [code, quantity]),
      )
    const within = { to: main, lines: { toLocationId: left, lotId: lot } }
    expect(
      await attempt((unit) => createStockTransfer(unit, order('TWO_STEP', item, '1', { ...within, to: main }))),
    ).toMatchObject({ refusal: 'TransferGoesNowhere' })
    // Goods whose place nobody knows yet have no lot either: they cannot be taken by lot.
    expect(
      await attempt(async (unit) => {
        const draft = await createStockTransfer(unit, order('ONE_STEP', item, '4', within))
        return 'refusal' in draft ? draft : confirmStockTransfer(unit, named(draft))
      }),
    ).toMatchObject({ refusal: 'StockInsufficient', available: '0', requested: '4' })

    await transfers('ONE_STEP', item, '4', { to: main, lines: { toLocationId: left } })
    expect(await bins()).toEqual({ L: '4' })
    await transfers('ONE_STEP', item, '3', { to: main, lines: { fromLocationId: left, toLocationId: right } })
    expect(await bins()).toEqual({ L: '1', R: '3' })
    expect(await warehousesOf(item)).toEqual({ A: '10' })
    expect(
      await attempt((unit) =>
        createStockTransfer(unit, order('ONE_STEP', item, '1', { lines: { toLocationId: left } })),
      ),
    ).toMatchObject({ refusal: 'InvalidInput', field: 'lines.0.toLocationId', problem: 'UNKNOWN' })
  })
})

test('goods at standard cost are not priced again, so that no cent is left over', async () => {
  const item = await company.item('STANDARD', 'STANDARD' as CostingMethod)
  await transactor.transact(company.caller, 'test', async ({ tx }) => {
    await tx.$executeRaw`
      insert into item_standard_cost (item_id, company_id, per_unit, changed_at)
      values (${item.id}::uuid, ${company.companyId}::uuid, 3.335, now())`
    return item
  })
  await has(main, item, ['3', '12.00'])
  expect(await areasOf(item)).toEqual({ A: '3 / 1001' })
  await receives(await transfers('TWO_STEP', item, '1'))
  await transfers('ONE_STEP', item, '1')
  expect(await areasOf(item)).toEqual({ A: '1 / 333', B: '2 / 668' })
  await transfers('ONE_STEP', item, '1')
  expect(await areasOf(item)).toEqual({ B: '3 / 1001' })
})

test('goods are counted in any unit of the item, exactly, when they leave, arrive and are lost', async () => {
  const item = await boxed('BOXED', '12')
  await has(main, item, ['36', '100.00'])
  const shipped = await transfers('TWO_STEP', item, '2', { lines: { unit: 'BOX' } })
  expect(shipped.lines).toMatchObject([{ unit: 'BOX' }])
  expect(shipped.lines.map(({ quantity, unitQuantity }) => [quantity.toFixed(), unitQuantity.toFixed()])).toEqual([
    ['24', '2'],
  ])
  const [line] = shipped.lines
  const some = (quantity: string, unit?: string) => [{ stockTransferLineId: line?.id ?? '', quantity, unit }]
  const half = { ...named(shipped), receivedOn: '2026-03-12' as never, lines: some('0.5', 'BOX') }
  const arrived = await done((unit) => receiveStockTransfer(unit, half))
  const most = { ...named(arrived), lostOn: '2026-03-12' as never, lines: some('2', 'BOX') }
  expect(await attempt((unit) => loseInStockTransfer(unit, most))).toMatchObject({
    ...{ refusal: 'MoreThanInTransit', inTransit: '18', requested: '24' },
  })
  await done((unit) => loseInStockTransfer(unit, { ...most, lines: some('1.5', 'BOX') }), newId())
  expect(await areasOf(item)).toEqual({ A: '12 / 3333', B: '6 / 1667' })

  const pallets = { lines: { unit: 'PALLET' } }
  expect(await attempt((unit) => createStockTransfer(unit, order('ONE_STEP', item, '1', pallets)))).toMatchObject({
    ...{ refusal: 'UnitUnknown', unit: 'PALLET', known: ['PCS', 'BOX'], path: ['input', 'lines', '0', 'unit'] },
  })
  const third = await boxed('THIRD', '1', '3')
  const inexact = { lines: { unit: 'BOX' } }
  expect(await attempt((unit) => createStockTransfer(unit, order('ONE_STEP', third, '1', inexact)))).toMatchObject({
    ...{ refusal: 'QuantityNotExact', path: ['input', 'lines', '0', 'quantity'] },
  })
})

/** An item of which a BOX is so many pieces. */
const boxed = (code: string, numerator: string, denominator = '1') =>
  done((unit) =>
    createItem(unit, {
      ...{ code, name: { zh: code, en: code }, itemClass: 'MERCHANDISE', baseUnit: 'PCS', costing: 'MOVING_AVERAGE' },
      units: [{ unit: 'BOX', numerator, denominator }],
    }),
  )

describe('what cannot be', () => {
  test('more than is there does not go, even where stock may fall below zero', async () => {
    const item = await company.item('SHORT', 'MOVING_AVERAGE')
    await has(main, item, ['3', '30.00'])
    await transactor.transact(company.caller, 'test', async ({ tx }) => {
      await tx.$executeRaw`update warehouse set negative_stock_allowed = true where id = ${main.id}::uuid`
      return main
    })
    for (const kind of ['ONE_STEP', 'TWO_STEP'] as const) {
      const draft = await drafts(kind, item, '4')
      expect(await attempt((unit) => confirmStockTransfer(unit, named(draft)))).toEqual({
        ...{ refusal: 'StockInsufficient', itemId: item.id },
        ...{ available: '3', requested: '4' },
      })
      expect(await toldOf(draft)).toEqual([])
    }
    await transactor.transact(company.caller, 'test', async ({ tx }) => {
      await tx.$executeRaw`update warehouse set negative_stock_allowed = false where id = ${main.id}::uuid`
      return main
    })
    expect(await areasOf(item)).toEqual({ A: '3 / 3000' })
  })

  test('what is kept for somebody neither goes nor comes back', async () => {
    const item = await company.item('KEPT', 'FIFO')
    await has(main, item, ['3', '30.00'])
    const keeps = (warehouse: Warehouse, quantity: string) =>
      done((unit) =>
        reserveByHand(unit, { itemId: item.id, warehouseId: warehouse.id, quantity, reference: 'Lin Hai' }),
      )
    await keeps(main, '2')
    const draft = await drafts('ONE_STEP', item, '2')
    expect(await attempt((unit) => confirmStockTransfer(unit, named(draft)))).toEqual({
      ...{ refusal: 'StockInsufficient', itemId: item.id, available: '1', requested: '2' },
    })
    const there = await transfers('ONE_STEP', item, '1')
    await keeps(branch, '1')
    expect(await attempt((unit) => cancelStockTransfer(unit, named(there)))).toEqual({
      ...{ refusal: 'StockUsedSince', itemId: item.id },
    })
    expect(await areasOf(item)).toEqual({ A: '2 / 2000', B: '1 / 1000' })
  })

  test('a transfer whose goods were used since is not taken back', async () => {
    const item = await company.item('USED', 'FIFO')
    await has(main, item, ['3', '30.00'])
    const there = await transfers('ONE_STEP', item, '3')
    await transfers('ONE_STEP', item, '1', { from: branch, to: main })
    expect(await attempt((unit) => cancelStockTransfer(unit, named(there)))).toEqual({
      refusal: 'StockUsedSince',
      itemId: item.id,
    })
    expect(await areasOf(item)).toEqual({ A: '1 / 1000', B: '2 / 2000' })
  })

  test('nothing goes in a period that is not open, twice, or as somebody did not see it', async () => {
    const item = await company.item('ONCE', 'FIFO')
    await has(main, item, ['3', '30.00'])
    const early = await drafts('ONE_STEP', item, '1', { on: '2026-02-27' })
    expect(await attempt((unit) => confirmStockTransfer(unit, named(early)))).toEqual({
      ...{ refusal: 'PeriodNotOpen', period: '2026-02', status: 'NONE' },
    })
    const draft = await drafts('ONE_STEP', item, '1')
    expect(
      await attempt((unit) => confirmStockTransfer(unit, { stockTransferId: draft.id, expectedVersion: 7 })),
    ).toEqual({ refusal: 'StaleVersion', currentVersion: 1 })
    const confirmed = await confirms(draft)
    expect(await attempt((unit) => confirmStockTransfer(unit, named(confirmed)))).toEqual({
      ...{ refusal: 'DocumentStatusWrong', status: 'CONFIRMED', expected: 'DRAFT' },
    })
    const given = await drafts('ONE_STEP', item, '1')
    const discarded = await done((unit) => cancelStockTransfer(unit, named(given)))
    expect(discarded.status).toBe('DISCARDED')
    expect(await areasOf(item)).toEqual({ A: '2 / 2000', B: '1 / 1000' })
  })

  test('a draft names goods and places of the company', async () => {
    const item = await company.item('WRONG', 'FIFO')
    const transit = await database.rows<{ id: string }>`
      select id from warehouse where company_id = ${company.companyId} and kind = 'TRANSIT'`
    const asked = order('ONE_STEP', item, '1')
    for (const [given, field, problem] of [
      [{ ...asked, fromWarehouseId: newId() }, 'fromWarehouseId', 'UNKNOWN'],
      [{ ...asked, toWarehouseId: transit[0]?.id ?? '' }, 'toWarehouseId', 'IN_TRANSIT'],
      [{ ...asked, lines: [] }, 'lines', 'NOT_1_TO_500'],
      [{ ...asked, lines: [{ itemId: newId(), quantity: '1' }] }, 'lines.0.itemId', 'UNKNOWN'],
      [{ ...asked, lines: [{ itemId: item.id, quantity: '0' }] }, 'lines.0.quantity', 'NOT_POSITIVE'],
      [{ ...asked, lines: [{ itemId: item.id, quantity: '1', lotId: newId() }] }, 'lines.0.lotId', 'UNKNOWN'],
    ] as const)
      expect(await attempt((unit) => createStockTransfer(unit, given))).toMatchObject({
        ...{ refusal: 'InvalidInput', field, problem },
      })
    expect(await attempt((unit) => createStockTransfer(unit, order('ONE_STEP', item, '1', { to: main })))).toEqual({
      refusal: 'TransferGoesNowhere',
      path: ['input', 'lines', '0', 'toLocationId'],
    })
  })
})

test('simulating a draft says what confirming does, and writes nothing', async () => {
  const item = await company.item('AHEAD', 'MOVING_AVERAGE')
  await has(main, item, ['73', '848.75'])
  const draft = await drafts('TWO_STEP', item, '20')
  const simulated = await transactor.read([company.companyId], (tx) => simulateStockTransfer(tx, draft.id))
  if ('refusal' in simulated) throw new Error('The draft can be confirmed.')
  expect(simulated.document.entries.map(({ value, valueAfter }) => [value.minor, valueAfter.minor])).toEqual([
    [-23253n, 61622n],
    [23253n, 23253n],
  ])
  expect(await areasOf(item)).toEqual({ A: '73 / 84875' })
  expect(await toldOf(draft)).toEqual([])
})
