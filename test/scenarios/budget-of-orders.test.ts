import { expect } from 'vitest'
import { documentOnce } from '../support/approving.ts'
import { budgets, month, reportOf } from '../support/budgeting.ts'
import type { PurchaseOrder, SupplierInvoice } from '../support/documents.ts'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface BudgetedOrder extends PurchaseOrder {
  readonly legs: readonly { readonly kind: string; readonly state: string; readonly reason: string | null }[]
}

/** Asks for the order to be confirmed, and sees it once finance has answered. */
async function confirmed({ buyer }: TestCompany, order: PurchaseOrder, status: string): Promise<BudgetedOrder> {
  const seen = { purchaseOrderId: order.id, expectedVersion: order.version, waitMs: 10_000 }
  await buyer.change('ConfirmPurchaseOrder', seen)
  return documentOnce(buyer, 'BudgetOfOrder', order, status)
}
const through = ({ id, version }: PurchaseOrder) => ({
  ...{ purchaseOrderId: id, expectedVersion: version, reason: '展会', waitMs: 10_000 },
})

scenario(
  'Goods are ordered within their budget, and no further unless somebody lets the order through',
  async ({ company }) => {
    const { buyer, storekeeper, accountant, controller } = company
    await budgets(company, [{ accountCode: '1405.01', period: month, amount: '1000.00' }])
    await controller.change('SetBudgetControl', { level: 'BLOCK', span: 'PERIOD' })
    await company.atRest()

    const steel = await buyer.agreesOn(['500 × STEEL at 10.00'])
    expect(steel.status).toBe('CONFIRMED')
    const first = await confirmed(company, await buyer.orders(['60 × LAMP at 10.00']), 'CONFIRMED')
    expect(first.legs).toMatchObject([{ kind: 'BUDGET', state: 'POSTED', reasonCode: null }])
    expect(await reportOf(accountant, 'ITEM')).toMatchObject({ rows: ['1405.01 1000.00 600.00 0.00 400.00 60%'] })

    const second = await confirmed(company, await buyer.orders(['41 × LAMP at 10.00']), 'HELD')
    expect(second).toMatchObject({
      legs: [
        {
          ...{ kind: 'BUDGET', state: 'REFUSED', reasonCode: 'BUDGET_EXCEEDED' },
          reason: expect.stringContaining(`The budget does not cover it: 1405.01 ${month}.`),
        },
      ],
      budgetShortages: [
        {
          accountCode: '1405.01',
          department: null,
          period: month,
          level: 'BLOCK',
          available: '400.00',
          asked: '410.00',
        },
      ],
    })
    expect(await reportOf(accountant, 'ITEM')).toMatchObject({ total: '1000.00 600.00 0.00 400.00 60%' })
    expect(await refusalOf(storekeeper.receives(second, ['1 × LAMP']))).toMatchObject({
      code: 'PURCHASE_ORDER_NOT_CONFIRMED',
    })
    expect(await permissionMissingFor(buyer.change('OverrideBudgetHold', through(second)))).toBe(
      'procurement.purchaseOrder.overrideBudget',
    )
    expect(await refusalOf(controller.change('OverrideBudgetHold', through(first)))).toMatchObject({
      code: 'PURCHASE_ORDER_NOT_HELD_FOR_BUDGET',
    })
    expect(await controller.change('OverrideBudgetHold', through(second))).toMatchObject({
      budgetOverride: { reason: '展会', overriddenBy: { displayName: 'controller' } },
    })
    expect(await documentOnce(buyer, 'BudgetOfOrder', second, 'CONFIRMED')).toMatchObject({
      budgetOverride: { reason: '展会' },
    })
    expect(await reportOf(accountant, 'ITEM')).toMatchObject({ total: '1000.00 1010.00 0.00 -10.00 101%' })

    await storekeeper.receives(first, ['25 × LAMP'], { on: `${month}-01` })
    await company.atRest()
    const partly = await reportOf(accountant, 'ITEM')
    expect(partly.total).toBe('1000.00 760.00 250.00 -10.00 101%')
    const { budgetCommitments } = await accountant.ask<{ budgetCommitments: { nodes: { documentNumber: string }[] } }>(
      'BudgetCommitments',
      { budgetItemId: partly.itemId },
    )
    const byNumber = budgetCommitments.nodes.toSorted((one, other) =>
      one.documentNumber.localeCompare(other.documentNumber),
    )
    expect(byNumber).toMatchObject([
      { documentType: 'PURCHASE_ORDER', documentNumber: first.number, amount: { amount: '350.00' } },
      { documentType: 'PURCHASE_ORDER', documentNumber: second.number, amount: { amount: '410.00' } },
    ])

    const closing = { purchaseOrderId: first.id, expectedVersion: first.version, reason: '停产' }
    await buyer.change('ClosePurchaseOrderLines', closing)
    await company.atRest()
    expect(await reportOf(accountant, 'ITEM')).toMatchObject({ total: '1000.00 410.00 250.00 340.00 66%' })

    const bigger = await confirmed(company, await buyer.orders(['10 × LAMP at 10.00']), 'CONFIRMED')
    await buyer.amends(bigger, '加订', ['40 × LAMP at 10.00'])
    const held = await documentOnce<BudgetedOrder>(buyer, 'BudgetOfOrder', bigger, 'HELD')
    expect(await reportOf(accountant, 'ITEM')).toMatchObject({ total: '1000.00 510.00 250.00 240.00 76%' })
    await buyer.amends(held, '少订', ['34 × LAMP at 10.00'])
    const smaller = await documentOnce<BudgetedOrder>(buyer, 'BudgetOfOrder', bigger, 'HELD')
    await confirmed(company, smaller, 'CONFIRMED')
    expect(await reportOf(accountant, 'ITEM')).toMatchObject({ total: '1000.00 750.00 250.00 0.00 100%' })
  },
  180_000,
)

