import { expect } from 'vitest'
import { documentOnce } from '../support/approving.ts'
import { budgets, month, reportOf } from '../support/budgeting.ts'
import type { PurchaseOrder, SupplierInvoice } from '../support/documents.ts'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { lineOf } from '../support/purchasing.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Requisition {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly lines: { readonly nodes: readonly { readonly id: string; readonly openQuantity: string }[] }
}

/** The storekeeper asks for so many lamps, and sees the requisition once finance has answered. */
async function asksFor(company: TestCompany, quantity: string, status: string): Promise<Requisition> {
  const { storekeeper, supplierId } = company
  const line = { itemId: company.itemIds.get('LAMP'), quantity, unitPrice: '10', neededOn: today, supplierId }
  const drafted = await storekeeper.change<Requisition>('CreatePurchaseRequisition', {
    ...{ requestedOn: today, purpose: '展厅', lines: [line] },
  })
  const seen = { requisitionId: drafted.id, expectedVersion: drafted.version, waitMs: 10_000 }
  await storekeeper.change('SubmitPurchaseRequisition', seen)
  return documentOnce(company.buyer, 'BudgetOfRequisition', drafted, status)
}

/** An order of so much of what was asked for, at a price; a draft. */
async function carriedDown(
  { buyer, taxCodeId }: TestCompany,
  { lines }: Requisition,
  line: { readonly quantity: string; readonly unitPrice: string },
): Promise<PurchaseOrder> {
  const wanted = [{ ...line, requisitionLineId: lines.nodes[0]?.id }]
  const [order] = await buyer.change<PurchaseOrder[]>('OrderRequisitions', {
    ...{ orderedOn: `${month}-01`, taxCodeId, lines: wanted },
  })
  if (!order) throw new Error('Nothing was ordered')
  return order
}

async function confirmed({ buyer }: TestCompany, order: PurchaseOrder, status: string): Promise<PurchaseOrder> {
  const seen = { purchaseOrderId: order.id, expectedVersion: order.version, waitMs: 10_000 }
  await buyer.change('ConfirmPurchaseOrder', seen)
  return documentOnce(buyer, 'BudgetOfOrder', order, status)
}

