import { createLogger } from '@erp/service-kit'
import { eventually } from '@erp/testing'
import { type BusinessDate, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { FeedDifference } from '../src/store/expense-feed-differences.ts'
import { cancelExpenseClaim } from '../src/use-cases/cancel-expense-claim.ts'
import { startFeedComparison } from '../src/use-cases/compare-expense-feeds.ts'
import { receiveExpenseFeed } from '../src/use-cases/receive-expense-feed.ts'
import { discardExpenseClaim, withdrawExpenseClaim } from '../src/use-cases/submit-expense-claim.ts'
import { faultsOf, fedCompany, hotel, outcomes } from './expense-feed-people.ts'
import { today } from './expense-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()

const daysAgo = (days: number) =>
  new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10) as BusinessDate
/** A hotel bill that was claimed on a day. */
const on = (day: BusinessDate, externalId: string, more: Record<string, unknown> = {}, ofLine = {}) =>
  hotel(externalId, { claimedOn: day, ...more }, ofLine)
const named = (found: readonly FeedDifference[]) => found.map(({ externalId, kind }) => `${externalId} ${kind}`)
const unknown = { employee: '00017' }

describe('feeds that cover days are compared day by day', () => {
  const [jan, late, feb] = [daysAgo(60), daysAgo(45), daysAgo(30)]

  test('what one feed showed stands when the next one covers other days, and is gone when its own days come again', async () => {
    const { send, differences } = await fedCompany(finance)
    await send([on(jan, 'J-1'), on(jan, 'J-2', unknown)], { days: [jan, late] })
    expect(named(await differences())).toEqual(['J-2 MISSING_HERE'])
    await send([on(feb, 'F-1'), on(feb, 'F-2', unknown)], { days: [feb, feb] })
    expect(named(await differences())).toEqual(['F-2 MISSING_HERE', 'J-2 MISSING_HERE'])
    await send([on(jan, 'J-1')], { days: [jan, late] })
    const found = await differences()
    expect(named(found)).toEqual(['F-2 MISSING_HERE'])
    expect(found.map(({ claimedOn }) => claimedOn)).toEqual([feb])
  })

  test('a month that comes in several feeds is compared with all of them', async () => {
    const { send, differences } = await fedCompany(finance)
    await send([on(jan, 'J-1'), on(feb, 'F-1')])
    await send([on(jan, 'J-2', unknown)], { days: [jan, daysAgo(46)] })
    await send([on(feb, 'F-1', {}, { amount: '900.00', tax: null })], { days: [late, feb] })
    expect(named(await differences())).toEqual(['F-1 DIFFERENT', 'J-1 MISSING_THERE', 'J-2 MISSING_HERE'])
  })

  test('of two that overlap the later speaks for the days of both, the earlier for its others', async () => {
    const { send, differences } = await fedCompany(finance)
    await send([on(jan, 'J-1', unknown), on(late, 'L-1', unknown)], { days: [jan, late] })
    await send([on(late, 'L-2', unknown), on(feb, 'F-1')], { days: [late, feb] })
    expect(named(await differences())).toEqual(['J-1 MISSING_HERE', 'L-2 MISSING_HERE'])
    await send([on(jan, 'J-1', unknown), on(late, 'L-1', unknown)], { days: [jan, late] })
    expect(named(await differences())).toEqual(['J-1 MISSING_HERE', 'L-1 MISSING_HERE'])
  })

  test('a claim that the other system dated anew is found on its new day, and is not missing on the old one', async () => {
    const { send, differences, claimOf } = await fedCompany(finance)
    const { claims } = await send([on(jan, 'J-1')], { days: [jan, jan] })
    const again = await send([on(feb, 'J-1')], { days: [feb, feb] })
    expect(outcomes(again.claims)).toEqual(['J-1 KNOWN'])
    expect(await claimOf(again.claims[0])).toMatchObject({ id: claims[0]?.expenseClaimId })
    await send([on(jan, 'J-9', unknown)], { days: [jan, jan] })
    expect(named(await differences())).toEqual(['J-9 MISSING_HERE'])
  })

  test('a feed holds claims of its own days, of at most 366', async () => {
    const { send, as, feeder } = await fedCompany(finance)
    const { claims } = await send([on(jan, 'J-1'), on(feb, 'F-1')], { days: [feb, feb] })
    expect(outcomes(claims)).toEqual(['J-1 REJECTED', 'F-1 TAKEN'])
    expect(faultsOf(claims[0])).toEqual([[null, 'InvalidInput', 'claimedOn', 'OUTSIDE_DAYS_COVERED']])
    const content = JSON.stringify({ claims: [on(feb, 'F-2')] })
    const covers = { beginsOn: daysAgo(366), endsOn: today }
    expect(await as(feeder, (u) => receiveExpenseFeed(u, { system: 'OA', format: 'JSON', content, covers }))).toEqual(
      refuse('InvalidInput', { field: 'endsOn', problem: 'MORE_THAN_366_DAYS' }),
    )
  })
})

