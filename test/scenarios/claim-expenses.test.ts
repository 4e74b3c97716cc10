import { expect } from 'vitest'
import { claimingOf, type ExpenseClaim, seen } from '../support/claiming.ts'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()
const posted = [['Dr 6601 1150.00', 'Dr 2221.01.01 69.00', 'Cr 2241 1219.00']]

scenario('A journey is claimed, approved by somebody else, and owed to the employee', async ({ company }) => {
  const claiming = await claimingOf(company)
  const [hotel, rail, taxi] = claiming.journey()
  const begun = await claiming.writes([{ amount: '1060.00' }])
  expect(begun).toMatchObject({ status: 'DRAFT', claimedTotal: { amount: '1060.00' }, legs: [] })
  expect(begun.problems.map(({ problem }) => problem)).toEqual(['TYPE_MISSING', 'DAY_MISSING'])
  const draft = await claiming.writes([hotel ?? {}, rail ?? {}, taxi ?? {}], seen(begun))
  expect(draft).toMatchObject({ id: begun.id, problems: [], claimedTotal: { amount: '1219.00' } })

  const submitted = await claiming.submits(draft)
  expect(submitted.legs).toMatchObject([{ kind: 'APPROVAL', state: 'PENDING' }])
  const approved = await claiming.approves(submitted)
  expect(approved).toMatchObject({
    legs: [
      { kind: 'APPROVAL', state: 'POSTED' },
      { kind: 'LEDGER', state: 'POSTED' },
    ],
    history: { nodes: [{ action: 'SAVED' }, { action: 'SAVED' }, { action: 'SUBMITTED' }, { action: 'APPROVED' }] },
  })
  expect(await claiming.entriesOf(approved)).toEqual(posted)
})

scenario('Less is approved of a hotel than was claimed, and only that is posted', async ({ company }) => {
  const claiming = await claimingOf(company)
  const submitted = await claiming.submits(await claiming.writes(claiming.journey()))
  const reductions = [{ lineNumber: 1, approvedAmount: '530.00', reason: '超出住宿标准' }]
  const forbidden = company.sales.change('ReduceExpenseClaim', { ...seen(submitted), reductions })
  expect(await permissionMissingFor(forbidden)).toBe('finance.expenseClaim.reduce')
  const reduced = await company.accountant.change<ExpenseClaim>('ReduceExpenseClaim', {
    ...{ ...seen(submitted), reductions },
  })
  expect(reduced).toMatchObject({ status: 'SUBMITTED', approvedTotal: { amount: '689.00' } })
  const approved = await claiming.approves(reduced)
  expect(approved).toMatchObject({
    lines: { nodes: [{ approvedAmount: { amount: '530.00' }, approvedTax: { amount: '30.00' } }, {}, {}] },
  })
  expect(await claiming.entriesOf(approved)).toEqual([['Dr 6601 650.00', 'Dr 2221.01.01 39.00', 'Cr 2241 689.00']])
})

scenario('A rejected claim goes back, is set right and submitted again', async ({ company }) => {
  const claiming = await claimingOf(company)
  const rejected = await claiming.rejects(
    await claiming.submits(await claiming.writes(claiming.journey())),
    '缺少行程单',
  )
  expect(rejected).toMatchObject({
    reason: '缺少行程单',
    legs: [{ kind: 'APPROVAL', state: 'REFUSED', reason: '缺少行程单' }],
  })
  expect(await claiming.entriesOf(rejected)).toEqual([])
  const again = await claiming.writes(claiming.journey(), seen(rejected))
  const approved = await claiming.approves(await claiming.submits(again))
  expect(await claiming.entriesOf(approved)).toEqual(posted)
})

scenario('A claim is withdrawn before anybody decides, and those who approve need not', async ({ company }) => {
  const claiming = await claimingOf(company)
  const submitted = await claiming.submits(await claiming.writes(claiming.journey()))
  const withdrawn = await company.sales.change<ExpenseClaim>('WithdrawExpenseClaim', {
    ...{ ...seen(submitted), reason: '金额有误' },
  })
  expect(withdrawn).toMatchObject({ status: 'DRAFT', reason: '金额有误', approvalId: null })
  await company.atRest()
  const { myApprovalTasks } = await company.controller.ask<{ myApprovalTasks: { nodes: object[] } }>('MyApprovalTasks')
  expect(myApprovalTasks.nodes).toEqual([])
})

