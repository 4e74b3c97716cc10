import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

scenario(
  'Goods that are charged before they come are on their way until they do, part by part',
  async ({ company }) => {
    const { buyer, storekeeper, bookkeeper, accountant } = company
    const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
    const invoice = await bookkeeper.matches(
      await bookkeeper.writesInvoiceAhead(order, ['60 × STEEL for 609.00 and 79.17']),
    )
    expect(invoice).toMatchObject({ status: 'CONFIRMED', differences: [] })
    expect(await company.legsOf(invoice)).toEqual(['LEDGER POSTED'])
    expect(await company.entriesOf(invoice)).toEqual([['Dr 1402 609.00', 'Dr 2221.01.01 79.17', 'Cr 2202.01 688.17']])
    expect(await accountant.ask('GoodsInTransit')).toMatchObject({
      goodsInTransit: {
        nodes: [
          {
            ...{ quantity: '60', arrivedBaseQuantity: '0', inTransitValue: { amount: '609.00' } },
            purchaseOrderLine: { invoicedBaseQuantity: '60' },
          },
        ],
      },
    })

    // 20 of the 60 that were charged, then the rest of them with 40 that were not.
    const first = await storekeeper.receives(order, ['20 × STEEL'])
    expect(await company.legsOf(first)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
    expect(await company.entriesOf(first)).toEqual(
      expect.arrayContaining([
        ['Dr 1403 203.00', 'Cr 2202.02 203.00'],
        ['Dr 2202.02 203.00', 'Cr 1402 203.00'],
      ]),
    )
    expect(await refusalOf(bookkeeper.takesBack(invoice))).toMatchObject({
      code: 'INVOICED_GOODS_ARRIVED',
      arrived: '20',
    })
    const second = await storekeeper.receives(order, ['80 × STEEL'])
    expect(await company.entriesOf(second)).toEqual(
      expect.arrayContaining([
        ['Dr 1403 806.00', 'Cr 2202.02 806.00'],
        ['Dr 2202.02 406.00', 'Cr 1402 406.00'],
      ]),
    )
    expect(await accountant.ask('GoodsInTransit')).toEqual({ goodsInTransit: { nodes: [] } })
    expect(await accountant.ask('UninvoicedReceiptLines')).toMatchObject({
      uninvoicedReceiptLines: { nodes: [{ uninvoicedBaseQuantity: '40', uninvoicedValue: { amount: '400.00' } }] },
    })
    expect(await accountant.ask('InvoicesOfReceipt', { id: first.id })).toMatchObject({
      goodsReceipt: { invoiceStatus: 'COMPLETE', supplierInvoices: [{ number: invoice.number }] },
    })

    const rest = await bookkeeper.matches(await bookkeeper.writesInvoice(second, ['40 × STEEL for 404.00 and 52.52']))
    expect(rest).toMatchObject({ status: 'CONFIRMED', variance: { amount: '4.00' } })
    expect(await accountant.ask('UninvoicedReceiptLines')).toEqual({ uninvoicedReceiptLines: { nodes: [] } })
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '100 / 1013.00' })
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })

    const back = await buyer.sendsBack(await buyer.returns(first, ['20 × STEEL'], { afterInvoice: true }))
    expect((await company.entriesOf(back)).flat()[0]).toBe('Dr 2202.02 203.00')
  },
)

