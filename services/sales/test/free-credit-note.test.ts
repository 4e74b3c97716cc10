import { isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CreditNote } from '../src/domain/credit-note.ts'
import type { ServiceCreditInput, UnsourcedCreditInput } from '../src/domain/free-credit-note.ts'
import type { SalesReturn } from '../src/domain/sales-return.ts'
import { createUnsourcedReturn } from '../src/use-cases/create-unsourced-return.ts'
import { completeSalesReturn } from '../src/use-cases/end-sales-return.ts'
import { creditServices, creditUnsourcedReturn } from '../src/use-cases/write-free-credit-note.ts'
import { day } from './support/day.ts'
import { amountsOf, invoicingOf } from './support/invoicing.ts'
import { type Company, lineId, must, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()

/** Desks and paint that came back without a source. */
async function companyWithReturn() {
  const company = await newCompany()
  const clerk = invoicingOf(company)
  const draft = must<SalesReturn>(
    await company.transact((unit) =>
      createUnsourcedReturn(unit, {
        ...{ customerId: company.customer.id, warehouseId: company.warehouseId, returnedOn: day('2026-10-25') },
        reason: 'Sold before the books began',
        lines: [
          { itemId: company.desk, quantity: '2', unit: 'BOX' },
          { itemId: company.paint, quantity: '3' },
        ],
      }),
    ),
  )
  const asked = must<SalesReturn>(await company.confirmsReturn(draft))
  await company.transact((unit) => completeSalesReturn(unit, { salesReturnId: asked.id, sagaId: must(asked.sagaId) }))
  return { company, clerk, back: await company.returnNow(asked) }
}

const credits = (
  company: Company,
  { id: salesReturnId }: { readonly id: string },
  lines: readonly { salesReturnLineId: string; unitPrice?: string; taxCodeId?: string }[],
  terms: Partial<UnsourcedCreditInput> = {},
) =>
  company.transact((unit) =>
    creditUnsourcedReturn(unit, {
      ...{ salesReturnId, creditedOn: day('2026-10-26'), reason: 'Broken', pricesIncludeTax: false, ...terms },
      lines: lines.map((line) => ({ unitPrice: '18', taxCodeId: company.taxCodeId, ...line })),
    }),
  )

type ServiceLine = Partial<ServiceCreditInput['lines'][number]> & { readonly itemId: string }

const creditsServices = (
  company: Company,
  lines: readonly ServiceLine[],
  { customerId = company.customer.id, ...terms }: Partial<ServiceCreditInput> & { readonly customerId?: string } = {},
) =>
  company.transact((unit) =>
    creditServices(unit, {
      ...{ customerId, creditedOn: day('2026-10-26'), reason: 'Assembled badly', pricesIncludeTax: false, ...terms },
      lines: lines.map((line) => ({ quantity: '1', unitPrice: '100', taxCodeId: company.taxCodeId, ...line })),
    }),
  )

async function companyWithService() {
  const company = await newCompany()
  const service = newId()
  await company.tell.item(service, 'SERVICE')
  return { company, clerk: invoicingOf(company), service }
}

const toldOf = ({ id }: { readonly id: string }) =>
  database.rows<{ type: string; payload: Record<string, unknown> }>`
    select type, payload from platform.outbox where aggregate_id = ${id} order by pos`

describe('for goods without a source', () => {
  test('is so much at the stated price, and takes the line off the return', async () => {
    const { company, clerk, back } = await companyWithReturn()
    const draft = must<CreditNote>(
      await credits(company, back, [
        { salesReturnLineId: lineId(back, 0) },
        { salesReturnLineId: lineId(back, 1), unitPrice: '0.115' },
      ]),
    )
    expect(draft).toMatchObject({ number: 'CN-2026-000001', kind: 'FREE', status: 'DRAFT', salesReturnId: back.id })
    expect(amountsOf(draft)).toEqual(['36.00 + 4.68', '0.35 + 0.05'])
    expect(await clerk.creditNow(draft)).toEqual(draft)
    const { lines } = await company.returnNow(back)
    expect(lines.map((line) => line.creditedBaseQuantity.toFixed())).toEqual(['24', '3'])
  })

  test('is confirmed by somebody else than its maker, and so is what lowers a price', async () => {
    const { company, clerk, back } = await companyWithReturn()
    const free = must<CreditNote>(await credits(company, back, [{ salesReturnLineId: lineId(back, 0) }]))
    const delivery = await company.delivered(await company.promised([{ quantity: '5' }]), null)
    const invoice = await clerk.invoiced([{ of: delivery }])
    const allowance = must<CreditNote>(await clerk.lowers([{ of: invoice, net: '1.00' }]))
    for (const draft of [free, allowance]) {
      expect(await clerk.confirmsCredit(draft, company.caller.userId)).toEqual({
        ...{ refusal: 'CreditNoteNeedsAnother', creditNoteId: draft.id },
      })
      expect(await clerk.creditNow(draft)).toEqual(draft)
      expect(await clerk.confirmsCredit(draft)).toMatchObject({ status: 'CONFIRMED' })
    }
  })

  test('takes a gross price apart', async () => {
    const { company, back } = await companyWithReturn()
    const terms = { pricesIncludeTax: true }
    const draft = await credits(company, back, [{ salesReturnLineId: lineId(back, 0), unitPrice: '50' }], terms)
    expect(amountsOf(must<CreditNote>(draft))).toEqual(['88.50 + 11.50'])
  })

  test('is refused for what is credited, lines of others, returns of deliveries and days before the return', async () => {
    const { company, back } = await companyWithReturn()
    const other = await companyWithReturn()
    const delivery = await company.delivered(await company.promised([{ quantity: '5' }]), null)
    const sourced = await company.back(delivery, '1')
    const first = { salesReturnLineId: lineId(back, 0) }
    must<CreditNote>(await credits(company, back, [first]))
    const before = await company.everything()
    const second = { salesReturnLineId: lineId(back, 1) }
    const refusals = [
      await credits(company, back, [first]),
      await credits(company, back, [second, second]),
      await credits(company, back, [{ salesReturnLineId: lineId(other.back, 0) }]),
      await credits(company, other.back, [{ salesReturnLineId: lineId(other.back, 0) }]),
      await credits(company, sourced, [{ salesReturnLineId: lineId(sourced, 0) }]),
      await credits(company, back, [second], { creditedOn: day('2026-10-24') }),
      await credits(company, back, [{ ...second, unitPrice: '0' }]),
      await credits(company, back, [{ ...second, taxCodeId: newId() }]),
      await credits(company, back, [second], { reason: '' }),
      await credits(company, back, []),
    ]
    expect(refusals.map((outcome) => isRefusal(outcome) && outcome.refusal)).toEqual([
      ...['SalesReturnLineCredited', 'InvalidInput', 'SalesReturnLineNotFound', 'SalesReturnNotFound'],
      ...['SalesReturnHasSource', 'InvalidInput', 'InvalidInput', 'TaxCodeUnknown', 'InvalidInput', 'InvalidInput'],
    ])
    expect(await company.everything()).toEqual(before)
  })

  test('counts once it is confirmed, is told with its place, and gives the line back when it is cancelled', async () => {
    const { company, clerk, back } = await companyWithReturn()
    const draft = must<CreditNote>(await credits(company, back, [{ salesReturnLineId: lineId(back, 0) }]))
    const counted = must<CreditNote>(await clerk.confirmsCredit(draft))
    expect(counted.status).toBe('CONFIRMED')
    await clerk.isPosted(counted)
    const cancelled = must<CreditNote>(await clerk.cancelsCredit(counted))
    expect((await company.returnNow(back)).lines[0]?.creditedBaseQuantity.toFixed()).toBe('0')
    const told = await toldOf(cancelled)
    expect(told.map(({ type }) => type)).toEqual([
      'sales.free-credit-note.confirmed.v1',
      'sales.free-credit-note.cancelled.v1',
    ])
    expect(told[0]?.payload).toMatchObject({
      ...{ net: '36.00', tax: '4.68', gross: '40.68', salesReturnId: back.id },
      lines: [
        {
          ...{ salesReturnLineId: lineId(back, 0), itemClass: 'MERCHANDISE', warehouseId: company.warehouseId },
          ...{ valuationAreaId: company.valuationAreaId, quantity: '24', taxCode: 'VAT' },
        },
      ],
    })
    must<CreditNote>(await credits(company, back, [{ salesReturnLineId: lineId(back, 0), unitPrice: '17' }]))
  })
})

describe('for services', () => {
  test('names no goods, and counts without a place', async () => {
    const { company, clerk, service } = await companyWithService()
    const draft = must<CreditNote>(
      await creditsServices(company, [{ itemId: service, quantity: '1.5' }, { itemId: service }]),
    )
    expect(draft).toMatchObject({ kind: 'FREE', salesReturnId: null, customerId: company.customer.id })
    expect(amountsOf(draft)).toEqual(['150.00 + 19.50', '100.00 + 13.00'])
    const counted = must<CreditNote>(await clerk.confirmsCredit(draft))
    expect((await toldOf(counted))[0]?.payload).toMatchObject({
      ...{ gross: '282.50', salesReturnId: null },
      lines: [{ itemClass: 'SERVICE', warehouseId: null, valuationAreaId: null, quantity: null }, { net: '100.00' }],
    })
  })

  test('is refused for goods, unknown things and customers, and nothing is stored', async () => {
    const { company, service } = await companyWithService()
    const before = await company.everything()
    const refusals = [
      await creditsServices(company, [{ itemId: company.desk }]),
      await creditsServices(company, [{ itemId: newId() }]),
      await creditsServices(company, [{ itemId: service, unit: 'CRATE' }]),
      await creditsServices(company, [{ itemId: service, quantity: '0' }]),
      await creditsServices(company, [{ itemId: service, unitPrice: 'x' }]),
      await creditsServices(company, [{ itemId: service }], { customerId: newId() }),
    ]
    expect(refusals.map((outcome) => isRefusal(outcome) && outcome.refusal)).toEqual([
      ...['ItemNotService', 'ItemUnknown', 'UnitUnknown', 'QuantityInvalid', 'InvalidInput', 'CustomerNotFound'],
    ])
    expect(await company.everything()).toEqual(before)
    await company.tell.item(service, 'SERVICE', false)
    expect(await creditsServices(company, [{ itemId: service }])).toMatchObject({ refusal: 'ItemInactive' })
  })

  test('is refused while finance could not post it', async () => {
    const { company, clerk, service } = await companyWithService()
    const draft = must<CreditNote>(await creditsServices(company, [{ itemId: service }]))
    await company.tell.template('CREDIT_NOTE', ['AR', 'REV', 'VOUT', 'FEES'])
    expect(await clerk.confirmsCredit(draft)).toEqual({
      ...{ refusal: 'ServiceAccountMissing', eventKind: 'CREDIT_NOTE', accountKey: 'FEES' },
    })
    await company.tell.period('2026-10', 'CLOSED')
    expect(await clerk.confirmsCredit(draft)).toMatchObject({ refusal: 'PeriodNotOpen' })
    expect(await clerk.creditNow(draft)).toEqual(draft)
  })
})

test('the database holds the last wall: a line credits an invoice or is free', async () => {
  const { company, service } = await companyWithService()
  const draft = must<CreditNote>(await creditsServices(company, [{ itemId: service }]))
  await expect(
    database.rows`update credit_note_line set unit_price = null where id = ${lineId(draft, 0)}`,
  ).rejects.toThrow('of_an_invoice_or_free')
})
