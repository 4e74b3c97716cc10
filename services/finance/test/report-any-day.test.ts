import { type BusinessDate, lastDayOf, newId, type Period, periodOf } from '@erp/values'
import { expect, test } from 'vitest'
import { type ReportWindow, reportWindow } from '../src/domain/report-window.ts'
import { accountLedgerEntries, accountTurnover, type LedgerPosition } from '../src/store/account-ledger.ts'
import { auxiliaryBalances } from '../src/store/auxiliary-balances.ts'
import { journalEntries } from '../src/store/journal.ts'
import { rollUp } from '../src/store/ledger.ts'
import { ledgerDifferences } from '../src/store/ledger-differences.ts'
import { movementsAround } from '../src/store/movements.ts'
import { partyBalances } from '../src/store/value-movements.ts'
import { rollUpLedger } from '../src/use-cases/roll-up-ledger.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { type Entry, postByHand, type Written } from './post-by-hand.ts'
import { cny } from './posting-facts.ts'

// Whatever was posted, and however much of it is rolled up: every report is what adding up the lines one by one would give.
const { database, prisma, transactor, openFor } = await useFinanceDatabase()
const companyId = newId()
await openFor([{ companyId, firstPeriod: '2025-07' }])

let seed = 20_261_031
/** The same numbers every time, so that a failure can be looked at again. */
function upTo(limit: number): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return Math.floor((seed / 2_147_483_648) * limit)
}
const pick = <Value>(values: readonly Value[]): Value => values[upTo(values.length)] as Value
const ids = () => [newId(), newId(), null]
const [customers, suppliers, departments, items] = [ids(), ids(), ids(), ids()]
const codes = ['1001', '1002', '1122', '2202.01', '2202.02', '1405.01', '1405.02', '6001', '6401', '6602', '4103']
const days = [
  ...['2025-07-10', '2025-09-30', '2025-10-04', '2025-12-31', '2026-01-01', '2026-01-15', '2026-01-31'],
  ...['2026-02-28', '2026-03-01', '2026-03-09', '2026-03-31'],
]

function entry(side: 'Dr' | 'Cr', cents: number): Entry {
  const more = {
    ...{
      customerId: pick(customers),
      supplierId: pick(suppliers),
      departmentId: pick(departments),
      itemId: pick(items),
    },
    ...{ quantity: String(upTo(9) - 4), cashFlowItem: pick(['SALES_RECEIPTS', 'TAX_PAYMENTS', null]) },
  }
  return [`${side} ${pick(codes)} ${(cents / 100).toFixed(2)}`, more]
}
function voucher(): Written {
  const [first, second] = [upTo(10_000) - 3_000, upTo(10_000) + 1]
  const entries = [
    entry('Dr', first === 0 ? 1 : first),
    entry('Dr', second),
    entry('Cr', (first === 0 ? 1 : first) + second || 7),
  ]
  return { on: pick(days), kind: pick(['MANUAL', 'MANUAL', 'MANUAL', 'OPENING']), entries }
}
const vouchers = Array.from({ length: 160 }, voucher).filter(({ entries }) => {
  const cents = entries.map(([text]) => Math.round(Number(text.split(' ')[2]) * 100))
  return cents.every((one) => one !== 0) && (cents[0] ?? 0) + (cents[1] ?? 0) === cents[2]
})
await postByHand(transactor, companyId, vouchers.slice(0, 80))
await rollUpLedger(prisma)
await postByHand(transactor, companyId, vouchers.slice(80))
await rollUp(prisma, [companyId], 40)

interface Line {
  readonly voucher_id: string
  readonly line_number: number
  readonly code: string
  readonly account_id: string
  readonly day: BusinessDate
  readonly nature: string
  readonly net: string
  readonly debit: string
  readonly credit: string
  readonly customer_id: string | null
  readonly supplier_id: string | null
  readonly department_id: string | null
  readonly item_id: string | null
}
const lines = await database.rows<Line>`
  select voucher_line.*, account.code, posting_date::text as day, debit - credit as net
  from voucher_line join account on account.id = account_id where voucher_line.company_id = ${companyId}::uuid
  order by posting_date, voucher_id, line_number`
const windows = [
  ...[['2025-08'], ['2025-09'], ['2025-10', '2025-08'], ['2025-10', null, '2025-10-03'], ['2026-07', '2025-12']],
  ...[['2025-12'], ['2026-01'], ['2026-03'], ['2026-03', '2025-12'], ['2026-02', '2026-01']],
  ...[
    ['2026-01', null, '2026-01-01'],
    ['2026-03', '2026-01', '2026-03-09'],
    ['2026-03', null, '2026-03-05'],
  ],
].map(([period, from, through]) => {
  const window = reportWindow({
    period: period as Period,
    from: from as Period | null,
    through: through as BusinessDate | null,
  })
  if (!window) throw new Error(String(period))
  return [`${window.from} … ${window.through}`, window] as const
})

