import { newId } from '@erp/values'
import { beforeAll, expect, test } from 'vitest'
import { createDimensionValue } from '../src/use-cases/create-dimension-value.ts'
import { decideDocuments } from '../src/use-cases/decide-documents.ts'
import { postEntries } from './entries.ts'
import { callerOf, messageOf, persons } from './finance-database.ts'
import { everything, useFinanceService } from './use-finance-service.ts'
import { sound } from './voucher-people.ts'

const { userOf, registeredCompany, transactor } = await useFinanceService()
const companyId = await registeredCompany()
const keeper = [...everything, 'finance.budget.read', 'finance.budget.manage', 'finance.budget.control']
const { query, ask } = userOf(companyId, keeper)
const chinese = userOf(companyId, keeper, 'zh-CN')

const mutation = (name: string, shown: string) =>
  `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) {
    ${shown} userErrors { __typename message code path } } }`
const withKey = (input: object) => ({ input: { idempotencyKey: newId(), ...input } })
const budget = 'budget { id number status version reason lineCount total { amount currency } }'
const create = mutation('createBudget', budget)
const importing = mutation(
  'importBudgetLines',
  `${budget.slice(0, -1)} lines(first: 2) { nodes { period amount { amount } } } }`,
)
const submit = mutation('submitBudget', budget)

interface Version {
  readonly id: string
  readonly version: number
}
const only = <Payload>(answer: Record<string, Payload>): Payload => {
  const [payload] = Object.values(answer)
  if (!payload) throw new Error('There is no answer')
  return payload
}

/** The engine of approvals says that somebody else approves. */
async function isApproved(documentType: string, { id, version }: Version, approvalId: string): Promise<void> {
  const approver = newId()
  const message = messageOf(companyId, {
    ...{ companyId, approvalId, documentType, documentId: id, documentVersion: version },
    ...{ outcome: 'APPROVED' as const, reason: null, decidedAt: new Date().toISOString() },
    ...{ decidedBy: approver, approverIds: [approver] },
  })
  await transactor.system([companyId], 'identity.approval.decided.v1', (unit) => decideDocuments(unit, [message]))
}

let departmentId = ''
beforeAll(async () => {
  const accountant = callerOf(companyId)
  const values = [
    ['department', 'SALES'],
    ['project', 'BRIDGE'],
  ] as const
  for (const [dimension, code] of values) {
    const name = { zh: code, en: code }
    const value = await transactor.transact(accountant, 'test', (u) =>
      createDimensionValue(u, persons, { dimension, code, name }),
    )
    if (dimension === 'department') departmentId = sound(value).id
  }
  const begun = only(await query<Record<string, { budget: Version }>>(create, withKey({ year: 2026, name: '预算' })))
  const rows = [
    { accountCode: '6601', departmentCode: 'SALES', amount: '1200.00' },
    { accountCode: '6601', departmentCode: 'SALES', projectCode: 'BRIDGE', period: '2026-03', amount: '300.00' },
    { accountCode: '6602', period: '2026-03', amount: '0' },
  ]
  const written = only(
    await query<Record<string, { budget: Version }>>(
      importing,
      withKey({ budgetId: begun.budget.id, expectedVersion: begun.budget.version, rows }),
    ),
  )
  expect(written).toMatchObject({
    budget: {
      ...{ number: 'BUD-2026-000001', lineCount: 14, total: { amount: '1500.00', currency: 'CNY' } },
      lines: { nodes: [{ period: '2026-01', amount: { amount: '100.00' } }, { period: '2026-02' }] },
    },
  })
  const input = withKey({ budgetId: written.budget.id, expectedVersion: written.budget.version })
  const submitted = await query(submit, input)
  expect(submitted).toMatchObject({ submitBudget: { budget: { status: 'SUBMITTED' }, userErrors: [] } })
  expect(await query(submit, input)).toEqual(submitted)
  const { budget: shown } = await query<{ budget: Version & { approvalId: string } }>(
    'query ($id: ID!) { budget(id: $id) { id version approvalId } }',
    { id: written.budget.id },
  )
  await isApproved('BUDGET', shown, shown.approvalId)
  await transactor.transact(accountant, 'test', ({ tx }) =>
    postEntries(tx, accountant, '2026-03-05', [
      ['Dr', '6601', '130.00', { departmentId }],
      ['Dr', '6602', '7.00'],
      ['Cr', '1002', '137.00'],
    ]),
  )
})

