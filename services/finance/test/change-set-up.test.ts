import type { Caller } from '@erp/service-kit'
import { isRefusal, newId, type Period, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import { activateVoucherTemplate } from '../src/use-cases/activate-voucher-template.ts'
import { beginClosingPeriod } from '../src/use-cases/begin-closing-period.ts'
import { closePeriod } from '../src/use-cases/close-period.ts'
import { openPeriods } from '../src/use-cases/open-periods.ts'
import { removeAccountRule } from '../src/use-cases/remove-account-rule.ts'
import { reopenPeriod } from '../src/use-cases/reopen-period.ts'
import { requestReopening } from '../src/use-cases/request-reopening.ts'
import { setAccountRule } from '../src/use-cases/set-account-rule.ts'
import { callerOf, stockDocument, useFinanceDatabase } from './finance-database.ts'
import { nobodyAsked } from './use-approval.ts'

const { database, transactor, accountantOfNewCompany, post } = await useFinanceDatabase()

const period = (text: string) => text as Period

async function lastTold({ companyId }: Caller, type: string) {
  const [row] = await database.rows<{ payload: Record<string, unknown> }>`
    select payload from platform.outbox where company_id = ${companyId}::uuid and type = ${type} order by pos desc limit 1`
  return row?.payload
}

async function toldCount({ companyId }: Caller) {
  const [row] = await database.rows<{ count: number }>`
    select count(*)::int from platform.outbox where company_id = ${companyId}::uuid`
  return row?.count ?? 0
}

describe('periods', () => {
  const close = (caller: Caller, input: Partial<Parameters<typeof closePeriod>[1]> = {}) =>
    transactor.transact(caller, 'closePeriod', (unit) =>
      closePeriod(unit, {
        period: period('2026-01'),
        expectedVersion: 1,
        reason: null,
        includingEarlier: false,
        ...input,
      }),
    )
  const reopen = async (caller: Caller, input: Partial<Parameters<typeof reopenPeriod>[1]> = {}) => {
    const reopening = { period: period('2026-01'), expectedVersion: 2, reason: 'late invoice', ...input }
    await transactor.transact(callerOf(caller.companyId), 'requestReopening', (unit) =>
      requestReopening(unit, reopening, nobodyAsked),
    )
    return transactor.transact(caller, 'reopenPeriod', (unit) => reopenPeriod(unit, reopening, nobodyAsked))
  }

  test('close, reopen and close again, each told with its version and kept with who and why', async () => {
    const accountant = await accountantOfNewCompany()
    expect(await close(accountant, { reason: 'month end' })).toMatchObject({ status: 'CLOSED', version: 2 })
    expect(await lastTold(accountant, 'finance.period.changed.v1')).toMatchObject({
      period: '2026-01',
      status: 'CLOSED',
      version: 2,
    })
    expect(await reopen(accountant)).toMatchObject({ status: 'OPEN', version: 3 })
    expect(await lastTold(accountant, 'finance.period.changed.v1')).toMatchObject({ status: 'OPEN', version: 3 })
    expect(await close(accountant, { expectedVersion: 3 })).toMatchObject({ status: 'CLOSED', version: 4 })
    const kept = await database.rows`
      select version, status, reason, changed_by = ${accountant.userId}::uuid as mine from fiscal_period_change
      where company_id = ${accountant.companyId}::uuid order by version`
    expect(kept).toEqual([
      { version: 2, status: 'CLOSED', reason: 'month end', mine: true },
      { version: 3, status: 'OPEN', reason: 'late invoice', mine: true },
      { version: 4, status: 'CLOSED', reason: null, mine: true },
    ])
  })

  test('a close is announced first, and the books still post', async () => {
    const accountant = await accountantOfNewCompany()
    const closing = await transactor.transact(accountant, 'beginClosingPeriod', (unit) =>
      beginClosingPeriod(unit, { period: period('2026-01'), expectedVersion: 1 }),
    )
    expect(closing).toMatchObject({ status: 'CLOSING', version: 2 })
    const late = stockDocument(accountant.companyId, [{ stock: '1.00' }], { businessDate: '2026-01-31' })
    expect((await post([late])).size).toBe(0)
    expect(await close(accountant, { expectedVersion: 2 })).toMatchObject({ status: 'CLOSED', version: 3 })
  })

  test('refusals change nothing', async () => {
    const accountant = await accountantOfNewCompany()
    const before = await toldCount(accountant)
    expect(await close(accountant, { expectedVersion: 7 })).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
    expect(await close(accountant, { period: period('2026-03') })).toEqual(
      refuse('EarlierPeriodOpen', { period: '2026-01' }),
    )
    expect(await close(accountant, { period: period('2031-03') })).toEqual(
      refuse('PeriodNotFound', { period: '2031-03' }),
    )
    expect(await reopen(accountant, { expectedVersion: 1 })).toEqual(
      refuse('PeriodNotClosed', { period: '2026-01', status: 'OPEN' }),
    )
    expect(await toldCount(accountant)).toBe(before)
  })

  test('earlier months close along when asked for', async () => {
    const accountant = await accountantOfNewCompany()
    expect(await close(accountant, { period: period('2026-03'), includingEarlier: true })).toMatchObject({
      period: '2026-03',
      status: 'CLOSED',
    })
    expect(await reopen(accountant, { period: period('2026-02') })).toEqual(
      refuse('LaterPeriodClosed', { period: '2026-03' }),
    )
    const closed = await database.rows`
      select period from fiscal_period where company_id = ${accountant.companyId}::uuid and status = 'CLOSED' order by 1`
    expect(closed).toEqual([{ period: '2026-01' }, { period: '2026-02' }, { period: '2026-03' }])
  })

  test('of many who close the same month, one does', async () => {
    const accountant = await accountantOfNewCompany()
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => close(accountant)))
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1)
  })

  test('the next months open after the last one, once', async () => {
    const accountant = await accountantOfNewCompany()
    const open = (through: string) =>
      transactor.transact(accountant, 'openPeriods', (unit) => openPeriods(unit, { through: period(through) }))
    const outcomes = await Promise.all(['2027-03', '2027-03'].map(open))
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toMatchObject([{ period: '2027-03', status: 'OPEN' }])
    const periods = await database.rows`
      select period from fiscal_period where company_id = ${accountant.companyId}::uuid and period > '2026-12' order by 1`
    expect(periods).toEqual([{ period: '2027-01' }, { period: '2027-02' }, { period: '2027-03' }])
    const next = stockDocument(accountant.companyId, [{ stock: '1.00' }], { businessDate: '2027-03-31' })
    expect((await post([next])).size).toBe(0)
  })
})

