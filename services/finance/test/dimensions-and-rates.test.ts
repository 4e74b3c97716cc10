import { type BusinessDate, currency, isRefusal, refuse } from '@erp/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AccountDimensions,
  checkDimensions,
  type DimensionValues,
  dimensions,
} from '../src/domain/auxiliary-dimension.ts'
import { parseRate, toBase } from '../src/domain/exchange-rate.ts'
import { listRates, rateOn } from '../src/store/exchange-rates.ts'
import { changeDimensionValue } from '../src/use-cases/change-dimension-value.ts'
import { createDimensionValue } from '../src/use-cases/create-dimension-value.ts'
import { setExchangeRate } from '../src/use-cases/set-exchange-rate.ts'
import { persons, useFinanceDatabase } from './finance-database.ts'
import { amount, cny } from './posting-facts.ts'

const { database, transactor, accountantOfNewCompany } = await useFinanceDatabase()
const usd = currency('USD')
const day = (text: string) => text as BusinessDate

describe('a line', () => {
  const given = (...names: readonly string[]) =>
    Object.fromEntries(dimensions.map((one) => [`${one}Id`, names.includes(one) ? 'x' : null])) as DimensionValues
  const account = { code: '6602', dimensions: { department: 'REQUIRED', project: 'OPTIONAL' } as AccountDimensions }

  test('gives what its account requires and nothing it does not keep', () => {
    expect(checkDimensions(account, given('department'))).toBeUndefined()
    expect(checkDimensions(account, given('department', 'project'))).toBeUndefined()
    expect(checkDimensions(account, given('project'))).toEqual(
      refuse('DimensionMissing', { accountCode: '6602', dimension: 'department' }),
    )
    expect(checkDimensions(account, given('department', 'item'))).toEqual(
      refuse('DimensionNotKept', { accountCode: '6602', dimension: 'item' }),
    )
  })
})

describe('departments, projects and employees', () => {
  test('are named once, renamed, and taken out of use and back, each version kept', async () => {
    const accountant = await accountantOfNewCompany()
    const wanted = { dimension: 'department', code: 'D01', name: { zh: '销售部', en: 'Sales' } } as const
    const create = (more: object = {}) =>
      transactor.transact(accountant, 'createDimensionValue', (unit) =>
        createDimensionValue(unit, persons, { ...wanted, ...more }),
      )
    const value = await create()
    if (isRefusal(value)) throw new Error(value.refusal)
    expect(await create()).toEqual(refuse('DimensionValueCodeTaken', { dimension: 'department', valueCode: 'D01' }))
    expect(await create({ dimension: 'project' })).toMatchObject({ dimension: 'project', code: 'D01', active: true })
    expect(await create({ code: 'a b' })).toEqual(refuse('InvalidInput', { field: 'code', problem: 'NOT_A_CODE' }))
    const change = (expectedVersion: number, active: boolean | undefined, id = value.id) =>
      transactor.transact(accountant, 'changeDimensionValue', (unit) =>
        changeDimensionValue(unit, persons, {
          dimensionValueId: id,
          expectedVersion,
          name: { zh: '市场部', en: 'Marketing' },
          active,
        }),
      )
    expect(await change(1, false)).toMatchObject({ name: { zh: '市场部' }, active: false, version: 2 })
    expect(await change(1, true)).toEqual(refuse('StaleVersion', { currentVersion: 2 }))
    expect(await change(2, true)).toMatchObject({ active: true, version: 3 })
    expect(await change(1, true, 'x')).toEqual(refuse('DimensionValueNotFound'))
    const kept = await database.rows`
      select version, name_zh as name, active from dimension_value_revision where dimension_value_id = ${value.id}::uuid order by 1`
    expect(kept).toEqual([
      { version: 1, name: '销售部', active: true },
      { version: 2, name: '市场部', active: false },
      { version: 3, name: '市场部', active: true },
    ])
  })
})

