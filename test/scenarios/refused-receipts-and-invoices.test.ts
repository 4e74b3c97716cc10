import { newId } from '@erp/values'
import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { lineOf } from '../support/purchasing.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

/** Each attempt is refused with its code and the place it is about, and nothing at all has happened. */
async function allRefused(
  company: TestCompany,
  attempts: readonly (readonly [string, string, () => Promise<unknown>])[],
) {
  await company.atRest()
  const before = await company.everything()
  const refused: string[][] = []
  for (const [, , attempt] of attempts) {
    const { code, path, message } = await refusalOf(attempt())
    expect(message).not.toBe('')
    refused.push([code, path.join('.')])
  }
  expect(refused).toEqual(attempts.map(([code, path]) => [code, path]))
  expect(await company.everything()).toEqual(before)
}

scenario('Receipts of what is not ordered, not in use or not in a warehouse are refused', async ({ company }) => {
  const { buyer, storekeeper, controller, itemIds, warehouses } = company
  const advice = await controller.change<{ id: string }>('CreateItem', {
    ...{ code: 'ADVICE', name: { zh: '咨询', en: 'Advice' }, itemClass: 'SERVICE', baseUnit: 'hour' },
  })
  const third = await controller.change<{ id: string }>('CreateItem', {
    ...{ code: 'ROPE', name: { zh: '绳', en: 'Rope' }, itemClass: 'MERCHANDISE', baseUnit: 'coil' },
    ...{ costing: 'MOVING_AVERAGE', units: [{ unit: 'metre', numerator: '1', denominator: '3' }] },
  })
  await company.atRest()
  const agreed = async (...lines: { itemId: string; unit?: string }[]) => {
    const draft = await buyer.change<{ id: string; version: number }>('CreatePurchaseOrder', {
      ...{ supplierId: company.supplierId, orderedOn: today },
      lines: lines.map((line) => ({ ...line, quantity: '3', unitPrice: '10', taxCodeId: company.taxCodeId })),
    })
    return buyer.confirms(draft as never)
  }
  const [order, draftOrder] = [await buyer.agreesOn(['9 × LAMP at 10.00']), await buyer.orders(['1 × STEEL at 10.00'])]
  const [services, ropes] = [await agreed({ itemId: advice.id }), await agreed({ itemId: third.id, unit: 'metre' })]
  const draft = await storekeeper.drafts(order, ['1 × LAMP'])
  const lamp = itemIds.get('LAMP')
  const [east, steelBefore] = [warehouses.get('EAST'), await buyer.agreesOn(['1 × PAINT at 10.00'])]
  await controller.change('ChangeWarehouse', { warehouseId: east?.id, expectedVersion: 1, active: false })
  await controller.change('ChangeItem', { itemId: itemIds.get('PAINT'), expectedVersion: 1, active: false })
  await storekeeper.cancels(await storekeeper.drafts(order, ['1 × LAMP']))
  expect(lamp).toBeDefined()

  const line = 'input.lines.0'
  const note = storekeeper.deliveryNote(order, ['1 × LAMP'])
  const receive = (input: object) => () =>
    storekeeper.change('CreateGoodsReceipt', { ...note, confirm: true, waitMs: 0, ...input })
  const unknown = newId()
  await allRefused(company, [
    ['WAREHOUSE_UNKNOWN', 'input.warehouseId', receive({ warehouseId: unknown })],
    ['WAREHOUSE_INACTIVE', 'input.warehouseId', receive({ warehouseId: east?.id })],
    [
      ...(['PURCHASE_ORDER_LINE_NOT_FOUND', `${line}.purchaseOrderLineId`] as const),
      receive({ lines: [{ purchaseOrderLineId: unknown, quantity: '1' }] }),
    ],
    ['PURCHASE_ORDER_NOT_CONFIRMED', 'input', () => storekeeper.receives(draftOrder, ['1 × STEEL'])],
    ['ITEM_NOT_STOCKED', `${line}.purchaseOrderLineId`, () => storekeeper.receives(services, ['3 × ADVICE'])],
    ['ITEM_INACTIVE', `${line}.purchaseOrderLineId`, () => storekeeper.receives(steelBefore, ['1 × PAINT'])],
    ['QUANTITY_NOT_EXACT', `${line}.quantity`, () => storekeeper.receives(ropes, ['1 × ROPE'])],
    ['OVER_RECEIPT', `${line}.quantity`, () => storekeeper.receives(order, ['10 × LAMP'])],
    ['GOODS_RECEIPT_NOT_FOUND', 'input', () => storekeeper.confirms({ ...draft, id: unknown })],
    ['STALE_VERSION', 'input', () => storekeeper.confirms({ ...draft, version: 7 })],
    ['INVALID_INPUT', 'input.exchangeRate', receive({ exchangeRate: '7.1' })],
    ['INVALID_INPUT', 'input.lines', receive({ lines: [] })],
  ])
  await storekeeper.confirms(draft)
  expect(await refusalOf(storekeeper.confirms({ ...draft, version: 2 }))).toMatchObject({
    code: 'GOODS_RECEIPT_NOT_DRAFT',
  })
})

