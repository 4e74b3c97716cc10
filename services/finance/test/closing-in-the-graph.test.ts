import { eventually } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { stockDocument } from './finance-database.ts'
import { everything, useFinanceService } from './use-finance-service.ts'

const { userOf, registeredCompany, tellStock, vouchersOf } = await useFinanceService()

const checklist = `{ closingChecklist(period: "2026-01") {
  fiscalPeriod { status version } readyToClose
  items { step state blockers { reasonCode reason } runs { runNumber voucher { number kind } } }
  seals { module sealed } certificates { certificateNumber digest holds voidReason } reopeningRequests { reason } } }`
interface Checklist {
  closingChecklist: {
    fiscalPeriod: { status: string; version: number }
    readyToClose: boolean
    items: { step: string; state: string; blockers: object[]; runs: object[] }[]
    seals: object[]
    certificates: { digest: string; holds: boolean; voidReason: string | null }[]
    reopeningRequests: object[]
  }
}

const mutation = (name: string, type: string, shown: string) =>
  `mutation ($input: ${type}!) { result: ${name}(input: $input) { ${shown}
    userErrors { __typename message ... on ClosingBlocked { blockers { step reasonCode } } } } }`
const runStep = mutation(
  'runClosingStep',
  'RunClosingStepInput',
  'run { step voucher { kind lines { nodes { account { code } } } } }',
)
const seal = mutation('sealPeriod', 'SealPeriodInput', 'seal { module sealed }')
const unseal = mutation('unsealPeriod', 'UnsealPeriodInput', 'seal { module sealed }')
const close = mutation('closePeriod', 'ClosePeriodInput', 'period { status version }')
const request = mutation('requestPeriodReopening', 'RequestPeriodReopeningInput', 'request { period reason }')
const reopen = mutation('reopenPeriod', 'ReopenPeriodInput', 'period { status version }')
const save = mutation(
  'saveOpeningBalance',
  'SaveOpeningBalanceInput',
  'openingBalance { id version trial { even balanceDebit { amount } } }',
)
const postSheet = mutation(
  'postOpeningBalance',
  'PostOpeningBalanceInput',
  'openingBalance { status vouchers { number } lines { nodes { lineNumber accountCode amounts { yearOpeningDebit } } } }',
)

const withKey = (input: object) => ({ input: { idempotencyKey: newId(), ...input } })
const january = { period: '2026-01' }

