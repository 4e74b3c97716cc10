import { type BusinessDate, daysAfter, expectedWeeks, money, newId } from '@erp/values'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { GoodsReceipt } from '../src/domain/goods-receipt.ts'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import type { PurchaseReturn } from '../src/domain/purchase-return.ts'
import { Prisma } from '../src/generated/prisma/client.ts'
import { startReturning } from '../src/sagas/return-goods.ts'
import { expectedPaymentKinds, expectedPayments } from '../src/store/expected-payments.ts'
import { findRevisionsOfOrders } from '../src/store/purchase-order-revisions.ts'
import { amendPurchaseOrder } from '../src/use-cases/amend-purchase-order.ts'
import { changeSupplier } from '../src/use-cases/change-supplier.ts'
import { closePurchaseOrderLines } from '../src/use-cases/close-purchase-order-lines.ts'
import { confirmPurchaseReturn } from '../src/use-cases/confirm-purchase-return.ts'
import { createGoodsReceipt } from '../src/use-cases/create-goods-receipt.ts'
import { createPurchaseReturn } from '../src/use-cases/create-purchase-return.ts'
import { completePurchaseReturn } from '../src/use-cases/end-purchase-return.ts'
import type { Tx } from '../src/use-cases/unit.ts'
import { createPaymentTerm } from '../src/use-cases/write-payment-term.ts'
import { day } from './support/day.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { orderProcesses } from './support/order-processes.ts'
import { type Company, lineId, must, useProcurement } from './support/procurement.ts'

const { database, transactor, newCompany } = await useProcurement()
const after = day('2026-10-20')
const through = daysAfter(after, 7 * 8)

/** `2026-11-14 RECEIVED 678.00`, by the day and the kind. */
async function told({ companyId }: Company, scope: { departmentIds?: string[] } = {}): Promise<string[]> {
  const expected = await transactor.read([companyId], (tx) => expectedPayments(tx, companyId, through), scope)
  return expected
    .map(({ kind, dueOn, amount, currency }) => `${dueOn} ${kind} ${Number(amount) / 100} ${currency}`)
    .toSorted()
}

const gives = async (company: Company, instalments: { share: number; days: number }[]) => {
  const name = { zh: '分期', en: 'Parts' }
  const parts = instalments.map((one) => ({ months: 0, dayOfMonth: null, ...one }))
  const { id: paymentTermId } = must<{ id: string }>(
    await company.transact((unit) => createPaymentTerm(unit, { code: 'PARTS', name, instalments: parts })),
  )
  const { id: supplierId, version: expectedVersion } = company.supplier
  must(await company.transact((unit) => changeSupplier(unit, { supplierId, expectedVersion, paymentTermId })))
}

test('a line is in its order until it comes, in its receipt until it is invoiced, and then in neither', async () => {
  const company = await newCompany()
  const { written, confirmed } = invoicing(company)
  expect(await told(company)).toEqual([])
  const order = await company.orders([{ quantity: '100' }])
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 1130 CNY'])
  const receipt = await company.received(order, ['60'])
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 452 CNY', '2026-11-14 RECEIVED 678 CNY'])

  const draft = await written([charge(receipt, '25', '250.00', '32.50')])
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 452 CNY', '2026-11-14 RECEIVED 678 CNY'])
  expect(await confirmed(draft)).toMatchObject({ status: 'CONFIRMED' })
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 452 CNY', '2026-11-14 RECEIVED 395.5 CNY'])
  await confirmed(await written([charge(receipt, '35', '350.00', '45.50')]))
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 452 CNY'])

  const { id: purchaseOrderId, version: expectedVersion } = await company.orderNow(order)
  const close = { purchaseOrderId, expectedVersion, reason: 'Sold out' }
  must(await company.transact((unit) => closePurchaseOrderLines(unit, close, orderProcesses.startGivingBack)))
  expect(await told(company)).toEqual([])
})

