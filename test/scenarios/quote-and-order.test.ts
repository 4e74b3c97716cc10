import { expect } from 'vitest'
import type { SalesOrder } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface Quotation {
  readonly id: string
  readonly number: string
  readonly version: number
  readonly lines: { readonly nodes: readonly { readonly id: string }[] }
}

scenario(
  'What is quoted at a listed price is ordered at that price, in parts, until nothing is open',
  async ({ company }) => {
    const { sales, controller, buyer, storekeeper } = company
    await storekeeper.receives(await buyer.agreesOn(['100 × LAMP at 10.00']), ['100 × LAMP'])
    await company.atRest()
    await controller.change('CreatePriceList', {
      ...{ code: 'RETAIL', name: { zh: '零售价', en: 'Retail' }, beginsOn: today },
      lines: [
        { itemId: company.itemIds.get('LAMP'), unitPrice: '20' },
        { itemId: company.itemIds.get('LAMP'), unitPrice: '18', fromQuantity: '50' },
      ],
    })
    const terms = {
      ...{ customerId: await sales.customerId(), quotedOn: today, expiresOn: today },
      lines: [{ itemId: company.itemIds.get('LAMP'), quantity: '60', taxCodeId: company.taxCodeId }],
    }
    const draft = await sales.change<Quotation>('CreateQuotation', terms)
    const from = {
      ...{ quotationId: draft.id, orderedOn: today, warehouseId: company.warehouses.get('MAIN')?.id },
    }
    expect(await refusalOf(sales.change('OrderQuotation', from))).toMatchObject({ code: 'QUOTATION_STATUS_WRONG' })
    await sales.change('OfferQuotation', { quotationId: draft.id, expectedVersion: draft.version })

    const lines = [{ quotationLineId: draft.lines.nodes[0]?.id, quantity: '10' }]
    const part = await sales.change<SalesOrder>('OrderQuotation', { ...from, lines })
    expect(part).toMatchObject({
      lines: {
        nodes: [{ quantity: '10', quotationLine: { openQuantity: '50', quotation: { number: draft.number } } }],
      },
    })
    expect(await sales.confirms(part)).toMatchObject({ status: 'CONFIRMED', gross: { amount: '203.40' } })
    const rest = await sales.change<SalesOrder>('OrderQuotation', from)
    expect(rest).toMatchObject({
      lines: {
        nodes: [
          {
            quantity: '50',
            quotationLine: {
              openQuantity: '0',
              quotation: { salesOrders: [{ number: part.number }, { number: rest.number }] },
            },
          },
        ],
      },
    })
    expect(await refusalOf(sales.change('OrderQuotation', from))).toMatchObject({ code: 'INVALID_INPUT' })
  },
  120_000,
)
