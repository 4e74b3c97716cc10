import { goodsReceiptConfirmed, issueDelivery, periodChanged, receiveSalesReturn } from '@erp/contracts'
import { type BusinessDate, currency, money, newId, type Period } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Item } from '../src/domain/item.ts'
import { turnoverOf } from '../src/domain/item-turnover.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { openDatabase } from '../src/store/database.ts'
import { cancelMiscellaneousMovement } from '../src/use-cases/cancel-miscellaneous-movement.ts'
import { confirmMiscellaneousMovement } from '../src/use-cases/confirm-miscellaneous-movement.ts'
import { confirmStockTransfer } from '../src/use-cases/confirm-stock-transfer.ts'
import { createStockTransfer } from '../src/use-cases/create-stock-transfer.ts'
import { rollUpStock } from '../src/use-cases/roll-up-stock.ts'
import { createMiscellaneousMovement } from '../src/use-cases/write-miscellaneous-movement.ts'
import { quantity, yuan } from './costing-steps.ts'
import { settleAccounts, stepsIn } from './stock-steps.ts'
import { useDocuments } from './use-documents.ts'
import { everything, useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { hear, command } = inventory
const graph = await useGraph(inventory)
const { company } = await useDocuments(inventory, graph, 'MiscellaneousMovement', [
  ...(['OTHER_ISSUE', 'STOCK_SCRAP', 'SALES_DELIVERY', 'SALES_RETURN'] as const),
])
await settleAccounts(inventory, company, ['STOCK_TRANSFER'])
const { done } = stepsIn(inventory, company)
const { companyId } = company
for (const period of ['2026-01', '2026-02'])
  await hear(periodChanged, { companyId, periodId: newId(), period, status: 'OPEN', version: 1 })

const main = await company.warehouse('MAIN')
const branch = await company.warehouse('BRANCH')
const desk = await company.item('A-DESK', 'MOVING_AVERAGE')
const lamp = await company.item('B-LAMP', 'FIFO')
const vase = await company.item('C-VASE', 'MOVING_AVERAGE')
const parties = { companyId, customerId: newId(), currency: 'CNY' }

async function receives(goods: Item, on: string, amount: string, value: string) {
  await hear(goodsReceiptConfirmed, { ...company.receipt(main, [[goods, amount, value]]), receivedOn: on })
}

async function uses(kind: 'OTHER_ISSUE' | 'SCRAP', goods: Item, on: string, amount: string, from: Warehouse = main) {
  const lines = [{ itemId: goods.id, warehouseId: from.id, quantity: amount }]
  const draft = await done((unit) =>
    createMiscellaneousMovement(unit, { kind, businessDate: on as BusinessDate, reason: 'Use', lines }),
  )
  return done(
    (unit) => confirmMiscellaneousMovement(unit, { documentId: draft.id, expectedVersion: draft.version }),
    newId(),
  )
}

// January begins with nothing: 100 desks for 1,000.00. February uses 40, moves 20, scraps 5. March delivers 15, of which 5
// come back, and takes a use of 7 back.
await receives(desk, '2026-01-10', '100', '1000.00')
await receives(lamp, '2026-01-20', '10', '50.00')
await receives(vase, '2026-01-25', '3', '30.00')
await uses('OTHER_ISSUE', desk, '2026-02-10', '40')
const moved = await done((unit) =>
  createStockTransfer(unit, {
    ...{ kind: 'ONE_STEP', fromWarehouseId: main.id, toWarehouseId: branch.id },
    ...{ businessDate: '2026-02-15' as BusinessDate, lines: [{ itemId: desk.id, quantity: '20' }] },
  }),
)
await done((unit) => confirmStockTransfer(unit, { stockTransferId: moved.id, expectedVersion: moved.version }))
await uses('SCRAP', desk, '2026-02-20', '5')
await uses('OTHER_ISSUE', lamp, '2026-02-28', '4')
const deliveryLine = newId()
await command(issueDelivery, {
  ...{ ...parties, warehouseId: main.id, deliveryId: newId(), number: 'DN-1', deliveredOn: '2026-03-05' },
  lines: [{ lineId: deliveryLine, itemId: desk.id, quantity: '15' }],
})
await command(receiveSalesReturn, {
  ...{ ...parties, warehouseId: main.id, salesReturnId: newId(), number: 'SR-1', returnedOn: '2026-03-20' },
  lines: [{ lineId: newId(), deliveryLineId: deliveryLine, itemId: desk.id, quantity: '5' }],
})
const mistake = await uses('OTHER_ISSUE', desk, '2026-03-25', '7')
await done((unit) => cancelMiscellaneousMovement(unit, { documentId: mistake.id, expectedVersion: mistake.version }))

const figure = 'quantity value { amount }'
const text = `query ($period: Period!, $from: Period, $item: ID, $category: ID, $area: ID, $warehouse: ID, $slow: Date,
    $first: Int, $after: String) {
  stockTurnover(period: $period, fromPeriod: $from, itemId: $item, itemCategoryId: $category, valuationAreaId: $area,
                warehouseId: $warehouse, notIssuedSince: $slow, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { item { code } opening { ${figure} } closing { ${figure} } average { ${figure} } issued { ${figure} }
      rate days lastIssuedOn } } }`
const { query, ask } = graph.userOf(companyId)

type Figure = { quantity: string; value: { amount: string } | null }
type Row = Record<'opening' | 'closing' | 'average' | 'issued', Figure> & {
  item: { code: string }
  rate: string | null
  days: string | null
  lastIssuedOn: string | null
}
type Page = { nodes: Row[]; pageInfo: { hasNextPage: boolean; endCursor: string } }

const rowsOf = async (variables: object) => (await query<{ stockTurnover: Page }>(text, variables)).stockTurnover.nodes

function line({ item, opening, closing, average, issued, rate, days, lastIssuedOn }: Row): string {
  const shown = [opening, closing, average, issued].map(({ quantity: amount, value }) =>
    value ? `${amount}/${value.amount}` : amount,
  )
  return `${item.code}: ${shown.join(' ')} × ${rate} ${days} ${lastIssuedOn}`
}
const lines = async (variables: object) => (await rowsOf(variables)).map(line)

describe.each([
  ['in the tail', () => Promise.resolve()],
  [
    'rolled up',
    async () => {
      const client = openDatabase(inventory.database.appUrl)
      await rollUpStock(client).finally(() => client.$disconnect())
    },
  ],
])('turnover, %s', (_, prepare) => {
  test('of a quarter: opening, closing, mean of month ends, issued, rate, days and last issue', async () => {
    await prepare()
    // Desks at 10.00: month ends 0, 100, 55, 45; (0 + 100 + 100 + 55 + 55 + 45) ÷ 6 = 59.166667; 40 + 15 − 5 issued.
    expect(await lines({ from: '2026-01', period: '2026-03' })).toEqual([
      'A-DESK: 0/0.00 45/450.00 59.166667/591.67 50/500.00 × 0.8451 106.5 2026-03-05',
      'B-LAMP: 0/0.00 6/30.00 6.333333/31.67 4/20.00 × 0.6316 142.5 2026-02-28',
      'C-VASE: 0/0.00 3/30.00 2.5/25.00 0/0.00 × 0 null null',
    ])
  })

  test('of a month before the last, and of one after everything', async () => {
    expect(await lines({ period: '2026-02', item: desk.id })).toEqual([
      'A-DESK: 100/1000.00 55/550.00 77.5/775.00 40/400.00 × 0.5161 54.25 2026-02-10',
    ])
    expect(await lines({ period: '2026-07', item: lamp.id })).toEqual([
      'B-LAMP: 6/30.00 6/30.00 6/30.00 0/0.00 × 0 null 2026-02-28',
    ])
    expect(await lines({ period: '2025-12', item: lamp.id })).toEqual([
      'B-LAMP: 0/0.00 0/0.00 0/0.00 0/0.00 × null null null',
    ])
  })

  test('of an area, and of a warehouse in quantities', async () => {
    expect(await lines({ from: '2026-02', period: '2026-03', area: branch.valuationAreaId })).toEqual([
      'A-DESK: 0/0.00 20/200.00 15/150.00 0/0.00 × 0 null null',
    ])
    expect(await lines({ from: '2026-02', period: '2026-03', warehouse: main.id, item: desk.id })).toEqual([
      'A-DESK: 100 25 48.75 50 × 1.0256 57.53 2026-03-05',
    ])
  })

  test('slow movers are what is on hand and was not issued since a day', async () => {
    const slow = async (since: string) =>
      (await rowsOf({ period: '2026-03', slow: since })).map(({ item }) => item.code)
    expect(await slow('2026-03-06')).toEqual(['A-DESK', 'B-LAMP', 'C-VASE'])
    expect(await slow('2026-03-05')).toEqual(['B-LAMP', 'C-VASE'])
    expect(await slow('2026-02-28')).toEqual(['C-VASE'])
  })

  test('it ties to the movement summary of the same months', async () => {
    const { stockMovementSummary } = await query<{
      stockMovementSummary: { total: Record<'opening' | 'closing', Figure> & { kinds: Kind[] } }
    }>(`{ stockMovementSummary(fromPeriod: "2026-01", period: "2026-03") { total {
      opening { ${figure} } closing { ${figure} } kinds { kind received { ${figure} } issued { ${figure} } } } } }`)
    const { opening, closing, kinds } = stockMovementSummary.total
    const rows = await rowsOf({ from: '2026-01', period: '2026-03' })
    const minor = ({ value }: Figure) => BigInt(value?.amount.replace('.', '') ?? 'none')
    const added = (of: 'opening' | 'closing' | 'issued') => rows.reduce((sum, row) => sum + minor(row[of]), 0n)
    const kind = (name: string) => kinds.find((one) => one.kind === name)
    const sold = (['SALES_DELIVERY', 'OTHER_ISSUE'] as const).map((name) => kind(name)?.issued)
    const returned = kind('SALES_RETURN')?.received
    expect(added('opening')).toBe(minor(opening))
    expect(added('closing')).toBe(minor(closing))
    expect(added('issued')).toBe(
      sold.reduce((sum, one) => sum + (one ? minor(one) : 0n), returned ? -minor(returned) : 0n),
    )
  })
})

type Kind = { kind: string; received: Figure; issued: Figure }

test('a rate is rounded once, of the exact fraction, and nothing on average has none', () => {
  const span = { from: '2026-02' as Period, period: '2026-02' as Period }
  const of = (amount: string, value: string) => ({ quantity: quantity(amount), value: yuan(value) })
  const month = { period: span.period, net: of('-1', '-0.01'), issued: of('1', '0.01') }
  // From 0.03 to 0.02: 0.01 ÷ 0.025 is 0.4 though the mean is shown as 0.03; 28 days ÷ 0.4.
  const turnover = turnoverOf(of('2', '0.02'), [month], span)
  expect(turnover.average.value).toEqual(money(3n, currency('CNY')))
  expect([turnover.rate?.toFixed(), turnover.days?.toFixed()]).toEqual(['0.4', '70'])
  expect(turnoverOf(of('0', '0.00'), [], span)).toMatchObject({ rate: null, days: null })
})

test('pages neither skip nor repeat; what is not there is empty', async () => {
  const first = (await query<{ stockTurnover: Page }>(text, { period: '2026-03', first: 2 })).stockTurnover
  expect(first.pageInfo.hasNextPage).toBe(true)
  const rest = await rowsOf({ period: '2026-03', first: 2, after: first.pageInfo.endCursor })
  expect([...first.nodes, ...rest].map(({ item }) => item.code)).toEqual(['A-DESK', 'B-LAMP', 'C-VASE'])
  expect(await rowsOf({ period: '2026-03', category: newId() })).toEqual([])
  expect(await rowsOf({ period: '2026-03', item: 'nonsense' })).toEqual([])
  const stranger = await graph.userOf(newId()).query<{ stockTurnover: Page }>(text, { period: '2026-03' })
  expect(stranger.stockTurnover.nodes).toEqual([])
})

test('months that end before they begin or are too many, and half of an area, are refused', async () => {
  for (const months of [
    { from: '2026-03', period: '2026-02' },
    { from: '2021-03', period: '2026-03' },
  ])
    expect((await ask(text, months)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  expect(await rowsOf({ from: '2021-04', period: '2026-03', first: 1 })).toHaveLength(1)
  const keeper = graph.userOf(companyId, everything, [branch.id])
  const { errors } = await keeper.ask(text, { period: '2026-03' })
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
})
