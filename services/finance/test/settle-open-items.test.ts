import { creditNoteConfirmed, supplierInvoiceConfirmed } from '@erp/contracts'
import type { Caller, UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { OpenItem, OpenItemKind } from '../src/domain/open-item.ts'
import { listOpenItems } from '../src/store/open-item-lists.ts'
import { autoSettleOpenItems } from '../src/use-cases/auto-settle-open-items.ts'
import { postCreditNotes } from '../src/use-cases/post-credit-notes.ts'
import { postSalesInvoices } from '../src/use-cases/post-sales-invoices.ts'
import { postSupplierInvoices } from '../src/use-cases/post-supplier-invoices.ts'
import { setWriteOffLimit } from '../src/use-cases/set-write-off-limit.ts'
import { settleOpenItems } from '../src/use-cases/settle-open-items.ts'
import { undoSettlement } from '../src/use-cases/undo-settlement.ts'
import { notedAtNight } from './at-night.ts'
import { inForeign } from './entries.ts'
import { messageOf } from './finance-database.ts'
import { salesInvoiceOf } from './invoices-in-parts.ts'
import { sound, useMonthEnd } from './month-end.ts'

const { database, transactor, accountantOfNewCompany, enter, run, close } = await useMonthEnd()

const kinds: readonly OpenItemKind[] = ['RECEIVABLE', 'ADVANCE_RECEIVED', 'PAYABLE', 'ADVANCE_PAID']
const day = (text: string) => text as BusinessDate

const itemsOf = ({ companyId }: Caller): Promise<OpenItem[]> =>
  transactor.read([companyId], (tx) =>
    listOpenItems(
      tx,
      companyId,
      { kinds, partyId: null, overdueOn: null, asOf: null },
      { limit: 100, after: undefined },
    ),
  )
const left = async (accountant: Caller) =>
  (await itemsOf(accountant)).map(({ kind, open, carrying }) => [kind, open, carrying])

type Wanted = readonly (readonly [item: OpenItem | undefined, amount: string])[]
const settleBy = (accountant: Caller, wanted: Wanted, more: Partial<Parameters<typeof settleOpenItems>[1]> = {}) =>
  transactor.transact(accountant, 'settleOpenItems', (unit) =>
    settleOpenItems(unit, {
      settledOn: day('2026-01-20'),
      items: wanted.map(([item, amount]) => ({
        openItemId: item?.id ?? '',
        amount,
        expectedVersion: item?.version ?? 0,
      })),
      writeOffRest: false,
      agreement: null,
      ...more,
    }),
  )

const undo = (accountant: Caller, settlementId: string, on = '2026-01-25') =>
  transactor.transact(accountant, 'undoSettlement', (unit) =>
    undoSettlement(unit, { settlementId, undoneOn: day(on), reason: 'matched by mistake' }),
  )

async function posted(voucherId: string | null): Promise<string[]> {
  const rows = await database.rows<{ line: string }>`
    select case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
    from voucher_line l join account a on a.id = l.account_id where l.voucher_id = ${voucherId}::uuid order by l.line_number`
  return rows.map(({ line }) => line)
}

/** A customer with an invoice of 1,220.40 and an advance of 500.00. */
async function invoiceAndAdvance() {
  const accountant = await accountantOfNewCompany()
  const customerId = newId()
  await enter(accountant, '2026-01-10', ['Dr', '1122', '1220.40', { customerId }], ['Cr', '6001', '1220.40'])
  await enter(accountant, '2026-01-11', ['Dr', '2241', '500.00'], ['Cr', '2203', '500.00', { customerId }])
  const items = await itemsOf(accountant)
  const of = (kind: OpenItemKind) => items.find((item) => item.kind === kind)
  return { accountant, customerId, invoice: of('RECEIVABLE'), advance: of('ADVANCE_RECEIVED') }
}

describe('a person settles', () => {
  test('an advance against an invoice, and takes it back in red', async () => {
    const { accountant, invoice, advance } = await invoiceAndAdvance()
    const settlement = sound(
      await settleBy(accountant, [
        [invoice, '500.00'],
        [advance, '500.00'],
      ]),
    )
    expect(settlement).toMatchObject({ number: 'ST-2026-000001', method: 'MANUAL', undoneOn: null })
    expect(await posted(settlement.voucherId)).toEqual(['Cr 1122 50000', 'Dr 2203 50000'])
    expect(await left(accountant)).toEqual([['RECEIVABLE', 72040n, 72040n]])

    const undone = sound(await undo(accountant, settlement.id))
    expect(undone).toMatchObject({ undoneOn: '2026-01-25', undoReason: 'matched by mistake' })
    expect(await posted(undone.undoVoucherId)).toEqual(['Cr 1122 -50000', 'Dr 2203 -50000'])
    expect(await left(accountant)).toEqual([
      ['RECEIVABLE', 122040n, 122040n],
      ['ADVANCE_RECEIVED', -50000n, -50000n],
    ])
    expect(await undo(accountant, settlement.id)).toEqual(refuse('SettlementUndone', { number: 'ST-2026-000001' }))
    expect(await undo(accountant, newId())).toMatchObject({ refusal: 'SettlementNotFound' })
  })

  test('what stands on one account without a voucher', async () => {
    const { accountant, customerId, invoice } = await invoiceAndAdvance()
    await enter(accountant, '2026-01-12', ['Dr', '1122', '-20.40', { customerId }], ['Cr', '6001', '-20.40'])
    const credit = (await itemsOf(accountant)).find(({ original }) => original === -2040n)
    const settlement = sound(
      await settleBy(accountant, [
        [invoice, '20.40'],
        [credit, '20.40'],
      ]),
    )
    expect(settlement.voucherId).toBeNull()
    expect(await left(accountant)).toEqual([
      ['RECEIVABLE', 120000n, 120000n],
      ['ADVANCE_RECEIVED', -50000n, -50000n],
    ])
    sound(await undo(accountant, settlement.id))
    expect(await left(accountant)).toHaveLength(3)
  })

  test('what is left within the limit of the company, which can be changed', async () => {
    const { accountant, invoice, advance } = await invoiceAndAdvance()
    const rest = (amount: string): Wanted => [
      [invoice, amount],
      [advance, '500.00'],
    ]
    expect(await settleBy(accountant, rest('510.01'), { writeOffRest: true })).toEqual(
      refuse('WriteOffAboveLimit', { amount: '10.01', limit: '10.00' }),
    )
    const limit = (amount: string, expectedVersion: number) =>
      transactor.transact(accountant, 'setWriteOffLimit', (unit) => setWriteOffLimit(unit, { amount, expectedVersion }))
    expect(await limit('-1', 0)).toMatchObject({ refusal: 'InvalidInput', field: 'amount' })
    expect(await limit('20.00', 3)).toEqual(refuse('StaleVersion', { currentVersion: 0 }))
    expect(sound(await limit('20.00', 0))).toMatchObject({ amount: 2000n, version: 1 })
    const settlement = sound(await settleBy(accountant, rest('510.01'), { writeOffRest: true }))
    expect(await posted(settlement.voucherId)).toEqual(['Cr 1122 51001', 'Dr 2203 50000', 'Dr 6603.04 1001'])
  })

  test('and is refused what is not open, not seen, not there, or in a month that is closed', async () => {
    const { accountant, invoice, advance } = await invoiceAndAdvance()
    const before = await left(accountant)
    const both = (amount: string): Wanted => [
      [invoice, amount],
      [advance, amount],
    ]
    expect(await settleBy(accountant, both('500.01'))).toMatchObject({
      ...{ refusal: 'OpenAmountExceeded', openItemId: advance?.id, openAmount: '500.00' },
    })
    expect(await settleBy(accountant, both('5.005'))).toMatchObject({ refusal: 'InvalidInput', field: 'amount' })
    expect(
      await settleBy(accountant, [
        [invoice, '1.00'],
        [undefined, '1.00'],
      ]),
    ).toMatchObject({
      refusal: 'OpenItemNotFound',
    })
    expect(
      await settleBy(accountant, [
        [invoice, '1.00'],
        [invoice, '1.00'],
      ]),
    ).toMatchObject({ refusal: 'InvalidInput' })
    const seenBefore = invoice && { ...invoice, version: 7 }
    expect(
      await settleBy(accountant, [
        [seenBefore, '1.00'],
        [advance, '1.00'],
      ]),
    ).toEqual(refuse('OpenItemChanged', { openItemId: invoice?.id ?? '', openAmount: '1220.40', currentVersion: 1 }))
    expect(await settleBy(accountant, both('1.00'), { settledOn: day('2026-01-10') })).toMatchObject({
      ...{ refusal: 'SettledBeforeItem', movedOn: '2026-01-11' },
    })
    expect(await settleBy(accountant, both('1.00'), { settledOn: day('2031-01-10') })).toMatchObject({
      refusal: 'PeriodNotFound',
    })
    expect(await left(accountant)).toEqual(before)
    sound(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD'))
    sound(await close(accountant, '2026-01'))
    expect(await settleBy(accountant, both('1.00'))).toMatchObject({ refusal: 'PeriodNotOpen' })
  })

  test('of two who settle the same item at once one wins, and the other is told what is left', async () => {
    const { accountant, invoice, advance } = await invoiceAndAdvance()
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () =>
        settleBy(accountant, [
          [invoice, '400.00'],
          [advance, '400.00'],
        ]),
      ),
    )
    const refused = outcomes.filter((one) => 'refusal' in one)
    expect(refused).toHaveLength(3)
    for (const one of refused)
      expect(one).toMatchObject({ refusal: 'OpenItemChanged', currentVersion: 2, openAmount: /^(820.40|100.00)$/ })
    expect(await left(accountant)).toEqual([
      ['RECEIVABLE', 82040n, 82040n],
      ['ADVANCE_RECEIVED', -10000n, -10000n],
    ])
  })
})