scenario('Invoices that do not add up, charge nothing known or are entered twice are refused', async ({ company }) => {
  const { buyer, storekeeper, bookkeeper, controller, supplierId, taxCodeId } = company
  const receipt = await storekeeper.receives(await buyer.agreesOn(['10 × STEEL at 10.00']), ['10 × STEEL'])
  const goods = { goodsReceiptLineId: lineOf(receipt, 'STEEL'), quantity: '1', net: '10.00', tax: '1.30' }
  const printed = {
    ...{ supplierId, supplierInvoiceNumber: 'F-KNOWN', invoicedOn: today, postedOn: today },
    ...{ net: '10.00', tax: '1.30', gross: '11.30', goods: [goods] },
  }
  const known = await bookkeeper.matches(await bookkeeper.change('CreateSupplierInvoice', printed))
  expect(known.status).toBe('CONFIRMED')
  const service = { description: 'Advice', net: '10.00', tax: '1.30', taxCodeId }
  const ofServices = { ...printed, goods: [], expenses: [service] }
  const services = await bookkeeper.change<typeof known>('CreateSupplierInvoice', {
    ...{ ...ofServices, supplierInvoiceNumber: 'F-SERVICE' },
  })
  const own = await controller.change<typeof known>('CreateSupplierInvoice', {
    ...{ ...printed, supplierInvoiceNumber: 'F-OWN', net: '15.00', tax: '1.95', gross: '16.95' },
    goods: [{ ...goods, net: '15.00', tax: '1.95' }],
  })
  const held = await controller.change<typeof known>('ConfirmSupplierInvoice', {
    ...{ supplierInvoiceId: own.id, expectedVersion: own.version },
  })
  expect(held.status).toBe('HELD')
  const rule = await controller.ruleFor('EXPENSE', null)
  await controller.removes(rule)
  await company.atRest()

  const write = (input: object) => () =>
    bookkeeper.change('CreateSupplierInvoice', { ...printed, supplierInvoiceNumber: 'F-NEW', ...input })
  const unknown = newId()
  const seen = ({ id, version }: typeof known) => ({ supplierInvoiceId: id, expectedVersion: version })
  const line = 'input.goods.0'
  await allRefused(company, [
    ['INVOICE_TOTALS_DISAGREE', 'input.net', write({ net: '10.01', gross: '11.31' })],
    ['INVOICE_TOTALS_DISAGREE', 'input.gross', write({ gross: '11.31' })],
    ['SUPPLIER_INVOICE_NUMBER_TAKEN', 'input.supplierInvoiceNumber', write({ supplierInvoiceNumber: 'F-KNOWN' })],
    ['SUPPLIER_NOT_FOUND', 'input', write({ supplierId: unknown })],
    [
      ...(['GOODS_RECEIPT_LINE_NOT_FOUND', `${line}.goodsReceiptLineId`] as const),
      write({ goods: [{ ...goods, goodsReceiptLineId: unknown }] }),
    ],
    ['TAX_CODE_UNKNOWN', `${line}.taxCodeId`, write({ goods: [{ ...goods, taxCodeId: unknown }] })],
    ['UNIT_UNKNOWN', `${line}.unit`, write({ goods: [{ ...goods, unit: 'crate' }] })],
    ['INVALID_INPUT', 'input.goods.1.goodsReceiptLineId', write({ goods: [goods, goods] })],
    ['INVALID_INPUT', 'input.exchangeRate', write({ currency: 'USD' })],
    [
      ...(['PURCHASE_RETURN_LINE_NOT_FOUND', `${line}.purchaseReturnLineId`] as const),
      () =>
        bookkeeper.change('CreateSupplierCreditNote', {
          ...{ ...printed, supplierInvoiceNumber: 'F-RED' },
          goods: [{ purchaseReturnLineId: unknown, quantity: '1', net: '10.00', tax: '1.30' }],
        }),
    ],
    ['SUPPLIER_INVOICE_NOT_FOUND', 'input', () => bookkeeper.matches({ ...services, id: unknown })],
    ['SUPPLIER_INVOICE_STATUS_WRONG', 'input', () => bookkeeper.matches(known)],
    ['SERVICE_ACCOUNT_RULE_MISSING', 'input', () => bookkeeper.matches(services)],
    [
      ...(['RELEASE_NEEDS_ANOTHER', 'input'] as const),
      () => controller.change('ReleaseSupplierInvoice', { ...seen(held), reason: 'I know it is right' }),
    ],
  ])
  await controller.restores(rule)
  await company.atRest()
  const posted = await bookkeeper.matches(services)
  expect(await company.entriesOf(posted)).toEqual([['Dr 6602 10.00', 'Dr 2221.01.01 1.30', 'Cr 2202.01 11.30']])
})
