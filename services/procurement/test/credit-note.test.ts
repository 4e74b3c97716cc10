import { formatMoney } from '@erp/values'
import { expect, test } from 'vitest'
import type { GoodsReceipt } from '../src/domain/goods-receipt.ts'
import type { PurchaseReturn } from '../src/domain/purchase-return.ts'
import type { SupplierInvoice } from '../src/domain/supplier-invoice.ts'
import { startReturning } from '../src/sagas/return-goods.ts'
import { findPurchaseReturn } from '../src/store/purchase-returns.ts'
import { confirmPurchaseReturn } from '../src/use-cases/confirm-purchase-return.ts'
import { createPurchaseReturn } from '../src/use-cases/create-purchase-return.ts'
import { creditPurchaseReturns } from '../src/use-cases/credit-purchase-returns.ts'
import { completePurchaseReturn, refusePurchaseReturn } from '../src/use-cases/end-purchase-return.ts'
import { changeSupplierInvoice, createSupplierCreditNote } from '../src/use-cases/write-supplier-invoice.ts'
import { day } from './support/day.ts'
import { charge, invoicing } from './support/invoicing.ts'
import { orderProcesses } from './support/order-processes.ts'
import { lineId, must, useProcurement } from './support/procurement.ts'

const { newCompany } = await useProcurement()

/** 100 that were received at 10.00 and invoiced at 10.30. */
async function setUp() {
  const company = await newCompany()
  const order = await company.orders([{ quantity: '100', price: '10' }])
  const receipt = await company.received(order, ['100'])
  const bills = invoicing(company)
  const charged = await bills.confirmed(await bills.written([charge(receipt, '100', '1030.00', '133.90')]))
  await bills.borne(charged)

  const drafts = (quantity: string) =>
    company.transact((unit) =>
      createPurchaseReturn(unit, {
        ...{ returnedOn: day('2026-10-26'), afterInvoice: true },
        lines: [{ goodsReceiptLineId: lineId(receipt, 0), quantity }],
      }),
    )
  const startsReturn = ({ id: purchaseReturnId, version: expectedVersion }: PurchaseReturn) =>
    company.transact((unit) => confirmPurchaseReturn(unit, { purchaseReturnId, expectedVersion }, startReturning))
  const returnNow = async ({ id }: PurchaseReturn) =>
    must<PurchaseReturn>(await company.transact((unit) => findPurchaseReturn(unit.tx, id)))
  const ends = (one: PurchaseReturn, how: typeof completePurchaseReturn) =>
    company.transact((unit) => how(unit, { purchaseReturnId: one.id, sagaId: must<string>(one.sagaId) }))
  const sentBack = async (quantity: string) => {
    const confirming = must<PurchaseReturn>(await startsReturn(must<PurchaseReturn>(await drafts(quantity))))
    await ends(confirming, completePurchaseReturn)
    return returnNow(confirming)
  }
  const credits = (back: PurchaseReturn, quantity: string, net: string, tax: string) => {
    const { goods, ...head } = bills.invoice([{ ...charge(receipt, quantity, net, tax) }], {
      postedOn: day('2026-10-28'),
    })
    return company.transact((unit) =>
      createSupplierCreditNote(unit, {
        ...head,
        goods: goods.map(({ goodsReceiptLineId: _, ...printed }) => ({
          ...printed,
          purchaseReturnLineId: lineId(back, 0),
        })),
      }),
    )
  }
  const credited = async (back: PurchaseReturn, quantity: string, net: string, tax: string) =>
    must<SupplierInvoice>(await credits(back, quantity, net, tax))
  return {
    company,
    order,
    receipt,
    charged,
    ...bills,
    drafts,
    startsReturn,
    ends,
    returnNow,
    sentBack,
    credits,
    credited,
  }
}

async function lineNow(company: Awaited<ReturnType<typeof setUp>>['company'], receipt: GoodsReceipt) {
  const [line] = (await company.receiptNow(receipt)).lines
  return `${line?.returnedInvoicedBaseQuantity.toFixed()} / ${line && formatMoney(line.returnedInvoicedValue)}`
}

const openOf = (back: PurchaseReturn) =>
  back.lines.map(({ credited }) => credited && `${credited.quantity.toFixed()} / ${formatMoney(credited.value)}`)

