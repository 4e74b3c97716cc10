import { newId } from '@erp/values'
import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

/** Every voucher and every line of it leads back to the invoice. */
const fromInvoice = {
  source: { __typename: 'SalesInvoice' },
  lines: {
    nodes: Array.from({ length: 3 }, () => ({
      sourceLine: { __typename: 'SalesInvoiceLine' },
      customer: { code: 'YUANFANG' },
    })),
  },
}

scenario(
  'What goes to a customer is charged at the order’s price, with its tax, and leads both ways',
  async ({ company }) => {
    const { sales, biller } = company
    await buysTwice(company, 'STEEL')
    const order = await sales.promises(['60 × STEEL at 18.00'])
    const delivery = await sales.delivers(order)
    expect(await company.entriesOf(delivery)).toEqual([['Dr 6401 624.00', 'Cr 1403 624.00']])
    const draft = await biller.writesInvoice(delivery)
    expect(draft).toMatchObject({ number: 'IV-2026-000001', status: 'DRAFT', gross: { amount: '1220.40' }, legs: [] })
    const invoice = await biller.issues(draft)
    expect(invoice).toMatchObject({ status: 'CONFIRMED', net: { amount: '1080.00' }, tax: { amount: '140.40' } })
    expect(await company.legsOf(invoice)).toEqual(['LEDGER POSTED'])
    expect(await company.entriesOf(invoice)).toEqual([['Dr 1122 1220.40', 'Cr 6001 1080.00', 'Cr 2221.01.02 140.40']])
    expect(await biller.ask('InvoicesOfDelivery', { id: delivery.id })).toEqual({
      delivery: {
        invoiceStatus: 'COMPLETE',
        lines: { nodes: [{ invoicedBaseQuantity: '60', uninvoicedBaseQuantity: '0' }] },
        salesOrder: {
          invoiceStatus: 'COMPLETE',
          lines: { nodes: [{ invoicedBaseQuantity: '60' }] },
          salesInvoices: [{ number: invoice.number }],
        },
        salesInvoices: [
          {
            ...{ number: invoice.number, status: 'CONFIRMED' },
            ...{ deliveries: [{ number: delivery.number }], salesOrders: [{ number: order.number }] },
            lines: {
              nodes: [
                {
                  deliveryLine: { salesOrderLine: { unitPrice: '18' } },
                  ...{ taxCode: { code: 'VAT13' }, taxRatePercent: '13' },
                },
              ],
            },
            vouchers: [fromInvoice],
          },
        ],
      },
    })

    const back = await biller.takesBack(invoice)
    expect(back).toMatchObject({ status: 'CANCELLED', cancelReason: 'Written twice' })
    expect(await company.entriesOf(back)).toEqual([
      ['Dr 1122 1220.40', 'Cr 6001 1080.00', 'Cr 2221.01.02 140.40'],
      ['Dr 1122 -1220.40', 'Cr 6001 -1080.00', 'Cr 2221.01.02 -140.40'],
    ])
    expect(await company.entriesOf(await biller.charges(delivery))).toEqual([
      ['Dr 1122 1220.40', 'Cr 6001 1080.00', 'Cr 2221.01.02 140.40'],
    ])
  },
)

scenario('A price with tax in it is taken apart so that the customer owes what was agreed', async ({ company }) => {
  const { buyer, storekeeper, sales, biller } = company
  await storekeeper.receives(await buyer.agreesOn(['10 × LAMP at 10.00']), ['10 × LAMP'])
  await company.atRest()
  const delivery = await sales.delivers(await sales.promises(['1 × LAMP at 100.00'], { pricesIncludeTax: true }))
  expect(await company.entriesOf(await biller.charges(delivery))).toEqual([
    ['Dr 1122 100.00', 'Cr 6001 88.50', 'Cr 2221.01.02 11.50'],
  ])
})

