import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import type { PurchaseOrder, SalesOrder } from '../support/documents.ts'
import { narrow } from '../support/out-of-reach.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

type Amount = { readonly amount: string }
interface Forecasts {
  readonly cashForecast: { readonly weeks: readonly { readonly collections: Amount; readonly payments: Amount }[] }
  readonly expectedReceipts: readonly { readonly receipts: Amount; readonly parts: readonly object[] }[]
  readonly expectedPayments: readonly { readonly payments: Amount; readonly parts: readonly object[] }[]
}

const amount = (text: string) => ({ amount: text })

scenario(
  'What will be received and paid is the sum of three forecasts, each figure in one of them',
  async ({ company }) => {
    const { accountant, buyer, storekeeper, bookkeeper, sales, biller } = company
    const asked = { asOf: today, weeks: 5 }
    /** All is due after thirty days, on 4 April: `collections + receipts / payments + payments` of its week; nothing before. */
    const forecast = async () => {
      const told = await accountant.ask<Forecasts>('ForecastOfAll', asked)
      const weeks = told.cashForecast.weeks.map(({ collections, payments }, index) => {
        const [receipts, paid] = [told.expectedReceipts[index]?.receipts, told.expectedPayments[index]?.payments]
        return `${collections.amount} + ${receipts?.amount} / ${payments.amount} + ${paid?.amount}`
      })
      expect(new Set(weeks.slice(0, 4))).toEqual(new Set(['0.00 + 0.00 / 0.00 + 0.00']))
      return { told, inApril: weeks[4] }
    }
    expect((await forecast()).inApril).toBe('0.00 + 0.00 / 0.00 + 0.00')

    const bought = await buyer.agreesOn(['100 × STEEL at 10.00'])
    expect((await forecast()).inApril).toBe('0.00 + 0.00 / 0.00 + 1130.00')
    const receipt = await storekeeper.receives(bought, ['60 × STEEL'])
    await company.atRest()
    const sold = await sales.promises(['40 × STEEL at 18.00'])
    expect((await forecast()).inApril).toBe('0.00 + 813.60 / 0.00 + 1130.00')
    const delivery = await sales.delivers(sold, ['30 × STEEL'])
    await biller.charges(delivery, ['10 × STEEL'])
    await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['25 × STEEL for 250.00 and 32.50']))
    await company.atRest()

    const { told, inApril } = await forecast()
    expect(inApril).toBe('203.40 + 610.20 / 282.50 + 847.50')
    const april = { beginsOn: '2026-04-03', endsOn: '2026-04-09' }
    const owed = (documentNumber: string, text: string) => ({
      documentNumber,
      dueOn: '2026-04-04',
      amount: amount(text),
    })
    const from = { customer: { code: 'YUANFANG' } }
    const to = { supplier: { code: 'BAOGANG' } }
    expect(told.cashForecast.weeks[4]).toMatchObject({
      ...april,
      parts: [
        { kind: 'RECEIVABLE', amount: amount('203.40') },
        { kind: 'PAYABLE', amount: amount('-282.50') },
      ],
    })
    expect(told.expectedReceipts[4]).toMatchObject({
      ...april,
      parts: [
        {
          kind: 'ORDERED',
          count: 1,
          amount: amount('203.40'),
          documents: [{ ...owed(sold.number, '203.40'), ...from }],
        },
        {
          ...{ kind: 'DELIVERED', count: 1, amount: amount('406.80') },
          documents: [{ ...owed(delivery.number, '406.80'), ...from }],
        },
      ],
    })
    expect(told.expectedPayments[4]).toMatchObject({
      ...{ ...april, foreignPayments: [] },
      parts: [
        {
          kind: 'ORDERED',
          count: 1,
          amount: amount('452.00'),
          documents: [{ ...owed(bought.number, '452.00'), ...to }],
        },
        {
          ...{ kind: 'RECEIVED', count: 1, amount: amount('395.50') },
          documents: [{ ...owed(receipt.number, '395.50'), ...to }],
        },
      ],
    })
  },
)

