import { Decimal, formatMoney } from '@erp/values'
import { expect, test } from 'vitest'
import type { GoodsReceipt } from '../src/domain/goods-receipt.ts'
import type { SupplierInvoice } from '../src/domain/supplier-invoice.ts'
import { createGoodsReceipt } from '../src/use-cases/create-goods-receipt.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { type Company, must, useProcurement } from './support/procurement.ts'

const { newCompany } = await useProcurement()

const usd = (exchangeRate: string) => ({ currency: 'USD' as SupplierInvoice['currency'], exchangeRate })

/** So many goods at a price in USD, which came at 7.10. */
async function receivedAbroad(company: Company, quantity: string, price: string) {
  const order = await company.orders([{ quantity, price }], 'USD')
  const arrival = { ...company.arrival(order, [quantity]), exchangeRate: '7.1' }
  return must<GoodsReceipt>(await company.transact((unit) => createGoodsReceipt(unit, arrival)))
}

async function setUp(quantity = '100', price = '10') {
  const company = await newCompany()
  await company.tell.taxCode('0')
  return { company, receipt: await receivedAbroad(company, quantity, price), ...invoicing(company) }
}

test('an invoice stands in the books at its own rate, and finance is told both', async () => {
  const { receipt, written, confirmed, borne, told, invoiceNow, company } = await setUp()
  const draft = await written([charge(receipt, '100', '1020.00', '0.00')], usd('7.2'))
  expect([draft.printed.gross, draft.gross].map(formatMoney)).toEqual(['1020.00', '7344.00'])
  const confirming = await confirmed(draft)
  expect(confirming.status).toBe('CONFIRMING')
  expect(formatMoney(must(confirming.variance))).toBe('144.00')
  expect(await company.commands()).toMatchObject([{ printedCurrency: 'USD', lines: [{ value: '144.00' }] }])

  await borne(await invoiceNow(draft))
  const line = { cleared: '7100.00', exchangeDifference: '100.00', printedNet: '1020.00', net: '7344.00' }
  expect(await told(draft)).toMatchObject([
    { fact: 'CONFIRMED', payload: { printedCurrency: 'USD', exchangeRate: '7.2', currency: 'CNY', lines: [line] } },
  ])
  const [left] = (await company.receiptNow(receipt)).lines
  expect([left?.invoicedBaseQuantity.toFixed(), formatMoney(must(left?.invoicedValue))]).toEqual(['100', '7100.00'])
})

test('what goods were worth in the order’s currency goes with them to the last cent', async () => {
  const { receipt, written, confirmed } = await setUp('3', '3.333333')
  const lines = []
  for (const net of ['3.33', '3.34', '3.33'])
    lines.push(...(await confirmed(await written([charge(receipt, '1', net, '0.00')], usd('7.2')))).lines)
  const cleared = lines.map((line) => line.kind === 'GOODS' && [line.cleared, line.exchangeDifference].map(text))
  // 71.00 at 7.10; 3.33, 3.34 and 3.33 at 7.20.
  expect(cleared).toEqual([
    ['23.67', '0.31'],
    ['23.67', '0.38'],
    ['23.66', '0.32'],
  ])
})

function text(amount: Parameters<typeof formatMoney>[0] | null) {
  return amount && formatMoney(amount)
}

test('a tolerance in tax is in the company’s own currency', async () => {
  const { company, receipt, written, confirmed } = await setUp()
  await company.tell.taxCode('13')
  const held = await confirmed(await written([charge(receipt, '100', '1000.00', '0.01')], usd('7.2')))
  expect(held).toMatchObject({ status: 'HELD', differences: [{ kind: 'TAX', expected: '0.00', invoiced: '0.01' }] })
  const passed = await written([charge(receipt, '100', '1000.00', '0.01')], usd('5'))
  expect((await confirmed(passed)).status).toBe('CONFIRMED')
})

test('its currency is that of its orders, and its rate is asked for exactly when that is another', async () => {
  const { company, receipt, writes } = await setUp()
  const goods = [charge(receipt, '100', '1000.00', '0.00')]
  const before = await company.everything()
  expect(await writes(goods)).toMatchObject({ refusal: 'InvalidInput', problem: 'ORDER_IN_OTHER_CURRENCY' })
  expect(await writes(goods, { currency: usd('1').currency })).toMatchObject({
    ...{ refusal: 'InvalidInput', problem: 'MISSING_FOR_FOREIGN_CURRENCY', path: ['input', 'exchangeRate'] },
  })
  expect(await writes(goods, { exchangeRate: '7.2' })).toMatchObject({ problem: 'SAME_CURRENCY' })
  expect(await writes(goods, usd('0'))).toMatchObject({ problem: 'NOT_A_RATE_WITH_EIGHT_DECIMALS' })
  expect(await company.everything()).toEqual(before)
  expect(must<GoodsReceipt>(await company.receiptNow(receipt)).exchangeRate).toEqual(new Decimal('7.1'))
})
