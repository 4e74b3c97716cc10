import { isRefusal, newId } from '@erp/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AccountingStandard, openChart } from '../src/domain/account.ts'
import { prescribedLayout } from '../src/domain/statement/built-in-layouts.ts'
import { checkLayout } from '../src/domain/statement/check-layout.ts'
import { evaluate } from '../src/domain/statement/evaluate.ts'
import { accountFacts, cashFacts } from '../src/domain/statement/facts.ts'
import { readFormula } from '../src/domain/statement/formula.ts'
import {
  creditRow,
  debitRow,
  type LayoutRow,
  type StatementKind,
  statementKinds,
} from '../src/domain/statement/layout.ts'

const standards: AccountingStandard[] = ['CAS', 'CAS_SMALL']
const chartOf = { CAS: openChart(newId(), 'CAS'), CAS_SMALL: openChart(newId(), 'CAS_SMALL') }
const codeOf = (standard: AccountingStandard, code: string) => {
  const account = chartOf[standard].find((one) => one.code === code)
  if (!account) throw new Error(code)
  return account
}

describe.each(standards)('the layouts %s prescribes', (standard) => {
  test.each(statementKinds)('count everything in the %s exactly once', (statement) => {
    const { rows, layoutVersion, name } = prescribedLayout(standard, statement)
    expect(checkLayout(statement, rows, chartOf[standard])).toBeUndefined()
    expect(layoutVersion).toBe(1)
    expect(name.zh).toMatch(/表/)
  })

  test('make a balance sheet that balances whatever is posted, whoever owes whom', () => {
    const chart = chartOf[standard]
    const leaves = chart.filter(({ leaf }) => leaf)
    const { rows } = prescribedLayout(standard, 'BALANCE_SHEET')
    const posting = fc.record({
      from: fc.nat(leaves.length - 1),
      to: fc.nat(leaves.length - 1),
      minor: fc.bigInt(-1_000_000n, 1_000_000n),
      party: fc.option(fc.nat(5)),
    })
    fc.assert(
      fc.property(fc.array(posting, { maxLength: 200 }), (postings) => {
        const nets = new Map<string, bigint>()
        const parties: { accountId: string; net: bigint }[] = []
        for (const { from, to, minor, party } of postings)
          for (const [index, net] of [[from, -minor] as const, [to, minor] as const]) {
            const accountId = leaves[index]?.id ?? ''
            nets.set(accountId, (nets.get(accountId) ?? 0n) + net)
            if (party !== null) parties.push({ accountId, net })
          }
        const figures = evaluate(rows, accountFacts(chart, nets, parties))
        expect(figures.get('TOTAL_ASSETS')).toBe(figures.get('TOTAL_LIABILITIES_AND_EQUITY'))
      }),
      { numRuns: 100 },
    )
  })

  test('make an income statement whose net profit is what income exceeds expenses by', () => {
    const chart = chartOf[standard]
    const leaves = chart.filter(
      ({ leaf, accountClass, code }) => leaf && accountClass === 'PROFIT_AND_LOSS' && code !== '6901',
    )
    const { rows } = prescribedLayout(standard, 'INCOME_STATEMENT')
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(-(10n ** 12n), 10n ** 12n), { minLength: leaves.length, maxLength: leaves.length }),
        (amounts) => {
          const nets = new Map(leaves.map(({ id }, index) => [id, amounts[index] ?? 0n]))
          const figures = evaluate(rows, accountFacts(chart, nets))
          expect(figures.get('NET_PROFIT')).toBe(-amounts.reduce((sum, one) => sum + one, 0n))
        },
      ),
      { numRuns: 50 },
    )
  })

  test('make a cash-flow statement that ends with the cash there is', () => {
    const { rows } = prescribedLayout(standard, 'CASH_FLOW_STATEMENT')
    const nets = new Map([
      ['SALES_RECEIPTS', 500n],
      ['DIVIDENDS_PAID', -30n],
      ['INTEREST_PAID', -20n],
      ['EXCHANGE_EFFECT', -7n],
    ])
    const figures = evaluate(rows, cashFacts(1_000n, nets))
    expect(figures.get('NET_CHANGE')).toBe(443n)
    expect(figures.get('CLOSING_CASH')).toBe(1_443n)
    expect(figures.get(standard === 'CAS' ? 'DIVIDENDS_AND_INTEREST_PAID' : 'INTEREST_PAID')).toBe(
      standard === 'CAS' ? 50n : 20n,
    )
  })
})