scenario(
  'What is charged before it comes is held against the order, and free again when given up',
  async ({ company }) => {
    const { buyer, bookkeeper, accountant } = company
    const order = await buyer.agreesOn(['10 × STEEL at 10.00'])
    const ahead = await bookkeeper.matches(
      await bookkeeper.writesInvoiceAhead(order, ['10 × STEEL for 100.00 and 13.00']),
    )
    const twice = await bookkeeper.matches(await bookkeeper.writesInvoiceAhead(order, ['1 × STEEL for 11.00 and 1.43']))
    expect(twice).toMatchObject({
      status: 'HELD',
      differences: [
        { kind: 'QUANTITY', expected: '0', invoiced: '1' },
        { kind: 'PRICE', expected: '10.00', invoiced: '11.00' },
      ],
    })
    const back = await bookkeeper.takesBack(ahead)
    expect(await company.entriesOf(back)).toEqual([
      ['Dr 1402 100.00', 'Dr 2221.01.01 13.00', 'Cr 2202.01 113.00'],
      ['Dr 1402 -100.00', 'Dr 2221.01.01 -13.00', 'Cr 2202.01 -113.00'],
    ])
    expect(await accountant.ask('GoodsInTransit')).toEqual({ goodsInTransit: { nodes: [] } })
    const again = await bookkeeper.matches(
      await bookkeeper.writesInvoiceAhead(order, ['10 × STEEL for 100.00 and 13.00']),
    )
    expect(again).toMatchObject({ status: 'CONFIRMED' })
  },
)

scenario(
  'Goods in another currency come at what they were charged, and the rest at the rate of the day',
  async ({ company }) => {
    const { buyer, storekeeper, bookkeeper, accountant, supplierId } = company
    const { taxCodes } = await buyer.ask<{ taxCodes: { nodes: { id: string; ratePercent: string }[] } }>('TaxCodes')
    const taxCodeId = taxCodes.nodes.find(({ ratePercent }) => Number(ratePercent) === 0)?.id ?? ''
    const usd = (exchangeRate: string) => ({ currency: 'USD', exchangeRate })
    const order = await buyer.agreesOn(['100 × STEEL at 10.00'], { currency: 'USD', taxCodeId })
    const ahead = await bookkeeper.matches(
      await bookkeeper.writesInvoiceAhead(order, ['60 × STEEL for 606.00 and 0.00'], usd('7.20')),
    )
    // USD 606.00 at 7.20.
    expect(await company.entriesOf(ahead)).toEqual([['Dr 1402 4363.20', 'Cr 2202.01 4363.20']])
    const first = await storekeeper.receives(order, ['20 × STEEL'], { rate: '7.10' })
    const arrived = (value: string) => [
      [`Dr 1403 ${value}`, `Cr 2202.02 ${value}`],
      [`Dr 2202.02 ${value}`, `Cr 1402 ${value}`],
    ]
    expect(await company.entriesOf(first)).toEqual(expect.arrayContaining(arrived('1454.40')))
    // The other 40 at 2,908.80, and 40 at USD 400.00 × 7.05.
    const second = await storekeeper.receives(order, ['80 × STEEL'], { rate: '7.05' })
    expect(await company.entriesOf(second)).toEqual(
      expect.arrayContaining([
        ['Dr 1403 5728.80', 'Cr 2202.02 5728.80'],
        ['Dr 2202.02 2908.80', 'Cr 1402 2908.80'],
      ]),
    )
    expect(await accountant.ask('GoodsInTransit')).toEqual({ goodsInTransit: { nodes: [] } })
    expect(await accountant.ask('UninvoicedReceiptLines')).toMatchObject({
      uninvoicedReceiptLines: { nodes: [{ uninvoicedBaseQuantity: '40', uninvoicedValue: { amount: '2820.00' } }] },
    })
    const rest = await bookkeeper.matches(
      await bookkeeper.writesInvoice(second, ['40 × STEEL for 400.00 and 0.00'], undefined, usd('7.30')),
    )
    expect(await company.entriesOf(rest)).toEqual([['Dr 2202.02 2820.00', 'Dr 6603.03 100.00', 'Cr 2202.01 2920.00']])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '100 / 7183.20' })
    const { openItems } = await accountant.ask<{
      openItems: { nodes: Record<'open' | 'carrying', { amount: string }>[] }
    }>('OpenItems', { partyId: supplierId })
    expect(openItems.nodes.map(({ open, carrying }) => [open.amount, carrying.amount])).toEqual([
      ['606.00', '4363.20'],
      ['400.00', '2920.00'],
    ])
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
  },
)
