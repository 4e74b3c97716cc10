import { isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CreditNote } from '../src/domain/credit-note.ts'
import type { SalesInvoice } from '../src/domain/sales-invoice.ts'
import type { SalesReturn } from '../src/domain/sales-return.ts'
import { amountsOf, invoicingOf } from './support/invoicing.ts'
import { lineId, must, type Ordered, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()

/** Goods that went out and are charged in full, unless only a part is named. */
async function companyWithInvoice(ordered: Ordered = { quantity: '60' }, quantity?: string) {
  const company = await newCompany()
  const delivery = await company.delivered(await company.promised([ordered]), null)
  const clerk = invoicingOf(company)
  const invoice = await clerk.invoiced([{ of: delivery, ...(quantity ? { quantity } : {}) }])
  return { company, delivery, clerk, invoice }
}

const toldOf = ({ id }: { readonly id: string }) =>
  database.rows<{ type: string; payload: Record<string, unknown> }>`
    select type, payload from platform.outbox where aggregate_id = ${id} order by pos`

describe('for goods that came back', () => {
  test('is a share of what the invoice charges, and takes it off invoice, return and delivery', async () => {
    const { company, delivery, clerk, invoice } = await companyWithInvoice()
    const back = await company.back(delivery, '5')
    const draft = must<CreditNote>(await clerk.credits(back))
    expect(draft).toMatchObject({
      ...{ number: 'CN-2026-000001', status: 'DRAFT', creditedOn: '2026-10-26', salesReturnId: back.id, version: 1 },
      ...{ net: { minor: 9000n }, tax: { minor: 1170n }, gross: { minor: 10170n } },
      lines: [{ salesInvoiceLineId: lineId(invoice, 0), salesReturnLineId: lineId(back, 0) }],
    })
    expect(await clerk.creditNow(draft)).toEqual(draft)
    const { lines } = await company.deliveryNow(delivery)
    expect(lines.map((line) => line.creditedBaseQuantity.toFixed())).toEqual(['5'])
    expect((await clerk.now(invoice)).lines.map((line) => line.creditedNet.minor)).toEqual([9000n])
    expect((await company.returnNow(back)).lines.map((line) => line.creditedBaseQuantity.toFixed())).toEqual(['5'])
    expect(await clerk.carriesDown([delivery])).toMatchObject({ problem: 'NOTHING_TO_INVOICE' })
  })

  test('in parts adds up to what was charged; the last takes the rest', async () => {
    const { company, delivery, clerk } = await companyWithInvoice({ quantity: '3', price: '3.333333' })
    const parts: string[] = []
    for (let count = 0; count < 3; count += 1)
      parts.push(...amountsOf(must<CreditNote>(await clerk.credits(await company.back(delivery, '1')))))
    expect(parts).toEqual(['3.33 + 0.43', '3.34 + 0.44', '3.33 + 0.43'])
  })

  test('of two invoices credits the older first, and only what was charged too much', async () => {
    const { company, delivery, clerk, invoice } = await companyWithInvoice({ quantity: '60' }, '4')
    const second = await clerk.invoiced([{ of: delivery, quantity: '50' }])
    const back = await company.back(delivery, '12')
    const draft = must<CreditNote>(await clerk.credits(back))
    expect(draft.lines.map((line) => [line.salesInvoiceId, line.baseQuantity?.toFixed()])).toEqual([
      [invoice.id, '4'],
      [second.id, '2'],
    ])
    expect(amountsOf(draft)).toEqual(['72.00 + 9.36', '36.00 + 4.68'])
    expect(await clerk.credits(back)).toEqual({
      ...{ refusal: 'SalesReturnNotCreditable', salesReturnId: back.id, path: ['input', 'salesReturnId'] },
    })
  })

  test('is refused where nothing was charged, while the goods are not there, and for days that cannot be', async () => {
    const { company, delivery, clerk } = await companyWithInvoice({ quantity: '60' }, '10')
    const before = await company.back(delivery, '5')
    expect(await clerk.credits(before)).toMatchObject({ refusal: 'SalesReturnNotCreditable' })
    expect(await clerk.credits({ ...before, id: newId() })).toMatchObject({ refusal: 'SalesReturnNotFound' })
    expect(await clerk.credits(before, '2026-10-24')).toMatchObject({ problem: 'BEFORE_THE_RETURN' })
    const waiting = must<SalesReturn>(
      await company.confirmsReturn(must<SalesReturn>(await company.hasBack(delivery, '55'))),
    )
    expect(await clerk.credits(waiting)).toMatchObject({ refusal: 'SalesReturnStatusWrong', status: 'CONFIRMING' })
  })

  test('of two at once one is written', async () => {
    const { company, delivery, clerk } = await companyWithInvoice()
    const back = await company.back(delivery, '5')
    const outcomes = await Promise.all([clerk.credits(back), clerk.credits(back)])
    expect(outcomes.filter(isRefusal)).toMatchObject([{ refusal: 'SalesReturnNotCreditable' }])
  })
})

describe('for a lower price', () => {
  test('takes its amount and the tax on it, and with all that is left all its tax', async () => {
    const { company, delivery, clerk, invoice } = await companyWithInvoice({ quantity: '1', price: '0.99' })
    const parts: string[] = []
    for (const net of ['0.33', '0.33', '0.33'])
      parts.push(...amountsOf(must<CreditNote>(await clerk.lowers([{ of: invoice, net }]))))
    expect(parts).toEqual(['0.33 + 0.04', '0.33 + 0.04', '0.33 + 0.05'])
    expect(await clerk.lowers([{ of: invoice, net: '0.01' }])).toEqual({
      ...{ refusal: 'OverCrediting', salesInvoiceLineId: lineId(invoice, 0), path: ['input', 'lines', '0', 'net'] },
      ...{ invoiced: '0.99', credited: '0.99', requested: '0.01', open: '0.00' },
    })
    const back = await company.back(delivery, '1')
    expect(amountsOf(must<CreditNote>(await clerk.credits(back)))).toEqual(['0.00 + 0.00'])
  })

  test('leaves less for goods that come back afterwards', async () => {
    const { company, delivery, clerk, invoice } = await companyWithInvoice()
    must(await clerk.lowers([{ of: invoice, net: '60.00' }]))
    const back = await company.back(delivery, '5')
    expect(amountsOf(must<CreditNote>(await clerk.credits(back)))).toEqual(['85.00 + 11.05'])
  })

  test('is refused for lines of drafts and of others, amounts that are none, and days before the invoice', async () => {
    const { company, delivery, clerk, invoice } = await companyWithInvoice({ quantity: '60' }, '30')
    const draft = must<SalesInvoice>(await clerk.writes([{ of: delivery }]))
    const other = await companyWithInvoice()
    const before = await company.everything()
    const one = { of: invoice, net: '1.00' }
    expect(await clerk.lowers([{ of: draft, net: '1.00' }])).toMatchObject({ refusal: 'SalesInvoiceLineNotFound' })
    expect(await clerk.lowers([{ of: other.invoice, net: '1.00' }])).toMatchObject({
      ...{ refusal: 'SalesInvoiceLineNotFound', path: ['input', 'lines', '0', 'salesInvoiceLineId'] },
    })
    expect(await clerk.lowers([{ of: invoice, net: '540.01' }])).toMatchObject({ refusal: 'OverCrediting' })
    expect(await clerk.lowers([{ of: invoice, net: '0.001' }])).toMatchObject({ problem: 'NOT_AN_AMOUNT' })
    expect(await clerk.lowers([{ of: invoice, net: '0' }])).toMatchObject({ problem: 'NOT_POSITIVE' })
    expect(await clerk.lowers([one, one])).toMatchObject({ problem: 'NAMED_TWICE' })
    expect(await clerk.lowers([])).toMatchObject({ problem: 'EMPTY' })
    expect(await clerk.lowers([one], { on: '2026-10-21' })).toMatchObject({ problem: 'BEFORE_THE_INVOICE' })
    expect(await clerk.lowers([one], { reason: '' })).toMatchObject({ field: 'reason', problem: 'EMPTY' })
    expect(await company.everything()).toEqual(before)
  })
})

describe('confirming and taking back', () => {
  test('lets it count and tells the others which invoices it credits, once; it holds its invoices', async () => {
    const { company, delivery, clerk, invoice } = await companyWithInvoice()
    const back = await company.back(delivery, '5')
    const draft = must<CreditNote>(await clerk.credits(back))
    expect(await clerk.confirmsCredit({ ...draft, version: 2 })).toMatchObject({ refusal: 'StaleVersion' })
    expect(await clerk.confirmsCredit({ ...draft, id: newId() })).toMatchObject({ refusal: 'CreditNoteNotFound' })
    await company.tell.period('2026-10', 'OPEN', ['SALES'])
    expect(await clerk.confirmsCredit(draft)).toMatchObject({ refusal: 'PeriodNotOpen', module: 'SALES' })
    await company.tell.period('2026-10', 'OPEN')
    const confirmed = must<CreditNote>(await clerk.confirmsCredit(draft))
    expect(confirmed).toMatchObject({ status: 'CONFIRMED', version: 2 })
    expect(await clerk.confirmsCredit(confirmed)).toMatchObject({ refusal: 'CreditNoteStatusWrong' })
    expect(await toldOf(draft)).toEqual([
      {
        type: 'sales.credit-note.confirmed.v1',
        payload: {
          ...{ companyId: company.companyId, creditNoteId: draft.id, number: 'CN-2026-000001', version: 2 },
          ...{ customerId: company.customer.id, salesReturnId: back.id, creditedOn: '2026-10-26', currency: 'CNY' },
          ...{ net: '90.00', tax: '11.70', gross: '101.70' },
          lines: [
            {
              ...{ lineId: lineId(draft, 0), salesInvoiceId: invoice.id, salesInvoiceNumber: invoice.number },
              ...{ salesInvoiceLineId: lineId(invoice, 0), salesReturnLineId: lineId(back, 0), itemId: company.desk },
              ...{ itemClass: 'MERCHANDISE', warehouseId: company.warehouseId, quantity: '5', net: '90.00' },
              ...{ valuationAreaId: company.valuationAreaId, tax: '11.70', taxCode: 'VAT' },
              deliveryLineId: lineId(delivery, 0),
            },
          ],
        },
      },
    ])
    expect(await clerk.cancels({ ...invoice, version: 2 })).toEqual({
      ...{ refusal: 'SalesInvoiceCredited', salesInvoiceId: invoice.id },
    })
  })

  test('what counts waits for its voucher and an open period; what it credited is charged again', async () => {
    const { company, clerk, invoice } = await companyWithInvoice()
    const draft = must<CreditNote>(await clerk.lowers([{ of: invoice, net: '100.00' }]))
    const confirmed = must<CreditNote>(await clerk.confirmsCredit(draft))
    expect(await clerk.cancelsCredit(confirmed)).toEqual({ refusal: 'CreditNoteNotPosted', creditNoteId: draft.id })
    await clerk.isPosted(confirmed)
    await company.tell.period('2026-10', 'CLOSED')
    expect(await clerk.cancelsCredit(confirmed)).toMatchObject({ refusal: 'PeriodNotOpen' })
    await company.tell.period('2026-10', 'OPEN')
    expect(await clerk.cancelsCredit(confirmed, '')).toMatchObject({ field: 'reason' })
    expect(must<CreditNote>(await clerk.cancelsCredit(confirmed))).toMatchObject({ status: 'CANCELLED', version: 3 })
    expect((await toldOf(draft)).map(({ type, payload }) => [type, payload.net, payload.version])).toEqual([
      ['sales.credit-note.confirmed.v1', '100.00', 2],
      ['sales.credit-note.cancelled.v1', '100.00', 3],
    ])
    expect((await clerk.now(invoice)).lines.map((line) => line.creditedNet.minor)).toEqual([0n])
    must(await clerk.cancels(await clerk.now(invoice)))
  })

  test('a draft that is given up leaves nothing to post', async () => {
    const { company, delivery, clerk } = await companyWithInvoice()
    const back = await company.back(delivery, '5')
    const draft = must<CreditNote>(await clerk.credits(back))
    expect(must<CreditNote>(await clerk.cancelsCredit(draft))).toMatchObject({ status: 'CANCELLED', confirmedAt: null })
    expect(await toldOf(draft)).toEqual([])
    expect(amountsOf(must<CreditNote>(await clerk.credits(back)))).toEqual(['90.00 + 11.70'])
  })
})

test('the database holds the last wall: no more is credited than is charged, or came back', async () => {
  const { delivery, invoice } = await companyWithInvoice()
  const credit = database.rows`update sales_invoice_line set credited_net_minor = 108001 where id = ${lineId(invoice, 0)}`
  await expect(credit).rejects.toThrow('credited_within_invoiced')
  const goods = database.rows`update delivery_line set credited_base_quantity = 1 where id = ${lineId(delivery, 0)}`
  await expect(goods).rejects.toThrow('credited_within_returned_and_invoiced')
})
