import { requestApproval, withdrawApproval } from '@erp/contracts'
import { Decimal, newId, parseQuantity, type Quantity, zeroQuantity } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { PriceList } from '../src/domain/price-list.ts'
import type { Quotation } from '../src/domain/quotation.ts'
import { discountOf } from '../src/domain/sales-order-line.ts'
import { startApprovingQuotation, startWithdrawing } from '../src/sagas/ask-for-approval.ts'
import { findQuotation } from '../src/store/quotations.ts'
import { createPriceList } from '../src/use-cases/write-price-list.ts'
import { changeQuotation, closeQuotation, createQuotation, offerQuotation } from '../src/use-cases/write-quotation.ts'
import { approvalsOf } from './support/approving.ts'
import { day } from './support/day.ts'
import { must, type Ordered, useSales } from './support/sales.ts'

const { database, transactor, newCompany } = await useSales()

/** A company that has quotations approved; its clerk quotes desks, which are listed at 20.00. */
async function setUp() {
  const company = await newCompany()
  const approvals = approvalsOf(company, database, 'SALES_QUOTATION')
  await approvals.says(true, 2)
  const own = company.caller.userId
  must<PriceList>(
    await company.transact((unit) =>
      createPriceList(unit, {
        ...{ code: 'RETAIL', name: { zh: '零售价', en: 'Retail' }, priceGroup: null, pricesIncludeTax: false },
        ...{ beginsOn: day('2026-10-01'), endsOn: null, lines: [{ itemId: company.desk, unitPrice: '20' }] },
      }),
    ),
  )
  const terms = (lines: readonly Ordered[]) => ({
    ...{ quotedOn: day('2026-10-18'), expiresOn: day('2026-10-31'), lines: company.linesOf(lines) },
  })
  const seen = ({ id: quotationId, version: expectedVersion }: Quotation) => ({ quotationId, expectedVersion })
  const offers = (quotation: Quotation) =>
    company.transact((unit) => offerQuotation(unit, seen(quotation), startApprovingQuotation))
  const asked = async (lines: readonly Ordered[] = [{ quantity: '60' }]) => {
    const quoted = { ...terms(lines), customerId: company.customer.id, pricesIncludeTax: false }
    return must<Quotation>(
      await offers(must<Quotation>(await company.transact((unit) => createQuotation(unit, quoted)))),
    )
  }
  const changes = (quotation: Quotation, by = own) =>
    company.transactAs(by)((unit) =>
      changeQuotation(unit, { ...terms([{ quantity: '50' }]), ...seen(quotation) }, startWithdrawing),
    )
  const closes = (quotation: Quotation) =>
    company.transact((unit) => closeQuotation(unit, { ...seen(quotation), reason: 'Lost' }, startWithdrawing))
  const now = async ({ id }: Quotation) =>
    must<Quotation>(await transactor.read([company.companyId], (tx) => findQuotation(tx, id)))
  return { company, own, offers, asked, changes, closes, now, ...approvals }
}

describe('offering', () => {
  test('asks those who approve with the gross and what is taken off the listed price', async () => {
    const { company, own, asked, offers, commands } = await setUp()
    const waiting = await asked()
    expect(waiting).toMatchObject({ status: 'PENDING_APPROVAL', offeredAt: null, approval: { state: 'PENDING' } })
    const [command, ...others] = await commands()
    expect(others).toEqual([])
    expect(requestApproval.schema.parse(command?.payload)).toEqual({
      ...{ companyId: company.companyId, approvalId: waiting.approval?.id, documentType: 'SALES_QUOTATION' },
      ...{ documentId: waiting.id, documentVersion: 2, documentNumber: waiting.number, currency: 'CNY' },
      ...{ title: `${waiting.number} · YUANFANG`, makerId: own, submittedBy: own, authorIds: [own] },
      // 60 × 18.00 and 13 % of it; 18.00 is a tenth below 20.00.
      ...{ amountMinor: '122040', discountPercent: '10', departmentId: null, category: null },
      ...{ departmentIds: [], categories: [] },
    })
    expect(await company.legsOf(waiting)).toEqual([{ kind: 'APPROVAL', state: 'PENDING', reason_code: null }])
    expect(await offers(waiting)).toEqual({
      ...{ refusal: 'QuotationStatusWrong', status: 'PENDING_APPROVAL', allowed: ['DRAFT'] },
    })
  })

  test('asks nobody where the company has said nothing', async () => {
    const { says, asked, commands } = await setUp()
    await says(false, 3)
    expect(await asked()).toMatchObject({ status: 'OFFERED', approval: null })
    expect(await commands()).toEqual([])
  })
})

