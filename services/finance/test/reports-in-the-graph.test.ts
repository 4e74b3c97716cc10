import { eventually } from '@erp/testing'
import { newId } from '@erp/values'
import { beforeAll, describe, expect, test } from 'vitest'
import { stockDocument } from './finance-database.ts'
import { everything, useFinanceService } from './use-finance-service.ts'

const { database, userOf, registeredCompany, tellStock, vouchersOf } = await useFinanceService()
const company = await registeredCompany()
const { ask, query } = userOf(company, [...everything, 'finance.account.manage', 'finance.dimension.read'])

const [desk, lamp, supplierId] = [newId(), newId(), newId()]
const first = stockDocument(
  company,
  [
    { stock: '1000.00', quantity: '100', itemId: desk },
    { stock: '60.00', quantity: '4', itemId: lamp },
  ],
  { businessDate: '2026-09-10', supplierId },
)
const { warehouseId } = first
const second = stockDocument(company, [{ stock: '200.00', quantity: '20', itemId: desk, warehouseId }], {
  ...{ businessDate: '2026-10-15', supplierId, warehouseId },
})
beforeAll(async () => {
  await tellStock(first, second)
  await eventually(async () => expect(await vouchersOf(company)).toHaveLength(2))
})

const balance = 'side amount { amount }'
const sides = 'debit { amount } credit { amount }'
const debit = (amount: string) => ({ side: 'DEBIT', amount: { amount } })
const credit = (amount: string) => ({ side: 'CREDIT', amount: { amount } })
const posted = (on: string, off: string) => ({ debit: { amount: on }, credit: { amount: off } })

test('a trial balance of two months leads from a row to its entries, vouchers and documents', async () => {
  const { trialBalance } = await query<{ trialBalance: { lines: { account: { code: string } }[] } }>(
    `{ trialBalance(fromPeriod: "2026-09", period: "2026-10") {
      fromPeriod period endsOn total { closing { ${sides} } }
      lines { account { code } opening { ${sides} } turnover { ${sides} } yearToDate { ${sides} } closing { ${sides} }
        ledger { fromPeriod period closing { ${balance} } entries(first: 2) {
          pageInfo { hasNextPage endCursor }
          nodes { balance { ${balance} } line { voucher { number documentNumber source { __typename } } item { id } } } } } } } }`,
  )
  expect(trialBalance).toMatchObject({
    ...{ fromPeriod: '2026-09', period: '2026-10', endsOn: '2026-10-31' },
    total: { closing: posted('1260.00', '1260.00') },
  })
  expect(trialBalance.lines.map(({ account }) => account.code)).toEqual(['1405', '1405.01', '2202', '2202.02'])
  expect(trialBalance.lines[0]).toEqual({
    account: { code: '1405' },
    opening: posted('0.00', '0.00'),
    turnover: posted('1260.00', '0.00'),
    yearToDate: posted('1260.00', '0.00'),
    closing: posted('1260.00', '0.00'),
    ledger: {
      ...{ fromPeriod: '2026-09', period: '2026-10', closing: debit('1260.00') },
      entries: {
        pageInfo: { hasNextPage: true, endCursor: expect.any(String) },
        nodes: [
          {
            balance: debit('1000.00'),
            line: {
              voucher: {
                number: '记-2026-09-0001',
                documentNumber: first.documentNumber,
                source: { __typename: 'GoodsReceipt' },
              },
              item: { id: desk },
            },
          },
          { balance: debit('1060.00'), line: { voucher: { number: '记-2026-09-0001' }, item: { id: lamp } } },
        ].map((node) =>
          expect.objectContaining({ balance: node.balance, line: expect.objectContaining({ item: node.line.item }) }),
        ),
      },
    },
  })
})

test('a report counts up to a day, or for one value', async () => {
  const answer = await query<Record<string, { lines: { account: { code: string }; closing: object }[] }>>(
    `query ($item: ID!) {
      early: trialBalance(period: "2026-10", endsOn: "2026-10-14") { lines { account { code } closing { ${sides} } } }
      ofLamps: trialBalance(period: "2026-10", value: { dimension: ITEM, valueId: $item }, maximumLevel: 1) { lines { account { code } closing { ${sides} } } } }`,
    { item: lamp },
  )
  expect(answer.early?.lines[0]).toEqual({ account: { code: '1405' }, closing: posted('1060.00', '0.00') })
  expect(answer.ofLamps?.lines).toEqual([
    { account: { code: '1405' }, closing: posted('60.00', '0.00') },
    { account: { code: '2202' }, closing: posted('0.00', '60.00') },
  ])
})

