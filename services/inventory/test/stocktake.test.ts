import { formatMoney, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod } from '../src/domain/item.ts'
import type { Stocktake } from '../src/domain/stocktake.ts'
import { countedOf, differenceOf } from '../src/domain/stocktake.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { type ApproveStocktakeInput, approveStocktake, simulateStocktake } from '../src/use-cases/approve-stocktake.ts'
import { cancelStocktake } from '../src/use-cases/cancel-stocktake.ts'
import { confirmStockTransfer } from '../src/use-cases/confirm-stock-transfer.ts'
import { countStocktake } from '../src/use-cases/count-stocktake.ts'
import { createStockTransfer } from '../src/use-cases/create-stock-transfer.ts'
import { createStocktake, type StocktakeInput } from '../src/use-cases/create-stocktake.ts'
import { submitStocktake } from '../src/use-cases/submit-stocktake.ts'
import { requireDepartment, settleAccounts, stepsIn } from './stock-steps.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const company = await inventory.company()
await settleAccounts(inventory, company, ['STOCKTAKE_LOSS', 'STOCKTAKE_GAIN', 'STOCK_TRANSFER'])
const { attempt, done, has, areasOf, toldOf } = stepsIn(inventory, company)
const [li, zhao, chief] = [newId(), newId(), newId()]

let rooms = 0
/** A warehouse of one test alone, for a stocktake covers all that lies in it. */
const room = () => company.warehouse(`ROOM-${++rooms}`)

const begins = (warehouse: Warehouse, terms: Partial<StocktakeInput> = {}) =>
  done((unit) =>
    createStocktake(unit, {
      ...{ warehouseId: warehouse.id, businessDate: '2026-03-15' as never, mode: 'MOVEMENT_ADJUSTED', blind: true },
      ...terms,
    }),
  )

/** What somebody found of the lines, in their order. */
function found({ id, lines }: Stocktake, ...quantities: readonly string[]) {
  const counts = quantities.map((quantity, index) => ({ stocktakeLineId: lines[index]?.id ?? '', quantity }))
  return { stocktakeId: id, counts }
}
const counts = (stocktake: Stocktake, who: string, ...quantities: readonly string[]) =>
  done((unit) => countStocktake(unit, found(stocktake, ...quantities)), who)

const named = ({ id, version }: Stocktake) => ({ stocktakeId: id, expectedVersion: version })
const submits = (stocktake: Stocktake) => done((unit) => submitStocktake(unit, named(stocktake)), li)

/** Of the first line. */
function decided(stocktake: Stocktake, decision: { unitCost?: string; inputVatPercent?: string } = {}) {
  const stocktakeLineId = stocktake.lines[0]?.id ?? ''
  return { ...named(stocktake), decisions: [{ stocktakeLineId, ...decision }] } satisfies ApproveStocktakeInput
}
const approves = (stocktake: Stocktake, decision?: Parameters<typeof decided>[1]) =>
  done((unit) => approveStocktake(unit, decided(stocktake, decision)), chief)

/** Counted by Li, handed in, approved by the chief. */
async function takes(warehouse: Warehouse, quantity: string, decision?: Parameters<typeof decided>[1]) {
  const stocktake = await begins(warehouse, { tolerancePercent: '100' })
  return approves(await submits(await counts(stocktake, li, quantity)), decision)
}

describe('what is missing', () => {
  test.each([
    {
      ...{ costing: 'MOVING_AVERAGE', receipts: [['75', '872.00']] },
      ...{ told: '-2: -23.25, 0.00; -26.27, -3.02', left: '73 / 84875' },
    },
    {
      costing: 'FIFO',
      receipts: [
        ['30', '309.00'],
        ['40', '520.00'],
        ['5', '50.00'],
      ],
      ...{ told: '-2: -20.60, 0.00; -23.28, -2.68', left: '73 / 85840' },
    },
  ] as const)('leaves at issue value with its input VAT, under $costing', async ({ costing, receipts, told, left }) => {
    const warehouse = await room()
    const item = await company.item(`LOSS-${costing}`, costing as CostingMethod)
    await has(warehouse, item, ...(receipts as readonly (readonly [string, string])[]))
    const approved = await takes(warehouse, '73', { inputVatPercent: '13' })
    expect(approved).toMatchObject({
      status: 'CONFIRMED',
      number: expect.stringMatching(/^SK-2026-/),
      confirmedBy: chief,
    })
    expect(await toldOf(approved)).toEqual([['STOCKTAKE_LOSS', told]])
    expect(await areasOf(item)).toEqual({ [warehouse.code]: left })

    const cancelled = await done((unit) => cancelStocktake(unit, named(approved)), chief)
    expect(cancelled.status).toBe('CANCELLED')
    expect(await toldOf(approved)).toHaveLength(2)
    const [first] = receipts
    const whole = costing === 'FIFO' ? '75 / 87900' : '75 / 87200'
    expect([first !== undefined, await areasOf(item)]).toEqual([true, { [warehouse.code]: whole }])
  })
})

