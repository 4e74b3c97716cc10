import { expect } from 'vitest'
import { billerOf } from '../support/billing.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

const invoiceOf60 = ['Dr 1122 1220.40', 'Cr 6001 1080.00', 'Cr 2221.01.02 140.40']
const creditOf5 = ['Dr 1122 -101.70', 'Cr 6001 -90.00', 'Cr 2221.01.02 -11.70']

for (const { item, costing, cost, back, left } of [
  { item: 'STEEL', costing: 'at moving average', cost: '624.00', back: '52.00', left: '95 / 988.00' },
  { item: 'PAINT', costing: 'first in, first out', cost: '600.00', back: '50.00', left: '95 / 1010.00' },
])
  scenario(`What comes back after it was charged is credited in red, ${costing}`, async ({ company }) => {
    const { sales, biller } = company
    const { delivery, invoice } = await charged(company, `60 × ${item} at 18.00`)
    expect(await company.entriesOf(delivery)).toEqual([[`Dr 6401 ${cost}`, `Cr 1403 ${cost}`]])
    expect(await company.entriesOf(invoice)).toEqual([invoiceOf60])
    const returned = await sales.takesIn(await sales.hasBack(delivery, [`5 × ${item}`]))
    expect(await company.entriesOf(returned)).toEqual([[`Dr 1403 ${back}`, `Cr 6401 ${back}`]])

    const creditNote = await biller.credits(await biller.writesCredit(returned))
    expect(creditNote).toMatchObject({
      ...{ number: 'CN-2026-000001', status: 'CONFIRMED', reason: 'Scratched' },
      ...{ net: { amount: '90.00' }, tax: { amount: '11.70' }, gross: { amount: '101.70' } },
    })
    expect(await company.legsOf(creditNote)).toEqual(['LEDGER POSTED'])
    expect(await company.entriesOf(creditNote)).toEqual([creditOf5])
    expect(await company.stockOf(item)).toEqual({ MAIN: left })
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
    expect(await biller.ask('CreditNotesOfInvoice', { id: invoice.id })).toEqual({
      salesInvoice: {
        lines: {
          nodes: [
            {
              ...{ creditedBaseQuantity: '5', creditedNet: { amount: '90.00' }, creditedTax: { amount: '11.70' } },
              deliveryLine: { creditedBaseQuantity: '5', uninvoicedBaseQuantity: '0' },
            },
          ],
        },
        creditNotes: [
          {
            ...{ number: creditNote.number, status: 'CONFIRMED', salesInvoices: [{ number: invoice.number }] },
            salesReturn: { number: returned.number, creditNotes: [{ number: creditNote.number }] },
            lines: {
              nodes: [
                {
                  ...{ baseQuantity: '5', salesInvoiceLine: { lineNumber: 1 } },
                  salesReturnLine: { creditedBaseQuantity: '5' },
                },
              ],
            },
            vouchers: [
              {
                source: { __typename: 'CreditNote' },
                lines: { nodes: Array(3).fill({ sourceLine: { __typename: 'CreditNoteLine' } }) },
              },
            ],
          },
        ],
      },
    })
    expect(await biller.takesBackCredit(creditNote)).toMatchObject({ status: 'CANCELLED' })
    expect(await company.entriesOf(creditNote)).toEqual([
      creditOf5,
      ['Dr 1122 101.70', 'Cr 6001 90.00', 'Cr 2221.01.02 11.70'],
    ])
  })

scenario('A lower price and goods that come back never credit more than was charged', async ({ company }) => {
  const { sales, biller } = company
  const { delivery, invoice } = await charged(company, '60 × STEEL at 18.00')
  const allowance = await billerOf(company.controller).credits(await biller.lowers(invoice, ['60.00']))
  expect(await company.entriesOf(allowance)).toEqual([['Dr 1122 -67.80', 'Cr 6001 -60.00', 'Cr 2221.01.02 -7.80']])
  const returned = await sales.takesIn(await sales.hasBack(delivery, ['60 × STEEL']))
  const rest = await biller.credits(await biller.writesCredit(returned))
  expect(await company.entriesOf(rest)).toEqual([['Dr 1122 -1152.60', 'Cr 6001 -1020.00', 'Cr 2221.01.02 -132.60']])
  await company.sales.session()
  const before = await company.everything()
  expect(await refusalOf(biller.lowers(invoice, ['0.01']))).toMatchObject({
    ...{ code: 'OVER_CREDITING', invoiced: '1080.00', credited: '1080.00', requested: '0.01', open: '0.00' },
    message: '0.01 cannot be credited: 1080.00 is charged, 1080.00 is credited, 0.00 is left.',
  })
  expect(await refusalOf(biller.writesCredit(returned))).toMatchObject({ code: 'SALES_RETURN_NOT_CREDITABLE' })
  expect(await refusalOf(biller.takesBack(invoice))).toMatchObject({ code: 'SALES_INVOICE_CREDITED' })
  expect(await refusalOf(biller.credits(rest))).toMatchObject({ code: 'CREDIT_NOTE_STATUS_WRONG', status: 'CONFIRMED' })
  expect(await refusalOf(biller.writesInvoice(delivery))).toMatchObject({ problem: 'NOTHING_TO_INVOICE' })
  expect(await company.everything()).toEqual(before)
})

/** 100 at 10.00 and 50 at 11.20 received, and of them what is sold gone out and charged. */
async function charged(company: TestCompany, line: string) {
  const { buyer, storekeeper, sales, biller } = company
  const [, item = ''] = /× (\S+) at/.exec(line) ?? []
  await storekeeper.receives(await buyer.agreesOn([`100 × ${item} at 10.00`]), [`100 × ${item}`])
  await storekeeper.receives(await buyer.agreesOn([`50 × ${item} at 11.20`]), [`50 × ${item}`])
  await company.atRest()
  const delivery = await sales.delivers(await sales.promises([line]))
  return { delivery, invoice: await biller.charges(delivery) }
}
