import { newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { type Account, checkPostable, openChart } from '../src/domain/account.ts'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import { standardRules } from '../src/domain/charts/standard-rules.ts'
import { accountKeysOf } from '../src/domain/voucher-template.ts'

const companyId = newId()

function accountOf(chart: readonly Account[], code: string): Account {
  const account = chart.find((one) => one.code === code)
  if (!account) throw new Error(`There is no account ${code}`)
  return account
}

describe.each(['CAS', 'CAS_SMALL'] as const)('the chart of %s', (standard) => {
  const chart = openChart(companyId, standard)
  const codes = new Set(chart.map(({ code }) => code))

  test('has every code once, in order, below its parent', () => {
    expect(codes.size).toBe(chart.length)
    expect(chart.map(({ code }) => code)).toEqual([...codes].sort())
    for (const { parentCode, code, level } of chart) {
      expect(level).toBe(code.split('.').length)
      if (parentCode !== null) expect(codes.has(parentCode)).toBe(true)
    }
  })

  test('marks as leaves exactly those with nothing below', () => {
    for (const { code, leaf } of chart) expect(leaf).toBe(!chart.some((other) => other.parentCode === code))
  })

  test('has an account for every key of the rules, where its lines may stand', () => {
    for (const { accountKey, accountCode } of standardRules(companyId, standard))
      expect(checkPostable(accountOf(chart, accountCode), accountKey)).toBeUndefined()
  })

  test('has a rule for every key of the built-in templates and every kind of goods in stock', () => {
    const rules = standardRules(companyId, standard)
    const kinds = ['RAW_MATERIAL', 'SEMI_FINISHED', 'FINISHED_GOODS', 'MERCHANDISE']
    for (const template of Object.values(builtInTemplates))
      for (const key of accountKeysOf(template.lines))
        for (const itemClass of kinds)
          expect(rules.some((rule) => rule.accountKey === key && (rule.itemClass ?? itemClass) === itemClass)).toBe(
            true,
          )
  })

  test('has names in both languages', () => {
    for (const { name } of chart) {
      expect(name.zh).toMatch(/^[\p{Script=Han}]+$/u)
      expect(name.en).toMatch(/^[A-Z][\x20-\x7e]+$/)
    }
  })
})

test('the accounts of 企业会计准则 stand where accountants look for them', () => {
  const chart = openChart(companyId, 'CAS')
  const shown = (code: string) => {
    const { name, accountClass, direction, level, leaf, controlKey } = accountOf(chart, code)
    return [name.zh, accountClass, direction, level, leaf, controlKey]
  }
  expect(shown('1403')).toEqual(['原材料', 'ASSET', 'DEBIT', 1, true, 'INV'])
  expect(shown('1405')).toEqual(['库存商品', 'ASSET', 'DEBIT', 1, false, null])
  expect(shown('1405.01')).toEqual(['商品', 'ASSET', 'DEBIT', 2, true, 'INV'])
  expect(shown('1602')).toEqual(['累计折旧', 'ASSET', 'CREDIT', 1, true, null])
  expect(shown('2202.02')).toEqual(['暂估应付款', 'LIABILITY', 'CREDIT', 2, true, 'GRIR'])
  expect(shown('2221.01.01')).toEqual(['进项税额', 'LIABILITY', 'DEBIT', 3, true, null])
  expect(shown('2221.01.02')).toEqual(['销项税额', 'LIABILITY', 'CREDIT', 3, true, null])
  expect(shown('6001')).toEqual(['主营业务收入', 'PROFIT_AND_LOSS', 'CREDIT', 1, true, null])
  expect(shown('6401')).toEqual(['主营业务成本', 'PROFIT_AND_LOSS', 'DEBIT', 1, true, null])
  expect(chart).toHaveLength(183)
})

test.each([
  ['1405', 'INV', 'GROUP'],
  ['1002', 'INV', 'NOT_A_CONTROL_ACCOUNT'],
  ['1403', 'COGS', 'CONTROLLED_BY_ANOTHER_KEY'],
  ['2202.01', 'GRIR', 'CONTROLLED_BY_ANOTHER_KEY'],
] as const)('account %s takes no lines of %s: %s', (code, accountKey, problem) => {
  const account = accountOf(openChart(companyId, 'CAS'), code)
  expect(checkPostable(account, accountKey)).toEqual(
    refuse('AccountNotPostable', { accountCode: code, accountKey, problem }),
  )
})

test('an account out of use takes no lines', () => {
  const account = { ...accountOf(openChart(companyId, 'CAS'), '6401'), active: false }
  expect(checkPostable(account, 'COGS')).toEqual(
    refuse('AccountNotPostable', { accountCode: '6401', accountKey: 'COGS', problem: 'INACTIVE' }),
  )
})
