import { currency, Decimal, money, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { requireActive } from '../src/domain/company.ts'
import { type Customer, changeCustomer, createCustomer, limitCredit, requireTaxNumber } from '../src/domain/customer.ts'

const made = {
  id: '01980000-0000-7000-8000-000000000001',
  companyId: '01980000-0000-7000-8000-000000000002',
  createdAt: new Date('2026-03-05T01:00:00Z'),
}
const facts = {
  code: 'YUANFANG',
  name: { zh: '远方家居', en: 'Yuanfang Home' },
  currency: 'CNY',
}
const yuanfang: Customer = {
  ...{ ...made, ...facts, currency: currency('CNY'), paymentDays: 30, paymentTermId: null, priceGroup: null },
  ...{ discountPercent: new Decimal(0), creditLimit: null, active: true, version: 1 },
}

const invalid = (field: string, problem: string) =>
  refuse('InvalidInput', { field, problem, path: ['input', ...field.split('.')] })

describe('a new customer', () => {
  test('is active and at version 1', () => {
    expect(createCustomer(facts, made)).toEqual(yuanfang)
  })

  test('loses the blanks around its name', () => {
    const name = { zh: ' 远方家居 ', en: '\tYuanfang Home\n' }
    expect(createCustomer({ ...facts, name }, made)).toEqual(yuanfang)
  })

  test.each(['1234', '', '9131-abc', 'A'.repeat(31)])('has no tax number like "%s"', (text) => {
    expect(requireTaxNumber(text)).toEqual(invalid('taxNumber', 'NOT_A_TAX_NUMBER'))
  })

  test.each([null, undefined, '91310000MA1FL0XX0X'])('may have the tax number %s', (text) => {
    expect(requireTaxNumber(text)).toBeUndefined()
  })

  test.each([
    ['code', { code: '' }, 'NOT_A_CODE'],
    ['code', { code: 'yuanfang' }, 'NOT_A_CODE'],
    ['code', { code: '-A' }, 'NOT_A_CODE'],
    ['code', { code: 'A'.repeat(41) }, 'NOT_A_CODE'],
    ['name.zh', { name: { zh: '  ', en: 'X' } }, 'LENGTH_NOT_1_TO_200'],
    ['name.en', { name: { zh: '甲', en: 'x'.repeat(201) } }, 'LENGTH_NOT_1_TO_200'],
    ['currency', { currency: 'XYZ' }, 'UNKNOWN_CURRENCY'],
    ['priceGroup', { priceGroup: 'a b' }, 'NOT_A_CODE'],
    ['discountPercent', { discountPercent: '100' }, 'NOT_FROM_0_TO_99.99_WITH_TWO_DECIMALS'],
    ['paymentDays', { paymentDays: -1 }, 'NOT_FROM_0_TO_365'],
    ['paymentDays', { paymentDays: 366 }, 'NOT_FROM_0_TO_365'],
  ])('is refused for its %s: %o', (field, fault, problem) => {
    expect(createCustomer({ ...facts, ...fault }, made)).toEqual(invalid(field, problem))
  })

  test('counts characters, not the halves of a rare one', () => {
    expect(createCustomer({ ...facts, name: { zh: '𠮷'.repeat(200), en: 'X' } }, made)).not.toHaveProperty('refusal')
    expect(createCustomer({ ...facts, name: { zh: '𠮷'.repeat(201), en: 'X' } }, made)).toHaveProperty('refusal')
  })
})

describe('a change', () => {
  test('keeps what is left out and counts the version up', () => {
    expect(changeCustomer(yuanfang, 1, { active: false })).toEqual({ ...yuanfang, active: false, version: 2 })
    expect(changeCustomer(yuanfang, 1, {})).toEqual({ ...yuanfang, version: 2 })
    expect(changeCustomer(yuanfang, 1, { paymentDays: 0 })).toEqual({ ...yuanfang, paymentDays: 0, version: 2 })
  })

  test('decided on an older version is refused with the version there is', () => {
    expect(changeCustomer({ ...yuanfang, version: 7 }, 6, { active: false })).toEqual(
      refuse('StaleVersion', { currentVersion: 7 }),
    )
  })

  test('obeys the same rules as a new customer', () => {
    expect(changeCustomer(yuanfang, 1, { currency: 'XYZ' })).toEqual(invalid('currency', 'UNKNOWN_CURRENCY'))
    expect(changeCustomer(yuanfang, 1, { name: { zh: '', en: 'X' } })).toEqual(
      invalid('name.zh', 'LENGTH_NOT_1_TO_200'),
    )
  })
})

describe('new business', () => {
  const company = { companyId: made.companyId, code: 'HUAXIN', baseCurrency: currency('CNY'), active: true, version: 1 }

  test('needs a company that is known and open', () => {
    expect(requireActive(company)).toBe(company)
    expect(requireActive(undefined)).toEqual(refuse('CompanyNotActive', { reason: 'UNKNOWN' }))
    expect(requireActive({ ...company, active: false })).toEqual(refuse('CompanyNotActive', { reason: 'CLOSED' }))
  })
})

describe('a credit limit', () => {
  const cny = currency('CNY')
  const limited = (creditLimit: string | null, expectedVersion = 1) =>
    limitCredit({ ...yuanfang, creditLimit: money(1n, cny) }, expectedVersion, { creditLimit, currency: cny })

  test('is an amount from nothing on in the currency of the company, or is taken away', () => {
    expect(limited('5000')).toEqual({ ...yuanfang, creditLimit: money(500_000n, cny), version: 2 })
    expect(limited('0')).toMatchObject({ creditLimit: money(0n, cny) })
    expect(limited(null)).toMatchObject({ creditLimit: null, version: 2 })
  })

  test.each([
    ['-0.01', 'NEGATIVE'],
    ['1.005', 'NOT_AN_AMOUNT'],
    ['much', 'NOT_AN_AMOUNT'],
  ])('is not %s', (text, problem) => {
    expect(limited(text)).toEqual(invalid('creditLimit', problem))
  })

  test('is set at the version that was read', () => {
    expect(limited('5000', 3)).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
  })
})
