import type { PayloadOf, supplierInvoiceConfirmed } from '@erp/contracts'
import type { Caller } from '@erp/service-kit'
import { type BusinessDate, newId, type Period, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { ageingBuckets, type OpenItemKind } from '../src/domain/open-item.ts'
import type { Tx } from '../src/store/database.ts'
import { ageing, listOpenItems, statementEntries, statementFigures } from '../src/store/open-item-lists.ts'
import { postCancelledInvoices, postSupplierInvoices } from '../src/use-cases/post-supplier-invoices.ts'
import { inForeign } from './entries.ts'
import { messageOf } from './finance-database.ts'
import { sound, useMonthEnd } from './month-end.ts'

const { database, transactor, accountantOfNewCompany, enter, run, close } = await useMonthEnd()

type Invoice = PayloadOf<typeof supplierInvoiceConfirmed>

function invoice({ companyId }: Caller, net: string, more: Partial<Invoice> = {}): Invoice {
  const line = { lineId: newId(), kind: 'EXPENSE' as const, goodsReceiptId: null, goodsReceiptLineId: null }
  return {
    ...{ companyId, supplierInvoiceId: newId(), number: 'SI-2026-000001', supplierId: newId() },
    ...{ supplierInvoiceNumber: '04403210', invoicedOn: '2026-01-05', postedOn: '2026-01-10', dueOn: '2026-02-09' },
    ...{ currency: 'CNY', net, tax: '0.00', gross: net },
    lines: [
      {
        ...{ ...line, itemId: null, itemClass: 'SERVICE', warehouseId: null, valuationAreaId: null, quantity: null },
        ...{ net, tax: '0.00', taxCode: 'VAT0', cleared: '0.00', expenseType: null },
      },
    ],
    ...more,
  }
}

const confirm = (one: Invoice) =>
  transactor.system([one.companyId], 'supplier-invoice.confirmed', (unit) =>
    postSupplierInvoices(unit, [messageOf(one.companyId, one)]),
  )
const cancel = (one: Invoice) =>
  transactor.system([one.companyId], 'supplier-invoice.cancelled', (unit) =>
    postCancelledInvoices(unit, [messageOf(one.companyId, one)]),
  )

const all: readonly OpenItemKind[] = ['RECEIVABLE', 'ADVANCE_RECEIVED', 'PAYABLE', 'ADVANCE_PAID', 'OWED_TO_EMPLOYEE']

const itemsOf = (
  { companyId }: Caller,
  filter: { kinds?: readonly OpenItemKind[]; partyId?: string; overdueOn?: string; asOf?: string } = {},
) =>
  transactor.read([companyId], (tx) =>
    listOpenItems(
      tx,
      companyId,
      {
        ...{ kinds: filter.kinds ?? all, partyId: filter.partyId ?? null },
        overdueOn: (filter.overdueOn ?? null) as BusinessDate | null,
        asOf: (filter.asOf ?? null) as BusinessDate | null,
      },
      { limit: 100, after: undefined },
    ),
  )

const amounts = async (...asked: Parameters<typeof itemsOf>) =>
  (await itemsOf(...asked)).map(({ kind, open, carrying }) => [kind, open, carrying])

describe('an item is made by posting', () => {
  test('from a supplier invoice, due when it says', async () => {
    const accountant = await accountantOfNewCompany()
    const one = invoice(accountant, '1269.90')
    await confirm(one)
    expect(await itemsOf(accountant)).toMatchObject([
      {
        ...{ kind: 'PAYABLE', partyId: one.supplierId, documentNumber: 'SI-2026-000001', side: 'CREDIT' },
        ...{ businessDate: '2026-01-10', dueOn: '2026-02-09', original: -126990n, open: -126990n, carrying: -126990n },
      },
    ])
  })

  test('from vouchers of people and opening figures alike, and only with a party where the account has others', async () => {
    const accountant = await accountantOfNewCompany()
    const [customerId, employeeId] = [newId(), newId()]
    await enter(
      accountant,
      '2026-01-10',
      ['Dr', '1122', '500.00', { customerId }],
      ['Dr', '1221', '20.00', { employeeId }],
      ['Dr', '1221', '30.00'],
      ['Cr', '2203', '100.00', { customerId }],
      ['Cr', '6001', '450.00'],
    )
    expect(await amounts(accountant)).toEqual([
      ['RECEIVABLE', 50000n, 50000n],
      ['ADVANCE_RECEIVED', -10000n, -10000n],
    ])
    expect(await amounts(accountant, { kinds: ['OWED_BY_EMPLOYEE'] })).toEqual([['OWED_BY_EMPLOYEE', 2000n, 2000n]])
    expect(await amounts(accountant, { partyId: newId() })).toEqual([])
  })

  test('what is taken back in red meets what it takes back; both stay in history', async () => {
    const accountant = await accountantOfNewCompany()
    const one = invoice(accountant, '800.00')
    await confirm(one)
    await confirm(invoice(accountant, '800.00', { supplierId: one.supplierId }))
    await cancel(one)
    expect(await amounts(accountant)).toEqual([['PAYABLE', -80000n, -80000n]])
    expect(await itemsOf(accountant)).not.toMatchObject([{ documentId: one.supplierInvoiceId }])
    const met = await database.rows<{ amount: string }>`
      select m.amount::text from open_item_movement m join settlement s on s.id = m.settlement_id
      where s.company_id = ${accountant.companyId}::uuid and s.method = 'REVERSAL' order by 1`
    expect(met).toEqual([{ amount: '-80000' }, { amount: '80000' }])
    await confirm(one)
    expect(await amounts(accountant)).toHaveLength(1)
  })

  test('an invoice that comes later says when the difference before it is due', async () => {
    const accountant = await accountantOfNewCompany()
    const one = invoice(accountant, '100.00', { dueOn: '2026-03-31' })
    await enter(
      accountant,
      '2026-01-09',
      ['Dr', '6602', '3.00'],
      ['Cr', '2202.01', '3.00', { supplierId: one.supplierId }],
    )
    await database.rows`
      update open_item set document_type = 'SUPPLIER_INVOICE', document_id = ${one.supplierInvoiceId}::uuid
      where company_id = ${accountant.companyId}::uuid`
    await confirm(one)
    expect((await itemsOf(accountant)).map(({ dueOn }) => dueOn)).toEqual(['2026-03-31', '2026-03-31'])
  })
})

describe('as of a day', () => {
  test('items, ageing and a statement are what they were', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    const supplierId = newId()
    const early = invoice(accountant, '100.00', { supplierId, postedOn: '2026-01-10', dueOn: '2026-01-20' })
    await confirm(early)
    await confirm(invoice(accountant, '200.00', { supplierId, postedOn: '2026-02-10', dueOn: '2026-03-31' }))
    await cancel(early)
    expect(await amounts(accountant, { asOf: '2026-01-09' })).toEqual([])
    expect(await amounts(accountant, { asOf: '2026-02-09' })).toEqual([])
    expect(await amounts(accountant)).toEqual([['PAYABLE', -20000n, -20000n]])
    expect(await amounts(accountant, { overdueOn: '2026-03-31' })).toEqual([])
    expect(await amounts(accountant, { overdueOn: '2026-04-01' })).toHaveLength(1)

    const late = invoice(accountant, '40.00', { supplierId, postedOn: '2026-02-01', dueOn: '2026-02-15' })
    await confirm(late)
    const buckets = ageingBuckets([30, 60]) ?? []
    const aged = (asOf: string) =>
      transactor.read([companyId], (tx) =>
        ageing(
          tx,
          companyId,
          { kind: 'PAYABLE', asOf: asOf as BusinessDate, buckets },
          { limit: 10, afterPartyId: undefined },
        ),
      )
    expect(await aged('2026-03-31')).toEqual([
      { partyId: supplierId, total: -24000n, notDue: -20000n, overdue: [0n, -4000n, 0n] },
    ])
    expect(await aged('2026-02-15')).toEqual([
      { partyId: supplierId, total: -24000n, notDue: -24000n, overdue: [0n, 0n, 0n] },
    ])
    expect(await aged('2026-05-31')).toEqual([
      { partyId: supplierId, total: -24000n, notDue: 0n, overdue: [0n, 0n, -24000n] },
    ])

    const asked = {
      ...{ companyId, partyId: supplierId, kinds: ['PAYABLE'] as const },
      ...{ beginsOn: '2026-02-05' as BusinessDate, endsOn: '2026-02-28' as BusinessDate },
    }
    expect(await transactor.read([companyId], (tx) => statementFigures(tx, asked))).toEqual({
      ...{ opening: -4000n, debit: 0n, credit: 20000n },
    })
    const entries = await transactor.read([companyId], (tx) =>
      statementEntries(tx, asked, { limit: 10, after: undefined }),
    )
    expect(entries.map(({ movedOn, credit, balance }) => [movedOn, credit, balance])).toEqual([
      ['2026-02-10', 20000n, -24000n],
    ])
  })
})

