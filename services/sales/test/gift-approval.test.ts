import { requestApproval, withdrawApproval } from '@erp/contracts'
import { describe, expect, test } from 'vitest'
import type { Delivery } from '../src/domain/delivery.ts'
import { completeDelivery, refuseDelivery } from '../src/use-cases/end-delivery.ts'
import { approvalsOf } from './support/approving.ts'
import { day } from './support/day.ts'
import { gives } from './support/giving.ts'
import { must, useSales } from './support/sales.ts'

const { database, newCompany } = await useSales()

/** A company that has gifts approved, and two desks at 18.00 that its clerk wants to give away and submits. */
async function setUp() {
  const company = await newCompany()
  const approvals = approvalsOf(company, database, 'GIFT')
  await approvals.says(true, 2)
  const own = company.caller.userId
  const asked = async (on = '2026-10-21') =>
    must<Delivery>(
      await company.confirmsDelivery(must<Delivery>(await gives(company, [{}], { givenOn: day(on) })), own),
    )
  const goods = () =>
    database.rows<{ payload: { deliveryId: string } }>`
      select payload from platform.outbox
      where company_id = ${company.companyId}::uuid and type = 'inventory.issue-delivery.v1' order by pos`
  const attempt = ({ id: deliveryId, sagaId }: Delivery) => ({ deliveryId, sagaId: must<string>(sagaId) })
  return { company, own, asked, goods, attempt, ...approvals }
}

describe('confirming a gift', () => {
  test('asks those who approve with what it would have sold for and the tax, and inventory for nothing yet', async () => {
    const { company, own, asked, goods, commands } = await setUp()
    const waiting = await asked()
    expect(waiting).toMatchObject({ status: 'PENDING_APPROVAL', sagaId: null, approval: { state: 'PENDING' } })
    const [command, ...others] = await commands()
    expect(others).toEqual([])
    expect(requestApproval.schema.parse(command?.payload)).toEqual({
      ...{ companyId: company.companyId, approvalId: waiting.approval?.id, documentType: 'GIFT' },
      ...{ documentId: waiting.id, documentVersion: 2, documentNumber: waiting.number, currency: 'CNY' },
      ...{ title: `${waiting.number} · Sample for the trade fair`, makerId: own, submittedBy: own, authorIds: [own] },
      // 2 × 18.00 and 13 % of it.
      ...{ amountMinor: '4068', departmentId: null, category: 'MERCHANDISE' },
      ...{ departmentIds: [], categories: ['MERCHANDISE'] },
    })
    expect(await goods()).toEqual([])
    expect(await company.legsOf(waiting)).toEqual([{ kind: 'APPROVAL', state: 'PENDING', reason_code: null }])
    const before = await company.everything()
    expect(await company.confirmsDelivery(waiting)).toMatchObject({
      ...{ refusal: 'DeliveryStatusWrong', status: 'PENDING_APPROVAL', allowed: ['DRAFT', 'REFUSED'] },
    })
    expect(await company.everything()).toEqual(before)
  })

  test('takes another person where the company asks no more', async () => {
    const { company, own, says, commands } = await setUp()
    await says(false, 3)
    const draft = must<Delivery>(await gives(company))
    expect(await company.confirmsDelivery(draft, own)).toEqual({ refusal: 'GiftNeedsAnother', deliveryId: draft.id })
    expect(await company.confirmsDelivery(draft)).toMatchObject({ status: 'CONFIRMING', approval: null })
    expect(await commands()).toEqual([])
  })

  test('asks nobody about what was ordered', async () => {
    const { company, own, commands } = await setUp()
    const order = await company.promised([{ quantity: '2' }])
    const draft = must<Delivery>(await company.delivers(order, null))
    expect(await company.confirmsDelivery(draft, own)).toMatchObject({ status: 'CONFIRMING', approval: null })
    expect(await commands()).toEqual([])
    await expect(
      database.rows`update delivery set approval_id = id, approval_state = 'APPROVED', submitted_by = id where id = ${draft.id}`,
    ).rejects.toThrow('only_gifts_are_approved')
  })
})

