import type { Caller } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { NewAccount } from '../src/domain/chart-change.ts'
import { chartAtVersion, revisionsOfAccounts } from '../src/store/chart-changes.ts'
import { changeAccount } from '../src/use-cases/change-account.ts'
import { createAccount } from '../src/use-cases/create-account.ts'
import { disableAccount } from '../src/use-cases/disable-account.ts'
import { enableAccount } from '../src/use-cases/enable-account.ts'
import { stockDocument, useFinanceDatabase } from './finance-database.ts'

const { database, transactor, accountantOfNewCompany, post } = await useFinanceDatabase()

const open = { accountClass: null, direction: null, dimensions: null, quantityUnit: null } as const
const create = (caller: Caller, code: string, more: Partial<NewAccount> = {}) =>
  transactor.transact(caller, 'createAccount', (unit) =>
    createAccount(unit, {
      ...{ ...open, foreignCurrency: null, cashKind: null, code, name: { zh: '新科目', en: 'New account' } },
      ...more,
    }),
  )
type Change = Parameters<typeof changeAccount>[1]
const change = (caller: Caller, accountCode: string, expectedVersion: number, more: Partial<Change>) =>
  transactor.transact(caller, 'changeAccount', (unit) =>
    changeAccount(unit, {
      ...{ accountCode, expectedVersion, name: undefined, dimensions: undefined, quantityUnit: undefined },
      ...{ foreignCurrency: undefined, cashKind: undefined },
      ...more,
    }),
  )
const disable = (caller: Caller, accountCode: string, expectedVersion = 1) =>
  transactor.transact(caller, 'disableAccount', (unit) => disableAccount(unit, { accountCode, expectedVersion }))
const enable = (caller: Caller, accountCode: string, expectedVersion: number) =>
  transactor.transact(caller, 'enableAccount', (unit) => enableAccount(unit, { accountCode, expectedVersion }))

async function chartOf({ companyId }: Caller) {
  return database.rows`
    select code, leaf, active, version from account where company_id = ${companyId}::uuid and version > 1
    union all select 'chart', true, true, chart_version from book where company_id = ${companyId}::uuid order by 1`
}

describe('a new account', () => {
  test('below another is as that one, which becomes a group and passes its rules on', async () => {
    const accountant = await accountantOfNewCompany()
    expect(await create(accountant, '1002.01', { name: { zh: '工行', en: 'ICBC' } })).toMatchObject({
      ...{ code: '1002.01', accountClass: 'ASSET', direction: 'DEBIT', level: 2, leaf: true, active: true },
      ...{ parentCode: '1002', foreignCurrency: true, cashKind: 'BANK', dimensions: {}, version: 1 },
    })
    expect(await chartOf(accountant)).toEqual([
      { code: '1002', leaf: false, active: true, version: 2 },
      { code: 'chart', leaf: true, active: true, version: 2 },
    ])
    const rules = await database.rows`
      select account_key, account_code, version from account_rule
      where company_id = ${accountant.companyId}::uuid and account_code like '1002%'`
    expect(rules).toEqual([{ account_key: 'BANK', account_code: '1002.01', version: 2 }])
    expect(await create(accountant, '1002.02', { cashKind: 'EQUIVALENT' })).toMatchObject({ cashKind: 'EQUIVALENT' })
  })

  test('of a subledger stays with it, and postings go on under it', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    expect(await create(accountant, '2202.02.A')).toMatchObject({
      controlKey: 'GRIR',
      dimensions: { supplier: 'OPTIONAL' },
    })
    expect((await post([stockDocument(companyId, [{ stock: '12.34' }])])).size).toBe(0)
    const posted = await database.rows`
      select a.code from voucher_line l join account a on a.id = l.account_id
      where l.company_id = ${companyId}::uuid order by line_number`
    expect(posted).toEqual([{ code: '1405.01' }, { code: '2202.02.A' }])
  })

  test('at the top says its class and side', async () => {
    const accountant = await accountantOfNewCompany()
    expect(await create(accountant, '1991', { accountClass: 'ASSET', direction: 'CREDIT' })).toMatchObject({
      ...{ level: 1, parentCode: null, controlKey: null, direction: 'CREDIT' },
    })
    expect(await create(accountant, '1992')).toMatchObject({ refusal: 'InvalidInput', field: 'accountClass' })
    expect(await create(accountant, '1992', { accountClass: 'ASSET' })).toMatchObject({ field: 'direction' })
  })

  test('is refused with nothing changed', async () => {
    const accountant = await accountantOfNewCompany()
    await post([stockDocument(accountant.companyId, [{ stock: '1.00' }])])
    expect(await create(accountant, '1405.01.01')).toEqual(
      refuse('AccountInUse', { accountCode: '1405.01', field: 'leaf' }),
    )
    expect(await create(accountant, '1002')).toEqual(refuse('AccountCodeTaken', { accountCode: '1002' }))
    expect(await create(accountant, '1999.01')).toEqual(refuse('AccountNotFound', { accountCode: '1999' }))
    expect(await create(accountant, '10.02')).toMatchObject({ field: 'code', problem: 'NOT_AN_ACCOUNT_CODE' })
    expect(await create(accountant, '6001.01', { cashKind: 'CASH' })).toMatchObject({ problem: 'NOT_AN_ASSET' })
    expect(await create(accountant, '6001.01', { accountClass: 'ASSET' })).toMatchObject({ field: 'accountClass' })
    expect(await create(accountant, '6001.01', { name: { zh: ' ', en: 'x' } })).toMatchObject({ field: 'name' })
    expect(await chartOf(accountant)).toEqual([{ code: 'chart', leaf: true, active: true, version: 1 }])
  })

  test('of one code is made once, and never under an account being posted to', async () => {
    const accountant = await accountantOfNewCompany()
    const outcomes = await Promise.all([1, 2, 3].map(() => create(accountant, '6602.01')))
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1)

    const { companyId } = accountant
    const [created, held] = await Promise.all([
      create(accountant, '1405.01.01'),
      post([stockDocument(companyId, [{ stock: '5.00' }])]).catch(() => 'taken back' as const),
    ])
    const onGroup = await database.rows`
      select a.code from voucher_line l join account a on a.id = l.account_id
      where l.company_id = ${companyId}::uuid and not a.leaf`
    expect(onGroup).toEqual([])
    expect(isRefusal(created) || held === 'taken back' || held.size <= 1).toBe(true)
  })
})

