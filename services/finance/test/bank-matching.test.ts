import type { Caller } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type JournalEntry, type LineToMatch, matchRules, proposeMatches } from '../src/domain/bank-match.ts'
import { findBankMatch, matchesOfRun, partsOfMatches } from '../src/store/bank-matches.ts'
import { approveCashDocument } from '../src/use-cases/decide-on-cash-document.ts'
import {
  autoMatchBankLines,
  type MatchInput,
  matchBankLines,
  undoBankMatch,
} from '../src/use-cases/match-bank-lines.ts'
import { postCashDocument } from '../src/use-cases/post-cash-document.ts'
import { createCashDocument } from '../src/use-cases/write-cash-document.ts'
import { sound } from './month-end.ts'
import { day, useBank } from './use-bank.ts'

const { transactor, withBank, run, close, colleagueOf } = await useBank()

async function withStatement(...rows: readonly string[]) {
  const bank = await withBank()
  sound(await bank.bring(bank.csv(...rows)))
  const {
    accountant,
    bank: { id: cashAccountId },
  } = bank
  const match = (input: Partial<MatchInput>, by: Caller = accountant) =>
    transactor.transact(by, 'matchBankLines', (unit) =>
      matchBankLines(unit, { cashAccountId, lines: [], entries: [], ...input }),
    )
  const undo = (bankMatchId: string, reason = 'another customer') =>
    transactor.transact(accountant, 'undoBankMatch', (unit) => undoBankMatch(unit, { bankMatchId, reason }))
  /** What the rules matched: which rule, how many lines with how many entries. */
  async function byRules(rules: readonly (typeof matchRules)[number][] = matchRules, windowDays = 5) {
    const done = sound(
      await transactor.transact(accountant, 'autoMatchBankLines', (unit) =>
        autoMatchBankLines(unit, { cashAccountId, rules, windowDays }),
      ),
    )
    return transactor.read([accountant.companyId], async (tx) => {
      const matches = await matchesOfRun(tx, done.id, { limit: 100, afterId: undefined })
      const parts = Map.groupBy(
        await partsOfMatches(
          tx,
          matches.map(({ id }) => id),
        ),
        (part) => part.bankMatchId,
      )
      return matches.map(({ id, rule }) => {
        const own = parts.get(id) ?? []
        return [
          rule,
          own.filter(({ lineId }) => lineId !== null).length,
          own.filter(({ voucherId }) => voucherId).length,
        ]
      })
    })
  }
  /** A receipt from a customer, approved by a colleague and posted. */
  async function receive(amount: string, more: object = {}) {
    const content = {
      ...{ cashAccountId, partyDimension: 'CUSTOMER' as const, partyId: newId(), counterAccountCode: null, amount },
      ...{ paidOn: day('2026-01-06'), fee: null, exchangeRate: null, cashFlowItem: null, reference: null, note: null },
      ...{ items: [], ...more },
    }
    const draft = sound(
      await transactor.transact(accountant, 'create', (unit) =>
        createCashDocument(unit, { direction: 'RECEIPT', ...content }),
      ),
    )
    const seen = (version: number) => ({ cashDocumentId: draft.id, expectedVersion: version })
    await transactor.transact(colleagueOf(accountant), 'approve', (unit) => approveCashDocument(unit, seen(1)))
    return sound(await transactor.transact(accountant, 'post', (unit) => postCashDocument(unit, seen(2))))
  }
  const openOf = async () => [
    (await bank.lines()).map(({ open }) => open),
    (await bank.entries()).map(({ open }) => open),
  ]
  return { ...bank, match, undo, byRules, receive, openOf }
}

