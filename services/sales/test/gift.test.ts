import { isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Customer } from '../src/domain/customer.ts'
import type { Delivery } from '../src/domain/delivery.ts'
import type { PriceList } from '../src/domain/price-list.ts'
import { changeCustomer } from '../src/use-cases/change-customer.ts'
import { invoiceOpenDeliveries } from '../src/use-cases/invoice-open-deliveries.ts'
import { createPriceList } from '../src/use-cases/write-price-list.ts'
import { createSalesInvoice, invoiceDeliveries } from '../src/use-cases/write-sales-invoice.ts'
import { day } from './support/day.ts'
import { given, gives } from './support/giving.ts'
import { lineId, must, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()

const worthOf = ({ lines }: Delivery) =>
  lines.map(({ gift }) => gift && `${gift.unitPrice.toFixed()}: ${gift.net.minor} + ${gift.tax.minor}`)

describe('a draft', () => {
  test('says what the goods would have sold for and the tax on it, and belongs to no order', async () => {
    const company = await newCompany()
    const draft = must<Delivery>(
      await gives(company, [{}, { itemId: company.paint, quantity: '3', unitPrice: '0.115' }]),
    )
    expect(draft).toMatchObject({ number: 'DN-2026-000001', kind: 'GIFT', status: 'DRAFT', salesOrderId: null })
    expect(draft).toMatchObject({ giftReason: 'Sample for the trade fair' })
    expect(worthOf(draft)).toEqual(['18: 3600 + 468', '0.115: 35 + 5'])
    expect(await company.deliveryNow(draft)).toEqual(draft)
  })

  test('takes a gross price apart', async () => {
    const company = await newCompany()
    const draft = must<Delivery>(
      await gives(company, [{ quantity: '1', unitPrice: '100' }], { pricesIncludeTax: true }),
    )
    expect(worthOf(draft)).toEqual(['100: 8850 + 1150'])
  })

  test('takes the price of the lists, which the customer’s discount does not lower', async () => {
    const company = await newCompany()
    const { id: customerId, version: expectedVersion } = company.customer
    must<Customer>(
      await company.transact((unit) => changeCustomer(unit, { customerId, expectedVersion, discountPercent: '10' })),
    )
    expect(await gives(company, [{ unitPrice: null }])).toMatchObject({ refusal: 'PriceNotFound' })
    const list = must<PriceList>(
      await company.transact((unit) =>
        createPriceList(unit, {
          ...{ code: 'RETAIL', name: { zh: '零售价', en: 'Retail' }, priceGroup: null, pricesIncludeTax: false },
          ...{ beginsOn: day('2026-10-01'), endsOn: null, lines: [{ itemId: company.desk, unitPrice: '20' }] },
        }),
      ),
    )
    const draft = must<Delivery>(await gives(company, [{ unitPrice: null }]))
    expect(worthOf(draft)).toEqual(['20: 4000 + 520'])
    expect(draft.lines[0]?.gift?.priceListId).toBe(list.id)
  })

  test('is refused, and nothing is stored, for what cannot be given', async () => {
    const company = await newCompany()
    const service = newId()
    await company.tell.item(service, 'SERVICE')
    const before = await company.everything()
    const refusals = [
      await gives(company, [{}], { reason: ' ' }),
      await gives(company, []),
      await gives(company, [{}], { customerId: newId() }),
      await gives(company, [{}], { warehouseId: newId() }),
      await gives(company, [{ itemId: service }]),
      await gives(company, [{ quantity: '0' }]),
      await gives(company, [{ unitPrice: '0' }]),
      await gives(company, [{ taxCodeId: newId() }]),
    ]
    expect(refusals.map((outcome) => isRefusal(outcome) && outcome.refusal)).toEqual([
      ...['InvalidInput', 'InvalidInput', 'CustomerNotFound', 'WarehouseUnknown', 'ItemNotStocked'],
      ...['QuantityInvalid', 'InvalidInput', 'TaxCodeUnknown'],
    ])
    expect(await company.everything()).toEqual(before)
  })

  test('is refused to a customer nothing is sold to, and out of a warehouse that is not used', async () => {
    const company = await newCompany()
    const { id: customerId, version: expectedVersion } = company.customer
    await company.tell.warehouse(false)
    expect(await gives(company)).toMatchObject({ refusal: 'WarehouseInactive' })
    await company.tell.warehouse()
    await company.transact((unit) => changeCustomer(unit, { customerId, expectedVersion, active: false }))
    expect(await gives(company)).toMatchObject({ refusal: 'CustomerInactive' })
  })
})

describe('confirming', () => {
  test('asks inventory for the goods with the tax that is due on them, and the others are told', async () => {
    const company = await newCompany()
    const gift = await given(company)
    expect(gift).toMatchObject({ status: 'CONFIRMED' })
    expect(await database.rows`select type, payload from platform.outbox where aggregate_id = ${gift.sagaId}`).toEqual([
      {
        type: 'inventory.issue-delivery.v1',
        payload: {
          ...{ companyId: company.companyId, deliveryId: gift.id, number: 'DN-2026-000001', givenAway: true },
          ...{ customerId: company.customer.id, warehouseId: company.warehouseId, deliveredOn: '2026-10-21' },
          currency: 'CNY',
          lines: [{ lineId: lineId(gift, 0), itemId: company.desk, quantity: '2', outputTax: '4.68' }],
        },
      },
    ])
    expect(
      await database.rows`select type, payload from platform.outbox where aggregate_id = ${gift.id}`,
    ).toMatchObject([
      {
        type: 'sales.gift.changed.v1',
        payload: {
          ...{ status: 'CONFIRMED', reason: 'Sample for the trade fair', currency: 'CNY' },
          lines: [{ quantity: '2', net: '36.00', tax: '4.68', taxCodeId: company.taxCodeId }],
        },
      },
    ])
  })

  test('is somebody else’s than who gives it away', async () => {
    const company = await newCompany()
    const draft = must<Delivery>(await gives(company))
    expect(draft.givenBy).toBe(company.caller.userId)
    expect(await company.confirmsDelivery(draft, company.caller.userId)).toEqual({
      ...{ refusal: 'GiftNeedsAnother', deliveryId: draft.id },
    })
    expect(await company.deliveryNow(draft)).toEqual(draft)
    expect(await company.confirmsDelivery(draft)).toMatchObject({ status: 'CONFIRMING' })
  })

  test('is refused while finance could not post a gift', async () => {
    const company = await newCompany()
    const draft = must<Delivery>(await gives(company))
    await company.tell.template('SALES_GIFT', ['SELL', 'INV', 'VOUT', 'GIFTS'])
    expect(await company.confirmsDelivery(draft)).toMatchObject({
      ...{ refusal: 'AccountRuleMissing', eventKind: 'SALES_GIFT', accountKey: 'GIFTS' },
    })
    await company.tell.period('2026-10', 'OPEN', ['SALES'])
    expect(await company.confirmsDelivery(draft)).toMatchObject({ refusal: 'PeriodNotOpen', module: 'SALES' })
    expect(await company.deliveryNow(draft)).toEqual(draft)
  })
})

describe('what was given away', () => {
  test('is charged to nobody', async () => {
    const company = await newCompany()
    const gift = await given(company)
    const before = await company.everything()
    const invoicedOn = day('2026-10-21')
    const lines = [{ deliveryLineId: lineId(gift, 0) }]
    expect(await company.transact((unit) => createSalesInvoice(unit, { invoicedOn, lines }))).toMatchObject({
      refusal: 'DeliveryLineNotFound',
    })
    expect(
      await company.transact((unit) => invoiceDeliveries(unit, { invoicedOn, deliveryIds: [gift.id] })),
    ).toMatchObject({ refusal: 'InvalidInput', problem: 'NOTHING_TO_INVOICE' })
    expect(await company.everything()).toEqual(before)
    const run = { invoicedOn, deliveredTo: invoicedOn }
    expect(await company.transact((unit) => invoiceOpenDeliveries(unit, run))).toMatchObject({ salesInvoices: [] })
    expect(await company.deliveryNow(gift)).toEqual(gift)
  })

  test('does not come back by a return, but is taken back as a whole', async () => {
    const company = await newCompany()
    const gift = await given(company)
    expect(await company.hasBack(gift, '1')).toEqual({
      ...{ refusal: 'GiftNotReturnable', deliveryLineId: lineId(gift, 0) },
      path: ['input', 'lines', '0', 'deliveryLineId'],
    })
    await database.rows`update document_leg set state = 'POSTED' where document_id = ${gift.id}`
    expect(await company.cancelsDelivery(gift)).toMatchObject({ status: 'CANCELLING' })
  })

  test('is neither sold nor charged: the database holds the last wall', async () => {
    const company = await newCompany()
    const gift = await given(company)
    await expect(database.rows`update delivery set kind = 'SALE' where id = ${gift.id}`).rejects.toThrow(
      'sale_has_an_order_and_gift_a_reason',
    )
    await expect(
      database.rows`update delivery_line set invoiced_base_quantity = 1 where id = ${lineId(gift, 0)}`,
    ).rejects.toThrow('ordered_or_given_away')
  })
})