test('stock accounts are told apart by item and warehouse, with quantities, and lead to their entries', async () => {
  const text = `query ($by: [AuxiliaryDimension!]!, $first: Int, $after: String) {
    auxiliaryBalances(accountCode: "1405", by: $by, period: "2026-10", first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { values { dimension valueId item { id } warehouse { id } supplier { id } }
        opening { ${balance} } turnover { ${sides} } closing { ${balance} }
        quantities { opening debit credit closing } ledger { entries { nodes { balance { ${balance} } } } } } } }`
  type Answer = { auxiliaryBalances: { pageInfo: { endCursor: string }; nodes: { values: { valueId: string }[] }[] } }
  const { auxiliaryBalances } = await query<Answer>(text, { by: ['ITEM'], first: 10 })
  const of = (id: string) => auxiliaryBalances.nodes.find(({ values }) => values[0]?.valueId === id)
  expect(auxiliaryBalances.nodes).toHaveLength(2)
  expect(of(desk)).toEqual({
    values: [{ dimension: 'ITEM', valueId: desk, item: { id: desk }, warehouse: null, supplier: null }],
    ...{ opening: debit('1000.00'), turnover: posted('200.00', '0.00'), closing: debit('1200.00') },
    quantities: { opening: '100', debit: '20', credit: '0', closing: '120' },
    ledger: { entries: { nodes: [{ balance: debit('1200.00') }] } },
  })
  const page = await query<Answer>(text, { by: ['ITEM', 'WAREHOUSE'], first: 1 })
  const { endCursor } = page.auxiliaryBalances.pageInfo
  const next = await query<Answer>(text, { by: ['ITEM', 'WAREHOUSE'], first: 1, after: endCursor })
  const pairs = [...page.auxiliaryBalances.nodes, ...next.auxiliaryBalances.nodes].map(({ values }) =>
    values.map(({ valueId }) => valueId),
  )
  expect(pairs.sort()).toEqual(
    [
      [desk, first.warehouseId],
      [lamp, first.warehouseId],
    ].sort(),
  )
})

test('an account runs month by month and day by day, and the journal lists every entry', async () => {
  const answer = await query(
    `{ generalLedger(accountCode: "1405", fromPeriod: "2026-08", period: "2026-10") {
         account { code } months { period opening { ${balance} } turnover { ${sides} } yearToDate { ${sides} } closing { ${balance} } } }
       dailyLedger(accountCode: "1405", period: "2026-10") { on opening { ${balance} } turnover { ${sides} } closing { ${balance} } }
       journal(fromPeriod: "2026-09", period: "2026-10", first: 5) { nodes { lineNumber account { code } voucher { number } } pageInfo { hasNextPage } }
       nowhere: generalLedger(accountCode: "9", fromPeriod: "2026-08", period: "2026-10") { account { code } } }`,
  )
  const even = { side: 'EVEN', amount: { amount: '0.00' } }
  expect(answer).toEqual({
    generalLedger: {
      account: { code: '1405' },
      months: [
        {
          period: '2026-08',
          opening: even,
          turnover: posted('0.00', '0.00'),
          yearToDate: posted('0.00', '0.00'),
          closing: even,
        },
        {
          period: '2026-09',
          opening: even,
          turnover: posted('1060.00', '0.00'),
          yearToDate: posted('1060.00', '0.00'),
          closing: debit('1060.00'),
        },
        {
          period: '2026-10',
          opening: debit('1060.00'),
          turnover: posted('200.00', '0.00'),
          yearToDate: posted('1260.00', '0.00'),
          closing: debit('1260.00'),
        },
      ],
    },
    dailyLedger: [
      { on: '2026-10-15', opening: debit('1060.00'), turnover: posted('200.00', '0.00'), closing: debit('1260.00') },
    ],
    journal: {
      nodes: [
        ...[1, 2, 3, 4].map((lineNumber) => ({
          lineNumber,
          account: { code: lineNumber < 3 ? '1405.01' : '2202.02' },
          voucher: { number: '记-2026-09-0001' },
        })),
        { lineNumber: 1, account: { code: '1405.01' }, voucher: { number: '记-2026-10-0001' } },
      ],
      pageInfo: { hasNextPage: true },
    },
    nowhere: null,
  })
})

