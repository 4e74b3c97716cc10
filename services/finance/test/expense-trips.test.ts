import { type BusinessDate, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { ExpenseClaim } from '../src/domain/expense-claim.ts'
import type { LineInput } from '../src/domain/expense-line-input.ts'
import type { ExpenseTrip } from '../src/domain/expense-trip.ts'
import { linesOfClaims } from '../src/store/expense-claim-lines.ts'
import { tripsOfClaims } from '../src/store/expense-trips.ts'
import { readJsonFeed, readXmlFeed } from '../src/use-cases/read-expense-feed.ts'
import { copyExpenseClaim } from '../src/use-cases/save-expense-claim.ts'
import { setExpensePolicy } from '../src/use-cases/set-expense-policy.ts'
import { setPerDiemRate } from '../src/use-cases/set-per-diem-rate.ts'
import { atClaim } from './employee-payments.ts'
import { faultsOf, fedCompany, hotel, outcomes } from './expense-feed-people.ts'
import { claimantsOf, today } from './expense-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()

const daysAgo = (days: number) =>
  new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10) as BusinessDate
/** Three days in Beijing, the last of which is today. */
const beijing: ExpenseTrip = {
  ...{ purpose: '客户验收', fromCity: '上海', toCity: '北京市', beginsOn: daysAgo(2), endsOn: today, means: 'RAIL' },
}

async function travellers() {
  const people = await claimantsOf(finance)
  const { companyId, clerk, as } = people
  const rate = async (perDay: string, city: string | null) =>
    sound(
      await as(clerk, (u) =>
        setPerDiemRate(u, {
          ...{ expenseTypeId: people.types.get('PER_DIEM') ?? '', grade: null, city, amount: perDay },
          ...{ effectiveOn: '2026-01-01' as BusinessDate, expectedVersion: null },
        }),
      ),
    )
  await rate('80.00', null)
  await rate('120.00', '北京')
  const limit = async (code: string, measure: 'LINE_AMOUNT' | 'DAY_AMOUNT', amountLimit: string) =>
    sound(
      await as(clerk, (u) =>
        setExpensePolicy(u, {
          ...{ expensePolicyId: null, expectedVersion: null, measure, expenseTypeId: people.types.get(code) ?? null },
          ...{ grade: null, city: '北京', amountLimit, dayLimit: null, severity: 'BLOCK', active: true },
        }),
      ),
    )
  const days = (more: Partial<LineInput> = {}) =>
    people.line('PER_DIEM', null, { receiptNumber: null, spentOn: null, tripNumber: 1, ...more })
  const kept = async ({ id }: Pick<ExpenseClaim, 'id'>) =>
    finance.transactor.read([companyId], async (tx) => ({
      lines: (await linesOfClaims(tx, [id])).get(id) ?? [],
      trips: (await tripsOfClaims(tx, [id])).get(id) ?? [],
    }))
  const counted = async (claim: Pick<ExpenseClaim, 'id'>) =>
    (await kept(claim)).lines.map(({ spentOn, perDiemDays, amount }) => [spentOn, perDiemDays, amount?.minor])
  const problems = async (trips: readonly ExpenseTrip[], ...lines: LineInput[]) =>
    sound(await people.save({ trips, lines })).problems.map(({ lineNumber, problem }) => `${lineNumber} ${problem}`)
  return { ...people, limit, days, kept, counted, problems }
}

