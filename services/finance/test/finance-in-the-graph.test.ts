import { eventually } from '@erp/testing'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { standardRules } from '../src/domain/charts/standard-rules.ts'
import { stockDocument } from './finance-database.ts'
import { useFinanceService } from './use-finance-service.ts'

const { database, userOf, registeredCompany, tellStock, vouchersOf } = await useFinanceService()
const company = await registeredCompany()
const { query } = userOf(company)

describe('the same key', () => {
  const openPeriods = `mutation ($input: OpenPeriodsInput!) { openPeriods(input: $input) {
    period { period startsOn endsOn } userErrors { __typename } } }`

  test('with the same input gives the same answer, with other input is refused', async () => {
    const companyId = await registeredCompany()
    const user = userOf(companyId)
    const input = { idempotencyKey: newId(), through: '2027-02' }
    const opened = { period: { period: '2027-02', startsOn: '2027-02-01', endsOn: '2027-02-28' }, userErrors: [] }
    expect(await user.query(openPeriods, { input })).toEqual({ openPeriods: opened })
    expect(await user.query(openPeriods, { input })).toEqual({ openPeriods: opened })
    expect(await user.query(openPeriods, { input: { ...input, through: '2027-03' } })).toEqual({
      openPeriods: { period: null, userErrors: [{ __typename: 'IdempotencyKeyReused' }] },
    })
  })
})