scenario('Nothing is charged twice, before it went out, or after it came back', async ({ company }) => {
  const { buyer, storekeeper, sales, biller, administrator } = company
  await storekeeper.receives(await buyer.agreesOn(['20 × LAMP at 10.00']), ['20 × LAMP'])
  await company.atRest()
  const order = await sales.promises(['10 × LAMP at 18.00'])
  const waiting = await sales.sends(order, ['4 × LAMP'])
  const delivery = await sales.delivers(order, ['6 × LAMP'])
  const draft = await biller.writesInvoice(delivery, ['2 × LAMP'])
  await sales.takesIn(await sales.hasBack(delivery, ['1 × LAMP']))
  await biller.session()
  const before = await company.everything()
  expect(await refusalOf(biller.writesInvoice(delivery, ['3.000001 × LAMP']))).toMatchObject({
    ...{ code: 'OVER_INVOICING', delivered: '6', returned: '1', invoiced: '2', requested: '3.000001', open: '3' },
    message: '3.000001 cannot be charged: 6 went out, 1 came back or is held, 2 is invoiced, 3 is open.',
  })
  expect(await refusalOf(biller.writesInvoice(waiting, ['1 × LAMP']))).toMatchObject({
    code: 'DELIVERY_LINE_NOT_FOUND',
  })
  expect(await refusalOf(biller.writesInvoice(waiting))).toMatchObject({ problem: 'NOTHING_TO_INVOICE' })
  expect(await refusalOf(sales.takesBack(delivery))).toMatchObject({ code: 'DELIVERY_RETURNED' })
  expect(await refusalOf(biller.issues({ ...draft, version: 9 }))).toMatchObject({ code: 'STALE_VERSION' })
  await expect(sales.change('ConfirmSalesInvoice', named(draft))).rejects.toThrow('sales.salesInvoice.confirm')
  expect(await company.everything()).toEqual(before)

  expect(await company.entriesOf(await biller.charges(delivery))).toEqual([
    ['Dr 1122 61.02', 'Cr 6001 54.00', 'Cr 2221.01.02 7.02'],
  ])
  expect(await refusalOf(biller.writesInvoice(delivery))).toMatchObject({ problem: 'NOTHING_TO_INVOICE' })
  const key = { idempotencyKey: newId(), ...named(draft) }
  const twice = await Promise.all([1, 2].map(() => administrator.change('ConfirmSalesInvoice', key)))
  expect(twice).toMatchObject([
    { id: draft.id, version: 2 },
    { id: draft.id, version: 2 },
  ])
  expect(await refusalOf(biller.issues({ ...draft, version: 2 }))).toMatchObject({
    ...{ code: 'SALES_INVOICE_STATUS_WRONG', status: 'CONFIRMED', allowed: ['DRAFT'] },
  })
})

scenario(
  'Everything open is invoiced at once, one invoice a customer, and a second time nothing',
  async ({ company }) => {
    const { buyer, storekeeper, sales, biller, controller } = company
    await storekeeper.receives(await buyer.agreesOn(['30 × LAMP at 10.00']), ['30 × LAMP'])
    await company.atRest()
    const order = await sales.promises(['10 × LAMP at 18.00'])
    const deliveries = [await sales.delivers(order, ['4 × LAMP']), await sales.delivers(order, ['3 × LAMP'])]
    const open = { deliveredTo: today, invoicedOn: today }
    expect(await biller.ask('UninvoicedDeliveryLines', { deliveredTo: today })).toEqual({
      uninvoicedDeliveryLines: {
        nodes: [
          { delivery: { number: deliveries[0]?.number, invoiceStatus: 'OPEN' }, uninvoicedBaseQuantity: '4' },
          { delivery: { number: deliveries[1]?.number, invoiceStatus: 'OPEN' }, uninvoicedBaseQuantity: '3' },
        ],
      },
    })
    await controller.change('SealPeriod', { period: today.slice(0, 7), module: 'SALES' })
    await company.atRest()
    expect(await refusalOf(biller.change('InvoiceOpenDeliveries', open))).toMatchObject({
      ...{ code: 'PERIOD_NOT_OPEN', periodStatus: 'SEALED', module: 'SALES' },
    })
    await controller.change('UnsealPeriod', { period: today.slice(0, 7), module: 'SALES', reason: 'Late invoices' })
    await company.atRest()

    const key = { idempotencyKey: newId(), ...open }
    const runs = await Promise.all(
      [1, 2].map(() => biller.change<{ id: string; number: string }[]>('InvoiceOpenDeliveries', key)),
    )
    const [first, second] = runs
    expect(first).toMatchObject([{ number: 'IV-2026-000001', status: 'CONFIRMED', net: { amount: '126.00' } }])
    expect(second?.map(({ id }) => id)).toEqual(first?.map(({ id }) => id))
    await company.atRest()
    const [invoice] = first ?? []
    if (!invoice) throw new Error('Nothing was invoiced')
    expect(await company.legsOf(invoice)).toEqual(['LEDGER POSTED'])
    expect(await company.entriesOf(invoice)).toEqual([
      ['Dr 1122 81.36', 'Dr 1122 61.02', 'Cr 6001 72.00', 'Cr 6001 54.00', 'Cr 2221.01.02 9.36', 'Cr 2221.01.02 7.02'],
    ])
    expect(await biller.change('InvoiceOpenDeliveries', open)).toEqual([])
  },
)

function named({ id, version }: { readonly id: string; readonly version: number }) {
  return { salesInvoiceId: id, expectedVersion: version }
}

/** 100 at 10.00 and 50 at 11.20. */
async function buysTwice({ buyer, storekeeper, atRest }: TestCompany, item: string): Promise<void> {
  await storekeeper.receives(await buyer.agreesOn([`100 × ${item} at 10.00`]), [`100 × ${item}`])
  await storekeeper.receives(await buyer.agreesOn([`50 × ${item} at 11.20`]), [`50 × ${item}`])
  await atRest()
}
