import { stockDocumentPosted } from '@erp/contracts'
import { unappliedOutbox, type Watermark } from '@erp/messaging'
import { eventually } from '@erp/testing'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { type StockDocument, stockDocument } from './finance-database.ts'
import { everything, representations, useFinanceService } from './use-finance-service.ts'

const { database, inventory, userOf, registeredCompany, tellStock, vouchersOf } = await useFinanceService()
const company = await registeredCompany()
const { query } = userOf(company)

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
  const requestReopening = `mutation ($input: RequestPeriodReopeningInput!) { requestPeriodReopening(input: $input) {
    request { id } userErrors { __typename message } } }`
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
    await userOf(companyId).query(requestReopening, { input: { idempotencyKey: newId(), ...reopen } })
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