describe('a balance on the other side', () => {
  const { rows } = prescribedLayout('CAS', 'BALANCE_SHEET')
  const figuresOf = (own: readonly [code: string, net: bigint, party?: boolean][]) => {
    const nets = new Map<string, bigint>()
    for (const [code, net] of own) nets.set(codeOf('CAS', code).id, (nets.get(codeOf('CAS', code).id) ?? 0n) + net)
    const parties = own.flatMap(([code, net, party = true]) =>
      party ? [{ accountId: codeOf('CAS', code).id, net }] : [],
    )
    return evaluate(rows, accountFacts(chartOf.CAS, nets, parties))
  }

  test('of one customer is an advance, and hides nothing of what another owes', () => {
    const figures = figuresOf([
      ['1122', 500n],
      ['1122', -120n],
      ['2203', -40n],
      ['2203', 15n],
    ])
    expect(figures.get('ACCOUNTS_RECEIVABLE')).toBe(515n)
    expect(figures.get('ADVANCES')).toBe(160n)
  })

  test('of lines that name no party is told apart from those that do', () => {
    const figures = figuresOf([
      ['1122', 500n],
      ['1122', -700n, false],
    ])
    expect([figures.get('ACCOUNTS_RECEIVABLE'), figures.get('ADVANCES')]).toEqual([500n, 700n])
  })

  test('of one supplier is a prepayment; invoiced and not invoiced are told apart', () => {
    const figures = figuresOf([
      ['2202.01', -300n],
      ['2202.01', 80n],
      ['2202.02', -50n],
      ['1123', -9n],
    ])
    expect([figures.get('ACCOUNTS_PAYABLE'), figures.get('PREPAYMENTS')]).toEqual([359n, 80n])
  })

  test('of VAT is an asset; the parts of 2221.01 count as one, output VAT to be recognised stands apart', () => {
    const figures = figuresOf([
      ['2221.01.01', 100n, false],
      ['2221.01.02', -60n, false],
      ['2221.14', -25n, false],
      ['2221.06', -3n, false],
    ])
    expect(
      ['OTHER_CURRENT_ASSETS', 'TAXES_PAYABLE', 'OTHER_CURRENT_LIABILITIES'].map((key) => figures.get(key)),
    ).toEqual([40n, 25n, 3n])
  })
})

describe('a formula', () => {
  test.each([
    '1122',
    '- 1602',
    '1001+1002 -1012',
    'debits(1122 by party)',
    'credits( 2221 by child except 2221.06, 2221.01 )',
    'class(PROFIT_AND_LOSS)',
    '[A] - [B_2]',
    'flow(SALES_RECEIPTS)',
    'cash(opening) + cash(closing)',
    '',
  ])('can say %s', (text) => expect(isRefusal(readFormula(text))).toBe(false))

  test.each([
    ['1122 +', '+'],
    ['1122 1123', '+ 1122 1123'],
    ['debits(1122', '+ debits(1122'],
    ['debits(1122 by customer)', '+ debits(1122 by customer)'],
    ['class(ANY)', '+ class(ANY)'],
    ['[a]', '+ [a]'],
    ['112', '+ 112'],
    ["1122 + '; drop table voucher", "+ '; drop table voucher"],
  ])('cannot say %s', (formula, near) => {
    expect(readFormula(formula)).toEqual({ refusal: 'FormulaUnreadable', formula, near })
  })
})

