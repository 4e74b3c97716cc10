import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { Customer } from '../src/domain/customer.ts'
import type { Delivery } from '../src/domain/delivery.ts'
import type { SalesInvoice } from '../src/domain/sales-invoice.ts'
import { createCustomer } from '../src/use-cases/create-customer.ts'
import { findInvoicingRun, type InvoicingRun } from '../src/use-cases/invoice-open-deliveries.ts'
import { day } from './support/day.ts'
import { invoicingOf } from './support/invoicing.ts'
import { type Company, must, useSales } from './support/sales.ts'

const { database, transactor, newCompany } = await useSales()

/** Goods that went to a customer, `10` at 18.00 unless said otherwise. */
async function goneTo(company: Company, customer: Customer, quantity = '10', price?: string): Promise<Delivery> {
  const order = await company.promised([{ quantity, ...(price ? { price } : {}) }], { customerId: customer.id })
  return company.delivered(order, null)
}

async function anotherCustomer(company: Company, code: string, paymentDays: number): Promise<Customer> {
  const name = { zh: '名称', en: 'Name' }
  return must(await company.transact((unit) => createCustomer(unit, { code, name, paymentDays })))
}

const summary = ({ salesInvoices }: InvoicingRun) =>
  salesInvoices.map(({ number, status, customerId, net, tax, dueOn }) => ({
    ...{ number, status, customerId, net: net.minor, tax: tax.minor, dueOn },
  }))

test('everything open becomes one invoice a customer, which counts at once and is told', async () => {
  const company = await newCompany()
  const clerk = invoicingOf(company)
  const other = await anotherCustomer(company, 'LANTIAN', 0)
  const first = await goneTo(company, company.customer)
  await goneTo(company, other, '1', '0.99')
  await goneTo(company, company.customer, '2')
  const started = must<SalesInvoice>(await clerk.writes([{ of: first, quantity: '4' }]))

  const run = must<InvoicingRun>(await clerk.invoicesAll())
  const { id: customerId } = company.customer
  const counts = { status: 'CONFIRMED' }
  expect(summary(run)).toEqual([
    { ...counts, number: 'IV-2026-000002', customerId, net: 14400n, tax: 1872n, dueOn: '2026-11-21' },
    { ...counts, number: 'IV-2026-000003', customerId: other.id, net: 99n, tax: 13n, dueOn: '2026-10-22' },
  ])
  expect(
    await database.rows`
    select type, count(*)::int from platform.outbox
    where company_id = ${company.companyId} and type like 'sales.sales-invoice.%' group by 1`,
  ).toEqual([{ type: 'sales.sales-invoice.confirmed.v1', count: 2 }])
  for (const invoice of run.salesInvoices)
    expect(await company.legsOf(invoice)).toMatchObject([{ kind: 'LEDGER', state: 'PENDING' }])
  expect((await clerk.now(started)).status).toBe('DRAFT')
  expect(await clerk.invoicesAll()).toMatchObject({ salesInvoices: [] })
  expect(await transactor.read([company.companyId], (tx) => findInvoicingRun(tx, run.id))).toEqual({
    ...run,
    salesInvoices: run.salesInvoices.map((invoice) => {
      const { lines: _, ...header } = invoice as SalesInvoice
      return header
    }),
  })
})

test('only what was asked for is invoiced: of these customers, of these deliveries, up to this day', async () => {
  const company = await newCompany()
  const clerk = invoicingOf(company)
  const other = await anotherCustomer(company, 'LANTIAN', 30)
  const [ours, theirs] = [await goneTo(company, company.customer), await goneTo(company, other)]
  expect(await clerk.invoicesAll({ deliveredTo: day('2026-10-20') })).toMatchObject({ salesInvoices: [] })
  expect(summary(must(await clerk.invoicesAll({ customerIds: [other.id] })))).toMatchObject([{ customerId: other.id }])
  expect(await clerk.invoicesAll({ deliveryIds: [theirs.id] })).toMatchObject({ salesInvoices: [] })
  expect(summary(must(await clerk.invoicesAll({ deliveryIds: [ours.id] })))).toMatchObject([
    { customerId: company.customer.id },
  ])
})

test('is refused whole for what is not known, for days that cannot be, and while finance could not post', async () => {
  const company = await newCompany()
  const clerk = invoicingOf(company)
  await goneTo(company, company.customer)
  const before = await company.everything()
  const unknown = newId()
  expect(await clerk.invoicesAll({ customerIds: [company.customer.id, unknown] })).toEqual({
    ...{ refusal: 'CustomerNotFound', customerId: unknown, path: ['input', 'customerIds', '1'] },
  })
  expect(await clerk.invoicesAll({ customerIds: [] })).toMatchObject({ field: 'customerIds', problem: 'EMPTY' })
  expect(await clerk.invoicesAll({ deliveryIds: [unknown] })).toMatchObject({ refusal: 'DeliveryNotFound' })
  expect(await clerk.invoicesAll({ invoicedOn: day('2026-10-20') })).toMatchObject({ problem: 'BEFORE_DELIVERED_TO' })
  expect(await clerk.invoicesAll({ invoicedOn: day('2026-11-01') })).toMatchObject({ refusal: 'PeriodNotOpen' })
  expect(await company.everything()).toEqual(before)
})

test('of two runs at once the goods are invoiced once', async () => {
  const company = await newCompany()
  const clerk = invoicingOf(company)
  for (let count = 0; count < 5; count += 1) await goneTo(company, company.customer)
  const runs = await Promise.all([clerk.invoicesAll(), clerk.invoicesAll()])
  expect(runs.flatMap((run) => summary(must(run)).map(({ net }) => net))).toEqual([90000n])
})