const report = `query ($by: BudgetGrouping!, $from: Period, $through: Period, $accountCode: String, $departmentCode: String,
    $projectCode: String, $first: Int, $after: String) {
  budgetReport(year: 2026, by: $by, from: $from, through: $through, accountCode: $accountCode,
      departmentCode: $departmentCode, projectCode: $projectCode) {
    total { budget { amount } actual { amount } available { amount } usedPercent }
    rows(first: $first, after: $after) {
      nodes { account { code } period figures { budget { amount } actual { amount } usedPercent } }
      pageInfo { hasNextPage endCursor } } } }`

interface Report {
  readonly total: { readonly [figure: string]: { readonly amount: string } | string | null }
  readonly rows: {
    readonly nodes: readonly {
      readonly account: { readonly code: string } | null
      readonly period: string | null
      readonly figures: {
        readonly budget: { readonly amount: string }
        readonly actual: { readonly amount: string }
        readonly usedPercent: string | null
      }
    }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
  }
}

const reportOf = async (variables: object) =>
  (await query<{ budgetReport: Report }>(report, { ...variables })).budgetReport
const written = ({ rows }: Report) =>
  rows.nodes.map(({ account, period, figures: { budget, actual, usedPercent } }) =>
    [account?.code ?? period ?? '–', budget.amount, actual.amount, `${usedPercent ?? '–'}%`].join(' '),
  )

test.each([
  ['ITEM', ['6601 300.00 0.00 0%', '6601 1200.00 130.00 10.83%', '6602 0.00 7.00 –%']],
  ['ACCOUNT', ['6601 1500.00 130.00 8.67%', '6602 0.00 7.00 –%']],
  ['DEPARTMENT', ['– 0.00 7.00 –%', '– 1500.00 130.00 8.67%']],
  ['PROJECT', ['– 1200.00 137.00 11.42%', '– 300.00 0.00 0%']],
] as const)('the budget is reported by %s', async (by, rows) => {
  const shown = await reportOf({ by })
  expect(written(shown).toSorted()).toEqual(rows.toSorted())
  expect(shown.total).toEqual({
    ...{ budget: { amount: '1500.00' }, actual: { amount: '137.00' } },
    ...{ available: { amount: '1363.00' }, usedPercent: '9.13' },
  })
})