describe('bank and books', () => {
  test('agree after what only one of them has, to the cent, on every day', async () => {
    const { book, byRules, figures, lines, match, entries, accountant } = await withStatement(
      ...['2026-01-05,300.00,1300.00,T1,,,', '2026-01-28,-45.00,1255.00,T2,,,fee', '2026-02-02,80.00,1335.00,T3,,,'],
    )
    await book('2026-01-02', '1000.00')
    await book('2026-01-06', '300.00')
    await book('2026-01-30', '80.00')
    await book('2026-02-05', '-12.00')
    expect(await byRules()).toEqual([
      ...[
        ['OPENING', 1, 1],
        ['AMOUNT', 1, 1],
        ['AMOUNT', 1, 1],
      ],
    ])
    expect(await figures('2026-01-31')).toEqual({
      ...{ bankBalance: 125500n, bookBalance: 138000n, onlyBankReceived: 0n, onlyBankPaid: -4500n },
      ...{ onlyBooksReceived: 8000n, onlyBooksPaid: 0n, statementsEndOn: '2026-02-02' },
    })
    expect(await figures('2026-02-10')).toMatchObject({
      ...{
        bankBalance: 133500n,
        bookBalance: 136800n,
        onlyBankPaid: -4500n,
        onlyBooksReceived: 0n,
        onlyBooksPaid: -1200n,
      },
    })
    const [fee] = await lines()
    expect(fee).toMatchObject({ amount: -4500n, open: -4500n })
    expect(await match({ lines: [{ bankLineId: fee?.id ?? '', amount: null }] })).toEqual(
      refuse('BankMatchTooSmall', { fewest: 2, most: 500 }),
    )
    const [returned] = await entries()
    const keys = { voucherId: returned?.voucherId ?? '', lineNumber: returned?.lineNumber ?? 0 }
    expect(
      await match({ lines: [{ bankLineId: fee?.id ?? '', amount: null }], entries: [{ ...keys, amount: '12.00' }] }),
    ).toEqual(refuse('BankMatchUneven', { bank: '-45.00', books: '-12.00' }))
    expect(accountant.companyId).toBeTruthy()
  })

  test('are matched in part, one to many and many to one, and taken apart again', async () => {
    const { book, lines, entries, match, undo, openOf, figures, accountant, bank } = await withStatement(
      ...['2026-01-05,100.00,100.00,T1,,,', '2026-01-06,50.00,150.00,T2,,,'],
    )
    await book('2026-01-05', '60.00')
    await book('2026-01-05', '90.00')
    const [[one, two], [small, large]] = [await lines(), await entries()]
    const part = (entry: JournalEntry | undefined, amount: string | null = null) => ({
      ...{ voucherId: entry?.voucherId ?? '', lineNumber: entry?.lineNumber ?? 0, amount },
    })
    const first = sound(
      await match({
        lines: [{ bankLineId: one?.id ?? '', amount: null }],
        entries: [part(small), part(large, '40.00')],
      }),
    )
    expect(first).toMatchObject({ number: 'BM-2026-000001', rule: 'MANUAL', effectiveOn: '2026-01-05' })
    expect(await openOf()).toEqual([[5000n], [5000n]])
    expect(await match({ lines: [{ bankLineId: two?.id ?? '', amount: '50.01' }], entries: [part(large)] })).toEqual(
      refuse('BankMatchExceedsOpen', { open: '50.00' }),
    )
    expect(
      await match({ lines: [{ bankLineId: one?.id ?? '', amount: '1.00' }], entries: [part(large, '1.00')] }),
    ).toEqual(refuse('BankMatchExceedsOpen', { open: '0.00' }))
    const both = [one, two].map((line) => ({ bankLineId: line?.id ?? '', amount: null }))
    sound(await undo(first.id))
    expect(await undo(first.id)).toEqual(refuse('BankMatchUndone', { number: 'BM-2026-000001' }))
    expect(await undo(newId())).toMatchObject({ refusal: 'BankMatchNotFound' })
    expect(await undo(first.id, '')).toMatchObject({ refusal: 'ReasonMissing' })
    expect(await openOf()).toEqual([
      [10000n, 5000n],
      [6000n, 9000n],
    ])
    const outcomes = await Promise.all([1, 2].map(() => match({ lines: both, entries: [part(small), part(large)] })))
    expect(outcomes.filter(isRefusal)).toEqual([refuse('BankMatchExceedsOpen', { open: '0.00' })])
    expect(await openOf()).toEqual([[], []])
    expect(await figures('2026-01-05')).toMatchObject({ bankBalance: 10000n, onlyBankReceived: 10000n })
    expect(await transactor.read([accountant.companyId], (tx) => findBankMatch(tx, first.id))).toMatchObject({
      ...{ undoReason: 'another customer', cashAccountId: bank.id },
    })
  })

  test('of others, or twice in one match, are not found', async () => {
    const { lines, match } = await withStatement('2026-01-05,100.00,100.00,T1,,,')
    const others = await withStatement('2026-01-05,100.00,100.00,T1,,,')
    const theirs = (await others.lines())[0]?.id ?? ''
    const own = (await lines())[0]?.id ?? ''
    const line = (bankLineId: string) => ({ bankLineId, amount: null })
    expect(await match({ lines: [line(theirs), line(own)] })).toEqual(
      refuse('BankLineNotFound', { bankLineId: theirs }),
    )
    expect(await match({ lines: [line(own), line(own)] })).toMatchObject({
      refusal: 'InvalidInput',
      problem: 'LINE_TWICE',
    })
    const nowhere = { voucherId: newId(), lineNumber: 1 }
    expect(await match({ lines: [line(own)], entries: [{ ...nowhere, amount: null }] })).toEqual(
      refuse('JournalEntryNotFound', nowhere),
    )
    expect(await match({ lines: [{ bankLineId: own, amount: '-1.00' }] })).toMatchObject({ problem: 'NOT_POSITIVE' })
    expect(await match({ cashAccountId: newId() })).toMatchObject({ refusal: 'CashAccountNotFound' })
  })
})

