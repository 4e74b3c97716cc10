import type { Caller } from '@erp/service-kit'
import { newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { noDimensions } from '../src/domain/closing-step.ts'
import type { OpeningLine } from '../src/domain/opening-balance.ts'
import { findSheetOf } from '../src/store/opening-balances.ts'
import { decidedKinds } from '../src/use-cases/decided-kinds.ts'
import { postOpeningBalances, saveOpeningBalances, takeBackOpeningBalances } from '../src/use-cases/opening-balances.ts'
import { submitOpeningBalances } from '../src/use-cases/submit-opening-balances.ts'
import { notedAtNight } from './at-night.ts'
import { callerOf, type StockDocument, stockDocument } from './finance-database.ts'
import { sound, useMonthEnd } from './month-end.ts'
import { approvalOf, nobodyAsked } from './use-approval.ts'

const { database, transactor, accountantOfNewCompany, openFor, balances, enter, run, close, post, colleagueOf } =
  await useMonthEnd()

/** `['1002', '100.00 Dr', '30.00', '20.00']`: year opening with its side, then year-to-date debit and credit. */
type Row = readonly [code: string, yearOpening: string, debit?: string, credit?: string, more?: Partial<OpeningLine>]

function sheetOf(rows: readonly Row[]): OpeningLine[] {
  return rows.map(([accountCode, yearOpening, debit = '0.00', credit = '0.00', more]) => {
    const [opening = '', side] = yearOpening.split(' ')
    return {
      ...noDimensions,
      ...{ accountCode, foreign: null, cashFlowItem: null },
      ...{ yearOpeningDebit: side === 'Dr' ? opening : '0.00', yearOpeningCredit: side === 'Cr' ? opening : '0.00' },
      ...{ yearToDateDebit: debit, yearToDateCredit: credit },
      ...more,
    }
  })
}

const save = (caller: Caller, expectedVersion: number, rows: readonly Row[], approvals = nobodyAsked) =>
  transactor.transact(caller, 'saveOpeningBalances', (unit) =>
    saveOpeningBalances(unit, { expectedVersion, lines: sheetOf(rows) }, approvals),
  )
/** Posted by somebody who wrote none of it, unless another is named. */
const postSheet = (caller: Caller, expectedVersion: number, by: Caller = colleagueOf(caller)) =>
  transactor.transact(by, 'postOpeningBalances', (unit) => postOpeningBalances(unit, { expectedVersion }))
const takeBack = (caller: Caller, expectedVersion: number, reason = 'wrong bank balance') =>
  transactor.transact(caller, 'takeBackOpeningBalances', (unit) =>
    takeBackOpeningBalances(unit, { expectedVersion, reason }),
  )

async function startingInJuly(): Promise<Caller> {
  const companyId = newId()
  await openFor([{ companyId, firstPeriod: '2026-07' }])
  return callerOf(companyId)
}

const vouchersOf = ({ companyId }: Caller) => database.rows`
  select period, kind, total::int from voucher where company_id = ${companyId}::uuid order by period, number`

const customerId = newId()
const midYear: readonly Row[] = [
  ['1002', '1000.00 Dr', '1130.00', '600.00', { cashFlowItem: 'SALES_RECEIPTS' }],
  ['1122', '200.00 Dr', '0.00', '0.00', { customerId }],
  ['2241', '200.00 Cr'],
  ['4001', '1000.00 Cr'],
  ['2221.01.02', '0', '0.00', '130.00'],
  ['6001', '0', '1000.00', '1000.00'],
  ['6602', '0', '600.00', '600.00'],
  ['4103', '0', '600.00', '1000.00'],
]

describe('a company that starts in mid-year', () => {
  test('has its opening, its year to date and its profit so far, and closes its first month', async () => {
    const accountant = await startingInJuly()
    sound(await save(accountant, 0, midYear))
    expect(await close(accountant, '2026-07')).toMatchObject({
      blockers: [{ step: 'OPENING_BALANCES', reason: 'OPENING_NOT_POSTED' }],
    })
    expect(sound(await postSheet(accountant, 1))).toMatchObject({ status: 'POSTED', version: 2 })
    expect(await vouchersOf(accountant)).toEqual([
      { period: '2025-12', kind: 'OPENING', total: 120000 },
      { period: '2026-06', kind: 'CLOSING', total: 173000 },
      { period: '2026-06', kind: 'CLOSING', total: 160000 },
    ])
    const { lines, total } = await balances(accountant, '2026-07')
    expect(lines).toMatchObject({
      '1002': { opening: 153000n, debit: 0n },
      '1122': { opening: 20000n },
      '4103': { opening: -40000n },
      '6001': { opening: 0n },
    })
    expect(total.opening.debit).toEqual(total.opening.credit)
    expect(total.yearToDate.debit.minor).toBe(333000n)
    const natures = await database.rows`
      select distinct a.code, l.nature, l.credit::int as credit from voucher_line l join account a on a.id = l.account_id
      where l.company_id = ${accountant.companyId}::uuid and a.code = '6001' and l.credit <> 0`
    expect(natures).toEqual([{ code: '6001', nature: 'BUSINESS', credit: 100000 }])

    expect(await run(accountant, '2026-07', 'VAT_TRANSFER')).toMatchObject({ runNumber: 1 })
    sound(await close(accountant, '2026-07'))
    expect(await takeBack(accountant, 2)).toEqual(refuse('OpeningFinal', { period: '2026-07' }))
  })

  test('nothing is told of the months before, nothing else is posted there, and they do not reopen', async () => {
    const accountant = await startingInJuly()
    sound(await save(accountant, 0, midYear))
    sound(await postSheet(accountant, 1))
    const told = await database.rows`
      select 1 from platform.outbox where company_id = ${accountant.companyId}::uuid
        and type = 'finance.period.changed.v1' and payload ->> 'period' < '2026-07'`
    expect(told).toEqual([])
    const early = stockDocument(accountant.companyId, [{ stock: '1.00' }], { businessDate: '2026-06-30' })
    expect((await post([early])).size).toBe(1)
    await expect(enter(accountant, '2026-06-30', ['Dr', '1403', '1.00'], ['Cr', '2202.02', '1.00'])).rejects.toThrow(
      'is closed',
    )
  })
})

describe('the sheet', () => {
  test('is posted only when even, taken back in red, corrected and posted again', async () => {
    const accountant = await accountantOfNewCompany()
    sound(
      await save(accountant, 0, [
        ['1002', '100.00 Dr'],
        ['4001', '90.00 Cr'],
      ]),
    )
    expect(await postSheet(accountant, 1)).toEqual(
      refuse('OpeningUneven', { column: 'YEAR_OPENING', debit: '100.00', credit: '90.00' }),
    )
    expect(await vouchersOf(accountant)).toEqual([])
    sound(
      await save(accountant, 1, [
        ['1002', '90.00 Dr'],
        ['4001', '90.00 Cr'],
      ]),
    )
    sound(await postSheet(accountant, 2))
    expect(await postSheet(accountant, 3)).toEqual(refuse('OpeningPosted'))
    expect(await save(accountant, 3, [])).toEqual(refuse('OpeningPosted'))
    expect(await takeBack(accountant, 3, ' ')).toEqual(refuse('ReasonMissing'))
    sound(await takeBack(accountant, 3))
    sound(
      await save(accountant, 4, [
        ['1002', '95.00 Dr'],
        ['4001', '95.00 Cr'],
      ]),
    )
    sound(await postSheet(accountant, 5))
    expect(await vouchersOf(accountant)).toEqual([
      { period: '2025-12', kind: 'OPENING', total: 9000 },
      { period: '2025-12', kind: 'OPENING', total: -9000 },
      { period: '2025-12', kind: 'OPENING', total: 9500 },
    ])
    expect((await balances(accountant, '2026-01')).lines['1002']).toMatchObject({ opening: 9500n, closing: 9500n })
    sound(await close(accountant, '2026-01'))
  })

  test('stock waits on the clearing account for inventory, and the first month does not close before', async () => {
    const accountant = await accountantOfNewCompany()
    sound(
      await save(accountant, 0, [
        ['1405.01', '70.00 Dr'],
        ['4001', '70.00 Cr'],
      ]),
    )
    sound(await postSheet(accountant, 1))
    const { lines } = await balances(accountant, '2026-01')
    expect(lines['9001']).toMatchObject({ opening: 7000n })
    expect(lines['1405.01']).toBeUndefined()
    expect(await close(accountant, '2026-01')).toEqual(
      refuse('ClosingBlocked', {
        period: '2026-01',
        blockers: [{ step: 'OPENING_BALANCES', reason: 'OPENING_CLEARING_NOT_ZERO', facts: { amount: '70.00' } }],
      }),
    )
    await enter(accountant, '2026-01-01', ['Dr', '1405.01', '70.00'], ['Cr', '9001', '70.00'])
    sound(await close(accountant, '2026-01'))
  })

  test.each([
    ['ACCOUNT_UNKNOWN', ['9876', '1.00 Dr']],
    ['GROUP_ACCOUNT', ['2202', '1.00 Dr']],
    ['CLEARING_ACCOUNT', ['9001', '1.00 Dr']],
    ['DIMENSION_MISSING', ['1122', '1.00 Dr']],
    ['DIMENSION_NOT_KEPT', ['1002', '1.00 Dr', '0', '0', { customerId }]],
    ['AMOUNT_INVALID', ['1002', '1.001 Dr']],
    ['BOTH_SIDES', ['1002', '1.00 Dr', '0', '0', { yearOpeningCredit: '1.00' }]],
    ['EMPTY', ['1002', '0.00 Dr']],
    ['INCOME_OF_EARLIER_YEARS', ['6001', '1.00 Cr']],
    ['NO_YEAR_TO_DATE_IN_JANUARY', ['1002', '1.00 Dr', '1.00']],
    ['CASH_FLOW_ITEM_UNKNOWN', ['1002', '1.00 Dr', '0', '0', { cashFlowItem: 'GIFTS' }]],
  ] as const)('%s is refused, and nothing is stored', async (problem, row) => {
    const accountant = await accountantOfNewCompany()
    const [accountCode] = row
    expect(await save(accountant, 0, [['4001', '1.00 Cr'], row])).toEqual(
      refuse('OpeningLineInvalid', { lineNumber: 2, accountCode, problem }),
    )
    const stored = await database.rows`
      select 1 from opening_balance where company_id = ${accountant.companyId}::uuid`
    expect(stored).toEqual([])
  })

  test('of many who save the first one, one does', async () => {
    const accountant = await accountantOfNewCompany()
    const outcomes = await Promise.all([1, 2, 3].map(() => save(accountant, 0, [['1002', '1.00 Dr']])))
    expect(outcomes.filter((outcome) => 'id' in outcome)).toHaveLength(1)
  })
})

describe('opening stock', () => {
  const opening = ({ companyId }: Caller, stock: string, more: Partial<StockDocument> = {}) =>
    stockDocument(companyId, [{ stock }], {
      ...{ eventKind: 'OPENING_STOCK', documentType: 'MISCELLANEOUS_MOVEMENT', businessDate: '2026-01-01' },
      ...{ documentNumber: 'OS-2026-000001', supplierId: null, ...more },
    })

  test('empties the clearing account as an opening, not as turnover, and the first month closes', async () => {
    const accountant = await accountantOfNewCompany()
    sound(
      await save(accountant, 0, [
        ['1002', '930.00 Dr'],
        ['1405.01', '70.00 Dr'],
        ['4001', '1000.00 Cr'],
      ]),
    )
    sound(await postSheet(accountant, 1))
    const first = opening(accountant, '45.50')
    await post([first, opening(accountant, '24.50')])
    await post([stockDocument(accountant.companyId, [{ stock: '30.00' }], { businessDate: '2026-01-20' })])

    const { lines, total } = await balances(accountant, '2026-01')
    expect(lines).toMatchObject({
      '1002': { opening: 93000n, debit: 0n, closing: 93000n },
      '1405.01': { opening: 7000n, debit: 3000n, credit: 0n, closing: 10000n },
      '4001': { opening: -100000n, closing: -100000n },
      '2202.02': { opening: 0n, credit: 3000n, closing: -3000n },
    })
    const empty = { opening: 0n, debit: 0n, credit: 0n, closing: 0n }
    expect([undefined, empty]).toContainEqual(lines['9001'])
    expect(total.turnover).toMatchObject({ debit: { minor: 3000n }, credit: { minor: 3000n } })
    expect(total.opening.debit).toEqual(total.opening.credit)
    sound(await close(accountant, '2026-01'))
    expect((await balances(accountant, '2026-02')).lines['1405.01']).toMatchObject({ opening: 10000n, debit: 0n })
  })

  test('taken back leaves the clearing account as it was, and the first month waits again', async () => {
    const accountant = await accountantOfNewCompany()
    sound(
      await save(accountant, 0, [
        ['1405.01', '70.00 Dr'],
        ['4001', '70.00 Cr'],
      ]),
    )
    sound(await postSheet(accountant, 1))
    const entered = opening(accountant, '70.00')
    await post([entered])
    await post([opening(accountant, '-70.00', { documentId: entered.documentId })])
    const { lines, total } = await balances(accountant, '2026-01')
    expect(lines['9001']).toMatchObject({ opening: 7000n, debit: 0n, credit: 0n, closing: 7000n })
    expect(total.turnover).toMatchObject({ debit: { minor: 0n }, credit: { minor: 0n } })
    expect(await close(accountant, '2026-01')).toMatchObject({
      blockers: [{ reason: 'OPENING_CLEARING_NOT_ZERO', facts: { amount: '70.00' } }],
    })
  })
})

test('who posts opening balances at night, or takes them back, is told to those who watch over security', async () => {
  const accountant = await startingInJuly()
  const poster = colleagueOf(accountant)
  sound(await save(accountant, 0, midYear))
  const told = await notedAtNight(database, accountant.companyId, async () => {
    sound(await postSheet(accountant, 1, poster))
    sound(await takeBack(accountant, 2))
  })
  expect(told).toEqual([
    ['POSTED_AT_ODD_HOURS', poster.userId],
    ['POSTED_AT_ODD_HOURS', accountant.userId],
  ])
})

describe('opening balances take two persons', () => {
  test('whoever saved some of them does not post them, not even what another changed since', async () => {
    const author = await startingInJuly()
    const [other, third] = [colleagueOf(author), colleagueOf(author)]
    sound(await save(author, 0, midYear))
    expect(await postSheet(author, 1, author)).toEqual(refuse('OpeningPosterIsMaker'))
    expect(sound(await save(other, 1, midYear)).authorIds).toEqual([author.userId, other.userId])
    expect(await postSheet(author, 2, author)).toEqual(refuse('OpeningPosterIsMaker'))
    expect(await postSheet(author, 2, other)).toEqual(refuse('OpeningPosterIsMaker'))
    expect(sound(await postSheet(author, 2, third))).toMatchObject({ status: 'POSTED', version: 3 })
  })

  /** A sheet of mid-year of a company that has such sheets approved. */
  async function withApproval() {
    const author = await startingInJuly()
    const { companyId } = author
    const approval = approvalOf({ transactor, companyId }, 'OPENING_BALANCES', decidedKinds.OPENING_BALANCES)
    await approval.says({ active: true, version: 1 })
    sound(await save(author, 0, midYear))
    const submit = (expectedVersion: number, by = author) =>
      transactor.transact(by, 'submitOpeningBalances', (unit) =>
        submitOpeningBalances(unit, { expectedVersion }, approval.approvals),
      )
    const now = async () => {
      const sheet = await transactor.read([companyId], (tx) => findSheetOf(tx, companyId))
      if (!sheet) throw new Error('gone')
      return sheet
    }
    return { ...approval, author, approver: colleagueOf(author), submit, now }
  }
  const byApproval = refuse('DecidedByApproval', { number: '2026-07', documentType: 'OPENING_BALANCES' })

  test('where the company has them approved, 1,730.00 of balances wait, and anybody posts what is approved', async () => {
    const { author, approver, submit, shown, decided, now } = await withApproval()
    expect(await postSheet(author, 1)).toEqual(byApproval)
    expect(await submit(9)).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
    const waiting = sound(await submit(1))
    expect(waiting).toMatchObject({ status: 'PENDING_APPROVAL', version: 2, submittedBy: author.userId })
    expect(shown()).toEqual([
      {
        ...{ approvalId: waiting.approvalId, companyId: author.companyId, documentType: 'OPENING_BALANCES' },
        ...{ documentId: waiting.id, documentVersion: 2, documentNumber: '2026-07', makerId: author.userId },
        ...{ title: '期初余额 Opening balances 2026-07', authorIds: [author.userId], submittedBy: author.userId },
        amount: '1730.00',
      },
    ])
    expect(await postSheet(author, 2)).toEqual(byApproval)
    expect(await submit(2)).toEqual(refuse('OpeningNotReady', { status: 'PENDING_APPROVAL' }))
    expect(await close(author, '2026-07')).toMatchObject({
      blockers: [{ step: 'OPENING_BALANCES', reason: 'OPENING_NOT_POSTED' }],
    })
    await decided(waiting, [approver.userId])
    await decided(waiting, [], { outcome: 'REJECTED', reason: '太迟' })
    expect(await now()).toMatchObject({ status: 'APPROVED', version: 3, approverIds: [approver.userId], answer: null })
    expect(sound(await postSheet(author, 3, author))).toMatchObject({ status: 'POSTED', version: 4 })
    const back = sound(await takeBack(author, 4))
    expect(back).toMatchObject({ status: 'DRAFT', approvalId: null, approverIds: [], approvedBy: null })
    expect(await postSheet(author, 5)).toEqual(byApproval)
  })

  test('a change withdraws what was asked and undoes an approval; turned down, they are a draft with the reason', async () => {
    const { author, approver, submit, approvals, ended, decided, unasked, now } = await withApproval()
    const first = sound(await submit(1))
    const changed = sound(await save(author, 2, midYear, approvals))
    expect([changed.status, changed.approvalId, ended]).toEqual(['DRAFT', null, [first.approvalId]])
    await decided(first, [approver.userId])
    expect((await now()).status).toBe('DRAFT')

    const second = sound(await submit(3))
    await decided(second, [approver.userId])
    expect((await now()).status).toBe('APPROVED')
    expect(sound(await save(approver, 5, midYear, approvals))).toMatchObject({ status: 'DRAFT', approverIds: [] })
    expect(ended).toHaveLength(1)
    const third = sound(await submit(6))
    await decided(third, [approver.userId])
    expect(await now()).toMatchObject({ status: 'DRAFT', answer: 'APPROVED_BY_ITS_MAKER', version: 8 })
    const fourth = sound(await submit(8))
    await decided(fourth, [], { outcome: 'REJECTED', reason: '银行存款不符' })
    expect(await now()).toMatchObject({ status: 'DRAFT', answer: '银行存款不符', submittedBy: null, version: 10 })
    const fifth = sound(await submit(10))
    await unasked(fifth, newId())
    expect((await now()).status).toBe('PENDING_APPROVAL')
    await unasked(fifth, fifth.approvalId)
    expect(await now()).toMatchObject({ status: 'DRAFT', answer: 'DOCUMENT_TYPE_UNKNOWN', version: 12 })
  })

  test('uneven ones are not submitted, nor any where the company has said nothing', async () => {
    const { author, submit, says, approvals } = await withApproval()
    sound(await save(author, 1, [['1002', '5.00 Dr']], approvals))
    expect(await submit(2)).toMatchObject({ refusal: 'OpeningUneven', debit: '5.00', credit: '0.00' })
    await says({ active: false, version: 2 })
    expect(await submit(2)).toEqual(refuse('ApprovalNotDefined', { documentType: 'OPENING_BALANCES' }))
  })
})