test('goods go back at what their invoice charged, and the credit note is told in red', async () => {
  const { company, receipt, order, sentBack, credited, confirmed, returnNow, told } = await setUp()
  const back = await sentBack('10')
  expect(formatMoney(must(back.clearingValue))).toBe('103.00')
  expect((await company.commands()).at(-1)).toMatchObject({
    ...{ purchaseReturnId: back.id, afterInvoice: true },
    lines: [{ quantity: '10', clearingValue: '103.00' }],
  })
  expect(await lineNow(company, receipt)).toBe('10 / 103.00')
  expect((await company.orderNow(order)).lines[0]?.returnedBaseQuantity.toFixed()).toBe('10')

  const creditNote = await confirmed(await credited(back, '10', '103.00', '13.39'))
  expect(creditNote).toMatchObject({ kind: 'CREDIT_NOTE', status: 'CONFIRMED', differences: [] })
  expect(await told(creditNote)).toMatchObject([
    {
      fact: 'CONFIRMED',
      payload: {
        ...{ kind: 'CREDIT_NOTE', net: '-103.00', tax: '-13.39', gross: '-116.39' },
        lines: [{ quantity: '-10', net: '-103.00', cleared: '-103.00', purchaseReturnLineId: lineId(back, 0) }],
      },
    },
  ])
  expect(openOf(await returnNow(back))).toEqual(['10 / 103.00'])
})

test('the last of several credit notes clears what is left of the value', async () => {
  const { sentBack, credited, confirmed, told } = await setUp()
  const back = await sentBack('7')
  expect(formatMoney(must(back.clearingValue))).toBe('72.10')
  const cleared: (string | undefined)[] = []
  for (const [quantity, net] of [
    ['3', '30.90'],
    ['3', '30.90'],
    ['1', '10.30'],
  ] as const) {
    const one = await confirmed(await credited(back, quantity, net, (Number(net) * 0.13).toFixed(2)))
    cleared.push((await told(one))[0]?.payload.lines[0]?.cleared)
  }
  expect(cleared).toEqual(['-30.90', '-30.90', '-10.30'])
})

test('credited less or more than the goods left with, inventory bears the difference', async () => {
  const { company, sentBack, credited, confirmed, borne, returnNow, cancels, takenBack } = await setUp()
  const back = await sentBack('10')
  const less = await confirmed(await credited(back, '10', '100.00', '13.00'))
  expect([less.status, formatMoney(must(less.variance))]).toEqual(['CONFIRMING', '3.00'])
  expect((await company.commands()).at(-1)).toMatchObject({
    ...{ supplierInvoiceId: less.id, lines: [{ quantity: '10', value: '3.00' }] },
  })
  await borne(less)
  const cancelling = must<SupplierInvoice>(await cancels({ ...less, version: less.version + 1 }))
  await takenBack(cancelling)
  expect(openOf(await returnNow(back))).toEqual(['0 / 0.00'])

  const more = await confirmed(await credited(back, '10', '106.00', '13.78'))
  expect(formatMoney(must(more.variance))).toBe('-3.00')
})

test('more goods, or at another price than they left with, are held for somebody else', async () => {
  const { sentBack, credited, confirmed, releases, returnNow } = await setUp()
  const back = await sentBack('10')
  const held = await confirmed(await credited(back, '11', '120.00', '15.60'))
  expect(held).toMatchObject({
    status: 'HELD',
    differences: [
      { kind: 'QUANTITY', expected: '10', invoiced: '11' },
      { kind: 'PRICE', expected: '113.30', invoiced: '120.00' },
    ],
  })
  expect(openOf(await returnNow(back))).toEqual(['0 / 0.00'])
  expect(await releases(held)).toMatchObject({ status: 'CONFIRMING' })
})

