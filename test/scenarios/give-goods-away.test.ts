import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

for (const { item, costing, cost, borne } of [
  { item: 'STEEL', costing: 'at moving average', cost: '624.00', borne: '764.40' },
  { item: 'PAINT', costing: 'first in, first out', cost: '600.00', borne: '740.40' },
])
  scenario(
    `What is given away is borne by selling with the tax on its market price, ${costing}`,
    async ({ company }) => {
      const { sales, biller } = company
      await buysTwice(company, item)
      const draft = await sales.gives([`60 × ${item} at 18.00`])
      expect(draft).toMatchObject({ number: 'DN-2026-000001', status: 'DRAFT', legs: [] })
      expect(await refusalOf(sales.lets(draft))).toMatchObject({ code: 'GIFT_NEEDS_ANOTHER' })
      const gift = await sales.lets(draft, company.administrator)
      expect(gift).toMatchObject({ status: 'CONFIRMED' })
      expect(await company.legsOf(gift)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
      const voucher = [`Dr 6601 ${borne}`, `Cr 1403 ${cost}`, 'Cr 2221.01.02 140.40']
      expect(await company.entriesOf(gift)).toEqual([voucher])
      expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
      expect(await sales.ask('Gift', { id: gift.id })).toEqual({
        delivery: {
          ...{ kind: 'GIFT', giftReason: 'Sample for the trade fair', invoiceStatus: 'COMPLETE', salesOrder: null },
          lines: {
            nodes: [
              {
                ...{ uninvoicedBaseQuantity: '0', salesOrderLine: null },
                gift: {
                  ...{ unitPrice: '18', pricesIncludeTax: false, taxRatePercent: '13', taxCode: { code: 'VAT13' } },
                  ...{ priceList: null, net: { amount: '1080.00' }, tax: { amount: '140.40' } },
                },
              },
            ],
          },
        },
      })

      const before = await company.everything()
      expect(await refusalOf(biller.writesInvoice(gift))).toMatchObject({ code: 'INVALID_INPUT' })
      expect(await refusalOf(sales.hasBack(gift, [`1 × ${item}`]))).toMatchObject({ code: 'GIFT_NOT_RETURNABLE' })
      expect(await refusalOf(sales.gives([`1 × ${item}`]))).toMatchObject({ code: 'PRICE_NOT_FOUND' })
      expect(await company.everything()).toEqual(before)

      expect(await sales.takesBack(gift)).toMatchObject({ status: 'CANCELLED', refusalCode: null })
      await company.atRest()
      expect(await company.entriesOf(gift)).toEqual([voucher, voucher.map((line) => line.replace(/ (?=[^ ]+$)/, ' -'))])
      expect(await company.stockOf(item)).toEqual({ MAIN: '150 / 1560.00' })
    },
  )

/** 100 at 10.00 and 50 at 11.20. */
async function buysTwice({ buyer, storekeeper, atRest }: TestCompany, item: string): Promise<void> {
  await storekeeper.receives(await buyer.agreesOn([`100 × ${item} at 10.00`]), [`100 × ${item}`])
  await storekeeper.receives(await buyer.agreesOn([`50 × ${item} at 11.20`]), [`50 × ${item}`])
  await atRest()
}