describe('a line that belongs to a trip', () => {
  test('is paid by the day for the days of the trip, at the rate of the city it went to', async () => {
    const people = await travellers()
    const draft = sound(await people.save({ trips: [beijing], lines: [people.days()] }))
    expect(draft).toMatchObject({ problems: [], claimedTotal: { minor: 36_000n } })
    expect(await people.counted(draft)).toEqual([[today, 3, 36_000n]])
    const submitted = sound(await people.submit(draft))
    await people.decide(people.decision(submitted))
    expect(await people.entriesOf(submitted)).toEqual(['1 Dr 6602 360.00', '1 Cr 2241 360.00'])
    expect((await people.kept(submitted)).trips).toEqual([{ ...beijing, toCity: '北京' }])

    const again = sound(await people.save({ trips: [beijing], lines: [people.days({ spentOn: daysAgo(1) })] }))
    expect(await people.counted(again)).toEqual([[daysAgo(1), 2, 24_000n]])
    expect(await people.submit(again)).toEqual(
      refuse('PerDiemDayClaimed', { spentOn: daysAgo(2), claimNumber: submitted.number }),
    )
  })

  test('counts the days it says itself, as long as they are of the trip', async () => {
    const people = await travellers()
    expect(await people.problems([beijing], people.days({ spentOn: today, perDiemDays: 2 }))).toEqual([])
    expect(await people.problems([beijing], people.days({ spentOn: today, perDiemDays: 4 }))).toEqual([
      '1 PER_DIEM_DAY_OFF_TRIP',
    ])
    expect(await people.problems([beijing], people.days({ spentOn: daysAgo(3) }))).toEqual([
      ...['1 PER_DIEM_DAYS_MISSING', '1 AMOUNT_MISSING'],
    ])
  })

  test('is limited as in the city the trip went to, unless it says another', async () => {
    const people = await travellers()
    const policy = await people.limit('HOTEL', 'LINE_AMOUNT', '500.00')
    const stay = (more: Partial<LineInput> = {}) => people.line('HOTEL', '530.00', { tripNumber: 1, ...more })
    const claim = sound(await people.save({ trips: [beijing], lines: [stay(), stay({ city: '天津' })] }))
    expect(claim.findings).toMatchObject([{ lineNumber: 1, policyId: policy.id, actual: '530.00' }])
    expect(await people.submit(claim)).toMatchObject({ refusal: 'ExpensePolicyViolated' })
    const elsewhere = sound(
      await people.save({ trips: [beijing], lines: [stay({ city: '天津' })] }, people.employee, claim),
    )
    expect(sound(await people.submit(elsewhere))).toMatchObject({ status: 'SUBMITTED', findings: [] })
  })

  test('counts towards the day of that city when another claim is looked at', async () => {
    const people = await travellers()
    await people.limit('MEAL', 'DAY_AMOUNT', '300.00')
    const first = await people.save({ trips: [beijing], lines: [people.line('MEAL', '200.00', { tripNumber: 1 })] })
    sound(await people.submit(sound(first)))
    const second = sound(await people.save({ lines: [people.line('MEAL', '150.00', { city: '北京' })] }))
    expect(second.findings).toMatchObject([{ lineNumber: 1, actual: '350.00', limit: '300.00' }])
  })
})

describe('trips are kept as far as they are written', () => {
  test('saved again and again with the claim, and whole when a claim with their lines is submitted', async () => {
    const people = await travellers()
    const begun = { ...beijing, fromCity: null, endsOn: null, means: null, purpose: '' }
    const taxi = people.line('TAXI', '50.00', { receiptNumber: null, tripNumber: 2 })
    const draft = sound(await people.save({ trips: [beijing, begun], lines: [taxi] }))
    expect(draft.problems).toEqual([{ lineNumber: 1, problem: 'TRIP_INCOMPLETE' }])
    expect(await people.submit(draft)).toMatchObject({ refusal: 'ExpenseClaimIncomplete' })
    const saved = sound(
      await people.save(
        { trips: [{ ...begun, fromCity: '苏州市', endsOn: today }, beijing], lines: [{ ...taxi, tripNumber: 1 }] },
        people.employee,
        draft,
      ),
    )
    expect((await people.kept(saved)).trips.map(({ fromCity }) => fromCity)).toEqual(['苏州', '上海'])
    const submitted = sound(await people.submit(saved))
    expect((await people.kept(submitted)).lines).toMatchObject([{ tripNumber: 1, city: null }])
    await people.decide(people.decision(submitted))
    const change = finance.database.rows`delete from expense_claim_trip where claim_id = ${submitted.id}::uuid`
    await expect(change).rejects.toThrow(/stand/)
  })

  test('copied without their days, which are counted anew', async () => {
    const people = await travellers()
    const claim = sound(await people.submit(sound(await people.save({ trips: [beijing], lines: [people.days()] }))))
    const copy = sound(await people.as(people.employee, (u) => copyExpenseClaim(u, atClaim(claim))))
    const { lines, trips } = await people.kept(copy)
    expect(trips).toEqual([{ ...beijing, toCity: '北京', beginsOn: null, endsOn: null }])
    expect(lines).toMatchObject([{ tripNumber: 1, perDiemDays: null, spentOn: null, amount: null }])
    const later = { ...beijing, beginsOn: daysAgo(5), endsOn: daysAgo(4) }
    const dated = sound(await people.save({ trips: [later], lines: [people.days()] }, people.employee, copy))
    expect(await people.counted(dated)).toEqual([[daysAgo(4), 2, 24_000n]])
  })

  test.each([
    ['trips', 'MORE_THAN_20', Array<ExpenseTrip>(21).fill(beijing)],
    ['trips.2.purpose', 'LONGER_THAN_200', [beijing, { ...beijing, purpose: 'x'.repeat(201) }]],
    ['trips.1.fromCity', 'LONGER_THAN_100', [{ ...beijing, fromCity: 'x'.repeat(101) }]],
    ['trips.1.endsOn', 'BEFORE_IT_BEGINS', [{ ...beijing, endsOn: daysAgo(3) }]],
    ['trips.1.endsOn', 'MORE_THAN_366_DAYS', [{ ...beijing, beginsOn: daysAgo(366) }]],
    ['lines.1.tripNumber', 'NO_SUCH_TRIP', []],
  ])('within bounds: %s %s', async (field, problem, trips) => {
    const people = await travellers()
    expect(await people.save({ trips, lines: [people.days()] })).toEqual(refuse('InvalidInput', { field, problem }))
  })
})

