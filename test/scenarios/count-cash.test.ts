import type { TestSystem } from '@erp/testing'
import { newId } from '@erp/values'
import { expect } from 'vitest'
import { byController, documentOnce, hasApproved, signs, turnsDown } from '../support/approving.ts'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { type Person, person } from '../support/people.ts'
import { useScenarios } from '../support/scenario.ts'
import { period, today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Voucher {
  readonly lines: {
    readonly nodes: readonly {
      readonly account: { readonly code: string }
      readonly debit: { readonly amount: string }
      readonly credit: { readonly amount: string }
    }[]
  }
}

interface Count {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly difference: { readonly amount: string }
  readonly voucher: Voucher | null
  readonly reversal: Voucher | null
  readonly decision: { readonly number: string; readonly bearer: string; readonly voucher: Voucher } | null
}

function entriesOf(voucher: Voucher | null | undefined): string[] {
  return (voucher?.lines.nodes ?? []).map(({ account, debit, credit }) =>
    Number(debit.amount) === 0 ? `Cr ${account.code} ${credit.amount}` : `Dr ${account.code} ${debit.amount}`,
  )
}

const seen = ({ id, version }: Count) => ({ cashCountId: id, expectedVersion: version })

/** Somebody whose job is the cash box. */
async function cashierOf({ administrator, code }: TestCompany, { gatewayUrl }: TestSystem): Promise<Person> {
  const credentials = { username: `cashier-${code}`.toLowerCase(), password: 'Correct-Horse-8-Battery' }
  await administrator.change('CreateUser', { ...credentials, displayName: 'Cashier', roleCodes: ['CASHIER'] })
  return person(gatewayUrl, async () => ({ ...credentials, companyCode: code }))
}

/** A cash box that 500.00 came into today. */
async function boxOf({ accountant, controller }: TestCompany, cashier: Person): Promise<string> {
  const name = { zh: '出纳保险柜', en: 'Cash box' }
  const { id } = await controller.change<{ id: string }>('CreateCashAccount', {
    code: 'BOX',
    name,
    accountCode: '1001',
  })
  const content = { cashAccountId: id, counterAccountCode: '4001', paidOn: today, amount: '500.00' }
  const drawn = await accountant.change<{ id: string; version: number }>('CreateCashDocument', {
    ...{ direction: 'RECEIPT', content: { ...content, cashFlowItem: 'CAPITAL_RECEIVED' } },
  })
  const approved = await controller.change<typeof drawn>('ApproveCashDocument', {
    ...{ cashDocumentId: drawn.id, expectedVersion: drawn.version },
  })
  await cashier.change('PostCashDocument', { cashDocumentId: approved.id, expectedVersion: approved.version })
  return id
}

async function stateOfCounts({ accountant }: TestCompany): Promise<string | undefined> {
  const { closingChecklist } = await accountant.ask<{
    closingChecklist: { items: readonly { step: string; state: string }[] }
  }>('ClosingChecklist', { period })
  return closingChecklist.items.find(({ step }) => step === 'COUNT_CASH')?.state
}

scenario(
  'What is missing from the cash box waits until somebody else decides, and whoever pays for it pays into the box',
  async ({ company, system }) => {
    const { accountant, controller, administrator } = company
    const cashier = await cashierOf(company, system)
    const cashAccountId = await boxOf(company, cashier)
    const found = { cashAccountId, countedOn: today, counted: '488.50' }
    const denominations = [
      { face: '100', pieces: 4 },
      { face: '50', pieces: 1 },
      { face: '0.5', pieces: 77 },
    ]
    expect(await permissionMissingFor(accountant.change('CountCash', found))).toBe('finance.cashCount.create')
    const before = await company.everything()
    const wrong = { ...found, denominations: denominations.slice(1) }
    expect(await refusalOf(cashier.change('CountCash', wrong))).toMatchObject({ code: 'DENOMINATIONS_DIFFER' })
    expect(await company.everything()).toEqual(before)
    const idempotencyKey = newId()
    const counted = await cashier.change<Count>('CountCash', { ...found, denominations, idempotencyKey })
    expect(counted).toMatchObject({
      ...{ number: 'CC-2026-000001', status: 'COUNTED', voucher: null, decision: null },
      ...{ counted: { amount: '488.50' }, booked: { amount: '500.00' }, difference: { amount: '-11.50' } },
      denominations: [
        { face: { amount: '100.00' }, pieces: 4 },
        { face: { amount: '50.00' }, pieces: 1 },
        { face: { amount: '0.50' }, pieces: 77 },
      ],
    })
    expect(await cashier.change('CountCash', { ...found, denominations, idempotencyKey })).toEqual(counted)
    expect(await refusalOf(cashier.change('CountCash', found))).toMatchObject({ code: 'CASH_COUNT_WAITING' })
    expect(await refusalOf(cashier.change('WitnessCashCount', seen(counted)))).toMatchObject({
      code: 'CASH_COUNT_PERSON_INVOLVED',
    })

    const witnessed = await accountant.change<Count>('WitnessCashCount', seen(counted))
    expect(await permissionMissingFor(cashier.change('ApproveCashCount', seen(witnessed)))).toBe(
      'finance.cashCount.approve',
    )
    expect(await refusalOf(accountant.change('ApproveCashCount', seen(witnessed)))).toMatchObject({
      code: 'CASH_COUNT_PERSON_INVOLVED',
    })
    const booked = await administrator.change<Count>('ApproveCashCount', seen(witnessed))
    expect(booked.status).toBe('BOOKED')
    expect(entriesOf(booked.voucher)).toEqual(['Cr 1001 11.50', 'Dr 1901 11.50'])
    expect(await stateOfCounts(company)).toBe('PENDING')
    expect(await cashier.ask('CashCounts', { waiting: true })).toMatchObject({
      cashCounts: { nodes: [{ number: 'CC-2026-000001', cashAccount: { code: 'BOX' } }] },
    })

    const { id: employeeId } = await controller.change<{ id: string }>('CreateDimensionValue', {
      ...{ dimension: 'EMPLOYEE', code: 'E01', name: { zh: '李出纳', en: 'Li' } },
    })
    const deciding = { ...seen(booked), bearer: 'EMPLOYEE', employeeId, decidedOn: today, reason: '出纳差错' }
    expect(await permissionMissingFor(accountant.change('DecideCashCount', deciding))).toBe('finance.cashCount.decide')
    expect(await refusalOf(controller.change('DecideCashCount', { ...deciding, bearer: 'INCOME' }))).toMatchObject({
      code: 'CASH_BEARER_DOES_NOT_FIT',
    })
    const decided = await controller.change<Count>('DecideCashCount', deciding)
    expect(decided).toMatchObject({ status: 'DECIDED', decision: { number: 'CD-2026-000001', bearer: 'EMPLOYEE' } })
    expect(entriesOf(decided.decision?.voucher)).toEqual(['Cr 1901 11.50', 'Dr 1221 11.50'])
    expect(await stateOfCounts(company)).toBe('DONE')

    const undone = await administrator.change<Count>('UndoCashCountDecision', {
      ...{ ...seen(decided), undoneOn: today, reason: '找到收据' },
    })
    expect(undone).toMatchObject({ status: 'BOOKED', decision: null })
    const reversed = await controller.change<Count>('ReverseCashCount', {
      ...{ ...seen(undone), reversedOn: today, reason: '收据未入账' },
    })
    expect(reversed.status).toBe('REVERSED')
    expect(entriesOf(reversed.reversal)).toEqual(['Cr 1001 -11.50', 'Dr 1901 -11.50'])
    const days = { beginsOn: today, endsOn: today }
    expect(await accountant.ask('CashJournal', { cashAccountId, ...days })).toMatchObject({
      cashJournal: { closing: { amount: '500.00' } },
    })
  },
)

scenario(
  'What is over is income of nobody else, and a count that finds nothing posts nothing',
  async ({ company, system }) => {
    const { accountant, controller } = company
    const cashier = await cashierOf(company, system)
    const cashAccountId = await boxOf(company, cashier)
    const count = async (counted: string) => {
      const found = await cashier.change<Count>('CountCash', { cashAccountId, countedOn: today, counted })
      const witnessed = await controller.change<Count>('WitnessCashCount', seen(found))
      return accountant.change<Count>('ApproveCashCount', seen(witnessed))
    }
    const given = await cashier.change<Count>('CountCash', { cashAccountId, countedOn: today, counted: '1.00' })
    expect(await cashier.change('CancelCashCount', { ...seen(given), reason: '未数完' })).toMatchObject({
      status: 'CANCELLED',
    })
    const over = await count('500.20')
    expect(entriesOf(over.voucher)).toEqual(['Dr 1001 0.20', 'Cr 1901 0.20'])
    const taken = await controller.change<Count>('DecideCashCount', {
      ...{ ...seen(over), bearer: 'INCOME', decidedOn: today, reason: '无法查明原因' },
    })
    expect(entriesOf(taken.decision?.voucher)).toEqual(['Dr 1901 0.20', 'Cr 6301 0.20'])
    expect(await count('500.20')).toMatchObject({ status: 'EVEN', difference: { amount: '0.00' }, voucher: null })
  },
)

scenario(
  'What a count finds different is signed for where the company says so, and booked by that',
  async ({ company, system }) => {
    const { accountant, controller, administrator } = company
    const cashier = await cashierOf(company, system)
    const cashAccountId = await boxOf(company, cashier)
    await hasApproved(company, 'CASH_COUNT', [
      { condition: { categories: ['EVEN'] }, levels: [] },
      { levels: [byController] },
    ])
    const submits = async (counted: string) => {
      const found = await cashier.change<Count>('CountCash', { cashAccountId, countedOn: today, counted })
      const witnessed = await accountant.change<Count>('WitnessCashCount', seen(found))
      expect(await refusalOf(administrator.change('ApproveCashCount', seen(witnessed)))).toMatchObject({
        code: 'DECIDED_BY_APPROVAL',
      })
      return cashier.change<Count>('SubmitCashCount', seen(witnessed))
    }
    const now = (count: Count, status: string) => documentOnce<Count>(controller, 'CashCount', count, status)
    expect(await now(await submits('500.00'), 'EVEN')).toMatchObject({ approvers: [], voucher: null })

    const short = await submits('480.00')
    await turnsDown(controller, short, '请再清点一次')
    const returned = await now(short, 'WITNESSED')
    expect(returned).toMatchObject({ reason: '请再清点一次' })
    const again = await cashier.change<Count>('SubmitCashCount', seen(returned))
    const back = await cashier.change<Count>('WithdrawCashCount', { ...seen(again), reason: '找到 5 元' })
    await cashier.change('CancelCashCount', { ...seen(back), reason: '找到 5 元' })
    const waiting = await submits('485.00')
    await signs(controller, waiting)
    const booked = await now(waiting, 'BOOKED')
    expect(booked).toMatchObject({ approvers: [{ displayName: 'controller' }] })
    expect(entriesOf(booked.voucher)).toEqual(['Cr 1001 15.00', 'Dr 1901 15.00'])
    const deciding = { ...seen(booked), bearer: 'BUSINESS', decidedOn: today, reason: '无法查明原因' }
    expect(await refusalOf(controller.change('DecideCashCount', deciding))).toMatchObject({
      code: 'CASH_COUNT_PERSON_INVOLVED',
    })
    expect(await administrator.change('DecideCashCount', deciding)).toMatchObject({ status: 'DECIDED' })
  },
  90_000,
)