scenario('An approved claim is cancelled in red, and its receipts may be claimed again', async ({ company }) => {
  const claiming = await claimingOf(company)
  const lines = claiming.journey()
  const approved = await claiming.approves(await claiming.submits(await claiming.writes(lines)))
  const twice = await claiming.writes(lines)
  expect(await refusalOf(claiming.submits(twice))).toMatchObject({
    ...{ code: 'RECEIPT_ALREADY_CLAIMED', claimNumber: approved.number },
  })
  const cancelled = await company.controller.change<ExpenseClaim>('CancelExpenseClaim', {
    ...{ ...seen(approved), reason: '重复报销' },
  })
  expect(cancelled).toMatchObject({ status: 'CANCELLED' })
  expect(await claiming.entriesOf(cancelled)).toEqual([
    ...posted,
    ['Dr 6601 -1150.00', 'Dr 2221.01.01 -69.00', 'Cr 2241 -1219.00'],
  ])
  expect(await claiming.submits(twice)).toMatchObject({ status: 'SUBMITTED' })
})

scenario(
  'Nothing is submitted that lacks something, exceeds what blocks, or could not be posted',
  async ({ company }) => {
    const claiming = await claimingOf(company)
    const empty = await claiming.writes([])
    expect(await refusalOf(claiming.submits(empty))).toMatchObject({ code: 'EXPENSE_CLAIM_INCOMPLETE', problems: [] })
    const unfinished = await claiming.writes([claiming.line('1.00 HOTEL', { receiptNumber: null, printedTax: '0.07' })])
    expect(await refusalOf(claiming.submits(unfinished))).toMatchObject({
      ...{ code: 'EXPENSE_CLAIM_INCOMPLETE', message: expect.stringContaining('line 1 has no receipt number') },
      problems: [
        { lineNumber: 1, problem: 'RECEIPT_MISSING' },
        { lineNumber: 1, problem: 'TAX_TOO_HIGH' },
      ],
    })

    const claim = await claiming.writes(claiming.journey())
    const limit = { measure: 'LINE_AMOUNT', expenseTypeId: claiming.types.get('HOTEL'), amountLimit: '600.00' }
    await company.controller.change('SetExpensePolicy', { ...limit, severity: 'BLOCK', grade: 'STAFF' })
    expect(await refusalOf(claiming.submits(claim))).toMatchObject({
      ...{ code: 'EXPENSE_POLICY_VIOLATED', findings: [{ lineNumber: 1, limit: '600.00', actual: '1060.00' }] },
    })

    const taxi = await claiming.writes([claiming.line('50.00 TAXI')])
    const rule = await company.controller.ruleFor('EMP-P', null)
    await company.controller.removes(rule)
    expect(await refusalOf(claiming.submits(taxi))).toMatchObject({
      ...{ code: 'DOCUMENT_NOT_POSTABLE', documentNumber: taxi.number, reasonCode: 'ACCOUNT_RULE_MISSING' },
    })
    expect(await claiming.entriesOf(taxi)).toEqual([])
  },
)

scenario('Everybody sees their own claims, and those who keep the books all of them', async ({ company }) => {
  const claiming = await claimingOf(company)
  const { id } = await claiming.writes(claiming.journey())
  const seenBy = async (who: typeof company.sales | typeof company.buyer | typeof company.accountant) => {
    const { expenseClaims } = await who.ask<{ expenseClaims: { nodes: { id: string }[] } }>('ExpenseClaims')
    return expenseClaims.nodes.map((claim) => claim.id)
  }
  expect(await seenBy(company.sales)).toEqual([id])
  expect(await seenBy(company.buyer)).toEqual([])
  expect(await seenBy(company.accountant)).toEqual([id])
  expect(await company.buyer.ask('ExpenseClaim', { id })).toEqual({ expenseClaim: null })
  const foreign = company.buyer.change('SaveExpenseClaim', { employeeId: claiming.employeeId, lines: [] })
  expect(await refusalOf(foreign)).toMatchObject({ code: 'NOT_YOUR_CLAIM' })
  expect(await refusalOf(company.buyer.change('SaveExpenseClaim', { lines: [] }))).toMatchObject({
    code: 'CLAIMANT_UNKNOWN',
  })
  const helped = await company.accountant.change<ExpenseClaim>('SaveExpenseClaim', {
    ...{ employeeId: claiming.employeeId, title: '代填', lines: [claiming.line('50.00 TAXI')] },
  })
  expect((await seenBy(company.sales)).sort()).toEqual([id, helped.id].sort())
})

