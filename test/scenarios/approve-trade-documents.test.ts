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

const scenario = await useScenarios()

scenario(
  'A small gift passes by a rule, a larger one leaves the stock once the controller signed, and one turned down stays',
  async ({ company }) => {
    const { controller, buyer, storekeeper, sales } = company
    await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
    await hasApproved(company, 'GIFT', [{ condition: { amountBelow: '500' }, levels: [] }, { levels: [byController] }])
    const gives = async (line: string) => {
      const { id, version } = await sales.gives([line])
      return sales.change<ApprovedDocument>('ConfirmDelivery', { deliveryId: id, expectedVersion: version })
    }
    const once = (document: { readonly id: string }, status: string) =>
      documentOnce<ApprovedDocument>(controller, 'GiftApproval', document, status)

    expect(await once(await gives('1 × STEEL at 18.00'), 'CONFIRMED')).toMatchObject({
      approval: { status: 'APPROVED' },
    })

    // 60 × 18.00 and 13 % of it.
    const large = await gives('60 × STEEL at 18.00')
    expect(large.status).toBe('PENDING_APPROVAL')
    await signs(controller, large)
    expect(await once(large, 'CONFIRMED')).toMatchObject({ approval: { amount: { amount: '1220.40' } } })

    const another = await gives('30 × STEEL at 18.00')
    await turnsDown(controller, another, 'Once is enough')
    expect(await once(another, 'DRAFT')).toMatchObject({
      legs: [{ kind: 'APPROVAL', state: 'REFUSED', reason: 'Rejected: Once is enough' }],
    })
    await company.atRest()
    expect(await company.entriesOf(large)).toEqual([['Dr 6601 740.40', 'Cr 1403 600.00', 'Cr 2221.01.02 140.40']])
    expect(await company.entriesOf(another)).toEqual([])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '39 / 390.00' })
  },
  120_000,
)

scenario(
  'A quotation close to the listed price is offered by a rule, and one far below it once the controller signed',
  async ({ company }) => {
    const { controller, sales } = company
    const itemId = company.itemIds.get('STEEL')
    await controller.change('CreatePriceList', {
      ...{
        code: 'RETAIL',
        name: { zh: '零售价', en: 'Retail' },
        beginsOn: today,
        lines: [{ itemId, unitPrice: '20' }],
      },
    })
    await hasApproved(company, 'SALES_QUOTATION', [
      { condition: { discountFrom: '10' }, levels: [byController] },
      { levels: [] },
    ])
    const quotes = async (unitPrice: string) => {
      const item = { itemId, quantity: '60', unitPrice, taxCodeId: company.taxCodeId }
      const { id, version } = await sales.change<ApprovedDocument>('CreateQuotation', {
        ...{ customerId: await sales.customerId(), quotedOn: today, expiresOn: today, lines: [item] },
      })
      return sales.change<ApprovedDocument>('OfferQuotation', { quotationId: id, expectedVersion: version })
    }
    const once = (document: { readonly id: string }, status: string) =>
      documentOnce<ApprovedDocument>(controller, 'QuotationApproval', document, status)

    expect(await once(await quotes('18.01'), 'OFFERED')).toMatchObject({ approval: { status: 'APPROVED' } })
    const far = await quotes('18')
    expect(far.status).toBe('PENDING_APPROVAL')
    await signs(controller, far)
    expect(await once(far, 'OFFERED')).toMatchObject({ approval: { amount: { amount: '1220.40' } } })
    const farther = await quotes('10')
    await turnsDown(controller, farther, 'Not below cost')
    expect(await once(farther, 'DRAFT')).toMatchObject({ legs: [{ reason: 'Rejected: Not below cost' }] })
  },
  120_000,
)
