import { companyChanged, stockDocumentPosted } from '@erp/contracts'
import { unappliedOutbox, type Watermark } from '@erp/messaging'
import { eventually, mintToken, serviceEnvironment, subgraphRequest, useDatabase, useNats } from '@erp/testing'
import { newId } from '@erp/values'
import { afterAll, describe, expect, test } from 'vitest'
import { startService } from '../src/main.ts'
import { type StockDocument, stockDocument } from './finance-database.ts'
import { usePeer } from './use-peers.ts'

const database = await useDatabase('finance')
const nats = await useNats()
const service = await startService({
  ...(await serviceEnvironment('finance', { database, nats })),
  LEDGER_ROLL_UP_MS: '100',
})
afterAll(() => service.stop())
const identity = await usePeer('identity', nats)
const inventory = await usePeer('inventory', nats)

const everything = [
  ...['finance.account.read', 'finance.period.read', 'finance.period.close', 'finance.period.open'],
  ...['finance.accountRule.read', 'finance.accountRule.manage', 'finance.voucherTemplate.read'],
  ...['finance.voucherTemplate.manage', 'finance.taxCode.read', 'finance.voucher.read', 'finance.report.read'],
]

function userOf(companyId: string, permissions: readonly string[] = everything, language = 'en') {
  const userId = newId()
  const ask = async (query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const token = await mintToken({ userId, username: 'wang.fang', companyId, permissions })
    const headers = { 'accept-language': language }
    return (await subgraphRequest(service.url, { token, query, variables, headers })).body
  }
  /** Expects no error. */
  const query = async <Data>(text: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> => {
    const { data, errors } = await ask(text, variables)
    expect(errors).toBeUndefined()
    return data as Data
  }
  return { ask, query }
}

async function registeredCompany(): Promise<string> {
  const companyId = newId()
  await identity.tell(companyChanged, [
    {
      aggregateId: companyId,
      payload: {
        companyId,
        code: 'HUAXIN',
        name: { zh: '华信贸易', en: 'Huaxin Trading' },
        baseCurrency: 'CNY',
        accountingStandard: 'CAS',
        firstPeriod: '2026-01',
        active: true,
        version: 1,
      },
    },
  ])
  await eventually(async () => {
    const opened = await database.rows`select company_id from book where company_id = ${companyId}::uuid`
    expect(opened).toHaveLength(1)
  })
  return companyId
}

const tellStock = (...documents: StockDocument[]) =>
  inventory.tell(
    stockDocumentPosted,
    documents.map((payload) => ({ aggregateId: payload.stockDocumentId, payload })),
  )

async function vouchersOf(companyId: string) {
  const rows = await database.rows<{ document_id: string }>`
    select document_id from voucher where company_id = ${companyId}::uuid order by period, number`
  return rows.map((row) => row.document_id)
}

const company = await registeredCompany()
const { ask, query } = userOf(company)

const representations = (__typename: string, ...ids: string[]) => ({
  representations: ids.map((id) => ({ __typename, id })),
})

test('a stock document on the stream becomes a voucher, reached from the receipt and leading back to its lines', async () => {
  const receipt = stockDocument(company, [
    { stock: '1000.00', quantity: '100' },
    { stock: '560.00', itemClass: 'RAW_MATERIAL' },
  ])
  await tellStock(receipt)
  await eventually(async () => expect(await vouchersOf(company)).toContain(receipt.documentId))
  const [desk, wood] = receipt.lines
  const answer = await query(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on GoodsReceipt {
       id
       vouchers {
         number word period postingDate businessDate eventKind documentNumber total { amount currency }
         source { __typename ... on GoodsReceipt { id } }
         template { eventKind templateVersion active }
         lines(first: 2) {
           pageInfo { hasNextPage }
           nodes {
             lineNumber accountKey quantity debit { amount } credit { amount } summary { zh en }
             account { code name { zh } parent { code } }
             voucher { number } item { id } warehouse { id } supplier { id } stockEntry { id }
             sourceLine { __typename ... on GoodsReceiptLine { id } }
           }
         }
       } } } }`,
    representations('GoodsReceipt', receipt.documentId),
  )
  const line = (from: typeof desk, lineNumber: number, more: object) => ({
    lineNumber,
    accountKey: 'INV',
    credit: { amount: '0.00' },
    summary: { zh: '采购入库 GR-2026-000001', en: 'Purchase receipt GR-2026-000001' },
    voucher: { number: '记-2026-10-0001' },
    item: { id: from?.itemId },
    warehouse: { id: receipt.warehouseId },
    supplier: { id: receipt.supplierId },
    stockEntry: { id: from?.stockEntryId },
    sourceLine: { __typename: 'GoodsReceiptLine', id: from?.sourceLineId },
    ...more,
  })
  expect(answer).toEqual({
    _entities: [
      {
        id: receipt.documentId,
        vouchers: [
          {
            ...{ number: '记-2026-10-0001', word: '记', period: '2026-10', eventKind: 'PURCHASE_RECEIPT' },
            ...{ postingDate: '2026-10-15', businessDate: '2026-10-15', documentNumber: 'GR-2026-000001' },
            total: { amount: '1560.00', currency: 'CNY' },
            source: { __typename: 'GoodsReceipt', id: receipt.documentId },
            template: { eventKind: 'PURCHASE_RECEIPT', templateVersion: 1, active: true },
            lines: {
              pageInfo: { hasNextPage: true },
              nodes: [
                line(desk, 1, {
                  quantity: '100',
                  debit: { amount: '1000.00' },
                  account: { code: '1405.01', name: { zh: '商品' }, parent: { code: '1405' } },
                }),
                line(wood, 2, {
                  quantity: '10',
                  debit: { amount: '560.00' },
                  account: { code: '1403', name: { zh: '原材料' }, parent: null },
                }),
              ],
            },
          },
        ],
      },
    ],
  })
  expect(
    await query(
      '{ voucher(number: "记-2026-10-0001") { documentNumber } missing: voucher(number: "记-2026-10-9999") { id } nonsense: voucher(number: "x") { id } }',
    ),
  ).toEqual({
    voucher: { documentNumber: 'GR-2026-000001' },
    missing: null,
    nonsense: null,
  })
})

describe('a posting that a race has blocked', () => {
  const blockedIn = async (companyId: string) =>
    database.rows`select reason from platform.inbox where company_id = ${companyId}::uuid and status = 'blocked'`
  const closePeriod = `mutation ($input: ClosePeriodInput!) { closePeriod(input: $input) {
    period { status version } userErrors { __typename message ... on EarlierPeriodOpen { period } } } }`
  const reopenPeriod = `mutation ($input: ReopenPeriodInput!) { reopenPeriod(input: $input) {
    period { status version } userErrors { __typename message } } }`
  const close = { period: '2026-10', expectedVersion: 1, includingEarlier: true }

  test('by a close is told, counted as in flight, and posted in order after reopening', async () => {
    const companyId = await registeredCompany()
    const user = userOf(companyId)
    const closed = await user.query(closePeriod, { input: { idempotencyKey: newId(), ...close } })
    expect(closed).toEqual({ closePeriod: { period: { status: 'CLOSED', version: 2 }, userErrors: [] } })
    const late = stockDocument(companyId, [{ stock: '10.00' }])
    const inTime = stockDocument(companyId, [{ stock: '7.00' }], { businessDate: '2026-11-02' })
    await tellStock(late, inTime)
    await eventually(async () => {
      expect(await vouchersOf(companyId)).toEqual([inTime.documentId])
      expect(await blockedIn(companyId)).toEqual([{ reason: 'PERIOD_CLOSED' }])
    })
    const [told] = await database.rows<{ payload: object }>`
      select payload from platform.outbox where aggregate_id = ${late.documentId}::uuid order by pos`
    expect(told?.payload).toMatchObject({ reason: 'PERIOD_CLOSED', facts: { period: '2026-10' }, attempts: 1 })

    const { stockReconciliation } = await user.query<{
      stockReconciliation: { ledgerValue: { amount: string }; watermark: string }
    }>('{ stockReconciliation { ledgerValue { amount } watermark } }')
    const inFlight = await inventory.transactor.read([companyId], (tx) => {
      const watermark = JSON.parse(stockReconciliation.watermark) as Watermark
      return unappliedOutbox<StockDocument>(
        tx,
        { stream: 'EVT_INVENTORY', watermark, companyId },
        stockDocumentPosted.type,
      )
    })
    expect(stockReconciliation.ledgerValue.amount).toBe('7.00')
    expect(inFlight.map(({ payload }) => payload.lines.map(({ stockValue }) => stockValue))).toEqual([['10.00']])

    const reopen = { period: '2026-10', expectedVersion: 2, reason: 'late receipt' }
    await user.query(reopenPeriod, { input: { idempotencyKey: newId(), ...reopen } })
    await eventually(async () => expect(await vouchersOf(companyId)).toEqual([late.documentId, inTime.documentId]))
    expect(await blockedIn(companyId)).toEqual([])
    expect(await user.query('{ stockReconciliation { ledgerValue { amount } } ledgerDifferences { period } }')).toEqual(
      {
        stockReconciliation: { ledgerValue: { amount: '17.00' } },
        ledgerDifferences: [],
      },
    )
  })

  test('by a removed rule is posted when the rule is set again', async () => {
    const companyId = await registeredCompany()
    const user = userOf(companyId)
    type Rules = { accountRules: { nodes: { id: string; version: number; account: { code: string } }[] } }
    const { accountRules } = await user.query<Rules>(
      '{ accountRules(accountKey: "GRIR") { nodes { id version account { code } } } }',
    )
    expect(accountRules.nodes).toEqual([{ id: expect.any(String), version: 1, account: { code: '2202.02' } }])
    const remove = { accountRuleId: accountRules.nodes[0]?.id, expectedVersion: 1, idempotencyKey: newId() }
    const removeAccountRule = `mutation ($input: RemoveAccountRuleInput!) { removeAccountRule(input: $input) {
      accountRule { active version } userErrors { message } } }`
    expect(await user.query(removeAccountRule, { input: remove })).toEqual({
      removeAccountRule: { accountRule: { active: false, version: 2 }, userErrors: [] },
    })
    const receipt = stockDocument(companyId, [{ stock: '10.00' }])
    await tellStock(receipt)
    await eventually(async () => expect(await blockedIn(companyId)).toEqual([{ reason: 'ACCOUNT_RULE_MISSING' }]))
    expect(await vouchersOf(companyId)).toEqual([])

    const setAccountRule = `mutation ($input: SetAccountRuleInput!) { setAccountRule(input: $input) {
      accountRule { version } userErrors { __typename message } } }`
    const wrong = { idempotencyKey: newId(), accountKey: 'GRIR', accountCode: '2202.01' }
    expect(await user.query(setAccountRule, { input: wrong })).toEqual({
      setAccountRule: {
        accountRule: null,
        userErrors: [
          {
            __typename: 'AccountNotPostable',
            message: 'Account 2202.01 cannot carry lines of GRIR: it is reserved for another account key.',
          },
        ],
      },
    })
    expect(await vouchersOf(companyId)).toEqual([])
    const right = { idempotencyKey: newId(), accountKey: 'GRIR', accountCode: '2202.02' }
    expect(await user.query(setAccountRule, { input: right })).toMatchObject({
      setAccountRule: { accountRule: { version: 3 } },
    })
    await eventually(async () => expect(await vouchersOf(companyId)).toEqual([receipt.documentId]))
  })

  test('is refused when it would leave an earlier month open, in the language of the user, and changes nothing', async () => {
    const companyId = await registeredCompany()
    const input = { ...close, includingEarlier: false, idempotencyKey: newId() }
    expect(await userOf(companyId, everything, 'zh-CN').query(closePeriod, { input })).toEqual({
      closePeriod: {
        period: null,
        userErrors: [
          { __typename: 'EarlierPeriodOpen', message: '须按顺序结账，会计期间 2026-01 尚未结账。', period: '2026-01' },
        ],
      },
    })
    const closed = await database.rows`
      select period from fiscal_period where company_id = ${companyId}::uuid and status <> 'OPEN'`
    expect(closed).toEqual([])
  })
})

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
    expect(accounts).toHaveLength(180)
    expect(accounts.map(({ code }) => code)).toEqual(accounts.map(({ code }) => code).sort())
    expect(await walk('accounts', ', leavesOnly: true', 'leaf')).toEqual(expect.not.arrayContaining([{ leaf: false }]))
    expect(await walk('periods', '', 'period status')).toEqual(
      ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map((month) => ({
        ...{ period: `2026-${month}`, status: 'OPEN' },
      })),
    )
    expect(new Set((await walk('accountRules', '', 'id')).map((rule) => JSON.stringify(rule))).size).toBe(36)
    expect(await walk('taxCodes', '', 'code ratePercent name { zh }')).toEqual([
      { code: 'VAT0', ratePercent: '0', name: { zh: '增值税0%' } },
      { code: 'VAT13', ratePercent: '13', name: { zh: '增值税13%' } },
      { code: 'VAT6', ratePercent: '6', name: { zh: '增值税6%' } },
      { code: 'VAT9', ratePercent: '9', name: { zh: '增值税9%' } },
    ])
    expect(
      await walk('voucherTemplates', '', 'eventKind templateVersion active examples { expected { accountKey } }'),
    ).toMatchObject([
      { eventKind: 'PURCHASE_RECEIPT', templateVersion: 1, active: true },
      { eventKind: 'PURCHASE_RETURN_UNINVOICED', templateVersion: 1, active: true },
    ])
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

describe('without the right to', () => {
  test("another company's documents are not found: by number, by id, as a reference, in a list or a report", async () => {
    const [voucher] = await database.rows<{ id: string; document_id: string }>`
      select id, document_id from voucher where company_id = ${company}::uuid`
    const [account] = await database.rows<{ id: string }>`
      select id from account where company_id = ${company}::uuid and code = '1002'`
    const stranger = userOf(await registeredCompany())
    expect(await stranger.query('{ voucher(number: "记-2026-10-0001") { id } vouchers { nodes { id } } }')).toEqual({
      voucher: null,
      vouchers: { nodes: [] },
    })
    const find = (__typename: string, id: string | undefined, shown: string) =>
      stranger.query(
        `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${__typename} { ${shown} } } }`,
        representations(__typename, id ?? ''),
      )
    expect(await find('Voucher', voucher?.id, 'number')).toEqual({ _entities: [null] })
    expect(await find('Account', account?.id, 'code')).toEqual({ _entities: [null] })
    expect(await find('GoodsReceipt', voucher?.document_id, 'vouchers { number }')).toEqual({
      _entities: [{ vouchers: [] }],
    })
    expect(await find('StockReconciliation', company, 'watermark')).toEqual({ _entities: [null] })
    expect(await stranger.query('{ trialBalance(period: "2026-10") { lines { account { code } } } }')).toEqual({
      trialBalance: { lines: [] },
    })
  })

  test.each([
    ['finance.account.read', '{ accounts { nodes { id } } }'],
    ['finance.account.read', '{ vouchers { nodes { lines { nodes { account { code } } } } } }'],
    ['finance.period.read', '{ periods { nodes { id } } }'],
    ['finance.taxCode.read', '{ taxCodes { nodes { id } } }'],
    ['finance.accountRule.read', '{ accountRules { nodes { id } } }'],
    ['finance.accountRule.read', '{ explainAccountRule(accountKey: "INV") { matches { decides } } }'],
    ['finance.voucherTemplate.read', '{ voucherTemplates { nodes { id } } }'],
    ['finance.voucher.read', '{ vouchers { nodes { id } } }'],
    ['finance.voucher.read', '{ voucher(number: "x") { id } }'],
    ['finance.report.read', '{ trialBalance(period: "2026-10") { period } }'],
    ['finance.report.read', '{ accountLedger(accountCode: "1002", period: "2026-10") { period } }'],
    ['finance.report.read', '{ ledgerDifferences { period } }'],
    ['finance.report.read', '{ stockReconciliation { watermark } }'],
    ['finance.operations.read', '{ financeInboxMessages { nodes { id } } }'],
  ])('%s is asked for: %s', async (permission, text) => {
    const others = everything.filter((one) => one !== permission)
    expect((await userOf(company, others).ask(text)).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', permission } },
    ])
  })

  test.each([
    ['finance.period.close', 'closePeriod', 'ClosePeriodInput', { period: '2026-01', expectedVersion: 1 }],
    [
      'finance.period.close',
      'beginClosingPeriod',
      'BeginClosingPeriodInput',
      { period: '2026-01', expectedVersion: 1 },
    ],
    [
      'finance.period.open',
      'reopenPeriod',
      'ReopenPeriodInput',
      { period: '2026-01', expectedVersion: 1, reason: 'x' },
    ],
    ['finance.period.open', 'openPeriods', 'OpenPeriodsInput', { through: '2027-01' }],
    ['finance.accountRule.manage', 'setAccountRule', 'SetAccountRuleInput', { accountKey: 'INV', accountCode: '1403' }],
    [
      'finance.accountRule.manage',
      'removeAccountRule',
      'RemoveAccountRuleInput',
      { accountRuleId: newId(), expectedVersion: 1 },
    ],
  ])('%s is asked for by %s, and nothing happens', async (permission, mutation, inputType, input) => {
    const others = everything.filter((one) => one !== permission)
    const text = `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { userErrors { code } } }`
    const { errors } = await userOf(company, others).ask(text, { input: { idempotencyKey: newId(), ...input } })
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission } }])
    const changed = await database.rows`
      select period from fiscal_period where company_id = ${company}::uuid and version > 1
      union all select account_key from account_rule where company_id = ${company}::uuid and version > 1`
    expect(changed).toEqual([])
  })

  test('words that look like SQL are words', async () => {
    const trick = "x' or true --"
    expect(
      await query(
        'query ($t: String!) { account(code: $t) { id } voucher(number: $t) { id } accountRules(accountKey: $t) { nodes { id } } accountLedger(accountCode: $t, period: "2026-10") { period } }',
        { t: trick },
      ),
    ).toEqual({
      account: null,
      voucher: null,
      accountRules: { nodes: [] },
      accountLedger: null,
    })
    expect(
      (await ask('query ($t: String) { accounts(after: $t) { nodes { id } } }', { t: trick })).errors,
    ).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  })
})
