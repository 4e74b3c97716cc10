import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

/** R1 100 × 10.00, R2 50 × 11.20, and 60 issued. */
async function received(company: TestCompany, item: string) {
  const { buyer, storekeeper, controller } = company
  const first = await storekeeper.receives(await buyer.agreesOn([`100 × ${item} at 10.00`]), [`100 × ${item}`])
  const second = await storekeeper.receives(await buyer.agreesOn([`50 × ${item} at 11.20`]), [`50 × ${item}`])
  const issue = await storekeeper.change<{ id: string; version: number }>('CreateMiscellaneousMovement', {
    ...{ kind: 'OTHER_ISSUE', businessDate: today, reason: 'Exhibition' },
    lines: [{ itemId: company.itemIds.get(item), warehouseId: company.warehouses.get('MAIN')?.id, quantity: '60' }],
  })
  await controller.change('ConfirmMiscellaneousMovement', {
    ...{ documentId: issue.id, expectedVersion: issue.version, waitMs: 10_000 },
  })
  return { first, second }
}

const items = [
  { item: 'STEEL', costing: 'at moving average', variance: ['27.00', '3.00'], stock: '90 / 963.00' },
  { item: 'PAINT', costing: 'first in, first out', variance: ['12.00', '18.00'], stock: '90 / 972.00' },
] as const

/** Every voucher and every line of it leads back to the invoice. */
const fromInvoice = {
  source: { __typename: 'SupplierInvoice' },
  lines: { nodes: expect.arrayContaining([{ sourceLine: { __typename: 'SupplierInvoiceLine' } }]) },
}

for (const { item, costing, variance, stock } of items) {
  scenario(`An invoice dearer than its receipt is owed to the cent, ${costing}`, async ({ company }) => {
    const { accountant, bookkeeper } = company
    const { first, second } = await received(company, item)
    const draft = await bookkeeper.writesInvoice(first, [`100 × ${item} for 1030.00 and 133.90`])
    const invoice = await bookkeeper.matches(draft)
    expect(invoice).toMatchObject({ status: 'CONFIRMED', differences: [], variance: { amount: '30.00' } })
    expect(await company.legsOf(invoice)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
    const [stockShare, goneShare] = variance
    expect((await company.entriesOf(invoice)).toSorted((left, right) => left.length - right.length)).toEqual(
      expect.arrayContaining([
        ['Dr 2202.02 1000.00', 'Dr 2221.01.01 133.90', 'Cr 2202.01 1133.90'],
        [`Dr 1403 ${stockShare}`, `Dr 6401 ${goneShare}`, 'Cr 2202.01 30.00'],
      ]),
    )
    expect(await company.stockOf(item)).toEqual({ MAIN: stock })
    expect(await accountant.ask('UninvoicedReceiptLines')).toEqual({
      uninvoicedReceiptLines: {
        nodes: [
          {
            ...{ goodsReceipt: { number: second.number }, uninvoicedBaseQuantity: '50', invoiceStatus: 'OPEN' },
            uninvoicedValue: { amount: '560.00' },
          },
        ],
      },
    })
    expect(await accountant.ask('InvoicesOfReceipt', { id: first.id })).toMatchObject({
      goodsReceipt: {
        invoiceStatus: 'COMPLETE',
        supplierInvoices: [
          {
            number: invoice.number,
            stockEntries: [{ quantity: '0', value: { amount: stockShare }, clearingValue: { amount: '30.00' } }],
            lines: {
              nodes: [
                {
                  cleared: { amount: '1000.00' },
                  goodsReceiptLine: {
                    purchaseOrderLine: { invoicedBaseQuantity: '100', purchaseOrder: { invoiceStatus: 'COMPLETE' } },
                  },
                },
              ],
            },
            vouchers: [fromInvoice, fromInvoice],
          },
        ],
      },
    })
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })

    const back = await bookkeeper.takesBack(invoice)
    expect(back.status).toBe('CANCELLED')
    expect(await company.entriesOf(back)).toEqual(
      expect.arrayContaining([
        ['Dr 2202.02 -1000.00', 'Dr 2221.01.01 -133.90', 'Cr 2202.01 -1133.90'],
        [`Dr 1403 -${stockShare}`, `Dr 6401 -${goneShare}`, 'Cr 2202.01 -30.00'],
      ]),
    )
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
  })
}

scenario(
  'A cheaper invoice takes value out of stock, and the last of a receipt clears what is left',
  async ({ company }) => {
    const { buyer, storekeeper, bookkeeper, accountant } = company
    const receipt = await storekeeper.receives(await buyer.agreesOn(['3 × STEEL at 3.333333']), ['3 × STEEL'])
    const cleared: string[] = []
    for (const [net, tax] of [
      ['3.33', '0.43'],
      ['3.34', '0.43'],
      ['3.20', '0.42'],
    ]) {
      const invoice = await bookkeeper.matches(
        await bookkeeper.writesInvoice(receipt, [`1 × STEEL for ${net} and ${tax}`]),
      )
      const [own] = (await company.entriesOf(invoice)).filter(([line]) => line?.startsWith('Dr 2202.02'))
      cleared.push(own?.[0] ?? '')
    }
    expect(cleared).toEqual(['Dr 2202.02 3.33', 'Dr 2202.02 3.34', 'Dr 2202.02 3.33'])
    expect(await company.stockOf('STEEL')).toEqual({ MAIN: '3 / 9.87' })
    expect(await accountant.ask('UninvoicedReceiptLines')).toEqual({ uninvoicedReceiptLines: { nodes: [] } })
    const again = bookkeeper.writesInvoice(receipt, ['1 × STEEL for 3.33 and 0.43'])
    expect(await refusalOf(again)).toMatchObject({ code: 'NOTHING_TO_INVOICE', received: '3', invoiced: '3' })
  },
)

