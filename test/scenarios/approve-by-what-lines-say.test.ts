import { expect } from 'vitest'
import { byController, documentOnce, hasApproved, orderOnce, taskOf } from '../support/approving.ts'
import { claimingOf, type ExpenseClaim } from '../support/claiming.ts'
import type { PurchaseOrder } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

const [raw, goods] = ['STEEL', 'TILE']
const byAdministrator = { signatures: 'ANY', roleCodes: ['ADMINISTRATOR'] }

async function department({ controller }: TestCompany, code: string): Promise<string> {
  const value = { dimension: 'DEPARTMENT', code, name: { zh: code, en: code } }
  return (await controller.change<{ id: string }>('CreateDimensionValue', value)).id
}

/** The laboratory's documents go to the administrator, raw materials to the controller, and everything else passes. */
async function branchesOf(company: TestCompany) {
  const [lab, store] = [await department(company, 'LAB'), await department(company, 'STORE')]
  await company.atRest()
  const branches = [
    { condition: { departmentIds: [lab] }, levels: [byAdministrator] },
    { condition: { categories: ['RAW_MATERIAL'] }, levels: [byController] },
    { levels: [] },
  ]
  return { lab, store, branches }
}

scenario(
  'An order goes to whoever answers for a department or a class of goods that one of its lines says',
  async ({ company }) => {
    const { buyer, controller, administrator, supplierId, taxCodeId, itemIds } = company
    const { lab, store, branches } = await branchesOf(company)
    await hasApproved(company, 'PURCHASE_ORDER', branches)
    const orders = async (...lines: readonly [item: string, departmentId: string | null][]) =>
      buyer.confirms(
        await buyer.change<PurchaseOrder>('CreatePurchaseOrder', {
          ...{ supplierId, orderedOn: today },
          lines: lines.map(([item, departmentId]) => ({
            ...{ itemId: itemIds.get(item), quantity: '1', unitPrice: '10.00', taxCodeId, departmentId },
          })),
        }),
      )

    const ofLab = await orders([goods, store], [goods, lab])
    const ofRaw = await orders([goods, store], [raw, store])
    const ofNeither = await orders([goods, store], [goods, null])
    await taskOf(administrator, ofLab)
    await taskOf(controller, ofRaw)
    await orderOnce(buyer, ofNeither, 'CONFIRMED')
    const { approvalId, version: expectedVersion } = await taskOf(administrator, ofLab)
    expect(await refusalOf(controller.change('Approve', { approvalId, expectedVersion }))).toMatchObject({
      ...{ code: 'NOT_AN_APPROVER', reason: 'NOT_ASKED' },
    })
  },
)

scenario('A requisition is told apart by its department and by what it asks for', async ({ company }) => {
  const { storekeeper, controller, administrator, itemIds } = company
  const { lab, store, branches } = await branchesOf(company)
  await hasApproved(company, 'PURCHASE_REQUISITION', branches)
  const asks = async (item: string, departmentId: string) => {
    const lines = [{ itemId: itemIds.get(item), quantity: '1', neededOn: today }]
    const draft = await storekeeper.change<{ id: string; version: number }>('CreatePurchaseRequisition', {
      ...{ requestedOn: today, purpose: 'Trial', departmentId, lines },
    })
    const seen = { requisitionId: draft.id, expectedVersion: draft.version }
    return storekeeper.change<{ id: string }>('SubmitPurchaseRequisition', seen)
  }

  await taskOf(administrator, await asks(goods, lab))
  await taskOf(controller, await asks(raw, store))
  await documentOnce(company.buyer, 'PurchaseRequisition', await asks(goods, store), 'APPROVED')
})

scenario('A claim is told apart by departments and types of its lines', async ({ company }) => {
  const { controller, administrator } = company
  const { lab } = await branchesOf(company)
  const claiming = await claimingOf(company)
  await hasApproved(company, 'EXPENSE_CLAIM', [
    { condition: { departmentIds: [lab] }, levels: [byAdministrator] },
    { condition: { categories: ['TAXI'] }, levels: [byController] },
    { levels: [] },
  ])
  const claims = async (...lines: readonly Readonly<Record<string, unknown>>[]) =>
    claiming.submits(await claiming.writes(lines))

  const ofLab = await claims(claiming.line('50.00 TAXI'), claiming.line('109.00 RAIL', { departmentId: lab }))
  const byTaxi = await claims(claiming.line('109.00 RAIL'), claiming.line('40.00 TAXI'))
  await taskOf(administrator, ofLab)
  await taskOf(controller, byTaxi)
  const byRail: ExpenseClaim = await claims(claiming.line('110.00 RAIL'))
  await claiming.until(byRail, 'APPROVED')
})

scenario('A condition that no such document ever meets is refused when it is said', async ({ company }) => {
  const { controller } = company
  const { lab } = await branchesOf(company)
  const says = (documentType: string, condition: object) =>
    refusalOf(
      controller.change('DefineApproval', { documentType, expectedVersion: 0, branches: [{ condition, levels: [] }] }),
    )
  const code = 'CONDITION_NEVER_HOLDS'
  expect(await says('SALES_ORDER', { departmentIds: [lab] })).toMatchObject({ code, reason: 'NEVER_TOLD' })
  expect(await says('BUDGET', { currencies: ['USD'] })).toMatchObject({ code, reason: 'OTHER_CURRENCY' })
  expect(await says('BUDGET', { departmentIds: [company.supplierId] })).toMatchObject({
    ...{ code, reason: 'NO_SUCH_DEPARTMENT', path: ['input', 'branches', '0', 'condition', 'departmentIds'] },
  })
})
