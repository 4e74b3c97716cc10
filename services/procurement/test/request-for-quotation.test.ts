import { isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import type { PurchaseRequisition } from '../src/domain/purchase-requisition.ts'
import type { RequestForQuotation, RequestLineInput } from '../src/domain/request-for-quotation.ts'
import type { Supplier } from '../src/domain/supplier.ts'
import type { SupplierQuotation } from '../src/domain/supplier-quotation.ts'
import { findPurchaseRequisition } from '../src/store/purchase-requisitions.ts'
import { findRequestForQuotation } from '../src/store/requests-for-quotation.ts'
import { findAnswersOfLines } from '../src/store/supplier-quotations.ts'
import { amendPurchaseOrder } from '../src/use-cases/amend-purchase-order.ts'
import { awardQuotations } from '../src/use-cases/award-quotations.ts'
import { cancelPurchaseOrder } from '../src/use-cases/cancel-purchase-order.ts'
import { confirmPurchaseOrder } from '../src/use-cases/confirm-purchase-order.ts'
import { createSupplier } from '../src/use-cases/create-supplier.ts'
import type { OrderingRun } from '../src/use-cases/order-requisitions.ts'
import { recordSupplierQuotation } from '../src/use-cases/record-supplier-quotation.ts'
import { closeRequestForQuotation, createRequestForQuotation } from '../src/use-cases/request-quotations.ts'
import { submitPurchaseRequisition } from '../src/use-cases/settle-purchase-requisition.ts'
import { createPurchaseRequisition } from '../src/use-cases/write-purchase-requisition.ts'
import { day } from './support/day.ts'
import { orderProcesses } from './support/order-processes.ts'
import { type Company, lineId, must, useProcurement } from './support/procurement.ts'

const { newCompany } = await useProcurement()

async function setUp() {
  const company = await newCompany()
  const another = must<Supplier>(
    await company.transact((unit) =>
      createSupplier(unit, {
        ...{ code: 'DOLLARS', name: { zh: '另一家', en: 'Another' }, currency: 'USD', overReceiptPercent: '0' },
      }),
    ),
  )
  const asks = (
    lines: readonly RequestLineInput[],
    supplierIds: readonly string[] = [company.supplier.id, another.id],
  ) =>
    company.transact((unit) =>
      createRequestForQuotation(unit, {
        ...{ requestedOn: day('2026-10-05'), answerDueOn: day('2026-10-12'), supplierIds, lines },
      }),
    )
  return { company, another, asks }
}
const desks = (company: Company, quantity = '100') => ({
  ...{ itemId: company.desk, quantity, neededOn: day('2026-11-01') },
})

interface Answered {
  readonly unitPrice: string
  readonly quantity?: string
  readonly currency?: string
  readonly exchangeRate?: string
  readonly expectedVersion?: number
  readonly expiresOn?: string
}
const answers = (company: Company, request: RequestForQuotation, supplierId: string, said: Answered, index = 0) =>
  company.transact((unit) =>
    recordSupplierQuotation(unit, {
      ...{ requestId: request.id, supplierId, expectedVersion: said.expectedVersion ?? 0 },
      ...{ currency: said.currency ?? 'CNY', exchangeRate: said.exchangeRate ?? null },
      expiresOn: day(said.expiresOn ?? '2026-10-31'),
      lines: [
        {
          ...{ requestLineId: lineId(request, index), unitPrice: said.unitPrice, deliveryDays: 7 },
          ...(said.quantity === undefined ? {} : { quantity: said.quantity }),
        },
      ],
    }),
  )

/** 100 desks, asked of two suppliers that both answered: at 10 in the own currency, and at 1.4 dollars of 7. */
async function answered() {
  const { company, another, asks } = await setUp()
  const request = must<RequestForQuotation>(await asks([desks(company)]))
  must<SupplierQuotation>(await answers(company, request, company.supplier.id, { unitPrice: '10' }))
  const dollars = { unitPrice: '1.4', currency: 'USD', exchangeRate: '7', quantity: '60', expiresOn: '2026-10-15' }
  must<SupplierQuotation>(await answers(company, request, another.id, dollars))
  return { company, another, request }
}
type Wanted = Parameters<typeof awardQuotations>[1]['lines'][number]
const awards = (company: Company, lines: readonly Wanted[], orderedOn = '2026-10-15') =>
  company.transact((unit) => awardQuotations(unit, { orderedOn: day(orderedOn), taxCodeId: company.taxCodeId, lines }))
async function awarded(company: Company, lines: readonly Wanted[]): Promise<PurchaseOrder[]> {
  const { purchaseOrders } = must<OrderingRun>(await awards(company, lines))
  return Promise.all(purchaseOrders.map((order) => company.orderNow(order as PurchaseOrder)))
}
const orderedOf = async (company: Company, { id }: RequestForQuotation) =>
  must<RequestForQuotation>(await company.transact(({ tx }) => findRequestForQuotation(tx, id))).lines.map(
    ({ orderedQuantity }) => orderedQuantity.toFixed(),
  )

describe('a request', () => {
  test('asks for items and for what is open of requisitions, and is numbered by its year', async () => {
    const { company, another, asks } = await setUp()
    const requisition = await approvedRequisition(company)
    const request = must<RequestForQuotation>(
      await asks([desks(company, '3'), { requisitionLineId: lineId(requisition, 0) }]),
    )
    expect(request).toMatchObject({ number: 'RFQ-2026-000001', status: 'OPEN', version: 1 })
    expect([...request.supplierIds].sort()).toEqual([company.supplier.id, another.id].sort())
    expect(
      request.lines.map(({ itemId, quantity, requisitionLineId }) => [itemId, quantity.toFixed(), requisitionLineId]),
    ).toEqual([
      [company.desk, '3', null],
      [company.desk, '40', lineId(requisition, 0)],
    ])
  })

  test('that cannot be is refused where it is wrong, and nothing is stored', async () => {
    const { company, asks } = await setUp()
    const { id } = company.supplier
    const before = await company.everything()
    const refusals = [
      [await asks([desks(company)], []), { field: 'supplierIds', problem: 'EMPTY' }],
      [await asks([desks(company)], [id, id]), { field: 'supplierIds', problem: 'NAMED_TWICE' }],
      [await asks([desks(company)], [newId()]), { refusal: 'SupplierNotFound', path: ['input', 'supplierIds', '0'] }],
      [await asks([]), { field: 'lines', problem: 'EMPTY' }],
      [await asks([{ quantity: '1' }]), { problem: 'NEITHER_ITEM_NOR_REQUISITION' }],
      [await asks([{ ...desks(company), itemId: newId() }]), { refusal: 'ItemUnknown' }],
      [await asks([{ ...desks(company), unit: 'KG' }]), { refusal: 'UnitUnknown' }],
      [await asks([desks(company, '0')]), { refusal: 'QuantityInvalid' }],
      [await asks([{ ...desks(company), neededOn: day('2026-10-04') }]), { field: 'lines.0.neededOn' }],
      [await asks([{ requisitionLineId: newId() }]), { refusal: 'RequisitionLineNotFound' }],
    ] as const
    for (const [outcome, expected] of refusals) expect(outcome).toMatchObject(expected)
    expect(await company.everything()).toEqual(before)
  })
})

describe('answers', () => {
  test('stand side by side in the own currency, lowest price first', async () => {
    const { company, another, request } = await answered()
    const found = await company.transact(({ tx }) => findAnswersOfLines(tx, [lineId(request, 0)]))
    expect(
      found.map(({ supplierId, ownUnitPrice, quantity }) => [supplierId, ownUnitPrice.toFixed(), quantity.toFixed()]),
    ).toEqual([
      [another.id, '9.8', '60'],
      [company.supplier.id, '10', '100'],
    ])
  })

  test('are taken of those that were asked, and anew by the version that was seen', async () => {
    const { company, request } = await answered()
    const supplierId = company.supplier.id
    const before = await company.everything()
    const refusals = [
      [await answers(company, request, newId(), { unitPrice: '1' }), { refusal: 'NotQuoted' }],
      [await answers(company, request, supplierId, { unitPrice: '1' }), { refusal: 'StaleVersion', currentVersion: 1 }],
      [
        await answers(company, request, supplierId, { unitPrice: '0', expectedVersion: 1 }),
        { field: 'lines.0.unitPrice', problem: 'NOT_POSITIVE' },
      ],
      [
        await answers(company, request, supplierId, { unitPrice: '1', currency: 'EUR', expectedVersion: 1 }),
        { field: 'exchangeRate', problem: 'MISSING_FOR_FOREIGN_CURRENCY' },
      ],
      [
        await answers(company, request, supplierId, { unitPrice: '1', expectedVersion: 1, expiresOn: '2026-10-04' }),
        { field: 'expiresOn' },
      ],
      [
        await answers(company, { ...request, id: newId() }, supplierId, { unitPrice: '1' }),
        { refusal: 'RequestForQuotationNotFound' },
      ],
    ] as const
    for (const [outcome, expected] of refusals) expect(outcome).toMatchObject(expected)
    expect(await company.everything()).toEqual(before)

    expect(await answers(company, request, supplierId, { unitPrice: '9', expectedVersion: 1 })).toMatchObject({
      version: 2,
    })
    const [lowest] = await company.transact(({ tx }) => findAnswersOfLines(tx, [lineId(request, 0)]))
    expect([lowest?.supplierId, lowest?.ownUnitPrice.toFixed()]).toEqual([supplierId, '9'])
  })
})

describe('awarding', () => {
  test('orders of each supplier at the price and in the currency it quoted, what it offered and what is open', async () => {
    const { company, another, request } = await answered()
    const requestLineId = lineId(request, 0)
    const orders = await awarded(company, [
      { requestLineId, supplierId: another.id },
      { requestLineId, supplierId: company.supplier.id },
    ])
    expect(
      orders.map(({ supplierId, currency, status, lines: [line] }) => [
        ...[supplierId, currency, status, line?.requestLineId, line?.quantity.toFixed(), line?.unitPrice.toFixed()],
      ]),
    ).toEqual([
      [another.id, 'USD', 'DRAFT', requestLineId, '60', '1.4'],
      [company.supplier.id, 'CNY', 'DRAFT', requestLineId, '40', '10'],
    ])
    expect(await orderedOf(company, request)).toEqual(['100'])
    expect(await awards(company, [{ requestLineId, supplierId: another.id }])).toMatchObject({
      ...{ refusal: 'RequestExceeded', asked: '100', ordered: '100', open: '0' },
    })
  })

  test('takes no more than is open, of answers that hold, and nothing of a closed request', async () => {
    const { company, another, request } = await answered()
    const requestLineId = lineId(request, 0)
    const ours = { requestLineId, supplierId: company.supplier.id }
    const before = await company.everything()
    const refusals = [
      [await awards(company, []), { field: 'lines', problem: 'EMPTY' }],
      [
        await awards(company, [{ ...ours, quantity: '100.5' }]),
        { refusal: 'RequestExceeded', requested: '100.5', open: '100' },
      ],
      [await awards(company, [{ ...ours, supplierId: newId() }]), { refusal: 'NotQuoted' }],
      [await awards(company, [{ ...ours, requestLineId: newId() }]), { refusal: 'RequestLineNotFound' }],
      [await awards(company, [ours, ours]), { field: 'lines.1.supplierId', problem: 'NAMED_TWICE' }],
      [await awards(company, [{ ...ours, taxCodeId: newId() }]), { refusal: 'TaxCodeUnknown' }],
      [
        await awards(company, [{ requestLineId, supplierId: another.id }], '2026-10-16'),
        { refusal: 'SupplierQuotationExpired', expiresOn: '2026-10-15' },
      ],
    ] as const
    for (const [outcome, expected] of refusals) expect(outcome).toMatchObject(expected)
    expect(await company.everything()).toEqual(before)

    const outcomes = await Promise.all([1, 2, 3].map(() => awards(company, [{ ...ours, quantity: '40' }])))
    expect(outcomes.filter((outcome) => isRefusal(outcome))).toMatchObject([{ refusal: 'RequestExceeded', open: '20' }])
    const closes = (reason: string) =>
      company.transact((unit) => closeRequestForQuotation(unit, { requestId: request.id, expectedVersion: 1, reason }))
    expect(await closes('')).toMatchObject({ field: 'reason', problem: 'EMPTY' })
    expect(await closes('Enough')).toMatchObject({ status: 'CLOSED', version: 2 })
    expect(await closes('Enough')).toMatchObject({ refusal: 'RequestForQuotationClosed', closeReason: 'Enough' })
    expect(await awards(company, [{ ...ours, quantity: '1' }])).toMatchObject({ refusal: 'RequestForQuotationClosed' })
  })

  test('takes from the requisition too, and an order that is given up or amended leaves both open again', async () => {
    const { company, asks } = await setUp()
    const projectId = newId()
    await company.tell.dimensionValue(projectId, 'PROJECT')
    const requisition = await approvedRequisition(company, projectId)
    const request = must<RequestForQuotation>(await asks([{ requisitionLineId: lineId(requisition, 0) }]))
    const supplierId = company.supplier.id
    must(await answers(company, request, supplierId, { unitPrice: '10' }))
    const requestLineId = lineId(request, 0)
    const both = async () => {
      const now = must<PurchaseRequisition>(
        await company.transact(({ tx }) => findPurchaseRequisition(tx, requisition.id)),
      )
      return [now.lines[0]?.orderedQuantity.toFixed(), ...(await orderedOf(company, request))]
    }
    const [kept] = await awarded(company, [{ requestLineId, supplierId, quantity: '30' }])
    expect(kept?.lines).toMatchObject([{ departmentId: null, projectId }])
    const [givenUp] = await awarded(company, [{ requestLineId, supplierId }])
    expect(await both()).toEqual(['40', '40'])
    const { id: purchaseOrderId } = must<PurchaseOrder>(givenUp)
    must(
      await company.transact((unit) =>
        cancelPurchaseOrder(unit, { purchaseOrderId, expectedVersion: 1 }, orderProcesses.startGivingBack),
      ),
    )
    expect(await both()).toEqual(['30', '30'])

    const order = must<PurchaseOrder>(
      await company.transact((unit) =>
        confirmPurchaseOrder(
          unit,
          { purchaseOrderId: must<PurchaseOrder>(kept).id, expectedVersion: 1 },
          orderProcesses,
        ),
      ),
    )
    const amends = (quantity: string) =>
      company.transact((unit) =>
        amendPurchaseOrder(
          unit,
          {
            ...{ purchaseOrderId: order.id, expectedVersion: 2, reason: 'Other', addedLines: [], removedLineIds: [] },
            changedLines: [{ purchaseOrderLineId: lineId(order, 0), quantity, taxCodeId: company.taxCodeId }],
          },
          orderProcesses,
        ),
      )
    expect(await amends('40.5')).toMatchObject({ refusal: 'RequestExceeded', asked: '40', open: '40' })
    must(await amends('12'))
    expect(await both()).toEqual(['12', '12'])
  })
})

async function approvedRequisition(company: Company, projectId: string | null = null): Promise<PurchaseRequisition> {
  const { id: requisitionId } = must<PurchaseRequisition>(
    await company.transact((unit) =>
      createPurchaseRequisition(unit, {
        ...{ requestedOn: day('2026-10-01'), purpose: 'New office', departmentId: null },
        lines: [{ itemId: company.desk, projectId, quantity: '40', neededOn: day('2026-11-01') }],
      }),
    ),
  )
  return must<PurchaseRequisition>(
    await company.transact((unit) =>
      submitPurchaseRequisition(unit, { requisitionId, expectedVersion: 1 }, orderProcesses),
    ),
  )
}
