import { expect } from 'vitest'
import type { GoodsReceipt } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

const usd = (exchangeRate: string) => ({ currency: 'USD', exchangeRate })

/** Goods that were ordered in USD without VAT, and came at a rate of 7.10. */
async function receivedAbroad({ buyer, storekeeper }: TestCompany, line: string, ordered: string) {
  const { taxCodes } = await buyer.ask<{ taxCodes: { nodes: { id: string; ratePercent: string }[] } }>('TaxCodes')
  const taxCodeId = taxCodes.nodes.find(({ ratePercent }) => Number(ratePercent) === 0)?.id
  if (!taxCodeId) throw new Error('The books have no VAT of 0 %')
  const order = await buyer.agreesOn([ordered], { currency: 'USD', taxCodeId })
  return storekeeper.receives(order, [line], { rate: '7.10' })
}

const steel = (company: TestCompany) => receivedAbroad(company, '100 × STEEL', '100 × STEEL at 10.00')

const shortestFirst = (vouchers: readonly (readonly string[])[]) =>
  vouchers.toSorted((left, right) => left.length - right.length)

async function owed({ accountant, supplierId }: TestCompany) {
  const { openItems } = await accountant.ask<{
    openItems: { nodes: Record<'open' | 'carrying', { amount: string }>[] }
  }>('OpenItems', { partyId: supplierId })
  return openItems.nodes.map(({ open, carrying }) => ({ open, carrying: carrying.amount }))
}

const nothingUninvoiced = { uninvoicedReceiptLines: { nodes: [] } }

scenario('What the price and what the rate has changed differ apart from each other', async ({ company }) => {
  const { bookkeeper, accountant } = company
  const receipt = await steel(company)
  expect(await company.entriesOf(receipt)).toEqual([['Dr 1403 7100.00', 'Cr 2202.02 7100.00']])

  const invoice = await bookkeeper.matches(
    await bookkeeper.writesInvoice(receipt, ['100 × STEEL for 1020.00 and 0.00'], 'INV-778', usd('7.20')),
  )
  expect(invoice).toMatchObject({ status: 'CONFIRMED', differences: [], variance: { amount: '144.00' } })
  expect(await company.legsOf(invoice)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
  // Together: Dr GRIR 7,100.00 · Dr INV 144.00 · Dr FIN 100.00 · Cr AP 7,344.00.
  const own = ['Dr 2202.02 7244.00', 'Dr 6603.03 100.00', 'Cr 2202.01 7344.00']
  const variance = ['Dr 1403 144.00', 'Cr 2202.02 144.00']
  expect(shortestFirst(await company.entriesOf(invoice))).toEqual([variance, own])
  expect(await owed(company)).toEqual([{ open: { amount: '1020.00', currency: 'USD' }, carrying: '7344.00' }])
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '100 / 7244.00' })
  expect(await accountant.ask('UninvoicedReceiptLines')).toEqual(nothingUninvoiced)
  expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })

  const back = await bookkeeper.takesBack(invoice)
  expect(shortestFirst(await company.entriesOf(back)).slice(1, 2)).toEqual([['Dr 1403 -144.00', 'Cr 2202.02 -144.00']])
  expect(await owed(company)).toEqual([])
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '100 / 7100.00' })
})

scenario(
  'At the rate of the receipt there is no difference of exchange, however often it is invoiced',
  async ({ company }) => {
    const { bookkeeper, accountant } = company
    const receipt = await receivedAbroad(company, '3 × STEEL', '3 × STEEL at 3.333333')
    const entries: string[][] = []
    for (const net of ['3.33', '3.34', '3.33']) {
      const draft = await bookkeeper.writesInvoice(receipt, [`1 × STEEL for ${net} and 0.00`], undefined, usd('7.10'))
      entries.push(...(await company.entriesOf(await bookkeeper.matches(draft))))
    }
    expect(entries.flat().filter((line) => line.includes('6603'))).toEqual([])
    expect(await accountant.ask('UninvoicedReceiptLines')).toEqual(nothingUninvoiced)
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
  },
)

scenario('Receipts are carried down in their own currency, and a fallen rate is a gain', async ({ company }) => {
  const { bookkeeper } = company
  const receipt = await steel(company)
  const down = { goodsReceiptIds: [receipt.id], supplierInvoiceNumber: 'INV-779', invoicedOn: today }
  const carriedDown = (exchangeRate?: string) =>
    bookkeeper.change<GoodsReceipt & { status: string }>('InvoiceGoodsReceipts', {
      ...{ ...down, postedOn: today, exchangeRate },
    })
  const before = await company.everything()
  expect(await refusalOf(carriedDown())).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'exchangeRate'] })
  const inOwn = bookkeeper.writesInvoice(receipt, ['100 × STEEL for 7100.00 and 0.00'])
  expect(await refusalOf(inOwn)).toMatchObject({ code: 'INVALID_INPUT' })
  expect(await company.everything()).toEqual(before)

  const invoice = await bookkeeper.matches((await carriedDown('7.00')) as never)
  expect(await company.entriesOf(invoice)).toEqual([['Dr 2202.02 7100.00', 'Cr 6603.03 100.00', 'Cr 2202.01 7000.00']])
})

scenario('Goods that go back after their invoice are credited at the rate of that day', async ({ company }) => {
  const { bookkeeper, buyer, accountant } = company
  const receipt = await steel(company)
  const invoice = await bookkeeper.matches(
    await bookkeeper.writesInvoice(receipt, ['100 × STEEL for 1000.00 and 0.00'], undefined, usd('7.20')),
  )
  expect(await company.entriesOf(invoice)).toEqual([['Dr 2202.02 7100.00', 'Dr 6603.03 100.00', 'Cr 2202.01 7200.00']])
  const returned = await buyer.sendsBack(await buyer.returns(receipt, ['10 × STEEL'], { afterInvoice: true }))
  const [goneBack] = await company.entriesOf(returned)
  expect(goneBack?.[0]).toBe('Dr 2202.02 720.00')

  const creditNote = await bookkeeper.matches(
    await bookkeeper.writesCreditNote(returned, ['10 × STEEL for 100.00 and 0.00'], usd('7.30')),
  )
  expect(creditNote).toMatchObject({ status: 'CONFIRMED', differences: [], variance: { amount: '0.00' } })
  expect(await company.entriesOf(creditNote)).toEqual([['Dr 2202.01 730.00', 'Cr 2202.02 720.00', 'Cr 6603.03 10.00']])
  expect(await accountant.ask('UncreditedReturnLines')).toEqual({ uncreditedReturnLines: { nodes: [] } })
  expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
})