describe('a decision', () => {
  test('for it asks inventory for the goods, once; it is taken back like any other', async () => {
    const { company, asked, decided, goods, attempt } = await setUp()
    const waiting = await asked()
    await decided('APPROVED', null, waiting)
    await decided('REJECTED', 'Too late', waiting)
    const confirming = await company.deliveryNow(waiting)
    expect(confirming).toMatchObject({ status: 'CONFIRMING', approval: { state: 'APPROVED' } })
    expect(await goods()).toMatchObject([{ payload: { deliveryId: waiting.id, givenAway: true } }])
    expect(await company.legsOf(waiting)).toEqual([
      { kind: 'APPROVAL', state: 'POSTED', reason_code: null },
      { kind: 'LEDGER', state: 'PENDING', reason_code: null },
      { kind: 'STOCK', state: 'PENDING', reason_code: null },
    ])
    await company.transact((unit) => completeDelivery(unit, attempt(confirming)))
    await database.rows`update document_leg set state = 'POSTED' where document_id = ${waiting.id}`
    const gone = await company.deliveryNow(waiting)
    expect(await company.cancelsDelivery(gone)).toMatchObject({ status: 'CANCELLING', approval: { state: 'APPROVED' } })
  })

  test('against it makes it a draft again with the reason, which is asked for anew', async () => {
    const { company, own, asked, decided, goods } = await setUp()
    const waiting = await asked()
    await decided('REJECTED', 'One is enough', waiting)
    const draft = await company.deliveryNow(waiting)
    expect(draft).toMatchObject({ status: 'DRAFT', approval: { state: 'REJECTED' } })
    expect(await company.legsOf(waiting)).toEqual([
      { kind: 'APPROVAL', state: 'REFUSED', reason_code: 'APPROVAL_REJECTED' },
    ])
    const again = must<Delivery>(await company.confirmsDelivery(draft, own))
    expect(again.approval?.id).not.toBe(waiting.approval?.id)
    await decided('APPROVED', null, waiting)
    expect(await company.deliveryNow(waiting)).toEqual(again)
    expect(await goods()).toEqual([])
  })

  test('for goods that inventory does not let go stays, and it is confirmed again without another', async () => {
    const { company, own, asked, decided, goods, attempt, commands } = await setUp()
    const waiting = await asked()
    await decided('APPROVED', null, waiting)
    const refusal = { reason: 'INSUFFICIENT_STOCK', facts: {} }
    const confirming = await company.deliveryNow(waiting)
    await company.transact((unit) => refuseDelivery(unit, attempt(confirming), refusal))
    const refused = await company.deliveryNow(waiting)
    expect(refused).toMatchObject({ status: 'REFUSED', approval: { state: 'APPROVED' } })
    expect(await company.legsOf(waiting)).toMatchObject([
      { kind: 'APPROVAL', state: 'POSTED' },
      { kind: 'LEDGER', state: 'REFUSED' },
      { kind: 'STOCK', state: 'REFUSED' },
    ])
    expect(await company.confirmsDelivery(refused, own)).toMatchObject({ status: 'CONFIRMING' })
    expect(await goods()).toHaveLength(2)
    expect(await commands()).toHaveLength(1)
  })

  test('for one that finance could not post leaves a draft that says so, beside others that go out', async () => {
    const { company, own, asked, decided } = await setUp()
    await company.tell.period('2026-11', 'OPEN')
    const [october, november] = [await asked(), await asked('2026-11-02')]
    await company.tell.period('2026-11', 'CLOSED')
    await decided('APPROVED', null, october, november)
    expect(await company.deliveryNow(october)).toMatchObject({ status: 'CONFIRMING' })
    const stuck = await company.deliveryNow(november)
    expect(stuck).toMatchObject({ status: 'DRAFT', approval: { state: 'APPROVED' } })
    expect(await company.legsOf(stuck)).toEqual([
      { kind: 'APPROVAL', state: 'BLOCKED', reason_code: 'APPROVED_NOT_CONFIRMED' },
    ])
    expect(await company.confirmsDelivery(stuck, own)).toMatchObject({ refusal: 'PeriodNotOpen' })
    await company.tell.period('2026-11', 'OPEN')
    expect(await company.confirmsDelivery(stuck, own)).toMatchObject({ status: 'CONFIRMING' })
    expect(await company.legsOf(stuck)).toMatchObject([{ kind: 'APPROVAL', state: 'POSTED' }, {}, {}])
  })
})

test('giving up a gift that waits withdraws its request', async () => {
  const { company, asked, decided, commands, goods } = await setUp()
  const waiting = await asked()
  expect(await company.cancelsDelivery(waiting)).toMatchObject({
    ...{ status: 'CANCELLED', approval: { state: 'WITHDRAWN' } },
  })
  expect(withdrawApproval.schema.parse((await commands()).at(-1)?.payload)).toEqual({
    ...{ companyId: company.companyId, approvalId: waiting.approval?.id, reason: 'DOCUMENT_CANCELLED' },
  })
  await decided('APPROVED', null, waiting)
  expect((await company.deliveryNow(waiting)).status).toBe('CANCELLED')
  expect(await goods()).toEqual([])
})

test('while identity is silent the gift says so and goes on waiting', async () => {
  const { company, asked, isSilent } = await setUp()
  const waiting = await asked()
  await isSilent(waiting)
  expect(await company.legsOf(waiting)).toEqual([
    { kind: 'APPROVAL', state: 'BLOCKED', reason_code: 'APPROVAL_NO_REPLY' },
  ])
  expect(await company.deliveryNow(waiting)).toEqual(waiting)
})
