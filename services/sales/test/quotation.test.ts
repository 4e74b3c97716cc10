import { formatMoney, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { Quotation, WantedOfQuotation } from '../src/domain/quotation.ts'
import type { SalesOrder } from '../src/domain/sales-order.ts'
import { startApprovingQuotation, startWithdrawing } from '../src/sagas/ask-for-approval.ts'
import { findQuotation } from '../src/store/quotations.ts'
import { findOrdersOfQuotations } from '../src/store/sales-orders.ts'
import { changeCustomer } from '../src/use-cases/change-customer.ts'
import { changeSalesOrder } from '../src/use-cases/change-sales-order.ts'
import { orderQuotation } from '../src/use-cases/order-quotation.ts'
import { changeQuotation, closeQuotation, createQuotation, offerQuotation } from '../src/use-cases/write-quotation.ts'
import { day } from './support/day.ts'
import { type Company, lineId, must, type Ordered, useSales } from './support/sales.ts'

const { transactor, newCompany } = await useSales()

const termsOf = (company: Company, lines: readonly Ordered[]) => ({
  ...{ quotedOn: day('2026-10-18'), expiresOn: day('2026-10-31'), lines: company.linesOf(lines) },
})
const quotes = (company: Company, lines: readonly Ordered[], more: object = {}) =>
  company.transact((unit) =>
    createQuotation(unit, {
      ...{ ...termsOf(company, lines), customerId: company.customer.id, pricesIncludeTax: false, ...more },
    }),
  )
const seen = ({ id: quotationId, version: expectedVersion }: Quotation) => ({ quotationId, expectedVersion })
const offers = (company: Company, quotation: Quotation) =>
  company.transact((unit) => offerQuotation(unit, seen(quotation), startApprovingQuotation))
const closes = (company: Company, quotation: Quotation, reason = 'Bought elsewhere') =>
  company.transact((unit) => closeQuotation(unit, { ...seen(quotation), reason }, startWithdrawing))
const orders = (
  company: Company,
  { id: quotationId }: { id: string },
  lines: readonly WantedOfQuotation[] | null,
  on = '2026-10-20',
) =>
  company.transact((unit) =>
    orderQuotation(unit, {
      ...{ quotationId, warehouseId: company.warehouseId, orderedOn: day(on), requestedOn: null, lines },
    }),
  )
const now = async (company: Company, { id }: { id: string }) =>
  must<Quotation>(await transactor.read([company.companyId], (tx) => findQuotation(tx, id)))
const ordered = async (company: Company, quotation: Quotation) =>
  (await now(company, quotation)).lines.map(({ orderedQuantity, quantity }) => `${orderedQuantity} of ${quantity}`)

/** Of 3 boxes of desks with a discount, and 10 pieces of paint. */
async function offered(company: Company): Promise<Quotation> {
  const lines = [
    { quantity: '3', unit: 'BOX', price: '100', discount: '12.5' },
    { quantity: '10', itemId: company.paint },
  ]
  return must<Quotation>(await offers(company, must<Quotation>(await quotes(company, lines))))
}

describe('a quotation', () => {
  test('is priced like an order, changed while it is a draft, and offered', async () => {
    const company = await newCompany()
    const draft = must<Quotation>(await quotes(company, [{ quantity: '60' }]))
    expect(draft).toMatchObject({ number: 'QT-2026-000001', status: 'DRAFT', version: 1, offeredAt: null })
    expect([draft.net, draft.tax, draft.gross].map(formatMoney)).toEqual(['1080.00', '140.40', '1220.40'])
    const terms = termsOf(company, [{ quantity: '3', unit: 'BOX', price: '100', discount: '12.5' }])
    const changed = must<Quotation>(
      await company.transact((unit) => changeQuotation(unit, { ...terms, ...seen(draft) }, startWithdrawing)),
    )
    expect(formatMoney(changed.net)).toBe('262.50')
    const one = must<Quotation>(await offers(company, changed))
    expect(one).toMatchObject({ status: 'OFFERED', version: 3, offeredAt: expect.any(Date) })
    expect(await now(company, one)).toEqual(one)
    expect(
      await company.transact((unit) => changeQuotation(unit, { ...terms, ...seen(one) }, startWithdrawing)),
    ).toEqual({
      ...{ refusal: 'QuotationStatusWrong', status: 'OFFERED', allowed: ['DRAFT', 'PENDING_APPROVAL'] },
    })
  })

  test('is refused for days, customers and lines that cannot be, and nothing is stored', async () => {
    const company = await newCompany()
    const before = await company.everything()
    const lines = [{ quantity: '1' }]
    expect(await quotes(company, lines, { expiresOn: day('2026-10-17') })).toMatchObject({
      ...{ field: 'expiresOn', problem: 'BEFORE_THE_QUOTATION' },
    })
    expect(await quotes(company, [])).toMatchObject({ field: 'lines', problem: 'EMPTY' })
    expect(await quotes(company, [{ quantity: '1', itemId: newId() }])).toMatchObject({ refusal: 'ItemUnknown' })
    expect(await quotes(company, lines, { customerId: newId() })).toMatchObject({ refusal: 'CustomerNotFound' })
    expect(await company.everything()).toEqual(before)
    const leaves = { customerId: company.customer.id, expectedVersion: 1, active: false }
    await company.transact((unit) => changeCustomer(unit, leaves))
    expect(await quotes(company, lines)).toMatchObject({ refusal: 'CustomerInactive' })
  })

  test('is closed with a reason, after which nothing is ordered of it', async () => {
    const company = await newCompany()
    const one = await offered(company)
    expect(await closes(company, one, ' ')).toMatchObject({ field: 'reason', problem: 'EMPTY' })
    expect(await closes(company, { ...one, version: 1 })).toMatchObject({ refusal: 'StaleVersion' })
    const closed = must<Quotation>(await closes(company, one))
    expect(closed).toMatchObject({ status: 'CLOSED', closeReason: 'Bought elsewhere' })
    expect(await closes(company, closed)).toMatchObject({ refusal: 'QuotationStatusWrong', status: 'CLOSED' })
    expect(await orders(company, closed, null)).toMatchObject({ refusal: 'QuotationStatusWrong', status: 'CLOSED' })
  })
})

describe('an order carried down', () => {
  test('has the lines as they were quoted, knows them, and takes what it orders', async () => {
    const company = await newCompany()
    const one = await offered(company)
    const part = must<SalesOrder>(await orders(company, one, [{ quotationLineId: lineId(one, 0), quantity: '1' }]))
    expect(part).toMatchObject({ number: 'SO-2026-000001', status: 'DRAFT', customerId: company.customer.id })
    expect(part.lines).toMatchObject([{ quotationLineId: lineId(one, 0), unit: 'BOX' }])
    expect(part.lines.map(({ net }) => formatMoney(net))).toEqual(['87.50'])
    expect(await ordered(company, one)).toEqual(['1 of 3', '0 of 10'])
    const rest = must<SalesOrder>(await orders(company, one, null))
    expect(rest.lines.map(({ quantity }) => quantity.toFixed())).toEqual(['2', '10'])
    expect(await company.orderNow(rest)).toEqual(rest)
    expect(await ordered(company, one)).toEqual(['3 of 3', '10 of 10'])
    const found = await transactor.read([company.companyId], (tx) => findOrdersOfQuotations(tx, [one.id]))
    expect(found.map(({ number }) => number)).toEqual([part.number, rest.number])
    expect(await orders(company, one, null)).toMatchObject({ field: 'lines', problem: 'EMPTY' })
  })

  test('gives back what it took when it is changed or given up', async () => {
    const company = await newCompany()
    const one = await offered(company)
    const order = must<SalesOrder>(await orders(company, one, null))
    const terms = { ...company.termsOf([{ quantity: '1' }]), salesOrderId: order.id, expectedVersion: 1 }
    const changed = must<SalesOrder>(await company.transact((unit) => changeSalesOrder(unit, terms, startWithdrawing)))
    expect(changed.lines).toMatchObject([{ quotationLineId: null }])
    expect(await ordered(company, one)).toEqual(['0 of 3', '0 of 10'])
    const again = must<SalesOrder>(await orders(company, one, null))
    await company.cancels(again)
    expect(await ordered(company, one)).toEqual(['0 of 3', '0 of 10'])
  })

  test('is refused above what is open, after the last day, of other lines and of a draft; nothing is taken', async () => {
    const company = await newCompany()
    const one = await offered(company)
    const draft = must<Quotation>(await quotes(company, [{ quantity: '1' }]))
    const [box] = [lineId(one, 0)]
    const before = await company.everything()
    expect(await orders(company, one, [{ quotationLineId: box, quantity: '3.000001' }])).toEqual({
      ...{ refusal: 'OverOrdering', quoted: '3', ordered: '0', requested: '3.000001', open: '3' },
      path: ['input', 'lines', '0', 'quantity'],
    })
    expect(await orders(company, one, [{ quotationLineId: box, quantity: '0' }])).toMatchObject({
      ...{ refusal: 'QuantityInvalid', problem: 'NOT_POSITIVE' },
    })
    expect(await orders(company, one, [{ quotationLineId: box }, { quotationLineId: box }])).toMatchObject({
      problem: 'NAMED_TWICE',
    })
    expect(await orders(company, one, [{ quotationLineId: lineId(draft, 0) }])).toMatchObject({
      refusal: 'QuotationLineNotFound',
    })
    expect(await orders(company, one, null, '2026-11-01')).toEqual({
      ...{ refusal: 'QuotationExpired', expiresOn: '2026-10-31', path: ['input', 'orderedOn'] },
    })
    expect(await orders(company, draft, null)).toMatchObject({ refusal: 'QuotationStatusWrong', status: 'DRAFT' })
    expect(await orders(company, { id: newId() }, null)).toMatchObject({ refusal: 'QuotationNotFound' })
    expect(await company.everything()).toEqual(before)
    expect(await ordered(company, one)).toEqual(['0 of 3', '0 of 10'])
  })

  test('at once with others never takes more than was quoted', async () => {
    const company = await newCompany()
    const one = await offered(company)
    const wanted = [{ quotationLineId: lineId(one, 1), quantity: '4' }]
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => orders(company, one, wanted)))
    const refused = outcomes.filter((outcome) => 'refusal' in outcome)
    expect(refused).toHaveLength(3)
    expect(refused[0]).toMatchObject({ refusal: 'OverOrdering', open: '2' })
    expect(await ordered(company, one)).toEqual(['0 of 3', '8 of 10'])
  })
})
