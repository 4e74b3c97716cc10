import { newId, refuse } from '@erp/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EmployeeAdvance } from '../src/domain/employee-advance.ts'
import { cancelExpenseClaim } from '../src/use-cases/cancel-expense-claim.ts'
import { payEmployeeAdvance, payExpenseClaim } from '../src/use-cases/pay-employees.ts'
import { requestEmployeeAdvance, withdrawEmployeeAdvance } from '../src/use-cases/request-employee-advance.ts'
import { atAdvance, atClaim, cashiersOf, usual } from './employee-payments.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()

test('the worked example: an advance, a journey that uses it up, and the rest paid', async () => {
  const people = await cashiersOf(finance)
  const advance = await people.paid('1000.00')
  expect(advance).toMatchObject({ status: 'PAID', number: expect.stringMatching(/^EA-\d{4}-000001$/) })
  expect(await people.paymentEntries()).toEqual(['Dr 1221 1000.00', 'Cr 1002 1000.00'])

  const claim = await people.approved()
  expect(claim.advanceUsed.minor).toBe(100_000n)
  expect(await people.entriesOf(claim)).toEqual([
    ...['1 Dr 6602 1150.00', '1 Dr 2221.01.01 69.00'],
    ...['1 Cr 2241 219.00', '1 Cr 1221 1000.00'],
  ])
  expect((await people.readAdvance(advance)).openAmount.minor).toBe(0n)
  const paid = await people.as(people.cashier, (u) => payExpenseClaim(u, { ...atClaim(claim), ...usual }))
  expect(sound(paid)).toMatchObject({ status: 'PAID', paidBy: people.cashier.userId })
  expect((await people.paymentEntries()).slice(2)).toEqual(['Dr 2241 219.00', 'Cr 1002 219.00'])
  await people.agree()
})

test('claims use the oldest advance first, and a cancelled claim gives back what it used', async () => {
  const people = await cashiersOf(finance)
  const [first, second] = [await people.paid('100.00'), await people.paid('2000.00')]
  const claim = await people.approved()
  expect((await people.readAdvance(first)).openAmount.minor).toBe(0n)
  expect((await people.readAdvance(second)).openAmount.minor).toBe(88_100n)
  const unpaid = await people.as(people.cashier, (u) => payExpenseClaim(u, { ...atClaim(claim), ...usual }))
  expect(unpaid).toEqual(refuse('NothingToPay', { number: claim.number }))
  sound(await people.as(people.approver, (u) => cancelExpenseClaim(u, { ...atClaim(claim), reason: '重复' })))
  expect((await people.readAdvance(first)).openAmount.minor).toBe(10_000n)
  expect((await people.readAdvance(second)).openAmount.minor).toBe(200_000n)
  expect((await people.entriesOf(claim)).slice(3)).toEqual([
    ...['2 Dr 6602 -1150.00', '2 Dr 2221.01.01 -69.00', '2 Cr 1221 -1219.00'],
  ])
})

test('however many claims are decided at once or one by one, no advance is used beyond its amount', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 3 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (advances, claims, together) => {
        const people = await cashiersOf(finance)
        for (const yuan of advances) await people.paid(`${yuan}.00`)
        const submitted = []
        for (const yuan of claims) {
          const line = people.line('TAXI', `${yuan}.00`)
          submitted.push(await people.submitted([line]))
        }
        const decisions = submitted.map((claim) => people.decision(claim))
        if (together) await people.decide(...decisions)
        else await Promise.all(decisions.map((one) => people.decide(one)))
        const decided = await Promise.all(submitted.map((claim) => people.read(claim)))
        const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0)
        const used = decided.reduce((total, { advanceUsed }) => total + advanceUsed.minor, 0n)
        expect(used).toBe(BigInt(Math.min(sum(advances), sum(claims)) * 100))
        const [ledger] = await finance.database.rows<{ open: number; receivable: number }>`
          select (select sum(open_amount)::int from employee_advance where company_id = ${people.companyId}::uuid) as open,
                 (select sum(l.debit - l.credit)::int from voucher_line l join account a on a.id = l.account_id
                  where l.company_id = ${people.companyId}::uuid and a.code = '1221') as receivable`
        expect(ledger?.open).toBe(ledger?.receivable)
        await people.agree()
        for (const claim of decided)
          sound(await people.as(people.approver, (u) => cancelExpenseClaim(u, { ...atClaim(claim), reason: '作废' })))
        const [restored] = await finance.database.rows<{ open: number }>`
          select sum(open_amount)::int as open from employee_advance where company_id = ${people.companyId}::uuid`
        expect(restored?.open).toBe(sum(advances) * 100)
        await people.agree()
      },
    ),
    { numRuns: 6 },
  )
}, 60_000)