const opens = (line: Line, { from, period }: ReportWindow) =>
  periodOf(line.day) < from || (line.nature === 'OPENING' && periodOf(line.day) <= period)
const moves = (line: Line, { from, through }: ReportWindow) =>
  line.nature !== 'OPENING' && periodOf(line.day) >= from && line.day <= through
const inYear = (line: Line, { january, through }: ReportWindow) =>
  line.nature !== 'OPENING' && periodOf(line.day) >= january && line.day <= through
const before = (line: Line, window: ReportWindow) =>
  opens(line, window) && (line.nature === 'OPENING' || line.day <= window.through)
const total = (some: readonly Line[], column: 'net' | 'debit' | 'credit') =>
  some.reduce((sum, line) => sum + BigInt(line[column]), 0n)
const read = <Result>(work: Parameters<typeof transactor.read<Result>>[1]) => transactor.read([companyId], work)

test('enough was posted to tell', () => {
  expect(lines.length).toBeGreaterThan(250)
  expect(new Set(lines.map(({ nature }) => nature))).toEqual(new Set(['BUSINESS', 'CARRY_FORWARD', 'OPENING']))
})

test('the kept balances agree with the lines, key by key', async () => {
  expect(await read((tx) => ledgerDifferences(tx, companyId))).toEqual([])
})

test.each(windows)('accounts in %s', async (_, window) => {
  for (const having of [
    [],
    [{ dimension: 'CUSTOMER', valueId: customers[0] ?? '' }],
    [
      { dimension: 'DEPARTMENT', valueId: departments[1] ?? '' },
      { dimension: 'ITEM', valueId: items[0] ?? '' },
    ],
  ] as const) {
    const matching = lines.filter((line) =>
      having.every(({ dimension, valueId }) => line[`${dimension.toLowerCase()}_id` as 'customer_id'] === valueId),
    )
    const expected = Map.groupBy(
      matching.filter((line) => before(line, window) || moves(line, window) || inYear(line, window)),
      ({ account_id }) => account_id,
    )
    const movements = await read((tx) => movementsAround(tx, { companyId, having }, window))
    const sorted = [...movements].sort((one, other) => (one.accountId < other.accountId ? -1 : 1))
    expect(sorted).toEqual(
      [...expected]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([accountId, own]) => ({
          accountId,
          opening: total(
            own.filter((line) => before(line, window)),
            'net',
          ),
          debit: total(
            own.filter((line) => moves(line, window)),
            'debit',
          ),
          credit: total(
            own.filter((line) => moves(line, window)),
            'credit',
          ),
          yearDebit: total(
            own.filter((line) => inYear(line, window)),
            'debit',
          ),
          yearCredit: total(
            own.filter((line) => inYear(line, window)),
            'credit',
          ),
          earned: total(
            own.filter((line) => moves(line, window) && line.nature === 'BUSINESS'),
            'net',
          ),
          yearEarned: total(
            own.filter((line) => inYear(line, window) && line.nature === 'BUSINESS'),
            'net',
          ),
        })),
    )
  }
})

/** What carries no value of the first dimension comes last. */
const inOrder = ([first, ...others]: readonly string[]) => [first || '~', ...others].join('/')

test.each(windows)('auxiliary values in %s', async (_, window) => {
  for (const by of [['SUPPLIER'], ['ITEM', 'DEPARTMENT']] as const) {
    const question = { companyId, accountCode: '2202', by, having: [], window }
    const rows = await read((tx) => auxiliaryBalances(tx, question, { limit: 100, after: undefined }))
    const own = lines.filter(({ code }) => code.startsWith('2202'))
    const valuesOf = (line: Line) => by.map((dimension) => line[`${dimension.toLowerCase()}_id` as 'item_id'] ?? '')
    const groups = Map.groupBy(own, (line) => valuesOf(line).join('/'))
    const expected = [...groups]
      .map(([values, some]) => ({
        values: values.split('/'),
        opening: total(
          some.filter((line) => before(line, window)),
          'net',
        ),
        debit: total(
          some.filter((line) => moves(line, window)),
          'debit',
        ),
        credit: total(
          some.filter((line) => moves(line, window)),
          'credit',
        ),
        yearDebit: total(
          some.filter((line) => inYear(line, window)),
          'debit',
        ),
        yearCredit: total(
          some.filter((line) => inYear(line, window)),
          'credit',
        ),
      }))
      .filter(({ values: _values, ...figures }) => Object.values(figures).some((figure) => figure !== 0n))
      .sort((one, other) => (inOrder(one.values) < inOrder(other.values) ? -1 : 1))
    expect(rows).toMatchObject(expected)
    const turnover = await read((tx) => accountTurnover(tx, { companyId, code: '2202' }, window))
    const sum = (column: 'opening' | 'debit' | 'credit') => rows.reduce((all, row) => all + row[column], 0n)
    expect({ opening: sum('opening'), debit: sum('debit'), credit: sum('credit') }).toEqual(turnover)

    const walked = []
    for (let after: readonly string[] | undefined; ; ) {
      const page = await read((tx) => auxiliaryBalances(tx, question, { limit: 2, after }))
      walked.push(...page)
      if (page.length < 2) break
      after = page.at(-1)?.values
    }
    expect(walked).toEqual(rows)
  }
})

