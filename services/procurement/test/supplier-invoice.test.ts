import { formatMoney, newId } from '@erp/values'
import { expect, test } from 'vitest'
import type { SupplierInvoice } from '../src/domain/supplier-invoice.ts'
import { confirmSupplierInvoice } from '../src/use-cases/confirm-supplier-invoice.ts'
import { invoiceGoodsReceipts } from '../src/use-cases/invoice-goods-receipts.ts'
import { setInvoiceTolerance } from '../src/use-cases/set-invoice-tolerance.ts'
import { changeSupplierInvoice } from '../src/use-cases/write-supplier-invoice.ts'
import { day } from './support/day.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { orderProcesses } from './support/order-processes.ts'
import { lineId, must, useProcurement } from './support/procurement.ts'

const { newCompany } = await useProcurement()

async function setUp() {
  const company = await newCompany()
  const order = await company.orders([{ quantity: '100', price: '10' }])
  const receipt = await company.received(order, ['100'])
  return { company, order, receipt, ...invoicing(company) }
}

test('an invoice at the receipt’s price counts at once, and finance is told what it clears', async () => {
  const { company, receipt, written, confirmed, told } = await setUp()
  const draft = await written([charge(receipt, '40', '400.00', '52.00')])
  expect(draft).toMatchObject({ status: 'DRAFT', number: 'SI-2026-000001', dueOn: '2026-11-19' })
  const invoice = await confirmed(draft)
  expect(invoice).toMatchObject({ status: 'CONFIRMED', differences: [] })
  expect(formatMoney(must(invoice.variance))).toBe('0.00')

  expect(await told(invoice)).toMatchObject([
    {
      fact: 'CONFIRMED',
      payload: {
        ...{ net: '400.00', tax: '52.00', gross: '452.00', supplierInvoiceNumber: draft.supplierInvoiceNumber },
        lines: [{ kind: 'GOODS', quantity: '40', cleared: '400.00', taxCode: 'VAT', itemClass: 'MERCHANDISE' }],
      },
    },
  ])
  const [line] = (await company.receiptNow(receipt)).lines
  expect([line?.invoicedBaseQuantity.toFixed(), formatMoney(must(line?.invoicedValue))]).toEqual(['40', '400.00'])
})

test('what is left over by rounding goes with the last of several invoices', async () => {
  const company = await newCompany()
  const order = await company.orders([{ quantity: '3', price: '3.333333' }])
  const receipt = await company.received(order, ['3'])
  const { written, confirmed, told } = invoicing(company)
  const cleared: (string | undefined)[] = []
  for (const net of ['3.33', '3.34', '3.33']) {
    const invoice = await confirmed(await written([charge(receipt, '1', net, '0.43')]))
    cleared.push((await told(invoice))[0]?.payload.lines[0]?.cleared)
  }
  expect(cleared).toEqual(['3.33', '3.34', '3.33'])
})

test('another price waits for inventory to bear the difference, and counts once it has', async () => {
  const { company, receipt, written, confirmed, borne, invoiceNow, told } = await setUp()
  const confirming = await confirmed(await written([charge(receipt, '100', '1030.00', '133.90')]))
  expect(confirming.status).toBe('CONFIRMING')
  expect(formatMoney(must(confirming.variance))).toBe('30.00')
  expect(await told(confirming)).toEqual([])
  const [command] = await company.commands()
  expect(command).toMatchObject({
    supplierInvoiceId: confirming.id,
    lines: [{ quantity: '100', value: '30.00', goodsReceiptLineId: lineId(receipt, 0), itemId: company.desk }],
  })

  await borne(confirming)
  expect((await invoiceNow(confirming)).status).toBe('CONFIRMED')
  expect(await told(confirming)).toMatchObject([{ payload: { net: '1030.00', lines: [{ cleared: '1000.00' }] } }])
})

test('a difference that inventory cannot bear frees the receipt, and the invoice can be confirmed again', async () => {
  const { company, receipt, written, confirmed, notBorne, invoiceNow, told } = await setUp()
  const confirming = await confirmed(await written([charge(receipt, '100', '1030.00', '133.90')]))
  await notBorne(confirming, 'GOODS_RECEIPT_NOT_POSTED')
  const refused = await invoiceNow(confirming)
  expect(refused).toMatchObject({ status: 'REFUSED', refusal: { reason: 'GOODS_RECEIPT_NOT_POSTED' }, variance: null })
  expect((await company.receiptNow(receipt)).lines[0]?.invoicedBaseQuantity.toFixed()).toBe('0')
  expect(await told(refused)).toEqual([])
  expect((await confirmed(refused)).status).toBe('CONFIRMING')
})