describe('exchange rates', () => {
  const set = (
    caller: Parameters<typeof transactor.transact>[0],
    effectiveOn: string,
    rate: string,
    more: object = {},
  ) =>
    transactor.transact(caller, 'setExchangeRate', (unit) =>
      setExchangeRate(unit, {
        ...{
          foreignCurrency: usd,
          rateType: 'SPOT' as const,
          effectiveOn: day(effectiveOn),
          rate,
          expectedVersion: null,
        },
        ...more,
      }),
    )

  test('hold from their day on; closing and average ones in their month only', async () => {
    const accountant = await accountantOfNewCompany()
    await set(accountant, '2026-10-01', '7.10000000')
    await set(accountant, '2026-10-20', '7.12')
    await set(accountant, '2026-10-31', '7.05', { rateType: 'CLOSING' })
    const on = async (text: string, rateType: 'SPOT' | 'CLOSING' = 'SPOT') =>
      (
        await transactor.read([accountant.companyId], (tx) =>
          rateOn(tx, accountant.companyId, { foreignCurrency: usd, rateType, on: day(text) }),
        )
      )?.rate
    expect(await on('2026-09-30')).toBeUndefined()
    expect(await on('2026-10-01')).toBe('7.1')
    expect(await on('2026-10-19')).toBe('7.1')
    expect(await on('2027-02-01')).toBe('7.12')
    expect(await on('2026-10-15', 'CLOSING')).toBe('7.05')
    expect(await on('2026-11-30', 'CLOSING')).toBeUndefined()
  })

  test('are corrected by the version that was read, and what they were is kept', async () => {
    const accountant = await accountantOfNewCompany()
    const first = await set(accountant, '2026-10-01', '7.1')
    if (isRefusal(first)) throw new Error(first.refusal)
    expect(await set(accountant, '2026-10-01', '7.2')).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
    expect(await set(accountant, '2026-10-01', '7.2', { expectedVersion: 1 })).toMatchObject({
      rate: '7.2',
      version: 2,
    })
    const kept = await database.rows`
      select rate::text from exchange_rate_revision where exchange_rate_id = ${first.id}::uuid order by version`
    expect(kept).toEqual([{ rate: '7.10000000' }, { rate: '7.20000000' }])
    const outcomes = await Promise.all([1, 2, 3].map(() => set(accountant, '2026-10-02', '7.3')))
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1)
    const listed = await transactor.read([accountant.companyId], (tx) =>
      listRates(tx, accountant.companyId, { limit: 9, after: undefined, foreignCurrency: usd, rateType: null }),
    )
    expect(listed.map(({ effectiveOn, rate }) => [effectiveOn, rate])).toEqual([
      ['2026-10-02', '7.3'],
      ['2026-10-01', '7.2'],
    ])
  })

  test.each(['0', '-7.1', '7.123456789', '1e3', '', '10000000000'])('%j is no rate', (text) =>
    expect(parseRate(text)).toEqual(refuse('ExchangeRateInvalid', { text })),
  )

  test('of the currency of the books there are none', async () => {
    const accountant = await accountantOfNewCompany()
    expect(await set(accountant, '2026-10-01', '1', { foreignCurrency: cny })).toMatchObject({
      problem: 'CURRENCY_OF_BOOKS',
    })
  })

  test('fix the base amount half up, once, and red as black', () => {
    expect(toBase({ amount: amount('1000.00', usd), rate: '7.1' }, cny)).toEqual(amount('7100.00'))
    expect(toBase({ amount: amount('0.05', usd), rate: '7.1' }, cny)).toEqual(amount('0.36'))
    expect(toBase({ amount: amount('-0.05', usd), rate: '7.1' }, cny)).toEqual(amount('-0.36'))
    const fen = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
    fc.assert(
      fc.property(fen, fc.integer({ min: 1, max: 10 ** 9 }), (minor, hundredMillionths) => {
        const rate = (hundredMillionths / 10 ** 8).toFixed(8)
        const base = toBase({ amount: { minor, currency: usd }, rate }, cny)
        const doubled = 2n * (base.minor * 10n ** 8n - minor * BigInt(hundredMillionths))
        expect(doubled >= -(10n ** 8n) && doubled <= 10n ** 8n).toBe(true)
      }),
    )
  })
})