describe('an account that was posted to', () => {
  test('keeps what its lines are read by', async () => {
    const accountant = await accountantOfNewCompany()
    await post([stockDocument(accountant.companyId, [{ stock: '1.00' }])])
    const field = async (more: Partial<Change>) => {
      const outcome = await change(accountant, '1405.01', 1, more)
      return isRefusal(outcome) ? 'field' in outcome && outcome.field : outcome.version
    }
    expect(await field({ dimensions: { item: 'OPTIONAL' } })).toBe('dimensions')
    expect(await field({ dimensions: { item: 'OPTIONAL', warehouse: 'OPTIONAL', department: 'REQUIRED' } })).toBe(
      'dimensions',
    )
    expect(await field({ quantityUnit: 'kg' })).toBe('quantityUnit')
    expect(await field({ cashKind: 'BANK' })).toBe('cashKind')
    expect(await field({ dimensions: { item: 'REQUIRED', warehouse: 'OPTIONAL', department: 'OPTIONAL' } })).toBe(2)
  })

  test('is out of use only without a balance, a rule or an account below', async () => {
    const accountant = await accountantOfNewCompany()
    expect(await disable(accountant, '6602')).toEqual(
      refuse('AccountNamedByRules', { accountCode: '6602', accountKeys: ['ADM', 'EXPENSE', 'OTHER-OUT', 'SCRAP'] }),
    )
    expect(await disable(accountant, '1405')).toEqual(refuse('AccountHasActiveChildren', { accountCode: '1405' }))
    await post([stockDocument(accountant.companyId, [{ stock: '1.00', itemClass: 'RAW_MATERIAL' }])])
    await transactor.transact(
      accountant,
      'test',
      (unit) => unit.tx.$executeRaw`
      update account_rule set active = false, version = version + 1
      where company_id = ${accountant.companyId}::uuid and account_code = '1403'`,
    )
    expect(await disable(accountant, '1403')).toEqual(refuse('AccountHasBalance', { accountCode: '1403' }))
    expect(await disable(accountant, '1408')).toMatchObject({ active: false, version: 2 })
    expect(await disable(accountant, '1408', 2)).toEqual(refuse('AccountNotActive', { accountCode: '1408' }))
    expect(await create(accountant, '1408.01')).toEqual(refuse('AccountNotActive', { accountCode: '1408' }))
    expect(await enable(accountant, '1408', 1)).toEqual(refuse('StaleVersion', { currentVersion: 2 }))
    expect(await enable(accountant, '1408', 2)).toMatchObject({ active: true, version: 3 })
  })

  test('cannot be made a group or deleted by the service itself', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    await post([stockDocument(companyId, [{ stock: '1.00' }])])
    const attempt = (work: Parameters<typeof transactor.transact<unknown>>[2]) =>
      transactor.transact(accountant, 'test', work).catch((error: unknown) => String(error))
    expect(
      await attempt(
        (unit) => unit.tx.$executeRaw`
        update account set leaf = false where company_id = ${companyId}::uuid and code = '1405.01'`,
      ),
    ).toContain('has postings')
    expect(
      await attempt(
        (unit) => unit.tx.$executeRaw`
        delete from account where company_id = ${companyId}::uuid and code = '1408'`,
      ),
    ).toContain('permission denied')
  })
})

test('the chart can be read as it stood, and every version of an account says who made it', async () => {
  const accountant = await accountantOfNewCompany()
  await change(accountant, '6602', 1, { name: { zh: '管理费', en: 'Administration' } })
  await create(accountant, '6602.01')
  const at = (chartVersion: number) =>
    transactor.read([accountant.companyId], (tx) =>
      chartAtVersion(tx, accountant.companyId, { chartVersion, limit: 2, afterCode: '6601' }),
    )
  const shown = async (chartVersion: number) =>
    (await at(chartVersion)).map(({ account: { code, name, leaf } }) => [code, name.zh, leaf])
  expect(await shown(1)).toEqual([
    ['6602', '管理费用', true],
    ['6603', '财务费用', false],
  ])
  expect((await shown(2))[0]).toEqual(['6602', '管理费', true])
  expect(await shown(3)).toEqual([
    ['6602', '管理费', false],
    ['6602.01', '新科目', true],
  ])
  const [{ accountId } = { accountId: '' }] = await at(3)
  const history = await transactor.read([accountant.companyId], (tx) => revisionsOfAccounts(tx, [accountId]))
  expect(history.map((one) => [one.version, one.change, one.changedBy === accountant.userId])).toEqual([
    [3, 'BECAME_GROUP', true],
    [2, 'CHANGED', true],
    [1, 'OPENED', false],
  ])
})
