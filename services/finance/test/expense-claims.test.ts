import { newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { linesOfClaims } from '../src/store/expense-claim-lines.ts'
import { cancelExpenseClaim } from '../src/use-cases/cancel-expense-claim.ts'
import { copyExpenseClaim } from '../src/use-cases/save-expense-claim.ts'
import { setAccountRule } from '../src/use-cases/set-account-rule.ts'
import { discardExpenseClaim, reduceExpenseClaim, withdrawExpenseClaim } from '../src/use-cases/submit-expense-claim.ts'
import { claimantsOf } from './expense-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const at = ({ id, version }: { id: string; version: number }) => ({ expenseClaimId: id, expectedVersion: version })

/** What sales spends is a selling expense. */
const sellingIn = (people: Awaited<ReturnType<typeof claimantsOf>>) =>
  people.as(people.clerk, (u) =>
    setAccountRule(u, {
      ...{ accountKey: 'EXPENSE', itemClass: null, valuationAreaId: null, accountCode: '6601', expectedVersion: null },
      departmentId: people.departmentId,
    }),
  )

describe('a claim posts what was approved', () => {
  test('without its input VAT, which only some types have', async () => {
    const people = await claimantsOf(finance)
    sound(await sellingIn(people))
    const claim = await people.approved()
    expect(claim).toMatchObject({ status: 'APPROVED', number: expect.stringMatching(/^EC-\d{4}-000001$/) })
    expect(await people.entriesOf(claim)).toEqual([
      ...['1 Dr 6601 1150.00', '1 Dr 2221.01.01 69.00'],
      '1 Cr 2241 1219.00',
    ])
    const dimensions = await finance.database.rows`
      select distinct a.code, l.employee_id as employee, l.department_id as department
      from voucher_line l join account a on a.id = l.account_id
      where l.company_id = ${people.companyId}::uuid and a.code in ('6601', '2241') order by a.code`
    expect(dimensions).toEqual([
      { code: '2241', employee: people.employeeId, department: null },
      { code: '6601', employee: people.employeeId, department: people.departmentId },
    ])
  })

  test('and less than was claimed where somebody approves less; those who approve are asked anew', async () => {
    const people = await claimantsOf(finance)
    const claim = await people.submitted()
    const reductions = [{ lineNumber: 1, approvedAmount: '530.00', reason: '超标准' }]
    const reduced = sound(
      await people.as(people.approver, (u) => reduceExpenseClaim(u, { ...at(claim), reductions }, people.approvals)),
    )
    expect(people.ended).toEqual([claim.approvalId])
    expect(people.asked.map(({ approvalId }) => approvalId)).toEqual([claim.approvalId, reduced.approvalId])
    await people.decide(people.decision(claim))
    expect(await people.read(claim)).toMatchObject({ status: 'SUBMITTED' })
    await people.decide(people.decision(reduced))
    expect(await people.entriesOf(claim)).toEqual([
      ...['1 Dr 6602 650.00', '1 Dr 2221.01.01 39.00'],
      '1 Cr 2241 689.00',
    ])
  })

  test('once, however often it is told', async () => {
    const people = await claimantsOf(finance)
    const claim = await people.submitted()
    const message = people.decision(claim)
    await people.decide(message)
    await people.decide(message)
    await people.decide(people.decision(claim))
    expect(await people.entriesOf(claim)).toHaveLength(3)
    expect(await people.read(claim)).toMatchObject({ status: 'APPROVED', version: claim.version + 1 })
  })

  test('or is held, visibly, until what is in the way is mended', async () => {
    const people = await claimantsOf(finance)
    const claim = await people.submitted()
    const message = people.decision(claim)
    await finance.database
      .rows`update account set active = false where company_id = ${people.companyId}::uuid and code = '2241'`
    expect((await people.decide(message)).get(message.eventId)).toMatchObject({ blocked: 'ACCOUNT_NOT_POSTABLE' })
    const held = await people.read(claim)
    expect(held).toMatchObject({ status: 'APPROVED', postingObstacle: { reason: 'ACCOUNT_NOT_POSTABLE' } })
    const early = people.as(people.approver, (u) => cancelExpenseClaim(u, { ...at(held), reason: '重复' }))
    expect(await early).toEqual(refuse('ExpenseClaimNotReady', { number: claim.number, status: 'APPROVED' }))
    await finance.database
      .rows`update account set active = true where company_id = ${people.companyId}::uuid and code = '2241'`
    expect(await people.decide(message)).toEqual(new Map())
    expect(await people.read(claim)).toMatchObject({ postingObstacle: null })
    expect(await people.entriesOf(claim)).toHaveLength(3)
  })

  test('in the rate of the bank, or of the day', async () => {
    const people = await claimantsOf(finance)
    const usd = { currency: 'USD' as never, printedTax: null }
    const draft = sound(
      await people.save({
        lines: [people.line('HOTEL', '100.00', { ...usd, exchangeRate: '7.1234' }), people.line('MEAL', '10.00', usd)],
      }),
    )
    expect(draft.problems).toEqual([{ lineNumber: 2, problem: 'RATE_MISSING' }])
    expect(draft.claimedTotal.minor).toBe(71234n)
  })
})

describe('nobody decides on their own claim', () => {
  test.each(['employee', 'assistant'] as const)('not the %s who has to do with it', async (who) => {
    const people = await claimantsOf(finance)
    const draft = sound(await people.save({ employeeId: people.employeeId, lines: people.journey() }, people.assistant))
    const claim = sound(await people.submit(draft, people.employee))
    const decidedBy = people[who].userId
    await people.decide(people.decision(claim, { decidedBy, approverIds: [decidedBy] }))
    expect(await people.read(claim)).toMatchObject({ status: 'REJECTED', reason: 'APPROVED_BY_THEMSELVES' })
    expect(await people.entriesOf(claim)).toEqual([])
  })

  test('nor approves less of it, nor cancels it', async () => {
    const people = await claimantsOf(finance)
    const claim = await people.submitted()
    const reductions = [{ lineNumber: 1, approvedAmount: '1.00', reason: '?' }]
    const reduce = people.as(people.employee, (u) =>
      reduceExpenseClaim(u, { ...at(claim), reductions }, people.approvals),
    )
    expect(await reduce).toEqual(refuse('NotYourClaim'))
    await people.decide(people.decision(claim))
    const approved = await people.read(claim)
    const cancel = people.as(people.employee, (u) => cancelExpenseClaim(u, { ...at(approved), reason: '?' }))
    expect(await cancel).toEqual(refuse('NotYourClaim'))
  })

  test('nor does whoever wrote or submitted some of it take it back for them', async () => {
    const people = await claimantsOf(finance)
    const { assistant, approver } = people
    const helper = { ...assistant, userId: people.colleague().userId }
    const draft = sound(
      await people.save({ employeeId: people.employeeId, lines: [people.line('RAIL', '109.00')] }, assistant),
    )
    const submitted = sound(await people.submit(draft, helper))
    await people.decide(people.decision(submitted))
    const approved = await people.read(submitted)
    const cancel = (by: typeof assistant) =>
      people.as(by, (u) => cancelExpenseClaim(u, { ...at(approved), reason: '重复' }))
    const involved = refuse('CancellerInvolved', { number: approved.number })
    expect([await cancel(assistant), await cancel(helper)]).toEqual([involved, involved])
    expect(sound(await cancel(approver))).toMatchObject({ status: 'CANCELLED' })
  })

  test('nor what they changed of somebody else’s', async () => {
    const people = await claimantsOf(finance)
    const { employee, assistant, approver } = people
    const helper = { ...assistant, userId: people.colleague().userId }
    const draft = sound(
      await people.save({ employeeId: people.employeeId, lines: [people.line('RAIL', '109.00')] }, assistant),
    )
    const changed = sound(
      await people.save({ employeeId: people.employeeId, lines: [people.line('RAIL', '1090.00')] }, helper, draft),
    )
    expect(changed).toMatchObject({ madeBy: assistant.userId, authorIds: [assistant.userId, helper.userId] })
    const claim = sound(await people.submit(changed, employee))
    expect(people.asked.at(-1)?.authorIds).toEqual([assistant.userId, helper.userId])
    const reductions = [{ lineNumber: 1, approvedAmount: '1.00', reason: '?' }]
    const reduce = people.as(helper, (u) => reduceExpenseClaim(u, { ...at(claim), reductions }, people.approvals))
    expect(await reduce).toEqual(refuse('NotYourClaim'))
    await people.decide(people.decision(claim, { decidedBy: helper.userId, approverIds: [helper.userId] }))
    const back = await people.read(claim)
    expect(back).toMatchObject({ status: 'REJECTED', reason: 'APPROVED_BY_THEMSELVES' })
    const again = sound(await people.submit(back, employee))
    await people.decide(people.decision(again))
    expect(await people.read(again)).toMatchObject({ status: 'APPROVED', decidedBy: approver.userId })
  })

  test('and whoever helps nobody writes for nobody else', async () => {
    const people = await claimantsOf(finance)
    const written = { employeeId: people.employeeId, lines: [] }
    expect(await people.save(written, people.stranger)).toEqual(refuse('NotYourClaim'))
    expect(await people.save({ lines: [] }, people.stranger)).toEqual(refuse('ClaimantUnknown'))
    const claim = sound(await people.save({ lines: [] }))
    const expenseClaimId = claim.id
    expect(await people.save({ lines: [] }, people.stranger, claim)).toEqual(
      refuse('ExpenseClaimNotFound', { expenseClaimId }),
    )
  })
})

test('a receipt counts once in a company, until its claim is given back', async () => {
  const people = await claimantsOf(finance)
  const lines = [people.line('RAIL', '109.00', { receiptNumber: 'e 123-45' })]
  const first = await people.submitted(lines)
  const again = sound(await people.save({ lines: [people.line('RAIL', '55.00', { receiptNumber: 'E123-45' })] }))
  expect(await people.submit(again)).toEqual(
    refuse('ReceiptAlreadyClaimed', { receiptNumber: 'E123-45', claimNumber: first.number }),
  )
  expect(await people.read(again)).toMatchObject({ status: 'DRAFT', version: 1 })
  const reason = '票据有误'
  const back = sound(
    await people.as(people.employee, (u) => withdrawExpenseClaim(u, { ...at(first), reason }, people.approvals)),
  )
  expect(back).toMatchObject({ status: 'DRAFT', reason, approvalId: null })
  expect(people.ended).toEqual([first.approvalId])
  expect(sound(await people.submit(again))).toMatchObject({ status: 'SUBMITTED' })

  const racing = await Promise.all(
    ['A', 'B'].map(async () =>
      sound(await people.save({ lines: [people.line('RAIL', '10.00', { receiptNumber: 'RACE' })] })),
    ),
  )
  const outcomes = await Promise.all(racing.map((one) => people.submit(one)))
  expect(outcomes.map((one) => ('refusal' in one ? one.refusal : one.status)).sort()).toEqual([
    'ReceiptAlreadyClaimed',
    'SUBMITTED',
  ])
})

test('a rejected claim is changed and submitted again', async () => {
  const people = await claimantsOf(finance)
  const claim = await people.submitted()
  expect(await people.receipts()).toBe(2)
  await people.decide(people.decision(claim, { outcome: 'REJECTED', reason: '缺少行程单', approverIds: [] }))
  const rejected = await people.read(claim)
  expect(rejected).toMatchObject({ status: 'REJECTED', reason: '缺少行程单', decidedBy: people.approver.userId })
  expect(await people.receipts()).toBe(0)
  const changed = sound(await people.save({ lines: people.journey() }, people.employee, rejected))
  const resubmitted = sound(await people.submit(changed))
  expect(resubmitted.approvalId).not.toBe(claim.approvalId)
  await people.decide(people.decision(resubmitted))
  expect(await people.entriesOf(claim)).toHaveLength(3)
})

test('a cancelled claim is taken back in red, and its receipts may be claimed again', async () => {
  const people = await claimantsOf(finance)
  const claim = await people.approved()
  const cancel = (reason: string) => people.as(people.approver, (u) => cancelExpenseClaim(u, { ...at(claim), reason }))
  expect(await cancel(' ')).toEqual(refuse('ReasonMissing'))
  expect(sound(await cancel('重复报销'))).toMatchObject({ status: 'CANCELLED', reason: '重复报销' })
  expect(await people.entriesOf(claim)).toEqual([
    ...['1 Dr 6602 1150.00', '1 Dr 2221.01.01 69.00', '1 Cr 2241 1219.00'],
    ...['2 Dr 6602 -1150.00', '2 Dr 2221.01.01 -69.00', '2 Cr 2241 -1219.00'],
  ])
  expect(await people.receipts()).toBe(0)
  const again = await cancel('重复报销')
  expect(again).toEqual(refuse('StaleVersion', { currentVersion: claim.version + 1 }))
})

test('a copy has what was spent on and how much, without days and receipts', async () => {
  const people = await claimantsOf(finance)
  const claim = await people.submitted()
  const copy = sound(await people.as(people.employee, (u) => copyExpenseClaim(u, at(claim))))
  expect(copy).toMatchObject({ status: 'DRAFT', title: claim.title, copiedFromId: claim.id })
  expect(copy.problems.map(({ lineNumber, problem }) => `${lineNumber} ${problem}`)).toEqual([
    ...['1 DAY_MISSING', '1 RECEIPT_MISSING', '2 DAY_MISSING', '2 RECEIPT_MISSING', '3 DAY_MISSING'],
  ])
  const discarded = sound(await people.as(people.employee, (u) => discardExpenseClaim(u, at(copy))))
  expect(discarded).toMatchObject({ status: 'DISCARDED' })
  const lines = await finance.transactor.read([people.companyId], (tx) => linesOfClaims(tx, [copy.id]))
  expect(lines.get(copy.id)?.map(({ amount }) => amount?.minor)).toEqual([106000n, 10900n, 5000n])
})

describe('what cannot be kept or submitted is refused with facts', () => {
  test('lines that name what the company does not have', async () => {
    const people = await claimantsOf(finance)
    const [unknown] = [newId()]
    const cases = [
      [{ expenseTypeId: unknown }, refuse('ExpenseTypeNotFound', { expenseTypeId: unknown })],
      [{ departmentId: unknown }, refuse('ExpenseReferenceUnknown', { reference: 'DEPARTMENT', referenceId: unknown })],
      [
        { projectId: people.departmentId },
        refuse('ExpenseReferenceUnknown', { reference: 'PROJECT', referenceId: people.departmentId }),
      ],
      [{ amount: '1.001' }, refuse('InvalidInput', { field: 'lines.1.amount', problem: 'TOO_MANY_DECIMALS' })],
      [{ amount: '-1.00' }, refuse('InvalidInput', { field: 'lines.1.amount', problem: 'NEGATIVE' })],
    ] as const
    for (const [more, refused] of cases)
      expect(await people.save({ lines: [people.line('TAXI', '1.00', more)] })).toEqual(refused)
  })

  test('a claim that is not complete', async () => {
    const people = await claimantsOf(finance)
    const empty = sound(await people.save({ lines: [] }))
    expect(await people.submit(empty)).toEqual(refuse('ExpenseClaimIncomplete', { problems: [] }))
    const lines = [
      people.line('NONE', null, { spentOn: null }),
      people.line('HOTEL', '106.00', { printedTax: '6.01', receiptNumber: 'SAME' }),
      people.line('TAXI', '10.00', { printedTax: '0.30', receiptNumber: 'same' }),
      people.line('RAIL', '109.00', { receiptNumber: ' ' }),
    ]
    const claim = sound(await people.save({ lines }))
    const problems = [
      ...[
        { lineNumber: 1, problem: 'TYPE_MISSING' },
        { lineNumber: 1, problem: 'DAY_MISSING' },
      ],
      { lineNumber: 1, problem: 'AMOUNT_MISSING' },
      { lineNumber: 2, problem: 'TAX_TOO_HIGH' },
      { lineNumber: 3, problem: 'TAX_NOT_TAKEN' },
      { lineNumber: 3, problem: 'RECEIPT_TWICE' },
      { lineNumber: 4, problem: 'RECEIPT_MISSING' },
    ]
    expect(claim.problems).toEqual(problems)
    expect(await people.submit(claim)).toEqual(refuse('ExpenseClaimIncomplete', { problems }))
    expect(people.asked).toEqual([])
  })

  test('a claim that could not be posted', async () => {
    const people = await claimantsOf(finance)
    const claim = sound(await people.save({ lines: people.journey() }))
    await finance.database
      .rows`update account set active = false where company_id = ${people.companyId}::uuid and code = '2241'`
    expect(await people.submit(claim)).toMatchObject(
      refuse('DocumentNotPostable', { documentNumber: claim.number, reasonCode: 'ACCOUNT_NOT_POSTABLE' }),
    )
  })

  test.each([
    [9, '1.00', 'x', 'NO_SUCH_LINE'],
    [1, '-1.00', 'x', 'NEGATIVE'],
    [1, '1060.01', 'x', 'MORE_THAN_CLAIMED'],
    [1, '1.00', ' ', 'REASON_MISSING'],
  ])('line %d approved for %s', async (lineNumber, approvedAmount, reason, problem) => {
    const people = await claimantsOf(finance)
    const claim = await people.submitted()
    const reductions = [{ lineNumber, approvedAmount, reason }]
    const outcome = await people.as(people.approver, (u) =>
      reduceExpenseClaim(u, { ...at(claim), reductions }, people.approvals),
    )
    expect(outcome).toEqual(refuse('ExpenseReductionInvalid', { lineNumber, problem }))
    expect(await people.read(claim)).toMatchObject({ version: claim.version })
  })
})
