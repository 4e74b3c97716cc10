import { reserveBudget } from '@erp/contracts'
import { replicateApprovalDefinitions } from '@erp/service-kit'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { BudgetShortage } from '../src/domain/document-budget.ts'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import { type PurchaseRequisition, requisitionBudgetLegOf } from '../src/domain/purchase-requisition.ts'
import type { RequisitionLineInput } from '../src/domain/write-purchase-requisition.ts'
import { findPurchaseRequisition } from '../src/store/purchase-requisitions.ts'
import { cancelPurchaseOrder } from '../src/use-cases/cancel-purchase-order.ts'
import { closePurchaseOrderLines } from '../src/use-cases/close-purchase-order-lines.ts'
import { confirmPurchaseOrder } from '../src/use-cases/confirm-purchase-order.ts'
import { noteApprovals } from '../src/use-cases/note-approvals.ts'
import { type OrderingRun, orderRequisitions } from '../src/use-cases/order-requisitions.ts'
import { orderBudgets, requisitionBudgets } from '../src/use-cases/settle-budget.ts'
import {
  cancelPurchaseRequisition,
  closePurchaseRequisition,
  overrideRequisitionBudgetHold,
  submitPurchaseRequisition,
} from '../src/use-cases/settle-purchase-requisition.ts'
import { changePurchaseRequisition, createPurchaseRequisition } from '../src/use-cases/write-purchase-requisition.ts'
import { createSupplierPriceList } from '../src/use-cases/write-supplier-price-list.ts'
import { day } from './support/day.ts'
import { orderProcesses } from './support/order-processes.ts'
import { lineId, must, useProcurement } from './support/procurement.ts'

const { newCompany } = await useProcurement()
const thisYear = new Date().toISOString().slice(0, 4)
type Line = Partial<RequisitionLineInput>

/** A company that budgets 1405 this year, which all of its rules mean. */
async function requesters(accountCodes = ['1405']) {
  const company = await newCompany()
  const { transact, desk, supplier, taxCodeId } = company
  const departmentId = newId()
  await company.tell.dimensionValue(departmentId, 'DEPARTMENT')
  await company.tell.budget(thisYear, accountCodes)
  const content = (lines: readonly Line[]) => ({
    ...{ requestedOn: day('2026-10-05'), purpose: 'New office', departmentId },
    lines: lines.map((line) => ({
      ...{ itemId: desk, quantity: '100', neededOn: day('2026-11-01'), supplierId: supplier.id, ...line },
    })),
  })
  const seen = ({ id, version }: PurchaseRequisition) => ({ requisitionId: id, expectedVersion: version })
  const now = async ({ id }: PurchaseRequisition) =>
    must<PurchaseRequisition>(await transact(({ tx }) => findPurchaseRequisition(tx, id)))
  const attempt = ({ id, budget }: Pick<PurchaseRequisition, 'id' | 'budget'>) => ({
    ...{ documentId: id, sagaId: budget?.sagaId ?? '' },
  })
  const draft = async (...lines: readonly Line[]) =>
    must<PurchaseRequisition>(await transact((unit) => createPurchaseRequisition(unit, content(lines))))
  const submits = (requisition: PurchaseRequisition) =>
    transact((unit) => submitPurchaseRequisition(unit, seen(requisition), orderProcesses))
  const asking = async (...lines: readonly Line[]) => must<PurchaseRequisition>(await submits(await draft(...lines)))
  const granted = async (requisition: PurchaseRequisition, shortages: readonly BudgetShortage[] = []) => {
    await transact((unit) => requisitionBudgets.complete(unit, attempt(requisition), shortages))
    return now(requisition)
  }
  const held = async (requisition: PurchaseRequisition) => {
    const refusal = { state: 'EXCEEDED', shortages: [short] } as const
    await transact((unit) => requisitionBudgets.hold(unit, attempt(requisition), refusal))
    return now(requisition)
  }
  const closes = async (requisition: PurchaseRequisition) => {
    const closing = { ...seen(await now(requisition)), reason: 'Moved' }
    return must<PurchaseRequisition>(
      await transact((unit) => closePurchaseRequisition(unit, closing, orderProcesses.startGivingBack)),
    )
  }
  /** A draft order of so much of the requisition's first line. */
  const ordered = async (requisition: PurchaseRequisition, quantity: string, unitPrice = '10') => {
    const wanted = { requisitionLineId: lineId(requisition, 0), quantity, unitPrice }
    const { purchaseOrders } = must<OrderingRun>(
      await transact((unit) => orderRequisitions(unit, { orderedOn: day('2026-10-10'), taxCodeId, lines: [wanted] })),
    )
    return company.orderNow(must<PurchaseOrder>(purchaseOrders[0]))
  }
  const confirms = async ({ id, version }: PurchaseOrder) =>
    must<PurchaseOrder>(
      await transact((unit) =>
        confirmPurchaseOrder(unit, { purchaseOrderId: id, expectedVersion: version }, orderProcesses),
      ),
    )
  const promised = async (order: PurchaseOrder) => {
    const { id, budget } = await confirms(order)
    await transact((unit) => orderBudgets.complete(unit, attempt({ id, budget }), []))
    return company.orderNow(order)
  }
  const spendings = async () => (await company.commands()).map((one) => reserveBudget.schema.parse(one))
  return {
    ...{ ...company, departmentId, content, seen, now, attempt, draft, submits, asking, granted, held, closes },
    ...{ ordered, confirms, promised, spendings },
  }
}
const short: BudgetShortage = {
  ...{ accountCode: '1405', departmentId: null, projectId: null, period: '2026-10', level: 'BLOCK' },
  ...{ available: '400.00', asked: '1000.00' },
}