scenario('What is needed or requested by a day is expected from that day on', async ({ company }) => {
  const { accountant, buyer, storekeeper, sales } = company
  type Part = {
    readonly kind: string
    readonly documents: readonly { readonly dueOn: string; readonly amount: Amount }[]
  }
  const forecast = async () => {
    const told = await accountant.ask<Forecasts>('ForecastOfAll', { asOf: today, weeks: 10 })
    const shown = (weeks: readonly { readonly parts: readonly object[] }[]) =>
      (weeks.flatMap(({ parts }) => parts) as Part[]).flatMap(({ kind, documents }) =>
        documents.map(({ dueOn, amount: { amount: text } }) => `${kind} ${dueOn} ${text}`),
      )
    return [shown(told.expectedPayments), shown(told.expectedReceipts)]
  }
  const lamp = { itemId: company.itemIds.get('LAMP'), quantity: '10' }
  const requisition = await storekeeper.change<{ id: string; lines: { nodes: { id: string }[] } }>(
    'CreatePurchaseRequisition',
    { requestedOn: today, purpose: 'Spring', lines: [{ ...lamp, neededOn: '2026-04-06', unitPrice: '1' }] },
  )
  await storekeeper.change('SubmitPurchaseRequisition', { requisitionId: requisition.id, expectedVersion: 1 })
  const [order] = await buyer.change<readonly PurchaseOrder[]>('OrderRequisitions', {
    ...{ orderedOn: today, taxCodeId: company.taxCodeId },
    lines: [
      {
        ...{ requisitionLineId: requisition.lines.nodes[0]?.id, supplierId: company.supplierId },
        ...{ quantity: '10', unitPrice: '10' },
      },
    ],
  })
  if (!order) throw new Error('Nothing is ordered')
  expect(await forecast()).toEqual([[], []])
  const confirmed = await buyer.confirms(order)
  expect(await forecast()).toEqual([['ORDERED 2026-05-06 113.00'], []])
  await storekeeper.receives(confirmed, ['10 × LAMP'])
  await company.atRest()
  expect(await forecast()).toEqual([['RECEIVED 2026-04-04 113.00'], []])

  const draft = await sales.change<SalesOrder>('CreateSalesOrder', {
    ...{ customerId: await sales.customerId(), warehouseId: company.warehouses.get('MAIN')?.id, orderedOn: today },
    ...{ requestedOn: '2026-04-01', lines: [{ ...lamp, unitPrice: '18', taxCodeId: company.taxCodeId }] },
  })
  await sales.confirms(draft)
  expect(await forecast()).toEqual([['RECEIVED 2026-04-04 113.00'], ['ORDERED 2026-05-01 203.40']])
})

scenario('Nobody is told of orders beyond his reach, or of prices without the right to', async ({ company }) => {
  const { buyer, storekeeper, sales } = company
  await buyer.agreesOn(['100 × STEEL at 10.00'])
  const text = `{ expectedPayments(asOf: "${today}", weeks: 5) { payments { amount } parts { count } } }`
  const inApril = async () =>
    (await buyer.send<Pick<Forecasts, 'expectedPayments'>>(text)).data?.expectedPayments[4]?.payments.amount
  expect(await inApril()).toBe('1130.00')
  await narrow(company, `buyer-${company.code}`.toLowerCase(), { supplierGroups: ['NEAR'] })
  await eventually(async () => expect(await inApril()).toBe('0.00'))

  for (const [person, field, permission] of [
    [storekeeper, 'expectedPayments', 'procurement.price.read'],
    [storekeeper, 'expectedReceipts', 'sales.price.read'],
    [buyer, 'expectedReceipts', 'sales.price.read'],
    [sales, 'expectedPayments', 'procurement.price.read'],
  ] as const)
    expect((await person.send(`{ ${field}(asOf: "${today}") { beginsOn } }`)).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', permission } },
    ])
  for (const field of ['cashForecast', 'expectedPayments', 'expectedReceipts'])
    for (const outside of [`asOf: "${today}", weeks: 0`, `asOf: "${today}", weeks: 27`, 'asOf: "9991-01-01"'])
      expect((await company.administrator.send(`{ ${field}(${outside}) { __typename } }`)).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' } },
      ])
})