describe('what was found', () => {
  test('is worth what such goods cost now, or cost last, or what somebody says', async () => {
    const warehouse = await room()
    const elsewhere = await room()
    const item = await company.item('GAIN', 'MOVING_AVERAGE')
    await has(warehouse, item, ['73', '848.75'])
    expect(await toldOf(await takes(warehouse, '75'))).toEqual([['STOCKTAKE_GAIN', '2: 23.25, 0.00; 23.25, 0.00']])
    expect(await areasOf(item)).toEqual({ [warehouse.code]: '75 / 87200' })

    const gone = await company.item('GONE', 'FIFO')
    await has(elsewhere, gone, ['4', '10.00'])
    const away = await done((unit) =>
      createStockTransfer(unit, {
        ...{ kind: 'ONE_STEP', fromWarehouseId: elsewhere.id, toWarehouseId: warehouse.id },
        ...{ businessDate: '2026-03-10' as never, lines: [{ itemId: gone.id, quantity: '4' }] },
      }),
    )
    await done((unit) => confirmStockTransfer(unit, { stockTransferId: away.id, expectedVersion: 1 }))
    const last = await begins(elsewhere, { itemIds: [gone.id], tolerancePercent: '100' })
    const again = await submits(await counts(last, li, '1'))
    expect(again).toMatchObject({ status: 'COUNTING', lines: [{ round: 2 }] })
    const approved = await approves(await submits(await counts(again, li, '1')))
    expect(await toldOf(approved)).toEqual([['STOCKTAKE_GAIN', '1: 2.50, 0.00; 2.50, 0.00']])

    const never = await company.item('NEVER', 'MOVING_AVERAGE')
    const unknown = await begins(elsewhere, { itemIds: [never.id] })
    const twice = await submits(await counts(unknown, li, '2'))
    const submitted = await submits(await counts(twice, li, '2'))
    expect(await attempt((unit) => approveStocktake(unit, named(submitted)), chief)).toEqual({
      ...{ refusal: 'UnitCostRequired', stocktakeLineId: submitted.lines[0]?.id, itemId: never.id },
    })
    expect(await areasOf(never)).toEqual({})
    await approves(submitted, { unitCost: '3.335' })
    expect(await areasOf(never)).toEqual({ [elsewhere.code]: '2 / 667' })
  })

  test('and what is missing of other goods is told in two documents at once', async () => {
    const warehouse = await room()
    const more = await company.item('BOTH-MORE', 'FIFO')
    const less = await company.item('BOTH-LESS', 'FIFO')
    await has(warehouse, more, ['10', '100.00'])
    await has(warehouse, less, ['10', '50.00'])
    const stocktake = await begins(warehouse, { tolerancePercent: '10' })
    expect(stocktake.lines.map(({ itemId }) => itemId)).toEqual([less.id, more.id])
    const submitted = await submits(await counts(stocktake, li, '9', '11'))
    const simulated = await attempt(({ tx }) => simulateStocktake(tx, { stocktakeId: submitted.id }))
    if ('refusal' in simulated) throw new Error(simulated.refusal)
    const effects = simulated.postings.map(({ document: { eventKind, entries } }) => [
      eventKind,
      ...entries.map(({ quantity, value }) => `${quantity.toFixed()} / ${formatMoney(value)}`),
    ])
    expect(effects).toEqual([
      ['STOCKTAKE_LOSS', '-1 / -5.00'],
      ['STOCKTAKE_GAIN', '1 / 10.00'],
    ])
    expect(await toldOf(submitted)).toEqual([])
    const approved = await approves(submitted)
    expect(await attempt(({ tx }) => simulateStocktake(tx, { stocktakeId: approved.id }))).toEqual({
      ...{ refusal: 'DocumentStatusWrong', status: 'CONFIRMED', expected: 'SUBMITTED' },
    })
    expect(await toldOf(approved)).toEqual([
      ['STOCKTAKE_LOSS', '-1: -5.00, 0.00; -5.00, 0.00'],
      ['STOCKTAKE_GAIN', '1: 10.00, 0.00; 10.00, 0.00'],
    ])
  })
})

