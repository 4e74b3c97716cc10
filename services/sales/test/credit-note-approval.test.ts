import { requestApproval, withdrawApproval } from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CreditNote } from '../src/domain/credit-note.ts'
import { creditServices } from '../src/use-cases/write-free-credit-note.ts'
import { approvalsOf } from './support/approving.ts'
import { day } from './support/day.ts'
import { invoicingOf } from './support/invoicing.ts'
import { must, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()

/** A company that has credit notes approved, with an invoice of five desks and a service. */
async function setUp() {
  const company = await newCompany()
  const clerk = invoicingOf(company)
  const delivery = await company.delivered(await company.promised([{ quantity: '5' }]), null)
  const invoice = await clerk.invoiced([{ of: delivery }])
  const service = newId()
  await company.tell.item(service, 'SERVICE')
  const approvals = approvalsOf(company, database, 'CREDIT_NOTE')
  await approvals.says(true, 2)
  const own = company.caller.userId
  /** An allowance of 1.00, which its own maker submits. */
  const allowed = async (on?: string) =>
    must<CreditNote>(
      await clerk.confirmsCredit(must(await clerk.lowers([{ of: invoice, net: '1.00' }], on ? { on } : {})), own),
    )
  const free = () =>
    company.transact((unit) =>
      creditServices(unit, {
        ...{ customerId: company.customer.id, creditedOn: day('2026-10-26'), reason: 'Assembled badly' },
        pricesIncludeTax: false,
        lines: [{ itemId: service, quantity: '1', unitPrice: '100', taxCodeId: company.taxCodeId }],
      }),
    )
  return { company, clerk, delivery, invoice, own, allowed, free, ...approvals }
}

describe('confirming what gives value away', () => {
  test('asks those who approve in the same transaction, whoever submits it', async () => {
    const { company, clerk, own, allowed, commands, told } = await setUp()
    const waiting = await allowed()
    expect(waiting).toMatchObject({ status: 'PENDING_APPROVAL', confirmedAt: null, approval: { state: 'PENDING' } })
    const [command] = await commands()
    expect(requestApproval.schema.parse(command?.payload)).toEqual({
      ...{ companyId: company.companyId, approvalId: waiting.approval?.id, documentType: 'CREDIT_NOTE' },
      ...{ documentId: waiting.id, documentVersion: 2, documentNumber: waiting.number, currency: 'CNY' },
      ...{ title: `${waiting.number} · Late`, makerId: own, submittedBy: own, authorIds: [own], amountMinor: '113' },
      ...{ departmentId: null, category: 'MERCHANDISE', departmentIds: [], categories: ['MERCHANDISE'] },
    })
    expect(await company.legsOf(waiting)).toEqual([{ kind: 'APPROVAL', state: 'PENDING', reason_code: null }])
    expect(await told(waiting)).toEqual([])
    const before = await company.everything()
    expect(await clerk.confirmsCredit(waiting)).toMatchObject({
      ...{ refusal: 'CreditNoteStatusWrong', status: 'PENDING_APPROVAL' },
    })
    expect(await company.everything()).toEqual(before)
  })

  test('tells the class of services that are credited freely', async () => {
    const { clerk, free, commands } = await setUp()
    const waiting = must<CreditNote>(await clerk.confirmsCredit(must(await free())))
    expect(waiting.status).toBe('PENDING_APPROVAL')
    expect((await commands()).map(({ payload }) => payload)).toMatchObject([
      {
        amountMinor: '11300',
        category: 'SERVICE',
        categories: ['SERVICE'],
        title: `${waiting.number} · Assembled badly`,
      },
    ])
  })

  test('takes another person where the company asks no more', async () => {
    const { clerk, says, own, free, commands } = await setUp()
    await says(false, 3)
    const draft = must<CreditNote>(await free())
    expect(await clerk.confirmsCredit(draft, own)).toEqual({
      refusal: 'CreditNoteNeedsAnother',
      creditNoteId: draft.id,
    })
    expect(await clerk.confirmsCredit(draft)).toMatchObject({ status: 'CONFIRMED', approval: null })
    expect(await commands()).toEqual([])
  })
})

test('a credit note for goods that came back of an invoice asks nobody', async () => {
  const { company, clerk, delivery, own, commands } = await setUp()
  const draft = must<CreditNote>(await clerk.credits(await company.back(delivery, '2')))
  expect(await clerk.confirmsCredit(draft, own)).toMatchObject({ status: 'CONFIRMED', approval: null })
  expect(await commands()).toEqual([])
})

describe('a decision', () => {
  test('for it lets the credit note count, once; it is taken back like any other', async () => {
    const { company, clerk, allowed, decided, told } = await setUp()
    const waiting = await allowed()
    await decided('APPROVED', null, waiting)
    await decided('REJECTED', 'Too late', waiting)
    const confirmed = await clerk.creditNow(waiting)
    expect(confirmed).toMatchObject({ status: 'CONFIRMED', approval: { state: 'APPROVED' } })
    expect(await told(waiting)).toMatchObject([{ type: 'sales.credit-note.confirmed.v1' }])
    expect(await company.legsOf(waiting)).toMatchObject([
      { kind: 'APPROVAL', state: 'POSTED' },
      { kind: 'LEDGER', state: 'PENDING' },
    ])
    await clerk.isPosted(confirmed)
    expect(await clerk.cancelsCredit(confirmed)).toMatchObject({ status: 'CANCELLED', approval: { state: 'APPROVED' } })
  })

  test('against it makes it a draft again with the reason, which is asked for anew', async () => {
    const { company, clerk, own, allowed, decided, told } = await setUp()
    const waiting = await allowed()
    await decided('REJECTED', 'Once is enough', waiting)
    const draft = await clerk.creditNow(waiting)
    expect(draft).toMatchObject({ status: 'DRAFT', approval: { state: 'REJECTED' } })
    expect(await company.legsOf(waiting)).toEqual([
      { kind: 'APPROVAL', state: 'REFUSED', reason_code: 'APPROVAL_REJECTED' },
    ])
    const again = must<CreditNote>(await clerk.confirmsCredit(draft, own))
    expect(again.approval?.id).not.toBe(waiting.approval?.id)
    await decided('APPROVED', null, waiting)
    expect(await clerk.creditNow(waiting)).toEqual(again)
    expect(await told(waiting)).toEqual([])
  })

  test('for one that finance could not post leaves a draft that says so, beside others that count', async () => {
    const { company, clerk, own, allowed, decided } = await setUp()
    await company.tell.period('2026-11', 'OPEN')
    const [october, november] = [await allowed(), await allowed('2026-11-02')]
    await company.tell.period('2026-11', 'CLOSED')
    await decided('APPROVED', null, october, november)
    expect(await clerk.creditNow(october)).toMatchObject({ status: 'CONFIRMED' })
    const stuck = await clerk.creditNow(november)
    expect(stuck).toMatchObject({ status: 'DRAFT', approval: { state: 'APPROVED' } })
    expect(await company.legsOf(stuck)).toEqual([
      { kind: 'APPROVAL', state: 'BLOCKED', reason_code: 'APPROVED_NOT_CONFIRMED' },
    ])
    expect(await clerk.confirmsCredit(stuck, own)).toMatchObject({ refusal: 'PeriodNotOpen' })
    await company.tell.period('2026-11', 'OPEN')
    expect(await clerk.confirmsCredit(stuck, own)).toMatchObject({
      status: 'CONFIRMED',
      approval: { state: 'APPROVED' },
    })
    expect(await company.legsOf(stuck)).toMatchObject([
      { kind: 'APPROVAL', state: 'POSTED' },
      { kind: 'LEDGER', state: 'PENDING' },
    ])
  })
})

test('giving up one that waits withdraws its request, and what it credited may be credited again', async () => {
  const { company, clerk, allowed, decided, commands } = await setUp()
  const waiting = await allowed()
  expect(await clerk.cancelsCredit(waiting)).toMatchObject({ status: 'CANCELLED', approval: { state: 'WITHDRAWN' } })
  expect(withdrawApproval.schema.parse((await commands()).at(-1)?.payload)).toEqual({
    ...{ companyId: company.companyId, approvalId: waiting.approval?.id, reason: 'DOCUMENT_CANCELLED' },
  })
  await decided('APPROVED', null, waiting)
  expect((await clerk.creditNow(waiting)).status).toBe('CANCELLED')
})

test('while identity is silent the credit note says so and goes on waiting', async () => {
  const { company, clerk, allowed, isSilent } = await setUp()
  const waiting = await allowed()
  await isSilent(waiting)
  expect(await company.legsOf(waiting)).toEqual([
    { kind: 'APPROVAL', state: 'BLOCKED', reason_code: 'APPROVAL_NO_REPLY' },
  ])
  expect(await clerk.creditNow(waiting)).toEqual(waiting)
})
