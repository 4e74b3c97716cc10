import { expect } from 'vitest'
import type { GoodsReceipt, PurchaseReturn, SupplierInvoice } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

const items = [
  { item: 'STEEL', costing: 'at moving average', before: '85 / 983.00', after: '75 / 880.00', dearer: '75 / 883.00' },
  { item: 'PAINT', costing: 'first in, first out', before: '85 / 990.00', after: '75 / 887.00', dearer: '75 / 890.00' },
] as const

for (const { item, costing, before, after, dearer } of items) {
  scenario(`Goods go back after their invoice and the supplier credits them, ${costing}`, async ({ company }) => {
    const { buyer, bookkeeper, accountant } = company
    const { first, invoice } = await traded(company, item)
    expect(await company.stockOf(item)).toEqual({ MAIN: before })

    const tooMany = buyer.returns(first, [`101 × ${item}`], { afterInvoice: true })
    expect(await refusalOf(tooMany)).toMatchObject({
      ...{ code: 'RETURN_EXCEEDS_INVOICED', returned: '0', requested: '101', available: '100' },
    })
    const back = await buyer.sendsBack(await buyer.returns(first, [`10 × ${item}`], { afterInvoice: true }))
    expect(back.status).toBe('CONFIRMED')
    expect(await company.legsOf(back)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
    expect(await company.entriesOf(back)).toEqual([['Dr 2202.02 103.00', 'Cr 1403 103.00']])
    expect(await company.stockOf(item)).toEqual({ MAIN: after })
    if (item === 'PAINT') expect((await company.layersOf(item))[0]).toBe('GR-2026-000001 30 / 309.00')
    expect(await accountant.ask('UncreditedReturnLines')).toEqual(owed(back, 'OPEN', '10', '103.00'))
    expect(await refusalOf(bookkeeper.takesBack(invoice))).toMatchObject({
      ...{ code: 'INVOICED_GOODS_WENT_BACK', returned: '10', left: '0' },
    })

    const draft = await accountant.change<SupplierInvoice>('CreditPurchaseReturns', {
      ...{ purchaseReturnIds: [back.id], supplierInvoiceNumber: 'RED-1', invoicedOn: today, postedOn: today },
    })
    const creditNote = await bookkeeper.matches(draft)
    expect(creditNote).toMatchObject({ status: 'CONFIRMED', differences: [], variance: { amount: '0.00' } })
    expect(await company.legsOf(creditNote)).toEqual(['LEDGER POSTED'])
    const credited = ['Dr 2202.01 116.39', 'Cr 2202.02 103.00', 'Cr 2221.01.01 13.39']
    expect(await company.entriesOf(creditNote)).toEqual([credited])
    expect(await accountant.ask('UncreditedReturnLines')).toEqual({ uncreditedReturnLines: { nodes: [] } })
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })

    const takenBack = await bookkeeper.takesBack(creditNote)
    expect(takenBack.status).toBe('CANCELLED')
    expect(await company.entriesOf(takenBack)).toEqual([
      credited,
      ['Dr 2202.01 -116.39', 'Cr 2202.02 -103.00', 'Cr 2221.01.01 -13.39'],
    ])
    expect(await accountant.ask('UncreditedReturnLines')).toEqual(owed(back, 'OPEN', '10', '103.00'))

    // Less is credited than the goods left with: those that stay bear the rest, as DOMAIN has stock leave at what is credited.
    const less = await bookkeeper.matches(
      await bookkeeper.writesCreditNote(back, [`10 × ${item} for 100.00 and 13.00`]),
    )
    expect(less).toMatchObject({ status: 'CONFIRMED', variance: { amount: '3.00' } })
    expect((await company.entriesOf(less)).toSorted((left, right) => left.length - right.length)).toEqual([
      ['Dr 1403 3.00', 'Cr 2202.01 3.00'],
      ['Dr 2202.01 116.00', 'Cr 2202.02 103.00', 'Cr 2221.01.01 13.00'],
    ])
    expect(await company.stockOf(item)).toEqual({ MAIN: dearer })
    expect(await accountant.ask('UncreditedReturnLines')).toEqual({ uncreditedReturnLines: { nodes: [] } })
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
    const again = bookkeeper.writesCreditNote(back, [`1 × ${item} for 10.30 and 1.34`])
    expect(await refusalOf(again)).toMatchObject({ code: 'NOTHING_TO_CREDIT', returned: '10', credited: '10' })
  })
}

