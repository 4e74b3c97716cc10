import { stockDifferenceDisposed } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod, Item } from '../src/domain/item.ts'
import type { Stocktake } from '../src/domain/stocktake.ts'
import * as stockDifferences from '../src/store/stock-differences.ts'
import { approveStocktake } from '../src/use-cases/approve-stocktake.ts'
import { cancelStocktake } from '../src/use-cases/cancel-stocktake.ts'
import { confirmStockTransfer } from '../src/use-cases/confirm-stock-transfer.ts'
import { countStocktake } from '../src/use-cases/count-stocktake.ts'
import { createStockTransfer } from '../src/use-cases/create-stock-transfer.ts'
import { createStocktake } from '../src/use-cases/create-stocktake.ts'
import {
  cancelStockDifferenceDisposal,
  type DisposalInput,
  disposeStockDifferences,
} from '../src/use-cases/dispose-stock-differences.ts'
import { loseInStockTransfer } from '../src/use-cases/lose-in-stock-transfer.ts'
import { submitStocktake } from '../src/use-cases/submit-stocktake.ts'
import { requireDepartment, settleAccounts, stepsIn } from './stock-steps.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const company = await inventory.company()
const { database } = inventory
await settleAccounts(inventory, company, [
  ...['STOCKTAKE_LOSS', 'STOCKTAKE_GAIN', 'TRANSFER_SHIPMENT', 'TRANSFER_LOSS'],
  ...['STOCK_LOSS_EXPENSED', 'STOCK_LOSS_EXTRAORDINARY', 'STOCK_LOSS_CLAIMED', 'STOCK_GAIN_TAKEN'],
])
const { attempt, done, has } = stepsIn(inventory, company)
const [li, chief, accountant] = [newId(), newId(), newId()]
const on = '2026-03-15' as never

let rooms = 0
/** Counted by Li and approved by the chief, in a warehouse of its own: one line for each item, in their order. */
async function counted(
  goods: readonly (readonly [Item, receipts: readonly (readonly [string, string])[], found: string])[],
  inputVatPercent?: string,
): Promise<Stocktake> {
  const warehouse = await company.warehouse(`COUNTED-${++rooms}`)
  for (const [item, receipts] of goods) await has(warehouse, item, ...receipts)
  const terms = { warehouseId: warehouse.id, businessDate: on, mode: 'SNAPSHOT', blind: true } as const
  const begun = await done((unit) => createStocktake(unit, { ...terms, tolerancePercent: '100' }))
  const quantityOf = new Map(goods.map(([item, , found]) => [item.id as string, found]))
  const counts = begun.lines.map(({ id, itemId }) => ({
    ...{ stocktakeLineId: id, quantity: quantityOf.get(itemId) ?? '0' },
  }))
  await done((unit) => countStocktake(unit, { stocktakeId: begun.id, counts }), li)
  const submitted = await done(
    (unit) => submitStocktake(unit, { stocktakeId: begun.id, expectedVersion: begun.version }),
    li,
  )
  return done(
    (unit) =>
      approveStocktake(unit, {
        ...{ stocktakeId: begun.id, expectedVersion: submitted.version },
        decisions: begun.lines.map(({ id }) => ({ stocktakeLineId: id, inputVatPercent })),
      }),
    chief,
  )
}

const disposal = (documentId: string, decision: DisposalInput['decision'], more: Partial<DisposalInput> = {}) => ({
  ...{ documentId, decision, businessDate: on, reason: 'As agreed', ...more },
})
const disposes = (...given: Parameters<typeof disposal>) =>
  done((unit) => disposeStockDifferences(unit, disposal(...given)), accountant)
const refused = (...given: Parameters<typeof disposal>) =>
  attempt((unit) => disposeStockDifferences(unit, disposal(...given)), accountant)
const takesBack = ({ id, version }: { id: string; version: number }) =>
  done((unit) => cancelStockDifferenceDisposal(unit, { documentId: id, expectedVersion: version }), accountant)
const openOf = async (documentId: string) =>
  (await attempt(({ tx }) => stockDifferences.list(tx, { documentId, openOnly: true }))).map(({ value }) =>
    value.minor.toString(),
  )
/** What finance was told: the event, its revision, and `cleared (input VAT)` of each line. */
const toldOf = async ({ id }: { id: string }) =>
  (
    await database.rows<{ payload: unknown }>`
      select payload from platform.outbox
      where type = ${stockDifferenceDisposed.type} and aggregate_id = ${id} order by pos`
  ).map(({ payload }) => {
    const { eventKind, revision, lines } = stockDifferenceDisposed.schema.parse(payload)
    return [`${eventKind} ${revision}`, ...lines.map(({ clearedValue, inputVat }) => `${clearedValue} (${inputVat})`)]
  })