describe('in a foreign currency', () => {
  test('a receipt on account settles an invoice at what month-end left of it: 50.00 lost, 70.00 gained', async () => {
    const accountant = await accountantOfNewCompany()
    const customerId = newId()
    const usd = (rate: string) => ({ customerId, ...inForeign('1000.00', 'USD', rate) })
    await enter(accountant, '2026-01-10', ['Dr', '1122', '7100.00', usd('7.1')], ['Cr', '6001', '7100.00'])
    await database.rows`
      with set as (
        insert into exchange_rate (id, company_id, foreign_currency, rate_type, effective_on, rate)
        values (gen_random_uuid(), ${accountant.companyId}::uuid, 'USD', 'CLOSING', '2026-01-31', 7.05) returning *)
      insert into exchange_rate_revision (exchange_rate_id, version, company_id, rate, changed_by, changed_at)
      select id, version, company_id, rate, ${accountant.userId}::uuid, now() from set`
    sound(await run(accountant, '2026-01', 'FX_REVALUATION'))
    await enter(
      accountant,
      '2026-02-10',
      ['Dr', '1002', '7120.00', { cashFlowItem: 'SALES_RECEIPTS' }],
      ['Cr', '1122', '7120.00', usd('7.12')],
    )
    const [invoice, receipt] = await itemsOf(accountant)
    const both: Wanted = [
      [invoice, '1000.00'],
      [receipt, '1000.00'],
    ]
    const settlement = sound(await settleBy(accountant, both, { settledOn: day('2026-02-10') }))
    expect(await posted(settlement.voucherId)).toEqual(['Dr 1122 7000', 'Cr 6603.03 7000'])
    expect(await left(accountant)).toEqual([])
    const [line] = await database.rows`
      select foreign_currency as currency, foreign_amount::int as amount from voucher_line
      where voucher_id = ${settlement.voucherId}::uuid and line_number = 1`
    expect(line).toEqual({ currency: 'USD', amount: 0 })

    const undone = sound(await undo(accountant, settlement.id, '2026-02-11'))
    expect(await posted(undone.undoVoucherId)).toEqual(['Dr 1122 -7000', 'Cr 6603.03 -7000'])
    expect(await left(accountant)).toEqual([
      ['RECEIVABLE', 100000n, 705000n],
      ['RECEIVABLE', -100000n, -712000n],
    ])
  })
})

