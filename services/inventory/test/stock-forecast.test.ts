import { goodsReceiptConfirmed, issueDelivery, periodChanged, receiveSalesReturn } from '@erp/contracts'
import { type DemandHistory, newId, nextPeriod, type Period, type Quantity } from '@erp/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forecastOf } from '../src/domain/stock-forecast.ts'
import { quantity } from './costing-steps.ts'
import { useDocuments } from './use-documents.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const period = '2026-07' as Period

/** What was needed from a month on, month by month. */
function historyFrom(first: string, amounts: readonly string[]): DemandHistory {
  const demand = new Map<Period, Quantity>()
  let month = first as Period
  for (const amount of amounts) {
    demand.set(month, quantity(amount))
    month = nextPeriod(month)
  }
  return { demand, firstMoved: first as Period }
}

const told = (history: DemandHistory, available = '0', months = 2) => {
  const forecast = forecastOf(history, { period, months, available: quantity(available) })
  return {
    ...{ method: forecast.method, error: forecast.error?.toFixed() ?? null, runsOutIn: forecast.runsOutIn },
    months: forecast.months.map((one) => `${one.period} ${one.demand.toFixed()} → ${one.stock.toFixed()}`),
  }
}

describe('what will be needed', () => {
  test('is the mean of the six months before; what the month has needed already is not to come', () => {
    const history = historyFrom('2026-01', ['10', '20', '30', '40', '50', '60', '15'])
    // Told for February to June as if to come: 10, 15, 20, 25, 30 against 20, 30, 40, 50, 60.
    expect(told(history, '50')).toEqual({
      ...{ method: 'MOVING_AVERAGE', error: '0.5', runsOutIn: '2026-08' },
      months: ['2026-07 20 → 30', '2026-08 35 → -5'],
    })
  })

  test('is what the same month needed a year before, where that was off by less', () => {
    const year = ['0', '0', '0', '0', '0', '90', '5', '6', '7', '8', '9', '10']
    const history = historyFrom('2025-01', [...year, ...year.slice(0, 6)])
    expect(told(history, '12', 3)).toEqual({
      ...{ method: 'SEASONAL', error: '0', runsOutIn: '2026-09' },
      months: ['2026-07 5 → 7', '2026-08 6 → 1', '2026-09 7 → -6'],
    })
  })

  test('is nothing where nothing moved, and of an item of this month nobody can say anything', () => {
    const nothing = { method: 'MOVING_AVERAGE', error: null, runsOutIn: null }
    expect(told({ demand: new Map(), firstMoved: null }, '3')).toEqual({
      ...nothing,
      months: ['2026-07 0 → 3', '2026-08 0 → 3'],
    })
    expect(told(historyFrom('2026-07', ['4']), '3')).toMatchObject(nothing)
    expect(told(historyFrom('2026-06', ['4']), '3')).toMatchObject({
      error: null,
      months: ['2026-07 4 → -1', '2026-08 4 → -5'],
    })
  })

  test('is never less than nothing, and stock after each month is what there is less all of it', () => {
    const amounts = fc.array(
      fc.integer({ min: -50, max: 500 }).map((tenths) => (tenths / 10).toFixed(1)),
      { maxLength: 24 },
    )
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 900 }), (past, months, there) => {
        const history = historyFrom('2025-01', past)
        const forecast = forecastOf(history, { period, months, available: quantity(String(there)) })
        expect(forecast.months).toHaveLength(months)
        let stock = quantity(String(there))
        for (const month of forecast.months) {
          expect(month.demand.gte(0)).toBe(true)
          stock = stock.minus(month.demand) as Quantity
          expect(month.stock.eq(stock)).toBe(true)
        }
        expect(forecast.runsOutIn).toBe(forecast.months.find((month) => month.stock.lt(0))?.period ?? null)
      }),
    )
  })
})

test('forecasts are listed by item, from what was delivered less what came back', async () => {
  const inventory = await useInventory()
  const graph = await useGraph(inventory)
  const { company } = await useDocuments(inventory, graph, 'MiscellaneousMovement', ['SALES_DELIVERY', 'SALES_RETURN'])
  const { companyId } = company
  const { hear, command } = inventory
  for (const month of ['2026-01', '2026-02'])
    await hear(periodChanged, { companyId, periodId: newId(), period: month, status: 'OPEN', version: 1 })
  const main = await company.warehouse('MAIN')
  const desk = await company.item('A-DESK', 'MOVING_AVERAGE')
  const lamp = await company.item('B-LAMP', 'FIFO')
  await hear(goodsReceiptConfirmed, { ...company.receipt(main, [[desk, '100', '1000.00']]), receivedOn: '2026-01-10' })
  await hear(goodsReceiptConfirmed, { ...company.receipt(main, [[lamp, '5', '50.00']]), receivedOn: '2026-02-10' })
  const parties = { companyId, customerId: newId(), currency: 'CNY', warehouseId: main.id }
  const deliveryLineId = newId()
  await command(issueDelivery, {
    ...{ ...parties, deliveryId: newId(), number: 'DN-1', deliveredOn: '2026-02-05' },
    lines: [{ lineId: deliveryLineId, itemId: desk.id, quantity: '30' }],
  })
  await command(receiveSalesReturn, {
    ...{ ...parties, salesReturnId: newId(), number: 'SR-1', returnedOn: '2026-02-20' },
    lines: [{ lineId: newId(), deliveryLineId, itemId: desk.id, quantity: '6' }],
  })
  const text = `query ($period: Period! = "2026-03", $months: Int!, $item: ID, $warehouse: ID, $first: Int, $after: String) {
    stockForecast(period: $period, months: $months, itemId: $item, warehouseId: $warehouse, first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { item { code } onHand expected method error months { period demand stock } runsOutIn } } }`
  const { query, ask } = graph.userOf(companyId)
  type Page = { stockForecast: { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: object[] } }
  const first = await query<Page>(text, { months: 2, first: 1 })
  expect(first.stockForecast).toMatchObject({
    pageInfo: { hasNextPage: true },
    nodes: [
      {
        ...{
          item: { code: 'A-DESK' },
          onHand: '76',
          expected: '0',
          method: 'MOVING_AVERAGE',
          error: '1',
          runsOutIn: null,
        },
        months: [
          { period: '2026-03', demand: '12', stock: '64' },
          { period: '2026-04', demand: '12', stock: '52' },
        ],
      },
    ],
  })
  const after = first.stockForecast.pageInfo.endCursor
  expect(await query<Page>(text, { months: 1, after })).toMatchObject({
    stockForecast: {
      nodes: [{ item: { code: 'B-LAMP' }, onHand: '5', error: null, months: [{ demand: '0', stock: '5' }] }],
    },
  })
  expect(await query<Page>(text, { months: 7, warehouse: main.id, item: desk.id })).toMatchObject({
    stockForecast: { nodes: [{ months: { length: 7, 6: { period: '2026-09', stock: '-8' } }, runsOutIn: '2026-09' }] },
  })
  for (const asked of [
    { months: 0 },
    { months: 13 },
    { months: 1, period: '1901-12' },
    { months: 1, period: '9999-01' },
  ])
    expect((await ask(text, asked)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
})
