import type { Caller, UnitOfWork } from '@erp/service-kit'
import { newId, type Period, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CashBearer, CashCount } from '../src/domain/cash-count.ts'
import { areCountsUndecided, findCashCount, listCashCounts } from '../src/store/cash-counts.ts'
import { approveCashCount, reverseCashCount } from '../src/use-cases/approve-cash-count.ts'
import { changeAccount } from '../src/use-cases/change-account.ts'
import {
  type CashCountInput,
  type CashCountReference,
  cancelCashCount,
  countCash,
  witnessCashCount,
} from '../src/use-cases/count-cash.ts'
import { createDimensionValue } from '../src/use-cases/create-dimension-value.ts'
import { decideCashCount, undoCashCountDecision } from '../src/use-cases/decide-cash-count.ts'
import { decidedKinds } from '../src/use-cases/decided-kinds.ts'
import { createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { setExpenseClaimant } from '../src/use-cases/set-expense-claimant.ts'
import { submitCashCount, withdrawCashCount } from '../src/use-cases/submit-cash-count.ts'
import { notedAtNight } from './at-night.ts'
import { inForeign } from './entries.ts'
import { persons } from './finance-database.ts'
import { sound } from './month-end.ts'
import { approvalOf } from './use-approval.ts'
import { day, useCashDocuments } from './use-cash-documents.ts'

const { database, transactor, accountantOfNewCompany, enter, close, colleagueOf, left, posted } =
  await useCashDocuments()

/** A cash box with 1,000.00 in its books, and the people who count, see, approve and decide. */
async function withBox() {
  const cashier = await accountantOfNewCompany()
  const [accountant, supervisor, controller] = [colleagueOf(cashier), colleagueOf(cashier), colleagueOf(cashier)]
  const box = await openBox(cashier, null)
  await enter(cashier, '2026-02-01', ['Dr', '1001', '1000.00', cash], ['Cr', '4001', '1000.00'])
  const count = (counted: string, more: Partial<CashCountInput> = {}, by = cashier) =>
    transactor.transact(by, 'countCash', (unit) =>
      countCash(unit, {
        ...{ cashAccountId: box.id, countedOn: day('2026-02-10'), counted, denominations: [], exchangeRate: null },
        ...{ note: null, ...more },
      }),
    )
  const act = <Outcome>(
    by: Caller,
    it: CashCount,
    work: (unit: UnitOfWork, reference: CashCountReference) => Promise<Outcome>,
  ) => transactor.transact(by, 'act', (unit) => work(unit, { cashCountId: it.id, expectedVersion: it.version }))
  const approved = async (counted: string, more: Partial<CashCountInput> = {}) => {
    const counting = sound(await count(counted, more))
    const witnessed = sound(await act(accountant, counting, witnessCashCount))
    return sound(await act(supervisor, witnessed, approveCashCount))
  }
  const decide = (it: CashCount, bearer: CashBearer, more: object = {}, by = controller) =>
    act(by, it, (unit, reference) =>
      decideCashCount(unit, {
        ...{ ...reference, bearer, employeeId: null, departmentId: null, decidedOn: day('2026-02-12') },
        ...{ reason: '盘点会议纪要', ...more },
      }),
    )
  const undo = (it: CashCount) =>
    act(controller, it, (unit, reference) =>
      undoCashCountDecision(unit, { ...reference, undoneOn: day('2026-02-20'), reason: '有误' }),
    )
  const reverse = (it: CashCount, reason = '重复') =>
    act(controller, it, (unit, reference) =>
      reverseCashCount(unit, { ...reference, reversedOn: day('2026-02-21'), reason }),
    )
  const { companyId } = cashier
  const value = async (dimension: 'employee' | 'department', code: string) =>
    sound(
      await transactor.transact(cashier, 'createDimensionValue', (unit) =>
        createDimensionValue(unit, persons, { dimension, code, name: { zh: code, en: code } }),
      ),
    ).id
  return {
    ...{
      companyId,
      cashier,
      accountant,
      supervisor,
      controller,
      box,
      count,
      act,
      approved,
      decide,
      undo,
      reverse,
      value,
    },
  }
}

const cash = { cashFlowItem: 'CAPITAL_RECEIVED' }

async function openBox(by: Caller, currency: string | null, accountCode = '1001') {
  const box = { code: accountCode, name: { zh: '现金', en: 'Cash box' }, accountCode, bankName: null }
  return sound(
    await transactor.transact(by, 'createCashAccount', (unit) =>
      createCashAccount(unit, { ...box, currency: currency as never }),
    ),
  )
}

async function balanceOf(companyId: string, code: string): Promise<bigint> {
  const [row] = await database.rows<{ balance: string }>`
    select coalesce(sum(l.debit - l.credit), 0)::text as balance from voucher_line l join account a on a.id = l.account_id
    where l.company_id = ${companyId}::uuid and a.code = ${code}`
  return BigInt(row?.balance ?? 0)
}

test('10.00 missing wait on 1901, are claimed from an employee, and wait again when that is taken back', async () => {
  const { companyId, accountant, supervisor, controller, approved, decide, undo, reverse, value } = await withBox()
  const denominations = [
    { face: '5.00', pieces: 2 },
    { face: '100.00', pieces: 9 },
    { face: '0.50', pieces: 160 },
  ]
  const booked = await approved('990.00', { denominations })
  expect(booked).toMatchObject({
    ...{ number: 'CC-2026-000001', status: 'BOOKED', counted: 99000n, booked: 100000n, version: 3 },
    ...{ witnessedBy: accountant.userId, approvedBy: supervisor.userId, decision: null },
    denominations: [
      { face: 10000n, pieces: 9 },
      { face: 500n, pieces: 2 },
      { face: 50n, pieces: 160 },
    ],
  })
  expect(await posted(booked.voucherId)).toEqual(['Cr 1001 1000', 'Dr 1901 1000'])
  const waits = (period: string) =>
    transactor.read([companyId], (tx) => areCountsUndecided(tx, companyId, period as Period))
  expect([await waits('2026-01'), await waits('2026-02')]).toEqual([false, true])

  const employeeId = await value('employee', 'LI')
  const decided = sound(await decide(booked, 'EMPLOYEE', { employeeId }))
  expect(decided).toMatchObject({
    status: 'DECIDED',
    decision: { number: 'CD-2026-000001', bearer: 'EMPLOYEE', employeeId, decidedBy: controller.userId },
  })
  expect(await posted(decided.decision?.voucherId ?? null)).toEqual(['Cr 1901 1000', 'Dr 1221 1000'])
  expect(await left(accountant)).toEqual([['OWED_BY_EMPLOYEE', 1000n, 1000n]])
  expect(await waits('2026-02')).toBe(false)
  expect(await reverse(decided)).toMatchObject({ refusal: 'CashCountNotReady', status: 'DECIDED' })

  const again = sound(await undo(decided))
  expect(again).toMatchObject({ status: 'BOOKED', decision: null })
  expect(await left(accountant)).toEqual([])
  expect(await balanceOf(companyId, '1901')).toBe(1000n)
  expect(await undo(again)).toMatchObject({ refusal: 'CashCountNotReady' })

  const borne = sound(await decide(again, 'BUSINESS', { departmentId: await value('department', 'FIN') }))
  expect(borne.decision?.number).toBe('CD-2026-000002')
  expect(await posted(borne.decision?.voucherId ?? null)).toEqual(['Cr 1901 1000', 'Dr 6602 1000'])
  const reversed = sound(await reverse(sound(await undo(borne))))
  expect(reversed).toMatchObject({ status: 'REVERSED', reason: '重复' })
  expect(await posted(reversed.reversalId)).toEqual(['Cr 1001 -1000', 'Dr 1901 -1000'])
  expect([await balanceOf(companyId, '1001'), await balanceOf(companyId, '1901')]).toEqual([100000n, 0n])
})

test('what is over is owed to somebody, or income where it belongs to nobody', async () => {
  const { companyId, cashier, approved, decide, value, undo } = await withBox()
  const over = await approved('1008.50')
  expect(await posted(over.voucherId)).toEqual(['Dr 1001 850', 'Cr 1901 850'])
  const employeeId = await value('employee', 'LI')
  const owed = sound(await decide(over, 'CREDITOR', { employeeId }))
  expect(await posted(owed.decision?.voucherId ?? null)).toEqual(['Dr 1901 850', 'Cr 2241 850'])
  expect(await left(cashier)).toEqual([['OWED_TO_EMPLOYEE', -850n, -850n]])
  const unknown = sound(await decide(sound(await undo(owed)), 'CREDITOR'))
  expect(await posted(unknown.decision?.voucherId ?? null)).toEqual(['Dr 1901 850', 'Cr 2241 850'])
  expect(await left(cashier)).toEqual([])
  const income = sound(await decide(sound(await undo(unknown)), 'INCOME'))
  expect(await posted(income.decision?.voucherId ?? null)).toEqual(['Dr 1901 850', 'Cr 6301 850'])
  expect(await balanceOf(companyId, '1901')).toBe(0n)

  const even = await approved('1008.50', { countedOn: day('2026-02-15') })
  expect(even).toMatchObject({ status: 'EVEN', booked: 100850n, voucherId: null })
  const kept = await transactor.read([companyId], (tx) =>
    listCashCounts(tx, companyId, { limit: 9, afterId: undefined, cashAccountId: null, waiting: false }),
  )
  expect(kept.map(({ number, status }) => [number, status])).toEqual([
    ['CC-2026-000002', 'EVEN'],
    ['CC-2026-000001', 'DECIDED'],
  ])
})

test('what comes in after the count changes nothing of what it found', async () => {
  const { companyId, cashier, accountant, supervisor, count, act } = await withBox()
  const counting = sound(await count('990.00'))
  await enter(cashier, '2026-02-10', ['Dr', '1001', '50.00', cash], ['Cr', '4001', '50.00'])
  const witnessed = sound(await act(accountant, counting, witnessCashCount))
  const booked = sound(await act(supervisor, witnessed, approveCashCount))
  expect(await posted(booked.voucherId)).toEqual(['Cr 1001 1000', 'Dr 1901 1000'])
  expect(await balanceOf(companyId, '1001')).toBe(104000n)
})

test('a box in another currency differs by what that is worth at the rate of the day', async () => {
  const { cashier, accountant, controller, count, act, decide } = await withBox()
  const changed = await transactor.transact(cashier, 'changeAccount', (unit) =>
    changeAccount(unit, { accountCode: '1012', expectedVersion: 1, foreignCurrency: true, cashKind: 'CASH' } as never),
  )
  sound(changed)
  const dollars = await openBox(cashier, 'USD', '1012')
  const usd = { ...cash, ...inForeign('100.00', 'USD', '7') }
  await enter(cashier, '2026-02-01', ['Dr', '1012', '700.00', usd], ['Cr', '4001', '700.00'])
  const input = { cashAccountId: dollars.id, exchangeRate: '7.2' }
  expect(await count('98.00', { ...input, exchangeRate: null })).toMatchObject({ refusal: 'SpotRateMissing' })
  expect(await count('99.99', { ...input, exchangeRate: '0.1' })).toMatchObject({ field: 'exchangeRate' })
  const counting = sound(await count('98.00', input))
  const booked = sound(
    await act(accountant, sound(await act(controller, counting, witnessCashCount)), approveCashCount),
  )
  expect(await posted(booked.voucherId)).toEqual(['Cr 1012 1440', 'Dr 1901 1440'])
  const decided = sound(await decide(booked, 'BUSINESS'))
  expect(await posted(decided.decision?.voucherId ?? null)).toEqual(['Cr 1901 1440', 'Dr 6602 1440'])
})

describe('nobody does two of what takes two people', () => {
  test('who counted neither witnesses, approves nor decides, who witnessed does not approve, nor who approved decide', async () => {
    const { companyId, cashier, accountant, supervisor, controller, count, act, decide, value } = await withBox()
    const counting = sound(await count('990.00'))
    const not = refuse('CashCountPersonInvolved', { number: counting.number })
    expect(await act(accountant, counting, approveCashCount)).toMatchObject({
      ...{ refusal: 'CashCountNotReady', status: 'COUNTED' },
    })
    expect(await act(cashier, counting, witnessCashCount)).toEqual(not)
    const witnessed = sound(await act(accountant, counting, witnessCashCount))
    expect(await act(accountant, counting, approveCashCount)).toEqual(refuse('StaleVersion', { currentVersion: 2 }))
    for (const involved of [cashier, accountant]) expect(await act(involved, witnessed, approveCashCount)).toEqual(not)
    const booked = sound(await act(supervisor, witnessed, approveCashCount))
    expect(await decide(booked, 'BUSINESS', {}, cashier)).toEqual(not)
    expect(await decide(booked, 'BUSINESS', {}, supervisor)).toEqual(not)

    const employeeId = await value('employee', 'BOSS')
    await database.rows`
      insert into platform.membership_replica (company_id, user_id, active, role_codes, version)
      values (${companyId}::uuid, ${controller.userId}::uuid, true, '{CONTROLLER}', 1)`
    const claimant = { employeeId, departmentId: null, userId: controller.userId, grade: null, expectedVersion: null }
    sound(await transactor.transact(cashier, 'claimant', (unit) => setExpenseClaimant(unit, claimant as never)))
    expect(await decide(booked, 'EMPLOYEE', { employeeId })).toEqual(not)
  })

  test('one of two who count the same account at once is told of the other', async () => {
    const { count } = await withBox()
    const outcomes = await Promise.all([count('990.00'), count('990.00')])
    expect(outcomes.filter((one) => 'refusal' in one)).toEqual([
      refuse('CashCountWaiting', { number: 'CC-2026-000001' }),
    ])
  })
})

describe('nothing is stored', () => {
  test.each([
    ['counted', { counted: '-1.00' }],
    ['counted', { counted: 'x' }],
    ['denominations', { denominations: [{ face: '100.00', pieces: 0 }] }],
    ['denominations', { denominations: [{ face: '0.00', pieces: 1 }] }],
    ['denominations', { denominations: ['5.00', '5'].map((face) => ({ face, pieces: 99 })) }],
    ['denominations', { denominations: Array.from({ length: 31 }, (_, at) => ({ face: `${at + 1}`, pieces: 1 })) }],
    ['exchangeRate', { exchangeRate: '7.1' }],
    ['note', { note: 'x'.repeat(201) }],
  ] as const)('with a wrong %s', async (field, more) => {
    const { count } = await withBox()
    expect(await count('990.00', more as Partial<CashCountInput>)).toMatchObject({ refusal: 'InvalidInput', field })
  })

  test('of notes that are not the sum, of a bank, in a month that is closed, or without a reason', async () => {
    const { cashier, controller, count, act } = await withBox()
    expect(await count('990.00', { denominations: [{ face: '100.00', pieces: 9 }] })).toEqual(
      refuse('DenominationsDiffer', { denominations: '900.00', counted: '990.00' }),
    )
    const bank = await openBox(cashier, null, '1002')
    expect(await count('0.00', { cashAccountId: bank.id })).toMatchObject({ field: 'cashAccountId' })
    expect(await count('0.00', { cashAccountId: newId() })).toMatchObject({ refusal: 'CashAccountNotFound' })
    sound(await close(cashier, '2026-01'))
    expect(await count('990.00', { countedOn: day('2026-01-31') })).toMatchObject({ refusal: 'PeriodNotOpen' })
    const counting = sound(await count('990.00'))
    const cancel = (reason: string) =>
      act(controller, counting, (unit, reference) => cancelCashCount(unit, { ...reference, reason }))
    expect(await cancel(' ')).toMatchObject({ refusal: 'ReasonMissing' })
    expect(sound(await cancel('重盘'))).toMatchObject({ status: 'CANCELLED', reason: '重盘' })
    expect(sound(await count('1000.00'))).toMatchObject({ number: 'CC-2026-000002' })
    const nowhere = { ...counting, id: newId() }
    expect(await act(controller, nowhere, witnessCashCount)).toMatchObject({ refusal: 'CashCountNotFound' })
  })

  test('where the bearer does not fit, is unknown, or decides before the count', async () => {
    const { companyId, approved, decide, value, reverse } = await withBox()
    const booked = await approved('990.00')
    const misfit = refuse('CashBearerDoesNotFit', { number: booked.number, bearer: 'INCOME' })
    expect(await decide(booked, 'INCOME')).toEqual(misfit)
    expect(await decide(booked, 'EMPLOYEE')).toMatchObject({ refusal: 'InvalidInput', field: 'employeeId' })
    expect(await decide(booked, 'EMPLOYEE', { employeeId: newId() })).toMatchObject({
      refusal: 'DimensionValueUnknown',
    })
    const departmentId = await value('department', 'FIN')
    const [employeeId, reason] = [await value('employee', 'LI'), ' ']
    expect(await decide(booked, 'EMPLOYEE', { employeeId: departmentId })).toMatchObject({ dimension: 'employee' })
    expect(await decide(booked, 'EMPLOYEE', { employeeId, departmentId })).toMatchObject({
      refusal: 'DimensionNotKept',
    })
    expect(await decide(booked, 'BUSINESS', { decidedOn: day('2026-02-09') })).toMatchObject({
      ...{ refusal: 'DecidedBeforeCount', countedOn: '2026-02-10' },
    })
    expect(await decide(booked, 'BUSINESS', { reason })).toMatchObject({ refusal: 'ReasonMissing' })
    expect(await reverse(booked, reason)).toMatchObject({ refusal: 'ReasonMissing' })
    expect(await balanceOf(companyId, '1901')).toBe(1000n)
  })

  test('of a decision that the employee has paid for', async () => {
    const { cashier, approved, decide, undo, value } = await withBox()
    const employeeId = await value('employee', 'LI')
    const decided = sound(await decide(await approved('990.00'), 'EMPLOYEE', { employeeId }))
    const [owed] = await database.rows<{ id: string }>`
      select id from open_item where company_id = ${cashier.companyId}::uuid`
    const moves = [{ itemId: owed?.id ?? '', amount: -400n, carrying: -400n }]
    const paid = { employeeId, moves }
    await enter(cashier, '2026-02-13', ['Dr', '1001', '4.00', cash], ['Cr', '1221', '4.00', paid])
    expect(await undo(decided)).toEqual(
      refuse('AdvanceInUse', { openItemId: owed?.id ?? '', original: '10.00', openAmount: '6.00' }),
    )
  })
})

describe('where the company has counts approved', () => {
  /** The same, with what identity tells and is asked. */
  async function withApproval() {
    const box = await withBox()
    const { companyId, cashier, accountant, count, act } = box
    const approval = approvalOf({ transactor, companyId }, 'CASH_COUNT', decidedKinds.CASH_COUNT)
    await approval.says({ active: true, version: 1 })
    const witnessed = async (counted: string) =>
      sound(await act(accountant, sound(await count(counted)), witnessCashCount))
    const submit = (it: CashCount, by = cashier) =>
      act(by, it, (unit, reference) => submitCashCount(unit, reference, approval.approvals))
    const withdraw = (it: CashCount, reason: string) =>
      act(cashier, it, (unit, reference) => withdrawCashCount(unit, { ...reference, reason }, approval.approvals))
    const cancel = (it: CashCount) =>
      act(cashier, it, (unit, reference) => cancelCashCount(unit, { ...reference, reason: '重盘' }))
    const now = async ({ id }: CashCount) => {
      const it = await transactor.read([companyId], (tx) => findCashCount(tx, id))
      if (!it) throw new Error('gone')
      return it
    }
    return { ...box, ...approval, witnessed, submit, withdraw, cancel, now }
  }

  test('10.00 missing are booked by the decision, and who signed does not decide who bears them', async () => {
    const { companyId, cashier, accountant, supervisor, controller, ...on } = await withApproval()
    const counted = sound(await on.count('990.00'))
    expect(await on.submit(counted)).toMatchObject({ refusal: 'CashCountNotReady', status: 'COUNTED' })
    const seen = sound(await on.act(accountant, counted, witnessCashCount))
    const byApproval = refuse('DecidedByApproval', { number: seen.number, documentType: 'CASH_COUNT' })
    expect(await on.act(supervisor, seen, approveCashCount)).toEqual(byApproval)
    const waiting = sound(await on.submit(seen))
    expect(on.shown()).toEqual([
      {
        ...{ approvalId: waiting.approvalId, companyId, documentType: 'CASH_COUNT', documentId: seen.id },
        ...{ documentVersion: 3, documentNumber: 'CC-2026-000001', title: 'CC-2026-000001 1001 -10.00 CNY' },
        ...{ makerId: cashier.userId, authorIds: [cashier.userId, accountant.userId], submittedBy: cashier.userId },
        ...{ amount: '10.00', currency: 'CNY', categories: ['SHORT/1001'] },
      },
    ])
    expect(await on.act(supervisor, waiting, approveCashCount)).toEqual(byApproval)
    expect(await on.cancel(waiting)).toMatchObject({ refusal: 'CashCountNotReady', status: 'PENDING_APPROVAL' })
    expect(await on.count('990.00')).toEqual(refuse('CashCountWaiting', { number: seen.number }))

    await on.decided(waiting, [supervisor.userId, controller.userId])
    await on.decided(waiting, [supervisor.userId])
    const booked = await on.now(seen)
    expect(booked).toMatchObject({ status: 'BOOKED', version: 4, approvedBy: controller.userId, reason: null })
    expect(booked.approverIds).toEqual([controller.userId, supervisor.userId])
    expect(await posted(booked.voucherId)).toEqual(['Cr 1001 1000', 'Dr 1901 1000'])
    const involved = refuse('CashCountPersonInvolved', { number: seen.number })
    expect(await on.decide(booked, 'BUSINESS', {}, supervisor)).toEqual(involved)
    expect(await on.decide(booked, 'BUSINESS', {}, controller)).toEqual(involved)
    const departmentId = await on.value('department', 'FIN')
    expect(sound(await on.decide(booked, 'BUSINESS', { departmentId }, colleagueOf(cashier)))).toMatchObject({
      status: 'DECIDED',
    })
  })

  test('turned down, taken back or signed by who saw it, it is witnessed as before and asked for anew', async () => {
    const { accountant, supervisor, ...on } = await withApproval()
    const waiting = sound(await on.submit(await on.witnessed('1000.20')))
    await on.decided(waiting, [], { outcome: 'REJECTED', reason: '请重新清点' })
    const back = await on.now(waiting)
    expect(back).toMatchObject({ status: 'WITNESSED', reason: '请重新清点', approvalId: null, submittedBy: null })
    const again = sound(await on.submit(back))
    expect(again.approvalId).not.toBe(waiting.approvalId)
    expect(await on.withdraw(again, ' ')).toEqual(refuse('ReasonMissing'))
    const taken = sound(await on.withdraw(again, '稍后'))
    expect([taken.status, taken.reason, on.ended]).toEqual(['WITNESSED', '稍后', [again.approvalId]])
    await on.decided(again, [supervisor.userId])
    expect((await on.now(taken)).status).toBe('WITNESSED')
    const own = sound(await on.submit(taken))
    await on.decided(own, [supervisor.userId, accountant.userId])
    expect(await on.now(own)).toMatchObject({ status: 'WITNESSED', reason: 'APPROVED_BY_ITS_MAKER', approverIds: [] })
    const unasked = sound(await on.submit(await on.now(own)))
    await on.unasked(unasked, newId())
    expect((await on.now(unasked)).status).toBe('PENDING_APPROVAL')
    await on.unasked(unasked, unasked.approvalId)
    expect(await on.now(unasked)).toMatchObject({ status: 'WITNESSED', reason: 'DOCUMENT_TYPE_UNKNOWN' })
    expect(on.shown().map(({ amount, categories }) => [amount, categories])).toEqual(
      Array.from({ length: 4 }, () => ['0.20', ['OVER/1001']]),
    )
    expect(sound(await on.cancel(await on.now(unasked)))).toMatchObject({ status: 'CANCELLED' })
  })

  test('what cannot be booked when it is approved waits for that alone, and nothing different is even by a rule', async () => {
    const { companyId, cashier, accountant, supervisor, ...on } = await withApproval()
    const even = sound(await on.submit(await on.witnessed('1000.00')))
    await on.decided(even, [])
    expect(await on.now(even)).toMatchObject({ status: 'EVEN', approvedBy: null, approverIds: [], voucherId: null })

    const waiting = sound(await on.submit(await on.witnessed('0.00')))
    await enter(cashier, '2026-02-12', ['Dr', '6602', '300.00'], ['Cr', '1001', '300.00'])
    await on.decided(waiting, [supervisor.userId])
    const held = await on.now(waiting)
    expect(held).toMatchObject({ status: 'APPROVED', reason: 'APPROVED_NOT_BOOKED', approvedBy: supervisor.userId })
    expect([held.version, await balanceOf(companyId, '1901')]).toEqual([waiting.version + 1, 0n])
    const short = refuse('CashOnHandShort', { cashAccountCode: '1001', short: '300.00' })
    expect(await on.act(on.controller, held, approveCashCount)).toEqual(short)
    expect(await on.act(accountant, held, approveCashCount)).toMatchObject({ refusal: 'CashCountPersonInvolved' })
    await enter(cashier, '2026-02-13', ['Dr', '1001', '300.00', cash], ['Cr', '4001', '300.00'])
    const booked = sound(await on.act(on.controller, held, approveCashCount))
    expect(booked).toMatchObject({ status: 'BOOKED', approvedBy: supervisor.userId, reason: null })
    expect(await posted(booked.voucherId)).toEqual(['Cr 1001 100000', 'Dr 1901 100000'])
  })

  test('nothing is submitted any more once the company takes that back', async () => {
    const { supervisor, ...on } = await withApproval()
    const seen = await on.witnessed('1000.00')
    await on.says({ active: false, version: 2 })
    expect(await on.submit(seen)).toEqual(refuse('ApprovalNotDefined', { documentType: 'CASH_COUNT' }))
    expect(sound(await on.act(supervisor, seen, approveCashCount))).toMatchObject({ status: 'EVEN', approverIds: [] })
  })
})

test('who counts, approves and decides at night is told to those who watch over security, and not who counts by day', async () => {
  const { companyId, cashier, supervisor, controller, approved, decide } = await withBox()
  sound(await decide(await approved('995.00'), 'BUSINESS'))
  expect(await notedAtNight(database, companyId, async () => undefined)).toEqual([])
  const told = await notedAtNight(database, companyId, async () =>
    sound(await decide(await approved('990.00'), 'BUSINESS')),
  )
  expect(told).toEqual([cashier, supervisor, controller].map(({ userId }) => ['POSTED_AT_ODD_HOURS', userId]))
})