describe('another system', () => {
  const journey = {
    purpose: '客户验收',
    fromCity: '上海',
    toCity: '北京',
    beginsOn: daysAgo(2),
    endsOn: today,
    means: 'RAIL',
  }

  test('says trips in JSON and in XML, and its claims are what they would be here', async () => {
    const taxi = { expenseType: 'TAXI', spentOn: today, amount: '50.00', trip: '1' }
    const claim = {
      externalId: 'OA-1',
      claimedOn: today,
      employee: 'WANG',
      title: 'A',
      lines: [taxi],
      trips: [journey],
    }
    const elements = (of: object) =>
      Object.entries(of)
        .map(([name, text]) => `<${name}>${text}</${name}>`)
        .join('')
    const xml = `<claims><claim><externalId>OA-1</externalId><claimedOn>${today}</claimedOn><employee>WANG</employee>
      <title>A</title><trip>${elements(journey)}</trip><line>${elements(taxi)}</line></claim></claims>`
    expect(readXmlFeed(xml)).toEqual(readJsonFeed(JSON.stringify({ claims: [claim] })))

    const { send, claimOf, companyId, differences } = await fedCompany(finance)
    const { claims } = await send([claim], { covers: true })
    expect(outcomes(claims)).toEqual(['OA-1 TAKEN'])
    const { id } = await claimOf(claims[0])
    const trips = (await finance.transactor.read([companyId], (tx) => tripsOfClaims(tx, [id]))).get(id)
    expect(trips).toEqual([journey])
    expect(outcomes((await send([claim])).claims)).toEqual(['OA-1 KNOWN'])
    const longer = { ...claim, trips: [{ ...journey, beginsOn: daysAgo(3) }] }
    expect(outcomes((await send([longer], { covers: true })).claims)).toEqual(['OA-1 DIFFERENT'])
    expect((await differences()).map(({ kind }) => kind)).toEqual(['DIFFERENT'])
    const faulty = await send([
      { ...claim, externalId: 'OA-2', trips: [{ ...journey, beginsOn: 'x', means: 'FOOT' }] },
      { ...claim, externalId: 'OA-3', lines: [{ ...taxi, trip: '2' }] },
    ])
    expect(faulty.claims.map(faultsOf)).toEqual([
      [
        [null, 'InvalidInput', 'trips.1.beginsOn', 'NOT_A_DATE'],
        [null, 'InvalidInput', 'trips.1.means', 'NOT_A_MEANS_OF_TRAVEL'],
      ],
      [[null, 'InvalidInput', 'lines.1.tripNumber', 'NO_SUCH_TRIP']],
    ])
  })

  test('sends accounts of its own where it knows no types, once somebody said what they mean', async () => {
    const { send, taken, means, types, claimOf, decide, decision, entriesOf } = await fedCompany(finance)
    const line = { accountCode: '6602.04', spentOn: today, amount: '50.00' }
    const { expenseType: _, ...nothing } = { expenseType: null, spentOn: today, amount: '50.00' }
    const sent = await send([
      { ...hotel('OA-1'), lines: [line, { ...line, expenseType: 'TAXI' }] },
      { ...hotel('OA-2'), lines: [nothing] },
    ])
    expect(sent.claims.map(faultsOf)).toEqual([
      [[1, 'FeedCodeUnknown', 'ACCOUNT', '6602.04']],
      [[1, 'InvalidInput', 'expenseType', 'NEITHER_TYPE_NOR_ACCOUNT']],
    ])
    expect(await means('ACCOUNT', '6602.04', 'no id')).toMatchObject({ refusal: 'FeedValueUnknown', kind: 'ACCOUNT' })
    sound(await means('ACCOUNT', '6602.04', types.get('TAXI')))
    const again = await taken(sent.feed.id)
    expect(outcomes(again)).toEqual(['OA-1 TAKEN', 'OA-2 REJECTED'])
    const claim = await claimOf(again[0])
    await decide(decision(claim))
    expect(await entriesOf(claim)).toEqual(['1 Dr 6602 100.00', '1 Cr 2241 100.00'])
  })

  test('sent claims before it could say trips and parts without VAT; they are taken all the same', async () => {
    const { send, taken, means, employeeId } = await fedCompany(finance)
    const { feed } = await send([hotel('OA-1', { employee: '00017' })])
    await finance.database.rows`
      update expense_feed_claim set content = jsonb_set(content - 'trips', '{lines,0}',
        (content #> '{lines,0}') - 'trip' - 'accountCode' - 'untaxedAmount') where feed_id = ${feed.id}::uuid`
    sound(await means('EMPLOYEE', '00017', employeeId))
    expect(outcomes(await taken(feed.id))).toEqual(['OA-1 TAKEN'])
  })
})