test('of two invoices for the same goods at once, one takes them', async () => {
  const { company, receipt, written, confirms } = await setUp()
  const drafts = await Promise.all([1, 2, 3, 4].map(() => written([charge(receipt, '100', '1000.00', '130.00')])))
  const outcomes = await Promise.all(drafts.map(confirms))
  expect(outcomes.filter((outcome) => 'status' in outcome && outcome.status === 'CONFIRMED')).toHaveLength(1)
  expect(outcomes.filter((outcome) => 'refusal' in outcome && outcome.refusal === 'NothingToInvoice')).toHaveLength(3)
  const [line] = (await company.receiptNow(receipt)).lines
  expect([line?.invoicedBaseQuantity.toFixed(), formatMoney(must(line?.invoicedValue))]).toEqual(['100', '1000.00'])
})

test('quantity, price and tax outside their tolerances hold an invoice, and somebody else lets it pass', async () => {
  const { company, receipt, written, confirmed, releases, told } = await setUp()
  const draft = await written([charge(receipt, '101', '1100.00', '150.00')])
  const held = await confirmed(draft)
  expect(held).toMatchObject({
    status: 'HELD',
    differences: [
      { lineNumber: 1, kind: 'TAX', expected: '143.00', invoiced: '150.00', allowed: '0.06' },
      { lineNumber: 1, kind: 'QUANTITY', expected: '100', invoiced: '101', allowed: '0 %' },
      { lineNumber: 1, kind: 'PRICE', expected: '1010.00', invoiced: '1100.00', allowed: '5 %' },
    ],
  })
  expect((await company.receiptNow(receipt)).lines[0]?.invoicedBaseQuantity.toFixed()).toBe('0')

  const before = await company.everything()
  expect(await releases(held, company.caller.userId)).toEqual({ refusal: 'ReleaseNeedsAnother' })
  expect(await releases(held, undefined, ' ')).toMatchObject({ refusal: 'InvalidInput', field: 'reason' })
  expect(await company.everything()).toEqual(before)

  const released = must<SupplierInvoice>(await releases(held))
  expect(released).toMatchObject({ status: 'CONFIRMING', releaseReason: 'Agreed by phone' })
  expect(formatMoney(must(released.variance))).toBe('100.00')
  expect((await company.receiptNow(receipt)).lines[0]?.invoicedBaseQuantity.toFixed()).toBe('100')
  expect(await told(released)).toEqual([])
})

test('an invoice that two wrote and a third submitted is let pass by none of them', async () => {
  const { company, receipt, invoice, written, releases } = await setUp()
  const { id: supplierInvoiceId } = await written([charge(receipt, '100', '1000.00', '130.00')])
  const [maker, changer, submitter] = [company.caller.userId, newId(), newId()]
  const as = (userId: string) => company.transactAs({ ...company.caller, userId })
  const content = invoice([charge(receipt, '100', '1100.00', '143.00')])
  const changed = must<SupplierInvoice>(
    await as(changer)((unit) =>
      changeSupplierInvoice(
        unit,
        { ...content, supplierInvoiceId, expectedVersion: 1 },
        orderProcesses.startWithdrawing,
      ),
    ),
  )
  expect(changed).toMatchObject({ createdBy: maker, authorIds: [maker, changer] })
  const seen = { supplierInvoiceId, expectedVersion: changed.version }
  const held = must<SupplierInvoice>(await as(submitter)((unit) => confirmSupplierInvoice(unit, seen, orderProcesses)))
  expect(held.status).toBe('HELD')
  for (const person of [maker, changer, submitter])
    expect(await releases(held, person)).toEqual({ refusal: 'ReleaseNeedsAnother' })
  expect(await releases(held)).toMatchObject({ status: 'CONFIRMING' })
})

test('what differs otherwise by now than when it was held is held again', async () => {
  const { receipt, written, confirmed, releases } = await setUp()
  const held = await confirmed(await written([charge(receipt, '101', '1010.00', '131.30')]))
  expect(held.differences).toHaveLength(1)
  await confirmed(await written([charge(receipt, '60', '600.00', '78.00')]))
  expect(await releases(held)).toMatchObject({
    status: 'HELD',
    releasedBy: null,
    differences: [{ kind: 'QUANTITY', expected: '40', invoiced: '101' }],
  })
})

test('tolerances are the company’s own once they are set', async () => {
  const { company, receipt, written, confirmed } = await setUp()
  const input = { expectedVersion: 0, quantityPercent: '2', pricePercent: '0.5', taxAmount: '1.00' }
  expect(await company.transact((unit) => setInvoiceTolerance(unit, { ...input, taxAmount: '-1' }))).toMatchObject({
    ...{ refusal: 'InvalidInput', field: 'taxAmount' },
  })
  expect(await company.transact((unit) => setInvoiceTolerance(unit, input))).toMatchObject({ version: 1 })
  expect(await company.transact((unit) => setInvoiceTolerance(unit, input))).toMatchObject({ refusal: 'StaleVersion' })
  const held = await confirmed(await written([charge(receipt, '102', '1030.00', '134.90')]))
  expect(held.differences).toMatchObject([{ kind: 'PRICE', expected: '1020.00', allowed: '0.5 %' }])
})