test('what a supplier promised is paid after the promise, until they promise another day', async () => {
  const company = await newCompany()
  const order = await company.orders([{ quantity: '100', promisedOn: day('2026-10-12') }, { quantity: '10' }])
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 113 CNY', '2026-11-11 ORDERED 1130 CNY'])
  const [line] = order.lines
  const changed = { purchaseOrderLineId: line?.id ?? '', quantity: '100', taxCodeId: company.taxCodeId }
  const amends = (promisedOn: BusinessDate | null | undefined, { version }: Pick<PurchaseOrder, 'version'>) =>
    company.transact((unit) =>
      amendPurchaseOrder(
        unit,
        {
          ...{ purchaseOrderId: order.id, expectedVersion: version, reason: 'Ships later' },
          ...{ addedLines: [], removedLineIds: [], changedLines: [{ ...changed, promisedOn }] },
        },
        orderProcesses,
      ),
    )
  expect(await amends(day('2026-09-30'), order)).toMatchObject({
    ...{ refusal: 'InvalidInput', field: 'changedLines.0.promisedOn', problem: 'BEFORE_THE_ORDER' },
  })
  const later = must<PurchaseOrder>(await amends(day('2026-10-20'), order))
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 113 CNY', '2026-11-19 ORDERED 1130 CNY'])
  const same = must<PurchaseOrder>(await amends(undefined, later))
  expect(same.lines[0]?.promisedOn).toBe('2026-10-20')
  must(await amends(null, same))
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 1243 CNY'])
  const revisions = await transactor.read([company.companyId], (tx) => findRevisionsOfOrders(tx, [order.id]))
  expect(revisions.map(({ lines }) => lines[0]?.promisedOn)).toEqual(['2026-10-12', '2026-10-20', '2026-10-20', null])
})

test('whatever comes and is invoiced in whichever parts, what is expected and what is invoiced are together what was ordered', async () => {
  const steps = fc.array(fc.record({ comes: fc.integer({ min: 1, max: 9 }), charged: fc.nat(9) }), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(steps, async (parts) => {
      const company = await newCompany()
      const { written, confirmed } = invoicing(company)
      const order = await company.orders([{ quantity: '60' }])
      let invoiced = 0
      for (const { comes, charged } of parts) {
        const receipt = await company.received(order, [String(comes)])
        const part = Math.min(comes, charged)
        if (part > 0)
          await confirmed(await written([charge(receipt, String(part), `${part * 10}.00`, (part * 1.3).toFixed(2))]))
        invoiced += part * 1130
        const { companyId } = company
        const expected = await transactor.read([companyId], (tx) => expectedPayments(tx, companyId, through))
        expect(expected.reduce((sum, { amount }) => sum + Number(amount), 0) + invoiced).toBe(67_800)
      }
    }),
    { numRuns: 6 },
  )
})

test('what the supplier’s term has paid in parts is expected in parts that add up to the fen, what is overdue in the first week', async () => {
  const company = await newCompany()
  const order = await company.orders([{ quantity: '1', price: '0.89' }])
  await company.received(order, ['1'])
  // 0.89 and 13 % make 1.01, of which thirds are 0.33, 0.34 and 0.34.
  await gives(
    company,
    [0, 10, 20].map((days) => ({ share: 1, days })),
  )
  expect(await told(company)).toEqual([
    ...['2026-10-15 RECEIVED 0.33 CNY', '2026-10-25 RECEIVED 0.34 CNY', '2026-11-04 RECEIVED 0.34 CNY'],
  ])
  const expected = await transactor.read([company.companyId], (tx) => expectedPayments(tx, company.companyId, through))
  const currency = 'CNY' as never
  const weeks = expectedWeeks(expected, { after, weeks: 2, kinds: expectedPaymentKinds, currency })
  expect(weeks).toMatchObject([
    {
      ...{ beginsOn: '2026-10-21', endsOn: '2026-10-27', totals: [money(67n, currency)] },
      parts: [{ kind: 'RECEIVED', amount: 67n, count: 2, documents: [{ amount: 34n }, { amount: 33n }] }],
    },
    { beginsOn: '2026-10-28', endsOn: '2026-11-03', totals: [money(0n, currency)], parts: [] },
  ])
})

test('goods that are charged ahead and services as far as they are charged are an invoice’s', async () => {
  const company = await newCompany()
  const service = newId()
  await company.tell.item(service, 'SERVICE')
  const order = await company.orders([{ quantity: '100' }, { itemId: service, quantity: '1', price: '1000' }])
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 2260 CNY'])
  const { written, confirms } = invoicing(company)
  const ahead = { purchaseOrderLineId: lineId(order, 0), quantity: '30', net: '300.00', tax: '39.00' }
  must(await confirms(await written([], { inTransit: [ahead] })))
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 1921 CNY'])
  const [departmentId, another] = [newId(), newId()]
  await company.tell.dimensionValue(departmentId, 'DEPARTMENT')
  const half = { description: 'First half', net: '400.00', tax: '52.00' }
  const part = { ...half, taxCodeId: company.taxCodeId, departmentId }
  must(await confirms(await written([], { expenses: [{ ...part, purchaseOrderLineId: lineId(order, 1) }] })))
  for (const scope of [{}, { departmentIds: [another] }])
    expect(await told(company, scope)).toEqual(['2026-10-31 ORDERED 1469 CNY'])

  // Of the 50 that come 30 are charged: 20 wait for an invoice, 50 for the goods, beside 678.00 of the service.
  await company.received(order, ['50'])
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 1243 CNY', '2026-11-14 RECEIVED 226 CNY'])
})