scenario('Days of a journey are paid at the rate of the city, each once', async ({ company }) => {
  const { sales, controller } = company
  const claiming = await claimingOf(company)
  const expenseTypeId = claiming.types.get('PER_DIEM')
  const rate = (amount: string, more = {}) => ({ expenseTypeId, amount, effectiveOn: '2026-01-01', ...more })
  expect(await permissionMissingFor(sales.change('SetPerDiemRate', rate('80.00')))).toBe('finance.expenseSetUp.manage')
  await controller.change('SetPerDiemRate', rate('80.00'))
  expect(await controller.change('SetPerDiemRate', rate('120.00', { city: '上海' }))).toMatchObject({
    ...{ city: '上海', amount: { amount: '120.00' }, expenseType: { code: 'PER_DIEM' } },
  })
  const days = { ...claiming.line('0.00 PER_DIEM'), amount: null, receiptNumber: null, perDiemDays: 2, city: '上海' }
  const claim = await claiming.submits(await claiming.writes([days]))
  expect(claim).toMatchObject({ claimedTotal: { amount: '240.00' } })
  const again = await claiming.writes([{ ...days, perDiemDays: 1 }])
  expect(await refusalOf(claiming.submits(again))).toMatchObject({ code: 'PER_DIEM_DAY_CLAIMED' })
})

scenario(
  'A trip says the days and the city of what was spent on it, and an air ticket what carries no VAT',
  async ({ company }) => {
    const { controller } = company
    const claiming = await claimingOf(company)
    const perDay = { expenseTypeId: claiming.types.get('PER_DIEM'), effectiveOn: '2026-01-01' }
    await controller.change('SetPerDiemRate', { ...perDay, amount: '100.00', city: '北京' })
    const trip = {
      purpose: '客户验收',
      fromCity: '上海',
      toCity: '北京市',
      beginsOn: today,
      endsOn: today,
      means: 'AIR',
    }
    const days = { ...claiming.line('0.00 PER_DIEM'), amount: null, receiptNumber: null, spentOn: null, tripNumber: 1 }
    const air = claiming.line('1000.00 AIR', { untaxedAmount: '50.00', tripNumber: 1 })
    const missing = claiming.writes([days, { ...air, tripNumber: 2 }], { trips: [trip] })
    expect(await refusalOf(missing)).toMatchObject({
      ...{ code: 'INVALID_INPUT', field: 'lines.2.tripNumber', problem: 'NO_SUCH_TRIP' },
    })
    const draft = await claiming.writes([days, air], { trips: [{ ...trip, endsOn: null }] })
    expect(draft.problems.map(({ lineNumber, problem }) => `${lineNumber} ${problem}`)).toEqual([
      ...['1 DAY_MISSING', '1 PER_DIEM_DAYS_MISSING', '1 AMOUNT_MISSING', '1 TRIP_INCOMPLETE', '2 TRIP_INCOMPLETE'],
    ])
    const written = await claiming.writes([days, air], { ...seen(draft), trips: [trip] })
    const approved = await claiming.approves(await claiming.submits(written))
    expect(await company.controller.ask('ExpenseClaim', { id: approved.id })).toMatchObject({
      expenseClaim: {
        trips: [{ ...trip, tripNumber: 1, toCity: '北京' }],
        lines: {
          nodes: [
            { tripNumber: 1, perDiemDays: 1, baseAmount: { amount: '100.00' } },
            { tripNumber: 1, untaxedAmount: { amount: '50.00' }, tax: { amount: '78.44' } },
          ],
        },
      },
    })
    expect(await claiming.entriesOf(approved)).toEqual([['Dr 6601 1021.56', 'Dr 2221.01.01 78.44', 'Cr 2241 1100.00']])
  },
)