describe('a requisition that asks for what is budgeted', () => {
  test('asks finance in the same transaction, and may be ordered once that is reserved', async () => {
    const company = await requesters()
    const requisition = await company.asking({ unitPrice: '10' }, { unit: 'BOX', quantity: '2', unitPrice: '9.5' }, {})
    expect(requisition).toMatchObject({ status: 'CONFIRMING', approvedAt: null, budget: { state: 'PENDING' } })
    const line = { itemClass: 'MERCHANDISE', departmentId: company.departmentId, receivedQuantity: '0' }
    expect(await company.spendings()).toEqual([
      {
        ...{ companyId: company.companyId, documentType: 'PURCHASE_REQUISITION', documentId: requisition.id },
        ...{ documentNumber: requisition.number, documentVersion: 2, currency: 'CNY', despiteBudget: false },
        lines: [
          { ...line, lineId: lineId(requisition, 0), quantity: '100', net: '1000.00' },
          { ...line, lineId: lineId(requisition, 1), quantity: '24', net: '19.00' },
        ],
      },
    ])
    await expect(company.ordered(requisition, '1')).rejects.toThrow('PurchaseRequisitionStatusWrong')
    const approved = await company.granted(requisition)
    expect(approved).toMatchObject({ status: 'APPROVED', approvedAt: expect.any(Date), budget: { state: 'RESERVED' } })
    expect(requisitionBudgetLegOf(approved)).toMatchObject({
      ...{ kind: 'BUDGET', state: 'POSTED', reasonCode: 'BUDGET_LINES_WITHOUT_PRICE', facts: { lines: '1' } },
    })
    expect((await company.ordered(approved, '1')).status).toBe('DRAFT')
  })

  test('expects the price that the suggested supplier lists in the own currency, where it says none itself', async () => {
    const company = await requesters()
    must(
      await company.transact((unit) =>
        createSupplierPriceList(unit, {
          ...{ supplierId: company.supplier.id, code: 'L', name: { zh: '价目表', en: 'List' }, agreedValue: null },
          ...{ beginsOn: day('2026-10-01'), endsOn: null, currency: 'CNY' },
          lines: [{ itemId: company.desk, unit: null, fromQuantity: '50', unitPrice: '8', agreedQuantity: null }],
        }),
      ),
    )
    const drafted = await company.draft({}, { quantity: '49' }, { supplierId: null }, { unitPrice: '9' })
    expect(drafted.lines.map(({ unitPrice }) => unitPrice?.toFixed() ?? null)).toEqual(['8', null, null, '9'])
    expect(drafted.estimate.minor).toBe(170_000n)
  })

  test('is not one whose goods no budget is for', async () => {
    const company = await requesters(['6602'])
    expect(await company.asking({ unitPrice: '10' })).toMatchObject({ status: 'APPROVED', budget: null })
    expect(await company.commands()).toEqual([])
  })

  test('is approved first, and asks once it is', async () => {
    const company = await requesters()
    const definition = { companyId: company.companyId, definitionId: newId(), active: true, version: 1 }
    await company.transact((unit) =>
      replicateApprovalDefinitions(unit.tx, [{ ...definition, documentType: 'PURCHASE_REQUISITION' }]),
    )
    const waiting = await company.asking({ unitPrice: '10' })
    expect(waiting).toMatchObject({ status: 'PENDING_APPROVAL', budget: null })
    const decision = {
      ...{ companyId: company.companyId, approvalId: waiting.approval?.id ?? '', documentVersion: 2, approverIds: [] },
      ...{ documentType: 'PURCHASE_REQUISITION', documentId: waiting.id, outcome: 'APPROVED' as const, reason: null },
      ...{ decidedBy: null, decidedAt: new Date().toISOString() },
    }
    await company.transact((unit) => noteApprovals(unit, [decision], orderProcesses))
    const asked = await company.now(waiting)
    expect(asked).toMatchObject({ status: 'CONFIRMING', approval: { state: 'APPROVED' }, budget: { state: 'PENDING' } })
    const stopped = await company.held(asked)
    const again = must<PurchaseRequisition>(await company.submits(stopped))
    expect(again).toMatchObject({ status: 'CONFIRMING', approval: { state: 'APPROVED' } })
    expect(await company.granted(again)).toMatchObject({ status: 'APPROVED', approval: { state: 'APPROVED' } })
  })
})

