import type { Caller, UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isRefusal, newId, type Period, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { checkRates } from '../src/domain/bad-debt-provision.ts'
import type { BadDebtWriteOff } from '../src/domain/bad-debt-write-off.ts'
import type { OpenItem, OpenItemKind } from '../src/domain/open-item.ts'
import { findWriteOff } from '../src/store/bad-debt-write-offs.ts'
import { listOpenItems } from '../src/store/open-item-lists.ts'
import type { AskedApproval } from '../src/use-cases/ask-approval.ts'
import { badDebtProvision } from '../src/use-cases/bad-debt-provision.ts'
import { decidedKinds } from '../src/use-cases/decided-kinds.ts'
import { setBadDebtRates } from '../src/use-cases/set-bad-debt-rates.ts'
import { settleOpenItems } from '../src/use-cases/settle-open-items.ts'
import { undoSettlement } from '../src/use-cases/undo-settlement.ts'
import {
  postBadDebtWriteOff,
  proposeBadDebtWriteOff,
  withdrawBadDebtWriteOff,
} from '../src/use-cases/write-off-bad-debt.ts'
import { inForeign } from './entries.ts'
import { messageOf } from './finance-database.ts'
import { sound, useMonthEnd } from './month-end.ts'

const month = await useMonthEnd()
const { database, transactor, accountantOfNewCompany, enter, run, close, postedBy, colleagueOf } = month

const day = (text: string) => text as BusinessDate

/** Half a percent before 30 days past due, five percent from then on, a fifth from 90 days on. */
const rates = [
  { fromDays: 0, rate: '0.005' },
  { fromDays: 30, rate: '0.05' },
  { fromDays: 90, rate: '0.2' },
]

function setRates(caller: Caller, wanted: typeof rates, expectedVersion = 0) {
  return transactor.transact(caller, 'setBadDebtRates', (unit) =>
    setBadDebtRates(unit, { rates: wanted, expectedVersion }),
  )
}

function openItems({ companyId }: Caller, kinds: readonly OpenItemKind[]): Promise<OpenItem[]> {
  const filter = { kinds, partyId: null, overdueOn: null, asOf: null }
  return transactor.read([companyId], (tx) => listOpenItems(tx, companyId, filter, { limit: 50, after: undefined }))
}
const receivables = (caller: Caller) => openItems(caller, ['RECEIVABLE'])

async function posted(voucherId: string | null): Promise<string[]> {
  const rows = await database.rows<{ line: string }>`
    select case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
    from voucher_line l join account a on a.id = l.account_id
    where l.voucher_id = ${voucherId}::uuid order by l.line_number`
  return rows.map(({ line }) => line)
}

describe('a month provides for what is expected not to come in', () => {
  test('by the age of receivables, more as they get older, and less when something comes in', async () => {
    const accountant = await accountantOfNewCompany()
    const [customerId, other] = [newId(), newId()]
    sound(await setRates(accountant, rates))
    await enter(accountant, '2026-01-10', ['Dr', '1122', '1220.40', { customerId }], ['Cr', '6001', '1220.40'])
    expect(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD')).toMatchObject({
      blockers: [{ step: 'BAD_DEBT_PROVISION', reason: 'PROVISION_DUE', facts: { amount: '6.10' } }],
    })
    const provision = (period: string) =>
      transactor.read([accountant.companyId], (tx) => badDebtProvision(tx, accountant.companyId, period as Period))
    expect(await provision('2026-01')).toMatchObject({
      receivables: [{ amount: 122040n }, { amount: 0n }, { amount: 0n }],
      ...{ allowance: 0n, due: 610n },
    })
    expect(await postedBy(await run(accountant, '2026-01', 'BAD_DEBT_PROVISION'))).toEqual([
      'Dr 6702 610',
      'Cr 1231 610',
    ])
    expect(await postedBy(await run(accountant, '2026-01', 'BAD_DEBT_PROVISION'))).toEqual([])
    sound(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD'))
    sound(await close(accountant, '2026-01'))

    // 49 days: 61.02; what the other customer has too much takes nothing off that.
    await enter(accountant, '2026-02-18', ['Dr', '1122', '-80.00', { customerId: other }], ['Cr', '6001', '-80.00'])
    expect(await postedBy(await run(accountant, '2026-02', 'BAD_DEBT_PROVISION'))).toEqual([
      'Dr 6702 5492',
      'Cr 1231 5492',
    ])
    sound(await run(accountant, '2026-02', 'PROFIT_CARRY_FORWARD'))
    sound(await close(accountant, '2026-02'))

    // What was received and nobody settled comes off what its customer owes longest: at five percent stand 500.00, which the
    // 80.00 of the other, as old by then, make no smaller.
    const cash = { cashFlowItem: 'SALES_RECEIPTS' }
    await enter(accountant, '2026-03-02', ['Dr', '1002', '720.40', cash], ['Cr', '1122', '720.40', { customerId }])
    expect(await provision('2026-03')).toMatchObject({
      receivables: [{ amount: 0n }, { amount: 50000n }, { amount: 0n }],
      ...{ allowance: 6102n, due: -3602n },
    })
    expect(await postedBy(await run(accountant, '2026-03', 'BAD_DEBT_PROVISION'))).toEqual([
      'Cr 6702 3602',
      'Dr 1231 3602',
    ])
  })

  test('what a customer has too much comes off the oldest claims of that customer, whatever ages they are of', async () => {
    const accountant = await accountantOfNewCompany()
    const [customerId, other] = [newId(), newId()]
    sound(await setRates(accountant, rates))
    const sells = (on: string, amount: string, of: object) =>
      enter(accountant, on, ['Dr', '1122', amount, of], ['Cr', '6001', amount])
    for (const [on, amount] of [
      ['2026-01-02', '300.00'],
      ['2026-01-20', '200.00'],
      ['2026-01-21', '-350.00'],
    ] as const)
      await sells(on, amount, { customerId })
    await sells('2026-01-03', '40.00', { customerId: other })
    await sells('2026-01-04', '-40.01', { customerId: other })
    const { receivables: old } = (await transactor.read([accountant.companyId], (tx) =>
      badDebtProvision(tx, accountant.companyId, '2026-01' as Period),
    )) as { receivables: unknown }
    expect(old).toMatchObject([{ amount: 15000n }, { amount: 0n }, { amount: 0n }])
    sound(
      await setRates(
        accountant,
        [
          { fromDays: 0, rate: '0.1' },
          { fromDays: 25, rate: '1' },
        ],
        1,
      ),
    )
    // Of 300.00, 29 days old, nothing is left, and 150.00 of the 200.00: 10 percent.
    expect(await postedBy(await run(accountant, '2026-01', 'BAD_DEBT_PROVISION'))).toEqual([
      'Dr 6702 1500',
      'Cr 1231 1500',
    ])
  })

  test('companies that set no rates have nothing to do, and small ones cannot set any', async () => {
    const accountant = await accountantOfNewCompany()
    await enter(accountant, '2026-01-10', ['Dr', '1122', '100.00', { customerId: newId() }], ['Cr', '6001', '100.00'])
    expect(await postedBy(await run(accountant, '2026-01', 'BAD_DEBT_PROVISION'))).toEqual([])
    sound(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD'))
    sound(await close(accountant, '2026-01'))
    await database.rows`
      update account_rule set active = false
      where company_id = ${accountant.companyId}::uuid and account_key = 'BAD-ALW'`
    expect(await setRates(accountant, rates)).toEqual(refuse('ClosingAccountMissing', { accountKey: 'BAD-ALW' }))
    expect(sound(await setRates(accountant, []))).toMatchObject({ rates: [], version: 1 })
  })

  test('rates are parts by rising days, changed by who saw the last ones', async () => {
    const accountant = await accountantOfNewCompany()
    const invalid = (problem: string) => refuse('BadDebtRatesInvalid', { problem })
    const one = (fromDays: number, rate = '0.1') => ({ fromDays, rate })
    expect(checkRates([one(30), one(30)])).toEqual(invalid('DAYS_DO_NOT_RISE'))
    expect(checkRates([one(-1)])).toEqual(invalid('DAYS_DO_NOT_RISE'))
    expect(checkRates([one(36_501)])).toEqual(invalid('DAYS_DO_NOT_RISE'))
    for (const rate of ['1.000001', '-0.1', '0.0000001', 'x'])
      expect(checkRates([one(1, rate)])).toEqual(invalid('RATE_NOT_0_TO_1'))
    expect(checkRates(Array.from({ length: 13 }, (_, days) => one(days)))).toEqual(invalid('MORE_THAN_12'))
    expect(sound(await setRates(accountant, rates))).toEqual({ id: accountant.companyId, rates, version: 1 })
    expect(await setRates(accountant, [one(1)])).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
    expect(sound(await setRates(accountant, [one(1, '0.10')], 1))).toMatchObject({ rates: [one(1)], version: 2 })
  })
})

/** A company with a receivable of 1,000.00, and who may write off. */
async function withReceivable(more: object = {}) {
  const maker = await accountantOfNewCompany()
  const [approver, poster] = [colleagueOf(maker), colleagueOf(maker)]
  const customerId = newId()
  await enter(maker, '2026-01-10', ['Dr', '1122', '1000.00', { customerId, ...more }], ['Cr', '6001', '1000.00'])
  const asked: AskedApproval[] = []
  const withdrawn: string[] = []
  const approvals = {
    ask: async (_: UnitOfWork, approval: AskedApproval) => void asked.push(approval),
    withdraw: async (_: UnitOfWork, __: unknown, approvalId: string) => void withdrawn.push(approvalId),
  }
  const proposes = (items: readonly OpenItem[], amount: string, by = maker) =>
    transactor.transact(by, 'propose', (unit) =>
      proposeBadDebtWriteOff(
        unit,
        {
          ...{ proposedOn: day('2026-01-20'), reason: '客户破产' },
          items: items.map(({ id, version }) => ({ openItemId: id, amount, expectedVersion: version })),
        },
        approvals,
      ),
    )
  const decides = async ({ id, companyId, approvalId }: BadDebtWriteOff, more: object = {}) => {
    const payload = {
      ...{ companyId, approvalId, documentType: 'BAD_DEBT_WRITE_OFF', documentId: id, documentVersion: 1 },
      ...{ outcome: 'APPROVED' as const, reason: null, decidedBy: approver.userId, decidedAt: '2026-01-20T08:00:00Z' },
      ...{ approverIds: [approver.userId], ...more },
    }
    await transactor.transact(maker, 'decide', (unit) =>
      decidedKinds.BAD_DEBT_WRITE_OFF.decide(unit, [messageOf(companyId, payload)]),
    )
    return now(id)
  }
  const now = async (id: string) => {
    const found = await transactor.read([maker.companyId], (tx) => findWriteOff(tx, id))
    if (!found) throw new Error('There is no such write-off')
    return found
  }
  const posts = ({ id, version }: BadDebtWriteOff, by = poster, on = '2026-01-25') =>
    transactor.transact(by, 'post', (unit) =>
      postBadDebtWriteOff(unit, { badDebtWriteOffId: id, expectedVersion: version, postedOn: day(on) }),
    )
  const withdraws = ({ id, version }: BadDebtWriteOff, reason = 'paid after all') =>
    transactor.transact(maker, 'withdraw', (unit) =>
      withdrawBadDebtWriteOff(unit, { badDebtWriteOffId: id, expectedVersion: version, reason }, approvals),
    )
  return { ...{ maker, approver, poster, customerId, asked, withdrawn }, proposes, decides, posts, withdraws, now }
}

async function voucherOf(document: BadDebtWriteOff): Promise<{ id: string; lines: string[]; people: unknown }> {
  const [row] = await database.rows<{ id: string; prepared_by: string; reviewed_by: string; posted_by: string }>`
    select v.id, v.prepared_by, v.reviewed_by, v.posted_by from voucher v
    where v.document_id = ${document.settlementId}::uuid and v.reverses_id is null`
  const people = [row?.prepared_by, row?.reviewed_by, row?.posted_by]
  return { id: row?.id ?? '', lines: await posted(row?.id ?? null), people }
}

describe('a bad debt', () => {
  test('proposed, approved and posted by three, leaves the receivable and 坏账准备; the month provides anew', async () => {
    const { maker, approver, poster, proposes, decides, posts, asked } = await withReceivable()
    sound(await setRates(maker, rates))
    const proposed = sound(await proposes(await receivables(maker), '400.00'))
    expect(proposed).toMatchObject({ number: 'BD-2026-000001', status: 'SUBMITTED', version: 1 })
    expect(asked).toMatchObject([
      { documentType: 'BAD_DEBT_WRITE_OFF', makerId: maker.userId, amount: { minor: 40000n, currency: 'CNY' } },
    ])
    expect(await posts(proposed)).toEqual(refuse('BadDebtNotReady', { number: 'BD-2026-000001', status: 'SUBMITTED' }))
    const approved = await decides(proposed)
    expect(approved).toMatchObject({ status: 'APPROVED', approverIds: [approver.userId] })
    for (const involved of [maker, approver])
      expect(await posts(approved, involved)).toEqual(refuse('BadDebtPosterInvolved', { number: 'BD-2026-000001' }))
    const done = sound(await posts(approved))
    expect(done).toMatchObject({ status: 'POSTED', postedBy: poster.userId })
    expect(await voucherOf(done)).toMatchObject({
      lines: ['Dr 1231 40000', 'Cr 1122 40000'],
      people: [maker.userId, approver.userId, poster.userId],
    })
    expect(await receivables(maker)).toMatchObject([{ open: 60000n, carrying: 60000n }])
    // Half a percent of 600.00 shall stand in 坏账准备, where the write-off left 400.00 on the other side.
    expect(await postedBy(await run(maker, '2026-01', 'BAD_DEBT_PROVISION'))).toEqual([
      'Dr 6702 40300',
      'Cr 1231 40300',
    ])
  })

  test('of USD leaves at what the books carry it at', async () => {
    const { maker, proposes, decides, posts } = await withReceivable(inForeign('150.00', 'USD', '6.66666667'))
    const done = sound(await posts(await decides(sound(await proposes(await receivables(maker), '50.00')))))
    expect((await voucherOf(done)).lines).toEqual(['Dr 1231 33333', 'Cr 1122 33333'])
    expect(await receivables(maker)).toMatchObject([{ open: 10000n, carrying: 66667n }])
  })

  test('is borne at once where nothing is provided for', async () => {
    const { maker, proposes, decides, posts } = await withReceivable()
    await database.rows`
      update account_rule set active = false where company_id = ${maker.companyId}::uuid and account_key = 'BAD-ALW'`
    const done = sound(await posts(await decides(sound(await proposes(await receivables(maker), '1000.00')))))
    expect((await voucherOf(done)).lines).toEqual(['Dr 6702 100000', 'Cr 1122 100000'])
  })

  test('that is paid after all is open again, in red', async () => {
    const { maker, proposes, decides, posts } = await withReceivable()
    const done = sound(await posts(await decides(sound(await proposes(await receivables(maker), '1000.00')))))
    expect(await receivables(maker)).toEqual([])
    const undone = sound(
      await transactor.transact(maker, 'undo', (unit) =>
        undoSettlement(unit, {
          ...{ settlementId: done.settlementId ?? '', undoneOn: day('2026-01-28'), reason: '收回' },
        }),
      ),
    )
    expect(undone).toMatchObject({ method: 'BAD_DEBT', undoneOn: '2026-01-28' })
    expect(await posted(undone.undoVoucherId)).toEqual(['Dr 1231 -100000', 'Cr 1122 -100000'])
    expect(await receivables(maker)).toMatchObject([{ open: 100000n, carrying: 100000n }])
  })

  test('is not posted for more than is open by then, and can be taken back instead', async () => {
    const { maker, customerId, proposes, decides, posts, withdraws } = await withReceivable()
    const [first] = await receivables(maker)
    const approved = await decides(sound(await proposes([first as OpenItem], '1000.00')))
    const other = await decides(sound(await proposes([first as OpenItem], '700.00')))
    sound(await posts(other))
    const exceeded = { openItemId: first?.id ?? '', openAmount: '300.00' }
    expect(await posts(approved)).toEqual(refuse('OpenAmountExceeded', exceeded))
    expect(await posts(approved, undefined, '2026-01-01')).toMatchObject({ refusal: 'OpenAmountExceeded' })
    expect(await withdraws(approved, ' ')).toEqual(refuse('ReasonMissing'))
    expect(sound(await withdraws(approved))).toMatchObject({ status: 'WITHDRAWN', answer: 'paid after all' })
    expect(await withdraws(other)).toMatchObject({ refusal: 'StaleVersion' })
    await enter(maker, '2026-01-26', ['Dr', '1122', '5.00', { customerId }], ['Cr', '6001', '5.00'])
    expect(await posts(approved)).toMatchObject({ refusal: 'StaleVersion' })
  })

  test('turned down, signed by its maker, or never asked for, is given up; late decisions change nothing', async () => {
    const { maker, proposes, decides, withdraws, withdrawn, now } = await withReceivable()
    const items = await receivables(maker)
    const propose = async () => sound(await proposes(items, '10.00'))
    expect(await decides(await propose(), { outcome: 'REJECTED', reason: 'ask again' })).toMatchObject({
      ...{ status: 'REJECTED', answer: 'ask again' },
    })
    expect(await decides(await propose(), { approverIds: [maker.userId] })).toMatchObject({
      ...{ status: 'REJECTED', answer: 'APPROVED_BY_ITS_MAKER', approverIds: [] },
    })
    const given = await propose()
    expect(sound(await withdraws(given))).toMatchObject({ status: 'WITHDRAWN' })
    expect(withdrawn).toEqual([given.approvalId])
    expect(await decides(given)).toMatchObject({ status: 'WITHDRAWN' })
    const unasked = await propose()
    const told = { documentId: unasked.id, approvalId: unasked.approvalId, reason: 'NO_APPROVER' }
    await transactor.transact(maker, 'giveBack', async (unit) => {
      await decidedKinds.BAD_DEBT_WRITE_OFF.giveBack(unit, { ...told, approvalId: newId() })
      await decidedKinds.BAD_DEBT_WRITE_OFF.giveBack(unit, told)
    })
    expect(await now(unasked.id)).toMatchObject({ status: 'WITHDRAWN', answer: 'NO_APPROVER', version: 2 })
  })

  test('is what one customer owes in one currency, with a reason', async () => {
    const { maker, customerId, proposes } = await withReceivable()
    const post = (code: string, amount: string, more: object) =>
      enter(maker, '2026-01-11', ['Dr', code, amount, more], ['Cr', '6001', amount])
    await post('1122', '10.00', { customerId: newId() })
    await post('1122', '20.00', { customerId, ...inForeign('3.00', 'USD', '6.66666667') })
    await post('1122', '-30.00', { customerId })
    const items = await receivables(maker)
    const of = (minor: bigint) => items.find(({ originalBase }) => originalBase === minor) as OpenItem
    const not = (minor: bigint, problem: string) => refuse('NotABadDebt', { openItemId: of(minor).id, problem })
    const [own, strange, dollars, credit] = [of(100_000n), of(1_000n), of(2_000n), of(-3_000n)]
    expect(await proposes([own, strange], '1.00')).toMatchObject({
      refusal: 'NotABadDebt',
      problem: 'ANOTHER_CUSTOMER',
    })
    expect(await proposes([own, dollars], '1.00')).toEqual(not(2_000n, 'ANOTHER_CURRENCY'))
    expect(await proposes([own, credit], '1.00')).toEqual(not(-3_000n, 'ANOTHER_SIDE'))
    const employeeId = newId()
    await enter(maker, '2026-01-11', ['Dr', '1221', '9.00', { employeeId }], ['Cr', '6001', '9.00'])
    const lent = (await openItems(maker, ['OWED_BY_EMPLOYEE']))[0] as OpenItem
    expect(await proposes([lent], '1.00')).toMatchObject({ refusal: 'NotABadDebt', problem: 'NOT_A_RECEIVABLE' })
    expect(await proposes([], '1.00')).toEqual(refuse('SettlementTooSmall', { fewest: 1, most: 200 }))
    expect(await proposes([own], '1000.01')).toMatchObject({ refusal: 'OpenAmountExceeded', openAmount: '1000.00' })
    expect(await proposes([own], '0.00')).toMatchObject({ refusal: 'OpenAmountExceeded' })
    const nothing = await database.rows`select id from bad_debt_write_off where company_id = ${maker.companyId}::uuid`
    expect(nothing).toEqual([])
    expect(isRefusal(await proposes([own], '1000.00'))).toBe(false)
  })
})

describe('what nobody claims', () => {
  /** Owes a supplier 900.00 and USD 50.00 at 7.10, and has a customer's 40.00 ahead and 30.00 too much. */
  async function owing() {
    const all = await withReceivable()
    const { maker, customerId } = all
    const supplierId = newId()
    await enter(
      maker,
      '2026-01-10',
      ['Cr', '2202.01', '900.00', { supplierId }],
      ['Cr', '2202.01', '355.00', { supplierId, ...inForeign('50.00', 'USD', '7.1') }],
      ['Dr', '1123', '60.00', { supplierId }],
      ['Cr', '2203', '40.00', { customerId }],
      ['Dr', '1122', '-30.00', { customerId }],
      ['Dr', '6602', '1265.00', { departmentId: newId() }],
    )
    const items = await openItems(maker, ['RECEIVABLE', 'ADVANCE_RECEIVED', 'PAYABLE', 'ADVANCE_PAID'])
    const of = (base: bigint) => items.find(({ originalBase }) => originalBase === base) as OpenItem
    return { ...all, supplierId, of }
  }

  test('by a supplier, above the limit, is written off by three people as 营业外收入, and open again when it is claimed', async () => {
    const { maker, approver, poster, supplierId, asked, of, proposes, decides, posts } = await owing()
    const settled = await transactor.transact(maker, 'settleOpenItems', (unit) =>
      settleOpenItems(unit, {
        ...{ settledOn: day('2026-01-20'), writeOffRest: true, agreement: null },
        items: [{ openItemId: of(-90_000n).id, amount: '900.00', expectedVersion: 1 }],
      }),
    )
    expect(settled).toEqual(refuse('WriteOffAboveLimit', { amount: '900.00', limit: '10.00' }))
    const proposed = sound(await proposes([of(-90_000n)], '900.00'))
    expect(proposed).toMatchObject({ status: 'SUBMITTED', party: { dimension: 'SUPPLIER', id: supplierId } })
    expect(asked).toMatchObject([{ makerId: maker.userId, amount: { minor: 90_000n, currency: 'CNY' } }])
    expect(await decides(proposed, { approverIds: [maker.userId] })).toMatchObject({ status: 'REJECTED' })

    const approved = await decides(sound(await proposes([of(-90_000n)], '900.00')))
    for (const involved of [maker, approver])
      expect(await posts(approved, involved)).toMatchObject({ refusal: 'BadDebtPosterInvolved' })
    const done = sound(await posts(approved))
    expect(await voucherOf(done)).toMatchObject({
      lines: ['Cr 6301 90000', 'Dr 2202.01 90000'],
      people: [maker.userId, approver.userId, poster.userId],
    })
    expect(await openItems(maker, ['PAYABLE'])).toMatchObject([{ open: -5_000n }])
    const undone = sound(
      await transactor.transact(maker, 'undo', (unit) =>
        undoSettlement(unit, {
          ...{ settlementId: done.settlementId ?? '', undoneOn: day('2026-01-28'), reason: '供应商主张' },
        }),
      ),
    )
    expect(undone).toMatchObject({ method: 'UNCLAIMED', undoneOn: '2026-01-28' })
    expect(await posted(undone.undoVoucherId)).toEqual(['Cr 6301 -90000', 'Dr 2202.01 -90000'])
    expect((await openItems(maker, ['PAYABLE'])).map(({ open }) => open).toSorted()).toEqual([-5_000n, -90_000n])
  })

  test.each([
    ['a payable in USD, at what the books carry it at', -35_500n, '20.00', ['Cr 6301 14200', 'Dr 2202.01 14200']],
    ['what a customer paid ahead', -4_000n, '40.00', ['Cr 6301 4000', 'Dr 2203 4000']],
    ['what a customer has too much', -3_000n, '30.00', ['Cr 6301 3000', 'Dr 1122 3000']],
    [
      'what a supplier was paid ahead and will not give back, a claim',
      6_000n,
      '60.00',
      ['Dr 1231 6000', 'Cr 1123 6000'],
    ],
  ])('%s', async (_, base, amount, lines) => {
    const { of, proposes, decides, posts } = await owing()
    const done = sound(await posts(await decides(sound(await proposes([of(base)], amount)))))
    expect((await voucherOf(done)).lines).toEqual(lines)
  })

  test('is of one supplier, and does not wait for an account that the company has not', async () => {
    const { maker, of, proposes, decides, posts } = await owing()
    await enter(
      maker,
      '2026-01-11',
      ['Cr', '2202.01', '5.00', { supplierId: newId() }],
      ['Dr', '6602', '5.00', { departmentId: newId() }],
    )
    const strange = (await openItems(maker, ['PAYABLE'])).find(({ originalBase }) => originalBase === -500n) as OpenItem
    expect(await proposes([of(-90_000n), strange], '1.00')).toEqual(
      refuse('NotABadDebt', { openItemId: strange.id, problem: 'ANOTHER_SUPPLIER' }),
    )
    const approved = await decides(sound(await proposes([strange], '5.00')))
    await database.rows`
      update account_rule set active = false where company_id = ${maker.companyId}::uuid and account_key = 'OTHER-IN'`
    expect(await posts(approved)).toEqual(refuse('ClosingAccountMissing', { accountKey: 'OTHER-IN' }))
  })
})
