import { issueDelivery, type PayloadOf, type stockDocumentPosted } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostOfSales } from '../src/domain/cost-of-sales.ts'
import type { Delivery } from '../src/domain/delivery.ts'
import type { SalesInvoice } from '../src/domain/sales-invoice.ts'
import type { SalesReturn } from '../src/domain/sales-return.ts'
import { chooseCostOfSales, findCostOfSalesChoices } from '../src/use-cases/choose-cost-of-sales.ts'
import { createSalesReturn } from '../src/use-cases/create-sales-return.ts'
import { noteLedgerBlocked, noteLedgerPosted, noteStockPosted } from '../src/use-cases/note-legs.ts'
import { day } from './support/day.ts'
import { invoicingOf } from './support/invoicing.ts'
import { type Company, lineId, must, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()

const choose = (company: Company, mode: CostOfSales, on = '2026-10-01') =>
  company.transact((unit) => chooseCostOfSales(unit, { mode, effectiveOn: day(on) }))

/** A company whose goods are cost of sales when they are invoiced, and whose books know what to do about it. */
async function shippingCompany() {
  const company = await newCompany()
  await company.tell.rule('SNI')
  for (const kind of ['GOODS_SHIPPED', 'SHIPPED_GOODS_RETURNED'] as const)
    await company.tell.template(kind, ['SNI', 'INV'])
  await company.tell.template('SHIPPED_GOODS_CHARGED', ['COGS', 'SNI'])
  must(await choose(company, 'AT_INVOICE'))
  return company
}

/** What inventory was asked for. */
async function asked({ id }: Delivery) {
  const rows = await database.rows<{ payload: unknown }>`
    select payload from platform.outbox where type = ${issueDelivery.type} and payload ->> 'deliveryId' = ${id}`
  return rows.map(({ payload }) => issueDelivery.schema.parse(payload))
}

describe('goods that are cost of sales when they are invoiced', () => {
  test('leave as shipped goods, and their invoice waits for stock and ledger, each for its own news', async () => {
    const company = await shippingCompany()
    const delivery = await company.delivered(await company.promised([{ quantity: '10' }]), null)
    expect(delivery.costOfSales).toBe('AT_INVOICE')
    expect(await asked(delivery)).toMatchObject([{ shippedUninvoiced: true }])

    const invoicing = invoicingOf(company)
    const invoice = must<SalesInvoice>(
      await invoicing.confirms(must<SalesInvoice>(await invoicing.writes([{ of: delivery }]))),
    )
    const pending = { state: 'PENDING', reason_code: null }
    expect(await company.legsOf(invoice)).toEqual([
      { kind: 'LEDGER', ...pending },
      { kind: 'STOCK', ...pending },
    ])
    const of = { companyId: company.companyId, sourceEventId: newId(), documentType: 'SALES_INVOICE' as const }
    const charge = { ...of, documentId: invoice.id, eventKind: 'SHIPPED_GOODS_CHARGED' as const, attempts: 1 }
    const voucher = { voucherId: newId(), voucherNumber: '记-2026-10-0002', postingDate: '2026-10-22' }
    await company.transact((unit) => noteLedgerPosted(unit, [{ ...charge, ...voucher }]))
    await company.transact((unit) => noteLedgerBlocked(unit, [{ ...charge, reason: 'PERIOD_CLOSED', facts: {} }]))
    expect(await company.legsOf(invoice)).toMatchObject([{ kind: 'LEDGER', ...pending }, {}])
    const cancelled = await invoicing.cancels(invoice)
    expect(cancelled).toMatchObject({ refusal: 'SalesInvoiceNotPosted' })
    await invoicing.isPosted(invoice)
    expect(await invoicing.cancels(invoice)).toMatchObject({ refusal: 'SalesInvoiceNotPosted' })
    await company.transact((unit) => noteStockPosted(unit, [charged(company, invoice)]))
    expect(await company.legsOf(invoice)).toMatchObject([{ state: 'POSTED' }, { state: 'POSTED' }])

    expect(await invoicing.cancels(invoice)).toMatchObject({ status: 'CANCELLED' })
    expect(await company.legsOf(invoice)).toMatchObject([{ state: 'PENDING' }, { state: 'PENDING' }])
  })

  test('are invoiced with others at once, and every invoice waits for what concerns it', async () => {
    const company = await shippingCompany()
    await company.delivered(await company.promised([{ quantity: '10' }]), ['4'])
    const { salesInvoices } = must<{ salesInvoices: SalesInvoice[] }>(await invoicingOf(company).invoicesAll())
    expect(await company.legsOf(must(salesInvoices[0]))).toMatchObject([{ kind: 'LEDGER' }, { kind: 'STOCK' }])
  })

  test.each(['GOODS_SHIPPED', 'SHIPPED_GOODS_CHARGED'] as const)(
    'do not leave when %s could not be posted',
    async (kind) => {
      const company = await shippingCompany()
      await company.tell.template(kind, ['INV', 'SUSPENSE'])
      const draft = must<Delivery>(await company.delivers(await company.promised([{ quantity: '1' }]), null))
      const before = await company.everything()
      expect(await company.confirmsDelivery(draft)).toMatchObject({
        ...{ refusal: 'AccountRuleMissing', eventKind: kind, accountKey: 'SUSPENSE' },
      })
      expect(await company.everything()).toEqual(before)
    },
  )

  test('are neither invoiced nor taken back where that could not be posted', async () => {
    const company = await shippingCompany()
    const invoicing = invoicingOf(company)
    const delivery = await company.delivered(await company.promised([{ quantity: '3' }]), null)
    const invoice = must<SalesInvoice>(await invoicing.writes([{ of: delivery, quantity: '1' }]))
    const back = must<SalesReturn>(await company.hasBack(delivery, '1'))
    await company.tell.template('SHIPPED_GOODS_CHARGED', ['COGS', 'SUSPENSE'])
    const before = await company.everything()
    const refusal = { refusal: 'AccountRuleMissing', eventKind: 'SHIPPED_GOODS_CHARGED', accountKey: 'SUSPENSE' }
    expect(await invoicing.confirms(invoice)).toMatchObject(refusal)
    expect(await invoicing.invoicesAll()).toMatchObject(refusal)
    expect(await company.confirmsReturn(back)).toMatchObject(refusal)
    expect(await company.everything()).toEqual(before)
  })
})

describe('a choice', () => {
  test('comes after every other and every delivery, and once nothing of the other kind is to be invoiced', async () => {
    const company = await newCompany()
    const invoicing = invoicingOf(company)
    const delivery = await company.delivered(await company.promised([{ quantity: '10' }]), ['10'])
    expect(delivery.costOfSales).toBe('AT_DELIVERY')
    expect(await asked(delivery)).toMatchObject([{ deliveryId: delivery.id }])
    expect((await asked(delivery))[0]).not.toHaveProperty('shippedUninvoiced')
    const before = await company.everything()
    expect(await choose(company, 'AT_INVOICE', '2026-10-21')).toMatchObject({
      ...{ refusal: 'CostOfSalesChoiceTooEarly', effectiveOn: '2026-10-21', takenOn: '2026-10-21' },
      path: ['input', 'effectiveOn'],
    })
    expect(await choose(company, 'AT_INVOICE', '2026-10-22')).toEqual({ refusal: 'GoodsNotInvoiced', deliveryLines: 1 })
    expect(await company.everything()).toEqual(before)
    must(await choose(company, 'AT_DELIVERY', '2026-10-22'))
    expect(await choose(company, 'AT_INVOICE', '2026-10-22')).toMatchObject({ takenOn: '2026-10-22' })

    const draft = must<SalesInvoice>(await invoicing.writes([{ of: delivery }]))
    expect(await choose(company, 'AT_INVOICE', '2026-10-23')).toEqual({ refusal: 'GoodsNotInvoiced', deliveryLines: 1 })
    must(await invoicing.confirms(draft))
    must(await choose(company, 'AT_INVOICE', '2026-10-23'))
    const { choices } = await company.transact((unit) => findCostOfSalesChoices(unit.tx, company.companyId))
    expect(choices.map(({ effectiveOn, mode }) => `${effectiveOn} ${mode}`)).toEqual([
      ...['2026-10-23 AT_INVOICE', '2026-10-22 AT_DELIVERY'],
    ])
  })

  test('is one company’s, of two at once one holds, and a company that is closed makes none', async () => {
    const [company, other] = [await newCompany(), await newCompany()]
    const both = await Promise.allSettled([choose(company, 'AT_INVOICE'), choose(company, 'AT_DELIVERY')])
    expect(both.filter((one) => one.status === 'fulfilled' && 'choices' in one.value)).toHaveLength(1)
    expect(await company.transact((unit) => findCostOfSalesChoices(unit.tx, other.companyId))).toMatchObject({
      choices: [],
    })
    await other.tell.company(false)
    expect(await choose(other, 'AT_INVOICE')).toMatchObject({ refusal: 'CompanyNotActive', reason: 'CLOSED' })
  })
})

test('a return brings back goods of one kind', async () => {
  const company = await newCompany()
  const order = await company.promised([{ quantity: '10' }])
  const atOnce = await company.delivered(order, ['4'])
  await invoicingOf(company).invoiced([{ of: atOnce }])
  const shipping = await company.delivered(order, ['6'])
  await database.rows`update delivery set cost_of_sales = 'AT_INVOICE' where id = ${shipping.id}`
  const before = await company.everything()
  const lines = [atOnce, shipping].map((of) => ({ deliveryLineId: lineId(of, 0), quantity: '1' }))
  const refused = await company.transact((unit) => createSalesReturn(unit, { returnedOn: day('2026-10-25'), lines }))
  expect(refused).toEqual({
    ...{ refusal: 'DeliveriesCostedApart', deliveryLineId: lineId(shipping, 0) },
    path: ['input', 'lines', '1', 'deliveryLineId'],
  })
  expect(await company.everything()).toEqual(before)
})

function charged(
  { companyId, warehouseId }: Company,
  { id, number }: SalesInvoice,
): PayloadOf<typeof stockDocumentPosted> {
  return {
    ...{ companyId, stockDocumentId: newId(), eventKind: 'SHIPPED_GOODS_CHARGED', documentType: 'SALES_INVOICE' },
    ...{ documentId: id, documentNumber: number, businessDate: '2026-10-22', currency: 'CNY', supplierId: null },
    ...{ warehouseId, lines: [] },
  }
}