scenario(
  'A service is asked for, ordered and charged for a project within what that may spend, and another project has its own',
  async ({ company }) => {
    const { buyer, storekeeper, accountant, controller, bookkeeper, supplierId, taxCodeId } = company
    const [tower, bridge] = await Promise.all(
      ['TOWER', 'BRIDGE'].map((code) =>
        accountant.change<{ id: string }>('CreateDimensionValue', {
          ...{ dimension: 'PROJECT', code, name: { zh: code, en: code } },
        }),
      ),
    )
    const { id: itemId } = await controller.change<{ id: string }>('CreateItem', {
      ...{ code: 'DESIGN', name: { zh: '设计', en: 'Design' }, itemClass: 'SERVICE', baseUnit: 'hour' },
    })
    const may = { accountCode: '6602', period: month, amount: '1000.00' }
    await budgets(company, [
      { ...may, projectCode: 'BRIDGE' },
      { ...may, projectCode: 'TOWER' },
    ])
    await controller.change('SetBudgetControl', { level: 'BLOCK', span: 'PERIOD' })
    await company.atRest()
    const spent = async () => {
      await company.atRest()
      return (await reportOf(accountant, 'ITEM')).rows.toSorted()
    }

    const drafted = await storekeeper.change<{ id: string; version: number }>('CreatePurchaseRequisition', {
      ...{ requestedOn: today, purpose: '塔楼设计' },
      lines: [{ itemId, quantity: '10', unitPrice: '100', neededOn: today, supplierId, projectId: tower?.id }],
    })
    const asking = { requisitionId: drafted.id, expectedVersion: drafted.version, waitMs: 10_000 }
    await storekeeper.change('SubmitPurchaseRequisition', asking)
    const asked = await documentOnce<PurchaseOrder>(buyer, 'BudgetOfRequisition', drafted, 'APPROVED')
    const ofTower = (figures: string) => ['6602 BRIDGE 1000.00 0.00 0.00 1000.00 0%', `6602 TOWER 1000.00 ${figures}`]
    expect(await spent()).toEqual(ofTower('1000.00 0.00 0.00 100%'))
    const [carried] = await buyer.change<PurchaseOrder[]>('OrderRequisitions', {
      ...{ orderedOn: `${month}-01`, taxCodeId, lines: [{ requisitionLineId: asked.lines.nodes[0]?.id }] },
    })
    if (!carried) throw new Error('Nothing was ordered')
    const order = await confirmed(company, carried, 'CONFIRMED')
    expect(order.lines.nodes).toMatchObject([{ department: null, project: { code: 'TOWER' } }])
    expect(await spent()).toEqual(ofTower('1000.00 0.00 0.00 100%'))

    const charge = { description: '设计费', net: '600.00', tax: '78.00', taxCodeId }
    await bookkeeper.matches(
      await bookkeeper.change<SupplierInvoice>('CreateSupplierInvoice', {
        ...{ supplierId, supplierInvoiceNumber: 'DSN-1', invoicedOn: `${month}-01`, postedOn: `${month}-01` },
        ...{ net: '600.00', tax: '78.00', gross: '678.00' },
        expenses: [{ ...charge, purchaseOrderLineId: order.lines.nodes[0]?.id }],
      }),
    )
    expect(await spent()).toEqual(ofTower('400.00 600.00 0.00 100%'))

    const ordersFor = (projectId: string | undefined) =>
      buyer.change<PurchaseOrder>('CreatePurchaseOrder', {
        ...{ supplierId, orderedOn: `${month}-01` },
        lines: [{ itemId, quantity: '1', unitPrice: '100', taxCodeId, projectId }],
      })
    expect(await confirmed(company, await ordersFor(tower?.id), 'HELD')).toMatchObject({
      legs: [{ kind: 'BUDGET', state: 'REFUSED', reasonCode: 'BUDGET_EXCEEDED' }],
      budgetShortages: [
        { accountCode: '6602', department: null, project: { code: 'TOWER' }, available: '0.00', asked: '100.00' },
      ],
    })
    expect(await spent()).toEqual(ofTower('400.00 600.00 0.00 100%'))
    await confirmed(company, await ordersFor(bridge?.id), 'CONFIRMED')
    expect(await spent()).toEqual([
      '6602 BRIDGE 1000.00 100.00 0.00 900.00 10%',
      '6602 TOWER 1000.00 400.00 600.00 0.00 100%',
    ])
  },
  120_000,
)

