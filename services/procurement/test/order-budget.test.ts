import { reserveBudget } from '@erp/contracts'
import { replicateApprovalDefinitions } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { type BudgetShortage, budgetLegOf } from '../src/domain/document-budget.ts'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import type { NewLine } from '../src/domain/purchase-order-line.ts'
import { findPurchaseOrder } from '../src/store/purchase-orders.ts'
import { amendPurchaseOrder } from '../src/use-cases/amend-purchase-order.ts'
import { cancelPurchaseOrder } from '../src/use-cases/cancel-purchase-order.ts'
import { closePurchaseOrderLines } from '../src/use-cases/close-purchase-order-lines.ts'
import { confirmPurchaseOrder, overrideBudgetHold } from '../src/use-cases/confirm-purchase-order.ts'
import { createPurchaseOrder } from '../src/use-cases/create-purchase-order.ts'
import { noteApprovals } from '../src/use-cases/note-approvals.ts'
import { orderBudgets } from '../src/use-cases/settle-budget.ts'
import { day } from './support/day.ts'
import { invoicing } from './support/invoicing.ts'
import { orderProcesses } from './support/order-processes.ts'
import { type Company, lineId, must, useProcurement } from './support/procurement.ts'

const { database, newCompany } = await useProcurement()
const thisYear = new Date().toISOString().slice(0, 4)

/** A company that budgets these accounts this year; all of its rules mean 1405. */
async function budgetingCompany(...accountCodes: readonly string[]) {
  const company = await newCompany()
  const advice = newId()
  const [departmentId, projectId, otherProject] = [newId(), newId(), newId()]
  await company.tell.item(advice, 'SERVICE')
  await company.tell.dimensionValue(departmentId, 'DEPARTMENT')
  for (const id of [projectId, otherProject]) await company.tell.dimensionValue(id, 'PROJECT')
  await company.tell.budget(thisYear, [...accountCodes])
  const line = (quantity: string, more: Partial<NewLine> = {}): NewLine => ({
    ...{ itemId: company.desk, quantity, unitPrice: '10', taxCodeId: company.taxCodeId, ...more },
  })
  const draft = async (...lines: readonly NewLine[]) =>
    must<PurchaseOrder>(
      await company.transact((unit) =>
        createPurchaseOrder(unit, { supplierId: company.supplier.id, orderedOn: day('2026-10-01'), lines }),
      ),
    )
  return { ...company, advice, departmentId, projectId, otherProject, line, draft }
}
type Budgeting = Awaited<ReturnType<typeof budgetingCompany>>

const seen = ({ id, version }: PurchaseOrder) => ({ purchaseOrderId: id, expectedVersion: version })
const confirms = (company: Company, order: PurchaseOrder) =>
  company.transact((unit) => confirmPurchaseOrder(unit, seen(order), orderProcesses))
const now = async (company: Company, { id }: PurchaseOrder) =>
  must<PurchaseOrder>(await company.transact(({ tx }) => findPurchaseOrder(tx, id)))
const attempt = ({ id, budget }: PurchaseOrder) => ({ documentId: id, sagaId: budget?.sagaId ?? '' })
const granted = async (company: Company, order: PurchaseOrder, shortages: readonly BudgetShortage[] = []) => {
  await company.transact((unit) => orderBudgets.complete(unit, attempt(order), shortages))
  return now(company, order)
}
const short: BudgetShortage = {
  ...{ accountCode: '1405', departmentId: null, projectId: null, period: '2026-10', level: 'BLOCK' },
  ...{ available: '400.00', asked: '1000.00' },
}
const held = async (company: Company, order: PurchaseOrder) => {
  await company.transact((unit) => orderBudgets.hold(unit, attempt(order), { state: 'EXCEEDED', shortages: [short] }))
  return now(company, order)
}
const confirming = async (company: Budgeting, ...lines: readonly NewLine[]) =>
  must<PurchaseOrder>(await confirms(company, await company.draft(...lines)))
const amends = (company: Company, order: PurchaseOrder, quantity: string, more: object = {}) =>
  company.transact((unit) =>
    amendPurchaseOrder(
      unit,
      {
        ...{ ...seen(order), reason: 'Other desks', addedLines: [], removedLineIds: [] },
        changedLines: [
          {
            ...{ purchaseOrderLineId: order.lines[0]?.id ?? '', quantity, unitPrice: '10' },
            ...{ taxCodeId: company.taxCodeId, ...more },
          },
        ],
      },
      orderProcesses,
    ),
  )