test('what is not there to go back or to be credited is refused, and nothing is written', async () => {
  const { company, drafts, startsReturn, sentBack, credits, credited, confirmed, receipt } = await setUp()
  const [one, another] = [must<PurchaseReturn>(await drafts('60')), must<PurchaseReturn>(await drafts('50'))]
  must(await startsReturn(one))
  const held = await company.everything()
  expect(await startsReturn(another)).toMatchObject({
    ...{ refusal: 'ReturnExceedsInvoiced', returned: '60', requested: '50', available: '40' },
  })
  expect(await drafts('41')).toMatchObject({ refusal: 'ReturnExceedsInvoiced' })
  expect(await company.draftsReturn(receipt, '1')).toMatchObject({ refusal: 'ReturnExceedsReceived', available: '0' })
  expect(await credits(one, '1', '10.30', '1.34')).toMatchObject({ refusal: 'PurchaseReturnLineNotFound' })
  expect(await company.everything()).toEqual(held)

  const back = await sentBack('10')
  await confirmed(await credited(back, '10', '103.00', '13.39'))
  const before = await company.everything()
  expect(await credits(back, '1', '10.30', '1.34')).toMatchObject({ refusal: 'NothingToCredit', credited: '10' })
  expect(await company.everything()).toEqual(before)
})

test('goods that inventory keeps are invoiced goods again', async () => {
  const { company, receipt, drafts, startsReturn, ends, returnNow } = await setUp()
  const confirming = must<PurchaseReturn>(await startsReturn(must<PurchaseReturn>(await drafts('10'))))
  expect(await lineNow(company, receipt)).toBe('10 / 103.00')
  await ends(confirming, (unit, attempt) =>
    refusePurchaseReturn(unit, attempt, { reason: 'STOCK_INSUFFICIENT', facts: {} }),
  )
  expect(await returnNow(confirming)).toMatchObject({ status: 'REFUSED', clearingValue: null })
  expect(await lineNow(company, receipt)).toBe('0 / 0.00')
})

test('an invoice whose goods went back after it stands until others cover them', async () => {
  const { company, sentBack, cancels, invoiceNow, charged } = await setUp()
  await sentBack('10')
  const standing = await invoiceNow(charged)
  const before = await company.everything()
  expect(await cancels(standing)).toMatchObject({
    ...{ refusal: 'InvoicedGoodsWentBack', returned: '10', left: '0', path: ['input', 'supplierInvoiceId'] },
  })
  expect(await company.everything()).toEqual(before)
})

test('of two credit notes for the same goods at once, one takes them', async () => {
  const { sentBack, credited, confirms, returnNow } = await setUp()
  const back = await sentBack('10')
  const drafts = await Promise.all([1, 2, 3].map(() => credited(back, '10', '103.00', '13.39')))
  const outcomes = await Promise.all(drafts.map(confirms))
  expect(outcomes.filter((outcome) => 'status' in outcome && outcome.status === 'CONFIRMED')).toHaveLength(1)
  expect(outcomes.filter((outcome) => 'refusal' in outcome && outcome.refusal === 'NothingToCredit')).toHaveLength(2)
  expect(openOf(await returnNow(back))).toEqual(['10 / 103.00'])
})

test('returns are carried down into a credit note, which is cancelled rather than changed', async () => {
  const { company, sentBack } = await setUp()
  const back = await sentBack('10')
  const head = { supplierInvoiceNumber: 'RED-DOWN', invoicedOn: day('2026-10-28'), postedOn: day('2026-10-28') }
  const draft = must<SupplierInvoice>(
    await company.transact((unit) => creditPurchaseReturns(unit, { ...head, purchaseReturnIds: [back.id] })),
  )
  expect(draft).toMatchObject({ kind: 'CREDIT_NOTE', lines: [{ unit: 'PCS', purchaseReturnLineId: lineId(back, 0) }] })
  expect([formatMoney(draft.net), formatMoney(draft.tax), formatMoney(draft.gross)]).toEqual([
    ...['103.00', '13.39', '116.39'],
  ])
  const changed = await company.transact((unit) =>
    changeSupplierInvoice(
      unit,
      {
        ...{ ...head, supplierInvoiceId: draft.id, expectedVersion: 1, net: '0', tax: '0', gross: '0' },
        ...{ goods: [], inTransit: [], expenses: [], charges: [] },
      },
      orderProcesses.startWithdrawing,
    ),
  )
  expect(changed).toMatchObject({ refusal: 'InvalidInput', problem: 'IS_A_CREDIT_NOTE' })
})