describe('rules settle', () => {
  const auto = (accountant: Caller, more: Partial<Parameters<typeof autoSettleOpenItems>[1]> = {}) =>
    transactor.transact(accountant, 'autoSettleOpenItems', (unit) =>
      autoSettleOpenItems(unit, {
        ...{ settledOn: day('2026-01-31'), kinds, partyId: null, rules: ['EXACT_AMOUNT', 'OLDEST_FIRST'], ...more },
      }),
    )

  test('each account and party by itself, then across accounts by a voucher, and leave what has nothing against it', async () => {
    const { accountant, customerId } = await invoiceAndAdvance()
    const other = newId()
    await enter(
      accountant,
      '2026-01-12',
      ['Dr', '1122', '-100.00', { customerId }],
      ['Dr', '1122', '30.00', { customerId: other }],
      ['Dr', '1122', '-30.00', { customerId: other }],
      ['Dr', '6001', '100.00'],
    )
    expect(await auto(accountant, { partyId: 'x' })).toMatchObject({ refusal: 'InvalidInput' })
    expect(sound(await auto(accountant, { settledOn: day('2026-01-09') }))).toMatchObject({ settlements: [] })
    expect(sound(await auto(accountant, { partyId: other }))).toMatchObject({ more: false, settlements: [{}] })
    const { settlements } = sound(await auto(accountant, { kinds: ['RECEIVABLE'] }))
    expect(settlements).toMatchObject([{ method: 'AUTOMATIC', voucherId: null }])
    expect(await left(accountant)).toEqual([
      ['RECEIVABLE', 112040n, 112040n],
      ['ADVANCE_RECEIVED', -50000n, -50000n],
    ])
    const [across, ...rest] = sound(await auto(accountant)).settlements
    expect([across?.method, rest]).toEqual(['AUTOMATIC', []])
    expect(await posted(across?.voucherId ?? null)).toEqual(['Cr 1122 50000', 'Dr 2203 50000'])
    expect(await left(accountant)).toEqual([['RECEIVABLE', 62040n, 62040n]])
    expect(sound(await auto(accountant))).toMatchObject({ more: false, settlements: [] })

    const undone = sound(await undo(accountant, across?.id ?? '', '2026-01-31'))
    expect(await posted(undone.undoVoucherId)).toEqual(['Cr 1122 -50000', 'Dr 2203 -50000'])
    expect(await left(accountant)).toEqual([
      ['RECEIVABLE', 112040n, 112040n],
      ['ADVANCE_RECEIVED', -50000n, -50000n],
    ])
  })

  test('what was paid ahead to suppliers and lent to employees, and never a customer against a supplier', async () => {
    const accountant = await accountantOfNewCompany()
    const [party, employeeId] = [newId(), newId()]
    const [ofCustomer, ofSupplier] = [{ customerId: party }, { supplierId: party }]
    await enter(
      accountant,
      '2026-01-10',
      ...([
        ['Cr', '2202.01', '900.00', ofSupplier],
        ['Dr', '1123', '350.00', ofSupplier],
        ['Cr', '2241', '80.00', { employeeId }],
        ['Dr', '1221', '200.00', { employeeId }],
        ['Dr', '1122', '700.00', ofCustomer],
        ['Cr', '6001', '270.00'],
      ] as const),
    )
    const all = [...kinds, 'OWED_TO_EMPLOYEE', 'OWED_BY_EMPLOYEE'] as const
    const { settlements } = sound(await auto(accountant, { kinds: all }))
    const vouchers = await Promise.all(settlements.map(({ voucherId }) => posted(voucherId)))
    expect(vouchers.toSorted()).toEqual([
      ['Cr 1123 35000', 'Dr 2202.01 35000'],
      ['Cr 1221 8000', 'Dr 2241 8000'],
    ])
    expect(await left(accountant)).toEqual(
      expect.arrayContaining([
        ['RECEIVABLE', 70000n, 70000n],
        ['PAYABLE', -55000n, -55000n],
      ]),
    )
  })

  test('of a customer with more open than a settlement has room for the oldest, and say that there is more', async () => {
    const accountant = await accountantOfNewCompany()
    const customerId = newId()
    const invoices = Array.from({ length: 250 }, () => ['Dr', '1122', '1.00', { customerId }] as const)
    await enter(accountant, '2026-01-10', ...invoices, ['Cr', '6001', '250.00'])
    await enter(accountant, '2026-01-11', ['Dr', '1122', '7.77', { customerId }], ['Cr', '6001', '7.77'])
    const cash = { cashFlowItem: 'SALES_RECEIPTS' }
    await enter(accountant, '2026-01-12', ['Dr', '1002', '7.77', cash], ['Cr', '2203', '7.77', { customerId }])
    await enter(accountant, '2026-01-13', ['Dr', '1002', '240.00', cash], ['Cr', '2203', '240.00', { customerId }])
    const open = () =>
      database.rows`
        select kind, count(*)::int as items, sum(open)::int as open from open_item
        where company_id = ${accountant.companyId}::uuid and open <> 0 group by kind order by kind`
    expect(sound(await auto(accountant))).toMatchObject({ more: true, settlements: [{ method: 'AUTOMATIC' }] })
    // The invoice of exactly 7.77 is the 251st, and met all the same; 99 others took 99.00 of the 240.00.
    expect(await open()).toEqual([
      { kind: 'ADVANCE_RECEIVED', items: 1, open: -14100 },
      { kind: 'RECEIVABLE', items: 151, open: 15100 },
    ])
    expect(sound(await auto(accountant))).toMatchObject({ more: true, settlements: [{}] })
    expect(sound(await auto(accountant))).toMatchObject({ more: false, settlements: [{}] })
    expect(await open()).toEqual([{ kind: 'RECEIVABLE', items: 10, open: 1000 }])
  })
})