test('orders in another currency are told in it, and the company’s own comes first', async () => {
  const company = await newCompany()
  const order = await company.orders([{ quantity: '10', price: '5' }], 'USD')
  const arrival = { ...company.arrival(order, ['4']), exchangeRate: '7.1' }
  must<GoodsReceipt>(await company.transact((unit) => createGoodsReceipt(unit, arrival)))
  await company.orders([{ quantity: '1' }])
  expect(await told(company)).toEqual([
    ...['2026-10-31 ORDERED 11.3 CNY', '2026-10-31 ORDERED 33.9 USD', '2026-11-14 RECEIVED 22.6 USD'],
  ])
  const expected = await transactor.read([company.companyId], (tx) => expectedPayments(tx, company.companyId, through))
  const asked = { after, weeks: 2, kinds: expectedPaymentKinds, currency: 'CNY' as never }
  expect(expectedWeeks(expected, asked)[1]?.totals).toEqual([
    money(1130n, 'CNY' as never),
    money(3390n, 'USD' as never),
  ])
})

test('what goes back before its invoice is awaited again; after it, a credit note is expected beside the replacement', async () => {
  const company = await newCompany()
  const { written, confirmed } = invoicing(company)
  const order = await company.orders([{ quantity: '100' }])
  const receipt = await company.received(order, ['100'])
  const sendsBack = async (quantity: string, afterInvoice: boolean) => {
    const lines = [{ goodsReceiptLineId: lineId(receipt, 0), quantity }]
    const draft = must<PurchaseReturn>(
      await company.transact((unit) =>
        createPurchaseReturn(unit, { returnedOn: day('2026-10-26'), afterInvoice, lines }),
      ),
    )
    const asked = { purchaseReturnId: draft.id, expectedVersion: draft.version }
    const { sagaId } = must<PurchaseReturn>(
      await company.transact((unit) => confirmPurchaseReturn(unit, asked, startReturning)),
    )
    const done = { purchaseReturnId: draft.id, sagaId: must<string>(sagaId) }
    await company.transact((unit) => completePurchaseReturn(unit, done))
  }
  await sendsBack('10', false)
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 113 CNY', '2026-11-14 RECEIVED 1017 CNY'])
  await confirmed(await written([charge(receipt, '90', '900.00', '117.00')]))
  expect(await told(company)).toEqual(['2026-10-31 ORDERED 113 CNY'])
  await sendsBack('20', true)
  expect(await told(company)).toEqual(['2026-10-26 RETURNED -226 CNY', '2026-10-31 ORDERED 339 CNY'])
})

test('no other company’s orders are in it, and what came long ago is not read', async () => {
  const [company, other] = [await newCompany(), await newCompany()]
  const order = await other.orders([{ quantity: '1' }])
  await other.received(order, ['1'])
  await other.orders([{ quantity: '2' }])
  expect(await told(company)).toEqual([])
  await database.rows`
    insert into purchase_order_line
    select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'line_number', 1 + n))).*
    from purchase_order_line l cross join generate_series(1, 5000) n where l.id = ${lineId(order, 0)}`
  await database.rows`analyze purchase_order_line`
  let plan: { 'QUERY PLAN': string }[] = []
  await transactor.read([other.companyId], async (tx) => {
    const explaining = {
      $queryRaw: async (text: TemplateStringsArray, ...values: unknown[]) => {
        plan = await tx.$queryRaw(Prisma.sql`explain ${Prisma.sql([...text], ...values)}`)
        return []
      },
    }
    await expectedPayments(explaining as unknown as Tx, other.companyId, through)
  })
  const lines = plan.map((row) => row['QUERY PLAN']).join('\n')
  expect(lines).toContain('purchase_order_line_open')
  expect(lines).not.toContain('Seq Scan on purchase_order_line')
  expect(await told(other)).toEqual(['2026-10-31 ORDERED 22.6 CNY', '2026-11-14 RECEIVED 11.3 CNY'])
})
