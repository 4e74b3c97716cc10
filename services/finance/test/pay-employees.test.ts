import { type BusinessDate, newId, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import type { CashDocument } from '../src/domain/cash-document.ts'
import type { ExpenseClaim } from '../src/domain/expense-claim.ts'
import { findOpenItems } from '../src/store/open-item-lists.ts'
import { paymentsOfClaims } from '../src/store/payments-of-employees.ts'
import { cancelExpenseClaim } from '../src/use-cases/cancel-expense-claim.ts'
import { approveCashDocument } from '../src/use-cases/decide-on-cash-document.ts'
import type { MoneyFrom } from '../src/use-cases/move-cash-of-employee.ts'
import { payExpenseClaim, payExpenseClaims } from '../src/use-cases/pay-employees.ts'
import { postCashDocument } from '../src/use-cases/post-cash-document.ts'
import { withdrawEmployeeAdvance } from '../src/use-cases/request-employee-advance.ts'
import { reverseCashDocument } from '../src/use-cases/reverse-cash-document.ts'
import { settleOpenItems } from '../src/use-cases/settle-open-items.ts'
import { undoSettlement } from '../src/use-cases/undo-settlement.ts'
import { createCashDocument } from '../src/use-cases/write-cash-document.ts'
import { atAdvance, atClaim, cashiersOf, usual } from './employee-payments.ts'
import { today } from './expense-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()

async function peopleWithCash() {
  const people = await cashiersOf(finance)
  const taxi = (amount: string) => people.approved([people.line('TAXI', amount)])
  const paymentsOf = (claim: ExpenseClaim) =>
    finance.transactor.read([people.companyId], (tx) => paymentsOfClaims(tx, [claim.id]))
  const reverse = ({ id, version }: CashDocument, by = people.clerk) =>
    people.as(by, (u) =>
      reverseCashDocument(u, {
        ...{ cashDocumentId: id, expectedVersion: version, reversedOn: today, reason: '银行退回' },
      }),
    )
  /** The open item of a claim, or of an advance. */
  const itemOf = async (id: string) => {
    const [row] = await finance.database.rows<{ id: string }>`
      select i.id from open_item i where i.document_id = ${id}::uuid and i.kind = 'OWED_TO_EMPLOYEE'
      union select open_item_id from employee_advance where id = ${id}::uuid and open_item_id is not null`
    const [item] = await finance.transactor.read([people.companyId], (tx) => findOpenItems(tx, [row?.id ?? newId()]))
    if (!item) throw new Error('There is no such item')
    return item
  }
  /** A payment of an item as clerks write, approve and post any other. */
  const payByHand = async (openItemId: string, amount: string, poster = people.colleague()) => {
    const draft = sound(
      await people.as(people.clerk, (u) =>
        createCashDocument(u, {
          ...{ direction: 'PAYMENT', cashAccountId: people.bank.id, partyDimension: 'EMPLOYEE' },
          ...{ partyId: people.employeeId, counterAccountCode: null, paidOn: today, amount, fee: null },
          ...{ exchangeRate: null, cashFlowItem: null, reference: null, note: null },
          items: [{ openItemId, amount }],
        }),
      ),
    )
    const at = { cashDocumentId: draft.id, expectedVersion: draft.version }
    const approved = sound(await people.as(people.colleague(), (u) => approveCashDocument(u, at)))
    return people.as(poster, (u) =>
      postCashDocument(u, { cashDocumentId: approved.id, expectedVersion: approved.version }),
    )
  }
  return { ...people, taxi, paymentsOf, reverse, itemOf, payByHand }
}

test('one payment pays several claims of an employee, and taking it back makes all of them unpaid', async () => {
  const people = await peopleWithCash()
  const claims = [await people.taxi('50.00'), await people.taxi('30.00')]
  const paid = sound(
    await people.as(people.cashier, (u) =>
      payExpenseClaims(u, { ...usual, claims: claims.map(atClaim), reference: 'B-1' }),
    ),
  )
  expect(paid).toMatchObject({
    ...{ status: 'POSTED', amount: 8_000n, reference: 'B-1', note: claims.map(({ number }) => number).join(' ') },
    ...{ preparedBy: people.cashier.userId, approvedBy: people.approver.userId },
  })
  expect(await people.paymentEntries()).toEqual(['Dr 2241 50.00', 'Dr 2241 30.00', 'Cr 1002 80.00'])
  for (const claim of claims)
    expect(await people.read(claim)).toMatchObject({ status: 'PAID', paidBy: people.cashier.userId, paidOn: today })
  await people.agree()

  sound(await people.reverse(paid))
  for (const claim of claims) {
    const now = await people.read(claim)
    expect(now).toMatchObject({ status: 'APPROVED', paidBy: null, paidOn: null })
    expect(await people.paymentsOf(claim)).toMatchObject([{ number: paid.number, status: 'REVERSED' }])
    sound(await people.as(people.approver, (u) => cancelExpenseClaim(u, { ...atClaim(now), reason: '重复' })))
  }
  expect(await people.receipts()).toBe(0)
  await people.agree()
})

test('a claim that was paid by any other payment is paid, once, and not by whoever has part in it', async () => {
  const people = await peopleWithCash()
  const claim = await people.taxi('50.00')
  const item = await people.itemOf(claim.id)
  expect(await people.payByHand(item.id, '20.00', people.approver)).toEqual(
    refuse('PayerInvolved', { number: claim.number }),
  )
  sound(await people.payByHand(item.id, '20.00'))
  const partly = await people.read(claim)
  expect(partly.status).toBe('APPROVED')
  const cancelling = people.as(people.approver, (u) => cancelExpenseClaim(u, { ...atClaim(partly), reason: '?' }))
  expect(await cancelling).toMatchObject({
    refusal: 'ExpenseClaimSettled',
    paymentNumber: expect.stringMatching(/^PM-/),
  })

  expect(sound(await people.payClaim(partly))).toMatchObject({ status: 'PAID' })
  expect((await people.paymentEntries()).slice(2)).toEqual(['Dr 2241 30.00', 'Cr 1002 30.00'])
  const again = people.payByHand(item.id, '20.00')
  expect(await again).toMatchObject({ refusal: 'OpenAmountExceeded', openAmount: '0.00' })
  await people.agree()
})

test('a settlement pays a claim without money, and taking it back makes it unpaid', async () => {
  const people = await peopleWithCash()
  const claim = await people.taxi('50.00')
  const advance = await people.paid('80.00')
  const items = [await people.itemOf(claim.id), await people.itemOf(advance.id)]
  const settled = sound(
    await people.as(people.clerk, (u) =>
      settleOpenItems(u, {
        ...{ settledOn: today, writeOffRest: false, agreement: null },
        items: items.map(({ id, version }) => ({ openItemId: id, amount: '50.00', expectedVersion: version })),
      }),
    ),
  )
  expect(await people.read(claim)).toMatchObject({ status: 'PAID', paidBy: null })
  expect((await people.readAdvance(advance)).openAmount.minor).toBe(3_000n)
  await people.agree()
  expect(await people.payClaim(await people.read(claim))).toMatchObject({ refusal: 'ExpenseClaimNotReady' })

  const undo = { settlementId: settled.id, undoneOn: today, reason: '?' }
  sound(await people.as(people.clerk, (u) => undoSettlement(u, undo)))
  expect(await people.read(claim)).toMatchObject({ status: 'APPROVED' })
  expect((await people.readAdvance(advance)).openAmount.minor).toBe(8_000n)
  await people.agree()
})

test('what is not spent of an advance is given back, and claims use only the rest', async () => {
  const people = await peopleWithCash()
  const advance = await people.paid('100.00')
  expect(await people.giveBack(advance, '100.01')).toEqual(
    refuse('InvalidInput', { field: 'amount', problem: 'MORE_THAN_IS_OPEN' }),
  )
  expect(await people.giveBack(advance, '0.00')).toMatchObject({ problem: 'NOT_POSITIVE' })
  for (const who of [people.employee, people.approver])
    expect(await people.giveBack(advance, '1.00', who)).toEqual(refuse('PayerInvolved', { number: advance.number }))
  const returned = sound(await people.giveBack(advance, '70.00'))
  expect(returned).toMatchObject({ status: 'PAID', openAmount: { minor: 3_000n } })
  expect((await people.paymentEntries()).slice(2)).toEqual(['Dr 1002 70.00', 'Cr 1221 70.00'])
  const claim = await people.taxi('50.00')
  expect(claim.advanceUsed.minor).toBe(3_000n)
  await people.agree()
  expect(await people.giveBack(await people.readAdvance(advance), '1.00')).toMatchObject({ refusal: 'InvalidInput' })
})

test('a payment of an advance is taken back only while nothing of it is used; then it may be withdrawn', async () => {
  const people = await peopleWithCash()
  const advance = await people.paid('100.00')
  const paymentOf = async () => {
    const [row] = await finance.database.rows<{ id: string; version: number }>`
      select d.id, d.version from cash_document d join employee_advance a on a.cash_document_id = d.id
      where a.id = ${advance.id}::uuid`
    return row as unknown as CashDocument
  }
  const claim = await people.taxi('40.00')
  expect(await people.reverse(await paymentOf())).toMatchObject({
    ...{ refusal: 'AdvanceInUse', original: '100.00', openAmount: '60.00' },
  })
  sound(await people.as(people.approver, (u) => cancelExpenseClaim(u, { ...atClaim(claim), reason: '?' })))
  await people.agree()
  sound(await people.reverse(await paymentOf()))
  const unpaid = await people.readAdvance(advance)
  expect(unpaid).toMatchObject({ status: 'APPROVED', openAmount: { minor: 0n }, cashDocumentId: null, paidOn: null })
  await people.agree()
  const withdraw = { ...atAdvance(unpaid), reason: '取消出差' }
  const withdrawn = await people.as(people.employee, (u) => withdrawEmployeeAdvance(u, withdraw, people.approvals))
  expect(sound(withdrawn)).toMatchObject({ status: 'WITHDRAWN' })
  expect(await people.pay(sound(withdrawn))).toMatchObject({ refusal: 'AdvanceNotReady' })
})

test('what cannot be paid is refused with facts, and nothing happens', async () => {
  const people = await peopleWithCash()
  const claim = await people.taxi('50.00')
  const pay = (more: Partial<MoneyFrom>) =>
    people.as(people.cashier, (u) => payExpenseClaim(u, { ...atClaim(claim), ...usual, ...more }))
  const unknown = newId()
  expect(await pay({ cashAccountId: unknown })).toEqual(refuse('CashAccountNotFound', { cashAccountId: unknown }))
  expect(await pay({ paidOn: '2001-01-01' as BusinessDate })).toEqual(refuse('PeriodNotFound', { period: '2001-01' }))
  const payAll = (claims: readonly ExpenseClaim[]) =>
    people.as(people.cashier, (u) => payExpenseClaims(u, { ...usual, claims: claims.map(atClaim) }))
  expect(await payAll([])).toMatchObject({ refusal: 'InvalidInput', field: 'claims' })
  expect(await payAll([claim, claim])).toMatchObject({ problem: 'NOT_1_TO_100_CLAIMS_ONCE_EACH' })
  await finance.database.rows`update cash_account set active = false where id = ${people.bank.id}::uuid`
  expect(await pay({})).toEqual(refuse('CashAccountUnsaid'))
  expect(await people.read(claim)).toMatchObject({ status: 'APPROVED', version: claim.version })
  expect(await people.paymentEntries()).toEqual([])
})

test('of two who pay the same claim at once, one does', async () => {
  const people = await peopleWithCash()
  const claim = await people.taxi('50.00')
  const item = await people.itemOf(claim.id)
  const outcomes = await Promise.all([
    people.payClaim(claim),
    people.payClaim(claim),
    people.payByHand(item.id, '50.00'),
    people.payByHand(item.id, '50.00'),
  ])
  expect(outcomes.filter((outcome) => !('refusal' in outcome))).toHaveLength(1)
  expect(await people.read(claim)).toMatchObject({ status: 'PAID' })
  await people.agree()
})
