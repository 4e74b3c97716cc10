import { type approvalDecided, type PayloadOf, requestApproval, withdrawApproval } from '@erp/contracts'
import { replicateApprovalDefinitions } from '@erp/service-kit'
import { formatMoney, isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import type { PurchaseRequisition } from '../src/domain/purchase-requisition.ts'
import type { Supplier } from '../src/domain/supplier.ts'
import type { RequisitionLineInput } from '../src/domain/write-purchase-requisition.ts'
import { startWithdrawing } from '../src/sagas/ask-for-approval.ts'
import { findPurchaseRequisition } from '../src/store/purchase-requisitions.ts'
import { amendPurchaseOrder } from '../src/use-cases/amend-purchase-order.ts'
import { cancelPurchaseOrder } from '../src/use-cases/cancel-purchase-order.ts'
import { closePurchaseOrderLines } from '../src/use-cases/close-purchase-order-lines.ts'
import { confirmPurchaseOrder } from '../src/use-cases/confirm-purchase-order.ts'
import { createSupplier } from '../src/use-cases/create-supplier.ts'
import { noteApprovalRequest, noteApprovals } from '../src/use-cases/note-approvals.ts'
import { type OrderingRun, orderRequisitions } from '../src/use-cases/order-requisitions.ts'
import {
  cancelPurchaseRequisition,
  closePurchaseRequisition,
  submitPurchaseRequisition,
} from '../src/use-cases/settle-purchase-requisition.ts'
import { changePurchaseRequisition, createPurchaseRequisition } from '../src/use-cases/write-purchase-requisition.ts'
import { createSupplierPriceList } from '../src/use-cases/write-supplier-price-list.ts'
import { day } from './support/day.ts'
import { orderProcesses } from './support/order-processes.ts'
import { type Company, lineId, must, useProcurement } from './support/procurement.ts'

const { newCompany } = await useProcurement()

type Line = Partial<RequisitionLineInput>
type Decision = PayloadOf<typeof approvalDecided>

const content = (company: Company, lines: readonly Line[], departmentId: string | null = null) => ({
  ...{ requestedOn: day('2026-10-05'), purpose: 'New office', departmentId },
  lines: lines.map((line) => ({ itemId: company.desk, quantity: '10', neededOn: day('2026-11-01'), ...line })),
})
const writes = (company: Company, lines: readonly Line[], departmentId?: string) =>
  company.transact((unit) => createPurchaseRequisition(unit, content(company, lines, departmentId)))
const written = async (company: Company, lines: readonly Line[]) =>
  must<PurchaseRequisition>(await writes(company, lines))
const submits = (company: Company, { id: requisitionId, version: expectedVersion }: PurchaseRequisition) =>
  company.transact((unit) => submitPurchaseRequisition(unit, { requisitionId, expectedVersion }, orderProcesses))
const approved = async (company: Company, lines: readonly Line[]) =>
  must<PurchaseRequisition>(await submits(company, await written(company, lines)))
const requisitionNow = async (company: Company, { id }: PurchaseRequisition) =>
  must<PurchaseRequisition>(await company.transact(({ tx }) => findPurchaseRequisition(tx, id)))
const orderedOf = async (company: Company, requisition: PurchaseRequisition) =>
  (await requisitionNow(company, requisition)).lines.map(({ orderedQuantity }) => orderedQuantity.toFixed())

type Wanted = Parameters<typeof orderRequisitions>[1]['lines'][number]
const carries = (company: Company, lines: readonly Wanted[]) =>
  company.transact((unit) =>
    orderRequisitions(unit, { orderedOn: day('2026-10-10'), taxCodeId: company.taxCodeId, lines }),
  )
async function carried(company: Company, lines: readonly Wanted[]): Promise<PurchaseOrder[]> {
  const { purchaseOrders } = must<OrderingRun>(await carries(company, lines))
  return Promise.all(purchaseOrders.map((order) => company.orderNow(order as PurchaseOrder)))
}
const line = (requisition: PurchaseRequisition, index = 0) => ({ requisitionLineId: lineId(requisition, index) })
const newSupplier = async (company: Company, currency = 'CNY') =>
  must<Supplier>(
    await company.transact((unit) =>
      createSupplier(unit, {
        ...{ code: `S-${currency}`, name: { zh: '另一家', en: 'Another' }, currency, overReceiptPercent: '0' },
      }),
    ),
  )
const closes = (
  company: Company,
  { id: requisitionId, version: expectedVersion }: PurchaseRequisition,
  reason = 'Moved',
) =>
  company.transact((unit) =>
    closePurchaseRequisition(unit, { requisitionId, expectedVersion, reason }, orderProcesses.startGivingBack),
  )

describe('a requisition', () => {
  test('says what is needed, by when and what it may cost, and is numbered by its year', async () => {
    const company = await newCompany()
    const department = newId()
    await company.tell.dimensionValue(department, 'DEPARTMENT')
    const requisition = must<PurchaseRequisition>(
      await writes(
        company,
        [
          { unitPrice: '9.995', quantity: '3' },
          { unit: 'BOX', quantity: '2' },
        ],
        department,
      ),
    )
    expect(requisition).toMatchObject({
      number: 'REQ-2026-000001',
      status: 'DRAFT',
      departmentId: department,
      version: 1,
    })
    expect(formatMoney(requisition.estimate)).toBe('29.99')
    expect(requisition.lines.map(({ unit, baseQuantity }) => `${baseQuantity} of ${unit}`)).toEqual([
      '3 of PCS',
      '24 of BOX',
    ])
  })

  test('that cannot be is refused where it is wrong, and nothing is stored', async () => {
    const company = await newCompany()
    const project = newId()
    await company.tell.dimensionValue(project, 'PROJECT')
    const before = await company.everything()
    const refusals = [
      [await writes(company, []), { field: 'lines', problem: 'EMPTY' }],
      [await writes(company, [{ quantity: '0' }]), { refusal: 'QuantityInvalid' }],
      [await writes(company, [{ itemId: newId() }]), { refusal: 'ItemUnknown' }],
      [await writes(company, [{ unit: 'KG' }]), { refusal: 'UnitUnknown' }],
      [await writes(company, [{ unit: 'THIRD', quantity: '1' }]), { refusal: 'QuantityNotExact' }],
      [await writes(company, [{ supplierId: newId() }]), { refusal: 'SupplierNotFound' }],
      [await writes(company, [{ unitPrice: '0' }]), { field: 'lines.0.unitPrice', problem: 'NOT_POSITIVE' }],
      [await writes(company, [{ neededOn: day('2026-10-04') }]), { problem: 'BEFORE_IT_IS_REQUESTED' }],
      [await writes(company, [{}], project), { field: 'departmentId', problem: 'NOT_FOUND' }],
      [
        await writes(company, [{ projectId: project }, { projectId: newId() }]),
        { field: 'lines.1.projectId', problem: 'NOT_FOUND' },
      ],
    ] as const
    for (const [outcome, expected] of refusals) expect(outcome).toMatchObject(expected)
    expect(await company.everything()).toEqual(before)
  })

  test('is written anew while it is a draft, may be given up then, and is closed with a reason once approved', async () => {
    const company = await newCompany()
    const draft = await written(company, [{}])
    const seen = { requisitionId: draft.id, expectedVersion: 1 }
    const changes = (expectedVersion: number) =>
      company.transact((unit) =>
        changePurchaseRequisition(
          unit,
          { ...content(company, [{ quantity: '7' }, {}]), ...seen, expectedVersion },
          startWithdrawing,
        ),
      )
    expect(await changes(9)).toMatchObject({ refusal: 'StaleVersion', currentVersion: 1 })
    expect(await changes(1)).toMatchObject({ version: 2, lines: [{ lineNumber: 1 }, { lineNumber: 2 }] })
    expect(await closes(company, { ...draft, version: 2 })).toMatchObject({
      ...{ refusal: 'PurchaseRequisitionStatusWrong', status: 'DRAFT', allowed: ['APPROVED'] },
    })
    const force = must<PurchaseRequisition>(await submits(company, { ...draft, version: 2 }))
    expect(force).toMatchObject({ status: 'APPROVED', approval: null, version: 3 })
    expect(await changes(3)).toMatchObject({ refusal: 'PurchaseRequisitionStatusWrong' })
    const giveUp = { requisitionId: draft.id, expectedVersion: 3 }
    expect(await company.transact((unit) => cancelPurchaseRequisition(unit, giveUp))).toMatchObject({
      refusal: 'PurchaseRequisitionStatusWrong',
    })
    expect(await closes(company, force, ' ')).toMatchObject({ field: 'reason', problem: 'EMPTY' })
    expect(await closes(company, force)).toMatchObject({ status: 'CLOSED', closeReason: 'Moved', version: 4 })
    expect(await carries(company, [line(force)])).toMatchObject({ refusal: 'PurchaseRequisitionStatusWrong' })

    const another = await written(company, [{}])
    expect(
      await company.transact((unit) =>
        cancelPurchaseRequisition(unit, { requisitionId: another.id, expectedVersion: 1 }),
      ),
    ).toMatchObject({ status: 'CANCELLED' })
  })
})

describe('where requisitions are approved', () => {
  async function approving() {
    const company = await newCompany()
    const definition = { companyId: company.companyId, definitionId: newId(), active: true, version: 1 }
    await company.transact((unit) =>
      replicateApprovalDefinitions(unit.tx, [{ ...definition, documentType: 'PURCHASE_REQUISITION' }]),
    )
    const waiting = must<PurchaseRequisition>(
      await submits(company, await written(company, [{ unitPrice: '9.995', quantity: '3' }])),
    )
    const decided = (
      outcome: Decision['outcome'],
      reason: string | null = null,
      approvalId = waiting.approval?.id ?? '',
    ) =>
      company.transact((unit) =>
        noteApprovals(
          unit,
          [
            {
              ...{ companyId: company.companyId, approvalId, documentType: 'PURCHASE_REQUISITION' },
              ...{ documentId: waiting.id, documentVersion: 2, outcome, reason, decidedBy: newId() },
              ...{ decidedAt: new Date().toISOString(), approverIds: [] },
            },
          ],
          orderProcesses,
        ),
      )
    return { company, waiting, decided }
  }

  test('one waits, asks in the same transaction for what it may cost, and may be ordered once it is approved', async () => {
    const { company, waiting, decided } = await approving()
    expect(waiting).toMatchObject({ status: 'PENDING_APPROVAL', approvedAt: null, approval: { state: 'PENDING' } })
    const [command] = await company.commands()
    expect(requestApproval.schema.parse(command)).toMatchObject({
      ...{ approvalId: waiting.approval?.id, documentType: 'PURCHASE_REQUISITION', documentNumber: waiting.number },
      ...{
        amountMinor: '2999',
        currency: 'CNY',
        makerId: company.caller.userId,
        authorIds: [company.caller.userId],
        title: 'REQ-2026-000001 · New office',
      },
    })
    expect(await carries(company, [line(waiting)])).toMatchObject({ status: 'PENDING_APPROVAL' })
    await decided('APPROVED', null, newId())
    expect((await requisitionNow(company, waiting)).status).toBe('PENDING_APPROVAL')
    await decided('APPROVED')
    await decided('REJECTED', 'Too late')
    expect(await requisitionNow(company, waiting)).toMatchObject({
      status: 'APPROVED',
      approval: { state: 'APPROVED' },
    })
  })

  test('one that is rejected comes back with the reason, and one that changes while it waits asks anew', async () => {
    const { company, waiting, decided } = await approving()
    await decided('REJECTED', 'Use the old ones')
    const returned = await requisitionNow(company, waiting)
    expect(returned).toMatchObject({ status: 'DRAFT', approval: { state: 'REJECTED', reason: 'Use the old ones' } })
    const again = must<PurchaseRequisition>(await submits(company, returned))
    expect(again.approval?.id).not.toBe(waiting.approval?.id)
    const changed = await company.transact((unit) =>
      changePurchaseRequisition(
        unit,
        { ...content(company, [{ quantity: '2' }]), requisitionId: again.id, expectedVersion: again.version },
        startWithdrawing,
      ),
    )
    expect(changed).toMatchObject({ status: 'DRAFT', approval: { state: 'WITHDRAWN' } })
    expect(withdrawApproval.schema.parse((await company.commands()).at(-1))).toMatchObject({
      approvalId: again.approval?.id,
    })
  })

  test('it says why identity has not taken the request, and waits again once it has', async () => {
    const { company, waiting } = await approving()
    const approvalId = waiting.approval?.id ?? ''
    await company.transact((unit) => noteApprovalRequest(unit, { approvalId, blockedBy: 'NO_REPLY' }))
    expect(await requisitionNow(company, waiting)).toMatchObject({ approval: { state: 'BLOCKED', reason: 'NO_REPLY' } })
    await company.transact((unit) => noteApprovalRequest(unit, { approvalId, blockedBy: null }))
    expect(await requisitionNow(company, waiting)).toMatchObject({ approval: { state: 'PENDING', reason: null } })
  })
})

describe('carrying down', () => {
  test('says who needs it, whatever became of the department since', async () => {
    const company = await newCompany()
    const departmentId = newId()
    await company.tell.dimensionValue(departmentId, 'DEPARTMENT')
    const needed = [{ supplierId: company.supplier.id, unitPrice: '10' }]
    const written = must<PurchaseRequisition>(await writes(company, needed, departmentId))
    const requisition = must<PurchaseRequisition>(await submits(company, written))
    await company.tell.dimensionValue(departmentId, 'DEPARTMENT', false)
    const [order] = await carried(company, [line(requisition)])
    expect(order?.lines).toMatchObject([{ departmentId, requisitionLineId: requisition.lines[0]?.id }])
  })

  test('makes one draft for each supplier of lines of several requisitions, which name each other', async () => {
    const company = await newCompany()
    const dollars = await newSupplier(company, 'USD')
    const { id: supplierId } = company.supplier
    const list = must<{ id: string }>(
      await company.transact((unit) =>
        createSupplierPriceList(unit, {
          ...{ supplierId, code: 'LIST', name: { zh: '价', en: 'List' }, agreedValue: null },
          ...{ beginsOn: day('2026-10-01'), endsOn: null, lines: [{ itemId: company.desk, unitPrice: '8' }] },
        }),
      ),
    )
    const first = await approved(company, [
      { supplierId, unitPrice: '10' },
      { itemId: company.paint, supplierId, unitPrice: '3' },
    ])
    const second = await approved(company, [{ supplierId, quantity: '5' }, {}])
    const orders = await carried(company, [
      line(first),
      { ...line(second, 1), supplierId: dollars.id, unitPrice: '1.5', quantity: '4' },
      line(first, 1),
      { ...line(second), unitPrice: '7' },
    ])
    expect(
      orders.map(({ number, status, supplierId: of, currency, lines }) => [
        ...[number, status, of, currency],
        ...lines.map(({ requisitionLineId, quantity, unitPrice, priceListId }) => [
          ...[requisitionLineId, quantity.toFixed(), unitPrice.toFixed(), priceListId],
        ]),
      ]),
    ).toEqual([
      [
        ...['PO-2026-000001', 'DRAFT', supplierId, 'CNY'],
        [lineId(first, 0), '10', '8', list.id],
        [lineId(first, 1), '10', '3', null],
        [lineId(second, 0), '5', '7', null],
      ],
      ['PO-2026-000002', 'DRAFT', dollars.id, 'USD', [lineId(second, 1), '4', '1.5', null]],
    ])
    expect(await orderedOf(company, first)).toEqual(['10', '10'])
    expect(await orderedOf(company, second)).toEqual(['5', '4'])
  })

  test('takes no more than is open, at once or one after another, and names where it is wrong', async () => {
    const company = await newCompany()
    const { id: supplierId } = company.supplier
    const requisition = await approved(company, [{ supplierId, unitPrice: '10' }, { supplierId }, {}])
    await carried(company, [{ ...line(requisition), quantity: '6' }])
    const before = await company.everything()
    const refusals = [
      [
        await carries(company, [{ ...line(requisition), quantity: '4.000001' }]),
        { refusal: 'RequisitionExceeded', needed: '10', ordered: '6', requested: '4.000001', open: '4' },
      ],
      [await carries(company, [line(requisition), line(requisition)]), { problem: 'NAMED_TWICE' }],
      [await carries(company, [{ requisitionLineId: newId() }]), { refusal: 'RequisitionLineNotFound' }],
      [
        await carries(company, [line(requisition), line(requisition, 2)]),
        { field: 'lines.1.supplierId', problem: 'NO_SUPPLIER' },
      ],
      [
        await carries(company, [line(requisition), line(requisition, 1)]),
        { refusal: 'PriceNotFound', path: ['input', 'lines', '1', 'unitPrice'] },
      ],
      [await carries(company, [{ ...line(requisition), supplierId: newId() }]), { refusal: 'SupplierNotFound' }],
      [await carries(company, [{ ...line(requisition), taxCodeId: newId() }]), { refusal: 'TaxCodeUnknown' }],
      [await carries(company, []), { field: 'lines', problem: 'EMPTY' }],
    ] as const
    for (const [outcome, expected] of refusals) expect(outcome).toMatchObject(expected)
    expect(await company.everything()).toEqual(before)

    const outcomes = await Promise.all([1, 2, 3].map(() => carries(company, [{ ...line(requisition), quantity: '3' }])))
    expect(outcomes.filter((outcome) => isRefusal(outcome))).toMatchObject([{ open: '1' }, { open: '1' }])
    expect(await orderedOf(company, requisition)).toEqual(['9', '0', '0'])
    expect((await carried(company, [line(requisition)]))[0]?.lines[0]?.quantity.toFixed()).toBe('1')
    expect(await carries(company, [line(requisition)])).toMatchObject({ refusal: 'RequisitionExceeded', open: '0' })
  })

  test('an order that is given up or amended leaves the rest open, and never has more than was needed', async () => {
    const company = await newCompany()
    const requisition = await approved(company, [{ supplierId: company.supplier.id, unitPrice: '10' }])
    const [kept] = await carried(company, [{ ...line(requisition), quantity: '6' }])
    const [givenUp] = await carried(company, [line(requisition)])
    const { id: purchaseOrderId } = must<PurchaseOrder>(givenUp)
    must(
      await company.transact((unit) =>
        cancelPurchaseOrder(unit, { purchaseOrderId, expectedVersion: 1 }, orderProcesses.startGivingBack),
      ),
    )
    expect(await orderedOf(company, requisition)).toEqual(['6'])

    const order = must<PurchaseOrder>(
      await company.transact((unit) =>
        confirmPurchaseOrder(
          unit,
          { purchaseOrderId: must<PurchaseOrder>(kept).id, expectedVersion: 1 },
          orderProcesses,
        ),
      ),
    )
    const amends = (expectedVersion: number, quantity: string) =>
      company.transact((unit) =>
        amendPurchaseOrder(
          unit,
          {
            ...{ purchaseOrderId: order.id, expectedVersion, reason: 'Other', addedLines: [], removedLineIds: [] },
            changedLines: [{ purchaseOrderLineId: lineId(order, 0), quantity, taxCodeId: company.taxCodeId }],
          },
          orderProcesses,
        ),
      )
    expect(await amends(2, '10.5')).toMatchObject({ refusal: 'RequisitionExceeded', needed: '10', ordered: '0' })
    expect(await amends(2, '2.5')).toMatchObject({ version: 3 })
    expect(await orderedOf(company, requisition)).toEqual(['2.5'])
    must(await closes(company, await requisitionNow(company, requisition)))
    expect(await amends(3, '3')).toMatchObject({ refusal: 'RequisitionExceeded', needed: '2.5', requested: '3' })
    expect(await amends(3, '2')).toMatchObject({ version: 4 })
    expect(await orderedOf(company, requisition)).toEqual(['2'])
  })

  test('what an order line did not bring when its rest was given up is open again', async () => {
    const company = await newCompany()
    const requisition = await approved(company, [{ supplierId: company.supplier.id, unitPrice: '10' }])
    const [draft] = await carried(company, [line(requisition)])
    const { id: purchaseOrderId } = must<PurchaseOrder>(draft)
    const order = must<PurchaseOrder>(
      await company.transact((unit) =>
        confirmPurchaseOrder(unit, { purchaseOrderId, expectedVersion: 1 }, orderProcesses),
      ),
    )
    await company.received(order, ['4'])
    expect(await orderedOf(company, requisition)).toEqual(['10'])
    const closing = { purchaseOrderId, expectedVersion: order.version, reason: 'Sold out' }
    must(await company.transact((unit) => closePurchaseOrderLines(unit, closing, orderProcesses.startGivingBack)))
    expect(await orderedOf(company, requisition)).toEqual(['4'])
    expect(await carries(company, [{ ...line(requisition), quantity: '6.5' }])).toMatchObject({
      ...{ refusal: 'RequisitionExceeded', needed: '10', ordered: '4' },
    })
    await carried(company, [line(requisition)])
    expect(await orderedOf(company, requisition)).toEqual(['10'])
  })
})
