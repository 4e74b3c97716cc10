import { goodsReceiptConfirmed, issuePurchaseReturn, periodChanged } from '@erp/contracts'
import { newId, type Period } from '@erp/values'
import { afterAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../src/store/database.ts'
import { rollUp } from '../src/store/stock-turnover.ts'
import { turnoverDifferences } from '../src/store/turnover-differences.ts'
import { rollUpStock } from '../src/use-cases/roll-up-stock.ts'
import { everything, useGraph } from './use-graph.ts'
import { type Receipt, useInventory } from './use-inventory.ts'

// The beginning of DOMAIN.md 2.3, in two months: 100 × 10.00 in February; 50 × 11.20 and a return of 10 of them in March.
const inventory = await useInventory()
const { hear, command, transactor } = inventory
const { userOf } = await useGraph(inventory)
const company = await inventory.company()
const { query, ask } = userOf(company.companyId)
const client = openDatabase(inventory.database.appUrl)
afterAll(() => client.$disconnect())
await hear(periodChanged, {
  ...{ companyId: company.companyId, periodId: newId(), period: '2026-02', status: 'OPEN', version: 1 },
})

const main = await company.warehouse('MAIN')
const annex = await company.warehouse('ANNEX', main.valuationAreaId)
const outlet = await company.warehouse('OUTLET')
const desk = await company.item('A-DESK', 'MOVING_AVERAGE')
const lamp = await company.item('B-LAMP', 'FIFO')

const on = (receipt: Receipt, receivedOn: string): Receipt => ({ ...receipt, receivedOn })
const r1 = on(company.receipt(main, [[desk, '100', '1000.00']]), '2026-02-10')
const r2 = on(company.receipt(annex, [[desk, '50', '560.00']]), '2026-03-05')
const lamps = on(
  company.receipt(main, [
    [lamp, '10', '50.05'],
    [lamp, '4', '24.00'],
  ]),
  '2026-02-20',
)
const elsewhere = on(company.receipt(outlet, [[lamp, '6', '36.00']]), '2026-03-31')
await hear(goodsReceiptConfirmed, r1, r2, lamps)
await rollUpStock(client)
const recordedEarly = new Date()
await new Promise((done) => setTimeout(done, 5))
await hear(goodsReceiptConfirmed, elsewhere)
await command(issuePurchaseReturn, company.purchaseReturn(r2, '10', '112.00'))
const takenBack = { ...company.purchaseReturn(lamps, '3', '15.01'), returnedOn: '2026-03-20' }
await command(issuePurchaseReturn, takenBack)

function differences(from = '1900-01', period = from === '1900-01' ? '9999-12' : from) {
  const { companyId } = company
  return transactor.read([companyId], (tx) =>
    turnoverDifferences(tx, { companyId, from: from as Period, period: period as Period }),
  )
}

const figure = 'quantity value { amount }'
const figures = `opening { ${figure} } received { ${figure} } issued { ${figure} } closing { ${figure} }`
const summaryText = `query ($from: Period, $period: Period!, $by: StockMovementGrouping!, $item: ID, $category: ID,
    $area: ID, $warehouse: ID, $first: Int, $after: String) {
  stockMovementSummary(fromPeriod: $from, period: $period, itemId: $item, itemCategoryId: $category, valuationAreaId: $area,
                       warehouseId: $warehouse) {
    total { ${figures} kinds { kind received { ${figure} } issued { ${figure} } } }
    rows(by: $by, first: $first, after: $after) { pageInfo { hasNextPage endCursor }
      nodes { item { code } itemCategory { code } valuationArea { code } warehouse { code } figures { ${figures} } } } } }`

type Figure = { quantity: string; value: { amount: string } | null }
type Figures = Record<'opening' | 'received' | 'issued' | 'closing', Figure>
type Row = Record<'item' | 'itemCategory' | 'valuationArea' | 'warehouse', { code: string } | null> & {
  figures: Figures
}
type Summary = {
  total: Figures & { kinds: { kind: string; received: Figure; issued: Figure }[] }
  rows: { nodes: Row[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
}

async function summary(variables: object): Promise<Summary> {
  const answer = await query<{ stockMovementSummary: Summary }>(summaryText, { by: 'ITEM', ...variables })
  return answer.stockMovementSummary
}

/** `opening + in − out = closing`, each as `quantity/value`. */
function line({ opening, received, issued, closing }: Figures): string {
  const text = ({ quantity, value }: Figure) => (value ? `${quantity}/${value.amount}` : quantity)
  return `${text(opening)} + ${text(received)} − ${text(issued)} = ${text(closing)}`
}
const named = ({ item, itemCategory, valuationArea, warehouse, figures: of }: Row) =>
  `${[item, itemCategory, valuationArea, warehouse].map((one) => one?.code ?? '–').join(' ')}: ${line(of)}`

describe.each([
  ['with a tail', () => Promise.resolve(0)],
  ['partly rolled up', () => rollUp(client, [company.companyId], 1)],
  ['wholly rolled up', () => rollUpStock(client).then(() => 0)],
])('the movement summary, %s', (_, prepare) => {
  test('by item and valuation area', async () => {
    await prepare()
    const march = await summary({ period: '2026-03' })
    expect(march.rows.nodes.map(named)).toEqual([
      'A-DESK – MAIN –: 100/1000.00 + 50/560.00 − 10/112.00 = 140/1448.00',
      'B-LAMP – MAIN –: 14/74.05 + 0/0.00 − 3/15.01 = 11/59.04',
      'B-LAMP – OUTLET –: 0/0.00 + 6/36.00 − 0/0.00 = 6/36.00',
    ])
    expect(line(march.total)).toBe('114/1074.05 + 56/596.00 − 13/127.01 = 157/1543.04')
    expect(march.total.kinds.map(({ kind }) => kind)).toEqual(['PURCHASE_RECEIPT', 'PURCHASE_RETURN_UNINVOICED'])
  })

  test('of both months, of the first, and of one after all movements', async () => {
    expect(line((await summary({ from: '2026-02', period: '2026-03' })).total)).toBe(
      '0/0.00 + 170/1670.05 − 13/127.01 = 157/1543.04',
    )
    const february = await summary({ period: '2026-02' })
    expect(line(february.total)).toBe('0/0.00 + 114/1074.05 − 0/0.00 = 114/1074.05')
    expect(february.rows.nodes.map(named)).toEqual([
      'A-DESK – MAIN –: 0/0.00 + 100/1000.00 − 0/0.00 = 100/1000.00',
      'B-LAMP – MAIN –: 0/0.00 + 14/74.05 − 0/0.00 = 14/74.05',
      'B-LAMP – OUTLET –: 0/0.00 + 0/0.00 − 0/0.00 = 0/0.00',
    ])
    expect(line((await summary({ period: '2026-07' })).total)).toBe('157/1543.04 + 0/0.00 − 0/0.00 = 157/1543.04')
  })

  test('by area, by warehouse and by category', async () => {
    const rowsBy = async (by: string, more: object = {}) =>
      (await summary({ period: '2026-03', by, ...more })).rows.nodes.map(named)
    expect(await rowsBy('VALUATION_AREA')).toEqual([
      '– – MAIN –: 114/1074.05 + 50/560.00 − 13/127.01 = 151/1507.04',
      '– – OUTLET –: 0/0.00 + 6/36.00 − 0/0.00 = 6/36.00',
    ])
    expect(await rowsBy('WAREHOUSE')).toEqual([
      '– – – ANNEX: 0 + 50 − 10 = 40',
      '– – – MAIN: 114 + 0 − 3 = 111',
      '– – – OUTLET: 0 + 6 − 0 = 6',
    ])
    expect(await rowsBy('CATEGORY')).toEqual(['– – – –: 114/1074.05 + 56/596.00 − 13/127.01 = 157/1543.04'])
    expect(await rowsBy('ITEM', { warehouse: annex.id })).toEqual(['A-DESK – MAIN ANNEX: 0 + 50 − 10 = 40'])
    expect(await rowsBy('ITEM', { item: lamp.id, area: outlet.valuationAreaId })).toEqual([
      'B-LAMP – OUTLET –: 0/0.00 + 6/36.00 − 0/0.00 = 6/36.00',
    ])
  })

  test('kept totals and entries agree', async () => {
    expect(await differences()).toEqual([])
    expect(await query('{ stockTurnoverDifferences { turnover } }')).toEqual({ stockTurnoverDifferences: [] })
  })
})

test('pages neither skip nor repeat, and the total of an item is its own', async () => {
  const first = await summary({ period: '2026-03', first: 2 })
  expect(first.rows.pageInfo.hasNextPage).toBe(true)
  const rest = await summary({ period: '2026-03', first: 2, after: first.rows.pageInfo.endCursor })
  expect(rest.rows.nodes.map(named)).toEqual(['B-LAMP – OUTLET –: 0/0.00 + 6/36.00 − 0/0.00 = 6/36.00'])
  expect(line((await summary({ period: '2026-03', item: lamp.id })).total)).toBe(
    '14/74.05 + 6/36.00 − 3/15.01 = 17/95.04',
  )
})

test('a total that was tampered with is named', async () => {
  await inventory.database.rows`
    update item_period_turnover set in_value = in_value + 1 where item_id = ${desk.id}::uuid and period = '2026-02'`
  expect(await differences()).toMatchObject([
    { turnover: 'ITEM', itemId: desk.id, period: '2026-02', keptValue: 100_001n, postedValue: 100_000n },
  ])
  expect(await differences('2026-01')).toEqual([])
  expect(await differences('2026-02', '2026-03')).toHaveLength(1)
  expect(await query('{ stockTurnoverDifferences(period: "2026-02") { period } }')).toEqual({
    stockTurnoverDifferences: [{ period: '2026-02' }],
  })
  // Left out, the months are the last one: in March nothing was tampered with.
  expect(await query('{ stockTurnoverDifferences { period } }')).toEqual({ stockTurnoverDifferences: [] })
  expect(await query('{ stockTurnoverDifferences(fromPeriod: "2026-02") { period } }')).toEqual({
    stockTurnoverDifferences: [{ period: '2026-02' }],
  })
  await inventory.database.rows`
    update item_period_turnover set in_value = in_value - 1 where item_id = ${desk.id}::uuid and period = '2026-02'`
})

test('at most twelve months are compared, in their order', async () => {
  const compared = (months: string) => ask(`{ stockTurnoverDifferences(${months}) { period } }`)
  expect((await compared('fromPeriod: "2025-04", period: "2026-03"')).errors).toBeUndefined()
  for (const months of ['fromPeriod: "2025-03", period: "2026-03"', 'fromPeriod: "2026-04"'])
    expect((await compared(months)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
})

describe('stock as of a day', () => {
  const asOfText = `query ($asOf: StockAsOfInput!, $item: ID) { stockBalancesAsOf(asOf: $asOf, itemId: $item) {
    nodes { item { code } valuationArea { code } quantity value { amount } unitCost } } }`
  type Balance = {
    item: { code: string }
    valuationArea: { code: string }
    quantity: string
    value: { amount: string }
  }
  async function balances(businessOn: string, knownAt?: Date): Promise<string[]> {
    const answer = await query<{ stockBalancesAsOf: { nodes: Balance[] } }>(asOfText, {
      asOf: { businessOn, knownAt: knownAt?.toISOString() },
    })
    return answer.stockBalancesAsOf.nodes.map(
      ({ item, valuationArea, quantity, value }) => `${item.code} ${valuationArea.code} ${quantity}/${value.amount}`,
    )
  }

  test('before, on and after each day that something moved', async () => {
    expect(await balances('2026-02-09')).toEqual(['A-DESK MAIN 0/0.00', 'B-LAMP MAIN 0/0.00', 'B-LAMP OUTLET 0/0.00'])
    expect((await balances('2026-02-10'))[0]).toBe('A-DESK MAIN 100/1000.00')
    expect(await balances('2026-03-19')).toEqual([
      ...['A-DESK MAIN 150/1560.00', 'B-LAMP MAIN 14/74.05', 'B-LAMP OUTLET 0/0.00'],
    ])
    expect(await balances('2026-03-20')).toEqual([
      ...['A-DESK MAIN 140/1448.00', 'B-LAMP MAIN 11/59.04', 'B-LAMP OUTLET 0/0.00'],
    ])
    expect(await balances('2027-01-01')).toEqual([
      ...['A-DESK MAIN 140/1448.00', 'B-LAMP MAIN 11/59.04', 'B-LAMP OUTLET 6/36.00'],
    ])
  })

  test('as it was known before the returns were recorded', async () => {
    expect(await balances('2026-03-31', recordedEarly)).toEqual([
      ...['A-DESK MAIN 150/1560.00', 'B-LAMP MAIN 14/74.05', 'B-LAMP OUTLET 0/0.00'],
    ])
    expect(await balances('2026-02-28', recordedEarly)).toEqual([
      ...['A-DESK MAIN 100/1000.00', 'B-LAMP MAIN 14/74.05', 'B-LAMP OUTLET 0/0.00'],
    ])
    expect(await balances('2026-03-31', new Date('2020-05-01'))).toEqual([
      ...['A-DESK MAIN 0/0.00', 'B-LAMP MAIN 0/0.00', 'B-LAMP OUTLET 0/0.00'],
    ])
  })

  test('by warehouse', async () => {
    const text = `query ($asOf: StockAsOfInput!, $by: StockPlaceGrain!) { stockInPlaces(asOf: $asOf, by: $by) {
      nodes { item { code } warehouse { code } locationCode lotCode quantity } } }`
    const { stockInPlaces } = await query<{ stockInPlaces: { nodes: object[] } }>(text, {
      asOf: { businessOn: '2026-03-05' },
      by: 'WAREHOUSE',
    })
    const place = (item: string, warehouse: string, quantity: string) => ({
      ...{ item: { code: item }, warehouse: { code: warehouse }, locationCode: null, lotCode: null, quantity },
    })
    expect(stockInPlaces.nodes).toEqual([
      place('A-DESK', 'ANNEX', '50'),
      place('A-DESK', 'MAIN', '100'),
      place('B-LAMP', 'MAIN', '14'),
      place('B-LAMP', 'OUTLET', '0'),
    ])
    expect(await query(text, { asOf: { businessOn: '2026-03-05' }, by: 'BIN' })).toEqual({
      stockInPlaces: { nodes: [] },
    })
  })
})

test('what things cost is hidden from who may not know it, and other companies see nothing', async () => {
  const storekeeper = userOf(
    company.companyId,
    everything.filter((permission) => permission !== 'inventory.cost.read'),
  )
  const { data, errors } = await storekeeper.ask<{ stockMovementSummary: Summary }>(summaryText, {
    by: 'ITEM',
    period: '2026-03',
  })
  expect(data?.stockMovementSummary.total.closing).toEqual({ quantity: '157', value: null })
  expect(errors?.length).toBeGreaterThan(0)
  const stranger = await userOf(newId()).query(summaryText, { by: 'ITEM', period: '2026-03' })
  expect(stranger).toEqual({ stockMovementSummary: null })
})

test('whoever is narrowed to a warehouse sees its area whole, other places not at all, and no half of a day', async () => {
  const keeper = userOf(company.companyId, everything, [annex.id])
  const seen = async (variables: object) =>
    (await keeper.query<{ stockMovementSummary: Summary }>(summaryText, { period: '2026-03', ...variables }))
      .stockMovementSummary
  expect((await seen({ by: 'VALUATION_AREA' })).rows.nodes.map(named)).toEqual([
    '– – MAIN –: 114/1074.05 + 50/560.00 − 13/127.01 = 151/1507.04',
  ])
  expect((await seen({ by: 'WAREHOUSE' })).rows.nodes.map(named)).toEqual(['– – – ANNEX: 0 + 50 − 10 = 40'])
  expect(line((await seen({ by: 'ITEM', warehouse: main.id })).total)).toBe('0 + 0 − 0 = 0')
  for (const text of [
    'stockBalancesAsOf(asOf: { businessOn: "2026-03-31" }) { nodes { quantity } }',
    'stockTurnoverDifferences { turnover }',
  ]) {
    const { errors } = await keeper.ask(`{ ${text} }`)
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  }
  expect(
    await keeper.query(
      '{ stockInPlaces(asOf: { businessOn: "2026-03-31" }) { nodes { warehouse { code } quantity } } }',
    ),
  ).toEqual({ stockInPlaces: { nodes: [{ warehouse: { code: 'ANNEX' }, quantity: '40' }] } })
})

test('a summary that ends before it begins is refused', async () => {
  const { errors } = await ask(summaryText, { by: 'ITEM', period: '2026-02', from: '2026-03' })
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
})
