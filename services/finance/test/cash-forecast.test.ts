import { type BusinessDate, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { actualWeeks, behaviourOf, errorOf, type ForecastKind, forecastWeeks } from '../src/domain/cash-forecast.ts'
import { dunningRows } from '../src/store/collection.ts'
import { listOpenItems } from '../src/store/open-item-lists.ts'
import { approveCashDocument } from '../src/use-cases/decide-on-cash-document.ts'
import { forecastCash } from '../src/use-cases/forecast-cash.ts'
import { createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { postCashDocument } from '../src/use-cases/post-cash-document.ts'
import { reverseCashDocument } from '../src/use-cases/reverse-cash-document.ts'
import { createCashDocument } from '../src/use-cases/write-cash-document.ts'
import { sound, useMonthEnd } from './month-end.ts'

const { transactor, accountantOfNewCompany, enter, colleagueOf } = await useMonthEnd()
const day = (text: string) => text as BusinessDate

describe('what parties are used to', () => {
  const paid = (partyId: string, amount: bigint, lateness: number) => ({ partyId, amount, lateness })

  test('is the lateness by which half of their money came, where they paid often enough', () => {
    const behaviour = behaviourOf([
      ...[paid('slow', 100n, 30), paid('slow', 100n, 40), paid('slow', 100n, 200)],
      ...[paid('heavy', 1n, 0), paid('heavy', 1n, 1), paid('heavy', 98n, 10), paid('new', 500n, -5)],
    ])
    expect(behaviour).toEqual({
      byParty: new Map([
        ['slow', 40],
        ['heavy', 10],
      ]),
      usual: -5,
    })
    expect(behaviourOf([paid('new', 5n, 90)])).toEqual({ byParty: new Map(), usual: 0 })
  })

  test('puts what is open into weeks; what is late already is expected at once, credits make it less', () => {
    const receipts = { byParty: new Map([['slow', 10]]), usual: 0 }
    const payments = { byParty: new Map(), usual: 3 }
    const owed = (partyId: string, dueOn: string, amount: bigint) => ({
      ...{ kind: amount < 0n && partyId.startsWith('s-') ? ('PAYABLE' as const) : ('RECEIVABLE' as const) },
      ...{ partyId, dueOn: day(dueOn), amount },
    })
    const items = [
      ...[owed('slow', '2026-02-28', 100n), owed('other', '2026-01-01', 7n), owed('other', '2026-01-02', -2n)],
      ...[owed('other', '2026-03-07', 20n), owed('other', '2026-05-01', 999n), owed('s-1', '2026-03-05', -30n)],
    ]
    const weeks = forecastWeeks(items, { receipts, payments }, { after: day('2026-02-28'), weeks: 2 })
    expect(weeks).toMatchObject([
      { beginsOn: '2026-03-01', endsOn: '2026-03-07', in: 25n, out: 0n },
      { beginsOn: '2026-03-08', endsOn: '2026-03-14', in: 100n, out: 30n },
    ])
    const actual = actualWeeks(
      [
        { kind: 'RECEIVABLE', on: day('2026-03-01'), amount: 25n },
        { kind: 'RECEIVABLE', on: day('2026-03-14'), amount: 75n },
      ],
      { after: day('2026-02-28'), weeks: 2 },
    )
    expect(actual).toEqual([
      { in: 25n, out: 0n },
      { in: 75n, out: 0n },
    ])
    expect(errorOf(weeks, actual)).toEqual({ in: 2500, out: null })
  })
})

test('what was paid in advance makes the first that is expected of its party less, once, and never more than that', () => {
  const nobody = { byParty: new Map<string, number>(), usual: 0 }
  const item = (kind: ForecastKind, partyId: string, dueOn: string, amount: bigint) => ({
    ...{ kind, partyId, dueOn: day(dueOn), amount },
  })
  const items = [
    ...[item('RECEIVABLE', 'a', '2026-03-02', 100n), item('RECEIVABLE', 'a', '2026-03-03', -20n)],
    ...[item('RECEIVABLE', 'a', '2026-03-10', 50n), item('RECEIVABLE', 'b', '2026-03-10', 70n)],
    ...[item('ADVANCE_RECEIVED', 'a', '2026-02-01', -30n), item('ADVANCE_RECEIVED', 'a', '2026-02-02', -75n)],
    ...[item('ADVANCE_RECEIVED', 'c', '2026-02-02', -75n), item('ADVANCE_PAID', 'd', '2026-02-02', 9n)],
    ...[item('PAYABLE', 'd', '2026-03-01', -5n), item('PAYMENT_RUN', 'd', '2026-03-09', -40n)],
  ]
  const horizon = { after: day('2026-02-28'), weeks: 2 }
  const weeks = forecastWeeks(items, { receipts: nobody, payments: nobody }, horizon)
  expect(
    weeks.map((week) => [week.in, week.out, week.parts.map(({ kind, amount, count }) => [kind, amount, count])]),
  ).toEqual([
    [
      ...[0n, 0n],
      [
        ...[
          ['RECEIVABLE', 80n, 2],
          ['ADVANCE_RECEIVED', -80n, 2],
          ['PAYABLE', -5n, 1],
          ['ADVANCE_PAID', 5n, 1],
        ],
      ],
    ],
    [
      ...[95n, 40n],
      [
        ...[
          ['RECEIVABLE', 120n, 2],
          ['ADVANCE_RECEIVED', -25n, 1],
          ['PAYMENT_RUN', -40n, 1],
        ],
      ],
    ],
  ])
})

test('a customer who pays ten days late is expected ten days late, and the back-test says how well that would have done', async () => {
  const clerk = await accountantOfNewCompany()
  const { companyId } = clerk
  const [customerId, supplierId] = [newId(), newId()]
  const bank = sound(
    await transactor.transact(clerk, 'bank', (unit) =>
      createCashAccount(unit, {
        ...{ code: 'BANK', name: { zh: '银行', en: 'Bank' }, accountCode: '1002', bankName: null, currency: null },
      }),
    ),
  )
  const charge = (on: string, amount: string) =>
    enter(clerk, on, ['Dr', '1122', amount, { customerId }], ['Cr', '6001', amount])
  const items = () =>
    transactor.read([companyId], (tx) =>
      listOpenItems(
        tx,
        companyId,
        { kinds: ['RECEIVABLE'], partyId: customerId, overdueOn: null, asOf: null },
        { limit: 9, after: undefined },
      ),
    )
  /** The oldest of what the customer owes, on a day. */
  async function collect(on: string, amount: string) {
    const [oldest] = await items()
    const draft = sound(
      await transactor.transact(clerk, 'create', (unit) =>
        createCashDocument(unit, {
          ...{ direction: 'RECEIPT', cashAccountId: bank.id, partyDimension: 'CUSTOMER', partyId: customerId, amount },
          ...{ counterAccountCode: null, paidOn: day(on), fee: null, exchangeRate: null, cashFlowItem: null },
          ...{ reference: null, note: null, items: [{ openItemId: oldest?.id ?? '', amount }] },
        }),
      ),
    )
    const seen = (version: number) => ({ cashDocumentId: draft.id, expectedVersion: version })
    await transactor.transact(colleagueOf(clerk), 'approve', (unit) => approveCashDocument(unit, seen(1)))
    return sound(await transactor.transact(clerk, 'post', (unit) => postCashDocument(unit, seen(2))))
  }
  for (const [due, paidOn] of [
    ['2026-01-01', '2026-01-11'],
    ['2026-01-05', '2026-01-15'],
    ['2026-01-10', '2026-01-20'],
  ] as const) {
    await charge(due, '100.00')
    await collect(paidOn, '100.00')
  }
  await charge('2026-02-10', '300.00')
  await enter(clerk, '2026-02-12', ['Dr', '6602', '50.00'], ['Cr', '2202.01', '50.00', { supplierId }])
  const forecast = (asOf: string, weeks: number) =>
    transactor.read([companyId], (tx) =>
      forecastCash(tx, { companyId, currency: 'CNY' as never }, { asOf: day(asOf), weeks }),
    )
  const ahead = await forecast('2026-02-15', 2)
  expect(ahead).toMatchObject({ opening: 30000n, error: { in: null, out: null } })
  expect(ahead.weeks).toMatchObject([
    { beginsOn: '2026-02-16', endsOn: '2026-02-22', in: 30000n, out: 5000n, balance: 55000n },
    { beginsOn: '2026-02-23', endsOn: '2026-03-01', in: 0n, out: 0n, balance: 55000n },
  ])

  const received = await collect('2026-02-20', '240.00')
  const behind = await forecast('2026-03-01', 2)
  expect(behind.error).toEqual({ in: 2500, out: null })
  const late = (asOf: string, fewestDays: number) =>
    transactor.read([companyId], (tx) =>
      dunningRows(tx, companyId, { asOf: day(asOf), fewestDays }, { limit: 9, after: undefined }),
    )
  expect(await late('2026-02-20', 1)).toEqual([
    { partyId: customerId, overdue: 6000n, total: 6000n, oldestDueOn: '2026-02-10', daysLate: 10, itemCount: 1 },
  ])
  expect(await late('2026-02-19', 1)).toMatchObject([{ overdue: 30000n, daysLate: 9 }])
  expect(await late('2026-02-20', 11)).toEqual([])
  expect(await late('2026-02-10', 1)).toEqual([])

  sound(
    await transactor.transact(clerk, 'reverse', (unit) =>
      reverseCashDocument(unit, {
        ...{
          cashDocumentId: received.id,
          expectedVersion: received.version,
          reversedOn: day('2026-02-25'),
          reason: 'x',
        },
      }),
    ),
  )
  expect((await forecast('2026-03-01', 2)).error).toEqual({ in: null, out: null })
})