describe('a layout is refused', () => {
  const faultOf = (statement: StatementKind, change: (rows: readonly LayoutRow[]) => readonly LayoutRow[]) => {
    const fault = checkLayout(statement, change(prescribedLayout('CAS', statement).rows), chartOf.CAS)
    return fault && [fault.problem, fault.rowKey, fault.detail]
  }
  const replacing = (key: string, formula: string) => (rows: readonly LayoutRow[]) =>
    rows.map((row) => (row.key === key ? { ...row, formula } : row))

  test.each<[string, StatementKind, (rows: readonly LayoutRow[]) => readonly LayoutRow[], unknown[]]>([
    [
      'for an account that is in no row',
      'BALANCE_SHEET',
      replacing('GOODWILL', ''),
      ['NOT_COUNTED_ONCE', null, '1711'],
    ],
    [
      'for an account in two rows',
      'BALANCE_SHEET',
      replacing('GOODWILL', '1711 + 1801'),
      ['NOT_COUNTED_ONCE', null, '1801'],
    ],
    [
      'for an account on the wrong side',
      'BALANCE_SHEET',
      replacing('GOODWILL', '- 1711'),
      ['NOT_COUNTED_ONCE', null, '1711'],
    ],
    [
      'for one side that no row takes up',
      'BALANCE_SHEET',
      replacing('ADVANCES', 'credits(2203 by party)'),
      ['NOT_COUNTED_ONCE', null, '1122'],
    ],
    [
      'for two sides cut in two ways',
      'BALANCE_SHEET',
      replacing('ADVANCES', 'credits(2203 by party) + credits(1122)'),
      ['NOT_COUNTED_ONCE', null, '1122'],
    ],
    [
      'for income that is in no row',
      'INCOME_STATEMENT',
      replacing('REVENUE', '6001 + 6041'),
      ['NOT_COUNTED_ONCE', null, '6051'],
    ],
    [
      'for a flow that is in no row',
      'CASH_FLOW_STATEMENT',
      replacing('TAX_REFUNDS', ''),
      ['NOT_COUNTED_ONCE', null, 'TAX_REFUNDS'],
    ],
    ['for an unknown account', 'BALANCE_SHEET', replacing('GOODWILL', '1712'), ['ACCOUNT_UNKNOWN', 'GOODWILL', '1712']],
    [
      'for an unknown item',
      'CASH_FLOW_STATEMENT',
      replacing('TAX_REFUNDS', 'flow(GIFTS)'),
      ['CASH_FLOW_ITEM_UNKNOWN', 'TAX_REFUNDS', 'GIFTS'],
    ],
    [
      'for an unknown row',
      'BALANCE_SHEET',
      replacing('TOTAL_ASSETS', '[ASSETS]'),
      ['ROW_UNKNOWN', 'TOTAL_ASSETS', 'ASSETS'],
    ],
    [
      'for a heading in a sum',
      'BALANCE_SHEET',
      replacing('TOTAL_ASSETS', '[CURRENT]'),
      ['ROW_UNKNOWN', 'TOTAL_ASSETS', 'CURRENT'],
    ],
    [
      'for rows in a circle',
      'BALANCE_SHEET',
      replacing('GOODWILL', '[TOTAL_ASSETS]'),
      ['ROWS_IN_A_CIRCLE', expect.any(String), expect.any(String)],
    ],
    [
      'for a formula nobody can read',
      'BALANCE_SHEET',
      replacing('GOODWILL', '1711 *2'),
      ['FORMULA_UNREADABLE', 'GOODWILL', '+ 1711 *2'],
    ],
    [
      'for a flow in a balance sheet',
      'BALANCE_SHEET',
      replacing('GOODWILL', 'flow(TAX_REFUNDS)'),
      ['TERM_OF_ANOTHER_STATEMENT', 'GOODWILL', 'FLOW'],
    ],
    [
      'for one side in an income statement',
      'INCOME_STATEMENT',
      replacing('REVENUE', 'credits(6001)'),
      ['TERM_OF_ANOTHER_STATEMENT', 'REVENUE', 'CREDITS'],
    ],
    [
      'without its total',
      'BALANCE_SHEET',
      (rows) => rows.filter(({ key }) => key !== 'TOTAL_ASSETS'),
      ['ROW_MISSING', null, 'TOTAL_ASSETS'],
    ],
    [
      'with a key twice',
      'BALANCE_SHEET',
      (rows) => [...rows, debitRow('GOODWILL', '商誉', 'Goodwill', '')],
      ['KEY_TWICE', 'GOODWILL', 'GOODWILL'],
    ],
    [
      'with a key no formula could name',
      'BALANCE_SHEET',
      (rows) => [...rows, creditRow('good will', '商誉', 'Goodwill', '')],
      ['KEY_INVALID', 'good will', 'good will'],
    ],
  ])('%s', (_, statement, change, expected) => {
    expect(faultOf(statement, change)).toEqual(expected)
  })
})