test('a month-end from its checklist to its certificate, reopened by another and closed again', async () => {
  const companyId = await registeredCompany()
  const accountant = userOf(companyId)
  const controller = userOf(companyId)
  const opening = (amount: string) => [
    { accountCode: '1002', amounts: { yearOpeningDebit: amount } },
    { accountCode: '4001', amounts: { yearOpeningCredit: '50.00' } },
  ]
  expect(await accountant.query(save, withKey({ expectedVersion: 0, lines: opening('40.00') }))).toMatchObject({
    result: { openingBalance: { version: 1, trial: { even: false, balanceDebit: { amount: '40.00' } } } },
  })
  expect(await controller.query(postSheet, withKey({ expectedVersion: 1 }))).toEqual({
    result: {
      openingBalance: null,
      userErrors: [
        { __typename: 'OpeningUneven', message: 'At the start of the year debits are 40.00 and credits 50.00.' },
      ],
    },
  })
  await accountant.query(save, withKey({ expectedVersion: 1, lines: opening('50.00') }))
  expect(await controller.query(postSheet, withKey({ expectedVersion: 2 }))).toEqual({
    result: {
      openingBalance: {
        status: 'POSTED',
        vouchers: [{ number: '记-2025-12-0001' }],
        lines: {
          nodes: [
            { lineNumber: 1, accountCode: '1002', amounts: { yearOpeningDebit: '50.00' } },
            { lineNumber: 2, accountCode: '4001', amounts: { yearOpeningDebit: '0' } },
          ],
        },
      },
      userErrors: [],
    },
  })

  // A return at an old price above the carrying value leaves 6.00 in the cost of sales.
  const dated = { businessDate: '2026-01-15' }
  await tellStock(
    stockDocument(companyId, [{ stock: '10.00' }], dated),
    stockDocument(companyId, [{ stock: '-2.00', clearing: '-8.00' }], dated),
  )
  await eventually(async () => expect(await vouchersOf(companyId)).toHaveLength(3))
  const blocked = {
    period: null,
    userErrors: [
      {
        __typename: 'ClosingBlocked',
        message: '2026-01 has something left to do. 1 balance(s) of income and expenses are not carried forward.',
        blockers: [{ step: 'PROFIT_CARRY_FORWARD', reasonCode: 'PROFIT_NOT_CARRIED_FORWARD' }],
      },
    ],
  }
  expect(await controller.query(close, withKey({ ...january, expectedVersion: 1 }))).toEqual({ result: blocked })
  expect(await controller.query(runStep, withKey({ ...january, step: 'PROFIT_CARRY_FORWARD' }))).toEqual({
    result: {
      run: {
        step: 'PROFIT_CARRY_FORWARD',
        voucher: { kind: 'CLOSING', lines: { nodes: [{ account: { code: '6401' } }, { account: { code: '4103' } }] } },
      },
      userErrors: [],
    },
  })
  expect(await controller.query(seal, withKey({ ...january, module: 'PURCHASING' }))).toMatchObject({
    result: { seal: { module: 'PURCHASING', sealed: true } },
  })
  expect(await controller.query(seal, withKey({ ...january, module: 'PURCHASING' }))).toMatchObject({
    result: { seal: null, userErrors: [{ __typename: 'ModuleSealed' }] },
  })
  expect(await controller.query(unseal, withKey({ ...january, module: 'SALES', reason: 'x' }))).toMatchObject({
    result: { seal: null, userErrors: [{ __typename: 'ModuleNotSealed' }] },
  })
  const open = (await controller.query<Checklist>(checklist)).closingChecklist
  expect(open.readyToClose).toBe(true)
  expect(open.items.map(({ step, state }) => `${step} ${state}`)).toEqual([
    ...['SEAL_MODULES PENDING', 'POST_DOCUMENTS DONE', 'OPENING_BALANCES DONE', 'RECEIPT_ESTIMATES DONE'],
    'FX_REVALUATION DONE',
    'BAD_DEBT_PROVISION DONE',
    ...[
      'VAT_TRANSFER DONE',
      'TIE_OUT_SUBLEDGERS DONE',
      'RECONCILE_BANKS DONE',
      'COUNT_CASH DONE',
      'TIE_OUT_LEDGER DONE',
      'PROFIT_CARRY_FORWARD DONE',
      'YEAR_CLOSE DONE',
    ],
    ...['TIE_OUT_STATEMENTS DONE', 'CLOSE PENDING', 'OPEN_NEXT DONE'],
  ])

  expect(await controller.query(close, withKey({ ...january, expectedVersion: 2 }))).toMatchObject({
    result: { period: { status: 'CLOSED', version: 3 }, userErrors: [] },
  })
  const reopening = { ...january, expectedVersion: 3, reason: '补记发票' }
  expect(await controller.query(reopen, withKey(reopening))).toMatchObject({
    result: { period: null, userErrors: [{ __typename: 'SecondPersonNeeded' }] },
  })
  await accountant.query(request, withKey(reopening))
  const closed = (await controller.query<Checklist>(checklist)).closingChecklist
  expect(closed.certificates).toMatchObject([{ certificateNumber: 1, holds: true, voidReason: null }])
  expect(closed.reopeningRequests).toEqual([{ reason: '补记发票' }])
  expect(closed.seals).toHaveLength(4)
  expect(await controller.query(reopen, withKey(reopening))).toMatchObject({ result: { period: { status: 'OPEN' } } })
  await controller.query(close, withKey({ ...january, expectedVersion: 4 }))
  expect((await controller.query<Checklist>(checklist)).closingChecklist.certificates).toMatchObject([
    { certificateNumber: 2, holds: true, voidReason: null },
    { certificateNumber: 1, holds: true, voidReason: '补记发票' },
  ])
})

test.each([
  ['finance.closing.run', runStep, { ...january, step: 'VAT_TRANSFER' }],
  ['finance.closing.run', seal, { ...january, module: 'SALES' }],
  ['finance.closing.run', unseal, { ...january, module: 'SALES', reason: 'x' }],
  ['finance.period.open', request, { ...january, expectedVersion: 1, reason: 'x' }],
  ['finance.openingBalance.manage', save, { expectedVersion: 0, lines: [] }],
  ['finance.openingBalance.manage', postSheet, { expectedVersion: 0 }],
])('%s is asked for', async (permission, text, input) => {
  const others = everything.filter((one) => one !== permission)
  const { errors } = await userOf(await registeredCompany(), others).ask(text, withKey(input))
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission } }])
})

test('the checklist of a month the books do not have, or of another company, is nothing', async () => {
  const stranger = userOf(await registeredCompany())
  expect(
    await stranger.query('{ closingChecklist(period: "2031-01") { readyToClose } openingBalance { id } }'),
  ).toEqual({
    closingChecklist: null,
    openingBalance: null,
  })
})
