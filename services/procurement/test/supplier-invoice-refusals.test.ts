import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { SupplierInvoice } from '../src/domain/supplier-invoice.ts'
import { createGoodsReceipt } from '../src/use-cases/create-goods-receipt.ts'
import { day } from './support/day.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { must, useProcurement } from './support/procurement.ts'

const { newCompany } = await useProcurement()

async function setUp() {
  const company = await newCompany()
  const order = await company.orders([{ quantity: '100', price: '10' }])
  const receipt = await company.received(order, ['100'])
  return { company, receipt, ...invoicing(company) }
}

test('what cannot be an invoice is refused, and nothing is written', async () => {
  const { company, receipt, writes, written } = await setUp()
  await written([charge(receipt, '1', '10.00', '1.30')], { supplierInvoiceNumber: 'TWICE' })
  const goods = [charge(receipt, '10', '100.00', '13.00')]
  const foreign = await company.orders([{ quantity: '1', price: '1' }], 'USD')
  const inDollars = must<typeof receipt>(
    await company.transact((unit) =>
      createGoodsReceipt(unit, { ...company.arrival(foreign, ['1']), exchangeRate: '7.1' }),
    ),
  )
  const before = await company.everything()
  const cases: [Parameters<typeof writes>, object][] = [
    [[goods, { supplierInvoiceNumber: 'TWICE' }], { refusal: 'SupplierInvoiceNumberTaken' }],
    [[goods, { supplierId: newId() }], { refusal: 'SupplierNotFound' }],
    [[goods, { supplierInvoiceNumber: '' }], { refusal: 'InvalidInput', field: 'supplierInvoiceNumber' }],
    [
      [goods, { net: '100.01' }],
      { refusal: 'InvoiceTotalsDisagree', total: 'net', printed: '100.01', ofLines: '100.00' },
    ],
    [[goods, { tax: '13.01' }], { refusal: 'InvoiceTotalsDisagree', total: 'tax' }],
    [[goods, { gross: '112.99' }], { refusal: 'InvoiceTotalsDisagree', total: 'gross' }],
    [[goods, { dueOn: day('2026-10-19') }], { refusal: 'InvalidInput', field: 'dueOn' }],
    [[goods, { postedOn: day('2026-10-14') }], { refusal: 'InvalidInput', problem: 'BEFORE_THE_RECEIPT' }],
    [[[]], { refusal: 'InvalidInput', field: 'goods' }],
    [[[...goods, ...goods]], { refusal: 'InvalidInput', problem: 'NAMED_TWICE' }],
    [[[{ ...goods[0], goodsReceiptLineId: newId() } as never]], { refusal: 'GoodsReceiptLineNotFound' }],
    [[[{ ...goods[0], quantity: '0' } as never]], { refusal: 'QuantityInvalid' }],
    [[[{ ...goods[0], unit: 'PALLET' } as never]], { refusal: 'UnitUnknown' }],
    [[[{ ...goods[0], net: '-1.00' } as never]], { refusal: 'InvalidInput', field: 'goods.0.net' }],
    [[[{ ...goods[0], taxCodeId: newId() } as never]], { refusal: 'TaxCodeUnknown' }],
    [[[charge(inDollars, '1', '7.10', '0.92')]], { refusal: 'InvalidInput', problem: 'ORDER_IN_OTHER_CURRENCY' }],
    [
      [[], { expenses: [{ description: '', net: '1.00', tax: '0.13', taxCodeId: company.taxCodeId }] }],
      { refusal: 'InvalidInput', field: 'expenses.0.description' },
    ],
  ]
  for (const [written_, refusal] of cases) expect(await writes(...written_)).toMatchObject(refusal)
  expect(await company.everything()).toEqual(before)
})

