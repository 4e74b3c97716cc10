import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { addedUp, claimingOf, type ExpenseClaim, seen, taskOf } from '../support/claiming.ts'
import type { VoucherLine } from '../support/documents.ts'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Advance {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly approvalId: string
  readonly openAmount: { readonly amount: string }
  readonly vouchers: readonly { readonly lines: { readonly nodes: readonly VoucherLine[] } }[]
}

interface CashDocument {
  readonly id: string
  readonly version: number
  readonly paidOn: string
  readonly items: readonly { readonly openItem: { readonly documentNumber: string } }[]
}

const at = ({ id, version }: Advance) => ({ employeeAdvanceId: id, expectedVersion: version })
const advanceNow = async ({ accountant }: TestCompany, { id }: Pick<Advance, 'id'>) =>
  (await accountant.ask<{ employeeAdvance: Advance }>('EmployeeAdvance', { id })).employeeAdvance

const bankOf = ({ controller }: TestCompany) =>
  controller.change<{ id: string }>('CreateCashAccount', {
    ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
  })

scenario('An advance is given, a journey uses it up, and the rest is paid', async ({ company }) => {
  const { sales, controller, administrator: cashier } = company
  const claiming = await claimingOf(company)
  await bankOf(company)
  const requested = await sales.change<Advance>('RequestEmployeeAdvance', { amount: '1000.00', purpose: '出差备用金' })
  expect(requested).toMatchObject({ status: 'REQUESTED', openAmount: { amount: '0.00' } })
  expect(await permissionMissingFor(sales.change('PayEmployeeAdvance', at(requested)))).toBe(
    'finance.employeePayment.pay',
  )
  expect(await refusalOf(cashier.change('PayEmployeeAdvance', at(requested)))).toMatchObject({
    ...{ code: 'ADVANCE_NOT_READY', status: 'REQUESTED' },
  })
  await controller.change('Approve', await taskOf(requested, controller))
  const approved = await eventually(async () => {
    const now = await advanceNow(company, requested)
    if (now.status !== 'APPROVED') throw new Error(`${now.number} is ${now.status}`)
    return now
  })
  expect(await cashier.change('PayEmployeeAdvance', at(approved))).toMatchObject({
    ...{ status: 'PAID', openAmount: { amount: '1000.00' } },
  })
  const paid = await advanceNow(company, requested)
  expect(paid.vouchers.map(({ lines }) => addedUp(lines.nodes))).toEqual([['Cr 1002 1000.00', 'Dr 1221 1000.00']])

  const claim = await claiming.approves(await claiming.submits(await claiming.writes(claiming.journey())))
  expect(await claiming.entriesOf(claim)).toEqual([
    ['Dr 6601 1150.00', 'Dr 2221.01.01 69.00', 'Cr 1221 1000.00', 'Cr 2241 219.00'],
  ])
  expect(await advanceNow(company, requested)).toMatchObject({ openAmount: { amount: '0.00' } })
  const settled = await cashier.change<ExpenseClaim>('PayExpenseClaim', seen(claim))
  expect(settled).toMatchObject({ status: 'PAID' })
  expect((await claiming.entriesOf(claim))[1]).toEqual(['Cr 1002 219.00', 'Dr 2241 219.00'])
  expect(await refusalOf(cashier.change('PayExpenseClaim', seen(settled)))).toMatchObject({
    ...{ code: 'EXPENSE_CLAIM_NOT_READY', status: 'PAID' },
  })
})

scenario(
  'Two claims are paid at once, the payment is taken back, and one of them is cancelled',
  async ({ company }) => {
    const { accountant, controller, administrator: cashier } = company
    const claiming = await claimingOf(company)
    const bank = await bankOf(company)
    const approved = async (line: string) =>
      claiming.approves(await claiming.submits(await claiming.writes([claiming.line(line)])))
    const claims = [await approved('50.00 TAXI'), await approved('30.00 TAXI')]
    const paid = await cashier.change<CashDocument>('PayExpenseClaims', {
      ...{ claims: claims.map(seen), cashAccountId: bank.id },
    })
    expect(paid).toMatchObject({ status: 'POSTED', amount: { amount: '80.00' } })
    expect(paid.items.map(({ openItem }) => openItem.documentNumber).toSorted()).toEqual(
      claims.map(({ number }) => number).toSorted(),
    )
    const [first] = await Promise.all(claims.map((claim) => claiming.until(claim, 'PAID')))
    if (!first) throw new Error('There is no claim')
    expect(first).toMatchObject({ outstanding: { amount: '0.00' } })
    const { openItems } = await accountant.ask<{ openItems: { nodes: object[] } }>('OpenItems', {
      partyId: claiming.employeeId,
    })
    expect(openItems.nodes).toEqual([])

    const cancelling = { ...seen(first), reason: '重复报销' }
    expect(await refusalOf(controller.change('CancelExpenseClaim', cancelling))).toMatchObject({
      code: 'EXPENSE_CLAIM_SETTLED',
    })
    await cashier.change('ReverseCashDocument', {
      ...{ cashDocumentId: paid.id, expectedVersion: paid.version, reversedOn: paid.paidOn, reason: '银行退回' },
    })
    const unpaid = await claiming.until(first, 'APPROVED')
    expect(unpaid).toMatchObject({ outstanding: { amount: '50.00' } })
    expect(await controller.change('CancelExpenseClaim', { ...seen(unpaid), reason: '重复报销' })).toMatchObject({
      status: 'CANCELLED',
    })
  },
)

scenario('What is not spent of an advance is given back', async ({ company }) => {
  const { sales, controller, administrator: cashier } = company
  await claimingOf(company)
  await bankOf(company)
  const requested = await sales.change<Advance>('RequestEmployeeAdvance', { amount: '100.00', purpose: '备用金' })
  await controller.change('Approve', await taskOf(requested, controller))
  const approved = await eventually(async () => {
    const now = await advanceNow(company, requested)
    if (now.status !== 'APPROVED') throw new Error(`${now.number} is ${now.status}`)
    return now
  })
  const paid = await cashier.change<Advance>('PayEmployeeAdvance', at(approved))
  expect(await permissionMissingFor(sales.change('ReturnEmployeeAdvance', { ...at(paid), amount: '40.00' }))).toBe(
    'finance.employeePayment.pay',
  )
  const returned = await cashier.change<Advance>('ReturnEmployeeAdvance', { ...at(paid), amount: '40.00' })
  expect(returned).toMatchObject({ status: 'PAID', openAmount: { amount: '60.00' } })
  const { vouchers } = await advanceNow(company, requested)
  expect(vouchers.map(({ lines }) => addedUp(lines.nodes))).toEqual([
    ['Cr 1002 100.00', 'Dr 1221 100.00'],
    ['Dr 1002 40.00', 'Cr 1221 40.00'],
  ])
})