describe('who asks, approves and pays are three', () => {
  test('nobody approves their own advance', async () => {
    const people = await cashiersOf(finance)
    const advance = sound(await people.request('10.00'))
    await people.decide(people.decisionOn(advance, people.employee.userId))
    expect(await people.readAdvance(advance)).toMatchObject({ status: 'REJECTED', reason: 'APPROVED_BY_THEMSELVES' })
  })

  test('nor pays it, nor a claim they have part in', async () => {
    const people = await cashiersOf(finance)
    const advance = await people.approvedAdvance('10.00')
    const { number } = advance
    for (const who of [people.employee, people.approver])
      expect(await people.pay(advance, who)).toEqual(refuse('PayerInvolved', { number }))
    const claim = await people.approved()
    for (const who of [people.employee, people.approver]) {
      const outcome = await people.as(who, (u) => payExpenseClaim(u, { ...atClaim(claim), ...usual }))
      expect(outcome).toEqual(refuse('PayerInvolved', { number: claim.number }))
    }
    expect(await people.paymentEntries()).toEqual([])
  })
})

test('what cannot be asked for, withdrawn or paid is refused with facts', async () => {
  const people = await cashiersOf(finance)
  expect(await people.request('0.00')).toEqual(refuse('InvalidInput', { field: 'amount', problem: 'NOT_POSITIVE' }))
  expect(await people.request('1.00', ' ')).toMatchObject(refuse('InvalidInput', { field: 'purpose' } as const))
  const [employeeId, employeeAdvanceId] = [newId(), newId()]
  const foreign = people.as(people.employee, (u) =>
    requestEmployeeAdvance(u, { employeeId, amount: '1.00', purpose: '?' }, people.approvals),
  )
  expect(await foreign).toEqual(refuse('ExpenseReferenceUnknown', { reference: 'EMPLOYEE', referenceId: employeeId }))
  const unknown = people.as(people.cashier, (u) =>
    payEmployeeAdvance(u, { employeeAdvanceId, expectedVersion: 1, ...usual }),
  )
  expect(await unknown).toEqual(refuse('EmployeeAdvanceNotFound', { employeeAdvanceId }))

  const advance = sound(await people.request('5.00'))
  const { number } = advance
  expect(await people.pay(advance)).toEqual(refuse('AdvanceNotReady', { number, status: 'REQUESTED' }))
  const withdraw = (one: EmployeeAdvance) =>
    people.as(people.employee, (u) =>
      withdrawEmployeeAdvance(u, { ...atAdvance(one), reason: '改期' }, people.approvals),
    )
  const withdrawn = sound(await withdraw(advance))
  expect(withdrawn).toMatchObject({ status: 'WITHDRAWN', reason: '改期' })
  expect(people.ended).toEqual([advance.approvalId])
  expect(await withdraw(withdrawn)).toEqual(refuse('AdvanceNotReady', { number, status: 'WITHDRAWN' }))

  const claim = await people.approved()
  const paid = sound(await people.as(people.cashier, (u) => payExpenseClaim(u, { ...atClaim(claim), ...usual })))
  const again = people.as(people.cashier, (u) => payExpenseClaim(u, { ...atClaim(paid), ...usual }))
  expect(await again).toEqual(refuse('ExpenseClaimNotReady', { number: claim.number, status: 'PAID' }))
  const cancelled = people.as(people.approver, (u) => cancelExpenseClaim(u, { ...atClaim(paid), reason: '?' }))
  expect(await cancelled).toEqual(
    refuse('ExpenseClaimSettled', { number: claim.number, paymentNumber: expect.stringMatching(/^PM-\d{4}-000001$/) }),
  )
})