describe('what stands here now is compared', () => {
  test('a claim that was taken back and written otherwise differs, until it says the same again or theirs takes its place', async () => {
    const { send, differences, claimOf, as, feeder, save, submit, line, approvals, employeeId, repair, read } =
      await fedCompany(finance)
    const { claims } = await send([hotel('OA-1')], { covers: true })
    const taken = await claimOf(claims[0])
    const withdrawn = sound(
      await as(feeder, (u) =>
        withdrawExpenseClaim(
          u,
          { expenseClaimId: taken.id, expectedVersion: taken.version, reason: '改金额' },
          approvals,
        ),
      ),
    )
    expect(await differences()).toEqual([])
    const hotelOf = (amount: string) => line('HOTEL', amount, { printedTax: '60.00', receiptNumber: ' oa-1' })
    const written = { employeeId, title: '上海出差' }
    const higher = sound(await save({ ...written, lines: [hotelOf('1061.00')] }, feeder, withdrawn))
    expect(named(await differences())).toEqual(['OA-1 DIFFERENT'])
    const same = sound(await save({ ...written, lines: [hotelOf('1060.0')] }, feeder, higher))
    expect(await differences()).toEqual([])
    const other = sound(await save({ ...written, lines: [hotelOf('1062.00')] }, feeder, same))
    const resubmitted = sound(await submit(other, feeder))
    const [different] = await differences()
    expect(different).toMatchObject({ kind: 'DIFFERENT', expenseClaimId: taken.id })
    expect(await repair(different?.id ?? '')).toMatchObject({ clearedAt: expect.any(Date) })
    expect(await read(resubmitted)).toMatchObject({ status: 'DISCARDED' })
    const again = await send([hotel('OA-1')])
    expect(outcomes(again.claims)).toEqual(['OA-1 KNOWN'])
    expect(await claimOf(again.claims[0])).toMatchObject({ status: 'SUBMITTED', claimedTotal: { minor: 106_000n } })
  })

  test('the same change on both sides is no difference', async () => {
    const {
      send,
      differences,
      claimOf,
      as,
      feeder,
      save,
      line,
      approvals,
      employeeId,
      taken: takenAgain,
    } = await fedCompany(finance)
    const { claims } = await send([hotel('OA-1')])
    const claim = await claimOf(claims[0])
    const changed = hotel('OA-1', {}, { amount: '530.00', tax: '30.00' })
    const { feed } = await send([changed], { covers: true })
    expect(named(await differences())).toEqual(['OA-1 DIFFERENT'])
    const reference = { expenseClaimId: claim.id, expectedVersion: claim.version, reason: '改金额' }
    const withdrawn = sound(await as(feeder, (u) => withdrawExpenseClaim(u, reference, approvals)))
    const lines = [line('HOTEL', '530.00', { printedTax: '30.00', receiptNumber: 'OA-1' })]
    sound(await save({ employeeId, title: '上海出差', lines }, feeder, withdrawn))
    expect(await differences()).toEqual([])
    expect(outcomes(await takenAgain(feed.id))).toEqual(['OA-1 KNOWN'])
    expect(await differences()).toEqual([])
  })

  test('a claim given up here is missing here, and is taken once more', async () => {
    const { send, differences, claimOf, as, feeder, approvals, repair } = await fedCompany(finance)
    const { claims, feed } = await send([hotel('OA-1')], { covers: true })
    const claim = await claimOf(claims[0])
    const at = ({ version }: { version: number }) => ({ expenseClaimId: claim.id, expectedVersion: version })
    await as(feeder, async (u) => {
      const withdrawn = sound(await withdrawExpenseClaim(u, { ...at(claim), reason: '误收' }, approvals))
      return discardExpenseClaim(u, at(withdrawn))
    })
    const [missing] = await differences()
    expect(missing).toMatchObject({ kind: 'MISSING_HERE', expenseClaimId: null })
    expect(await repair(missing?.id ?? '')).toMatchObject({ clearedAt: expect.any(Date) })
    const rows = await finance.database.rows<{ status: string }>`
      select e.status from expense_feed_claim c join expense_claim e on e.id = c.expense_claim_id
      where c.feed_id = ${feed.id}::uuid`
    expect(rows).toEqual([{ status: 'SUBMITTED' }])
  })
})

