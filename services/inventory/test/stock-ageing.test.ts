import { goodsReceiptConfirmed, issuePurchaseReturn, periodChanged, receiveSalesReturn } from '@erp/contracts'
import { type BusinessDate, Decimal, newId } from '@erp/values'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Item } from '../src/domain/item.ts'
import type { MovementKind } from '../src/domain/miscellaneous-movement.ts'
import { ageBounds } from '../src/domain/stock-ageing.ts'
import type { StockTransfer } from '../src/domain/stock-transfer.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { cancelMiscellaneousMovement } from '../src/use-cases/cancel-miscellaneous-movement.ts'
import { confirmMiscellaneousMovement } from '../src/use-cases/confirm-miscellaneous-movement.ts'
import { confirmStockTransfer } from '../src/use-cases/confirm-stock-transfer.ts'
import { createStockTransfer } from '../src/use-cases/create-stock-transfer.ts'
import { loseInStockTransfer } from '../src/use-cases/lose-in-stock-transfer.ts'
import { receiveStockTransfer } from '../src/use-cases/receive-stock-transfer.ts'
import { createMiscellaneousMovement } from '../src/use-cases/write-miscellaneous-movement.ts'
import { settleAccounts, stepsIn } from './stock-steps.ts'
import { useDocuments } from './use-documents.ts'
import { everything, useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { hear, command } = inventory
const graph = await useGraph(inventory)
const { company, lenient, item } = await useDocuments(inventory, graph, 'MiscellaneousMovement', [
  ...(['OTHER_RECEIPT', 'OTHER_ISSUE'] as const),
])
await settleAccounts(inventory, company, [
  ...['STOCK_TRANSFER', 'TRANSFER_SHIPMENT', 'TRANSFER_RECEIPT', 'TRANSFER_LOSS', 'SALES_RETURN'],
])
const { done } = stepsIn(inventory, company)
const { companyId } = company
await hear(periodChanged, { companyId, periodId: newId(), period: '2026-01', status: 'OPEN', version: 1 })

const main = await company.warehouse('MAIN')
const annex = await company.warehouse('ANNEX', main.valuationAreaId)
const branch = await company.warehouse('BRANCH')

const day = (text: string) => text as BusinessDate
const january = '2026-01-15'
const early = '2026-03-05'
const late = '2026-03-25'

async function receives(warehouse: Warehouse, goods: Item, on: string, quantity: string, value: string) {
  const receipt = { ...company.receipt(warehouse, [[goods, quantity, value]]), receivedOn: on }
  await hear(goodsReceiptConfirmed, receipt)
  return receipt
}

async function moves(kind: MovementKind, warehouse: Warehouse, goods: Item, on: string, quantity: string, more = {}) {
  const lines = [{ itemId: goods.id, warehouseId: warehouse.id, quantity, ...more }]
  const draft = await done((unit) =>
    createMiscellaneousMovement(unit, { kind, businessDate: day(on), reason: 'Ageing', lines }),
  )
  return done(
    (unit) => confirmMiscellaneousMovement(unit, { documentId: draft.id, expectedVersion: draft.version }),
    newId(),
  )
}

const seen = ({ id, version }: StockTransfer) => ({ stockTransferId: id, expectedVersion: version })

async function transfers(
  kind: 'ONE_STEP' | 'TWO_STEP',
  [from, to]: [Warehouse, Warehouse],
  goods: Item,
  on: string,
  quantity: string,
) {
  const places = { fromWarehouseId: from.id, toWarehouseId: to.id, businessDate: day(on) }
  const draft = await done((unit) =>
    createStockTransfer(unit, { kind, ...places, lines: [{ itemId: goods.id, quantity }] }),
  )
  return done((unit) => confirmStockTransfer(unit, seen(draft)))
}

const partOf = (transfer: StockTransfer, quantity: string) => ({
  ...seen(transfer),
  lines: [{ stockTransferLineId: transfer.lines[0]?.id ?? '', quantity }],
})

type Bucket = { fromDays: number; toDays: number | null; quantity: string; value: { amount: string } | null }
type Row = {
  item: { code: string }
  valuationArea: { code: string }
  warehouse: { code: string } | null
  quantity: string
  value: { amount: string } | null
  buckets: Bucket[]
}
type Page = { nodes: Row[]; pageInfo: { hasNextPage: boolean; endCursor: string } }

const text = `query ($on: Date!, $days: [Int!]!, $item: ID, $category: ID, $area: ID, $warehouse: ID, $first: Int, $after: String) {
  stockAgeing(businessOn: $on, upToDays: $days, itemId: $item, itemCategoryId: $category, valuationAreaId: $area,
              warehouseId: $warehouse, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { item { code } valuationArea { code } warehouse { code } quantity value { amount }
      buckets { fromDays toDays quantity value { amount } } } } }`
const { query, ask } = graph.userOf(companyId)
const days = [10, 30]

/** A row as `place: up to 10 days | up to 30 | older`, each as quantity / value; they add up to the row. */
function line({ valuationArea, warehouse, quantity, value, buckets }: Row): string {
  const minor = (amount: string) => BigInt(amount.replace('.', ''))
  expect(Decimal.sum(0, ...buckets.map((one) => one.quantity)).toFixed()).toBe(new Decimal(quantity).toFixed())
  if (value)
    expect(buckets.reduce((sum, one) => sum + minor(one.value?.amount ?? 'none'), 0n)).toBe(minor(value.amount))
  const shown = buckets.map((one) => (one.value ? `${one.quantity} / ${one.value.amount}` : one.quantity))
  return `${(warehouse ?? valuationArea).code}: ${shown.join(' | ')}`
}

async function ages(of: Item, on: string, more: object = {}): Promise<string[]> {
  const { stockAgeing } = await query<{ stockAgeing: Page }>(text, { on, days, item: of.id, ...more })
  return stockAgeing.nodes.map(line)
}

describe('layers', () => {
  let lamp: Item

  beforeAll(async () => {
    lamp = await item('B-LAMP', 'FIFO')
    const first = await receives(main, lamp, january, '10', '50.05')
    await receives(main, lamp, early, '4', '24.00')
    await receives(main, lamp, late, '6', '36.00')
    await command(issuePurchaseReturn, company.purchaseReturn(first, '3', '15.01'))
    await transfers('ONE_STEP', [main, branch], lamp, '2026-03-26', '9')
    await moves('OTHER_ISSUE', branch, lamp, '2026-03-28', '3')
  })

  test('are as old as their receipts, on any day', async () => {
    expect(await ages(lamp, '2026-03-19')).toEqual([
      'BRANCH: 0 / 0.00 | 0 / 0.00 | 0 / 0.00',
      'MAIN: 0 / 0.00 | 4 / 24.00 | 10 / 50.05',
    ])
    expect(await ages(lamp, '2026-03-25', { area: main.valuationAreaId })).toEqual([
      'MAIN: 6 / 36.00 | 4 / 24.00 | 7 / 35.04',
    ])
  })

  test('moved to another area keep the days of what was taken, and the oldest leave first there too', async () => {
    expect(await ages(lamp, '2026-03-27')).toEqual([
      'BRANCH: 0 / 0.00 | 2 / 10.45 | 7 / 36.59',
      'MAIN: 6 / 36.00 | 2 / 12.00 | 0 / 0.00',
    ])
    expect(await ages(lamp, '2026-03-31', { area: branch.valuationAreaId })).toEqual([
      'BRANCH: 0 / 0.00 | 2 / 10.45 | 4 / 20.91',
    ])
  })

  test('below zero are as old as the issue that came before its goods', async () => {
    const flexible = await lenient('FLEX-FIFO')
    const bulb = await item('BULB', 'FIFO')
    await receives(flexible, bulb, january, '2', '20.00')
    await moves('OTHER_ISSUE', flexible, bulb, early, '5')
    expect(await ages(bulb, '2026-03-31')).toEqual(['FLEX-FIFO: 0 / 0.00 | -3 / -30.00 | 0 / 0.00'])
  })
})

describe('pools', () => {
  let desk: Item

  beforeAll(async () => {
    desk = await item('A-DESK', 'MOVING_AVERAGE')
    await receives(main, desk, january, '100', '1000.00')
    await receives(main, desk, early, '50', '560.00')
    const sent = await transfers('TWO_STEP', [main, branch], desk, '2026-03-20', '110')
    const arrived = await done((unit) =>
      receiveStockTransfer(unit, { ...partOf(sent, '105'), receivedOn: day('2026-03-25') }),
    )
    await done((unit) => loseInStockTransfer(unit, { ...partOf(arrived, '2'), lostOn: day('2026-03-26') }), newId())
    await moves('OTHER_ISSUE', branch, desk, '2026-03-27', '60')
    await transfers('ONE_STEP', [main, annex], desk, '2026-03-28', '10')
  })

  test('are the newest receipts that cover what is there', async () => {
    expect(await ages(desk, '2026-03-19')).toContain('MAIN: 0 / 0.00 | 50 / 520.00 | 100 / 1040.00')
    expect(await ages(desk, '2026-01-31')).toContain('MAIN: 0 / 0.00 | 100 / 1000.00 | 0 / 0.00')
    expect(await ages(desk, '2026-01-14')).toContain('MAIN: 0 / 0.00 | 0 / 0.00 | 0 / 0.00')
  })

  test('gave their oldest goods away when some were moved, on the road as well', async () => {
    expect(await ages(desk, '2026-03-25')).toEqual([
      'BRANCH: 0 / 0.00 | 5 / 52.00 | 100 / 1040.00',
      'IN-TRANSIT: 0 / 0.00 | 5 / 52.00 | 0 / 0.00',
      'MAIN: 0 / 0.00 | 40 / 416.00 | 0 / 0.00',
    ])
    expect(await ages(desk, '2026-03-31')).toEqual([
      'BRANCH: 0 / 0.00 | 5 / 52.00 | 40 / 416.00',
      'IN-TRANSIT: 0 / 0.00 | 3 / 31.20 | 0 / 0.00',
      'MAIN: 0 / 0.00 | 40 / 416.00 | 0 / 0.00',
    ])
  })

  test('of one warehouse tell how long goods have lain in it', async () => {
    expect(await ages(desk, '2026-03-31', { warehouse: annex.id })).toEqual(['ANNEX: 10 | 0 | 0'])
    expect(await ages(desk, '2026-03-31', { warehouse: main.id })).toEqual(['MAIN: 0 | 30 | 0'])
  })

  test('of goods that were moved there and back again stay as old as they were', async () => {
    const chair = await item('CHAIR', 'MOVING_AVERAGE')
    await receives(main, chair, january, '8', '80.00')
    await transfers('ONE_STEP', [main, branch], chair, '2026-03-10', '6')
    await receives(branch, chair, late, '1', '16.00')
    await transfers('ONE_STEP', [branch, main], chair, '2026-03-26', '4')
    expect(await ages(chair, '2026-03-31')).toEqual([
      'BRANCH: 1 / 10.86 | 0 / 0.00 | 2 / 21.71',
      'MAIN: 0 / 0.00 | 0 / 0.00 | 6 / 63.43',
    ])
  })

  test('do not count what was taken back, and begin anew with what a customer returns', async () => {
    const table = await item('TABLE', 'MOVING_AVERAGE')
    await receives(main, table, january, '4', '40.00')
    const mistake = await moves('OTHER_RECEIPT', main, table, late, '4', { value: '80.00' })
    await done((unit) =>
      cancelMiscellaneousMovement(unit, { documentId: mistake.id, expectedVersion: mistake.version }),
    )
    expect(await ages(table, '2026-03-31')).toEqual(['MAIN: 0 / 0.00 | 0 / 0.00 | 4 / 40.00'])
    await command(receiveSalesReturn, {
      ...{ companyId, customerId: newId(), warehouseId: main.id, currency: 'CNY' },
      ...{ salesReturnId: newId(), number: 'SR-1', returnedOn: late },
      lines: [{ lineId: newId(), deliveryLineId: null, itemId: table.id, quantity: '1' }],
    })
    expect(await ages(table, '2026-03-31')).toEqual(['MAIN: 1 / 10.00 | 0 / 0.00 | 4 / 40.00'])
  })

  test('below zero are missing on the day itself', async () => {
    const flexible = await lenient('FLEX')
    const stool = await item('STOOL', 'MOVING_AVERAGE')
    await receives(flexible, stool, january, '2', '20.00')
    await moves('OTHER_ISSUE', flexible, stool, early, '5')
    expect(await ages(stool, '2026-03-31')).toEqual(['FLEX: -3 / -30.00 | 0 / 0.00 | 0 / 0.00'])
  })
})

test('pages neither skip nor repeat, and the default buckets end after 30, 60, 90, 180 and 365 days', async () => {
  const whole = await query<{ stockAgeing: Page }>(text, { on: '2026-03-31', days })
  const pages: Row[] = []
  for (let after: string | null = null, more = true; more; ) {
    const { stockAgeing }: { stockAgeing: Page } = await query(text, { on: '2026-03-31', days, first: 3, after })
    pages.push(...stockAgeing.nodes)
    after = stockAgeing.pageInfo.endCursor
    more = stockAgeing.pageInfo.hasNextPage
  }
  expect(pages.map(line)).toEqual(whole.stockAgeing.nodes.map(line))
  const standing = '{ stockAgeing(businessOn: "2026-03-31", first: 1) { nodes { buckets { fromDays toDays } } } }'
  const { stockAgeing } = await query<{ stockAgeing: Page }>(standing)
  expect(stockAgeing.nodes[0]?.buckets.map(({ fromDays, toDays }) => `${fromDays}–${toDays ?? ''}`)).toEqual([
    ...['0–30', '31–60', '61–90', '91–180', '181–365', '366–'],
  ])
})

test('a category narrows it, and what is not there is empty', async () => {
  const { stockAgeing } = await query<{ stockAgeing: Page }>(text, { on: '2026-03-31', days, category: newId() })
  expect(stockAgeing.nodes).toEqual([])
  expect(await ages({ id: 'nonsense' } as unknown as Item, '2026-03-31')).toEqual([])
  const stranger = await graph.userOf(newId()).query<{ stockAgeing: Page }>(text, { on: '2026-03-31', days })
  expect(stranger.stockAgeing.nodes).toEqual([])
})

test('buckets ascend and are few, and half of an area is told to nobody', async () => {
  expect(ageBounds([0])).toEqual([0])
  for (const refused of [[], [30, 30], [-1], [4_000], Array.from({ length: 13 }, (_, index) => index)]) {
    expect(ageBounds(refused)).toEqual({ refusal: 'AgeBoundsInvalid' })
    const { errors } = await ask(text, { on: '2026-03-31', days: refused })
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  }
  const keeper = graph.userOf(companyId, everything, [annex.id])
  const { errors } = await keeper.ask(text, { on: '2026-03-31', days })
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
})
