import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import { everything, useFinanceService } from './use-finance-service.ts'

const { userOf, registeredCompany } = await useFinanceService()
const company = await registeredCompany()
const keeper = [
  ...[...everything, 'finance.account.manage', 'finance.dimension.read', 'finance.dimension.manage'],
  ...['finance.exchangeRate.read', 'finance.exchangeRate.manage'],
]
const { query } = userOf(company, keeper)

const mutation = (name: string, input: string, shown: string) =>
  `mutation ($input: ${input}!) { ${name}(input: $input) { ${shown} userErrors { __typename message code } } }`
const withKey = (input: object) => ({ input: { idempotencyKey: newId(), ...input } })
const name = { zh: '工商银行', en: 'ICBC' }

describe('the chart', () => {
  const create = mutation('createAccount', 'CreateAccountInput', 'account { code version cashKind parent { leaf } }')

  test('grows, changes, and shows what it was', async () => {
    const input = withKey({ code: '1002.01', name })
    const created = { code: '1002.01', version: 1, cashKind: 'BANK', parent: { leaf: false } }
    const answer = { createAccount: { account: created, userErrors: [] } }
    expect(await query(create, input)).toEqual(answer)
    expect(await query(create, input)).toEqual(answer)
    const change = mutation(
      'changeAccount',
      'ChangeAccountInput',
      'account { dimensions { dimension required } quantityUnit }',
    )
    const dimensions = [{ dimension: 'PROJECT' }, { dimension: 'DEPARTMENT', required: true }]
    expect(
      await query(change, withKey({ accountCode: '6602', expectedVersion: 1, dimensions, quantityUnit: '件' })),
    ).toEqual({
      changeAccount: {
        account: {
          dimensions: [
            { dimension: 'DEPARTMENT', required: true },
            { dimension: 'PROJECT', required: false },
          ],
          quantityUnit: '件',
        },
        userErrors: [],
      },
    })
    expect(
      await query(
        '{ chartVersion account(code: "6602") { version revisions { version change chartVersion quantityUnit } } }',
      ),
    ).toEqual({
      chartVersion: 3,
      account: {
        version: 2,
        revisions: [
          { version: 2, change: 'CHANGED', chartVersion: 3, quantityUnit: '件' },
          { version: 1, change: 'OPENED', chartVersion: 1, quantityUnit: null },
        ],
      },
    })
    const before = '{ chartOfAccounts(chartVersion: 1, first: 2) { nodes { code leaf } pageInfo { hasNextPage } } }'
    expect(await query(before)).toEqual({
      chartOfAccounts: {
        nodes: [
          { code: '1001', leaf: true },
          { code: '1002', leaf: true },
        ],
        pageInfo: { hasNextPage: true },
      },
    })
  })

  test('refuses in the language asked for', async () => {
    const { query: ask } = userOf(company, keeper, 'zh-CN')
    const disable = mutation('disableAccount', 'DisableAccountInput', 'account { code }')
    expect(await ask(disable, withKey({ accountCode: '2211', expectedVersion: 1 }))).toEqual({
      disableAccount: {
        account: null,
        userErrors: [
          {
            __typename: 'AccountNamedByRules',
            code: 'ACCOUNT_NAMED_BY_RULES',
            message: '取数键 WAGE 的规则正在使用科目 2211。',
          },
        ],
      },
    })
    const twice = withKey({ code: '6602.09', name, dimensions: [{ dimension: 'ITEM' }, { dimension: 'ITEM' }] })
    expect((await userOf(company, keeper).ask(create, twice)).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })
})

test('departments and rates are kept and found', async () => {
  const create = mutation('createDimensionValue', 'CreateDimensionValueInput', 'dimensionValue { id dimension code }')
  const input = { dimension: 'DEPARTMENT', code: 'D01', name: { zh: '销售部', en: 'Sales' } }
  expect(await query(create, withKey(input))).toMatchObject({
    createDimensionValue: { dimensionValue: { dimension: 'DEPARTMENT', code: 'D01' }, userErrors: [] },
  })
  const taken = `mutation ($input: CreateDimensionValueInput!) { createDimensionValue(input: $input) {
    userErrors { message ... on DimensionValueCodeTaken { dimension valueCode } } } }`
  expect(await query(taken, withKey(input))).toEqual({
    createDimensionValue: {
      userErrors: [{ message: 'There is a department D01 already.', dimension: 'DEPARTMENT', valueCode: 'D01' }],
    },
  })
  expect(await query('{ dimensionValues(dimension: DEPARTMENT) { nodes { code name { en } } } }')).toEqual({
    dimensionValues: { nodes: [{ code: 'D01', name: { en: 'Sales' } }] },
  })
  const set = mutation('setExchangeRate', 'SetExchangeRateInput', 'exchangeRate { rate rateType }')
  const rate = { foreignCurrency: 'USD', effectiveOn: '2026-10-01', rate: '7.1' }
  expect(await query(set, withKey(rate))).toEqual({
    setExchangeRate: { exchangeRate: { rate: '7.1', rateType: 'SPOT' }, userErrors: [] },
  })
  expect(await query(set, withKey({ ...rate, rate: '0' }))).toMatchObject({
    setExchangeRate: { userErrors: [{ code: 'EXCHANGE_RATE_INVALID' }] },
  })
  expect(
    await query(
      '{ exchangeRate(foreignCurrency: "USD", on: "2026-12-31") { effectiveOn } exchangeRates { nodes { rate } } }',
    ),
  ).toEqual({ exchangeRate: { effectiveOn: '2026-10-01' }, exchangeRates: { nodes: [{ rate: '7.1' }] } })
})

test('a template is drafted, found faulty, mended, tried and put in force from a day', async () => {
  const { lines, examples } = builtInTemplates.PURCHASE_RECEIPT
  const written = examples.map(({ amounts, ...example }) => ({ ...example, ...amounts }))
  const shown =
    'voucherTemplateDraft { id version fault { code } backTest(period: "2026-10") { examined changes { documentNumber } endCursor } }'
  const content = { name: { zh: '入库', en: 'Receipt' }, policy: 'WAIT_FOR_REVIEW', lines, examples: [] }
  type Draft = { voucherTemplateDraft: { id: string } }
  const { createVoucherTemplateDraft: created } = await query<{ createVoucherTemplateDraft: Draft }>(
    mutation('createVoucherTemplateDraft', 'CreateVoucherTemplateDraftInput', shown),
    withKey({ eventKind: 'PURCHASE_RECEIPT', ...content }),
  )
  const draftId = created.voucherTemplateDraft.id
  const nothing = { examined: 0, changes: [], endCursor: null }
  expect(created.voucherTemplateDraft).toEqual({
    id: draftId,
    version: 1,
    fault: { code: 'TEMPLATE_WITHOUT_EXAMPLE' },
    backTest: nothing,
  })
  const changed = await query(
    mutation('changeVoucherTemplateDraft', 'ChangeVoucherTemplateDraftInput', shown),
    withKey({ draftId, expectedVersion: 1, ...content, examples: written }),
  )
  expect(changed).toMatchObject({ changeVoucherTemplateDraft: { voucherTemplateDraft: { version: 2, fault: null } } })
  const activate = mutation(
    'activateVoucherTemplateDraft',
    'ActivateVoucherTemplateDraftInput',
    'voucherTemplate { templateVersion effectiveOn policy active lines { accountKey dimensions cashFlowItem } }',
  )
  expect(
    await query(
      activate,
      withKey({ draftId, expectedVersion: 2, expectedTemplateVersion: 1, effectiveOn: '2026-11-01' }),
    ),
  ).toMatchObject({
    activateVoucherTemplateDraft: {
      voucherTemplate: {
        ...{ templateVersion: 2, effectiveOn: '2026-11-01', policy: 'WAIT_FOR_REVIEW', active: true },
        lines: [{ accountKey: 'INV', dimensions: null, cashFlowItem: null }, {}, {}],
      },
      userErrors: [],
    },
  })
  expect(await query('{ voucherTemplateDrafts { nodes { id } } }')).toEqual({ voucherTemplateDrafts: { nodes: [] } })
})

test('an explanation names what the rules ask, also of those that do not answer', async () => {
  const set = mutation('setAccountRule', 'SetAccountRuleInput', 'accountRule { id taxCode }')
  const rule = { accountKey: 'SELL', taxCode: 'VAT6', accountCode: '6602' }
  expect(await query(set, withKey(rule))).toMatchObject({ setAccountRule: { accountRule: { taxCode: 'VAT6' } } })
  expect(await query(set, withKey({ accountKey: 'SELL', partyClass: 'VIP', accountCode: '6602' }))).toMatchObject({
    setAccountRule: { userErrors: [{ __typename: 'AccountRuleAmbiguous' }] },
  })
  const explain = (taxCode: string) =>
    query(`{ explainAccountRule(accountKey: "SELL", taxCode: "${taxCode}") { account { code }
      matches { specificity matched } others { mismatched } } }`)
  expect(await explain('VAT6')).toEqual({
    explainAccountRule: {
      account: { code: '6602' },
      matches: [
        { specificity: 2, matched: ['taxCode'] },
        { specificity: 0, matched: [] },
      ],
      others: [],
    },
  })
  expect(await explain('VAT13')).toMatchObject({
    explainAccountRule: { account: { code: '6601' }, others: [{ mismatched: ['taxCode'] }] },
  })
})

test.each([
  ['finance.account.manage', 'createAccount', 'CreateAccountInput', { code: '1002.05', name }],
  ['finance.account.manage', 'disableAccount', 'DisableAccountInput', { accountCode: '1401', expectedVersion: 1 }],
  [
    'finance.dimension.manage',
    'createDimensionValue',
    'CreateDimensionValueInput',
    { dimension: 'PROJECT', code: 'X', name },
  ],
  [
    'finance.exchangeRate.manage',
    'setExchangeRate',
    'SetExchangeRateInput',
    { foreignCurrency: 'EUR', effectiveOn: '2026-10-01', rate: '8' },
  ],
  [
    'finance.voucherTemplate.manage',
    'discardVoucherTemplateDraft',
    'DiscardVoucherTemplateDraftInput',
    { draftId: newId(), expectedVersion: 1 },
  ],
])('%s is asked for by %s', async (permission, field, inputType, input) => {
  const others = keeper.filter((one) => one !== permission)
  const text = `mutation ($input: ${inputType}!) { ${field}(input: $input) { userErrors { code } } }`
  expect((await userOf(company, others).ask(text, withKey(input))).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN', permission } },
  ])
})