describe('rules', () => {
  test('match what the bank quotes, fee and all, and afterwards know the name', async () => {
    const partyId = newId()
    const bank = await withStatement(
      ...[
        '2026-01-07,98.00,98.00,T1,Lindqvist AB,1234,RC-2026-000001',
        '2026-01-20,30.00,128.00,T2,LINDQVIST AB,1234,thanks',
      ],
      ...['2026-01-21,30.00,158.00,T3,Somebody,,thanks'],
    )
    await bank.receive('100.00', { partyId, fee: '2.00' })
    await bank.receive('10.00', { partyId, paidOn: day('2026-01-19') })
    await bank.receive('20.00', { partyId, paidOn: day('2026-01-22') })
    await bank.receive('7.00')
    expect(await bank.byRules(['PARTY', 'REFERENCE'])).toEqual([['REFERENCE', 1, 1]])
    expect(await bank.byRules(['PARTY'])).toEqual([['PARTY', 1, 2]])
    expect(await bank.openOf()).toEqual([[3000n], [700n]])
  })

  test('leave alone what might as well be something else, and forget a name that was matched by mistake', async () => {
    const bank = await withStatement(
      ...['2026-01-07,10.00,10.00,T1,A,,', '2026-01-08,10.00,20.00,T2,B,,', '2026-01-09,40.00,60.00,T3,A,,'],
    )
    const first = await bank.receive('10.00')
    await bank.receive('40.00', { partyId: first.party?.id, paidOn: day('2026-01-30') })
    expect(await bank.byRules(['AMOUNT'])).toEqual([])
    const [line] = await bank.lines()
    const [entry] = await bank.entries()
    const keys = { voucherId: entry?.voucherId ?? '', lineNumber: entry?.lineNumber ?? 0, amount: null }
    const match = sound(await bank.match({ lines: [{ bankLineId: line?.id ?? '', amount: null }], entries: [keys] }))
    expect((await bank.lines()).map(({ knownPartyId }) => knownPartyId)).toEqual([null, first.party?.id])
    sound(await bank.undo(match.id))
    expect((await bank.lines()).map(({ knownPartyId }) => knownPartyId)).toEqual([null, null, null])
    expect(await bank.byRules(['PARTY'], 60)).toEqual([])
  })

  test('never take anything twice, and what they take is even, whatever there is', () => {
    const amounts = fc.integer({ min: -5, max: 5 }).filter((one) => one !== 0)
    const days = fc.integer({ min: 1, max: 28 }).map((one) => day(`2026-01-${String(one).padStart(2, '0')}`))
    const names = fc.constantFrom(null, 'DOC-1', 'DOC-2', 'DOC-3')
    const line = fc.record({ amount: amounts, on: days, name: names, party: names })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.array(line, { maxLength: 12 }), (some, others) => {
        const lines = some.map(
          ({ amount, on, name, party }, index): LineToMatch => ({
            ...{
              id: `line-${index}`,
              companyId: 'c',
              cashAccountId: 'a',
              statementId: 's',
              lineNumber: index,
              bookedOn: on,
            },
            ...{ amount: BigInt(amount), open: BigInt(amount), reference: name, text: null, partyName: null },
            ...{ partyAccountTail: null, knownPartyId: party },
          }),
        )
        const entries = others.map(
          ({ amount, on, name, party }, index): JournalEntry => ({
            ...{ voucherId: `voucher-${index % 6}`, lineNumber: index, postingDate: on, amount: BigInt(amount) },
            ...{ open: BigInt(amount), documentNumber: name ?? 'NONE', reference: null, partyId: party },
            reversesId: index % 6 > 3 ? `voucher-${(index % 6) - 4}` : null,
          }),
        )
        const found = proposeMatches({ lines, entries, rules: matchRules, windowDays: 10 })
        const taken = found.flatMap(({ lines: own, entries: theirs }) => [...own, ...theirs].map(({ of }) => of))
        expect(new Set(taken).size).toBe(taken.length)
        for (const { lines: own, entries: theirs } of found) {
          const total = (parts: readonly { amount: bigint }[]) => parts.reduce((sum, { amount }) => sum + amount, 0n)
          expect(total(own)).toBe(total(theirs))
        }
      }),
    )
  })
})

test('a month closes once statements reach its end; months before the first one never asked for any', async () => {
  const { accountant, bring, csv, book } = await withStatement('2026-02-05,300.00,300.00,T1,,,')
  await book('2026-02-04', '300.00')
  sound(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD'))
  sound(await close(accountant, '2026-01'))
  sound(await run(accountant, '2026-02', 'PROFIT_CARRY_FORWARD'))
  expect(await close(accountant, '2026-02')).toMatchObject({
    refusal: 'ClosingBlocked',
    blockers: [
      {
        ...{ step: 'RECONCILE_BANKS', reason: 'BANK_STATEMENT_MISSING' },
        facts: { cashAccountCode: 'ICBC-01', statementsEndOn: '2026-02-05' },
      },
    ],
  })
  sound(await bring(csv('2026-02-27,-1.00,299.00,T2,,,fee'), { endsOn: day('2026-02-28') }))
  sound(await close(accountant, '2026-02'))
})
