import { expect } from 'vitest'
import { byController, documentOnce, hasApproved, signs, taskOf, turnsDown } from '../support/approving.ts'
import { entry, type VoucherLine } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface CashDocument {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly reason?: string | null
  readonly voucher: { readonly lines: { readonly nodes: readonly VoucherLine[] } } | null
}

const named = ({ id, version }: CashDocument) => ({ cashDocumentId: id, expectedVersion: version })

scenario(
  'A payment is approved by one, posted by another; receipts pass by a rule of their own',
  async ({ company }) => {
    const { accountant, controller, administrator: cashier } = company
    const { pays, receives, now } = await withBank(company)
    const payment = await pays('1500.00')
    expect(await refusalOf(controller.change('ApproveCashDocument', named(payment)))).toMatchObject({
      code: 'DECIDED_BY_APPROVAL',
    })
    const waiting = await accountant.change<CashDocument>('SubmitCashDocument', named(payment))
    expect(waiting.status).toBe('PENDING_APPROVAL')
    expect(await refusalOf(cashier.change('PostCashDocument', named(waiting)))).toMatchObject({
      code: 'CASH_DOCUMENT_NOT_READY',
    })
    await signs(controller, waiting)
    const approved = await now(waiting, 'APPROVED')
    expect(approved).toMatchObject({
      ...{ submittedBy: { displayName: 'accountant' }, approvedBy: { displayName: 'controller' } },
      approvers: [{ displayName: 'controller' }],
    })
    expect(await refusalOf(controller.change('PostCashDocument', named(approved)))).toMatchObject({
      code: 'CASH_POSTER_APPROVED',
    })
    const posted = await cashier.change<CashDocument>('PostCashDocument', named(approved))
    expect(posted.voucher?.lines.nodes.map(entry)).toEqual(['Cr 1002 1500.00', 'Dr 1123 1500.00'])

    const receipt = await accountant.change<CashDocument>('SubmitCashDocument', named(await receives('9000.00')))
    const passed = await now(receipt, 'APPROVED')
    expect(passed).toMatchObject({ approvedBy: null, approvers: [] })
    const received = await controller.change<CashDocument>('PostCashDocument', named(passed))
    expect(received.voucher?.lines.nodes.map(entry)).toEqual(['Dr 1002 9000.00', 'Cr 2203 9000.00'])
  },
  90_000,
)

scenario(
  'A payment comes back with the reason, or is taken back, and nobody signs what it does not say any more',
  async ({ company }) => {
    const { accountant, controller } = company
    const { pays, now } = await withBank(company)
    const waiting = await accountant.change<CashDocument>('SubmitCashDocument', named(await pays('1500.00')))
    await turnsDown(controller, waiting, 'Not agreed with the supplier')
    const returned = await now(waiting, 'DRAFT')
    expect(returned.reason).toBe('Not agreed with the supplier')
    const again = await accountant.change<CashDocument>('SubmitCashDocument', named(returned))
    const { approvalId, version: expectedVersion } = await taskOf(controller, again)
    const back = await accountant.change<CashDocument>('WithdrawCashDocument', { ...named(again), reason: 'Later' })
    expect(back.status).toBe('DRAFT')
    await company.atRest()
    expect(await refusalOf(controller.change('Approve', { approvalId, expectedVersion }))).toMatchObject({
      ...{ code: 'APPROVAL_ENDED', status: 'WITHDRAWN' },
    })
    expect(await now(back, 'DRAFT')).toMatchObject({ approvalId: null, approvers: [] })
  },
  90_000,
)

/** Payments are signed by the controller, receipts by nobody; there are 10,000 in the bank. */
async function withBank(company: TestCompany) {
  const { accountant, controller, administrator, sales, supplierId } = company
  const bank = await controller.change<{ id: string }>('CreateCashAccount', {
    ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002' },
  })
  await hasApproved(company, 'CASH_DOCUMENT', [
    { condition: { categories: ['RECEIPT'] }, levels: [] },
    { condition: { categories: ['PAYMENT'] }, levels: [byController] },
  ])
  const write = (direction: string, content: object) =>
    accountant.change<CashDocument>('CreateCashDocument', {
      ...{ direction, content: { cashAccountId: bank.id, paidOn: today, ...content } },
    })
  return {
    pays: (amount: string) => write('PAYMENT', { partyDimension: 'SUPPLIER', partyId: supplierId, amount }),
    receives: async (amount: string) =>
      write('RECEIPT', { partyDimension: 'CUSTOMER', partyId: await sales.customerId(), amount }),
    now: (document: CashDocument, status: string) =>
      documentOnce<CashDocument>(administrator, 'CashDocument', document, status),
  }
}