describe('a requisition that budgets do not cover', () => {
  test('is held with the figures, and is let through by whoever may, or given up', async () => {
    const company = await requesters()
    const requisition = await company.held(await company.asking({ unitPrice: '10' }))
    expect(requisition).toMatchObject({ status: 'HELD', budget: { state: 'EXCEEDED', shortages: [short] } })
    const controller = { ...company.caller, userId: newId() }
    const overrides = (one: PurchaseRequisition, reason: string, by = controller) =>
      company.transactAs(by)((unit) =>
        overrideRequisitionBudgetHold(unit, { ...company.seen(one), reason }, orderProcesses),
      )
    expect(await overrides(requisition, 'My own', company.caller)).toEqual({
      ...{ refusal: 'RequisitionBudgetOverrideNeedsAnother', requisitionId: requisition.id },
    })
    expect(await overrides(requisition, ' ')).toMatchObject({ refusal: 'InvalidInput', field: 'reason' })
    expect(await overrides({ ...requisition, version: 9 }, 'Fair')).toMatchObject({ refusal: 'StaleVersion' })
    const through = must<PurchaseRequisition>(await overrides(requisition, 'The fair'))
    expect(through).toMatchObject({ status: 'CONFIRMING', budget: { override: { reason: 'The fair' } } })
    expect(await company.spendings()).toMatchObject([{ despiteBudget: false }, { despiteBudget: true }])
    const approved = await company.granted(through, [short])
    expect(approved.budget).toMatchObject({ state: 'RESERVED', override: { by: controller.userId } })
    expect(await overrides(approved, 'Again')).toMatchObject({ refusal: 'RequisitionNotHeldForBudget' })

    const other = await company.held(await company.asking({ unitPrice: '10' }))
    expect(await company.transact((unit) => cancelPurchaseRequisition(unit, company.seen(other)))).toMatchObject({
      status: 'CANCELLED',
    })
  })

  test('is a draft again once it is changed, which ends what somebody let through', async () => {
    const company = await requesters()
    const requisition = await company.held(await company.asking({ unitPrice: '10' }))
    const changed = must<PurchaseRequisition>(
      await company.transact((unit) =>
        changePurchaseRequisition(
          unit,
          { ...company.content([{ unitPrice: '4' }]), ...company.seen(requisition) },
          orderProcesses.startWithdrawing,
        ),
      ),
    )
    expect(changed).toMatchObject({ status: 'DRAFT', budget: null })
    const again = must<PurchaseRequisition>(await company.submits(await company.now(changed)))
    expect((await company.spendings()).at(-1)).toMatchObject({ documentVersion: 5, lines: [{ net: '400.00' }] })
    expect(again.status).toBe('CONFIRMING')
  })
})