const told = (order: PurchaseOrder) =>
  database.rows<{ payload: { status: string; revision: number } }>`
    select payload from platform.outbox
    where type = 'procurement.purchase-order.changed.v1' and aggregate_id = ${order.id}::uuid order by pos`
const revisions = (order: PurchaseOrder) =>
  database.rows`select revision, reason, made_by as by from purchase_order_revision
    where purchase_order_id = ${order.id}::uuid order by revision`

describe('an order that spends what is budgeted', () => {
  test('asks finance in the same transaction, promises nothing until it answers, and shows what budgets warn of', async () => {
    const company = await budgetingCompany('1405')
    const order = await confirming(company, company.line('100', { departmentId: company.departmentId }))
    expect(order).toMatchObject({ status: 'CONFIRMING', confirmedAt: null, version: 2, budget: { state: 'PENDING' } })
    expect((await company.commands()).map((one) => reserveBudget.schema.parse(one))).toEqual([
      {
        ...{ companyId: company.companyId, documentType: 'PURCHASE_ORDER', documentId: order.id },
        ...{ documentNumber: order.number, documentVersion: 2, currency: 'CNY', despiteBudget: false },
        lines: [
          {
            ...{ lineId: order.lines[0]?.id, itemClass: 'MERCHANDISE', departmentId: company.departmentId },
            ...{ quantity: '100', receivedQuantity: '0', net: '1000.00' },
          },
        ],
      },
    ])
    expect(await told(order)).toEqual([])
    expect(isRefusal(await company.receives(order, ['1']))).toBe(true)
    expect(await confirms(company, order)).toEqual(refuse('PurchaseOrderNotDraft', { status: 'CONFIRMING' }))

    const promise = await granted(company, order, [{ ...short, level: 'WARN' }])
    expect(promise).toMatchObject({ status: 'CONFIRMED', version: 3, budget: { state: 'RESERVED' } })
    expect(budgetLegOf(promise)).toMatchObject({
      ...{ kind: 'BUDGET', state: 'POSTED', reasonCode: 'BUDGET_WARNS' },
      facts: { accountCode: '1405', period: '2026-10', shortages: '1' },
    })
    expect(await told(order)).toMatchObject([{ payload: { status: 'CONFIRMED', revision: 1 } }])
    expect(await revisions(order)).toEqual([{ revision: 1, reason: '', by: company.caller.userId }])
    must(await company.receives(promise, ['1']))
  })

  test('is one whose goods come on a budgeted account, or any with a service; nothing is asked for others', async () => {
    const company = await budgetingCompany('6602')
    expect(await confirming(company, company.line('1'))).toMatchObject({ status: 'CONFIRMED', budget: null })
    expect(await company.commands()).toEqual([])
    const advice = await confirming(company, company.line('1'), company.line('2', { itemId: company.advice }))
    expect(advice.status).toBe('CONFIRMING')
    const silent = await newCompany()
    await silent.tell.budget('2001', ['1405'])
    const draft = must<PurchaseOrder>(
      await silent.transact((unit) =>
        createPurchaseOrder(unit, {
          ...{ supplierId: silent.supplier.id, orderedOn: day('2026-10-01') },
          lines: [{ itemId: silent.desk, quantity: '1', unitPrice: '10', taxCodeId: silent.taxCodeId }],
        }),
      ),
    )
    expect(await confirms(silent, draft)).toMatchObject({ status: 'CONFIRMED', budget: null })
  })

  test('is approved first, and asks once it is', async () => {
    const company = await budgetingCompany('1405')
    await company.transact((unit) =>
      replicateApprovalDefinitions(unit.tx, [
        {
          ...{ companyId: company.companyId, definitionId: newId(), documentType: 'PURCHASE_ORDER' },
          ...{ active: true, version: 1 },
        },
      ]),
    )
    const waiting = await confirming(company, company.line('100'))
    expect(waiting).toMatchObject({ status: 'PENDING_APPROVAL', budget: null })
    const decision = {
      ...{ companyId: company.companyId, approvalId: waiting.approval?.id ?? '', documentType: 'PURCHASE_ORDER' },
      ...{ documentId: waiting.id, documentVersion: 2, outcome: 'APPROVED' as const, reason: null },
      ...{ decidedBy: null, decidedAt: new Date().toISOString(), approverIds: [] },
    }
    await company.transact((unit) => noteApprovals(unit, [decision], orderProcesses))
    const asking = await now(company, waiting)
    expect(asking).toMatchObject({ status: 'CONFIRMING', confirmedAt: null, approval: { state: 'APPROVED' } })
    const stopped = await held(company, asking)
    expect(await amends(company, stopped, '101')).toMatchObject({ refusal: 'AmendmentBeyondApproval' })
    const again = must<PurchaseOrder>(await confirms(company, stopped))
    expect(again).toMatchObject({ status: 'CONFIRMING', approval: { state: 'APPROVED' } })
    expect(await granted(company, again)).toMatchObject({ status: 'CONFIRMED', approval: { state: 'APPROVED' } })
  })
})

