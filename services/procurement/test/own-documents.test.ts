import { type Caller, transactorFor } from '@erp/service-kit'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { PurchaseOrder } from '../src/domain/purchase-order.ts'
import type { PurchaseRequisition } from '../src/domain/purchase-requisition.ts'
import type { PurchaseReturn } from '../src/domain/purchase-return.ts'
import { listGoodsReceipts } from '../src/store/goods-receipts.ts'
import { listPurchaseOrders } from '../src/store/purchase-orders.ts'
import { findPurchaseRequisition, listPurchaseRequisitions } from '../src/store/purchase-requisitions.ts'
import { listPurchaseReturns } from '../src/store/purchase-returns.ts'
import { cancelPurchaseOrder } from '../src/use-cases/cancel-purchase-order.ts'
import { type OrderingRun, orderRequisitions } from '../src/use-cases/order-requisitions.ts'
import { submitPurchaseRequisition } from '../src/use-cases/settle-purchase-requisition.ts'
import { createPurchaseRequisition } from '../src/use-cases/write-purchase-requisition.ts'
import { day } from './support/day.ts'
import { orderProcesses } from './support/order-processes.ts'
import { type Company, lineId, must, useProcurement } from './support/procurement.ts'

const { transactor, newCompany } = await useProcurement()
const page = { limit: 20, after: undefined }

/** What somebody finds who sees their own documents alone: requisitions, orders, receipts and returns. */
async function seenBy({ companyId }: Company, userId: string) {
  const own = transactorFor(transactor, { authorIds: [userId] })
  const lists = [listPurchaseRequisitions, listPurchaseOrders, listGoodsReceipts, listPurchaseReturns]
  const found = await own.read([companyId], (tx) => Promise.all(lists.map((list) => list(tx, companyId, {}, page))))
  return found.map((documents) => documents.map(({ id }) => id))
}

/** Ten desks that the company's clerk needs, approved. */
async function needed(company: Company): Promise<PurchaseRequisition> {
  const lines = [{ itemId: company.desk, quantity: '10', neededOn: day('2026-11-01'), unitPrice: '1' }]
  const content = { requestedOn: day('2026-10-05'), purpose: 'New office', departmentId: null, lines }
  const { id: requisitionId } = must<PurchaseRequisition>(
    await company.transact((unit) => createPurchaseRequisition(unit, content)),
  )
  return must(
    await company.transact((unit) =>
      submitPurchaseRequisition(unit, { requisitionId, expectedVersion: 1 }, orderProcesses),
    ),
  )
}

const carries = (company: Company, by: Caller, requisition: PurchaseRequisition, quantity: string) =>
  company.transactAs(by)((unit) =>
    orderRequisitions(unit, {
      ...{ orderedOn: day('2026-10-10'), taxCodeId: company.taxCodeId },
      lines: [{ requisitionLineId: lineId(requisition, 0), quantity, supplierId: company.supplier.id }],
    }),
  )

test('what others ordered of a requisition counts for whoever sees their own documents alone', async () => {
  const company = await newCompany()
  const buyer = { ...company.caller, userId: newId() }
  const narrowed = { ...company.caller, authorIds: [company.caller.userId] }
  const requisition = await needed(company)
  const { purchaseOrders } = must<OrderingRun>(await carries(company, buyer, requisition, '6'))
  const theirs = must<PurchaseOrder>(purchaseOrders[0])
  expect(await carries(company, narrowed, requisition, '5')).toMatchObject({ refusal: 'RequisitionExceeded' })
  const own = must<PurchaseOrder>(
    must<OrderingRun>(await carries(company, narrowed, requisition, '4')).purchaseOrders[0],
  )
  expect((await seenBy(company, company.caller.userId)).slice(0, 2)).toEqual([[requisition.id], [own.id]])
  expect((await seenBy(company, buyer.userId)).slice(0, 2)).toEqual([[], [theirs.id]])
  const ordered = async () => {
    const found = await transactor.read([company.companyId], (tx) => findPurchaseRequisition(tx, requisition.id))
    return found?.lines.map(({ orderedQuantity }) => orderedQuantity.toFixed())
  }
  expect(await ordered()).toEqual(['10'])
  const gone = { purchaseOrderId: theirs.id, expectedVersion: theirs.version }
  must(
    await company.transactAs({ ...buyer, authorIds: [buyer.userId] })((unit) =>
      cancelPurchaseOrder(unit, gone, orderProcesses.startGivingBack),
    ),
  )
  expect(await ordered()).toEqual(['4'])
})

test('what others receive and send back of an order is seen by who wrote the order, and by no other', async () => {
  const company = await newCompany()
  const order = await company.orders([{ quantity: '10' }])
  const receipt = await company.received(order, ['6'])
  const back = must<PurchaseReturn>(await company.draftsReturn(receipt, '1'))
  expect((await seenBy(company, company.caller.userId)).slice(1)).toEqual([[order.id], [receipt.id], [back.id]])
  expect(await seenBy(company, newId())).toEqual([[], [], [], []])
})