scenario(
  'What is asked for is reserved once, from the requisition to the invoice, and is free again where it is given up',
  async ({ company }) => {
    const { buyer, storekeeper, accountant, bookkeeper, controller } = company
    await budgets(company, [{ accountCode: '1405.01', period: month, amount: '1000.00' }])
    await controller.change('SetBudgetControl', { level: 'BLOCK', span: 'PERIOD' })
    await company.atRest()
    const total = async () => {
      await company.atRest()
      return (await reportOf(accountant, 'ITEM')).total
    }

    // The requisition reserves what it is expected to cost, and nobody else has that.
    const asked = await asksFor(company, '100', 'APPROVED')
    expect(asked).toMatchObject({ legs: [{ kind: 'BUDGET', state: 'POSTED', reasonCode: null }] })
    expect(await total()).toBe('1000.00 1000.00 0.00 0.00 100%')
    const more = await asksFor(company, '1', 'HELD')
    expect(more).toMatchObject({
      legs: [{ kind: 'BUDGET', state: 'REFUSED', reasonCode: 'BUDGET_EXCEEDED' }],
      budgetShortages: [{ accountCode: '1405.01', period: month, level: 'BLOCK', available: '0.00', asked: '10.00' }],
    })
    expect(await refusalOf(carriedDown(company, more, { quantity: '1', unitPrice: '10' }))).toMatchObject({
      ...{ code: 'PURCHASE_REQUISITION_STATUS_WRONG', requisitionStatus: 'HELD' },
    })

    // Somebody may let one through; what is closed is free again.
    const through = ({ id, version }: Requisition) => ({
      ...{ requisitionId: id, expectedVersion: version, reason: '展会', waitMs: 10_000 },
    })
    expect(await permissionMissingFor(buyer.change('OverrideRequisitionBudgetHold', through(more)))).toBe(
      'procurement.requisition.overrideBudget',
    )
    expect(await refusalOf(controller.change('OverrideRequisitionBudgetHold', through(asked)))).toMatchObject({
      code: 'REQUISITION_NOT_HELD_FOR_BUDGET',
    })
    await controller.change('OverrideRequisitionBudgetHold', through(more))
    const letThrough = await documentOnce<Requisition>(buyer, 'BudgetOfRequisition', more, 'APPROVED')
    expect(letThrough).toMatchObject({ budgetOverride: { reason: '展会' } })
    expect(await total()).toBe('1000.00 1010.00 0.00 -10.00 101%')
    const closes = async (requisition: Requisition) => {
      const { version } = await documentOnce<Requisition>(buyer, 'BudgetOfRequisition', requisition, 'APPROVED')
      const closing = { requisitionId: requisition.id, expectedVersion: version, reason: '够了' }
      await buyer.change('ClosePurchaseRequisition', closing)
    }
    await closes(letThrough)
    expect(await total()).toBe('1000.00 1000.00 0.00 0.00 100%')

    // An order of sixty takes sixty over; a draft takes nothing yet.
    const draft = await carriedDown(company, asked, { quantity: '60', unitPrice: '10' })
    expect(await total()).toBe('1000.00 1000.00 0.00 0.00 100%')
    const order = await confirmed(company, draft, 'CONFIRMED')
    expect(await total()).toBe('1000.00 1000.00 0.00 0.00 100%')
    const { itemId: budgetItemId } = await reportOf(accountant, 'ITEM')
    const committed = async () => {
      await company.atRest()
      const { budgetCommitments } = await accountant.ask<{
        budgetCommitments: { nodes: { documentType: string; amount: { amount: string } }[] }
      }>('BudgetCommitments', { budgetItemId })
      return budgetCommitments.nodes.map(({ documentType, amount }) => `${documentType} ${amount.amount}`).sort()
    }
    expect(await committed()).toEqual(['PURCHASE_ORDER 600.00', 'PURCHASE_REQUISITION 400.00'])

    // What comes is spent, and its invoice spends nothing more.
    const receipt = await storekeeper.receives(order, ['25 × LAMP'], { on: `${month}-01` })
    expect(await total()).toBe('1000.00 750.00 250.00 0.00 100%')
    const charged = { goodsReceiptLineId: lineOf(receipt, 'LAMP'), quantity: '25', net: '250.00', tax: '32.50' }
    await bookkeeper.matches(
      await bookkeeper.change<SupplierInvoice>('CreateSupplierInvoice', {
        ...{ supplierId: company.supplierId, supplierInvoiceNumber: 'LAMP-1', net: '250.00', tax: '32.50' },
        ...{ gross: '282.50', invoicedOn: `${month}-01`, postedOn: `${month}-01`, goods: [charged] },
      }),
    )
    expect(await total()).toBe('1000.00 750.00 250.00 0.00 100%')
    expect(await committed()).toEqual(['PURCHASE_ORDER 350.00', 'PURCHASE_REQUISITION 400.00'])

    // What is dearer than expected has to be covered by itself.
    const dear = await confirmed(
      company,
      await carriedDown(company, asked, { quantity: '40', unitPrice: '11' }),
      'HELD',
    )
    expect(dear).toMatchObject({ budgetShortages: [{ available: '0.00', asked: '40.00' }] })
    expect(await total()).toBe('1000.00 750.00 250.00 0.00 100%')
    await buyer.cancels(dear)
    expect(await total()).toBe('1000.00 750.00 250.00 0.00 100%')
    const cheap = await confirmed(
      company,
      await carriedDown(company, asked, { quantity: '40', unitPrice: '9.5' }),
      'CONFIRMED',
    )
    expect(await total()).toBe('1000.00 730.00 250.00 20.00 98%')

    // What does not come after all is asked for again, until nobody asks for it.
    const closesLines = ({ id, version }: PurchaseOrder) =>
      buyer.change('ClosePurchaseOrderLines', { purchaseOrderId: id, expectedVersion: version, reason: '停产' })
    await buyer.amends(cheap, '少订', ['10 × LAMP at 9.5'])
    expect(await total()).toBe('1000.00 745.00 250.00 5.00 99.5%')
    const less = await documentOnce<PurchaseOrder>(buyer, 'BudgetOfOrder', cheap, 'CONFIRMED')
    await closesLines(less)
    expect(await total()).toBe('1000.00 750.00 250.00 0.00 100%')
    await closesLines(await documentOnce<PurchaseOrder>(buyer, 'BudgetOfOrder', order, 'CONFIRMED'))
    expect(await committed()).toEqual(['PURCHASE_REQUISITION 750.00'])
    expect(await documentOnce(buyer, 'BudgetOfRequisition', asked, 'APPROVED')).toMatchObject({
      lines: { nodes: [{ openQuantity: '75' }] },
    })
    await closes(asked)
    expect(await total()).toBe('1000.00 0.00 250.00 750.00 25%')
  },
  180_000,
)