scenario('What differs too much is held until somebody else lets it pass', async ({ company }) => {
  const { buyer, storekeeper, bookkeeper, controller } = company
  const receipt = await storekeeper.receives(await buyer.agreesOn(['10 × STEEL at 10.00']), ['10 × STEEL'])
  const draft = await bookkeeper.writesInvoice(receipt, ['10 × STEEL for 120.00 and 15.60'])
  const held = await bookkeeper.matches(draft)
  expect(held).toMatchObject({
    ...{ status: 'HELD', legs: [], variance: null },
    differences: [{ kind: 'PRICE', expected: '100.00', invoiced: '120.00', allowed: '5 %' }],
  })
  const before = await company.everything()
  const release = { supplierInvoiceId: held.id, expectedVersion: held.version, reason: 'Steel is scarce' }
  await expect(bookkeeper.change('ReleaseSupplierInvoice', release)).rejects.toThrow(
    'procurement.supplierInvoice.release',
  )
  expect(await refusalOf(bookkeeper.takesBack({ ...held, version: 9 }))).toMatchObject({ code: 'STALE_VERSION' })
  expect(await company.everything()).toEqual(before)

  const passed = await controller.change<typeof held>('ReleaseSupplierInvoice', { ...release, waitMs: 10_000 })
  expect(passed).toMatchObject({ status: 'CONFIRMED', variance: { amount: '20.00' } })
  await company.atRest()
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: '10 / 120.00' })
})

scenario('A price that was agreed with a supplier is held more narrowly than all others', async ({ company }) => {
  const { buyer, storekeeper, bookkeeper, controller, supplierId } = company
  const agreed = { supplierId, itemId: company.itemIds.get('STEEL'), pricePercent: '1' }
  await expect(buyer.change('SetInvoiceToleranceRule', { ...agreed, expectedVersion: 0 })).rejects.toThrow(
    'procurement.invoiceTolerance.manage',
  )
  const rule = await controller.change<{ version: number }>('SetInvoiceToleranceRule', {
    ...agreed,
    expectedVersion: 0,
  })
  const receipt = await storekeeper.receives(await buyer.agreesOn(['10 × STEEL at 10.00', '10 × TILE at 10.00']), [
    '10 × STEEL',
    '10 × TILE',
  ])
  const charged = ['10 × STEEL for 102.00 and 13.26', '10 × TILE for 102.00 and 13.26']
  const held = await bookkeeper.matches(await bookkeeper.writesInvoice(receipt, charged))
  const { differences } = held
  expect(differences).toEqual([
    {
      ...{ lineNumber: 1, kind: 'PRICE', expected: '100.00', invoiced: '102.00', allowed: '1 %' },
      heldAgainst: 'SUPPLIER_AND_ITEM',
    },
  ])
  const outdated = controller.change('SetInvoiceToleranceRule', { ...agreed, expectedVersion: 0, pricePercent: '2' })
  expect(await refusalOf(outdated)).toMatchObject({ code: 'STALE_VERSION', currentVersion: 1 })
  const wider = { ...agreed, expectedVersion: rule.version, pricePercent: '2' }
  expect(await controller.change('SetInvoiceToleranceRule', wider)).toMatchObject({ version: 2, pricePercent: '2' })
  expect(await bookkeeper.matches(held)).toMatchObject({ status: 'CONFIRMED', variance: { amount: '4.00' } })
})

scenario('A price difference that goods have taken with them is not taken back', async ({ company }) => {
  const { bookkeeper } = company
  const { first } = await received(company, 'PAINT')
  const invoice = await bookkeeper.matches(
    await bookkeeper.writesInvoice(first, ['100 × PAINT for 1030.00 and 133.90']),
  )
  const issue = await company.storekeeper.change<{ id: string; version: number }>('CreateMiscellaneousMovement', {
    ...{ kind: 'OTHER_ISSUE', businessDate: today, reason: 'Exhibition' },
    lines: [{ itemId: company.itemIds.get('PAINT'), warehouseId: company.warehouses.get('MAIN')?.id, quantity: '40' }],
  })
  await company.controller.change('ConfirmMiscellaneousMovement', {
    ...{ documentId: issue.id, expectedVersion: issue.version, waitMs: 10_000 },
  })
  const kept = await bookkeeper.takesBack(invoice)
  expect(kept).toMatchObject({ status: 'CONFIRMED', refusalCode: 'STOCK_USED_SINCE' })
  expect(await company.legsOf(kept)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
  expect(await company.stockOf('PAINT')).toEqual({ MAIN: '50 / 560.00' })
  expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' })
})
