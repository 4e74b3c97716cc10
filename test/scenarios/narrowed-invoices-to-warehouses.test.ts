import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { narrow } from '../support/out-of-reach.ts'
import type { Person } from '../support/people.ts'
import { lineOf } from '../support/purchasing.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface Numbered {
  readonly id: string
  readonly number: string
}

scenario(
  'An invoice is in reach when all warehouses that its goods came to or left from are, and counts for everybody',
  async ({ company }) => {
    const { accountant, biller, bookkeeper, buyer, sales, storekeeper, supplierId, taxCodeId } = company
    const order = await buyer.agreesOn(['10 × LAMP at 2.00'])
    const atMain = await storekeeper.receives(order, ['6 × LAMP'])
    const atEast = await storekeeper.receives(order, ['4 × LAMP'], { into: 'EAST' })
    const printed = (supplierInvoiceNumber: string, net: string, tax: string, gross: string) => ({
      ...{ supplierId, supplierInvoiceNumber, invoicedOn: today, postedOn: today, net, tax, gross },
    })
    const goods = (received: typeof atMain) => ({
      ...{ goodsReceiptLineId: lineOf(received, 'LAMP'), quantity: '1', net: '2.00', tax: '0.26' },
    })
    const writes = (content: object) => accountant.change<Numbered>('CreateSupplierInvoice', { ...content })
    const ofMain = await bookkeeper.writesInvoice(atMain, ['1 × LAMP for 2.00 and 0.26'], 'F-MAIN')
    const ofEast = await bookkeeper.writesInvoice(atEast, ['1 × LAMP for 2.00 and 0.26'], 'F-EAST')
    const ofBoth = await writes({
      ...{ ...printed('F-BOTH', '4.00', '0.52', '4.52'), goods: [goods(atMain), goods(atEast)] },
    })
    const ofNone = await writes({
      ...printed('F-NONE', '10.00', '1.30', '11.30'),
      expenses: [{ description: 'Advice', net: '10.00', tax: '1.30', taxCodeId }],
    })
    const ahead = await bookkeeper.writesInvoiceAhead(await buyer.agreesOn(['1 × STEEL at 1.00']), [
      '1 × STEEL for 1.00 and 0.13',
    ])
    await bookkeeper.matches({ ...ofBoth, version: 1 } as typeof ofMain)
    const sent = async (from: string) => sales.delivers(await sales.promises(['2 × LAMP at 5.00'], { from }))
    const [fromMain, fromEast] = [await sent('MAIN'), await sent('EAST')]
    const soldMain = await biller.charges(fromMain, ['1 × LAMP'])
    const soldEast = await biller.charges(fromEast, ['1 × LAMP'])
    const soldBoth = await sales.change<Numbered>('CreateSalesInvoice', {
      invoicedOn: today,
      lines: [fromMain, fromEast].map((one) => ({ deliveryLineId: lineOf(one, 'LAMP'), quantity: '1' })),
    })
    const [lowerMain, lowerEast] = [await biller.lowers(soldMain, ['0.50']), await biller.lowers(soldEast, ['0.50'])]
    const inReach = [ofMain, ofNone, ahead, soldMain, lowerMain].map(({ id }) => id).sort()
    const beyond = [ofEast, ofBoth, soldEast, soldBoth, lowerEast].map(({ id }) => id)
    expect(await shownTo(accountant)).toEqual([...inReach, ...beyond].sort())

    const main = company.warehouses.get('MAIN')?.id ?? ''
    for (const job of ['accountant', 'buyer'])
      await narrow(company, `${job}-${company.code}`.toLowerCase(), { warehouseIds: [main] })
    await eventually(async () => expect(await shownTo(accountant)).toEqual(inReach))
    const [taken] = await Promise.allSettled([
      writes({ ...printed('F-EAST', '2.00', '0.26', '2.26'), goods: [goods(atMain)] }),
    ])
    expect(taken).toMatchObject({ reason: { userErrors: [{ code: 'SUPPLIER_INVOICE_NUMBER_TAKEN' }] } })
    const own = await writes({ ...printed('F-OWN', '2.00', '0.26', '2.26'), goods: [goods(atMain)] })
    expect(await shownTo(accountant)).toContain(own.id)

    const back = await buyer.sendsBack(await buyer.returns(atMain, ['1 × LAMP'], { afterInvoice: true }))
    const { data } = await company.administrator.send(
      'query ($id: ID!) { purchaseReturn(id: $id) { status clearingValue { amount } } }',
      { id: back.id },
    )
    expect(data).toEqual({ purchaseReturn: { status: 'CONFIRMED', clearingValue: { amount: '2.00' } } })
    await narrow(company, `accountant-${company.code}`.toLowerCase(), { warehouseIds: null })
    await company.atRest()
    await eventually(async () => expect(await shownTo(accountant)).toEqual(expect.arrayContaining(beyond)))
    expect(await company.reconciliation()).toMatchObject({ difference: '0.00' })
  },
  120_000,
)

/** The ids of all invoices and credit notes that somebody is shown. */
async function shownTo(reader: Person): Promise<string[]> {
  type Shown = Record<string, { nodes: { id: string; lines: { nodes: unknown[] } }[] }>
  const { data } = await reader.send<Shown>(
    `{ supplierInvoices(first: 100) { nodes { id lines { nodes { id } } } }
       salesInvoices(first: 100) { nodes { id lines { nodes { id } } } }
       creditNotes(first: 100) { nodes { id lines { nodes { id } } } } }`,
    {},
  )
  const shown = Object.values(data ?? {}).flatMap(({ nodes }) => nodes)
  expect(shown.every(({ lines }) => lines.nodes.length > 0)).toBe(true)
  return shown.map(({ id }) => id).sort()
}
