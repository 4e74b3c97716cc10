import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CashDocument } from '../src/domain/cash-document.ts'
import { discountOf, discountOn, takeDiscount } from '../src/domain/early-payment.ts'
import { openDiscounts } from '../src/store/open-item-lists.ts'
import { approveCashDocument } from '../src/use-cases/decide-on-cash-document.ts'
import { extendDiscount } from '../src/use-cases/extend-discount.ts'
import { postCashDocument } from '../src/use-cases/post-cash-document.ts'
import { postSalesInvoices } from '../src/use-cases/post-sales-invoices.ts'
import { postSupplierInvoices } from '../src/use-cases/post-supplier-invoices.ts'
import { proposePaymentRun } from '../src/use-cases/write-payment-run.ts'
import { messageOf } from './finance-database.ts'
import { salesInvoiceOf, supplierInvoiceOf } from './invoices-in-parts.ts'
import { sound } from './month-end.ts'
import { day, useCashDocuments } from './use-cash-documents.ts'

const through = day('2026-01-20')

describe('what paying early takes off', () => {
  const item = { id: newId(), currency: 'CNY' as never, original: 100_000n, discount: 2_000n, discountThrough: through }

  test('parts have shares that add up to it, in whatever order of amounts', () => {
    expect(discountOf({ ...item, open: 100_000n }, 100_000n)).toBe(2_000n)
    const parts = [33_333n, 33_333n, 33_334n]
    let open = 100_000n
    const shares = parts.map((part) => {
      const share = discountOf({ ...item, open }, part)
      open -= part
      return share
    })
    expect(shares).toEqual([667n, 666n, 667n])
    expect(discountOf({ ...item, original: -100_000n, discount: -2_000n, open: -50_000n }, -50_000n)).toBe(-1_000n)
    expect(discountOf({ ...item, discount: 0n, open: 100_000n }, 100_000n)).toBe(0n)
  })

  test('is to be had through its day', () => {
    const open = { ...item, open: 100_000n }
    expect(discountOn(open, 100_000n, through)).toBe(2_000n)
    expect(discountOn(open, 100_000n, day('2026-01-21'))).toBe(0n)
    expect(takeDiscount(open, 50_000n, day('2026-01-21'))).toEqual({
      ...{ refusal: 'DiscountNotToBeHad', openItemId: item.id, lastOn: through, discount: '10.00' },
    })
    expect(takeDiscount({ ...open, discount: 0n, discountThrough: null }, 1n, through)).toMatchObject({ lastOn: null })
  })
})

const { database, transactor, colleagueOf, itemsOf, posted, withBank } = await useCashDocuments()

const parts = [{ dueOn: '2026-02-09', amount: '1000.00', discount: { amount: '20.00', through } }]

/** A company whose customer owes 1000.00, 2/10, n/30. */
async function owed() {
  const bank = await withBank()
  const invoice = salesInvoiceOf(bank.cashier, ['600.00', '400.00'], parts)
  await transactor.system([invoice.companyId], 'test', (unit) =>
    postSalesInvoices(unit, [messageOf(invoice.companyId, invoice)]),
  )
  const items = await itemsOf(bank.cashier)
  const taking = (amounts: readonly string[], takesDiscount = true) =>
    items.map(({ id }, index) => ({ openItemId: id, amount: amounts[index] ?? '', takesDiscount }))
  return { ...bank, items, taking, party: { partyDimension: 'CUSTOMER' as const, partyId: invoice.customerId } }
}

test('a receipt in time takes it, posted where discounts belong, and taking it back gives it back', async () => {
  const { cashier, items, taking, party, pass, reverse } = await owed()
  expect(items.map(({ original, discount, discountThrough }) => [original, discount, discountThrough])).toEqual([
    ...[
      [60_000n, 1_200n, through],
      [40_000n, 800n, through],
    ],
  ])
  const of = { ...party, paidOn: through }
  const wanted = taking(['600.00', '400.00'])
  const receipt = sound(await pass('RECEIPT', { ...of, amount: '980.00', items: wanted })) as CashDocument
  expect(await posted(receipt.voucherId)).toEqual([
    ...['Dr 1002 98000', 'Cr 1122 60000', 'Cr 1122 40000', 'Dr 6603.05 1200', 'Dr 6603.05 800'],
  ])
  expect(receipt.items.map(({ discount }) => discount).toSorted()).toEqual([1_200n, 800n].toSorted())
  expect(await itemsOf(cashier)).toEqual([])
  sound(await reverse(receipt))
  expect((await itemsOf(cashier)).map(({ open, discount }) => [open, discount])).toEqual([
    ...[
      [60_000n, 1_200n],
      [40_000n, 800n],
    ],
  ])
})