describe('account rules', () => {
  const area = newId()
  const rule = { accountKey: 'INV', itemClass: null, valuationAreaId: area, accountCode: '1403', expectedVersion: null }
  const set = (caller: Caller, input: Partial<Parameters<typeof setAccountRule>[1]> = {}) =>
    transactor.transact(caller, 'setAccountRule', (unit) => setAccountRule(unit, { ...rule, ...input }))
  const remove = (caller: Caller, accountRuleId: string, expectedVersion: number) =>
    transactor.transact(caller, 'removeAccountRule', (unit) =>
      removeAccountRule(unit, { accountRuleId, expectedVersion }),
    )

  test('are set, changed, removed and set again under one id, each version told and kept', async () => {
    const accountant = await accountantOfNewCompany()
    const first = await set(accountant)
    if (isRefusal(first)) throw new Error(first.refusal)
    expect(first).toMatchObject({ accountCode: '1403', active: true, version: 1 })
    expect(await set(accountant, { accountCode: '1405.01', expectedVersion: 1 })).toMatchObject({
      id: first.id,
      version: 2,
    })
    expect(await remove(accountant, first.id, 2)).toMatchObject({ active: false, version: 3 })
    expect(await remove(accountant, first.id, 3)).toEqual(refuse('AccountRuleNotFound'))
    expect(await set(accountant)).toMatchObject({ id: first.id, active: true, version: 4 })
    expect(await lastTold(accountant, 'finance.account-rule.changed.v1')).toEqual({
      ...{ companyId: accountant.companyId, ruleId: first.id, accountKey: 'INV', itemClass: null },
      ...{
        valuationAreaId: area,
        accountCode: '1403',
        active: true,
        version: 4,
        specificity: 2,
        requiredDimensions: [],
      },
    })
    const kept = await database.rows`
      select version, account_code as code, active from account_rule_revision
      where rule_id = ${first.id}::uuid order by version`
    expect(kept).toEqual([
      { version: 1, code: '1403', active: true },
      { version: 2, code: '1405.01', active: true },
      { version: 3, code: '1405.01', active: false },
      { version: 4, code: '1403', active: true },
    ])
  })

  test('refusals change nothing', async () => {
    const accountant = await accountantOfNewCompany()
    const stranger = await accountantOfNewCompany()
    const foreign = await set(stranger)
    if (isRefusal(foreign)) throw new Error(foreign.refusal)
    const before = await toldCount(accountant)
    expect(await set(accountant, { expectedVersion: 1 })).toEqual(refuse('StaleVersion', { currentVersion: 0 }))
    expect(await set(accountant, { itemClass: 'MERCHANDISE', valuationAreaId: null })).toEqual(
      refuse('StaleVersion', { currentVersion: 1 }),
    )
    expect(await set(accountant, { accountCode: '9999' })).toEqual(refuse('AccountNotFound', { accountCode: '9999' }))
    expect(await set(accountant, { accountCode: '1002' })).toMatchObject({ refusal: 'AccountNotPostable' })
    expect(await set(accountant, { accountKey: 'inv' })).toMatchObject({ refusal: 'InvalidInput', field: 'accountKey' })
    expect(await set(accountant, { valuationAreaId: 'x' })).toMatchObject({
      refusal: 'InvalidInput',
      field: 'valuationAreaId',
    })
    expect(await remove(accountant, foreign.id, 1)).toEqual(refuse('AccountRuleNotFound'))
    expect(await remove(accountant, 'x', 1)).toEqual(refuse('AccountRuleNotFound'))
    expect(await toldCount(accountant)).toBe(before)
  })

  test('of many who set the same new rule, one does', async () => {
    const accountant = await accountantOfNewCompany()
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => set(accountant)))
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1)
    expect(outcomes.filter(isRefusal)).toEqual(Array(3).fill(refuse('StaleVersion', { currentVersion: 1 })))
  })
})

