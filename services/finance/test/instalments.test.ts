import { type PayloadOf, type salesInvoiceConfirmed, supplierInvoiceConfirmed } from '@erp/contracts'
import type { Caller } from '@erp/service-kit'
import { type BusinessDate, currency, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { divideByInstalments, type UndividedItem } from '../src/domain/open-item-instalments.ts'
import { itemsOfDocuments } from '../src/store/items-of-documents.ts'
import { ageing, listOpenItems } from '../src/store/open-item-lists.ts'
import { postCancelledSalesInvoices, postSalesInvoices } from '../src/use-cases/post-sales-invoices.ts'
import { postSupplierInvoices } from '../src/use-cases/post-supplier-invoices.ts'
import { settleOpenItems } from '../src/use-cases/settle-open-items.ts'
import { messageOf } from './finance-database.ts'
import { salesInvoiceOf } from './invoices-in-parts.ts'
import { sound, useMonthEnd } from './month-end.ts'

const [cny, usd] = [currency('CNY'), currency('USD')]

const parts = (...amounts: readonly string[]) =>
  amounts.map((amount, index) => ({ dueOn: `2026-0${index + 1}-20`, amount }))
const schedule = (...amounts: readonly string[]) => ({ currency: cny, instalments: parts(...amounts) })

function item(original: bigint, more: Partial<UndividedItem> = {}): UndividedItem {
  const whole = { original, open: original, carrying: original }
  return { id: `${original}`, kind: 'RECEIVABLE', currency: cny, baseCurrency: cny, ...whole, ...more }
}
const shown = (...asked: Parameters<typeof divideByInstalments>) =>
  divideByInstalments(...asked).map(({ itemId, instalment, amount }) => `${itemId}: ${instalment} ${amount}`)

describe('items of a document are divided', () => {
  test('end to end, so that each instalment is what the document says', () => {
    expect(shown([item(10_000n), item(5_000n)], schedule('75.00', '50.00', '25.00'), 0n)).toEqual([
      ...['10000: 1 7500', '10000: 2 2500', '5000: 2 2500', '5000: 3 2500'],
    ])
    expect(divideByInstalments([item(300n)], schedule('1.00', '2.00'), 0n)).toMatchObject([
      { dueOn: '2026-01-20', amount: 100n, carrying: 100n },
      { dueOn: '2026-02-20', amount: 200n, carrying: 200n },
    ])
    expect(shown([], schedule('1.00'), 0n)).toEqual([])
  })

  test('what takes something off comes off the last; what comes later goes on where the rest ended', () => {
    const payable = { kind: 'PAYABLE' } as const
    expect(shown([item(200n, payable), item(-1_200n, payable)], schedule('4.00', '6.00'), 0n)).toEqual([
      ...['-1200: 1 -400', '-1200: 2 -800', '200: 2 200'],
    ])
    expect(shown([item(-300n, payable)], schedule('4.00', '6.00'), -700n)).toEqual(['-300: 2 -300'])
    expect(shown([item(100n)], schedule('4.00', '6.00'), 1_000n)).toEqual(['100: 2 100'])
  })

  test('what was settled of one counts to the first instalments', () => {
    expect(shown([item(1_000n, { open: 500n, carrying: 500n })], schedule('4.00', '6.00'), 0n)).toEqual(['1000: 2 500'])
  })

  test('in another currency parts carry what the item does, to the last unit of both', () => {
    const foreign = item(1_000n, { currency: usd, carrying: 7_001n })
    const told = { currency: usd, instalments: parts('3.33', '3.33', '3.34') }
    expect(divideByInstalments([foreign], told, 0n).map(({ amount, carrying }) => [amount, carrying])).toEqual([
      ...[
        [333n, 2_331n],
        [333n, 2_332n],
        [334n, 2_338n],
      ],
    ])
    expect(shown([item(7_001n)], told, 0n)).toEqual(['7001: 1 2331', '7001: 2 2332', '7001: 3 2338'])
  })
})

const { database, transactor, accountantOfNewCompany, enter } = await useMonthEnd()

type Invoice = PayloadOf<typeof salesInvoiceConfirmed>

const told = (one: Invoice) =>
  transactor.system([one.companyId], 'test', (unit) => postSalesInvoices(unit, [messageOf(one.companyId, one)]))
const takenBack = (one: Invoice) =>
  transactor.system([one.companyId], 'test', (unit) =>
    postCancelledSalesInvoices(unit, [messageOf(one.companyId, one)]),
  )

const itemsOf = ({ companyId }: Caller, asOf: string | null = null) =>
  transactor.read([companyId], (tx) =>
    listOpenItems(
      tx,
      companyId,
      {
        ...{ kinds: ['RECEIVABLE', 'PAYABLE'], partyId: null, overdueOn: null },
        asOf: asOf as BusinessDate | null,
      },
      { limit: 50, after: undefined },
    ),
  )
const due = async (...asked: Parameters<typeof itemsOf>) =>
  (await itemsOf(...asked)).map(({ instalment, dueOn, open }) => `${instalment} ${dueOn} ${open}`)

/** Movements of lines that do not add up to the line, and settlements without a voucher that leave something. */
const faults = ({ companyId }: Caller) => database.rows`
  select l.voucher_id, l.line_number from voucher_line l join account a on a.id = l.account_id
  join open_item_movement m on m.voucher_id = l.voucher_id and m.line_number = l.line_number
  where l.company_id = ${companyId}::uuid and a.open_item_kind is not null
  group by 1, 2, l.debit, l.credit having sum(m.carrying) <> l.debit - l.credit
  union all
  select settlement_id, 0 from open_item_movement
  where company_id = ${companyId}::uuid and voucher_id is null group by 1
  having sum(amount) <> 0 or sum(carrying) <> 0`

describe('an invoice that falls due in parts', () => {
  test('makes an item of each, by which it ages and is paid', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    const one = salesInvoiceOf(accountant, ['100.00', '50.00'], parts('75.00', '50.00', '25.00'))
    await told(one)
    await told(one)
    const all = ['1 2026-01-20 7500', '2 2026-02-20 2500', '2 2026-02-20 2500', '3 2026-03-20 2500']
    expect(await due(accountant)).toEqual(all)
    expect(await due(accountant, '2026-01-31')).toEqual(all)
    const aged = await transactor.read([companyId], (tx) =>
      ageing(
        tx,
        companyId,
        {
          ...{ kind: 'RECEIVABLE', asOf: '2026-02-25' as BusinessDate },
          buckets: [
            { fromDays: 1, throughDays: 30 },
            { fromDays: 31, throughDays: null },
          ],
        },
        { limit: 10, afterPartyId: undefined },
      ),
    )
    expect(aged).toEqual([{ partyId: one.customerId, total: 15_000n, notDue: 2_500n, overdue: [5_000n, 7_500n] }])
    const status = () =>
      transactor.read([companyId], (tx) => itemsOfDocuments(tx, 'SALES_INVOICE', [one.salesInvoiceId]))
    expect(await status()).toMatchObject([{ original: 15_000n, open: 15_000n }])

    await enter(
      accountant,
      '2026-01-25',
      ['Dr', '1002', '75.00', { cashFlowItem: 'SALES_RECEIPTS' }],
      ['Cr', '1122', '75.00', { customerId: one.customerId }],
    )
    const [paid, first] = (await itemsOf(accountant)).toSorted((left, right) => Number(left.open - right.open))
    const biggest = (await itemsOf(accountant)).find(({ open }) => open === 7_500n)
    expect(first?.open).toBe(2_500n)
    sound(
      await transactor.transact(accountant, 'settle', (unit) =>
        settleOpenItems(unit, {
          ...{ settledOn: '2026-01-25' as BusinessDate, writeOffRest: false, agreement: null },
          items: [paid, biggest].map((side) => ({
            ...{ openItemId: side?.id ?? '', amount: '75.00', expectedVersion: side?.version ?? 0 },
          })),
        }),
      ),
    )
    expect(await due(accountant)).toEqual(all.slice(1))
    expect(await status()).toMatchObject([{ original: 15_000n, open: 7_500n }])
    expect(await faults(accountant)).toEqual([])
  })

  test('is taken back with all its parts, and stays apart from what takes it back once one is paid', async () => {
    const accountant = await accountantOfNewCompany()
    const one = salesInvoiceOf(accountant, ['30.00', '30.00'], parts('20.00', '40.00'))
    await told(one)
    await takenBack(one)
    expect(await due(accountant)).toEqual([])
    expect(await faults(accountant)).toEqual([])
    const red = salesInvoiceOf(accountant, ['60.00'], parts('20.00', '40.00'))
    await told(red)
    const [first] = await itemsOf(accountant)
    const { customerId } = red
    await enter(
      accountant,
      '2026-01-25',
      ['Dr', '1002', '20.00', { cashFlowItem: 'SALES_RECEIPTS' }],
      ['Cr', '1122', '20.00', { customerId }],
    )
    const credit = (await itemsOf(accountant)).find(({ open }) => open < 0n)
    sound(
      await transactor.transact(accountant, 'settle', (unit) =>
        settleOpenItems(unit, {
          ...{ settledOn: '2026-01-25' as BusinessDate, writeOffRest: false, agreement: null },
          items: [first, credit].map((side) => ({
            ...{ openItemId: side?.id ?? '', amount: '20.00', expectedVersion: side?.version ?? 0 },
          })),
        }),
      ),
    )
    await takenBack(red)
    expect((await due(accountant)).map((text) => text.replace(/ 2026-\d\d-\d\d/, '')).toSorted()).toEqual([
      ...['2 4000', 'null -6000'],
    ])
  })

  test('divides what an earlier voucher of it owes, once it is told', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    const supplierInvoiceId = newId()
    const supplierId = newId()
    await enter(accountant, '2026-01-09', ['Dr', '6602', '3.00'], ['Cr', '2202.01', '3.00', { supplierId }])
    await database.rows`
      update open_item set document_type = 'SUPPLIER_INVOICE', document_id = ${supplierInvoiceId}::uuid
      where company_id = ${companyId}::uuid`
    const [example] = supplierInvoiceConfirmed.examples
    const line = {
      ...example?.lines[1],
      lineId: newId(),
      net: '100.00',
      tax: '0.00',
      taxCode: 'VAT0',
      expenseType: null,
    }
    const one = {
      ...{ ...example, companyId, supplierInvoiceId, supplierId, postedOn: '2026-01-10', dueOn: '2026-02-20' },
      ...{ net: '103.00', tax: '0.00', gross: '103.00', lines: [line], instalments: parts('51.50', '51.50') },
    } as PayloadOf<typeof supplierInvoiceConfirmed>
    await transactor.system([companyId], 'test', (unit) => postSupplierInvoices(unit, [messageOf(companyId, one)]))
    expect(await due(accountant)).toEqual([...['1 2026-01-20 -300', '1 2026-01-20 -4850', '2 2026-02-20 -5150']])
    expect(await due(accountant, '2026-01-09')).toEqual([`1 2026-01-20 -300`])
    expect(await faults(accountant)).toEqual([])
  })
})
