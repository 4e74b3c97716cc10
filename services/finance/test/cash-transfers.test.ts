import type { Caller, UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isRefusal, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CashTransfer } from '../src/domain/cash-transfer.ts'
import { journalFigures, journalLines } from '../src/store/cash-journal.ts'
import { approveCashDocument } from '../src/use-cases/decide-on-cash-document.ts'
import { createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { postCashDocument } from '../src/use-cases/post-cash-document.ts'
import { postCashTransfer, reverseCashTransfer } from '../src/use-cases/post-cash-transfer.ts'
import { createCashDocument } from '../src/use-cases/write-cash-document.ts'
import {
  approveCashTransfer,
  cancelCashTransfer,
  createCashTransfer,
  type TransferInput,
  type TransferReference,
} from '../src/use-cases/write-cash-transfer.ts'
import { inForeign } from './entries.ts'
import { sound, useMonthEnd } from './month-end.ts'

const { database, transactor, accountantOfNewCompany, enter, run, close, colleagueOf } = await useMonthEnd()

const day = (text: string) => text as BusinessDate

async function posted(voucherId: string | null): Promise<string[]> {
  const rows = await database.rows<{ line: string }>`
    select concat_ws(' ', case when l.debit <> 0 then 'Dr' else 'Cr' end, a.code, l.debit + l.credit,
      l.foreign_currency || l.foreign_amount, l.cash_flow_item) as line
    from voucher_line l join account a on a.id = l.account_id where l.voucher_id = ${voucherId}::uuid order by l.line_number`
  return rows.map(({ line }) => line)
}

const accounts = { bank: '1002', box: '1001', broker: '1012' } as const

/** A company with a bank account, a cash box and money at a broker; the bank account is in the currency that is given. */
async function withAccounts(currency: string | null = null) {
  const cashier = await accountantOfNewCompany()
  const open = async (code: string, accountCode: string, its: string | null) =>
    sound(
      await transactor.transact(cashier, 'createCashAccount', (unit) =>
        createCashAccount(unit, {
          ...{ code, name: { zh: code, en: code }, accountCode, bankName: null, currency: its as never },
        }),
      ),
    )
  const bank = await open('BANK', accounts.bank, currency)
  const box = await open('BOX', accounts.box, null)
  const broker = await open('BROKER', accounts.broker, null)
  const input = (more: Partial<TransferInput>): TransferInput => ({
    ...{ fromAccountId: bank.id, toAccountId: box.id, movedOn: day('2026-02-10'), amount: '300.00', received: null },
    ...{ fee: null, exchangeRate: null, receivedRate: null, reference: null, note: null, ...more },
  })
  const write = (more: Partial<TransferInput> = {}) =>
    transactor.transact(cashier, 'createCashTransfer', (unit) => createCashTransfer(unit, input(more)))
  const act = <Outcome>(
    decide: (unit: UnitOfWork, reference: TransferReference) => Promise<Outcome>,
    { id, version }: CashTransfer,
    by: Caller = cashier,
  ) => transactor.transact(by, 'decide', (unit) => decide(unit, { cashTransferId: id, expectedVersion: version }))
  async function pass(more: Partial<TransferInput> = {}) {
    const draft = sound(await write(more))
    const approved = sound(await act(approveCashTransfer, draft, colleagueOf(cashier)))
    return act(postCashTransfer, approved, colleagueOf(cashier))
  }
  const reverse = (transfer: CashTransfer, reversedOn = '2026-02-20', reason = 'wrong account') =>
    transactor.transact(cashier, 'reverseCashTransfer', (unit) =>
      reverseCashTransfer(unit, {
        ...{ cashTransferId: transfer.id, expectedVersion: transfer.version, reversedOn: day(reversedOn), reason },
      }),
    )
  /** A payment out of the cash box against an account of the chart. */
  async function spend(amount: string) {
    const content = {
      ...{ cashAccountId: box.id, partyDimension: null, partyId: null, counterAccountCode: '6602', amount, items: [] },
      ...{ paidOn: day('2026-02-12'), fee: null, exchangeRate: null, cashFlowItem: null, reference: null, note: null },
    }
    const draft = sound(
      await transactor.transact(cashier, 'createCashDocument', (unit) =>
        createCashDocument(unit, { direction: 'PAYMENT', ...content }),
      ),
    )
    const seen = (version: number) => ({ cashDocumentId: draft.id, expectedVersion: version })
    await transactor.transact(colleagueOf(cashier), 'approve', (unit) => approveCashDocument(unit, seen(1)))
    return transactor.transact(colleagueOf(cashier), 'post', (unit) => postCashDocument(unit, seen(2)))
  }
  const balanceOf = async (account: typeof bank) => {
    const asked = { account, base: 'CNY' as never, beginsOn: day('2026-01-01'), endsOn: day('2026-12-31') }
    const figures = await transactor.read([cashier.companyId], (tx) => journalFigures(tx, asked))
    return figures.received - figures.paid
  }
  return { cashier, bank, box, broker, write, act, pass, reverse, spend, balanceOf }
}

describe('a transfer', () => {
  test('fills the cash box, costs a fee, and is no cash flow', async () => {
    const { cashier, bank, box, pass, balanceOf } = await withAccounts()
    await enter(
      cashier,
      '2026-02-01',
      ['Dr', '1002', '1000.00', { cashFlowItem: 'CAPITAL_RECEIVED' }],
      ['Cr', '4001', '1000.00'],
    )
    const moved = sound(await pass({ fee: '2.00' }))
    expect(moved).toMatchObject({ number: 'TR-2026-000001', status: 'POSTED', received: 30000n })
    expect(await posted(moved.voucherId)).toEqual([
      ...['Cr 1002 30000 CASH_TRANSFER', 'Dr 1001 30000 CASH_TRANSFER'],
      ...['Cr 1002 200 OTHER_OPERATING_PAYMENTS', 'Dr 6603.04 200'],
    ])
    expect([await balanceOf(bank), await balanceOf(box)]).toEqual([69800n, 30000n])
  })

  test('of USD 1,000 at 7.10 into 7,080.00 loses 20.00, both journals say what the banks say, and the month closes', async () => {
    const { cashier, bank, broker, pass, reverse, balanceOf } = await withAccounts('USD')
    const usd = { ...inForeign('3000.00', 'USD', '7.1'), cashFlowItem: 'CAPITAL_RECEIVED' }
    await enter(cashier, '2026-01-10', ['Dr', '1002', '21300.00', usd], ['Cr', '4001', '21300.00'])
    const sold = sound(
      await pass({
        ...{ toAccountId: broker.id, movedOn: day('2026-01-15'), amount: '1000.00', received: '7080.00' },
        exchangeRate: '7.1',
      }),
    )
    expect(await posted(sold.voucherId)).toEqual([
      ...['Cr 1002 708000 USD100000 CASH_TRANSFER', 'Dr 1012 708000 CASH_TRANSFER'],
      ...['Cr 1002 2000 USD0 EXCHANGE_EFFECT', 'Dr 6603.03 2000'],
    ])
    expect([await balanceOf(bank), await balanceOf(broker)]).toEqual([200000n, 708000n])
    const asked = { account: bank, base: 'CNY' as never, beginsOn: day('2026-01-01'), endsOn: day('2026-01-31') }
    const lines = await transactor.read([cashier.companyId], (tx) =>
      journalLines(tx, asked, { limit: 9, after: undefined }),
    )
    expect(lines.map(({ received, paid }) => [received, paid])).toEqual([
      [300000n, 0n],
      [0n, 100000n],
    ])

    const bought = sound(
      await pass({
        ...{ fromAccountId: broker.id, toAccountId: bank.id, movedOn: day('2026-01-16'), amount: '710.00' },
        ...{ received: '100.00', receivedRate: '7.05', fee: '1.00' },
      }),
    )
    expect(await posted(bought.voucherId)).toEqual([
      ...['Cr 1012 71000 CASH_TRANSFER', 'Dr 1002 71000 USD10000 CASH_TRANSFER'],
      ...['Cr 1012 100 OTHER_OPERATING_PAYMENTS', 'Dr 6603.04 100'],
      ...['Cr 1002 500 USD0 EXCHANGE_EFFECT', 'Dr 6603.03 500'],
    ])
    await database.rows`
      with set as (
        insert into exchange_rate (id, company_id, foreign_currency, rate_type, effective_on, rate)
        values (gen_random_uuid(), ${cashier.companyId}::uuid, 'USD', 'CLOSING', '2026-01-31', 7.1) returning *)
      insert into exchange_rate_revision (exchange_rate_id, version, company_id, rate, changed_by, changed_at)
      select id, version, company_id, rate, ${cashier.userId}::uuid, now() from set`
    const reversed = sound(await reverse(bought, '2026-01-20'))
    expect(await posted(reversed.reversalId)).toEqual([
      ...['Cr 1012 -71000 CASH_TRANSFER', 'Dr 1002 -71000 USD-10000 CASH_TRANSFER'],
      ...['Cr 1012 -100 OTHER_OPERATING_PAYMENTS', 'Dr 6603.04 -100'],
      ...['Cr 1002 -500 USD0 EXCHANGE_EFFECT', 'Dr 6603.03 -500'],
    ])
    expect(await reverse(reversed)).toMatchObject({ refusal: 'CashDocumentNotReady', status: 'REVERSED' })
    sound(await run(cashier, '2026-01', 'FX_REVALUATION'))
    sound(await run(cashier, '2026-01', 'PROFIT_CARRY_FORWARD'))
    sound(await close(cashier, '2026-01'))
  })

  test('is not posted before somebody else approved it, nor given up without a reason', async () => {
    const { cashier, write, act, balanceOf, box } = await withAccounts()
    const draft = sound(await write())
    expect(await act(postCashTransfer, draft)).toMatchObject({ refusal: 'CashDocumentNotReady', status: 'DRAFT' })
    expect(await act(approveCashTransfer, draft)).toEqual(refuse('CashApproverIsMaker', { number: draft.number }))
    expect(await act(approveCashTransfer, { ...draft, version: 4 })).toEqual(
      refuse('StaleVersion', { currentVersion: 1 }),
    )
    expect(await act(approveCashTransfer, { ...draft, id: newId() })).toMatchObject({ refusal: 'CashTransferNotFound' })
    const cancel = (reason: string) =>
      transactor.transact(cashier, 'cancelCashTransfer', (unit) =>
        cancelCashTransfer(unit, { cashTransferId: draft.id, expectedVersion: 1, reason }),
      )
    expect(await cancel(' ')).toMatchObject({ refusal: 'ReasonMissing' })
    expect(sound(await cancel('twice'))).toMatchObject({ status: 'CANCELLED', reason: 'twice', version: 2 })
    expect(await balanceOf(box)).toBe(0n)
  })

  test('is posted neither by who wrote it nor by who approved it', async () => {
    const { cashier, write, act } = await withAccounts()
    await enter(cashier, '2026-02-01', ['Dr', '1002', '1000.00'], ['Cr', '4001', '1000.00'])
    const draft = sound(await write())
    const { number } = draft
    const approver = colleagueOf(cashier)
    const approved = sound(await act(approveCashTransfer, draft, approver))
    expect(await act(postCashTransfer, approved)).toEqual(refuse('CashPosterIsMaker', { number }))
    expect(await act(postCashTransfer, approved, approver)).toEqual(refuse('CashPosterApproved', { number }))
    expect(await act(postCashTransfer, approved, colleagueOf(cashier))).toMatchObject({ status: 'POSTED' })
  })

  test.each([
    ['toAccountId', 'SAME_ACCOUNT', { toAccountId: 'from' }],
    ['amount', 'NOT_POSITIVE', { amount: '0.00' }],
    ['fee', 'NEGATIVE', { fee: '-1.00' }],
    ['received', 'MISSING_IN_ANOTHER_CURRENCY', { exchangeRate: '7.1' }],
    ['receivedRate', 'CURRENCY_OF_BOOKS', { received: '2100.00', exchangeRate: '7.1', receivedRate: '1' }],
    ['amount', 'WORTH_NOTHING_IN_THE_BOOKS', { amount: '0.01', received: '1.00', exchangeRate: '0.1' }],
    ['note', 'LONGER_THAN_200_CHARACTERS', { received: '1.00', exchangeRate: '7.1', note: 'x'.repeat(201) }],
  ])('whose %s is %s is refused', async (field, problem, wrong) => {
    const { bank, write } = await withAccounts('USD')
    const more = 'toAccountId' in wrong ? { toAccountId: bank.id } : wrong
    expect(await write(more)).toEqual(refuse('InvalidInput', { field, problem }))
  })

  test('without a rate takes the spot rate of its day, and is refused without one', async () => {
    const { write } = await withAccounts('USD')
    expect(await write({ received: '2100.00' })).toEqual(
      refuse('SpotRateMissing', { currency: 'USD', on: day('2026-02-10') }),
    )
  })
})

describe('a cash box', () => {
  test('never holds less than nothing, whoever pays at once', async () => {
    const { cashier, box, pass, reverse, spend, balanceOf } = await withAccounts()
    await enter(cashier, '2026-02-01', ['Dr', '1002', '1000.00'], ['Cr', '4001', '1000.00'])
    const filled = sound(await pass({ amount: '100.00' }))
    const outcomes = await Promise.all([spend('80.00'), spend('80.00')])
    expect(outcomes.filter(isRefusal)).toEqual([refuse('CashOnHandShort', { cashAccountCode: 'BOX', short: '60.00' })])
    expect(await reverse(filled)).toEqual(refuse('CashOnHandShort', { cashAccountCode: 'BOX', short: '80.00' }))
    expect(await pass({ fromAccountId: box.id, toAccountId: filled.fromAccountId, amount: '20.01' })).toEqual(
      refuse('CashOnHandShort', { cashAccountCode: 'BOX', short: '0.01' }),
    )
    expect(await balanceOf(box)).toBe(2000n)
  })
})