describe('voucher templates', () => {
  const receipt = builtInTemplates.PURCHASE_RECEIPT
  const activate = (caller: Caller, expectedVersion: number, content = receipt) =>
    transactor.transact(caller, 'activateVoucherTemplate', (unit) =>
      activateVoucherTemplate(unit, { eventKind: 'PURCHASE_RECEIPT', expectedVersion, content }),
    )

  test('the next version posts from then on; what was posted keeps its own', async () => {
    const accountant = await accountantOfNewCompany()
    await post([stockDocument(accountant.companyId, [{ stock: '1.00' }])])
    expect(await activate(accountant, 1, { ...receipt, word: '转' })).toMatchObject({
      templateVersion: 2,
      status: 'ACTIVE',
    })
    await post([stockDocument(accountant.companyId, [{ stock: '2.00' }])])
    const posted = await database.rows`
      select v.word, number, template_version as version
      from voucher v join voucher_template t on t.id = v.template_version_id where v.company_id = ${accountant.companyId}::uuid order by total`
    expect(posted).toEqual([
      { word: '记', number: 1, version: 1 },
      { word: '转', number: 1, version: 2 },
    ])
    expect(await lastTold(accountant, 'finance.voucher-template.activated.v1')).toMatchObject({ templateVersion: 2 })
  })

  test('a stale or faulty version is refused and the old one goes on', async () => {
    const accountant = await accountantOfNewCompany()
    const before = await toldCount(accountant)
    expect(await activate(accountant, 0)).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
    expect(await activate(accountant, 1, { ...receipt, examples: [] })).toEqual(refuse('TemplateWithoutExample'))
    expect(await toldCount(accountant)).toBe(before)
  })

  test('of many who activate the next version, one does', async () => {
    const accountant = await accountantOfNewCompany()
    const outcomes = await Promise.all([1, 2, 3].map(() => activate(accountant, 1)))
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1)
  })
})
