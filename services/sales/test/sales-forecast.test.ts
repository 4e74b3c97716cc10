import { historyBefore, newId, type Period } from '@erp/values'
import { expect, test } from 'vitest'
import type { Delivery } from '../src/domain/delivery.ts'
import { salesForecastOf } from '../src/domain/sales-forecast.ts'
import { Prisma } from '../src/generated/prisma/client.ts'
import { type SoldScope, soldOfItems } from '../src/store/sold-quantities.ts'
import type { Tx } from '../src/use-cases/unit.ts'
import { type Company, useSales } from './support/sales.ts'

const { database, transactor, newCompany } = await useSales()
const period = '2026-11' as Period

/** The same goods went out on other days, so much of them. */
async function alsoOn(delivery: Delivery, days: readonly (readonly [on: string, quantity: string])[]): Promise<void> {
  const went = JSON.stringify(days.map(([on, quantity]) => ({ id: newId(), on, quantity })))
  await database.rows`
    insert into delivery
    select (jsonb_populate_record(d, jsonb_build_object('id', w.id, 'number', w.id, 'delivered_on', w.on))).*
    from delivery d cross join jsonb_to_recordset(${went}::jsonb) as w(id uuid, "on" date) where d.id = ${delivery.id}`
  await database.rows`
    insert into delivery_line
    select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'delivery_id', w.id, 'quantity', w.quantity,
      'base_quantity', w.quantity, 'returned_base_quantity', 0, 'invoiced_base_quantity', 0, 'credited_base_quantity', 0))).*
    from delivery_line l cross join jsonb_to_recordset(${went}::jsonb) as w(id uuid, quantity numeric)
    where l.delivery_id = ${delivery.id}`
}

const scopeOf = ({ companyId }: Company, more: Partial<SoldScope> = {}): SoldScope => ({
  ...{ companyId, from: historyBefore(period), period, itemId: null, customerId: null },
  ...{ warehouseId: null, ...more },
})

async function told(company: Company, more: Partial<SoldScope> = {}, months = 2, page: object = {}) {
  const sold = await transactor.read([company.companyId], (tx) =>
    soldOfItems(tx, scopeOf(company, more), { limit: 10, ...page }),
  )
  return sold.map((item) => {
    const forecast = salesForecastOf(item, { period, months, currency: 'CNY' as never })
    return {
      ...{ itemId: item.itemId, method: forecast.method, error: forecast.error?.toFixed() ?? null },
      months: forecast.months.map((one) => `${one.period} ${one.quantity.toFixed()} ${one.revenue?.minor ?? null}`),
    }
  })
}

test('what went out and did not come back is the history; the mean net price of it makes the revenue', async () => {
  const company = await newCompany()
  const { desk, paint } = company
  const order = await company.promised([
    { quantity: '10', price: '18' },
    { itemId: paint, quantity: '4', price: '5' },
  ])
  const delivery = await company.delivered(order, ['6', '4'])
  await company.back(delivery, '1')
  // Of the desk October is 5; before it 10, 20, 30; November has 2 already.
  await alsoOn(delivery, [
    ['2026-07-31', '10'],
    ['2026-08-01', '20'],
    ['2026-09-15', '30'],
    ['2026-11-02', '2'],
    ['2026-12-01', '99'],
  ])

  // 65 of four months make 16.25 a month; told for August to October as if to come: 10, 15, 20, which is off by 40 of 55.
  const itsForecast = {
    ...{ itemId: desk, method: 'MOVING_AVERAGE', error: '0.7273' },
    months: ['2026-11 14.25 25650', '2026-12 16.25 29250'],
  }
  const forecasts = await told(company)
  expect(forecasts.find(({ itemId }) => itemId === desk)).toEqual(itsForecast)
  expect(await told(company, { itemId: desk })).toEqual([itsForecast])
  expect(await told(company, { customerId: newId() })).toEqual([])
  expect(await told(company, { warehouseId: newId() })).toEqual([])
  expect(await told(company, { warehouseId: company.warehouseId, customerId: company.customer.id })).toEqual(forecasts)

  const [first, other] = forecasts
  expect(await told(company, {}, 2, { limit: 1 })).toEqual([first])
  expect(await told(company, {}, 2, { after: [first?.itemId ?? ''] })).toEqual([other])
})

test('what the same month sold a year before is told where that was off by less, at what its months were sold for', async () => {
  const company = await newCompany()
  const order = await company.promised([{ quantity: '9', price: '30' }])
  const delivery = await company.delivered(order, ['9'])
  const months = ['05', '06', '07', '08', '09']
  const days = months.flatMap((month, index) => {
    const quantity = String([1, 50, 2, 40, 3][index])
    return [
      [`2025-${month}-10`, quantity],
      [`2026-${month}-10`, quantity],
    ] as const
  })
  await alsoOn(delivery, [...days, ['2025-10-10', '9'], ['2025-11-10', '77'], ['2025-12-10', '5']])
  expect(await told(company)).toEqual([
    { itemId: company.desk, method: 'SEASONAL', error: '0', months: ['2026-11 77 231000', '2026-12 5 15000'] },
  ])
})

test('gifts, drafts and other companies are no sales, and deliveries are found by the item among very many', async () => {
  const [company, other] = [await newCompany(), await newCompany()]
  await company.delivers(await company.promised([{ quantity: '3' }]), ['3'])
  expect(await told(company)).toEqual([])
  const order = await other.promised([{ quantity: '10' }, { itemId: other.paint, quantity: '10' }])
  const delivery = await other.delivered(order, ['1', '1'])
  await alsoOn(
    delivery,
    Array.from({ length: 5_000 }, (_, n) => [`2026-0${1 + (n % 9)}-10`, '1'] as const),
  )
  await database.rows`update delivery_line set item_id = gen_random_uuid() where company_id = ${other.companyId} and item_id <> ${other.desk}`
  await database.rows`update delivery_line set item_id = gen_random_uuid()
    where company_id = ${other.companyId} and item_id = ${other.desk} and delivery_id <> ${delivery.id}`
  await database.rows`analyze delivery_line`
  await database.rows`analyze delivery`
  let plan: { 'QUERY PLAN': string }[] = []
  await transactor.read([other.companyId], async (tx) => {
    const explaining = {
      $queryRaw: async (text: TemplateStringsArray, ...values: unknown[]) => {
        plan = await tx.$queryRaw(Prisma.sql`explain ${Prisma.sql([...text], ...values)}`)
        return []
      },
    }
    await soldOfItems(explaining as unknown as Tx, scopeOf(other, { itemId: other.desk }), { limit: 10 })
  })
  const lines = plan.map((row) => row['QUERY PLAN']).join('\n')
  expect(lines).toContain('delivery_line_by_item')
  expect(lines).not.toContain('Seq Scan on delivery')
  expect(await told(company)).toEqual([])
})
