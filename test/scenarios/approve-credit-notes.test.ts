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

/** A service worth this much with tax, credited freely; its own maker submits it. */
async function credited({ biller, sales, taxCodeId }: TestCompany, itemId: string, unitPrice: string) {
  const { id, version } = await biller.change<{ id: string; version: number }>('CreditServices', {
    ...{ customerId: await sales.customerId(), creditedOn: today, reason: '安装不当', pricesIncludeTax: true },
    lines: [{ itemId, quantity: '1', unitPrice, taxCodeId }],
  })
  return biller.change<ApprovedDocument>('ConfirmCreditNote', { creditNoteId: id, expectedVersion: version })
}

scenario(
  'A small credit note passes by a rule, the controller lets a larger one count, and one that is turned down is a draft',
  async ({ company }) => {
    const { controller } = company
    await hasApproved(company, 'CREDIT_NOTE', [
      { condition: { amountBelow: '100', categories: ['SERVICE'] }, levels: [] },
      { levels: [byController] },
    ])
    const { id: itemId } = await controller.change<{ id: string }>('CreateItem', {
      ...{ code: 'ASSEMBLY', name: { zh: '安装', en: 'Assembly' }, itemClass: 'SERVICE', baseUnit: 'h' },
    })
    await company.atRest()
    const once = (document: ApprovedDocument, status: string) =>
      documentOnce<ApprovedDocument>(controller, 'CreditNoteApproval', document, status)

    const small = await credited(company, itemId, '99.99')
    expect(await once(small, 'CONFIRMED')).toMatchObject({ approval: { status: 'APPROVED' } })

    const large = await credited(company, itemId, '100.00')
    expect(large.status).toBe('PENDING_APPROVAL')
    expect(await signs(controller, large)).toMatchObject({ status: 'APPROVED' })
    expect(await once(large, 'CONFIRMED')).toMatchObject({ approval: { amount: { amount: '100.00' } } })

    const third = await credited(company, itemId, '200.00')
    await turnsDown(controller, third, 'Once is enough')
    expect(await once(third, 'DRAFT')).toMatchObject({
      legs: [{ kind: 'APPROVAL', state: 'REFUSED', reason: 'Rejected: Once is enough' }],
    })
    await company.atRest()
    expect(await company.entriesOf(large)).toEqual([['Dr 1122 -100.00', 'Cr 6001 -88.50', 'Cr 2221.01.02 -11.50']])
    expect(await company.entriesOf(third)).toEqual([])
  },
  120_000,
)