test('by month, page by page, and only of some months, an account, a department or a project', async () => {
  const first = await reportOf({ by: 'PERIOD', first: 3 })
  expect(written(first)).toEqual(['2026-01 100.00 0.00 0%', '2026-02 100.00 0.00 0%', '2026-03 400.00 137.00 34.25%'])
  expect(first.rows.pageInfo.hasNextPage).toBe(true)
  const next = await reportOf({ by: 'PERIOD', first: 100, after: first.rows.pageInfo.endCursor })
  expect([written(next).length, written(next)[0]]).toEqual([9, '2026-04 100.00 0.00 0%'])
  const march = { by: 'ACCOUNT', from: '2026-03', through: '2026-03' }
  expect(written(await reportOf(march))).toEqual(['6601 400.00 130.00 32.5%', '6602 0.00 7.00 –%'])
  expect(written(await reportOf({ ...march, accountCode: '6602' }))).toEqual(['6602 0.00 7.00 –%'])
  expect(written(await reportOf({ ...march, departmentCode: 'SALES' }))).toEqual(['6601 400.00 130.00 32.5%'])
  expect(written(await reportOf({ ...march, projectCode: 'BRIDGE' }))).toEqual(['6601 300.00 0.00 0%'])
  expect((await ask(report, { by: 'ACCOUNT', from: '2025-12' })).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
})

test('what cannot be done is said in the language of whoever asks, and nothing is kept', async () => {
  const begun = only(await query<Record<string, { budget: Version }>>(create, withKey({ year: 2026, name: '修订' })))
  const input = { budgetId: begun.budget.id, expectedVersion: 1 }
  const tooMuch = Array.from({ length: 1_001 }, () => ({ accountCode: '6602', amount: '1.00' }))
  expect(await query(importing, withKey({ ...input, rows: tooMuch }))).toMatchObject({
    importBudgetLines: { budget: null, userErrors: [{ code: 'INVALID_INPUT' }] },
  })
  const faulty = mutation('importBudgetLines', 'budget { id }').replace(
    'userErrors {',
    'userErrors { ... on BudgetRowsFaulty { rowErrors { row problem } }',
  )
  const rows = [{ accountCode: '6602', departmentCode: 'NOBODY', amount: '1.00' }]
  expect(await chinese.query(faulty, withKey({ ...input, rows }))).toMatchObject({
    importBudgetLines: {
      budget: null,
      userErrors: [
        {
          ...{ code: 'BUDGET_ROWS_FAULTY', message: '未导入任何明细：共有 1 处错误。' },
          rowErrors: [{ row: 1, problem: 'DEPARTMENT_UNKNOWN' }],
        },
      ],
    },
  })
  const stale = mutation('discardBudget', budget)
  expect(await query(stale, withKey({ ...input, expectedVersion: 7 }))).toMatchObject({
    discardBudget: { userErrors: [{ code: 'STALE_VERSION' }] },
  })
  expect(await query(stale, withKey({ ...input, budgetId: newId() }))).toMatchObject({
    discardBudget: { userErrors: [{ message: 'There is no such version of a budget.' }] },
  })
  expect(await query(stale, withKey(input))).toMatchObject({
    discardBudget: { budget: { status: 'DISCARDED', lineCount: 14 }, userErrors: [] },
  })
})

test('how budgets bind is set by account and for all others, each time from what was seen', async () => {
  const control = mutation('setBudgetControl', 'budgetControl { id account { code } level span version }')
  const set = (input: object) => query<Record<string, { budgetControl: object | null }>>(control, withKey(input))
  const ofAll = { level: 'WARN', expectedVersion: null }
  expect(only(await set(ofAll))).toMatchObject({
    budgetControl: { account: null, level: 'WARN', span: 'TO_DATE', version: 1 },
  })
  expect(only(await set(ofAll))).toMatchObject({ budgetControl: null, userErrors: [{ code: 'STALE_VERSION' }] })
  expect(only(await set({ accountCode: '6602', level: 'BLOCK', span: 'YEAR' }))).toMatchObject({
    budgetControl: { account: { code: '6602' }, level: 'BLOCK', span: 'YEAR' },
  })
  expect(only(await set({ accountCode: '9999', level: 'BLOCK' }))).toMatchObject({
    userErrors: [{ code: 'ACCOUNT_NOT_FOUND' }],
  })
  const listed = '{ budgetControls(first: 1) { nodes { level } pageInfo { hasNextPage } } }'
  expect(await query(listed)).toEqual({
    budgetControls: { nodes: [{ level: 'WARN' }], pageInfo: { hasNextPage: true } },
  })
})

test('a transfer is asked for once however often it is sent, and taken back with a reason', async () => {
  const shown = 'budgetTransfer { id number status version reason lines { accountCode period amount { amount } } }'
  const request = mutation('requestBudgetTransfer', shown)
  const line = (period: string, amount: string) => ({ accountCode: '6601', departmentCode: 'SALES', period, amount })
  const input = withKey({ year: 2026, purpose: '提前', lines: [line('2026-05', '-40.00'), line('2026-04', '40.00')] })
  const asked = await query<Record<string, { budgetTransfer: Version }>>(request, input)
  expect(asked).toMatchObject({
    requestBudgetTransfer: {
      budgetTransfer: {
        ...{ number: 'BT-2026-000001', status: 'SUBMITTED' },
        lines: [
          { accountCode: '6601', period: '2026-05', amount: { amount: '-40.00' } },
          { accountCode: '6601', period: '2026-04', amount: { amount: '40.00' } },
        ],
      },
    },
  })
  expect(await query(request, input)).toEqual(asked)
  const { id, version } = only(asked).budgetTransfer
  const withdraw = mutation('withdrawBudgetTransfer', shown)
  const back = { budgetTransferId: id, expectedVersion: version, reason: '不必' }
  expect(await query(withdraw, withKey({ ...back, reason: ' ' }))).toMatchObject({
    withdrawBudgetTransfer: { userErrors: [{ code: 'REASON_MISSING' }] },
  })
  expect(await query(withdraw, withKey(back))).toMatchObject({
    withdrawBudgetTransfer: { budgetTransfer: { status: 'WITHDRAWN', reason: '不必' } },
  })
  expect(await query(withdraw, withKey({ ...back, expectedVersion: 2 }))).toMatchObject({
    withdrawBudgetTransfer: { userErrors: [{ code: 'BUDGET_TRANSFER_NOT_READY' }] },
  })
  expect(await query('{ budgetTransfers { nodes { number status } } }')).toEqual({
    budgetTransfers: { nodes: [{ number: 'BT-2026-000001', status: 'WITHDRAWN' }] },
  })
})

test('whoever may not read budgets sees none', async () => {
  const outsider = userOf(companyId, everything)
  const { errors } = await outsider.ask('{ budgets { nodes { id } } }')
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', permission: 'finance.budget.read' })
  const stranger = userOf(newId(), keeper)
  expect(await stranger.query('{ budgets { nodes { id } } budgetCommitments { nodes { id } } }')).toEqual({
    ...{ budgets: { nodes: [] }, budgetCommitments: { nodes: [] } },
  })
})