describe('a decision', () => {
  test('for it offers the quotation, once', async () => {
    const { company, asked, decided, now } = await setUp()
    const waiting = await asked()
    await decided('APPROVED', null, waiting)
    await decided('REJECTED', 'Too late', waiting)
    const offered = await now(waiting)
    expect(offered).toMatchObject({ status: 'OFFERED', offeredAt: expect.any(Date), approval: { state: 'APPROVED' } })
    expect(await company.legsOf(waiting)).toEqual([{ kind: 'APPROVAL', state: 'POSTED', reason_code: null }])
  })

  test('against it makes it a draft again with the reason, which is asked for anew', async () => {
    const { company, asked, offers, decided, now } = await setUp()
    const waiting = await asked()
    await decided('REJECTED', 'Too cheap', waiting)
    const draft = await now(waiting)
    expect(draft).toMatchObject({ status: 'DRAFT', approval: { state: 'REJECTED' } })
    expect(await company.legsOf(waiting)).toMatchObject([{ state: 'REFUSED', reason_code: 'APPROVAL_REJECTED' }])
    const again = must<Quotation>(await offers(draft))
    expect(again.approval?.id).not.toBe(waiting.approval?.id)
    await decided('APPROVED', null, waiting)
    expect(await now(waiting)).toEqual(again)
  })
})

test('a change ends the request, and whoever changed it is one of its authors', async () => {
  const { company, own, asked, offers, changes, decided, commands, now } = await setUp()
  const waiting = await asked()
  const other = newId()
  const changed = must<Quotation>(await changes(waiting, other))
  expect(changed).toMatchObject({ status: 'DRAFT', authorIds: [own, other], approval: { state: 'WITHDRAWN' } })
  expect(withdrawApproval.schema.parse((await commands()).at(-1)?.payload)).toEqual({
    ...{ companyId: company.companyId, approvalId: waiting.approval?.id, reason: 'DOCUMENT_CHANGED' },
  })
  await decided('APPROVED', null, waiting)
  expect(await now(waiting)).toEqual(changed)
  await offers(changed)
  expect((await commands()).at(-1)?.payload).toMatchObject({ makerId: own, authorIds: [own, other] })
})

test('closing one that waits withdraws its request', async () => {
  const { asked, closes, decided, commands, now } = await setUp()
  const waiting = await asked()
  expect(await closes(waiting)).toMatchObject({ status: 'CLOSED', approval: { state: 'WITHDRAWN' } })
  expect((await commands()).at(-1)?.payload).toMatchObject({ reason: 'DOCUMENT_CANCELLED' })
  await decided('APPROVED', null, waiting)
  expect((await now(waiting)).status).toBe('CLOSED')
})

test('while identity is silent the quotation says so and goes on waiting', async () => {
  const { company, asked, isSilent, now } = await setUp()
  const waiting = await asked()
  await isSilent(waiting)
  expect(await company.legsOf(waiting)).toMatchObject([{ state: 'BLOCKED', reason_code: 'APPROVAL_NO_REPLY' }])
  expect(await now(waiting)).toEqual(waiting)
})

test.each([
  ['a listed price', '20', '0', '0'],
  ['a discount on it', '20', '12.5', '12.5'],
  ['a price that was given below it', '15', '0', '25'],
  ['both', '15', '10', '32.5'],
  ['a price above it', '25', '10', '0'],
  ['a third below it', '13.333333', '0', '33.3333'],
])('%s is so much off', (_, unitPrice, discountPercent, off) => {
  const line = { itemId: 'desk', unit: 'PCS', quantity: must<Quantity>(parseQuantity('5')) }
  const price = { unitPrice: new Decimal(unitPrice), discountPercent: new Decimal(discountPercent) }
  const listed = { priceListId: 'list', priceGroup: null, beginsOn: day('2026-10-01'), fromQuantity: zeroQuantity }
  const prices = [{ ...listed, itemId: 'desk', unit: 'PCS', unitPrice: new Decimal(20) }]
  expect(discountOf([{ ...line, ...price }], prices).toFixed()).toBe(off)
  const unlisted = { ...line, ...price, itemId: 'lamp' }
  expect(discountOf([unlisted], prices).toFixed()).toBe(discountPercent)
})
