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

const at = ({ id, version }: Advance) => ({ employeeAdvanceId: id, expectedVersion: version })
const advanceNow = async ({ accountant }: TestCompany, { id }: Pick<Advance, 'id'>) =>
  (await accountant.ask<{ employeeAdvance: Advance }>('EmployeeAdvance', { id })).employeeAdvance

scenario('An advance is given, a journey uses it up, and the rest is paid', async ({ company }) => {
  const { sales, controller, administrator: cashier } = company
  const claiming = await claimingOf(company)
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
  expect(paid.vouchers.map(({ lines }) => addedUp(lines.nodes))).toEqual([['Dr 1221 1000.00', 'Cr 1002 1000.00']])

  const claim = await claiming.approves(await claiming.submits(await claiming.writes(claiming.journey())))
  expect(await claiming.entriesOf(claim)).toEqual([
    ['Dr 6601 1150.00', 'Dr 2221.01.01 69.00', 'Cr 1221 1000.00', 'Cr 2241 219.00'],
  ])
  expect(await advanceNow(company, requested)).toMatchObject({ openAmount: { amount: '0.00' } })
  const settled = await cashier.change<ExpenseClaim>('PayExpenseClaim', seen(claim))
  expect(settled).toMatchObject({ status: 'PAID' })
  expect((await claiming.entriesOf(claim))[1]).toEqual(['Dr 2241 219.00', 'Cr 1002 219.00'])
  expect(await refusalOf(cashier.change('PayExpenseClaim', seen(settled)))).toMatchObject({
    ...{ code: 'EXPENSE_CLAIM_NOT_READY', status: 'PAID' },
  })
})