describe('what was missing', () => {
  test.each([
    { costing: 'MOVING_AVERAGE', receipts: [['75', '872.00']], waits: '-2627', told: '-26.27 (0.00)' },
    {
      ...{ costing: 'FIFO', waits: '-2328', told: '-23.28 (0.00)' },
      receipts: [
        ['30', '309.00'],
        ['40', '520.00'],
        ['5', '50.00'],
      ],
    },
  ] as const)('with its input VAT leaves once somebody else decides, under $costing', async (given) => {
    const item = await company.item(`MISSING-${given.costing}`, given.costing as CostingMethod)
    const stocktake = await counted([[item, given.receipts as never, '73']], '13')
    expect(await openOf(stocktake.id)).toEqual([given.waits])
    const approved = disposal(stocktake.id, 'ABNORMAL_LOSS')
    expect(await attempt((unit) => disposeStockDifferences(unit, approved), chief)).toEqual({
      refusal: 'ApproverDisposes',
    })
    expect(await refused(stocktake.id, 'NORMAL_LOSS')).toMatchObject({ refusal: 'InputVatIsOut' })
    expect(await refused(stocktake.id, 'ABNORMAL_LOSS', { inputVatPercent: '13' })).toMatchObject({
      refusal: 'InputVatIsOut',
    })
    const decided = await disposes(stocktake.id, 'ABNORMAL_LOSS')
    expect(decided).toMatchObject({ status: 'CONFIRMED', number: expect.stringMatching(/^SD-2026-/), version: 1 })
    expect(await toldOf(decided)).toEqual([['STOCK_LOSS_EXPENSED 1', given.told]])
    expect(await openOf(stocktake.id)).toEqual([])
    expect(await refused(stocktake.id, 'ABNORMAL_LOSS')).toMatchObject({ refusal: 'InvalidInput', field: 'decision' })

    const seen = { stocktakeId: stocktake.id, expectedVersion: stocktake.version }
    expect(await attempt((unit) => cancelStocktake(unit, seen), chief)).toEqual({ refusal: 'DifferencesDisposed' })
    const back = await takesBack(decided)
    expect(back).toMatchObject({ status: 'CANCELLED', version: 2 })
    expect((await toldOf(decided))[1]).toEqual(['STOCK_LOSS_EXPENSED 2', given.told.slice(1)])
    expect(await openOf(stocktake.id)).toEqual([given.waits])
    await done((unit) => cancelStocktake(unit, seen), chief)
    expect(await openOf(stocktake.id)).toEqual([])
    expect(await refused(stocktake.id, 'ABNORMAL_LOSS')).toMatchObject({ refusal: 'InvalidInput', field: 'decision' })
  })

  test('and whose input VAT turns out to be due bears it once, half up', async () => {
    const item = await company.item('DUE', 'MOVING_AVERAGE')
    const stocktake = await counted([[item, [['75', '872.00']], '73']])
    expect(await openOf(stocktake.id)).toEqual(['-2325'])
    expect(await refused(stocktake.id, 'NORMAL_LOSS', { inputVatPercent: '13' })).toMatchObject({
      ...{ refusal: 'InvalidInput', field: 'inputVatPercent' },
    })
    const decided = await disposes(stocktake.id, 'ABNORMAL_LOSS', { inputVatPercent: '13' })
    expect(await toldOf(decided)).toEqual([['STOCK_LOSS_EXPENSED 1', '-26.27 (-3.02)']])
  })

  test('is paid by somebody, who is named, and by nobody of other decisions', async () => {
    const item = await company.item('PAID', 'FIFO')
    const stocktake = await counted([[item, [['10', '10.00']], '9']])
    const responsible = 'Lin Hai Logistics'
    expect(await refused(stocktake.id, 'PAID_BY_PERSON')).toMatchObject({ field: 'responsible', problem: 'REQUIRED' })
    expect(await refused(stocktake.id, 'NORMAL_LOSS', { responsible })).toMatchObject({
      problem: 'ONLY_OF_PAID_BY_PERSON',
    })
    const decided = await disposes(stocktake.id, 'PAID_BY_PERSON', { responsible })
    expect(await toldOf(decided)).toEqual([['STOCK_LOSS_CLAIMED 1', '-1.00 (0.00)']])
  })

  test('on the way is decided on as well', async () => {
    const [from, to] = await Promise.all([company.warehouse('ROAD-A'), company.warehouse('ROAD-B')])
    const item = await company.item('ROAD', 'FIFO')
    await has(from, item, ['10', '100.00'])
    const terms = { kind: 'TWO_STEP', fromWarehouseId: from.id, toWarehouseId: to.id, businessDate: on } as const
    const draft = await done((unit) =>
      createStockTransfer(unit, { ...terms, lines: [{ itemId: item.id, quantity: '10' }] }),
    )
    const shipped = await done((unit) => confirmStockTransfer(unit, { stockTransferId: draft.id, expectedVersion: 1 }))
    const lost = { stockTransferId: draft.id, expectedVersion: shipped.version, lostOn: on, inputVatPercent: '13' }
    await done((unit) => loseInStockTransfer(unit, lost), newId())
    expect(await openOf(draft.id)).toEqual(['-11300'])
    const decided = await disposes(draft.id, 'EXTRAORDINARY_LOSS')
    expect(await toldOf(decided)).toEqual([['STOCK_LOSS_EXTRAORDINARY 1', '-113.00 (0.00)']])
  })
})