scenario(
  'What is invoiced dearer than it carries by now leaves a difference to the cost of sales',
  async ({ company }) => {
    const { buyer, storekeeper, bookkeeper } = company
    const first = await storekeeper.receives(await buyer.agreesOn(['10 × STEEL at 100.00']), ['10 × STEEL'])
    await storekeeper.receives(await buyer.agreesOn(['100 × STEEL at 10.00']), ['100 × STEEL'])
    await bookkeeper.matches(await bookkeeper.writesInvoice(first, ['10 × STEEL for 1000.00 and 130.00']))
    await delivers(company, '100 × STEEL')
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '10 / 181.82' })

    const back = await buyer.sendsBack(await buyer.returns(first, ['8 × STEEL'], { afterInvoice: true }))
    expect(await company.entriesOf(back)).toEqual([['Dr 2202.02 800.00', 'Cr 1403 145.46', 'Cr 6401 654.54']])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '2 / 36.36' })
    const creditNote = await bookkeeper.matches(
      await bookkeeper.writesCreditNote(back, ['8 × STEEL for 800.00 and 104.00']),
    )
    expect(await company.entriesOf(creditNote)).toEqual([
      ['Dr 2202.01 904.00', 'Cr 2202.02 800.00', 'Cr 2221.01.01 104.00'],
    ])
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
  },
)

/** The worked chain until five have come back from the customer. */
async function traded(company: TestCompany, item: string) {
  const { buyer, storekeeper, bookkeeper, sales } = company
  const first = await storekeeper.receives(await buyer.agreesOn([`100 × ${item} at 10.00`]), [`100 × ${item}`])
  const second = await storekeeper.receives(await buyer.agreesOn([`50 × ${item} at 11.20`]), [`50 × ${item}`])
  const delivery = await delivers(company, `60 × ${item}`)
  const invoice = await bookkeeper.matches(
    await bookkeeper.writesInvoice(first, [`100 × ${item} for 1030.00 and 133.90`]),
  )
  await buyer.sendsBack(await buyer.returns(second, [`10 × ${item}`]))
  await freight(company, second, '80.00')
  await sales.takesIn(await sales.hasBack(delivery, [`5 × ${item}`]))
  await company.atRest()
  return { first, invoice }
}

async function delivers({ sales }: TestCompany, line: string) {
  return sales.delivers(await sales.promises([`${line} at 18.00`]))
}

async function freight({ accountant, controller, atRest }: TestCompany, receipt: GoodsReceipt, amount: string) {
  const { data } = await accountant.send<{ goodsReceipt: { stockEntries: { id: string }[] } }>(
    'query ($id: ID!) { goodsReceipt(id: $id) { stockEntries { id } } }',
    { id: receipt.id },
  )
  const draft = await accountant.change<{ id: string; version: number }>('CreateLandedCost', {
    ...{ businessDate: today, charges: [{ name: 'Freight', amount, basis: 'VALUE' }] },
    stockEntryIds: data?.goodsReceipt.stockEntries.map(({ id }) => id),
  })
  await controller.change('ConfirmLandedCost', {
    ...{ documentId: draft.id, expectedVersion: draft.version, waitMs: 10_000 },
  })
  await atRest()
}

function owed({ number }: PurchaseReturn, creditStatus: string, quantity: string, value: string) {
  const line = { uncreditedBaseQuantity: quantity, uncreditedValue: { amount: value } }
  return { uncreditedReturnLines: { nodes: [{ ...line, purchaseReturn: { number, creditStatus } }] } }
}
