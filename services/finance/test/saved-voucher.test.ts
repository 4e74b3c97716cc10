import { type BusinessDate, newId, type Period, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { entryIn, isDue, type Recurrence, type SavedVoucher } from '../src/domain/saved-voucher.ts'
import { draftFromSavedVoucher, draftRecurringVouchers, saveVoucher } from '../src/use-cases/save-voucher.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { credit, debit, entry, peopleOf, sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const content = { word: '记', paperCount: 0, lines: entry().lines }
const monthly: Recurrence = { firstPeriod: '2026-01' as Period, lastPeriod: null, everyMonths: 1, dayOfMonth: 31 }

async function company() {
  const people = await peopleOf(finance)
  const { maker, as } = people
  const save = (code: string, more: object = {}) =>
    as(maker, (u) =>
      saveVoucher(u, {
        ...{ code, name: { zh: '折旧', en: 'Depreciation' }, entry: content, recurrence: monthly, active: true },
        ...{ expectedVersion: null, ...more },
      }),
    )
  const run = (period: string) => as(maker, (u) => draftRecurringVouchers(u, { period: period as Period }))
  return { ...people, save, run }
}

describe('a recurring voucher', () => {
  const saved = (recurrence: Recurrence | null, active = true): SavedVoucher => ({
    ...{ id: newId(), companyId: newId(), code: 'X', name: { zh: 'x', en: 'x' }, entry: content, version: 1 },
    ...{ recurrence, active },
  })

  test.each([
    ['2025-12', false],
    ['2026-01', true],
    ['2026-02', false],
    ['2026-04', true],
    ['2027-01', true],
    ['2027-04', false],
  ])('every three months from 2026-01 to 2027-03 is due in %s: %s', (period, due) => {
    const quarterly = { ...monthly, everyMonths: 3, lastPeriod: '2027-03' as Period }
    expect(isDue(saved(quarterly), period as Period)).toBe(due)
    expect(isDue(saved(quarterly, false), period as Period)).toBe(false)
    expect(isDue(saved(null), period as Period)).toBe(false)
  })

  test.each([
    ['2026-01', 31, '2026-01-31'],
    ['2026-02', 31, '2026-02-28'],
    ['2028-02', 30, '2028-02-29'],
    ['2026-04', 5, '2026-04-05'],
  ])('in %s on day %d is dated %s', (period, dayOfMonth, day) => {
    expect(entryIn(saved({ ...monthly, dayOfMonth }), period as Period).postingDate).toBe(day)
  })

  test('is drafted once for each period, however often and by however many it is asked for', async () => {
    const { save, run, maker } = await company()
    sound(await save('折旧'))
    sound(await save('租金', { recurrence: { ...monthly, everyMonths: 12, dayOfMonth: 5 } }))
    sound(await save('常用', { recurrence: null }))
    const outcomes = await Promise.all([run('2026-02'), run('2026-02'), run('2026-02')])
    const drafts = outcomes.flatMap((outcome) => [...sound(outcome).drafts])
    expect(drafts).toMatchObject([
      { origin: 'RECURRING', status: 'DRAFT', postingDate: '2026-02-28', preparedBy: maker.userId },
    ])
    sound(await save('水电'))
    expect(sound(await run('2026-02')).drafts).toHaveLength(1)
    const january = sound(await run('2026-01')).drafts.map(({ postingDate }) => postingDate)
    expect(january.toSorted()).toEqual(['2026-01-05', '2026-01-31', '2026-01-31'])
  })

  test('is drafted with at most a hundred others at once; the rest when asked again', async () => {
    const { save, run, maker } = await company()
    sound(await save('A'))
    await finance.database.rows`
      insert into saved_voucher
      select gen_random_uuid(), company_id, 'B' || n, name_zh, name_en, entry, first_period, last_period, every_months,
             day_of_month, active, version, saved_by
      from saved_voucher, generate_series(1, 100) n where company_id = ${maker.companyId}::uuid`
    expect(sound(await run('2026-03')).drafts).toHaveLength(100)
    expect(sound(await run('2026-03')).drafts).toHaveLength(1)
    expect(sound(await run('2026-03')).drafts).toEqual([])
  })

  test('that can no longer be posted refuses the run by its name, and nothing is drafted', async () => {
    const { save, run, maker } = await company()
    sound(await save('A'))
    sound(await save('B', { entry: { ...content, lines: [debit('6711', '1.00'), credit('1602', '1.00')] } }))
    const use = (active: boolean) => finance.database.rows`
      update account set active = ${active} where company_id = ${maker.companyId}::uuid and code = '6711'`
    await use(false)
    expect(await run('2026-03')).toMatchObject({
      ...{ refusal: 'SavedVoucherFaulty', savedVoucherCode: 'B' },
      fault: { refusal: 'AccountNotUsable', accountCode: '6711' },
    })
    expect(await run('2031-01')).toMatchObject({ fault: { refusal: 'PeriodNotFound' } })
    await use(true)
    expect(sound(await run('2026-03')).drafts).toHaveLength(2)
  })
})

describe('a saved voucher', () => {
  test('is used on any day, changed by its version, and not used when out of use', async () => {
    const { save, as, maker } = await company()
    const saved = sound(await save('办公', { recurrence: null }))
    const use = (id = saved.id) =>
      as(maker, (u) => draftFromSavedVoucher(u, { savedVoucherId: id, postingDate: '2026-10-03' as BusinessDate }))
    expect(sound(await use())).toMatchObject({ origin: 'SAVED', originId: saved.id, postingDate: '2026-10-03' })
    expect(await save('办公')).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
    expect(sound(await save('办公', { active: false, expectedVersion: 1 }))).toMatchObject({ id: saved.id, version: 2 })
    expect(await use()).toEqual(refuse('SavedVoucherNotFound', { savedVoucherId: saved.id }))
    expect(await use('x')).toMatchObject({ refusal: 'SavedVoucherNotFound' })
  })

  test('that is faulty is not kept', async () => {
    const { save, maker } = await company()
    const faulty = { ...content, lines: [debit('6602', '1.00'), credit('1602', '2.00')] }
    expect(await save('X', { entry: faulty })).toMatchObject({ refusal: 'VoucherUnbalanced' })
    expect(await save('', {})).toMatchObject({ refusal: 'InvalidInput', field: 'code' })
    for (const [field, value] of [
      ['everyMonths', 0],
      ['dayOfMonth', 32],
      ['lastPeriod', '2025-12'],
    ] as const)
      expect(await save('X', { recurrence: { ...monthly, [field]: value } })).toMatchObject({
        refusal: 'InvalidInput',
        field,
      })
    const kept = await finance.database.rows`select code from saved_voucher where company_id = ${maker.companyId}::uuid`
    expect(kept).toEqual([])
  })
})
