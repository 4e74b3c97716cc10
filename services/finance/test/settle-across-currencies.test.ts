import { newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { approveCashDocument } from '../src/use-cases/decide-on-cash-document.ts'
import { postCashDocument } from '../src/use-cases/post-cash-document.ts'
import { type Entry, inForeign } from './entries.ts'
import { sound } from './month-end.ts'
import { day, useCashDocuments, wanting } from './use-cash-documents.ts'

const { database, enter, run, itemsOf, left, posted, withBank, colleagueOf } = await useCashDocuments()

/** A bank account in a currency, and an invoice of USD 1,000 at 7.10 that January's end carries down to 7.05. */
async function withInvoice(currency: string | null, side: 'CUSTOMER' | 'SUPPLIER' = 'CUSTOMER') {
  const bank = await withBank(currency)
  const { cashier } = bank
  const partyId = newId()
  const foreign = inForeign('1000.00', 'USD', '7.1')
  const entries: readonly Entry[] =
    side === 'CUSTOMER'
      ? [
          ['Dr', '1122', '7100.00', { customerId: partyId, ...foreign }],
          ['Cr', '6001', '7100.00'],
        ]
      : [
          ['Dr', '6602', '7100.00'],
          ['Cr', '2202.01', '7100.00', { supplierId: partyId, ...foreign }],
        ]
  await enter(cashier, '2026-01-10', ...entries)
  await database.rows`
    with set as (
      insert into exchange_rate (id, company_id, foreign_currency, rate_type, effective_on, rate)
      select gen_random_uuid(), ${cashier.companyId}::uuid, currency, type, day::date, rate
      from (values ('USD', 'CLOSING', '2026-01-31', 7.05), ('EUR', 'SPOT', '2026-02-09', 7.80))
        as r (currency, type, day, rate) returning *)
    insert into exchange_rate_revision (exchange_rate_id, version, company_id, rate, changed_by, changed_at)
    select id, version, company_id, rate, ${cashier.userId}::uuid, now() from set`
  sound(await run(cashier, '2026-01', 'FX_REVALUATION'))
  const [invoice] = await itemsOf(cashier)
  if (!invoice) throw new Error('The invoice is no open item')
  return { ...bank, party: { partyDimension: side, partyId }, invoice }
}

describe('USD 1,000 at 7.10, revalued to 7.05, and paid with EUR 920 at 7.80', () => {
  test('gains 126.00 when a customer pays, and is zero in both currencies', async () => {
    const { cashier, pass, party, invoice, reverse } = await withInvoice('EUR')
    const items = wanting(invoice, '1000.00', '920.00')
    const received = sound(await pass('RECEIPT', { ...party, amount: '920.00', items }))
    expect(received).toMatchObject({ exchangeRate: '7.8', items: [{ amount: 100000n, paid: 92000n }] })
    expect(await posted(received.voucherId)).toEqual(['Dr 1002 717600', 'Cr 1122 705000', 'Cr 6603.03 12600'])
    expect(await left(cashier)).toEqual([])

    const reversed = sound(await reverse(received))
    expect(await posted(reversed.reversalId)).toEqual(['Dr 1002 -717600', 'Cr 1122 -705000', 'Cr 6603.03 -12600'])
    expect(await left(cashier)).toEqual([['RECEIVABLE', 100000n, 705000n]])
  })

  test('loses 126.00 when a supplier is paid, the fee of the bank beside it', async () => {
    const { cashier, pass, party, invoice } = await withInvoice('EUR', 'SUPPLIER')
    const items = wanting(invoice, '1000.00', '920.00')
    const paid = sound(await pass('PAYMENT', { ...party, amount: '920.00', fee: '10.00', items }))
    expect(await posted(paid.voucherId)).toEqual([
      ...['Cr 1002 725400', 'Dr 6603.04 7800', 'Dr 2202.01 705000', 'Dr 6603.03 12600'],
    ])
    expect(await left(cashier)).toEqual([])
  })

  test('in three parts takes 126.00 in all: each its share of what is carried, the last what is left', async () => {
    const { cashier, pass, party, invoice } = await withInvoice('EUR')
    const parts = [
      ['333.33', '306.66', ['Dr 1002 239195', 'Cr 1122 234998', 'Cr 6603.03 4197']],
      ['333.33', '306.66', ['Dr 1002 239195', 'Cr 1122 234997', 'Cr 6603.03 4198']],
      ['333.34', '306.68', ['Dr 1002 239210', 'Cr 1122 235005', 'Cr 6603.03 4205']],
    ] as const
    for (const [amount, paid, lines] of parts) {
      const items = wanting(invoice, amount, paid)
      const received = sound(await pass('RECEIPT', { ...party, amount: paid, items }))
      expect(await posted(received.voucherId)).toEqual(lines)
    }
    expect(await left(cashier)).toEqual([])
  })

  test('leaves what was paid beyond it as an advance in the currency that was paid', async () => {
    const { cashier, pass, party, invoice } = await withInvoice('EUR')
    const items = wanting(invoice, '1000.00', '920.00')
    const received = sound(await pass('RECEIPT', { ...party, amount: '1000.00', items }))
    expect(await posted(received.voucherId)).toEqual([
      ...['Dr 1002 780000', 'Cr 1122 705000', 'Cr 2203 62400', 'Cr 6603.03 12600'],
    ])
    expect((await itemsOf(cashier)).map(({ kind, open, currency }) => [kind, open, currency])).toEqual([
      ['ADVANCE_RECEIVED', -8000n, 'EUR'],
    ])
  })
})

test('an item in a foreign currency is paid from the account in the currency of the books', async () => {
  const { cashier, pass, party, invoice } = await withInvoice(null)
  const items = wanting(invoice, '1000.00', '7120.00')
  const received = sound(await pass('RECEIPT', { ...party, amount: '7120.00', items }))
  expect(received.exchangeRate).toBeNull()
  expect(await posted(received.voucherId)).toEqual(['Dr 1002 712000', 'Cr 1122 705000', 'Cr 6603.03 7000'])
  expect(await left(cashier)).toEqual([])
})

test('one receipt is for items in three currencies, and each goes off as a whole', async () => {
  const { cashier, pass, party, invoice } = await withInvoice('EUR')
  const customerId = party.partyId
  const eur = { customerId, ...inForeign('50.00', 'EUR', '7.7') }
  await enter(cashier, '2026-02-01', ['Dr', '1122', '385.00', eur], ['Cr', '6001', '385.00'])
  await enter(cashier, '2026-02-02', ['Dr', '1122', '780.00', { customerId }], ['Cr', '6001', '780.00'])
  const of = new Map((await itemsOf(cashier)).map((item) => [item.currency as string, item]))
  const items = [
    ...wanting(invoice, '1000.00', '920.00'),
    ...wanting(of.get('EUR'), '50.00'),
    ...wanting(of.get('CNY'), '780.00', '100.00'),
  ]
  const received = sound(await pass('RECEIPT', { ...party, amount: '1070.00', items }))
  expect((await posted(received.voucherId)).toSorted()).toEqual([
    ...['Cr 1122 38500', 'Cr 1122 705000', 'Cr 1122 78000', 'Cr 6603.03 13100', 'Dr 1002 834600'],
  ])
  expect(await left(cashier)).toEqual([])
})

test('what was written before both amounts were asked for is refused when it is posted', async () => {
  const { cashier, write, act, party, invoice } = await withInvoice('EUR')
  const items = wanting(invoice, '1000.00', '920.00')
  const draft = sound(await write('RECEIPT', { ...party, amount: '920.00', items }))
  await database.rows`update cash_document_item set paid = null where cash_document_id = ${draft.id}::uuid`
  const approved = sound(await act(approveCashDocument, draft, colleagueOf(cashier)))
  expect(await act(postCashDocument, approved)).toEqual(
    refuse('ItemOfAnother', { openItemId: invoice.id, problem: 'CURRENCY' }),
  )
})

describe('nothing is written', () => {
  test.each([
    ['that does not say what was paid', null, 'MISSING_IN_ANOTHER_CURRENCY'],
    ['of nothing paid', '0.00', 'NOT_POSITIVE'],
    ['of less than nothing', '-920.00', 'NOT_POSITIVE'],
    ['finer than the currency', '920.001', 'TOO_MANY_DECIMALS'],
  ])('%s', async (_, paid, problem) => {
    const { write, party, invoice } = await withInvoice('EUR')
    const items = wanting(invoice, '1000.00', paid)
    expect(await write('RECEIPT', { ...party, amount: '920.00', items })).toEqual(
      refuse('InvalidInput', { field: 'paidAmount', problem }),
    )
  })

  test('with two amounts in one currency, worth nothing in the books, or without a rate', async () => {
    const { write, party, invoice } = await withInvoice('USD')
    const twice = wanting(invoice, '1000.00', '920.00')
    expect(await write('RECEIPT', { ...party, amount: '920.00', exchangeRate: '7.1', items: twice })).toEqual(
      refuse('InvalidInput', { field: 'paidAmount', problem: 'ITEM_IN_THIS_CURRENCY' }),
    )
    const european = await withInvoice('EUR')
    const { partyId } = european.party
    const little = wanting(european.invoice, '1000.00', '0.01')
    expect(await european.write('RECEIPT', { partyId, amount: '920.00', exchangeRate: '0.1', items: little })).toEqual(
      refuse('InvalidInput', { field: 'paidAmount', problem: 'WORTH_NOTHING_IN_THE_BOOKS' }),
    )
    const paid = wanting(european.invoice, '1000.00', '920.00')
    const early = { partyId, amount: '920.00', paidOn: day('2026-02-08'), items: paid }
    expect(await european.write('RECEIPT', early)).toEqual(
      refuse('SpotRateMissing', { currency: 'EUR' as never, on: day('2026-02-08') }),
    )
  })

  test('beyond what is open of the item, or beyond the money', async () => {
    const { cashier, pass, party, invoice } = await withInvoice('EUR')
    const more = wanting(invoice, '1000.01', '920.00')
    expect(await pass('RECEIPT', { ...party, amount: '920.00', items: more })).toEqual(
      refuse('OpenAmountExceeded', { openItemId: invoice.id, openAmount: '1000.00' }),
    )
    const dearer = wanting(invoice, '1000.00', '920.01')
    expect(await pass('RECEIPT', { ...party, amount: '920.00', items: dearer })).toEqual(
      refuse('ItemsExceedAmount', { items: '920.01', amount: '920.00' }),
    )
    expect(await left(cashier)).toEqual([['RECEIVABLE', 100000n, 705000n]])
  })
})