describe('the statements', () => {
  const balanceSheet = `query ($version: Int) { balanceSheet(on: "2026-10-31", layoutVersion: $version) {
    on layout { layoutVersion name { zh } } difference { amount } outsideAccountCodes
    rows { key lineNumber closing { amount } yearOpening { amount } parts { part account { code } closing { amount } ledger { closing { ${balance} } } } } } }`
  type Sheet = {
    balanceSheet: {
      layout: object
      rows: { key: string; lineNumber: number | null; closing: { amount: string } | null; parts: object[] }[]
    }
  }

  test('are drawn up by the prescribed layouts, and each row shows what it is made of', async () => {
    const sheet = await query<Sheet>(balanceSheet)
    expect(sheet.balanceSheet).toMatchObject({
      ...{ on: '2026-10-31', layout: { layoutVersion: 1, name: { zh: '资产负债表（企业会计准则）' } } },
      ...{ difference: { amount: '0.00' }, outsideAccountCodes: [] },
    })
    const shown = sheet.balanceSheet.rows.filter(({ closing }) => closing && closing.amount !== '0.00')
    expect(shown.map(({ key, closing }) => [key, closing?.amount])).toEqual([
      ['INVENTORIES', '1260.00'],
      ['TOTAL_CURRENT_ASSETS', '1260.00'],
      ['TOTAL_ASSETS', '1260.00'],
      ['ACCOUNTS_PAYABLE', '1260.00'],
      ['TOTAL_CURRENT_LIABILITIES', '1260.00'],
      ['TOTAL_LIABILITIES', '1260.00'],
      ['TOTAL_LIABILITIES_AND_EQUITY', '1260.00'],
    ])
    expect(shown[0]?.parts).toEqual([
      {
        part: 'BALANCE',
        account: { code: '1405' },
        closing: { amount: '1260.00' },
        ledger: { closing: debit('1260.00') },
      },
    ])
    expect(shown[3]?.parts).toEqual([
      {
        part: 'CREDITS',
        account: { code: '2202' },
        closing: { amount: '1260.00' },
        ledger: { closing: credit('1260.00') },
      },
    ])
    const columns = 'period { amount } yearToDate { amount } periodLastYear { amount } yearToDateLastYear { amount }'
    const others = await query<Record<string, { rows: object[] }>>(
      `{ incomeStatement(period: "2026-10") { fromPeriod endsOn margins { period { netProfit { amount } netMargin } }
           rows { key lineNumber caption { en } indent figures { ${columns} } parts { account { code } } } outsideAccountCodes }
         cashFlowStatement(period: "2026-10") { rows { key figures { ${columns} } parts { item name { zh } figures { period { amount } } } } cash { amount } unassigned { amount } }
         cashFlowItems { code } }`,
    )
    expect(others.incomeStatement).toMatchObject({
      ...{
        fromPeriod: '2026-10',
        endsOn: '2026-10-31',
        margins: { period: { netProfit: { amount: '0.00' }, netMargin: null } },
      },
    })
    expect(others.incomeStatement?.rows[0]).toMatchObject({ key: 'REVENUE', lineNumber: 1, caption: { en: 'Revenue' } })
    expect(others.cashFlowStatement).toMatchObject({ cash: { amount: '0.00' }, unassigned: { amount: '0.00' } })
    expect(others.cashFlowStatement?.rows[0]).toEqual({ key: 'OPERATING', figures: null, parts: [] })
  })

  test('follow the next version of a layout, and are shown again as they were', async () => {
    const before = await query<Sheet>(balanceSheet)
    const { statementLayouts } = await query<{
      statementLayouts: {
        rows: {
          key: string
          caption: { zh: string; en: string }
          indent: number
          side: string
          formula: string | null
        }[]
      }[]
    }>(
      '{ statementLayouts(statement: BALANCE_SHEET) { layoutVersion rows { key caption { zh en } indent side formula } } }',
    )
    const rows = (statementLayouts[0]?.rows ?? []).map(({ caption, ...row }) => ({
      ...row,
      captionZh: caption.zh,
      captionEn: caption.en,
    }))
    const activate = (changed: readonly object[], expectedVersion: number, idempotencyKey = newId()) =>
      query<{ activateStatementLayout: { statementLayout: object | null; userErrors: object[] } }>(
        `mutation ($input: ActivateStatementLayoutInput!) { activateStatementLayout(input: $input) {
          statementLayout { layoutVersion name { en } }
          userErrors { __typename message code ... on StatementLayoutFaulty { problem rowKey detail } ... on StaleVersion { currentVersion } } } }`,
        {
          input: {
            idempotencyKey,
            statement: 'BALANCE_SHEET',
            expectedVersion,
            nameZh: '管理用资产负债表',
            nameEn: 'For ourselves',
            rows: changed,
          },
        },
      )
    const withoutStock = rows.map((row) => (row.key === 'INVENTORIES' ? { ...row, formula: '1403' } : row))
    const refused = await activate(withoutStock, 1)
    expect(refused.activateStatementLayout).toMatchObject({
      statementLayout: null,
      userErrors: [{ __typename: 'StatementLayoutFaulty', problem: 'NOT_COUNTED_ONCE', rowKey: null }],
    })
    const split = rows.flatMap((row) =>
      row.key === 'INVENTORIES'
        ? [
            { ...row, formula: row.formula?.replace('1405 + ', '') ?? null },
            { ...row, key: 'GOODS', captionZh: '库存商品', captionEn: 'Goods', formula: '1405' },
          ]
        : [row.key === 'TOTAL_CURRENT_ASSETS' ? { ...row, formula: `${row.formula} + [GOODS]` } : row],
    )
    const key = newId()
    const activated = { statementLayout: { layoutVersion: 2, name: { en: 'For ourselves' } }, userErrors: [] }
    expect((await activate(split, 1, key)).activateStatementLayout).toEqual(activated)
    expect((await activate(split, 1, key)).activateStatementLayout).toEqual(activated)
    expect((await activate(split, 1)).activateStatementLayout).toMatchObject({
      userErrors: [{ __typename: 'StaleVersion', currentVersion: 2 }],
    })
    const after = await query<Sheet>(balanceSheet)
    expect(after.balanceSheet.layout).toMatchObject({ layoutVersion: 2 })
    expect(after.balanceSheet.rows.filter(({ key }) => key === 'GOODS')).toMatchObject([
      { closing: { amount: '1260.00' } },
    ])
    expect((await query<Sheet>(balanceSheet, { version: 1 })).balanceSheet).toEqual(before.balanceSheet)
    expect(await query<Sheet>(balanceSheet, { version: 7 })).toEqual({ balanceSheet: null })
  })
})