describe('counting', () => {
  test('adds up what several people found, and who counts again corrects themselves', async () => {
    const warehouse = await room()
    await has(warehouse, await company.item('SHARED', 'FIFO'), ['100', '100.00'])
    const stocktake = await begins(warehouse)
    await counts(stocktake, li, '40')
    const both = await counts(stocktake, zhao, '59')
    expect(both.lines.map((line) => countedOf(line)?.toFixed())).toEqual(['99'])
    const corrected = await counts(stocktake, li, '41')
    expect(corrected.lines.map((line) => countedOf(line)?.toFixed())).toEqual(['100'])
    const submitted = await submits(corrected)
    expect(submitted).toMatchObject({ status: 'SUBMITTED', version: 2, submittedBy: li })
    const approved = await approves(submitted)
    expect(await toldOf(approved)).toEqual([])
  })

  test('is done again beyond the tolerance, once, and only the second count matters', async () => {
    const warehouse = await room()
    const item = await company.item('AGAIN', 'FIFO')
    await has(warehouse, item, ['100', '100.00'])
    const stocktake = await begins(warehouse, { tolerancePercent: '5' })
    const again = await submits(await counts(stocktake, li, '90'))
    expect(again).toMatchObject({ status: 'COUNTING', version: 2, lines: [{ round: 2 }] })
    expect(await attempt((unit) => submitStocktake(unit, named(again)), li)).toEqual({
      ...{ refusal: 'StocktakeLineNotCounted', stocktakeLineId: again.lines[0]?.id, lineNumber: 1 },
    })
    const submitted = await submits(await counts(again, zhao, '98.5'))
    expect(submitted.status).toBe('SUBMITTED')
    await approves(submitted)
    expect(await areasOf(item)).toEqual({ [warehouse.code]: '98.5 / 9850' })
  })

  test('looks at what has moved since it began, or does not', async () => {
    for (const [mode, difference] of [
      ['MOVEMENT_ADJUSTED', '-5'],
      ['SNAPSHOT', '-1'],
    ] as const) {
      const warehouse = await room()
      const item = await company.item(`MOVED-${mode}`, 'FIFO')
      await has(warehouse, item, ['10', '100.00'])
      const stocktake = await begins(warehouse, { mode })
      await has(warehouse, item, ['4', '40.00'])
      const counted = await counts(stocktake, li, '9')
      await has(warehouse, item, ['1', '10.00'])
      expect(counted.lines.map((line) => differenceOf(counted, line).toFixed())).toEqual([difference])
    }
  })
})

describe('what cannot be', () => {
  test('nobody approves what they counted or handed in, and nothing happens twice', async () => {
    const warehouse = await room()
    const item = await company.item('OWN', 'FIFO')
    await has(warehouse, item, ['10', '100.00'])
    const stocktake = await begins(warehouse, { tolerancePercent: '100' })
    expect(await attempt((unit) => approveStocktake(unit, named(stocktake)), chief)).toEqual({
      ...{ refusal: 'DocumentStatusWrong', status: 'COUNTING', expected: 'SUBMITTED' },
    })
    const submitted = await submits(await counts(stocktake, zhao, '9'))
    for (const who of [li, zhao])
      expect(await attempt((unit) => approveStocktake(unit, named(submitted)), who)).toEqual({
        refusal: 'CounterApproves',
      })
    expect(await areasOf(item)).toEqual({ [warehouse.code]: '10 / 10000' })
    const approved = await approves(submitted)
    expect(await attempt((unit) => approveStocktake(unit, named(approved)), chief)).toMatchObject({
      refusal: 'DocumentStatusWrong',
    })
    expect(await attempt((unit) => countStocktake(unit, found(approved, '8')), li)).toMatchObject({
      refusal: 'DocumentStatusWrong',
    })
    expect(await areasOf(item)).toEqual({ [warehouse.code]: '9 / 9000' })
  })

  test('bad input gets one clear error', async () => {
    const warehouse = await room()
    const item = await company.item('INPUT', 'FIFO')
    const base = {
      warehouseId: warehouse.id,
      businessDate: '2026-03-15' as never,
      mode: 'SNAPSHOT',
      blind: false,
    } as const
    for (const [input, field, problem] of [
      [{ ...base, warehouseId: newId() }, 'warehouseId', 'UNKNOWN'],
      [base, 'warehouseId', 'NOTHING_TO_COUNT'],
      [{ ...base, tolerancePercent: '100.1' }, 'tolerancePercent', 'NOT_0_TO_100'],
    ] as const)
      expect(await attempt((unit) => createStocktake(unit, input))).toMatchObject({
        ...{ refusal: 'InvalidInput', field, problem },
      })
    await has(warehouse, item, ['10', '100.00'])
    const stocktake = await begins(warehouse)
    expect(await attempt((unit) => countStocktake(unit, found(stocktake, '-1')))).toMatchObject({
      ...{ refusal: 'InvalidInput', field: 'counts.0.quantity', problem: 'NEGATIVE' },
    })
    expect(await attempt((unit) => countStocktake(unit, found(stocktake, '1', '1')))).toMatchObject({
      refusal: 'StocktakeLineNotFound',
    })
    const given = await done((unit) => cancelStocktake(unit, named(stocktake)))
    expect(given.status).toBe('DISCARDED')
  })
})

test('what is found is not approved while its account requires a department, and simulated neither', async () => {
  const lift = await requireDepartment(inventory, company, 'STOCKTAKE_GAIN', 'clearingValue')
  const warehouse = await room()
  await has(warehouse, await company.item('UNNAMED', 'MOVING_AVERAGE'), ['10', '100.00'])
  const submitted = await submits(await counts(await begins(warehouse, { tolerancePercent: '100' }), li, '11'))
  const missing = { refusal: 'RequiredDimensionMissing', eventKind: 'STOCKTAKE_GAIN', dimension: 'DEPARTMENT' }
  expect(await attempt((unit) => approveStocktake(unit, decided(submitted)), chief)).toMatchObject(missing)
  expect(await attempt(({ tx }) => simulateStocktake(tx, { stocktakeId: submitted.id }))).toMatchObject(missing)
  await lift()
  expect(await approves(submitted)).toMatchObject({ status: 'CONFIRMED' })
})