test('what finance could not post is refused before it counts', async () => {
  const { company, receipt, written, confirms } = await setUp()
  const late = await written([charge(receipt, '10', '100.00', '13.00')], { postedOn: day('2026-11-02') })
  const atOtherPrice = await written([charge(receipt, '10', '101.00', '13.13')])
  const service = { description: 'Advice', net: '1.00', tax: '0.13', taxCodeId: company.taxCodeId }
  const services = await written([], { expenses: [service] })
  const variance = newId()
  await company.tell.rule(variance, 'GAP', null, false)
  await company.tell.template('PURCHASE_VARIANCE', ['INV', 'GAP', 'AP'])
  await company.tell.template('SUPPLIER_INVOICE', ['GRIR', 'ONLY-GOODS', 'AP'])
  await company.tell.rule(newId(), 'ONLY-GOODS', 'MERCHANDISE')
  const before = await company.everything()
  expect(await confirms(late)).toMatchObject({ refusal: 'PeriodNotOpen', period: '2026-11' })
  expect(await confirms(atOtherPrice)).toMatchObject({
    ...{ refusal: 'AccountRuleMissing', eventKind: 'PURCHASE_VARIANCE', accountKey: 'GAP' },
  })
  expect(await confirms(services)).toMatchObject({ refusal: 'ServiceAccountRuleMissing', accountKey: 'ONLY-GOODS' })
  expect(await company.everything()).toEqual(before)
})

test('an invoice is confirmed once, as it was read', async () => {
  const { company, receipt, written, confirms, confirmed } = await setUp()
  const draft = await written([charge(receipt, '10', '100.00', '13.00')])
  expect(await confirms({ ...draft, version: 7 })).toMatchObject({ refusal: 'StaleVersion', currentVersion: 1 })
  expect(await confirms({ ...draft, id: newId() })).toMatchObject({ refusal: 'SupplierInvoiceNotFound' })
  const invoice = await confirmed(draft)
  const before = await company.everything()
  expect(await confirms(invoice)).toEqual({ refusal: 'SupplierInvoiceStatusWrong', status: 'CONFIRMED' })
  expect(await company.everything()).toEqual(before)
})

test('an invoice that counts is taken back whole, and its goods can be invoiced again', async () => {
  const { company, receipt, written, confirmed, cancels, told } = await setUp()
  const invoice = await confirmed(await written([charge(receipt, '100', '1000.00', '130.00')]))
  const cancelled = must<SupplierInvoice>(await cancels(invoice))
  expect(cancelled).toMatchObject({ status: 'CANCELLED', cancelReason: 'Entered twice' })
  expect((await told(invoice)).map(({ fact }) => fact)).toEqual(['CONFIRMED', 'CANCELLED'])
  expect((await company.receiptNow(receipt)).lines[0]?.invoicedBaseQuantity.toFixed()).toBe('0')
  const again = await written([charge(receipt, '100', '1000.00', '130.00')], {
    supplierInvoiceNumber: invoice.supplierInvoiceNumber,
  })
  expect((await confirmed(again)).status).toBe('CONFIRMED')
  expect(await cancels(cancelled)).toEqual({ refusal: 'SupplierInvoiceStatusWrong', status: 'CANCELLED' })
})

test('a price difference is taken back by inventory, or the invoice stands', async () => {
  const { company, receipt, written, confirmed, borne, cancels, notTakenBack, takenBack, invoiceNow, told } =
    await setUp()
  const confirming = await confirmed(await written([charge(receipt, '100', '1030.00', '133.90')]))
  await borne(confirming)
  const cancelling = must<SupplierInvoice>(await cancels(await invoiceNow(confirming)))
  expect(cancelling.status).toBe('CANCELLING')
  await notTakenBack(cancelling, 'STOCK_USED_SINCE')
  const kept = await invoiceNow(cancelling)
  expect(kept).toMatchObject({ status: 'CONFIRMED', refusal: { reason: 'STOCK_USED_SINCE' }, cancelReason: null })
  expect((await company.receiptNow(receipt)).lines[0]?.invoicedBaseQuantity.toFixed()).toBe('100')
  expect((await told(kept)).map(({ fact }) => fact)).toEqual(['CONFIRMED'])

  const again = must<SupplierInvoice>(await cancels(kept))
  await takenBack(again)
  expect((await invoiceNow(again)).status).toBe('CANCELLED')
  expect((await told(again)).map(({ fact }) => fact)).toEqual(['CONFIRMED', 'CANCELLED'])
})

test('an invoice of a closed period is not taken back', async () => {
  const { company, receipt, written, confirmed, cancels } = await setUp()
  const invoice = await confirmed(await written([charge(receipt, '100', '1000.00', '130.00')]))
  await company.tell.period('2026-10', 'CLOSED')
  const before = await company.everything()
  expect(await cancels(invoice)).toMatchObject({ refusal: 'PeriodNotOpen', period: '2026-10', status: 'CLOSED' })
  expect(await cancels(invoice, '')).toMatchObject({ refusal: 'InvalidInput', field: 'reason' })
  expect(await company.everything()).toEqual(before)
})