describe('what cannot be asked', () => {
  test.each([
    ['months in the wrong order', 'trialBalance(fromPeriod: "2026-11", period: "2026-10") { period }'],
    ['a day of another month', 'incomeStatement(period: "2026-10", endsOn: "2026-11-01") { endsOn }'],
    ['a value that is no id', 'trialBalance(period: "2026-10", value: { dimension: ITEM, valueId: "x" }) { period }'],
    [
      'no dimension',
      'auxiliaryBalances(accountCode: "1405", by: [], period: "2026-10") { nodes { values { valueId } } }',
    ],
    [
      'a dimension twice',
      'auxiliaryBalances(accountCode: "1405", by: [ITEM, ITEM], period: "2026-10") { nodes { values { valueId } } }',
    ],
    ['an item that is none', 'cashFlowEntries(item: "x", period: "2026-10") { nodes { id } }'],
    [
      'eleven years',
      'generalLedger(accountCode: "1405", fromPeriod: "2016-01", period: "2026-12") { account { code } }',
    ],
    ['a cursor of another list', 'journal(period: "2026-10", after: "WyJ4Il0") { nodes { id } }'],
  ])('%s', async (_, field) => {
    const { errors } = await ask(`{ ${field} }`)
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT'])
  })

  test("another company's books", async () => {
    const stranger = userOf(await registeredCompany())
    expect(
      await stranger.query(
        `query ($supplier: ID!) {
           trialBalance(period: "2026-10", value: { dimension: SUPPLIER, valueId: $supplier }) { lines { account { code } } }
           accountLedger(accountCode: "1405", period: "2026-10", values: [{ dimension: SUPPLIER, valueId: $supplier }]) { entries { nodes { balance { side } } } }
           journal(period: "2026-10") { nodes { id } }
           auxiliaryBalances(accountCode: "2202", by: [SUPPLIER], period: "2026-10") { nodes { values { valueId } } } }`,
        { supplier: supplierId },
      ),
    ).toEqual({
      trialBalance: { lines: [] },
      accountLedger: { entries: { nodes: [] } },
      journal: { nodes: [] },
      auxiliaryBalances: { nodes: [] },
    })
  })

  test('reports without the right to them', async () => {
    const { errors } = await userOf(company, ['finance.account.read']).ask('{ balanceSheet(on: "2026-10-31") { on } }')
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', permission: 'finance.report.read' })
  })

  test('more ledgers at once than a person reads', async () => {
    await database.rows`
      insert into ledger_tail (company_id, account_id, period, posting_date, nature, cash_flow_item, debit, credit,
        foreign_debit, foreign_credit, quantity_debit, quantity_credit)
      select company_id, id, '2026-12', '2026-12-01', 'BUSINESS', '', 0, 0, 0, 0, 0, 0
      from account where company_id = ${company}::uuid and leaf limit 25`
    const { errors } = await ask(
      '{ trialBalance(period: "2026-12") { lines { ledger { entries { nodes { balance { side } } } } } } }',
    )
    expect(errors?.[0]?.message).toContain('at most 20 ledgers')
  })
})