describe('rules settle by what documents come of', () => {
  const bySource = (accountant: Caller) =>
    transactor.transact(accountant, 'autoSettleOpenItems', (unit) =>
      autoSettleOpenItems(unit, { settledOn: day('2026-01-31'), kinds, partyId: null, rules: ['SAME_DOCUMENT'] }),
    )
  const inSystem = ({ companyId }: Caller, work: (unit: UnitOfWork) => Promise<unknown>) =>
    transactor.system([companyId], 'test', work)

  test('a credit note finds the invoice it credits, not the one that is due first', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    const [customerId, first, second] = [newId(), newId(), newId()]
    const orders = [newId(), newId()]
    const invoices = [first, second].map((salesInvoiceId, index) => {
      const { instalments: _, ...invoice } = salesInvoiceOf(accountant, ['100.00'], [], {
        ...{ customerId, salesInvoiceId, dueOn: `2026-02-0${index + 1}` },
      })
      return { ...invoice, lines: invoice.lines.map((line) => ({ ...line, salesOrderId: orders[index] ?? '' })) }
    })
    await inSystem(accountant, (unit) =>
      postSalesInvoices(
        unit,
        invoices.map((one) => messageOf(companyId, one)),
      ),
    )
    const [example] = creditNoteConfirmed.examples
    if (!example?.lines[0]) throw new Error('There is an example of a credit note')
    const line = { ...example.lines[0], lineId: newId(), salesInvoiceId: second, net: '30.00', tax: '0.00' }
    const creditNote = {
      ...example,
      companyId,
      creditNoteId: newId(),
      customerId,
      creditedOn: '2026-01-12',
      lines: [line],
    }
    await inSystem(accountant, (unit) => postCreditNotes(unit, [messageOf(companyId, creditNote)]))
    expect(sound(await bySource(accountant)).settlements).toMatchObject([{ voucherId: null }])
    const items = await itemsOf(accountant)
    expect(items.map(({ documentId, open }) => [documentId, open])).toEqual([
      [first, 10000n],
      [second, 7000n],
    ])
    const told = await database.rows<{ source: string }>`
      select distinct source_document_id as source from open_item where company_id = ${companyId}::uuid`
    expect(told.map(({ source }) => source).toSorted()).toEqual([...orders, second].toSorted())
  })

  test('a supplier’s credit note finds the invoice of the receipt whose goods went back', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    const supplierId = newId()
    const [charged, credited] = supplierInvoiceConfirmed.examples
    const [goods] = charged?.lines ?? []
    const [back] = credited?.lines ?? []
    if (!charged || !credited || !goods || !back) throw new Error('There are examples of supplier invoices')
    const receipts = [newId(), newId()]
    const invoices = receipts.map((goodsReceiptId, index) => ({
      ...{ ...charged, companyId, supplierId, supplierInvoiceId: newId(), postedOn: '2026-01-10' },
      ...{ dueOn: `2026-02-0${index + 1}`, lines: [{ ...goods, lineId: newId(), goodsReceiptId }] },
    }))
    const creditNote = {
      ...{ ...credited, companyId, supplierId, supplierInvoiceId: newId(), postedOn: '2026-01-12' },
      lines: [{ ...back, lineId: newId(), goodsReceiptId: receipts[1] ?? '' }],
    }
    await inSystem(accountant, (unit) =>
      postSupplierInvoices(
        unit,
        [...invoices, creditNote].map((one) => messageOf(companyId, one)),
      ),
    )
    sound(await bySource(accountant))
    // 1,000.00 cleared and 133.90 of tax are owed for each; 103.00 and 13.39 of the second are not any more.
    expect((await itemsOf(accountant)).map(({ documentId, open }) => [documentId, open])).toEqual([
      [invoices[0]?.supplierInvoiceId, -113390n],
      [invoices[1]?.supplierInvoiceId, -101751n],
    ])
  })
})

test('who settles at night, or takes a settlement back, is told to those who watch over security', async () => {
  const { accountant, invoice, advance } = await invoiceAndAdvance()
  const told = await notedAtNight(database, accountant.companyId, async () => {
    const wanted = [invoice, advance].map((item) => [item, '500.00'] as const)
    const settlement = sound(await settleBy(accountant, wanted))
    sound(await undo(accountant, settlement.id))
  })
  const note = ['POSTED_AT_ODD_HOURS', accountant.userId]
  expect(told).toEqual([note, note])
})
