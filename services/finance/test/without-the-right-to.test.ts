import { eventually } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { stockDocument } from './finance-database.ts'
import { everything, representations, useFinanceService } from './use-finance-service.ts'

const { database, userOf, registeredCompany, tellStock, vouchersOf } = await useFinanceService()
const company = await registeredCompany()
const { ask, query } = userOf(company)
const receipt = stockDocument(company, [{ stock: '1000.00' }])
await tellStock(receipt)
await eventually(async () => expect(await vouchersOf(company)).toEqual([receipt.documentId]))

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
  ['finance.period.close', 'beginClosingPeriod', 'BeginClosingPeriodInput', { period: '2026-01', expectedVersion: 1 }],
  ['finance.period.open', 'reopenPeriod', 'ReopenPeriodInput', { period: '2026-01', expectedVersion: 1, reason: 'x' }],
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
  expect((await ask('query ($t: String) { accounts(after: $t) { nodes { id } } }', { t: trick })).errors).toMatchObject(
    [{ extensions: { code: 'BAD_USER_INPUT' } }],
  )
})
