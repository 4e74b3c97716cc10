import { expect } from 'vitest'
import { byController, documentOnce, hasApproved, signs, taskOf, turnsDown } from '../support/approving.ts'
import { entry, type VoucherLine } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface CashTransfer {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly reason: string | null
  readonly approvalId?: string | null
  readonly approvers?: readonly { readonly displayName: string }[]
  readonly voucher?: { readonly lines: { readonly nodes: readonly VoucherLine[] } } | null
}

const named = ({ id, version }: CashTransfer) => ({ cashTransferId: id, expectedVersion: version })

scenario(
  'Cash is fetched for the box once somebody signed for it, and between banks by a rule of its own',
  async ({ company }) => {
    const { accountant, controller, administrator: cashier } = company
    const opens = async (code: string, accountCode: string) =>
      (
        await controller.change<{ id: string }>('CreateCashAccount', {
          ...{ code, name: { zh: code, en: code }, accountCode },
        })
      ).id
    const [bank, box, broker] = [await opens('ICBC', '1002'), await opens('BOX', '1001'), await opens('BROKER', '1012')]
    const moves = (fromAccountId: string, toAccountId: string, amount: string) =>
      accountant.change<CashTransfer>('CreateCashTransfer', { fromAccountId, toAccountId, movedOn: today, amount })
    const now = (transfer: CashTransfer, status: string) =>
      documentOnce<CashTransfer>(cashier, 'CashTransfer', transfer, status)

    const early = await moves(bank, broker, '5.00')
    await controller.change('ApproveCashTransfer', named(early))
    await hasApproved(company, 'CASH_TRANSFER', [
      { condition: { categories: ['TO/BOX'] }, levels: [byController] },
      { condition: { amountBelow: '100000' }, levels: [] },
      { levels: [byController] },
    ])
    const cash = await moves(bank, box, '2000.00')
    expect(await refusalOf(controller.change('ApproveCashTransfer', named(cash)))).toMatchObject({
      code: 'DECIDED_BY_APPROVAL',
    })
    const waiting = await accountant.change<CashTransfer>('SubmitCashTransfer', named(cash))
    await turnsDown(controller, waiting, 'Half of it is enough')
    const returned = await now(waiting, 'DRAFT')
    expect(returned.reason).toBe('Half of it is enough')

    const again = await accountant.change<CashTransfer>('SubmitCashTransfer', named(returned))
    const { approvalId, version: expectedVersion } = await taskOf(controller, again)
    const back = await accountant.change<CashTransfer>('WithdrawCashTransfer', { ...named(again), reason: '下周再取' })
    expect(back).toMatchObject({ status: 'DRAFT', reason: '下周再取' })
    await company.atRest()
    expect(await refusalOf(controller.change('Approve', { approvalId, expectedVersion }))).toMatchObject({
      ...{ code: 'APPROVAL_ENDED', status: 'WITHDRAWN' },
    })

    const last = await accountant.change<CashTransfer>('SubmitCashTransfer', named(back))
    await signs(controller, last)
    const approved = await now(last, 'APPROVED')
    expect(approved.approvers).toEqual([{ displayName: 'controller' }])
    expect(await refusalOf(controller.change('PostCashTransfer', named(approved)))).toMatchObject({
      code: 'CASH_POSTER_APPROVED',
    })
    const posted = await cashier.change<CashTransfer>('PostCashTransfer', named(approved))
    expect(posted.voucher?.lines.nodes.map(entry)).toEqual(['Cr 1002 2000.00', 'Dr 1001 2000.00'])

    const between = await accountant.change<CashTransfer>(
      'SubmitCashTransfer',
      named(await moves(bank, broker, '900.00')),
    )
    const passed = await now(between, 'APPROVED')
    expect(passed.approvers).toEqual([])
    const moved = await controller.change<CashTransfer>('PostCashTransfer', named(passed))
    expect(moved.voucher?.lines.nodes.map(entry)).toEqual(['Cr 1002 900.00', 'Dr 1012 900.00'])
  },
  90_000,
)