scenario(
  'A department orders a service, is warned of its budget, and spends it when it is charged for',
  async ({ company }) => {
    const { buyer, accountant, controller, bookkeeper, supplierId, taxCodeId } = company
    const name = { zh: '销售部', en: 'Sales' }
    const { id: departmentId } = await accountant.change<{ id: string }>('CreateDimensionValue', {
      ...{ dimension: 'DEPARTMENT', code: 'SALES', name },
    })
    const { id: itemId } = await controller.change<{ id: string }>('CreateItem', {
      ...{ code: 'ADVICE', name: { zh: '咨询', en: 'Advice' }, itemClass: 'SERVICE', baseUnit: 'hour' },
    })
    await budgets(company, [{ accountCode: '6602', departmentCode: 'SALES', period: month, amount: '500.00' }])
    await controller.change('SetBudgetControl', { level: 'WARN', span: 'PERIOD' })
    await company.atRest()

    const draft = await buyer.change<PurchaseOrder>('CreatePurchaseOrder', {
      ...{ supplierId, orderedOn: `${month}-01` },
      lines: [{ itemId, quantity: '6', unitPrice: '100', taxCodeId, departmentId }],
    })
    const order = await confirmed(company, draft, 'CONFIRMED')
    expect(order).toMatchObject({
      lines: { nodes: [{ department: { code: 'SALES' } }] },
      legs: [{ kind: 'BUDGET', state: 'POSTED', reasonCode: 'BUDGET_WARNS' }],
      budgetShortages: [{ accountCode: '6602', department: { code: 'SALES' }, level: 'WARN', asked: '600.00' }],
    })
    expect(await reportOf(accountant, 'ITEM')).toMatchObject({ rows: ['6602 SALES 500.00 600.00 0.00 -100.00 120%'] })

    const invoice = (lines: object) => ({
      ...{ supplierId, supplierInvoiceNumber: 'ADV-1', invoicedOn: `${month}-01`, postedOn: `${month}-01` },
      ...{ net: '400.00', tax: '52.00', gross: '452.00', ...lines },
    })
    const charge = { description: '咨询费', net: '400.00', tax: '52.00', taxCodeId }
    const orderLine = { purchaseOrderLineId: order.lines.nodes[0]?.id }
    expect(
      await refusalOf(bookkeeper.change('CreateSupplierInvoice', invoice({ charges: [{ ...charge, ...orderLine }] }))),
    ).toMatchObject({ code: 'INVALID_INPUT' })
    const written = await bookkeeper.change<SupplierInvoice>(
      'CreateSupplierInvoice',
      invoice({ expenses: [{ ...charge, ...orderLine }] }),
    )
    const posted = await bookkeeper.matches(written)
    await company.atRest()
    expect(await reportOf(accountant, 'ITEM')).toMatchObject({ rows: ['6602 SALES 500.00 200.00 400.00 -100.00 120%'] })
    await bookkeeper.takesBack(posted)
    await company.atRest()
    expect(await reportOf(accountant, 'ITEM')).toMatchObject({ rows: ['6602 SALES 500.00 600.00 0.00 -100.00 120%'] })
  },
)