test.each(windows)('parties in %s', async (_, window) => {
  const found = await read((tx) => partyBalances(tx, companyId, window, ['1122', '2202']))
  const parties = Map.groupBy(
    lines.filter((line) => /^(1122|2202)/.test(line.code) && (before(line, window) || line.day <= window.through)),
    (line) => `${line.account_id} ${line.customer_id ?? line.supplier_id}`,
  )
  const expected = [...parties]
    .filter(([key]) => !key.endsWith('null'))
    .map(([key, own]) => ({
      accountId: key.split(' ')[0],
      closing: total(own, 'net'),
      yearOpening:
        total(own, 'net') -
        total(
          own.filter((line) => inYear(line, window)),
          'net',
        ),
    }))
    .filter(({ closing, yearOpening }) => closing !== 0n || yearOpening !== 0n)
  const text = (one: object) =>
    JSON.stringify(one, (_key, value) => (typeof value === 'bigint' ? String(value) : value))
  expect(found.map(text).sort()).toEqual(expected.map(text).sort())
})

test.each(windows)('ledgers, page by page, in %s', async (_, window) => {
  for (const [code, having] of [
    ['1405', []],
    ['1122', [{ dimension: 'CUSTOMER', valueId: customers[1] ?? '' }]],
    [
      '6001',
      [
        { dimension: 'DEPARTMENT', valueId: departments[0] ?? '' },
        { dimension: 'ITEM', valueId: items[1] ?? '' },
      ],
    ],
  ] as const) {
    const own = lines.filter(
      (line) =>
        (line.code === code || line.code.startsWith(`${code}.`)) &&
        having.every(({ dimension, valueId }) => line[`${dimension.toLowerCase()}_id` as 'customer_id'] === valueId),
    )
    let balance = total(
      own.filter((line) => before(line, window)),
      'net',
    )
    const expected = own
      .filter((line) => moves(line, window))
      .map((line) => {
        balance += BigInt(line.net)
        return [line.day, line.voucher_id, line.line_number, balance]
      })
    const walked = []
    for (let after: LedgerPosition | undefined; ; ) {
      const account = { companyId, code, having, currency: cny }
      const page = await read((tx) => accountLedgerEntries(tx, account, { window, limit: 3, after }))
      walked.push(...page.map((one) => [one.postingDate, one.line.voucherId, one.line.lineNumber, one.balance.minor]))
      const last = page.at(-1)
      if (!last || page.length < 3) break
      after = { ...last.line, postingDate: last.postingDate }
    }
    expect(walked).toEqual(expected)
  }
})

test.each(windows)('the journal, page by page, in %s', async (_, window) => {
  const expected = lines.filter(({ day }) => periodOf(day) >= window.from && day <= window.through)
  const walked = []
  for (let after: LedgerPosition | undefined; ; ) {
    const page = await read((tx) => journalEntries(tx, companyId, { window, word: null, limit: 7, after }))
    walked.push(...page)
    const last = page.at(-1)
    if (!last || page.length < 7) break
    after = { ...last.line, postingDate: last.postingDate }
  }
  expect(walked.map(({ line }) => `${line.voucherId} ${line.lineNumber}`)).toEqual(
    expected.map((line) => `${line.voucher_id} ${line.line_number}`),
  )
  expect(await read((tx) => journalEntries(tx, companyId, { window, word: '收', limit: 7, after: undefined }))).toEqual(
    [],
  )
})

test('a window ends in its last month', () => {
  expect(reportWindow({ period: '2026-02' as Period, through: '2026-03-01' as BusinessDate })).toBeUndefined()
  expect(reportWindow({ period: '2026-02' as Period, from: '2026-03' as Period })).toBeUndefined()
  expect(reportWindow({ period: '2026-02' as Period })?.through).toBe(lastDayOf('2026-02' as Period))
})
