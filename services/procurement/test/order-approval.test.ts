import { type approvalDecided, type PayloadOf, requestApproval, withdrawApproval } from '@erp/contracts'
import { replicateApprovalDefinitions } from '@erp/service-kit'
import { isRefusal, money, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import { askForApproval } from '../src/sagas/ask-for-approval.ts'
import { findPurchaseOrder } from '../src/store/purchase-orders.ts'
import { amendPurchaseOrder } from '../src/use-cases/amend-purchase-order.ts'
import { cancelPurchaseOrder } from '../src/use-cases/cancel-purchase-order.ts'
import { confirmPurchaseOrder } from '../src/use-cases/confirm-purchase-order.ts'
import { createPurchaseOrder } from '../src/use-cases/create-purchase-order.ts'
import { noteApprovalRequest, noteApprovals } from '../src/use-cases/note-approvals.ts'
import { day } from './support/day.ts'
import { orderProcesses } from './support/order-processes.ts'
import { type Company, must, useProcurement } from './support/procurement.ts'

const { database, newCompany } = await useProcurement()
type Decision = PayloadOf<typeof approvalDecided>

/** A company whose orders are approved. */
async function approvingCompany() {
  const company = await newCompany()
  const definitionId = newId()
  const says = (active: boolean, version: number) =>
    company.transact((unit) =>
      replicateApprovalDefinitions(unit.tx, [
        { companyId: company.companyId, definitionId, documentType: 'PURCHASE_ORDER', active, version },
      ]),
    )
  await says(true, 2)
  return { ...company, says }
}

const draft = async (company: Company, currency?: string) =>
  must<PurchaseOrder>(
    await company.transact((unit) =>
      createPurchaseOrder(unit, {
        ...{ supplierId: company.supplier.id, orderedOn: day('2026-10-01'), currency },
        lines: [{ itemId: company.desk, quantity: '100', unitPrice: '10', taxCodeId: company.taxCodeId }],
      }),
    ),
  )
const confirms = (company: Company, { id, version }: PurchaseOrder, exchangeRate?: string) =>
  company.transact((unit) =>
    confirmPurchaseOrder(unit, { purchaseOrderId: id, expectedVersion: version, exchangeRate }, orderProcesses),
  )
const submitted = async (company: Company) => must<PurchaseOrder>(await confirms(company, await draft(company)))
const amends = (company: Company, order: PurchaseOrder, quantity: string) =>
  company.transact((unit) =>
    amendPurchaseOrder(
      unit,
      {
        ...{ purchaseOrderId: order.id, expectedVersion: order.version, reason: 'Fewer desks' },
        ...{ addedLines: [], removedLineIds: [] },
        changedLines: [
          {
            ...{ purchaseOrderLineId: order.lines[0]?.id ?? '', quantity, unitPrice: '10' },
            taxCodeId: company.taxCodeId,
          },
        ],
      },
      orderProcesses,
    ),
  )
const decided = (company: Company, order: PurchaseOrder, outcome: Decision['outcome'], reason: string | null = null) =>
  company.transact((unit) =>
    noteApprovals(
      unit,
      [
        {
          ...{ companyId: company.companyId, approvalId: order.approval?.id ?? '', documentType: 'PURCHASE_ORDER' },
          ...{ documentId: order.id, documentVersion: order.version, outcome, reason, decidedBy: newId() },
          ...{ decidedAt: new Date().toISOString(), approverIds: [] },
        },
      ],
      orderProcesses,
    ),
  )
const now = async (company: Company, { id }: PurchaseOrder) =>
  must<PurchaseOrder>(await company.transact(({ tx }) => findPurchaseOrder(tx, id)))
const told = (order: PurchaseOrder) =>
  database.rows<{ payload: object }>`
    select payload from platform.outbox
    where type = 'procurement.purchase-order.changed.v1' and aggregate_id = ${order.id}::uuid order by pos`
const revisions = (order: PurchaseOrder) =>
  database.rows`select revision, made_by as by from purchase_order_revision where purchase_order_id = ${order.id}::uuid`

describe('confirming', () => {
  test('waits for approval, asks for it in the same transaction, and promises nothing yet', async () => {
    const company = await approvingCompany()
    const order = await submitted(company)
    expect(order).toMatchObject({ status: 'PENDING_APPROVAL', confirmedAt: null, version: 2 })
    const [command] = await company.commands()
    expect(requestApproval.schema.parse(command)).toEqual({
      ...{ companyId: company.companyId, approvalId: order.approval?.id, documentType: 'PURCHASE_ORDER' },
      ...{ documentId: order.id, documentVersion: 2, documentNumber: order.number, currency: 'CNY' },
      ...{ title: `${order.number} · LINDQVIST`, makerId: company.caller.userId, submittedBy: company.caller.userId },
      ...{ authorIds: [company.caller.userId], amountMinor: '113000', departmentId: null, category: 'MERCHANDISE' },
      ...{ departmentIds: [], categories: ['MERCHANDISE'] },
    })
    expect(await told(order)).toEqual([])
    expect(await revisions(order)).toEqual([])
    expect(isRefusal(await company.receives(order, ['1']))).toBe(true)
    expect(await confirms(company, order)).toEqual(refuse('PurchaseOrderNotDraft', { status: 'PENDING_APPROVAL' }))
    const cancel = { purchaseOrderId: order.id, expectedVersion: 2 }
    expect(await company.transact((unit) => cancelPurchaseOrder(unit, cancel, orderProcesses.startGivingBack))).toEqual(
      refuse('PurchaseOrderNotDraft', { status: 'PENDING_APPROVAL' }),
    )
  })

  test('is as before where the company has said nothing, or nothing any more', async () => {
    const silent = await newCompany()
    expect(await confirms(silent, await draft(silent))).toMatchObject({ status: 'CONFIRMED', approval: null })
    const company = await approvingCompany()
    await company.says(false, 3)
    await company.says(true, 2)
    expect(await confirms(company, await draft(company))).toMatchObject({ status: 'CONFIRMED', approval: null })
    expect(await company.commands()).toEqual([])
  })

  test('in a foreign currency asks for what the order is worth in the own one, rounded once', async () => {
    const company = await approvingCompany()
    const order = await draft(company, 'USD')
    expect(await confirms(company, order)).toMatchObject(
      refuse('InvalidInput', { field: 'exchangeRate', problem: 'MISSING_FOR_FOREIGN_CURRENCY' }),
    )
    must<PurchaseOrder>(await confirms(company, order, '7.12345'))
    expect(await company.commands()).toMatchObject([{ amountMinor: '804950', currency: 'USD' }])
  })
})

test('an order that somebody else amended is put before neither of its authors', async () => {
  const company = await approvingCompany()
  const order = await submitted(company)
  const another = { ...company.caller, userId: newId() }
  const draftAgain = must<PurchaseOrder>(
    await amends({ ...company, transact: company.transactAs(another) }, order, '40'),
  )
  must<PurchaseOrder>(await confirms(company, draftAgain))
  const authors = [company.caller.userId, another.userId]
  expect((await company.commands()).at(-1)).toMatchObject({ makerId: company.caller.userId, authorIds: authors })
})

describe('a decision', () => {
  test('for it makes the order a promise, once, whatever else is told later', async () => {
    const company = await approvingCompany()
    const order = await submitted(company)
    await decided(company, order, 'APPROVED')
    await decided(company, order, 'APPROVED')
    await decided(company, order, 'REJECTED', 'Too late')
    expect(await now(company, order)).toMatchObject({
      ...{ status: 'CONFIRMED', version: 3, confirmedAt: expect.any(Date) },
      approval: { state: 'APPROVED', reason: null, approvedGross: money(113000n, order.currency) },
    })
    expect(await told(order)).toMatchObject([{ payload: { status: 'CONFIRMED', version: 3, gross: '1130.00' } }])
    expect(await revisions(order)).toEqual([{ revision: 1, by: company.caller.userId }])
    must(await company.receives(order, ['1']))
  })

  test('against it makes it a draft again with the reason, and it can be corrected and asked for anew', async () => {
    const company = await approvingCompany()
    const order = await submitted(company)
    await decided(company, order, 'REJECTED', 'Ask a second supplier')
    const returned = await now(company, order)
    expect(returned).toMatchObject({
      ...{ status: 'DRAFT', revision: 1 },
      approval: { state: 'REJECTED', reason: 'Ask a second supplier', approvedGross: null },
    })
    const corrected = must<PurchaseOrder>(await amends(company, returned, '50'))
    expect(corrected).toMatchObject({ status: 'DRAFT', revision: 1, gross: { minor: 56500n } })
    const again = must<PurchaseOrder>(await confirms(company, corrected))
    expect(again.approval?.id).not.toBe(order.approval?.id)
    await decided(company, order, 'APPROVED')
    expect((await now(company, order)).status).toBe('PENDING_APPROVAL')
    await decided(company, again, 'APPROVED')
    expect((await now(company, order)).status).toBe('CONFIRMED')
    expect(await company.commands()).toMatchObject([{ amountMinor: '113000' }, { amountMinor: '56500' }])
  })

  test('about many orders is taken in one go', async () => {
    const company = await approvingCompany()
    const orders = [await submitted(company), await submitted(company), await submitted(company)]
    await company.transact((unit) =>
      noteApprovals(
        unit,
        orders.map((order, index) => ({
          ...{ companyId: company.companyId, approvalId: order.approval?.id ?? '', documentId: order.id },
          ...{ documentType: index === 2 ? 'EXPENSE_CLAIM' : 'PURCHASE_ORDER', documentVersion: 2, reason: null },
          ...{ outcome: 'APPROVED' as const, decidedBy: null, decidedAt: new Date().toISOString(), approverIds: [] },
        })),
        orderProcesses,
      ),
    )
    const stand = await Promise.all(orders.map((order) => now(company, order)))
    expect(stand.map(({ status }) => status)).toEqual(['CONFIRMED', 'CONFIRMED', 'PENDING_APPROVAL'])
  })
})

describe('a change', () => {
  test('while the order waits withdraws its request: nobody approves what it does not say any more', async () => {
    const company = await approvingCompany()
    const order = await submitted(company)
    const changed = must<PurchaseOrder>(await amends(company, order, '900'))
    expect(changed).toMatchObject({ status: 'DRAFT', approval: { state: 'WITHDRAWN', reason: 'Fewer desks' } })
    const [, command] = await company.commands()
    expect(withdrawApproval.schema.parse(command)).toEqual({
      ...{ companyId: company.companyId, approvalId: order.approval?.id, reason: 'Fewer desks' },
    })
    await decided(company, order, 'APPROVED')
    expect((await now(company, order)).status).toBe('DRAFT')
  })

  test('of an approved order stays within what was approved', async () => {
    const company = await approvingCompany()
    const order = await submitted(company)
    await decided(company, order, 'APPROVED')
    const approved = await now(company, order)
    expect(await amends(company, approved, '100.01')).toEqual(
      refuse('AmendmentBeyondApproval', {
        ...{ approved: money(113000n, order.currency), amended: money(113011n, order.currency) },
      }),
    )
    expect(await amends(company, approved, '99')).toMatchObject({ status: 'CONFIRMED', revision: 2 })
  })

  test('of a draft that never waited is no amendment, as before', async () => {
    const company = await approvingCompany()
    const order = await draft(company)
    expect(await amends(company, order, '1')).toEqual(
      refuse('PurchaseOrderNotConfirmed', { purchaseOrderId: order.id, status: 'DRAFT' }),
    )
  })
})

test('while identity is silent the order says so and goes on waiting; a late answer takes it back', async () => {
  const company = await approvingCompany()
  const order = await submitted(company)
  const saga = {
    ...{ sagaId: order.approval?.id ?? '', type: askForApproval.type, version: 1, companyId: company.companyId },
    documentId: order.id,
  }
  const [example] = requestApproval.examples
  if (!example) throw new Error('example')
  const data = { ...example, approvalId: saga.sagaId }
  await company.transact((unit) => askForApproval.onSuspended(unit, saga, data, 'NO_REPLY'))
  expect(await now(company, order)).toMatchObject({
    ...{ status: 'PENDING_APPROVAL', approval: { state: 'BLOCKED', reason: 'NO_REPLY' } },
  })
  await company.transact((unit) => askForApproval.onCompleted(unit, saga, data))
  expect(await now(company, order)).toMatchObject({ approval: { state: 'PENDING', reason: null } })
  await company.transact((unit) => noteApprovalRequest(unit, { approvalId: newId(), blockedBy: 'NO_REPLY' }))
  expect(await now(company, order)).toMatchObject({ approval: { state: 'PENDING' } })
  await decided(company, order, 'APPROVED')
  await company.transact((unit) => askForApproval.onSuspended(unit, saga, data, 'NO_REPLY'))
  expect(await now(company, order)).toMatchObject({ status: 'CONFIRMED', approval: { state: 'APPROVED' } })
})