test('services and purchase charges clear nothing of a receipt', async () => {
  const { company, written, confirmed, told } = await setUp()
  const { taxCodeId } = company
  const invoice = await confirmed(
    await written([], {
      expenses: [{ description: 'Consulting', expenseType: 'ADVICE', net: '100.00', tax: '13.00', taxCodeId }],
      charges: [{ description: 'Freight', net: '80.00', tax: '10.40', taxCodeId }],
    }),
  )
  expect(invoice.status).toBe('CONFIRMED')
  expect((await told(invoice))[0]?.payload.lines).toMatchObject([
    { kind: 'EXPENSE', net: '100.00', tax: '13.00', cleared: '0.00', expenseType: 'ADVICE', itemClass: 'SERVICE' },
    { kind: 'CHARGE', net: '80.00', tax: '10.40', cleared: '0.00', itemId: null },
  ])
})

test('a department and a project in use bear an expense, and nobody a purchase charge', async () => {
  const { company, written, writes, confirms, confirmed, told } = await setUp()
  const [department, project] = [newId(), newId()]
  await company.tell.dimensionValue(department, 'DEPARTMENT')
  await company.tell.dimensionValue(project, 'PROJECT')
  const { taxCodeId } = company
  const service = { description: 'Advice', net: '100.00', tax: '13.00', taxCodeId }
  const bearer = { departmentId: department, projectId: project }
  const invoice = await confirmed(await written([], { expenses: [{ ...service, ...bearer }, service] }))
  const [first, second] = (await told(invoice))[0]?.payload.lines ?? []
  expect([first, second]).toMatchObject([bearer, {}])
  expect(second).not.toHaveProperty('departmentId')

  const waiting = await written([], { expenses: [{ ...service, ...bearer }] })
  await company.tell.dimensionValue(department, 'DEPARTMENT', false)
  const before = await company.everything()
  expect(await confirms(waiting)).toMatchObject({
    ...{ refusal: 'InvalidInput', field: 'expenses.0.departmentId', problem: 'NOT_ACTIVE' },
  })
  expect(await writes([], { expenses: [{ ...service, departmentId: project }] })).toMatchObject({
    ...{ refusal: 'InvalidInput', field: 'expenses.0.departmentId', problem: 'NOT_FOUND' },
  })
  expect(await writes([], { charges: [{ ...service, projectId: project }] })).toMatchObject({
    ...{ refusal: 'InvalidInput', field: 'charges.0.projectId', problem: 'ONLY_OF_EXPENSES' },
  })
  expect(await company.everything()).toEqual(before)
})

test('a receipt is carried down with what is open of it, in pieces where a box was opened', async () => {
  const company = await newCompany()
  const order = await company.orders([{ quantity: '2', unit: 'BOX', price: '120' }])
  const receipt = await company.received(order, ['2'])
  const { confirmed } = invoicing(company)
  const back = must<{ id: string }>(await company.draftsReturn(receipt, '1', 'PCS'))
  must(await company.confirmsReturn(back.id))
  const head = { supplierInvoiceNumber: 'F-DOWN', invoicedOn: day('2026-10-20'), postedOn: day('2026-10-25') }
  const draft = must<SupplierInvoice>(
    await company.transact((unit) => invoiceGoodsReceipts(unit, { ...head, goodsReceiptIds: [receipt.id] })),
  )
  expect(draft.lines).toMatchObject([{ unit: 'PCS' }])
  expect([formatMoney(draft.net), formatMoney(draft.tax)]).toEqual(['230.00', '29.90'])
  expect((await confirmed(draft)).status).toBe('CONFIRMED')

  const before = await company.everything()
  expect(
    await company.transact((unit) =>
      invoiceGoodsReceipts(unit, { ...head, supplierInvoiceNumber: 'F-2', goodsReceiptIds: [receipt.id] }),
    ),
  ).toMatchObject({ refusal: 'InvalidInput', problem: 'NOTHING_TO_INVOICE' })
  expect(await company.everything()).toEqual(before)
})

test('what is invoiced does not go back as if it were not', async () => {
  const { company, receipt, written, confirmed } = await setUp()
  await confirmed(await written([charge(receipt, '95', '950.00', '123.50')]))
  expect(await company.draftsReturn(receipt, '10')).toMatchObject({
    ...{ refusal: 'ReturnExceedsReceived', invoiced: '95', available: '5' },
  })
})

test('a draft can be written anew, under the same number', async () => {
  const { company, receipt, invoice, written, invoiceNow } = await setUp()
  const draft = await written([charge(receipt, '10', '100.00', '13.00')])
  const changed = must<SupplierInvoice>(
    await company.transact((unit) =>
      changeSupplierInvoice(
        unit,
        {
          ...invoice([charge(receipt, '20', '200.00', '26.00')]),
          ...{ supplierInvoiceId: draft.id, expectedVersion: 1 },
        },
        orderProcesses.startWithdrawing,
      ),
    ),
  )
  expect(changed).toMatchObject({ number: draft.number, version: 2, lines: [{ lineNumber: 1 }] })
  expect(formatMoney(changed.gross)).toBe('226.00')
  expect(await invoiceNow(draft)).toEqual(changed)
})