describe('an order that budgets do not cover', () => {
  test('is held with the figures, and is confirmed again, let through or given up', async () => {
    const company = await budgetingCompany('1405')
    const order = await held(company, await confirming(company, company.line('100')))
    expect(order).toMatchObject({ status: 'HELD', confirmedAt: null })
    expect(budgetLegOf(order)).toMatchObject({
      ...{ state: 'REFUSED', reasonCode: 'BUDGET_EXCEEDED' },
      facts: { accountCode: '1405', period: '2026-10', shortages: '1' },
    })
    expect(await told(order)).toEqual([])
    const controller = { ...company.caller, userId: newId() }
    const overrides = (one: PurchaseOrder, reason: string) =>
      company.transactAs(controller)((unit) => overrideBudgetHold(unit, { ...seen(one), reason }, orderProcesses))
    expect(await overrides(order, ' ')).toMatchObject({ refusal: 'InvalidInput', field: 'reason' })
    const through = must<PurchaseOrder>(await overrides(order, 'The fair'))
    expect(through).toMatchObject({ status: 'CONFIRMING', budget: { override: { reason: 'The fair' } } })
    expect(await company.commands()).toMatchObject([{ despiteBudget: false }, { despiteBudget: true }])
    const promise = await granted(company, through, [short])
    expect(promise.budget).toMatchObject({ state: 'RESERVED', override: { by: controller.userId } })
    expect(await overrides(promise, 'Again')).toMatchObject({ refusal: 'PurchaseOrderNotHeldForBudget' })

    const other = await held(company, await confirming(company, company.line('100')))
    const gone = must<PurchaseOrder>(
      await company.transact((unit) => cancelPurchaseOrder(unit, seen(other), orderProcesses.startGivingBack)),
    )
    expect(gone.status).toBe('CANCELLED')
  })

  test('is let through by nobody who wrote some of it', async () => {
    const company = await budgetingCompany('1405')
    const order = await held(company, await confirming(company, company.line('100')))
    const buyer = { ...company.caller, userId: newId() }
    const changed = must<PurchaseOrder>(await amends({ ...company, transact: company.transactAs(buyer) }, order, '90'))
    expect(changed).toMatchObject({ status: 'HELD', authorIds: [company.caller.userId, buyer.userId] })
    const override = { ...seen(changed), reason: 'The fair' }
    for (const author of [company.caller, buyer])
      expect(await company.transactAs(author)((unit) => overrideBudgetHold(unit, override, orderProcesses))).toEqual({
        refusal: 'BudgetOverrideNeedsAnother',
        purchaseOrderId: order.id,
      })
  })

  test('is amended while it is held, which ends what somebody let through', async () => {
    const company = await budgetingCompany('1405')
    const order = await held(company, await confirming(company, company.line('100')))
    const smaller = must<PurchaseOrder>(await amends(company, order, '40'))
    expect(smaller).toMatchObject({ status: 'HELD', revision: 1, gross: { minor: 45200n } })
    const promise = await granted(company, must<PurchaseOrder>(await confirms(company, smaller)))
    expect(promise).toMatchObject({ status: 'CONFIRMED', revision: 1 })
    expect(await revisions(order)).toEqual([{ revision: 1, reason: '', by: company.caller.userId }])
  })

  test('is held when finance was silent, and waits visibly while nobody knows', async () => {
    const company = await budgetingCompany('1405')
    const order = await confirming(company, company.line('100'))
    await company.transact((unit) => orderBudgets.note(unit, attempt(order), 'BLOCKED'))
    expect(budgetLegOf(await now(company, order))).toMatchObject({ state: 'BLOCKED', reasonCode: 'BUDGET_NO_REPLY' })
    await company.transact((unit) => orderBudgets.hold(unit, attempt(order), { state: 'NO_ANSWER', shortages: [] }))
    const silent = await now(company, order)
    expect(budgetLegOf(silent)).toMatchObject({ state: 'REFUSED', reasonCode: 'BUDGET_NO_ANSWER' })
    const override = { ...seen(silent), reason: 'Why' }
    expect(await company.transact((unit) => overrideBudgetHold(unit, override, orderProcesses))).toMatchObject({
      refusal: 'PurchaseOrderNotHeldForBudget',
    })
  })
})