describe('a preview', () => {
  const simulation = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on DocumentSimulation {
      vouchers { word period postingDate total { amount } lines { lineNumber accountKey debit { amount } credit { amount } account { code } summary { zh } item { id } } }
      postingObstacle { reasonCode reason }
    } } }`
  const preview = async (payload: unknown, user = userOf(company)) => {
    const postingFacts = typeof payload === 'string' ? payload : JSON.stringify(payload)
    const { _entities } = await user.query<{ _entities: unknown[] }>(simulation, {
      representations: [{ __typename: 'DocumentSimulation', id: 'x', postingFacts }],
    })
    return _entities[0]
  }

  test('shows the voucher that posting would make, and stores nothing', async () => {
    const before = await vouchersOf(company)
    const facts = stockDocument(company, [{ stock: '12.34' }])
    expect(await preview(facts)).toEqual({
      vouchers: [
        {
          ...{ word: '记', period: '2026-10', postingDate: '2026-10-15', total: { amount: '12.34' } },
          lines: [
            {
              ...{ lineNumber: 1, accountKey: 'INV', debit: { amount: '12.34' }, credit: { amount: '0.00' } },
              ...{ account: { code: '1405.01' }, summary: { zh: '采购入库 GR-2026-000001' } },
              item: { id: facts.lines[0]?.itemId },
            },
            {
              ...{ lineNumber: 2, accountKey: 'GRIR', debit: { amount: '0.00' }, credit: { amount: '12.34' } },
              ...{ account: { code: '2202.02' }, summary: { zh: '暂估应付 GR-2026-000001' } },
              item: { id: facts.lines[0]?.itemId },
            },
          ],
        },
      ],
      postingObstacle: null,
    })
    expect(await vouchersOf(company)).toEqual(before)
  })

  test('says what is in the way', async () => {
    expect(await preview(stockDocument(company, [{ stock: '1.00' }], { businessDate: '2031-01-01' }))).toEqual({
      vouchers: [],
      postingObstacle: { reasonCode: 'PERIOD_MISSING', reason: 'The books have no period 2031-01.' },
    })
  })

  test.each([
    ['something else', 'x'],
    ['a half document', { companyId: company }],
    ["another company's document", stockDocument(newId(), [{ stock: '1.00' }])],
  ])('of %s shows nothing', async (_, payload) => {
    expect(await preview(payload)).toEqual({ vouchers: null, postingObstacle: null })
  })
})

describe('lists', () => {
  test('of accounts, periods, rules, templates and tax codes go on page by page without a gap', async () => {
    const walk = async (field: string, argument: string, shown: string) => {
      const seen: unknown[] = []
      for (let after: string | null = null; ; ) {
        const text = `query ($after: String) { page: ${field}(first: 7, after: $after${argument}) {
          nodes { ${shown} } pageInfo { hasNextPage endCursor } } }`
        type Page = { page: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }
        const { page }: Page = await query<Page>(text, { after })
        seen.push(...page.nodes)
        if (!page.pageInfo.hasNextPage) return seen
        after = page.pageInfo.endCursor
      }
    }
    const accounts = (await walk('accounts', '', 'code')) as { code: string }[]
    expect(accounts).toHaveLength(183)
    expect(accounts.map(({ code }) => code)).toEqual(accounts.map(({ code }) => code).sort())
    expect(await walk('accounts', ', leavesOnly: true', 'leaf')).toEqual(expect.not.arrayContaining([{ leaf: false }]))
    expect(await walk('periods', '', 'period status')).toEqual(
      ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map((month) => ({
        ...{ period: `2026-${month}`, status: 'OPEN' },
      })),
    )
    expect(new Set((await walk('accountRules', '', 'id')).map((rule) => JSON.stringify(rule))).size).toBe(
      standardRules(newId(), 'CAS').length,
    )
    expect(await walk('taxCodes', '', 'code ratePercent name { zh }')).toEqual([
      { code: 'VAT0', ratePercent: '0', name: { zh: '增值税0%' } },
      { code: 'VAT13', ratePercent: '13', name: { zh: '增值税13%' } },
      { code: 'VAT6', ratePercent: '6', name: { zh: '增值税6%' } },
      { code: 'VAT9', ratePercent: '9', name: { zh: '增值税9%' } },
    ])
    expect(
      await walk('voucherTemplates', '', 'eventKind templateVersion active examples { expected { accountKey } }'),
    ).toEqual(
      expect.arrayContaining(
        ['PURCHASE_RECEIPT', 'PURCHASE_RETURN_UNINVOICED', 'OTHER_ISSUE'].map((eventKind) =>
          expect.objectContaining({ eventKind, templateVersion: 1, active: true }),
        ),
      ),
    )
  })

  test('say why an account is the one', async () => {
    expect(
      await query(`{ explainAccountRule(accountKey: "INV", itemClass: RAW_MATERIAL, valuationAreaId: "${newId()}") {
        account { code } matches { specificity decides rule { itemClass account { code } } } } }`),
    ).toEqual({
      explainAccountRule: {
        account: { code: '1403' },
        matches: [{ specificity: 1, decides: true, rule: { itemClass: 'RAW_MATERIAL', account: { code: '1403' } } }],
      },
    })
    expect(
      await query(
        '{ explainAccountRule(accountKey: "INV", itemClass: SERVICE) { account { code } matches { decides } } }',
      ),
    ).toEqual({
      explainAccountRule: { account: null, matches: [] },
    })
  })

  test('of the ledger show balances on their side', async () => {
    const companyId = await registeredCompany()
    const user = userOf(companyId)
    const receipt = stockDocument(companyId, [{ stock: '100.00' }])
    const returned = stockDocument(companyId, [{ stock: '-30.00' }], { businessDate: '2026-10-16' })
    await tellStock(receipt, returned)
    await eventually(async () => expect(await vouchersOf(companyId)).toHaveLength(2))
    const side = (amount: string, on: string) => ({ side: on, amount: { amount } })
    expect(
      await user.query(`{ accountLedger(accountCode: "2202", period: "2026-10") {
        account { code } opening { side amount { amount } } closing { side amount { amount } }
        turnover { debit { amount } credit { amount } }
        entries { nodes { balance { side amount { amount } } line { account { code } voucher { documentNumber } } } } }
        none: accountLedger(accountCode: "9999", period: "2026-10") { period } }`),
    ).toEqual({
      accountLedger: {
        account: { code: '2202' },
        opening: side('0.00', 'EVEN'),
        closing: side('70.00', 'CREDIT'),
        turnover: { debit: { amount: '30.00' }, credit: { amount: '100.00' } },
        entries: {
          nodes: [
            {
              balance: side('100.00', 'CREDIT'),
              line: { account: { code: '2202.02' }, voucher: { documentNumber: 'GR-2026-000001' } },
            },
            {
              balance: side('70.00', 'CREDIT'),
              line: { account: { code: '2202.02' }, voucher: { documentNumber: 'PR-2026-000001' } },
            },
          ],
        },
      },
      none: null,
    })
    expect(
      await user.query(`{ trialBalance(period: "2026-10", maximumLevel: 1) {
        lines { account { code } closing { debit { amount } credit { amount } } }
        total { closing { debit { amount } credit { amount } } } } }`),
    ).toEqual({
      trialBalance: {
        lines: [
          { account: { code: '1405' }, closing: { debit: { amount: '70.00' }, credit: { amount: '0.00' } } },
          { account: { code: '2202' }, closing: { debit: { amount: '0.00' }, credit: { amount: '70.00' } } },
        ],
        total: { closing: { debit: { amount: '70.00' }, credit: { amount: '70.00' } } },
      },
    })
    await eventually(async () => {
      const tail = await database.rows`select id from ledger_tail where company_id = ${companyId}::uuid`
      expect(tail).toEqual([])
    })
  })
})

describe('a template in the graph', () => {
  test('is activated as the next version, and its refusal names the example', async () => {
    const companyId = await registeredCompany()
    const activate = `mutation ($input: ActivateVoucherTemplateInput!) { activateVoucherTemplate(input: $input) {
      voucherTemplate { templateVersion active lines { accountKey negated whenNegative } }
      userErrors { __typename ... on TemplateExampleFailed { example expected actual } } } }`
    const text = { zh: '采购入库', en: 'Purchase receipt' }
    const line = (accountKey: string, side: string) => ({ accountKey, side, amount: 'stockValue', summary: text })
    const variance = {
      accountKey: 'PPV',
      side: 'DEBIT',
      amount: 'differenceValue',
      whenNegative: 'OTHER_SIDE',
      summary: text,
    }
    const example = (amount: string) => ({
      ...{ name: text, currency: 'CNY', stockValue: '5.00', clearingValue: '5.00', differenceValue: '0.00' },
      expected: [
        { accountKey: 'INV', side: 'DEBIT', amount },
        { accountKey: 'GRIR', side: 'CREDIT', amount },
      ],
    })
    const input = (amount: string) => ({
      ...{ idempotencyKey: newId(), eventKind: 'PURCHASE_RECEIPT', expectedVersion: 1, name: text },
      lines: [line('INV', 'DEBIT'), variance, { ...line('GRIR', 'CREDIT'), amount: 'clearingValue' }],
      examples: [example(amount)],
    })
    const user = userOf(companyId)
    expect(await user.query(activate, { input: input('6.00') })).toEqual({
      activateVoucherTemplate: {
        voucherTemplate: null,
        userErrors: [
          {
            __typename: 'TemplateExampleFailed',
            example: 'Purchase receipt',
            expected: 'Dr INV 6.00 · Cr GRIR 6.00',
            actual: 'Dr INV 5.00 · Cr GRIR 5.00',
          },
        ],
      },
    })
    const right = input('5.00')
    const activated = {
      activateVoucherTemplate: {
        voucherTemplate: {
          ...{ templateVersion: 2, active: true },
          lines: [
            { accountKey: 'INV', negated: false, whenNegative: 'RED' },
            { accountKey: 'PPV', negated: false, whenNegative: 'OTHER_SIDE' },
            { accountKey: 'GRIR', negated: false, whenNegative: 'RED' },
          ],
        },
        userErrors: [],
      },
    }
    expect(await user.query(activate, { input: right })).toEqual(activated)
    expect(await user.query(activate, { input: right })).toEqual(activated)
  })
})
