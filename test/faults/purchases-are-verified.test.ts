import { verifySystem } from '@erp/local'
import { startSystem } from '@erp/testing'
import { expect, test } from 'vitest'
import { today } from '../support/test-calendar.ts'
import { registerCompany, type TestCompany } from '../support/test-company.ts'
import { databaseUrlsOf } from './invariants.ts'

const system = await startSystem()

const usd = (exchangeRate: string) => ({ currency: 'USD', exchangeRate })
const line = '10 × STEEL'

/** An order in USD without VAT. */
async function agreesAbroad({ buyer }: TestCompany) {
  const { taxCodes } = await buyer.ask<{ taxCodes: { nodes: { id: string; ratePercent: string }[] } }>('TaxCodes')
  const taxCodeId = taxCodes.nodes.find(({ ratePercent }) => Number(ratePercent) === 0)?.id ?? ''
  return buyer.agreesOn([`${line} at 10.00`], { currency: 'USD', taxCodeId })
}

/** What is charged abroad beyond its receipts, partly, and credited; what is taken back again. */
async function chargesAbroad(company: TestCompany) {
  const { buyer, storekeeper, bookkeeper } = company
  const receipt = await storekeeper.receives(await agreesAbroad(company), [line], { rate: '7.10' })
  await bookkeeper.matches(
    await bookkeeper.writesInvoice(receipt, ['6 × STEEL for 61.20 and 0.00'], undefined, usd('7.20')),
  )
  const cancelled = await bookkeeper.matches(
    await bookkeeper.writesInvoice(receipt, ['3 × STEEL for 30.30 and 0.00'], undefined, usd('7.25')),
  )
  await bookkeeper.takesBack(cancelled)
  const back = await buyer.sendsBack(await buyer.returns(receipt, ['2 × STEEL'], { afterInvoice: true }))
  await bookkeeper.matches(await bookkeeper.writesCreditNote(back, ['2 × STEEL for 20.40 and 0.00'], usd('7.30')))
  await buyer.sendsBack(await buyer.returns(receipt, ['1 × STEEL']))
}

/** What is charged before it comes, of which a part has come, and what is given up. */
async function chargesAhead(company: TestCompany) {
  const { buyer, storekeeper, bookkeeper } = company
  const [own, abroad] = [await buyer.agreesOn([`${line} at 10.00`]), await agreesAbroad(company)]
  await bookkeeper.matches(await bookkeeper.writesInvoiceAhead(own, ['7 × STEEL for 70.70 and 9.19']))
  await bookkeeper.matches(await bookkeeper.writesInvoiceAhead(abroad, ['7 × STEEL for 70.00 and 0.00'], usd('7.20')))
  await bookkeeper.takesBack(
    await bookkeeper.matches(await bookkeeper.writesInvoiceAhead(own, ['2 × STEEL for 20.00 and 2.60'])),
  )
  await storekeeper.receives(own, ['3 × STEEL'])
  await storekeeper.receives(abroad, ['3 × STEEL'], { rate: '7.10' })
  await storekeeper.receives(own, ['6 × STEEL'])
}

const rules = [
  'orders are the sum of their lines',
  'goods received and not invoiced equal their account',
  'goods charged before they came equal their account',
  'estimates taken back and not made anew equal their account',
  'every confirmed receipt and return, and every turned estimate, was told',
  'numbers of purchasing documents have no gap',
  'stock value per item and area equals the general ledger',
  'open items equal the general ledger',
]

test('what is charged abroad, before it comes, or in red holds when the system is verified', {
  timeout: 300_000,
}, async () => {
  const companies = [await registerCompany(system), await registerCompany(system), await registerCompany(system)]
  for (const [index, one] of companies.entries()) {
    const mode = ['DIFFERENCE', 'AT_INVOICE', 'MONTH_START'][index]
    if (index > 0) await one.controller.change('ChooseReceiptEstimates', { mode, effectiveOn: '2026-01-01' })
    await chargesAbroad(one)
    await chargesAhead(one)
    await one.atRest()
  }
  const [, , monthly] = companies
  const { accountant, bookkeeper, buyer, storekeeper } = monthly as TestCompany
  const receipt = await storekeeper.receives(await buyer.agreesOn([`${line} at 10.00`]), [line], { on: '2026-02-27' })
  await accountant.change('TurnReceiptEstimates', { kind: 'REVERSAL', period: '2026-03', waitMs: 10_000 })
  await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, ['4 × STEEL for 40.80 and 5.30']))
  await buyer.sendsBack(await buyer.returns(receipt, ['1 × STEEL'], { on: today }))
  for (const one of companies) await one.atRest()

  const findings = await verifySystem(databaseUrlsOf(system), { atRest: true })
  expect(findings.filter(({ breaks }) => breaks.length > 0)).toEqual([])
  for (const rule of rules) {
    const found = findings.filter((finding) => finding.rule.startsWith(rule))
    expect([rule, found.map(({ examined }) => examined > 0)]).toEqual([rule, [true]])
  }
})
