import { expect } from 'vitest'
import {
  type ApprovedDocument,
  byController,
  documentOnce,
  hasApproved,
  signs,
  turnsDown,
} from '../support/approving.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

/** So many tiles are scrapped, which the storekeeper who writes it submits. */
async function scraps({ storekeeper, itemIds, warehouses }: TestCompany, quantity: string) {
  const { id, version } = await storekeeper.change<ApprovedDocument>('CreateMiscellaneousMovement', {
    ...{ kind: 'SCRAP', businessDate: today, reason: 'Broken' },
    lines: [{ itemId: itemIds.get('TILE'), warehouseId: warehouses.get('MAIN')?.id, quantity }],
  })
  return storekeeper.change<ApprovedDocument>('ConfirmMiscellaneousMovement', {
    documentId: id,
    expectedVersion: version,
  })
}

scenario(
  'A little scrap passes by a rule, the controller lets more of it go at what it carries, and what is turned down stays in stock',
  async ({ company }) => {
    const { buyer, storekeeper, controller } = company
    await storekeeper.receives(await buyer.agreesOn(['30 × TILE at 10.00']), ['30 × TILE'])
    await hasApproved(company, 'STOCK_MOVEMENT', [
      { condition: { amountBelow: '100', categories: ['MERCHANDISE'] }, levels: [] },
      { levels: [byController] },
    ])
    const once = (document: ApprovedDocument, status: string) =>
      documentOnce<ApprovedDocument>(controller, 'MiscellaneousMovementApproval', document, status)

    const few = await scraps(company, '9')
    expect(await once(few, 'CONFIRMED')).toMatchObject({
      approval: { status: 'APPROVED', amount: { amount: '90.00' }, actions: [{}, { action: 'APPROVED', actor: null }] },
    })
    const many = await scraps(company, '10')
    expect(many).toMatchObject({ status: 'PENDING_APPROVAL', legs: [{ kind: 'APPROVAL', state: 'PENDING' }] })
    expect(await company.stockOf('TILE')).toEqual({ MAIN: '21 / 210.00' })
    expect(await signs(controller, many)).toMatchObject({ status: 'APPROVED' })
    expect(await once(many, 'CONFIRMED')).toMatchObject({ approval: { amount: { amount: '100.00' } } })

    const rest = await scraps(company, '11')
    await turnsDown(controller, rest, 'Sell them')
    expect(await once(rest, 'DRAFT')).toMatchObject({
      legs: [{ kind: 'APPROVAL', state: 'REFUSED', reason: 'Rejected: Sell them' }],
    })
    await company.atRest()
    expect(await company.stockOf('TILE')).toEqual({ MAIN: '11 / 110.00' })
    expect(await company.reconciliation()).toMatchObject({ stockValue: '110.00', ledgerValue: '110.00' })
  },
  120_000,
)