describe('foreign currency', () => {
  const usd = (amount: string, rate: string) => inForeign(amount, 'USD', rate)

  test('a revaluation moves what each item is carried at, and the items stay what the account is', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId, userId } = accountant
    const customerId = newId()
    await database.rows`
      with set as (
        insert into exchange_rate (id, company_id, foreign_currency, rate_type, effective_on, rate)
        values (gen_random_uuid(), ${companyId}::uuid, 'USD', 'CLOSING', '2026-01-31', 7.0333) returning *)
      insert into exchange_rate_revision (exchange_rate_id, version, company_id, rate, changed_by, changed_at)
      select id, version, company_id, rate, ${userId}::uuid, now() from set`
    for (const [amount, base] of [
      ['0.10', '0.71'],
      ['0.10', '0.71'],
      ['10.10', '71.71'],
    ] as const)
      await enter(
        accountant,
        '2026-01-10',
        ['Dr', '1122', base, { customerId, ...usd(amount, '7.1') }],
        ['Cr', '6001', base],
      )
    sound(await run(accountant, '2026-01', 'FX_REVALUATION'))
    // 10.30 at 7.0333 is 72.44; item by item it would be 0.70, 0.70 and 71.04.
    expect(await amounts(accountant)).toEqual([
      ['RECEIVABLE', 10n, 70n],
      ['RECEIVABLE', 10n, 70n],
      ['RECEIVABLE', 1010n, 7104n],
    ])
    sound(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD'))
    sound(await close(accountant, '2026-01'))
  })
})