describe('what somebody wrote here for spending that also came from the other system', () => {
  const taxi = (externalId: string, amount = '20.00') => ({
    ...hotel(externalId),
    lines: [{ expenseType: 'TAXI', spentOn: today, amount }],
  })

  test('is found by employee, day, amount and type, and taken back here', async () => {
    const { send, differences, submitted, line, repair, read, value, save, submit, assistant } =
      await fedCompany(finance)
    const byHand = await submitted([line('TAXI', '20.00', { receiptNumber: null })])
    const others = [
      [line('TAXI', '21.00', { receiptNumber: null })],
      [line('OTHER', '20.00')],
      [line('TAXI', '20.00', { receiptNumber: null, spentOn: daysAgo(1) })],
    ]
    for (const lines of others) await submitted(lines)
    const li = await value('employee', 'LI')
    const ofAnother = await save({ employeeId: li, lines: [line('TAXI', '20.00', { receiptNumber: null })] }, assistant)
    sound(await submit(sound(ofAnother), assistant))
    await send([taxi('OA-1')], { covers: true })
    const [double, ...rest] = await differences()
    expect(rest).toEqual([])
    expect(double).toMatchObject({
      externalId: 'OA-1',
      kind: 'DOUBLED_HERE',
      doubleClaimId: byHand.id,
      doubleWhole: true,
    })
    expect(await repair(double?.id ?? '')).toMatchObject({ clearedAt: expect.any(Date) })
    expect(await read(byHand)).toMatchObject({ status: 'DISCARDED' })
    expect(await differences()).toEqual([])
  })

  test('is for its writer to correct where it holds more than that, and approved claims are reversed', async () => {
    const { send, differences, submitted, line, repair, decide, decision, entriesOf, read, as, approver } =
      await fedCompany(finance)
    const mixed = await submitted([
      line('TAXI', '20.00', { receiptNumber: null }),
      line('TAXI', '35.00', { receiptNumber: null }),
    ])
    await send([taxi('OA-1')], { covers: true })
    const [double] = await differences()
    expect(double).toMatchObject({ kind: 'DOUBLED_HERE', doubleClaimId: mixed.id, doubleWhole: false })
    expect(await repair(double?.id ?? '')).toEqual(
      refuse('FeedRepairNotHere', { externalId: 'OA-1', problem: 'CORRECT_HERE' }),
    )
    await decide(decision(mixed))
    const approved = await read(mixed)
    const reference = { expenseClaimId: mixed.id, expectedVersion: approved.version, reason: '重复' }
    sound(await as(approver, (u) => cancelExpenseClaim(u, reference)))
    expect(await differences()).toEqual([])

    const whole = await submitted([line('TAXI', '20.00', { receiptNumber: null })])
    await decide(decision(whole))
    const [again] = await differences()
    expect(await repair(again?.id ?? '')).toMatchObject({ clearedAt: expect.any(Date) })
    expect(await entriesOf(whole)).toEqual([
      ...['1 Dr 6602 20.00', '1 Cr 2241 20.00', '2 Dr 6602 -20.00', '2 Cr 2241 -20.00'],
    ])
  })

  test('keeps theirs out by its receipt; once it is taken back, theirs is taken', async () => {
    const { send, differences, submitted, line, repair, read, claimOf } = await fedCompany(finance)
    const byHand = await submitted([line('HOTEL', '1060.00', { printedTax: '60.00', receiptNumber: 'oa 1' })])
    const { claims } = await send([hotel('X-1', {}, { receiptNumber: 'OA1' })], { covers: true })
    expect(outcomes(claims)).toEqual(['X-1 REJECTED'])
    const found = await differences()
    expect(named(found).toSorted()).toEqual(['X-1 DOUBLED_HERE', 'X-1 MISSING_HERE'])
    const double = found.find(({ kind }) => kind === 'DOUBLED_HERE')
    expect(await repair(double?.id ?? '')).toMatchObject({ doubleClaimId: byHand.id, clearedAt: expect.any(Date) })
    expect(await read(byHand)).toMatchObject({ status: 'DISCARDED' })
    const again = await send([hotel('X-1', {}, { receiptNumber: 'OA1' })])
    expect(await claimOf(again.claims[0])).toMatchObject({ status: 'SUBMITTED' })
    expect(await differences()).toEqual([])
  })
})

test('every company is compared again and again, each by itself, until the schedule is stopped', async () => {
  const [one, two, none] = [await fedCompany(finance), await fedCompany(finance), await fedCompany(finance)]
  await none.send([hotel('OA-1')])
  await one.send([hotel('OA-1')], { covers: true })
  await two.send([hotel('OA-1', unknown)], { covers: true })
  const standing = async () => {
    const rows = await finance.database.rows<{ company: string; found: string }>`
      select company_id::text as company, string_agg(external_id || ' ' || kind, ', ' order by kind) as found
      from expense_feed_difference where cleared_at is null group by company_id`
    const by = new Map(rows.map(({ company, found }) => [company, found]))
    return [one, two, none].map(({ companyId }) => by.get(companyId))
  }
  expect(await standing()).toEqual([undefined, undefined, undefined])
  const timing = { intervalMs: 50, logger: createLogger('finance', 'silent') }
  const comparison = startFeedComparison(finance.prisma, finance.transactor, timing)
  try {
    await eventually(async () => expect(await standing()).toEqual([undefined, 'OA-1 MISSING_HERE', undefined]))
    // Nobody asks: the next pass sees what was taken meanwhile.
    sound(await two.means('EMPLOYEE', '00017', two.employeeId))
    await two.send([hotel('OA-1', unknown)])
    await eventually(async () => expect(await standing()).toEqual([undefined, undefined, undefined]))
  } finally {
    await comparison.stop()
  }
  await two.send([hotel('OA-2', { employee: '00018' })], { covers: true })
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await standing()).toEqual([undefined, undefined, undefined])
})