test('what a service of an order is charged for is borne by its department and project, unless others are said', async () => {
  const company = await budgetingCompany('6602')
  const { departmentId, projectId, otherProject, advice, taxCodeId } = company
  const { written, confirmed, told } = invoicing(company)
  const draft = await confirming(
    company,
    ...['60', '40'].map((quantity) => company.line(quantity, { itemId: advice, departmentId, projectId })),
  )
  const order = await granted(company, draft)
  const charged = (place: number, more: object = {}) => ({
    ...{ description: 'Advice', net: '100.00', tax: '13.00', taxCodeId, ...more },
    purchaseOrderLineId: lineId(order, place),
  })
  const expenses = [charged(0), charged(1, { projectId: otherProject })]
  const invoice = await confirmed(await written([], { expenses }))
  expect((await told(invoice))[0]?.payload.lines).toMatchObject([
    { purchaseOrderLineId: lineId(order, 0), departmentId, projectId, net: '100.00' },
    { purchaseOrderLineId: lineId(order, 1), departmentId, projectId: otherProject, net: '100.00' },
  ])
})

describe('an amendment of a promise', () => {
  test('that wants more is asked for again, and nothing is received or told until it is reserved', async () => {
    const company = await budgetingCompany('1405')
    const promise = await granted(company, await confirming(company, company.line('100')))
    await company.received(promise, ['30'])
    const asking = must<PurchaseOrder>(await amends(company, await now(company, promise), '150'))
    expect(asking).toMatchObject({ status: 'CONFIRMING', revision: 2, confirmedAt: promise.confirmedAt })
    expect((await company.commands()).at(-1)).toMatchObject({
      lines: [{ quantity: '150', receivedQuantity: '30', net: '1500.00' }],
    })
    expect(isRefusal(await company.receives(asking, ['1']))).toBe(true)
    const stopped = await held(company, asking)
    expect(
      await company.transact((unit) => cancelPurchaseOrder(unit, seen(stopped), orderProcesses.startGivingBack)),
    ).toMatchObject({
      refusal: 'PurchaseOrderNotDraft',
    })
    const less = must<PurchaseOrder>(await amends(company, stopped, '120'))
    const promised = await granted(company, must<PurchaseOrder>(await confirms(company, less)))
    expect(promised).toMatchObject({ status: 'CONFIRMED', revision: 2, confirmedAt: promise.confirmedAt })
    expect((await told(promise)).map(({ payload }) => payload.revision)).toEqual([1, 2])
    expect(await revisions(promise)).toEqual([
      { revision: 1, reason: '', by: company.caller.userId },
      { revision: 2, reason: 'Other desks', by: company.caller.userId },
    ])
  })

  test('that wants less, and lines that are closed, give back the rest at once, whatever is asked since', async () => {
    const company = await budgetingCompany('1405')
    const promise = await granted(company, await confirming(company, company.line('100')))
    const less = must<PurchaseOrder>(await amends(company, promise, '90'))
    expect(less).toMatchObject({ status: 'CONFIRMED', revision: 2, budget: { state: 'PENDING' } })
    const closing = { ...seen(less), reason: 'Sold out' }
    const closed = must<PurchaseOrder>(
      await company.transact((unit) => closePurchaseOrderLines(unit, closing, orderProcesses.startGivingBack)),
    )
    expect((await company.commands()).slice(1)).toMatchObject([
      { despiteBudget: true, documentVersion: less.version, lines: [{ quantity: '90' }] },
      { despiteBudget: true, documentVersion: closed.version, lines: [] },
    ])
    await company.transact((unit) => orderBudgets.note(unit, attempt(less), 'RESERVED'))
    expect((await now(company, closed)).budget).toMatchObject({ state: 'PENDING' })
    await company.transact((unit) => orderBudgets.note(unit, attempt(closed), 'RESERVED'))
    expect(await now(company, closed)).toMatchObject({ version: closed.version, budget: { state: 'RESERVED' } })
  })

  test('of a service to another project is asked for like an order of it, and one that names no project keeps it', async () => {
    const company = await budgetingCompany('6602')
    const { departmentId, projectId, otherProject, advice, supplier } = company
    const lastAsked = async () => (await company.commands()).map((one) => reserveBudget.schema.parse(one)).at(-1)?.lines
    const wanted = company.line('100', { itemId: advice, departmentId, projectId })
    const promise = await granted(company, await confirming(company, wanted))
    expect(promise.lines).toMatchObject([{ departmentId, projectId }])
    expect(await lastAsked()).toMatchObject([{ itemClass: 'SERVICE', departmentId, projectId, net: '1000.00' }])

    const kept = must<PurchaseOrder>(await amends(company, promise, '90'))
    expect(kept).toMatchObject({ status: 'CONFIRMED', lines: [{ projectId }] })
    for (const wrong of [departmentId, newId()])
      expect(await amends(company, kept, '90', { projectId: wrong })).toMatchObject({
        ...{ refusal: 'InvalidInput', field: 'changedLines.0.projectId', problem: 'NOT_FOUND' },
      })
    const moved = must<PurchaseOrder>(await amends(company, kept, '80', { projectId: otherProject }))
    expect(moved.status).toBe('CONFIRMING')
    expect(await lastAsked()).toMatchObject([{ departmentId, projectId: otherProject, net: '800.00' }])
    expect((await granted(company, moved)).lines).toMatchObject([{ projectId: otherProject }])

    await company.tell.dimensionValue(otherProject, 'PROJECT', false)
    const again = await now(company, moved)
    const smaller = must<PurchaseOrder>(await amends(company, again, '70', { projectId: otherProject }))
    expect(smaller).toMatchObject({ status: 'CONFIRMED', lines: [{ projectId: otherProject }] })
    const nobody = must<PurchaseOrder>(await amends(company, smaller, '70', { departmentId: null, projectId: null }))
    expect(nobody.status).toBe('CONFIRMING')
    expect(await lastAsked()).toEqual([expect.not.objectContaining({ projectId: expect.anything() })])
    const gone = { ...wanted, projectId: otherProject }
    const input = { supplierId: supplier.id, orderedOn: day('2026-10-01'), lines: [wanted, gone] }
    expect(await company.transact((unit) => createPurchaseOrder(unit, input))).toMatchObject({
      ...{ field: 'lines.1.projectId', problem: 'NOT_ACTIVE' },
    })
  })

  test('names a department in use, keeps the one it had, or none', async () => {
    const company = await budgetingCompany('6602')
    const order = await confirming(company, company.line('100', { departmentId: company.departmentId }))
    expect(order.status).toBe('CONFIRMED')
    const kept = must<PurchaseOrder>(await amends(company, order, '90'))
    expect(kept.lines[0]?.departmentId).toBe(company.departmentId)
    expect(await amends(company, kept, '90', { departmentId: newId() })).toMatchObject({
      ...{ refusal: 'InvalidInput', problem: 'NOT_FOUND' },
    })
    const nobody = must<PurchaseOrder>(await amends(company, kept, '90', { departmentId: null }))
    expect((await now(company, nobody)).lines[0]?.departmentId).toBeNull()
    const gone = company.line('1', { departmentId: newId() })
    const input = { supplierId: company.supplier.id, orderedOn: day('2026-10-01'), lines: [gone] }
    expect(await company.transact((unit) => createPurchaseOrder(unit, input))).toMatchObject({ problem: 'NOT_FOUND' })
  })
})