test('items that are not what the account is stand in the way of the close, with both figures', async () => {
  const accountant = await accountantOfNewCompany()
  const one = invoice(accountant, '100.00')
  await confirm(one)
  sound(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD'))
  await database.rows`
    with made as (
      update open_item set party_id = ${newId()}::uuid where company_id = ${accountant.companyId}::uuid returning id)
    select count(*) from made`
  const facts = { kind: 'PAYABLE', count: '2', ledger: '-100.00', items: '-100.00' }
  expect(await close(accountant, '2026-01' as Period)).toEqual(
    refuse('ClosingBlocked', {
      period: '2026-01',
      blockers: [{ step: 'TIE_OUT_SUBLEDGERS', reason: 'OPEN_ITEMS_APART', facts }],
    }),
  )
})

test('what is left of an item lies between nothing and all of it, and what happened to it stays', async () => {
  const accountant = await accountantOfNewCompany()
  await confirm(invoice(accountant, '100.00'))
  const of = accountant.companyId
  await expect(
    database.rows`update open_item set open = 1, carrying = 1 where company_id = ${of}::uuid`,
  ).rejects.toThrow('open_item_is_not_overdrawn')
  await expect(database.rows`update open_item set open = -1 where company_id = ${of}::uuid`).rejects.toThrow(
    'open_item_of_the_books_has_one_amount',
  )
  const asTheService = (work: (tx: Tx) => Promise<unknown>) =>
    expect(transactor.transact(accountant, 'test', (unit) => work(unit.tx))).rejects.toThrow('permission denied')
  await asTheService((tx) => tx.$executeRaw`update open_item_movement set amount = 0`)
  await asTheService((tx) => tx.$executeRaw`delete from open_item`)
  await asTheService((tx) => tx.$executeRaw`update open_item set original = 0`)
  await asTheService((tx) => tx.$executeRaw`update settlement set settled_on = now()`)
})

test.each([
  [
    [30, 60],
    [
      { fromDays: 1, throughDays: 30 },
      { fromDays: 31, throughDays: 60 },
      { fromDays: 61, throughDays: null },
    ],
  ],
  [[], [{ fromDays: 1, throughDays: null }]],
  [[30, 30], undefined],
  [[0], undefined],
  [[1.5], undefined],
])('buckets through %j', (through, buckets) => {
  expect(ageingBuckets(through)).toEqual(buckets)
})
