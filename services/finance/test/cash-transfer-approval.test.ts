import type { Caller, UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CashTransfer } from '../src/domain/cash-transfer.ts'
import { findCashTransfer } from '../src/store/cash-transfers.ts'
import { decidedKinds } from '../src/use-cases/decided-kinds.ts'
import { createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { postCashTransfer } from '../src/use-cases/post-cash-transfer.ts'
import { submitCashTransfer, withdrawCashTransfer } from '../src/use-cases/submit-cash-transfer.ts'
import {
  approveCashTransfer,
  cancelCashTransfer,
  createCashTransfer,
  type TransferReference,
} from '../src/use-cases/write-cash-transfer.ts'
import { inForeign } from './entries.ts'
import { sound, useMonthEnd } from './month-end.ts'
import { approvalOf } from './use-approval.ts'

const { database, transactor, accountantOfNewCompany, enter, colleagueOf } = await useMonthEnd()

const day = (text: string) => text as BusinessDate

/** A company with 5,000.00 at a bank in USD at 7.10 and a cash box, which has transfers approved or has said nothing yet. */
async function withTransfers() {
  const maker = await accountantOfNewCompany()
  const approval = approvalOf({ transactor, companyId: maker.companyId }, 'CASH_TRANSFER', decidedKinds.CASH_TRANSFER)
  const open = async (code: string, accountCode: string, currency: string | null) =>
    sound(
      await transactor.transact(maker, 'createCashAccount', (unit) =>
        createCashAccount(unit, {
          ...{ code, name: { zh: code, en: code }, accountCode, bankName: null, currency: currency as never },
        }),
      ),
    )
  const bank = await open('ICBC', '1002', 'USD')
  const box = await open('BOX', '1001', null)
  await enter(
    maker,
    '2026-02-01',
    ['Dr', '1002', '35500.00', inForeign('5000.00', 'USD', '7.1')],
    ['Cr', '4001', '35500.00'],
  )
  const write = async () =>
    sound(
      await transactor.transact(maker, 'createCashTransfer', (unit) =>
        createCashTransfer(unit, {
          ...{ fromAccountId: bank.id, toAccountId: box.id, movedOn: day('2026-02-10'), amount: '1000.00' },
          ...{ received: '7100.00', fee: null, exchangeRate: '7.1', receivedRate: null, reference: null, note: null },
        }),
      ),
    )
  const act = <Outcome>(
    work: (unit: UnitOfWork, reference: TransferReference) => Promise<Outcome>,
    { id, version }: CashTransfer,
    by: Caller = maker,
  ) => transactor.transact(by, 'act', (unit) => work(unit, { cashTransferId: id, expectedVersion: version }))
  const submit = (transfer: CashTransfer, by: Caller = maker) =>
    act((unit, reference) => submitCashTransfer(unit, reference, approval.approvals), transfer, by)
  const withdraw = (transfer: CashTransfer, reason: string) =>
    act((unit, reference) => withdrawCashTransfer(unit, { ...reference, reason }, approval.approvals), transfer)
  const now = async ({ id }: CashTransfer) => {
    const transfer = await transactor.read([maker.companyId], (tx) => findCashTransfer(tx, id))
    if (!transfer) throw new Error('gone')
    return transfer
  }
  return {
    ...approval,
    maker,
    approver: colleagueOf(maker),
    cashier: colleagueOf(maker),
    write,
    act,
    submit,
    withdraw,
    now,
  }
}

describe('where the company has transfers approved', () => {
  test('USD 1,000.00 into the box are put before others for 7,100.00, approved, and posted by a third person', async () => {
    const { maker, approver, cashier, says, shown, write, act, submit, decided, now } = await withTransfers()
    await says({ active: true, version: 1 })
    const draft = await write()
    const byApproval = refuse('DecidedByApproval', { number: draft.number, documentType: 'CASH_TRANSFER' })
    expect(await act(approveCashTransfer, draft, approver)).toEqual(byApproval)
    const waiting = sound(await submit(draft))
    expect(waiting).toMatchObject({ status: 'PENDING_APPROVAL', version: 2, submittedBy: maker.userId })
    expect(shown()).toEqual([
      {
        ...{ approvalId: waiting.approvalId, companyId: maker.companyId, documentType: 'CASH_TRANSFER' },
        ...{ documentId: draft.id, documentVersion: 2, documentNumber: 'TR-2026-000001' },
        ...{ title: 'TR-2026-000001 ICBC → BOX 1000.00 USD', makerId: maker.userId, submittedBy: maker.userId },
        ...{ authorIds: [maker.userId], amount: '7100.00', currency: 'USD', categories: ['FROM/ICBC', 'TO/BOX'] },
      },
    ])
    expect(await act(approveCashTransfer, waiting, approver)).toEqual(byApproval)
    const pending = refuse('CashDocumentNotReady', { number: draft.number, status: 'PENDING_APPROVAL' })
    expect(await act(postCashTransfer, waiting, cashier)).toEqual(pending)
    expect(await submit(waiting)).toEqual(pending)

    await decided(waiting, [approver.userId])
    await decided(waiting, [], { outcome: 'REJECTED', reason: 'Too late' })
    const approved = await now(draft)
    expect(approved).toMatchObject({ status: 'APPROVED', version: 3, approvedBy: approver.userId })
    expect(approved.approverIds).toEqual([approver.userId])
    const { number } = draft
    expect(await act(postCashTransfer, approved, approver)).toEqual(refuse('CashPosterApproved', { number }))
    expect(await act(postCashTransfer, approved)).toEqual(refuse('CashPosterIsMaker', { number }))
    const posted = sound(await act(postCashTransfer, approved, cashier))
    expect(
      await database.rows`
        select case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
        from voucher_line l join account a on a.id = l.account_id where l.voucher_id = ${posted.voucherId}::uuid
        order by l.line_number`,
    ).toEqual([{ line: 'Cr 1002 710000' }, { line: 'Dr 1001 710000' }])
  })

  test('what waits is given up only once it is taken back; a rejection says why, and it is asked for anew', async () => {
    const { says, asked, ended, write, act, submit, withdraw, decided, now } = await withTransfers()
    await says({ active: true, version: 1 })
    const waiting = sound(await submit(await write()))
    const { number } = waiting
    const cancel = (transfer: CashTransfer) =>
      act((unit, reference) => cancelCashTransfer(unit, { ...reference, reason: 'not wanted' }), transfer)
    expect(await cancel(waiting)).toEqual(refuse('CashDocumentNotReady', { number, status: 'PENDING_APPROVAL' }))
    expect(await withdraw(waiting, ' ')).toEqual(refuse('ReasonMissing'))
    expect(await withdraw({ ...waiting, version: 1 }, 'x')).toEqual(refuse('StaleVersion', { currentVersion: 2 }))
    const back = sound(await withdraw(waiting, 'tomorrow'))
    expect(back).toMatchObject({ status: 'DRAFT', reason: 'tomorrow', approvalId: null, submittedBy: null })
    expect(ended).toEqual([waiting.approvalId])
    expect(await withdraw(back, 'again')).toEqual(refuse('CashDocumentNotReady', { number, status: 'DRAFT' }))
    await decided(waiting, [newId()])
    expect((await now(back)).status).toBe('DRAFT')

    const again = sound(await submit(back))
    expect(again.approvalId).not.toBe(waiting.approvalId)
    await decided(again, [], { outcome: 'REJECTED', reason: 'Too much cash' })
    const returned = await now(again)
    expect(returned).toMatchObject({ status: 'DRAFT', reason: 'Too much cash', approvalId: null })
    expect(sound(await cancel(returned))).toMatchObject({ status: 'CANCELLED', reason: 'not wanted' })
    expect(asked).toHaveLength(2)
  })

  test('a rule lets one pass; signed by its maker, or where nobody can be asked, it is a draft again', async () => {
    const { maker, approver, cashier, says, write, act, submit, decided, unasked, now } = await withTransfers()
    await says({ active: true, version: 1 })
    const passed = sound(await submit(await write()))
    await decided(passed, [])
    const approved = await now(passed)
    expect(approved).toMatchObject({ status: 'APPROVED', approvedBy: null, approverIds: [] })
    expect(sound(await act(postCashTransfer, approved, cashier))).toMatchObject({ status: 'POSTED' })

    const own = sound(await submit(await write(), cashier))
    await decided(own, [approver.userId, cashier.userId])
    expect(await now(own)).toMatchObject({ status: 'DRAFT', reason: 'APPROVED_BY_ITS_MAKER', approverIds: [] })
    const makers = sound(await submit(await now(own)))
    await decided(makers, [maker.userId, approver.userId])
    expect(await now(makers)).toMatchObject({ status: 'DRAFT', reason: 'APPROVED_BY_ITS_MAKER' })

    const waiting = sound(await submit(await now(makers)))
    await unasked(waiting, newId())
    expect((await now(waiting)).status).toBe('PENDING_APPROVAL')
    await unasked(waiting, waiting.approvalId)
    await unasked(waiting, waiting.approvalId)
    expect(await now(waiting)).toMatchObject({
      ...{ status: 'DRAFT', reason: 'DOCUMENT_TYPE_UNKNOWN', version: waiting.version + 1 },
    })
  })
})

test('where the company has said nothing, or nothing any more, somebody else approves as before', async () => {
  const { approver, says, asked, write, act, submit } = await withTransfers()
  const draft = await write()
  const notDefined = refuse('ApprovalNotDefined', { documentType: 'CASH_TRANSFER' })
  expect(await submit(draft)).toEqual(notDefined)
  await says({ active: true, version: 1 }, { active: false, version: 2 })
  expect(await submit(draft)).toEqual(notDefined)
  expect(asked).toEqual([])
  expect(sound(await act(approveCashTransfer, draft, approver))).toMatchObject({
    ...{ status: 'APPROVED', approvedBy: approver.userId, approverIds: [] },
  })
})
