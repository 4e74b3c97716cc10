import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { signs, turnsDown } from '../support/approving.ts'
import type { PurchaseOrder } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import type { Person } from '../support/people.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Requisition {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly lines: { readonly nodes: readonly { readonly id: string }[] }
}
type Order = PurchaseOrder & { readonly number: string; readonly supplier: { readonly id: string } }

/** What the storekeeper needs, as a draft. */
function needs(company: TestCompany, lines: readonly object[], more: object = {}): Promise<Requisition> {
  return company.storekeeper.change('CreatePurchaseRequisition', {
    ...{ requestedOn: today, purpose: 'Workshop', ...more },
    lines: lines.map((line) => ({ neededOn: today, supplierId: company.supplierId, ...line })),
  })
}
const submits = (person: Person, { id, version }: Requisition) =>
  person.change<Requisition>('SubmitPurchaseRequisition', { requisitionId: id, expectedVersion: version })
const seenBy = (person: Person, { id }: Requisition) =>
  person.ask<{ purchaseRequisition: Requisition }>('PurchaseRequisition', { id })
const once = (person: Person, requisition: Requisition, status: string) =>
  eventually(
    async () => {
      const { purchaseRequisition } = await seenBy(person, requisition)
      if (purchaseRequisition.status !== status) throw new Error(`The requisition is ${purchaseRequisition.status}`)
      return purchaseRequisition
    },
    { withinMs: 30_000, everyMs: 100 },
  )
const lineOf = ({ lines }: Requisition, index = 0) => ({ requisitionLineId: lines.nodes[index]?.id })

scenario(
  'What two people need becomes one order for each supplier, and what is given up is open again',
  async ({ company }) => {
    const { buyer, storekeeper, accountant, supplierId, taxCodeId } = company
    const [steel, tile, paint] = ['STEEL', 'TILE', 'PAINT'].map((code) => company.itemIds.get(code))
    const another = await buyer.change<{ id: string }>('CreateSupplier', {
      ...{ code: `OTHER-${company.code}`.slice(0, 40), name: { zh: '另一家', en: 'Another' }, currency: 'CNY' },
    })
    const first = await needs(company, [{ itemId: steel, quantity: '100', unitPrice: '9' }])
    const carries = (lines: readonly object[]) =>
      buyer.change<Order[]>('OrderRequisitions', { orderedOn: today, taxCodeId, lines })
    expect(await refusalOf(carries([lineOf(first)]))).toMatchObject({
      ...{ code: 'PURCHASE_REQUISITION_STATUS_WRONG', requisitionStatus: 'DRAFT' },
    })
    await submits(storekeeper, first)
    const second = await needs(company, [
      { itemId: tile, quantity: '20', unitPrice: '9' },
      { itemId: paint, quantity: '10', supplierId: another.id, unitPrice: '5' },
    ])
    await submits(storekeeper, second)

    const orders = await carries([{ ...lineOf(first), quantity: '60' }, lineOf(second), lineOf(second, 1)])
    expect(orders).toMatchObject([
      {
        ...{ status: 'DRAFT', supplier: { id: supplierId } },
        lines: {
          nodes: [
            {
              ...{ item: { code: 'STEEL' }, quantity: '60', unitPrice: '9', net: { amount: '540.00' } },
              requisitionLine: { openQuantity: '40', purchaseRequisition: { number: first.number } },
            },
            {
              ...{ item: { code: 'TILE' }, quantity: '20', net: { amount: '180.00' } },
              requisitionLine: { openQuantity: '0', purchaseRequisition: { number: second.number } },
            },
          ],
        },
      },
      { supplier: { id: another.id }, lines: { nodes: [{ item: { code: 'PAINT' }, net: { amount: '50.00' } }] } },
    ])
    const [ofGoods, ofPaint] = orders
    if (!ofGoods || !ofPaint) throw new Error('There are no orders')
    expect(await seenBy(accountant, second)).toMatchObject({
      purchaseRequisition: {
        ...{ status: 'APPROVED', orderStatus: 'COMPLETE', estimate: { amount: '230.00' } },
        purchaseOrders: [{ number: ofGoods.number }, { number: ofPaint.number }],
      },
    })
    const tooMuch = carries([{ ...lineOf(first), quantity: '40.5' }])
    expect(await refusalOf(tooMuch)).toMatchObject({
      ...{ code: 'REQUISITION_EXCEEDED', needed: '100', ordered: '60', requested: '40.5', open: '40' },
    })
    await buyer.cancels(ofPaint)
    expect(await buyer.ask('OpenRequisitionLines', {})).toMatchObject({
      openRequisitionLines: {
        nodes: [
          { openQuantity: '40', purchaseRequisition: { number: first.number } },
          { openQuantity: '10', purchaseRequisition: { number: second.number } },
        ],
      },
    })

    const receipt = await storekeeper.receives(await buyer.confirms(ofGoods), ['60 × STEEL'])
    await company.atRest()
    expect(await company.entriesOf(receipt)).toEqual([['Dr 1403 540.00', 'Cr 2202.02 540.00']])
    const closing = { requisitionId: first.id, expectedVersion: 2, reason: 'Enough' }
    await expect(storekeeper.change('ClosePurchaseRequisition', closing)).rejects.toThrow(
      'procurement.requisition.close',
    )
    await buyer.change('ClosePurchaseRequisition', closing)
    expect(await seenBy(buyer, first)).toMatchObject({
      purchaseRequisition: {
        ...{ status: 'CLOSED', closeReason: 'Enough', orderStatus: 'PARTIAL' },
        lines: { nodes: [{ quantity: '100', orderedQuantity: '60', openQuantity: '0' }] },
      },
    })
  },
)

scenario('A requisition is approved by somebody else, or comes back with the reason', async ({ company }) => {
  const { storekeeper, controller } = company
  await controller.change('DefineApproval', {
    ...{ documentType: 'PURCHASE_REQUISITION', expectedVersion: 0 },
    branches: [
      { condition: { amountBelow: '100' }, levels: [] },
      { levels: [{ signatures: 'ANY', roleCodes: ['CONTROLLER'] }] },
    ],
  })
  await company.atRest()
  const itemId = company.itemIds.get('STEEL')
  const small = await needs(company, [{ itemId, quantity: '1', unitPrice: '99.99' }])
  await submits(storekeeper, small)
  expect(await once(controller, small, 'APPROVED')).toMatchObject({ legs: [{ kind: 'APPROVAL', state: 'POSTED' }] })

  const large = await needs(company, [{ itemId, quantity: '1', unitPrice: '100' }])
  expect(await submits(storekeeper, large)).toMatchObject({ status: 'PENDING_APPROVAL' })
  await turnsDown(controller, large, 'Use the old ones')
  const returned = await once(controller, large, 'DRAFT')
  expect(returned).toMatchObject({
    legs: [{ kind: 'APPROVAL', state: 'REFUSED', reason: 'Rejected: Use the old ones' }],
  })
  await submits(storekeeper, { ...large, version: returned.version })
  expect(await signs(controller, large)).toMatchObject({ status: 'APPROVED' })
  expect(await once(controller, large, 'APPROVED')).toMatchObject({ approval: { status: 'APPROVED' } })
})
