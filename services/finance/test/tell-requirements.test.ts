import { accountRuleChanged, narrowAccountRuleChanged, voucherTemplateActivated } from '@erp/contracts'
import type { Caller } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { expect, test } from 'vitest'
import type { AccountDimensions } from '../src/domain/auxiliary-dimension.ts'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import { activateVoucherTemplate } from '../src/use-cases/activate-voucher-template.ts'
import { announceUntoldRequirements } from '../src/use-cases/announce-requirements.ts'
import { changeAccount } from '../src/use-cases/change-account.ts'
import { createAccount } from '../src/use-cases/create-account.ts'
import { removeAccountRule } from '../src/use-cases/remove-account-rule.ts'
import { setAccountRule } from '../src/use-cases/set-account-rule.ts'
import { useFinanceDatabase } from './finance-database.ts'

const { database, prisma, transactor, accountantOfNewCompany } = await useFinanceDatabase()

async function payloadsOf({ companyId }: Caller, type: string): Promise<unknown[]> {
  const rows = await database.rows<{ payload: unknown }>`
    select payload from platform.outbox where company_id = ${companyId}::uuid and type = ${type} order by pos`
  return rows.map(({ payload }) => payload)
}

/** `KEY account: what it requires` of each rule told, in order. */
async function rulesTold(accountant: Caller): Promise<string[]> {
  return (await payloadsOf(accountant, accountRuleChanged.type)).map((payload) => {
    const { accountKey, accountCode, requiredDimensions } = accountRuleChanged.schema.parse(payload)
    return `${accountKey} ${accountCode}: ${requiredDimensions?.join(' ')}`
  })
}

function require(accountant: Caller, dimensions: AccountDimensions, expectedVersion: number) {
  return transactor.transact(accountant, 'changeAccount', (unit) =>
    changeAccount(unit, {
      ...{ accountCode: '6602', expectedVersion, dimensions, name: undefined, quantityUnit: undefined },
      ...{ foreignCurrency: undefined, cashKind: undefined },
    }),
  )
}

test('what an account requires is told with every rule that names it, and again when it changes', async () => {
  const accountant = await accountantOfNewCompany()
  expect((await rulesTold(accountant)).filter((told) => / (AR|AP) /.test(` ${told}`))).toEqual([
    'AP 2202.01: SUPPLIER',
    'AR 1122: CUSTOMER',
  ])
  const before = (await rulesTold(accountant)).length
  const named = (await rulesTold(accountant)).filter((told) => told.includes(' 6602:'))
  expect(named.length).toBeGreaterThan(1)
  await require(accountant, { department: 'REQUIRED', project: 'OPTIONAL' }, 1)
  expect((await rulesTold(accountant)).slice(before).sort()).toEqual(named.map((told) => `${told}DEPARTMENT`).sort())
  // What it may carry besides is nobody else's business.
  await require(accountant, { department: 'REQUIRED', project: 'OPTIONAL', employee: 'OPTIONAL' }, 2)
  expect(await rulesTold(accountant)).toHaveLength(before + named.length)
})

test('an account that takes over rules is told with what it requires itself', async () => {
  const accountant = await accountantOfNewCompany()
  const before = (await rulesTold(accountant)).length
  const split = await transactor.transact(accountant, 'createAccount', (unit) =>
    createAccount(unit, {
      ...{ code: '6602.01', name: { zh: '车间', en: 'Shop floor' }, accountClass: null, direction: null },
      ...{ dimensions: { project: 'REQUIRED' }, quantityUnit: null, foreignCurrency: null, cashKind: null },
    }),
  )
  expect(isRefusal(split)).toBe(false)
  const told = (await rulesTold(accountant)).slice(before)
  expect(told.length).toBeGreaterThan(1)
  expect(told.every((one) => one.endsWith(' 6602.01: PROJECT'))).toBe(true)
})

test('a rule for an expense type is told by its own event, one for a party or a tax code to nobody', async () => {
  const accountant = await accountantOfNewCompany()
  const before = (await rulesTold(accountant)).length
  const set = (about: object) =>
    transactor.transact(accountant, 'setAccountRule', (unit) =>
      setAccountRule(unit, {
        ...{ accountKey: 'ADM', itemClass: null, valuationAreaId: null, accountCode: '6601', expectedVersion: null },
        ...about,
      }),
    )
  const travel = await set({ expenseType: 'TRAVEL' })
  if (isRefusal(travel)) throw new Error(travel.refusal)
  await set({ partyClass: 'VIP', expenseType: 'TRAVEL', itemClass: 'MERCHANDISE' })
  await transactor.transact(accountant, 'removeAccountRule', (unit) =>
    removeAccountRule(unit, { accountRuleId: travel.id, expectedVersion: 1 }),
  )
  const about = {
    ...{ companyId: accountant.companyId, ruleId: travel.id, accountKey: 'ADM', itemClass: null, accountCode: '6601' },
    ...{ valuationAreaId: null, departmentId: null, expenseType: 'TRAVEL', specificity: 2, requiredDimensions: [] },
  }
  const [standardCost, discounts, ...told] = await payloadsOf(accountant, narrowAccountRuleChanged.type)
  expect(standardCost).toMatchObject({ accountKey: 'VARIANCE', expenseType: 'STANDARD_COST', accountCode: '1404' })
  expect(discounts).toMatchObject({ accountKey: 'FIN', expenseType: 'CASH_DISCOUNT', accountCode: '6603.05' })
  expect(told).toEqual([
    { ...about, active: true, version: 1 },
    { ...about, active: false, version: 2 },
  ])
  expect(await rulesTold(accountant)).toHaveLength(before)
})

test('a template is told with the amount that each of its keys takes and what its lines carry', async () => {
  const accountant = await accountantOfNewCompany()
  const { lines, ...content } = builtInTemplates.STOCK_SCRAP
  const narrowed = lines.map((line) => ({ ...line, dimensions: ['department'] as const }))
  await transactor.transact(accountant, 'activate', (unit) =>
    activateVoucherTemplate(unit, {
      ...{ eventKind: 'STOCK_SCRAP', expectedVersion: 1, content: { ...content, lines: narrowed } },
    }),
  )
  const told = (await payloadsOf(accountant, voucherTemplateActivated.type))
    .map((payload) => voucherTemplateActivated.schema.parse(payload))
    .filter(({ eventKind }) => eventKind === 'STOCK_SCRAP')
  expect(told.map((template) => template.lines)).toEqual([
    lines.map(({ accountKey, amount }) => ({ accountKey, amount })),
    lines.map(({ accountKey, amount }) => ({ accountKey, amount, dimensions: ['DEPARTMENT'] })),
  ])
})

test('books that were open before are told of once, also when two processes start', async () => {
  const accountant = await accountantOfNewCompany()
  const opened = await rulesTold(accountant)
  const templates = (await payloadsOf(accountant, voucherTemplateActivated.type)).length
  expect(await announceUntoldRequirements(prisma, transactor)).toBe(0)
  await database.rows`update book set requirements_told = false where company_id = ${accountant.companyId}::uuid`
  const counts = await Promise.all([1, 2].map(() => announceUntoldRequirements(prisma, transactor)))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1)
  expect((await rulesTold(accountant)).slice(opened.length).sort()).toEqual(opened.toSorted())
  expect(await payloadsOf(accountant, voucherTemplateActivated.type)).toHaveLength(2 * templates)
})
