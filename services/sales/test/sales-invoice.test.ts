import { isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { SalesInvoice } from '../src/domain/sales-invoice.ts'
import type { SalesReturn } from '../src/domain/sales-return.ts'
import { findInvoicingOfOrders, listUninvoicedLines } from '../src/store/invoiceable-lines.ts'
import { changeCustomer } from '../src/use-cases/change-customer.ts'
import { amountsOf, invoicingOf } from './support/invoicing.ts'
import { lineId, must, type Ordered, useSales } from './support/sales.ts'

const { database, transactor, newCompany } = await useSales()

async function companyWithDelivery(lines: readonly Ordered[] = [{ quantity: '60' }], pricesIncludeTax = false) {
  const company = await newCompany()
  const order = await company.promised(lines, { pricesIncludeTax })
  return { company, order, delivery: await company.delivered(order, null), clerk: invoicingOf(company) }
}

const toldOf = ({ id }: { readonly id: string }) =>
  database.rows<{ type: string; payload: Record<string, unknown> }>`
    select type, payload from platform.outbox where aggregate_id = ${id} order by pos`

describe('a draft', () => {
  test('charges what went out at the order’s price, is due by the customer’s terms and takes it off the delivery', async () => {
    const { company, order, delivery, clerk } = await companyWithDelivery()
    const { id: customerId } = company.customer
    await company.transact((unit) => changeCustomer(unit, { customerId, expectedVersion: 1, paymentDays: 45 }))
    const draft = must<SalesInvoice>(await clerk.carriesDown([delivery]))
    expect(draft).toMatchObject({
      ...{ number: 'IV-2026-000001', status: 'DRAFT', invoicedOn: '2026-10-22', dueOn: '2026-12-06', version: 1 },
      ...{ customerId, net: { minor: 108000n }, tax: { minor: 14040n }, gross: { minor: 122040n } },
    })
    expect(amountsOf(draft)).toEqual(['1080.00 + 140.40'])
    expect(await clerk.now(draft)).toEqual(draft)
    expect(await toldOf(draft)).toEqual([])
    expect(await company.legsOf(draft)).toEqual([])
    const { lines } = await company.deliveryNow(delivery)
    expect(lines.map((line) => line.invoicedBaseQuantity.toFixed())).toEqual(['60'])
    expect(await transactor.read([company.companyId], (tx) => findInvoicingOfOrders(tx, [order.id]))).toMatchObject([
      { id: lineId(order, 0), salesOrderId: order.id },
    ])
  })

  test('of parts of a line adds up to what the line is worth; the last takes what is left', async () => {
    const { delivery, clerk } = await companyWithDelivery([{ quantity: '3', price: '3.333333' }])
    const parts: string[] = []
    for (const quantity of ['1', '1', undefined])
      parts.push(
        ...amountsOf(must<SalesInvoice>(await clerk.writes([{ of: delivery, ...(quantity ? { quantity } : {}) }]))),
      )
    expect(parts).toEqual(['3.33 + 0.43', '3.34 + 0.43', '3.33 + 0.43'])
  })

  test('where prices include tax takes apart what the customer was told, to the last fen', async () => {
    const { delivery, clerk } = await companyWithDelivery([{ quantity: '1', price: '100' }], true)
    expect(amountsOf(must<SalesInvoice>(await clerk.writes([{ of: delivery }])))).toEqual(['88.50 + 11.50'])
    const thirds = await companyWithDelivery([{ quantity: '3', price: '33.333333' }], true)
    const gross: bigint[] = []
    for (let part = 0; part < 3; part += 1)
      gross.push(must<SalesInvoice>(await thirds.clerk.writes([{ of: thirds.delivery, quantity: '1' }])).gross.minor)
    expect(gross).toEqual([3333n, 3334n, 3333n])
  })

  test('charges by the piece of a box, and names the base unit where the box cannot say what is left', async () => {
    const { company, delivery, clerk } = await companyWithDelivery([{ quantity: '2', unit: 'BOX', price: '120' }])
    expect(amountsOf(must<SalesInvoice>(await clerk.writes([{ of: delivery, quantity: '5', unit: 'PCS' }])))).toEqual([
      '50.00 + 6.50',
    ])
    await company.confirmsReturn(must<SalesReturn>(await company.hasBack(delivery, '2', 'PCS')))
    const rest = must<SalesInvoice>(await clerk.writes([{ of: delivery }]))
    expect(rest.lines.map(({ quantity, unit }) => `${quantity.toFixed()} ${unit}`)).toEqual(['17 PCS'])
    expect(amountsOf(rest)).toEqual(['170.00 + 22.10'])
  })

  test('is refused for more than is open, for lines of others, and for days that cannot be, and stores nothing', async () => {
    const { company, delivery, clerk } = await companyWithDelivery()
    const other = await companyWithDelivery()
    await clerk.writes([{ of: delivery, quantity: '20' }])
    await company.confirmsReturn(must<SalesReturn>(await company.hasBack(delivery, '10')))
    const before = await company.everything()
    const refused = {
      ...{ refusal: 'OverInvoicing', deliveryLineId: lineId(delivery, 0) },
      ...{ delivered: '60', returned: '10', invoiced: '20', requested: '30.000001', open: '30' },
      path: ['input', 'lines', '0', 'quantity'],
    }
    expect(await clerk.writes([{ of: delivery, quantity: '30.000001' }])).toEqual(refused)
    expect(await clerk.writes([{ of: other.delivery }])).toMatchObject({ refusal: 'DeliveryLineNotFound' })
    expect(
      await clerk.writes([
        { of: delivery, quantity: '1' },
        { of: delivery, quantity: '1' },
      ]),
    ).toMatchObject({
      problem: 'NAMED_TWICE',
    })
    expect(await clerk.writes([])).toMatchObject({ field: 'lines', problem: 'EMPTY' })
    expect(await clerk.writes([{ of: delivery, quantity: '0' }])).toMatchObject({ refusal: 'QuantityInvalid' })
    expect(await clerk.writes([{ of: delivery, quantity: '1', unit: 'CRATE' }])).toMatchObject({
      refusal: 'UnitUnknown',
    })
    expect(await clerk.writes([{ of: delivery, quantity: '0.000001', unit: 'THIRD' }])).toMatchObject({
      refusal: 'QuantityNotExact',
    })
    expect(await clerk.writes([{ of: delivery }], { on: '2026-10-20' })).toMatchObject({
      problem: 'BEFORE_THE_DELIVERY',
    })
    expect(await clerk.writes([{ of: delivery }], { due: '2026-10-21' })).toMatchObject({
      problem: 'BEFORE_THE_INVOICE',
    })
    expect(await clerk.carriesDown([other.delivery])).toMatchObject({
      ...{ refusal: 'DeliveryNotFound', path: ['input', 'deliveryIds', '0'] },
    })
    expect(await company.everything()).toEqual({ ...(before as object), audit: expect.anything() })
    must(await clerk.writes([{ of: delivery }]))
    expect(await clerk.writes([{ of: delivery }])).toMatchObject({ refusal: 'OverInvoicing', open: '0' })
    expect(await clerk.carriesDown([delivery])).toMatchObject({ problem: 'NOTHING_TO_INVOICE' })
  })

  test('of two at once for the same goods one is written', async () => {
    const { company, delivery, clerk } = await companyWithDelivery()
    const outcomes = await Promise.all([1, 2].map(() => clerk.writes([{ of: delivery, quantity: '40' }])))
    expect(outcomes.filter(isRefusal)).toMatchObject([{ refusal: 'OverInvoicing', invoiced: '40', open: '20' }])
    const lines = await transactor.read([company.companyId], (tx) =>
      listUninvoicedLines(tx, company.companyId, { customerId: company.customer.id }, { limit: 10, after: undefined }),
    )
    expect(lines.map(({ id, invoicedBaseQuantity }) => [id, invoicedBaseQuantity.toFixed()])).toEqual([
      [lineId(delivery, 0), '40'],
    ])
  })
})

describe('confirming', () => {
  test('lets it count and tells the others all that finance posts by, once', async () => {
    const { company, order, delivery, clerk } = await companyWithDelivery()
    const draft = must<SalesInvoice>(await clerk.writes([{ of: delivery }]))
    const confirmed = must<SalesInvoice>(await clerk.confirms(draft))
    expect(confirmed).toMatchObject({ status: 'CONFIRMED', version: 2 })
    expect(await company.legsOf(confirmed)).toEqual([{ kind: 'LEDGER', state: 'PENDING', reason_code: null }])
    expect(await toldOf(confirmed)).toEqual([
      {
        type: 'sales.sales-invoice.confirmed.v1',
        payload: {
          ...{ companyId: company.companyId, salesInvoiceId: draft.id, number: 'IV-2026-000001', version: 2 },
          ...{ customerId: company.customer.id, invoicedOn: '2026-10-22', dueOn: '2026-11-21', currency: 'CNY' },
          ...{ net: '1080.00', tax: '140.40', gross: '1220.40' },
          lines: [
            {
              ...{ lineId: lineId(draft, 0), salesOrderId: order.id, salesOrderLineId: lineId(order, 0) },
              ...{ deliveryId: delivery.id, deliveryLineId: lineId(delivery, 0), itemId: company.desk },
              ...{ itemClass: 'MERCHANDISE', warehouseId: company.warehouseId, quantity: '60', net: '1080.00' },
              ...{ valuationAreaId: company.valuationAreaId, tax: '140.40', taxCode: 'VAT' },
            },
          ],
        },
      },
    ])
    expect(await clerk.confirms(confirmed)).toMatchObject({ refusal: 'SalesInvoiceStatusWrong', status: 'CONFIRMED' })
    await clerk.isPosted(confirmed)
    expect(await company.legsOf(confirmed)).toEqual([{ kind: 'LEDGER', state: 'POSTED', reason_code: null }])
  })

  test('is refused while finance could not post it, and for goods that came back since', async () => {
    const { company, delivery, clerk } = await companyWithDelivery()
    const draft = must<SalesInvoice>(await clerk.writes([{ of: delivery }]))
    expect(await clerk.confirms({ ...draft, version: 2 })).toMatchObject({ refusal: 'StaleVersion' })
    expect(await clerk.confirms({ ...draft, id: newId() })).toMatchObject({ refusal: 'SalesInvoiceNotFound' })
    await company.tell.period('2026-10', 'CLOSED')
    expect(await clerk.confirms(draft)).toMatchObject({ refusal: 'PeriodNotOpen', status: 'CLOSED' })
    await company.tell.period('2026-10', 'OPEN', ['SALES'])
    expect(await clerk.confirms(draft)).toMatchObject({ refusal: 'PeriodNotOpen', status: 'SEALED', module: 'SALES' })
    await company.tell.period('2026-10', 'OPEN', ['INVENTORY'])
    await company.tell.template('SALES_INVOICE', ['AR', 'REV', 'VOUT', 'ROUNDING'])
    expect(await clerk.confirms(draft)).toMatchObject({ refusal: 'AccountRuleMissing', accountKey: 'ROUNDING' })
    await company.tell.template('SALES_INVOICE', ['AR', 'REV', 'VOUT'])
    await company.tell.period('2026-10', 'OPEN')
    await company.confirmsReturn(must<SalesReturn>(await company.hasBack(delivery, '5')))
    const before = await company.everything()
    expect(await clerk.confirms(draft)).toMatchObject({
      ...{ refusal: 'OverInvoicing', delivered: '60', returned: '5', invoiced: '0', requested: '60', open: '55' },
    })
    expect(await company.everything()).toEqual(before)
  })
})

describe('taking back', () => {
  test('a draft leaves nothing to post, and what it charged for is open again', async () => {
    const { company, delivery, clerk } = await companyWithDelivery()
    const draft = must<SalesInvoice>(await clerk.writes([{ of: delivery }]))
    expect(await company.cancelsDelivery(delivery)).toEqual({ refusal: 'DeliveryInvoiced', deliveryId: delivery.id })
    expect(await clerk.cancels(draft, ' ')).toMatchObject({ field: 'reason', problem: 'EMPTY' })
    const cancelled = must<SalesInvoice>(await clerk.cancels(draft))
    expect(cancelled).toMatchObject({ status: 'CANCELLED', cancelReason: 'Written twice', confirmedAt: null })
    expect(await toldOf(draft)).toEqual([])
    expect(await clerk.cancels(cancelled)).toMatchObject({ refusal: 'SalesInvoiceStatusWrong' })
    expect(amountsOf(must<SalesInvoice>(await clerk.writes([{ of: delivery }])))).toEqual(['1080.00 + 140.40'])
  })

  test('what counts waits for its voucher, and for its period to be open, and is then told whole', async () => {
    const { company, delivery, clerk } = await companyWithDelivery()
    const draft = must<SalesInvoice>(await clerk.writes([{ of: delivery, quantity: '20' }]))
    const confirmed = must<SalesInvoice>(await clerk.confirms(draft))
    expect(await clerk.cancels(confirmed)).toEqual({ refusal: 'SalesInvoiceNotPosted', salesInvoiceId: draft.id })
    await clerk.isPosted(confirmed)
    await company.tell.period('2026-10', 'CLOSED')
    expect(await clerk.cancels(confirmed)).toMatchObject({ refusal: 'PeriodNotOpen' })
    await company.tell.period('2026-10', 'OPEN')
    const cancelled = must<SalesInvoice>(await clerk.cancels(confirmed))
    expect(cancelled).toMatchObject({ status: 'CANCELLED', version: 3 })
    expect((await toldOf(draft)).map(({ type, payload }) => [type, payload.net, payload.version])).toEqual([
      ['sales.sales-invoice.confirmed.v1', '360.00', 2],
      ['sales.sales-invoice.cancelled.v1', '360.00', 3],
    ])
    expect(await company.legsOf(draft)).toMatchObject([{ kind: 'LEDGER', state: 'PENDING' }])
    const { lines } = await company.deliveryNow(delivery)
    expect(lines.map((line) => line.invoicedBaseQuantity.toFixed())).toEqual(['0'])
  })
})

test('the database holds the last wall: no more is invoiced than went out, and what is charged stays', async () => {
  const { delivery, clerk } = await companyWithDelivery()
  const invoice = must<SalesInvoice>(await clerk.writes([{ of: delivery }]))
  await expect(
    database.rows`update delivery_line set invoiced_base_quantity = 61 where id = ${lineId(delivery, 0)}`,
  ).rejects.toThrow('invoiced_within_delivered')
  const change = transactor.transact(
    { ...(await newCompany()).caller, companyId: invoice.companyId },
    'test',
    (unit) =>
      unit.tx.$executeRaw`update sales_invoice_line set net_minor = 1 where sales_invoice_id = ${invoice.id}::uuid`,
  )
  await expect(change).rejects.toThrow('permission denied')
})