describe('an order of what a requisition reserved', () => {
  test('says what it takes over, of closed lines what has come, also where the item is not budgeted any more', async () => {
    const company = await requesters()
    const requisition = await company.granted(await company.asking({ unitPrice: '10' }))
    await company.tell.budget(thisYear, ['6602'])
    const order = await company.promised(await company.ordered(requisition, '60'))
    const takeover = {
      ...{ lineId: lineId(order, 0), fromDocumentId: requisition.id, fromLineId: lineId(requisition, 0) },
    }
    expect((await company.spendings()).at(-1)).toMatchObject({
      ...{ documentType: 'PURCHASE_ORDER', lines: [{ quantity: '60' }], takesOver: [{ ...takeover, quantity: '60' }] },
    })
    await company.received(order, ['25'])
    const { id: purchaseOrderId, version: expectedVersion } = await company.orderNow(order)
    const closing = { purchaseOrderId, expectedVersion, reason: 'Sold out' }
    must(await company.transact((unit) => closePurchaseOrderLines(unit, closing, orderProcesses.startGivingBack)))
    expect((await company.spendings()).at(-1)).toMatchObject({
      ...{ documentType: 'PURCHASE_ORDER', despiteBudget: true, lines: [] },
      takesOver: [{ ...takeover, quantity: '25' }],
    })
    expect((await company.now(requisition)).lines[0]?.orderedQuantity.toFixed()).toBe('25')
  })

  test('is for the project of the line it takes over, whatever became of that since', async () => {
    const company = await requesters()
    const [tower, bridge] = [newId(), newId()]
    for (const id of [tower, bridge]) await company.tell.dimensionValue(id, 'PROJECT')
    const wanted = { unitPrice: '10' }
    const requisition = await company.granted(
      await company.asking({ ...wanted, projectId: tower }, { ...wanted, projectId: bridge }, wanted),
    )
    expect((await company.spendings()).at(-1)?.lines.map(({ projectId }) => projectId)).toEqual([
      ...[tower, bridge, undefined],
    ])
    await company.tell.dimensionValue(tower, 'PROJECT', false)
    const order = await company.promised(await company.ordered(requisition, '60'))
    expect(order.lines).toMatchObject([{ departmentId: company.departmentId, projectId: tower }])
    expect((await company.spendings()).at(-1)).toMatchObject({
      ...{ documentType: 'PURCHASE_ORDER', lines: [{ departmentId: company.departmentId, projectId: tower }] },
      takesOver: [{ fromLineId: lineId(requisition, 0), quantity: '60' }],
    })
  })

  test('keeps its share once the requisition is closed, and leaves it to nobody when it is given up', async () => {
    const company = await requesters()
    const requisition = await company.granted(await company.asking({ unitPrice: '10' }))
    const order = await company.ordered(requisition, '60')
    const closed = await company.closes(requisition)
    expect(closed).toMatchObject({ status: 'CLOSED', budget: { state: 'PENDING' } })
    const told = { documentType: 'PURCHASE_REQUISITION', despiteBudget: true }
    expect((await company.spendings()).at(-1)).toMatchObject({
      ...{ ...told, documentVersion: closed.version, lines: [{ quantity: '60', net: '600.00' }] },
    })
    const attempt = company.attempt(closed)
    await company.transact((unit) => requisitionBudgets.note(unit, attempt, 'RESERVED'))
    expect(await company.now(closed)).toMatchObject({ version: closed.version, budget: { state: 'RESERVED' } })

    const givingUp = { purchaseOrderId: order.id, expectedVersion: order.version }
    must(await company.transact((unit) => cancelPurchaseOrder(unit, givingUp, orderProcesses.startGivingBack)))
    expect((await company.spendings()).at(-1)).toMatchObject({
      ...{ ...told, documentVersion: closed.version + 1, lines: [] },
    })
  })
})