test('a part takes its share, the last the rest; paying late takes none unless somebody extends it', async () => {
  const { cashier, items, taking, party, pass, write, act } = await owed()
  const [first] = items
  const amounts = { ...party, paidOn: through }
  const part = sound(await pass('RECEIPT', { ...amounts, amount: '98.00', items: taking(['100.00']).slice(0, 1) }))
  expect(await posted((part as CashDocument).voucherId)).toEqual(['Dr 1002 9800', 'Cr 1122 10000', 'Dr 6603.05 200'])

  const late = { ...party, paidOn: day('2026-02-01'), amount: '490.00', items: taking(['500.00']).slice(0, 1) }
  const refusal = { refusal: 'DiscountNotToBeHad', openItemId: first?.id, lastOn: through, discount: '10.00' }
  expect(await write('RECEIPT', late)).toEqual(refusal)
  const controller = colleagueOf(cashier)
  const extend = (more: object = {}) =>
    transactor.transact(controller, 'extendDiscount', (unit) =>
      extendDiscount(unit, {
        ...{ openItemId: first?.id ?? '', expectedVersion: 2, through: day('2026-02-01'), reason: 'Bank holiday' },
        ...more,
      }),
    )
  expect(await extend({ through })).toMatchObject({ refusal: 'InvalidInput', problem: 'NOT_LATER' })
  expect(await extend({ reason: ' ' })).toEqual({ refusal: 'ReasonMissing' })
  expect(await extend({ expectedVersion: 1 })).toMatchObject({ refusal: 'OpenItemChanged', currentVersion: 2 })
  expect(await extend({ openItemId: newId() })).toMatchObject({ refusal: 'OpenItemNotFound' })
  expect(await extend()).toMatchObject({ discountThrough: '2026-02-01', version: 3 })
  expect(
    await database.rows`select reason, extended_to::text from discount_extension where open_item_id = ${first?.id}::uuid`,
  ).toEqual([{ reason: 'Bank holiday', extended_to: '2026-02-01' }])
  const rest = sound(await pass('RECEIPT', late)) as CashDocument
  expect(await posted(rest.voucherId)).toEqual(['Dr 1002 49000', 'Cr 1122 50000', 'Dr 6603.05 1000'])
  expect((await itemsOf(cashier)).map(({ open }) => open)).toEqual([40_000n])

  const stale = { ...party, paidOn: through, amount: '392.00', items: taking(['', '400.00']).slice(1) }
  const draft = sound(await write('RECEIPT', stale))
  const approved = sound(await act(approveCashDocument, draft, controller))
  sound(
    await pass('RECEIPT', {
      ...stale,
      amount: '100.00',
      items: [{ ...taking(['', '100.00'])[1], takesDiscount: false }] as never,
    }),
  )
  expect(await act(postCashDocument, approved)).toMatchObject({ refusal: 'OpenAmountExceeded' })
})

test('statements tell what is to be had after their last day, and until when', async () => {
  const { cashier, party } = await owed()
  const told = (endsOn: string) =>
    transactor.read([cashier.companyId], (tx) =>
      openDiscounts(tx, {
        ...{ companyId: cashier.companyId, partyId: party.partyId, kinds: ['RECEIVABLE'] },
        ...{ beginsOn: day('2026-01-01'), endsOn: day(endsOn) },
      }),
    )
  expect(await told('2026-01-19')).toEqual([{ through, currency: 'CNY', amount: 2_000n }])
  expect(await told('2026-01-20')).toEqual([])
  expect(await told('2026-01-09')).toEqual([])
})

test('a payment run pays what is due less what paying on its day takes off', async () => {
  const { cashier, bank } = await withBank()
  const invoice = supplierInvoiceOf(cashier, '1000.00', parts)
  await transactor.system([invoice.companyId], 'test', (unit) =>
    postSupplierInvoices(unit, [messageOf(invoice.companyId, invoice)]),
  )
  const propose = (payOn: string) =>
    transactor.transact(cashier, 'propose', (unit) =>
      proposePaymentRun(unit, {
        ...{ cashAccountId: bank.id, dueOn: day('2026-02-09'), payOn: day(payOn), supplierIds: null },
      }),
    )
  expect(await propose('2026-01-20')).toMatchObject({
    lines: [{ amount: 98_000n, items: [{ amount: 100_000n, discount: 2_000n }] }],
  })
})

test('of an item in another currency it is worth its share of what the books carry', async () => {
  const { cashier, pass } = await withBank()
  const inUsd = { ...parts[0], dueOn: '2026-02-09' }
  const invoice = supplierInvoiceOf(cashier, '1000.00', [{ ...inUsd, amount: '1000.00' }], {
    currency: 'USD',
    rate: '7.1',
  })
  await transactor.system([invoice.companyId], 'test', (unit) =>
    postSupplierInvoices(unit, [messageOf(invoice.companyId, invoice)]),
  )
  const [item] = await itemsOf(cashier)
  expect(item).toMatchObject({ currency: 'USD', original: -100_000n, carrying: -710_000n, discount: -2_000n })
  const paid = sound(
    await pass('PAYMENT', {
      ...{ partyDimension: 'SUPPLIER', partyId: invoice.supplierId, paidOn: through, amount: '6958.00' },
      items: [{ openItemId: item?.id ?? '', amount: '1000.00', paidAmount: '6958.00', takesDiscount: true }],
    }),
  ) as CashDocument
  expect(await posted(paid.voucherId)).toEqual(['Cr 1002 695800', 'Dr 2202.01 710000', 'Cr 6603.05 14200'])
})
