import { accountRuleChanged, voucherTemplateActivated } from '@erp/contracts'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { completeBooks } from '../src/use-cases/complete-books.ts'
import { setAccountRule } from '../src/use-cases/set-account-rule.ts'
import { callerOf, useFinanceDatabase } from './finance-database.ts'

const { database, prisma, transactor, openFor, accountantOfNewCompany } = await useFinanceDatabase()

const complete = () => completeBooks(prisma, transactor)

/** What a company has of what comes with the project, and in which version its chart is. */
async function setUpOf(companyId: string) {
  const [row] = await database.rows`
    select (select count(*)::int from account where company_id = ${companyId}::uuid) as accounts,
           (select count(*)::int from account_revision where company_id = ${companyId}::uuid) as "accountRevisions",
           (select count(*)::int from account_rule where company_id = ${companyId}::uuid) as rules,
           (select count(*)::int from tax_code where company_id = ${companyId}::uuid) as "taxCodes",
           (select count(*)::int from expense_type where company_id = ${companyId}::uuid) as "expenseTypes",
           (select count(*)::int from voucher_template where company_id = ${companyId}::uuid) as templates,
           (select chart_version from book where company_id = ${companyId}::uuid) as "chartVersion"`
  return row
}

/** Takes out of books, as their owner, what a later release brought. */
async function asOpenedEarlier(companyId: string) {
  await database.rows`delete from voucher_template where company_id = ${companyId}::uuid
    and event_kind in ('PURCHASE_RECEIPT', 'EXPENSE_CLAIM')`
  await database.rows`delete from account_rule_revision where company_id = ${companyId}::uuid and rule_id in (
    select id from account_rule where company_id = ${companyId}::uuid and account_key in ('GRIR', 'EMP-P', 'RE'))`
  await database.rows`delete from account_rule
    where company_id = ${companyId}::uuid and account_key in ('GRIR', 'EMP-P', 'RE')`
  await database.rows`delete from expense_type where company_id = ${companyId}::uuid and code in ('PER_DIEM', 'AIR')`
  await database.rows`delete from tax_code where company_id = ${companyId}::uuid and code = (
    select min(code) from tax_code where company_id = ${companyId}::uuid)`
  await database.rows`delete from account_revision where company_id = ${companyId}::uuid and account_id in (
    select id from account where company_id = ${companyId}::uuid and code in ('4104.06', '2241'))`
  await database.rows`delete from account where company_id = ${companyId}::uuid and code in ('4104.06', '2241')`
}

async function toldAfter(companyId: string, position: number): Promise<string[]> {
  const rows = await database.rows<{ type: string }>`
    select type from platform.outbox where company_id = ${companyId}::uuid and pos > ${position}::bigint order by pos`
  return rows.map(({ type }) => type)
}

async function lastPosition(): Promise<number> {
  const [row] = await database.rows<{ pos: number }>`select coalesce(max(pos), 0)::int as pos from platform.outbox`
  return row?.pos ?? 0
}

test('books that were opened before get what came later, once, and the others are told', async () => {
  const companyId = newId()
  await openFor([{ companyId }])
  const whole = await setUpOf(companyId)
  await asOpenedEarlier(companyId)
  expect(await setUpOf(companyId)).not.toEqual(whole)
  const before = await lastPosition()

  const completed = await Promise.all([complete(), complete(), complete()])
  expect(completed.sort()).toEqual([0, 0, 1])
  expect(await setUpOf(companyId)).toEqual({ ...whole, chartVersion: 2 })
  expect((await toldAfter(companyId, before)).filter((type) => type === voucherTemplateActivated.type)).toHaveLength(2)
  expect((await toldAfter(companyId, before)).filter((type) => type === accountRuleChanged.type)).toHaveLength(3)
  expect(
    await database.rows`
      select change, chart_version from account_revision r join account a on a.id = r.account_id
      where a.company_id = ${companyId}::uuid and a.code = '2241'`,
  ).toEqual([{ change: 'CREATED', chart_version: 2 }])

  const after = await lastPosition()
  expect(await complete()).toBe(0)
  expect(await lastPosition()).toBe(after)
})

test('what a company changed itself stays as it is', async () => {
  const accountant = await accountantOfNewCompany()
  const { companyId } = accountant
  const question = { accountKey: 'OTHER-IN', itemClass: null, valuationAreaId: null }
  await transactor.transact(callerOf(companyId), 'setAccountRule', (unit) =>
    setAccountRule(unit, { ...question, accountCode: '6051', expectedVersion: 1 }),
  )
  await database.rows`update account_rule set active = false
    where company_id = ${companyId}::uuid and account_key = 'SCRAP'`
  await database.rows`update expense_type set active = false where company_id = ${companyId}::uuid and code = 'MEAL'`
  await database.rows`update voucher_template set status = 'SUPERSEDED'
    where company_id = ${companyId}::uuid and event_kind = 'STOCK_SCRAP'`
  const kept = await setUpOf(companyId)
  await complete()
  expect(await setUpOf(companyId)).toEqual(kept)
  expect(
    await database.rows`select account_code from account_rule
      where company_id = ${companyId}::uuid and account_key = 'OTHER-IN'`,
  ).toEqual([{ account_code: '6051' }])
})

test('an account that does not fit the chart of a company is left to its people, with the rule that names it', async () => {
  const companyId = newId()
  await openFor([{ companyId }])
  await asOpenedEarlier(companyId)
  await database.rows`update account set active = false where company_id = ${companyId}::uuid and code = '4104'`
  expect(await complete()).toBe(1)
  const codes = await database.rows`
    select code from account where company_id = ${companyId}::uuid and code in ('2241', '4104.06')`
  expect(codes).toEqual([{ code: '2241' }])
  const keys = await database.rows`
    select account_key from account_rule
    where company_id = ${companyId}::uuid and account_key in ('EMP-P', 'RE', 'GRIR') order by account_key`
  expect(keys).toEqual([{ account_key: 'EMP-P' }, { account_key: 'GRIR' }])
  expect(await complete()).toBe(0)
})
