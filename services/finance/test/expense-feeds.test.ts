import { newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { FeedFormat } from '../src/domain/expense-feed.ts'
import { readJsonFeed, readXmlFeed } from '../src/use-cases/read-expense-feed.ts'
import { receiveExpenseFeed } from '../src/use-cases/receive-expense-feed.ts'
import { faultsOf, fedCompany, hotel, outcomes } from './expense-feed-people.ts'
import { today } from './expense-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()

describe('a claim of another system', () => {
  test('is written and handed over like any other, and posts the same', async () => {
    const { send, claimOf, asked, decide, decision, entriesOf, employeeId } = await fedCompany(finance)
    const { claims } = await send([hotel('OA-1')])
    expect(outcomes(claims)).toEqual(['OA-1 TAKEN'])
    const claim = await claimOf(claims[0])
    expect(claim).toMatchObject({ status: 'SUBMITTED', employeeId, title: '上海出差' })
    expect(asked).toMatchObject([{ documentType: 'EXPENSE_CLAIM', documentId: claim.id }])
    await decide(decision(claim))
    expect(await entriesOf(claim)).toEqual(['1 Dr 6602 1000.00', '1 Dr 2221.01.01 60.00', '1 Cr 2241 1060.00'])
  })

  test('that comes again changes nothing, whoever sends it and in whatever order its fields stand', async () => {
    const { send, receipts } = await fedCompany(finance)
    const first = await send([hotel('OA-1')])
    const { lines, ...head } = hotel('OA-1')
    const [again, other] = await Promise.all([send([{ lines, ...head }]), send([hotel('OA-1', { note: null })])])
    for (const { claims } of [again, other]) {
      expect(outcomes(claims)).toEqual(['OA-1 KNOWN'])
      expect(claims[0]?.expenseClaimId).toBe(first.claims[0]?.expenseClaimId)
    }
    expect(await receipts()).toBe(1)
  })

  test('sent by two at once becomes one claim', async () => {
    const { send, receipts } = await fedCompany(finance)
    const sent = await Promise.all([send([hotel('OA-1')]), send([hotel('OA-1')]), send([hotel('OA-1')])])
    expect(sent.flatMap(({ claims }) => outcomes(claims)).toSorted()).toEqual([
      ...['OA-1 KNOWN', 'OA-1 KNOWN', 'OA-1 TAKEN'],
    ])
    expect(await receipts()).toBe(1)
  })

  test('that says something else than before changes nothing and says which claim it contradicts', async () => {
    const { send, claimOf } = await fedCompany(finance)
    const first = await send([hotel('OA-1')])
    const { claims } = await send([hotel('OA-1', {}, { amount: '1050.00' })])
    expect(outcomes(claims)).toEqual(['OA-1 DIFFERENT'])
    const { number, claimedTotal } = await claimOf(first.claims[0])
    expect(faultsOf(claims[0])).toEqual([[null, 'FedClaimDiffers', 'OA-1', number]])
    expect(claimedTotal.minor).toBe(106000n)
  })

  test('that is refused holds up none of the others, and is taken once its codes mean something', async () => {
    const { send, taken, means, types, value, claimOf } = await fedCompany(finance)
    const strange = hotel('OA-2', { employee: '00017' }, { expenseType: '住宿', department: 'SALES', project: 'X' })
    const sent = await send([strange, hotel('OA-3')])
    expect(outcomes(sent.claims)).toEqual(['OA-2 REJECTED', 'OA-3 TAKEN'])
    expect(faultsOf(sent.claims[0])).toEqual([
      [null, 'FeedCodeUnknown', 'EMPLOYEE', '00017'],
      [1, 'FeedCodeUnknown', 'EXPENSE_TYPE', '住宿'],
      [1, 'FeedCodeUnknown', 'PROJECT', 'X'],
    ])
    const li = await value('employee', 'LI')
    await value('project', 'X')
    sound(await means('EMPLOYEE', '00017', li))
    sound(await means('EXPENSE_TYPE', '住宿', types.get('HOTEL')))
    const again = await taken(sent.feed.id)
    expect(outcomes(again)).toEqual(['OA-2 TAKEN', 'OA-3 TAKEN'])
    expect(await claimOf(again[0])).toMatchObject({ employeeId: li, status: 'SUBMITTED' })
  })

  test('is checked by the rules of claims: a receipt is claimed once across all of them', async () => {
    const { send, submitted, line } = await fedCompany(finance)
    const { number } = await submitted([line('TAXI', '20.00', { receiptNumber: 'FP-9' })])
    const { claims } = await send([
      hotel('OA-1', {}, { receiptNumber: 'FP-9', expenseType: 'TAXI', tax: null }),
      hotel('OA-2', {}, { receiptNumber: null }),
      hotel('OA-3', {}, { spentOn: '2999-01-01' }),
      hotel('OA-4', {}, { amount: '10.001' }),
    ])
    expect(outcomes(claims).map((one) => one.split(' ')[1])).toEqual(Array(4).fill('REJECTED'))
    expect(claims.map(({ faults }) => faults[0]?.refusal)).toMatchObject([
      { refusal: 'ReceiptAlreadyClaimed', receiptNumber: 'FP-9', claimNumber: number },
      { refusal: 'ExpenseClaimIncomplete', problems: [{ lineNumber: 1, problem: 'RECEIPT_MISSING' }] },
      { refusal: 'ExpenseClaimIncomplete', problems: [{ lineNumber: 1, problem: 'DAY_IN_FUTURE' }] },
      { refusal: 'InvalidInput', field: 'lines.1.amount' },
    ])
  })
})

describe('a feed', () => {
  const feedOf = (format: FeedFormat, content: string) =>
    format === 'JSON' ? readJsonFeed(content) : readXmlFeed(content)
  const unreadable = (problem: string) => refuse('ExpenseFeedUnreadable', { problem })

  test('says the same in XML and in JSON', () => {
    const xml = `<?xml version="1.0"?><claims><claim><externalId>OA-1</externalId><claimedOn>2026-03-05</claimedOn>
      <employee>WANG</employee><title>A &amp; B</title><note/><line><expenseType>HOTEL</expenseType>
      <spentOn>2026-03-01</spentOn><amount>10.50</amount><perDiemDays> 2 </perDiemDays></line></claim></claims>`
    const line = { expenseType: 'HOTEL', spentOn: '2026-03-01', amount: '10.50', perDiemDays: '2' }
    const claim = { externalId: 'OA-1', claimedOn: '2026-03-05', employee: 'WANG', title: 'A & B', lines: [line] }
    expect(feedOf('XML', xml)).toEqual(feedOf('JSON', JSON.stringify({ claims: [claim] })))
    expect(feedOf('XML', xml)).toMatchObject([{ externalId: 'OA-1', claimedOn: '2026-03-05' }])
  })

  test.each<[FeedFormat, string, string]>([
    ['JSON', '{"claims":', 'MALFORMED'],
    ['JSON', '[]', 'MALFORMED'],
    ['JSON', '{"claims":[]}', 'NO_CLAIMS'],
    ['JSON', JSON.stringify({ claims: Array(201).fill({}) }), 'MORE_THAN_200_CLAIMS'],
    ['JSON', ' '.repeat(1_000_001), 'LONGER_THAN_1000000_CHARACTERS'],
    ['XML', '<claims><claim></claims>', 'MALFORMED'],
    ['XML', '<orders/>', 'MALFORMED'],
    ['XML', '<claims/>', 'NO_CLAIMS'],
    ['XML', '<!DOCTYPE x [<!ENTITY a "b">]><claims><claim>&a;</claim></claims>', 'MALFORMED'],
  ])('in %s that cannot be read is refused: %.40s', (format, content, problem) => {
    expect(feedOf(format, content)).toEqual(unreadable(problem))
  })

  test('keeps what is wrong with the form of a claim, field by field', async () => {
    const { send } = await fedCompany(finance)
    const { claims } = await send([
      { ...hotel('OA-1'), title: 5, colour: 'red' },
      hotel('OA-2', {}, { spentOn: '1.3.2026', currency: 'XXX', perDiemDays: '-1' }),
      hotel('OA-3', { lines: [] }),
      hotel('OA-4'),
      hotel('OA-4', { title: 'again' }),
      'nothing',
    ])
    expect(outcomes(claims)).toEqual([
      ...['OA-1 REJECTED', 'OA-2 REJECTED', 'OA-3 REJECTED', 'OA-4 TAKEN', 'OA-4 REJECTED', 'null REJECTED'],
    ])
    expect(faultsOf(claims[0])).toEqual([
      [null, 'InvalidInput', 'title', 'INVALID_TYPE'],
      [null, 'InvalidInput', 'claim', 'UNRECOGNIZED_KEYS'],
    ])
    expect(faultsOf(claims[1])).toEqual([
      [1, 'InvalidInput', 'spentOn', 'NOT_A_DATE'],
      [1, 'InvalidInput', 'currency', 'NOT_A_CURRENCY'],
      [1, 'InvalidInput', 'perDiemDays', 'NOT_DAYS'],
    ])
    expect(faultsOf(claims[2])).toEqual([[null, 'InvalidInput', 'lines', 'TOO_SMALL']])
    expect(faultsOf(claims[4])).toEqual([[null, 'InvalidInput', 'externalId', 'TWICE_IN_FEED']])
  })

  test('comes from a system with a code, and covers days in their order', async () => {
    const { as, feeder } = await fedCompany(finance)
    const content = JSON.stringify({ claims: [hotel('OA-1')] })
    const receive = (more: object) =>
      as(feeder, (u) => receiveExpenseFeed(u, { system: 'OA', format: 'JSON', content, covers: null, ...more }))
    for (const system of ['oa', '', 'O A', 'A'.repeat(33)])
      expect(await receive({ system })).toEqual(
        refuse('InvalidInput', { field: 'system', problem: 'NOT_A_SYSTEM_CODE' }),
      )
    expect(await receive({ covers: { beginsOn: '2026-02-01', endsOn: '2026-01-31' } })).toEqual(
      refuse('InvalidInput', { field: 'endsOn', problem: 'BEFORE_IT_BEGINS' }),
    )
  })
})

test('codes mean what is in use here, and are changed by who saw the last meaning', async () => {
  const { means, employeeId, types, value } = await fedCompany(finance)
  expect(await means('EMPLOYEE', 'X', types.get('HOTEL'))).toMatchObject({ refusal: 'FeedValueUnknown' })
  expect(await means('EXPENSE_TYPE', 'X', newId())).toMatchObject({ refusal: 'FeedValueUnknown' })
  expect(await means('EMPLOYEE', ' ', employeeId)).toMatchObject({ refusal: 'InvalidInput', field: 'externalCode' })
  expect(sound(await means('EMPLOYEE', 'X', employeeId))).toMatchObject({ version: 1, valueId: employeeId })
  const li = await value('employee', 'LI')
  expect(await means('EMPLOYEE', 'X', li)).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
  expect(sound(await means('EMPLOYEE', 'X', li, 1))).toMatchObject({ version: 2, valueId: li })
})

describe('a comparison', () => {
  test('lists what is missing, different or doubled on either side, until it is gone', async () => {
    const { send, differences } = await fedCompany(finance)
    await send([hotel('OA-1'), hotel('OA-2'), hotel('OA-3')])
    const elsewhere = await send([hotel('HR-1')], { system: 'HR' })
    expect(outcomes(elsewhere.claims)).toEqual(['HR-1 TAKEN'])
    expect(await differences()).toEqual([])
    const perDay = { lines: [{ expenseType: 'TAXI', spentOn: today, amount: '20.00' }] }
    await send(
      [
        ...[hotel('OA-1'), hotel('OA-2', {}, { amount: '900.00' }), hotel('OA-4', { employee: '00017' })],
        ...[hotel('OA-5', perDay), hotel('OA-6', perDay)],
      ],
      { covers: true },
    )
    expect((await differences()).map(({ externalId, kind, clearedAt }) => [externalId, kind, clearedAt])).toEqual([
      ...[
        ['OA-2', 'DIFFERENT', null],
        ['OA-3', 'MISSING_THERE', null],
        ['OA-4', 'MISSING_HERE', null],
      ],
      ['OA-6', 'DOUBLED', null],
    ])
    const [{ id } = { id: '' }] = await differences()
    await send([hotel('OA-1'), hotel('OA-2'), hotel('OA-3'), hotel('OA-5', perDay)], { covers: true })
    expect((await differences()).map(({ externalId, kind }) => [externalId, kind])).toEqual([['OA-6', 'MISSING_THERE']])
    const [row] = await finance.database.rows<{ gone: boolean }>`
      select cleared_at is not null as gone from expense_feed_difference where id = ${id}::uuid`
    expect(row?.gone).toBe(true)
  })

  test('is repaired from this side: theirs is taken, ours is taken back, or both', async () => {
    const { send, differences, repair, feeder, means, employeeId, claimOf, ended, decide, decision, read, entriesOf } =
      await fedCompany(finance)
    const { claims } = await send([hotel('OA-2'), hotel('OA-3')])
    const [two, three] = [await claimOf(claims[0]), await claimOf(claims[1])]
    await decide(decision(three))
    await send([hotel('OA-2', {}, { amount: '900.00', tax: null }), hotel('OA-4', { employee: '00017' })], {
      covers: true,
    })
    const [different, missingThere, missingHere] = (await differences()).map(({ id }) => id)
    expect(await repair(different ?? '', ' ')).toEqual(refuse('ReasonMissing'))
    expect(await repair(different ?? '')).toMatchObject({ clearedAt: expect.any(Date) })
    expect(await read(two)).toMatchObject({ status: 'DISCARDED' })
    expect(ended).toEqual([two.approvalId])
    expect(await repair(different ?? '')).toEqual(
      refuse('FeedRepairNotHere', { externalId: 'OA-2', problem: 'CLEARED' }),
    )

    expect(await repair(missingThere ?? '', '以 OA 为准', feeder)).toEqual(
      refuse('CancellerInvolved', { number: three.number }),
    )
    expect(await repair(missingThere ?? '')).toMatchObject({ clearedAt: expect.any(Date) })
    expect(await read(three)).toMatchObject({ status: 'CANCELLED' })
    expect(await entriesOf(three)).toEqual([
      ...['1 Dr 6602 1000.00', '1 Dr 2221.01.01 60.00', '1 Cr 2241 1060.00'],
      ...['2 Dr 6602 -1000.00', '2 Dr 2221.01.01 -60.00', '2 Cr 2241 -1060.00'],
    ])

    expect(await repair(missingHere ?? '')).toMatchObject({ kind: 'MISSING_HERE', clearedAt: null })
    sound(await means('EMPLOYEE', '00017', employeeId))
    expect(await repair(missingHere ?? '')).toMatchObject({ clearedAt: expect.any(Date) })
    expect(await differences()).toEqual([])
    const total = await finance.database.rows<{ status: string; total: string }>`
      select e.status, e.claimed_total::text as total from expense_claim_source s
      join expense_claim e on e.id = s.expense_claim_id where e.company_id = ${two.companyId}::uuid order by s.external_id`
    expect(total).toEqual([
      { status: 'SUBMITTED', total: '90000' },
      { status: 'CANCELLED', total: '106000' },
      { status: 'SUBMITTED', total: '106000' },
    ])
  })

  test('leaves to the other system what it has twice', async () => {
    const { send, differences, repair } = await fedCompany(finance)
    const perDay = { lines: [{ expenseType: 'TAXI', spentOn: today, amount: '20.00' }] }
    await send([hotel('OA-5', perDay), hotel('OA-6', perDay)], { covers: true })
    const [doubled] = await differences()
    expect(await repair(doubled?.id ?? '')).toEqual(
      refuse('FeedRepairNotHere', { externalId: 'OA-6', problem: 'CORRECT_THERE' }),
    )
    const unknown = newId()
    expect(await repair(unknown)).toEqual(refuse('FeedDifferenceNotFound', { differenceId: unknown }))
  })
})
