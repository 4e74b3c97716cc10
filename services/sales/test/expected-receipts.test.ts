import { daysAfter } from '@erp/values'
import { expect, test } from 'vitest'
import type { SalesInvoice } from '../src/domain/sales-invoice.ts'
import { Prisma } from '../src/generated/prisma/client.ts'
import { expectedReceipts } from '../src/store/expected-receipts.ts'
import { changeCustomer } from '../src/use-cases/change-customer.ts'
import type { Tx } from '../src/use-cases/unit.ts'
import { createPaymentTerm } from '../src/use-cases/write-payment-term.ts'
import { day } from './support/day.ts'
import { invoicingOf } from './support/invoicing.ts'
import { type Company, lineId, must, useSales } from './support/sales.ts'

const { database, transactor, newCompany } = await useSales()
const through = daysAfter(day('2026-10-20'), 7 * 8)

/** `2026-11-20 DELIVERED 122.04`, by the day and the kind. */
async function told({ companyId }: Company): Promise<string[]> {
  const expected = await transactor.read([companyId], (tx) => expectedReceipts(tx, companyId, through))
  return expected.map(({ kind, dueOn, amount }) => `${dueOn} ${kind} ${Number(amount) / 100}`).toSorted()
}

/** A company whose customer pays ten days after the invoice. */
async function paysInTenDays() {
  const company = await newCompany()
  const { id: customerId, version: expectedVersion } = company.customer
  must(await company.transact((unit) => changeCustomer(unit, { customerId, expectedVersion, paymentDays: 10 })))
  return { company, clerk: invoicingOf(company) }
}

test('a line is in its order until it goes out, in its delivery until an invoice takes it, in a draft until that counts', async () => {
  const { company, clerk } = await paysInTenDays()
  await company.asks([{ quantity: '1' }])
  expect(await told(company)).toEqual([])
  const order = await company.promised([{ quantity: '10' }])
  expect(await told(company)).toEqual(['2026-10-30 ORDERED 203.4'])
  const delivery = await company.delivered(order, ['6'])
  expect(await told(company)).toEqual(['2026-10-30 ORDERED 81.36', '2026-10-31 DELIVERED 122.04'])

  const draft = must<SalesInvoice>(await clerk.writes([{ of: delivery, quantity: '4' }], { due: '2026-12-01' }))
  expect(await told(company)).toEqual([
    ...['2026-10-30 ORDERED 81.36', '2026-10-31 DELIVERED 40.68', '2026-12-01 INVOICE_DRAFT 81.36'],
  ])
  must(await clerk.confirms(draft))
  expect(await told(company)).toEqual(['2026-10-30 ORDERED 81.36', '2026-10-31 DELIVERED 40.68'])

  must(await company.closes(await company.orderNow(order)))
  expect(await told(company)).toEqual(['2026-10-31 DELIVERED 40.68'])
})

test('goods on their way out are in the delivery, and what came back after its invoice is less until it is credited', async () => {
  const { company, clerk } = await paysInTenDays()
  const order = await company.promised([{ quantity: '10' }])
  await company.confirmsDelivery(must(await company.delivers(order, ['2'])))
  const delivery = await company.delivered(await company.orderNow(order), ['8'])
  expect(await told(company)).toEqual(['2026-10-31 DELIVERED 162.72', '2026-10-31 DELIVERED 40.68'])
  await clerk.invoiced([{ of: delivery, quantity: '7' }])
  const back = await company.back(delivery, '3')
  // One of the three was not invoiced: the other two are credited.
  expect(await told(company)).toEqual(['2026-10-21 RETURNED -40.68', '2026-10-31 DELIVERED 40.68'])
  must(await clerk.confirmsCredit(must(await clerk.credits(back))))
  expect(await told(company)).toEqual(['2026-10-31 DELIVERED 40.68'])
})

test('what the customer’s term has paid in parts is expected in parts, and so is a draft that has them', async () => {
  const company = await newCompany()
  const delivery = await company.delivered(await company.promised([{ quantity: '10' }]), ['10'])
  const clerk = invoicingOf(company)
  const parts = [
    { share: 3, months: 0, dayOfMonth: null, days: 0 },
    { share: 7, months: 1, dayOfMonth: 31, days: 0 },
  ]
  const name = { zh: '三七分', en: 'Three and seven' }
  const { id: paymentTermId } = must<{ id: string }>(
    await company.transact((unit) => createPaymentTerm(unit, { code: '30-70', name, instalments: parts })),
  )
  const { id: customerId, version: expectedVersion } = company.customer
  must(await company.transact((unit) => changeCustomer(unit, { customerId, expectedVersion, paymentTermId })))
  expect(await told(company)).toEqual(['2026-10-21 DELIVERED 61.02', '2026-11-30 DELIVERED 142.38'])
  must(await clerk.writes([{ of: delivery, quantity: '10' }]))
  expect(await told(company)).toEqual(['2026-10-22 INVOICE_DRAFT 61.02', '2026-11-30 INVOICE_DRAFT 142.38'])
})

test('prices that include tax and parts of a fen: what is left is what the last invoice will say', async () => {
  const { company, clerk } = await paysInTenDays()
  const order = await company.promised([{ quantity: '3', price: '0.33' }], { pricesIncludeTax: true })
  expect(await told(company)).toEqual(['2026-10-30 ORDERED 0.99'])
  const delivery = await company.delivered(order, null)
  const first = await clerk.invoiced([{ of: delivery, quantity: '1' }])
  const [left] = await told(company)
  must(await clerk.confirms(must<SalesInvoice>(await clerk.writes([{ of: delivery }]))))
  expect([first.gross.minor, left]).toEqual([33n, '2026-10-31 DELIVERED 0.66'])
  expect(await told(company)).toEqual([])
})

test('no other company’s orders are in it, and what went out long ago is not read', async () => {
  const [company, other] = [await newCompany(), await newCompany()]
  const order = await other.promised([{ quantity: '1' }])
  const delivery = await other.delivered(order, ['1'])
  await invoicingOf(other).invoiced([{ of: delivery }])
  await other.promised([{ quantity: '2' }])
  expect(await told(company)).toEqual([])
  await database.rows`
    insert into sales_order_line
    select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'line_number', 1 + n))).*
    from sales_order_line l cross join generate_series(1, 5000) n where l.id = ${lineId(order, 0)}`
  await database.rows`
    insert into delivery_line
    select (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'line_number', 1 + n, 'sales_order_line_id', o.id))).*
    from delivery_line d cross join generate_series(1, 5000) n
    join sales_order_line o on o.sales_order_id = ${order.id} and o.line_number = 1 + n where d.id = ${lineId(delivery, 0)}`
  await database.rows`analyze sales_order_line`
  await database.rows`analyze delivery_line`
  let plan: { 'QUERY PLAN': string }[] = []
  await transactor.read([other.companyId], async (tx) => {
    const explaining = {
      $queryRaw: async (text: TemplateStringsArray, ...values: unknown[]) => {
        plan = await tx.$queryRaw(Prisma.sql`explain ${Prisma.sql([...text], ...values)}`)
        return []
      },
    }
    await expectedReceipts(explaining as unknown as Tx, other.companyId, through)
  })
  const lines = plan.map((row) => row['QUERY PLAN']).join('\n')
  for (const index of ['sales_order_line_open', 'delivery_line_uninvoiced', 'delivery_line_to_credit'])
    expect(lines).toContain(index)
  expect(lines).not.toMatch(/Seq Scan on (sales_order_line|delivery_line)/)
  expect(await told(other)).toHaveLength(1)
})