describe('what was found beside', () => {
  test('is decided on line by line, or all that a decision fits', async () => {
    const [more, less, worse] = await Promise.all(
      ['MORE', 'LESS', 'WORSE'].map((code) => company.item(`MIXED-${code}`, 'FIFO')),
    )
    if (!more || !less || !worse) throw new Error('There are three items.')
    const stocktake = await counted([
      [more, [['10', '100.00']], '11'],
      [less, [['10', '50.00']], '9'],
      [worse, [['10', '70.00']], '8'],
    ])
    const open = await attempt(({ tx }) => stockDifferences.list(tx, { documentId: stocktake.id, openOnly: true }))
    const idOf = (item: Item) => open.find(({ itemId }) => itemId === item.id)?.id ?? ''
    expect(await refused(stocktake.id, 'GAIN', { differenceIds: [idOf(less)] })).toEqual({
      ...{ refusal: 'DecisionDoesNotFit', stockDifferenceId: idOf(less), decision: 'GAIN' },
    })
    expect(await refused(stocktake.id, 'GAIN', { businessDate: '2026-03-14' as never })).toMatchObject({
      ...{ field: 'businessDate', problem: 'BEFORE_DIFFERENCE' },
    })
    const one = await disposes(stocktake.id, 'EXTRAORDINARY_LOSS', { differenceIds: [idOf(worse)] })
    expect(await toldOf(one)).toEqual([['STOCK_LOSS_EXTRAORDINARY 1', '-14.00 (0.00)']])
    expect(await refused(stocktake.id, 'NORMAL_LOSS', { differenceIds: [idOf(less), idOf(worse)] })).toEqual({
      refusal: 'StockDifferenceNotOpen',
      ...{ stockDifferenceId: idOf(worse), path: ['input', 'differenceIds', '1'] },
    })
    expect(await toldOf(await disposes(stocktake.id, 'GAIN'))).toEqual([['STOCK_GAIN_TAKEN 1', '10.00 (0.00)']])
    expect(await toldOf(await disposes(stocktake.id, 'NORMAL_LOSS'))).toEqual([
      ['STOCK_LOSS_EXPENSED 1', '-5.00 (0.00)'],
    ])
    expect(await openOf(stocktake.id)).toEqual([])
  })
})

test('of two who decide at once, one does', async () => {
  const item = await company.item('RACE', 'FIFO')
  const stocktake = await counted([[item, [['10', '10.00']], '9']])
  const both = await Promise.all([refused(stocktake.id, 'NORMAL_LOSS'), refused(stocktake.id, 'NORMAL_LOSS')])
  expect(both.filter((outcome) => 'refusal' in outcome)).toMatchObject([{ refusal: 'InvalidInput' }])
  expect(await openOf(stocktake.id)).toEqual([])
})

test('nothing is decided in a closed period, and nothing is stored', async () => {
  const item = await company.item('CLOSED', 'FIFO')
  const stocktake = await counted([[item, [['10', '10.00']], '9']])
  await company.period('CLOSED', 2)
  expect(await refused(stocktake.id, 'NORMAL_LOSS')).toEqual({
    ...{ refusal: 'PeriodNotOpen', period: '2026-03', status: 'CLOSED' },
  })
  await company.period('OPEN', 3)
  expect(await openOf(stocktake.id)).toEqual(['-100'])
})

test('nobody bears a loss whose account requires a department, until it no longer does', async () => {
  const lift = await requireDepartment(inventory, company, 'STOCK_LOSS_EXPENSED', 'clearingValue')
  const item = await company.item('UNNAMED', 'MOVING_AVERAGE')
  const stocktake = await counted([[item, [['10', '100.00']], '9']])
  expect(await refused(stocktake.id, 'NORMAL_LOSS')).toMatchObject({
    ...{ refusal: 'RequiredDimensionMissing', eventKind: 'STOCK_LOSS_EXPENSED', dimension: 'DEPARTMENT' },
    sourceLineId: stocktake.lines[0]?.id,
  })
  expect(await openOf(stocktake.id)).toEqual(['-1000'])
  await lift()
  expect(await toldOf(await disposes(stocktake.id, 'NORMAL_LOSS'))).toEqual([
    ['STOCK_LOSS_EXPENSED 1', '-10.00 (0.00)'],
  ])
})
