import type { Caller, UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, formatMoney, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CashDirection, CashDocument } from '../src/domain/cash-document.ts'
import { findCashDocument } from '../src/store/cash-documents.ts'
import { approveCashDocument, cancelCashDocument } from '../src/use-cases/decide-on-cash-document.ts'
import { decidedKinds } from '../src/use-cases/decided-kinds.ts'
import { createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { postCashDocument } from '../src/use-cases/post-cash-document.ts'
import { submitCashDocument, withdrawCashDocument } from '../src/use-cases/submit-cash-document.ts'
import {
  type CashInput,
  type CashReference,
  changeCashDocument,
  createCashDocument,
} from '../src/use-cases/write-cash-document.ts'
import { sound, useMonthEnd } from './month-end.ts'
import { approvalOf } from './use-approval.ts'

const { database, transactor, accountantOfNewCompany, colleagueOf } = await useMonthEnd()

const day = (text: string) => text as BusinessDate

/** A company with a bank account, whose receipts and payments are approved. */
async function withApproval(currency: string | null = null) {
  const maker = await accountantOfNewCompany()
  const [approver, cashier] = [colleagueOf(maker), colleagueOf(maker)]
  const { companyId } = maker
  const bank = sound(
    await transactor.transact(maker, 'createCashAccount', (unit) =>
      createCashAccount(unit, {
        ...{ code: 'ICBC', name: { zh: '工行', en: 'ICBC' }, accountCode: '1002', bankName: null },
        currency: currency as never,
      }),
    ),
  )
  const approval = approvalOf({ transactor, companyId }, 'CASH_DOCUMENT', decidedKinds.CASH_DOCUMENT)
  const input = (more: Partial<CashInput> = {}): CashInput => ({
    ...{ cashAccountId: bank.id, partyDimension: 'SUPPLIER', partyId: newId(), counterAccountCode: null },
    ...{ paidOn: day('2026-02-10'), amount: '500.00', fee: null, exchangeRate: null, cashFlowItem: null },
    ...{ reference: null, note: null, items: [], ...more },
  })
  const write = async (direction: CashDirection = 'PAYMENT', more: Partial<CashInput> = {}) =>
    sound(
      await transactor.transact(maker, 'createCashDocument', (unit) =>
        createCashDocument(unit, { direction, ...input(more) }),
      ),
    )
  const act = <Outcome>(
    work: (unit: UnitOfWork, reference: CashReference) => Promise<Outcome>,
    { id, version }: CashDocument,
    by: Caller = maker,
  ) => transactor.transact(by, 'act', (unit) => work(unit, { cashDocumentId: id, expectedVersion: version }))
  const submit = (document: CashDocument, by: Caller = maker) =>
    act((unit, reference) => submitCashDocument(unit, reference, approval.approvals), document, by)
  const decided = (document: CashDocument, outcome: object) => approval.decided(document, [approver.userId], outcome)
  const now = async ({ id }: CashDocument) => {
    const document = await transactor.read([companyId], (tx) => findCashDocument(tx, id))
    if (!document) throw new Error('gone')
    return document
  }
  return { ...approval, maker, approver, cashier, input, write, act, submit, decided, now }
}

describe('where the company has receipts and payments approved', () => {
  test('a payment of 500.00 is submitted, approved, and posted by somebody who did not sign', async () => {
    const { maker, approver, cashier, says, shown, write, act, submit, decided, now } = await withApproval()
    await says({ active: true, version: 1 })
    const draft = await write()
    const byApproval = refuse('DecidedByApproval', { number: draft.number, documentType: 'CASH_DOCUMENT' })
    expect(await act(approveCashDocument, draft, approver)).toEqual(byApproval)
    const waiting = sound(await submit(draft))
    expect(waiting).toMatchObject({ status: 'PENDING_APPROVAL', version: 2, submittedBy: maker.userId })
    expect(shown()).toEqual([
      {
        ...{ approvalId: waiting.approvalId, companyId: maker.companyId, documentType: 'CASH_DOCUMENT' },
        ...{ documentId: draft.id, documentVersion: 2, documentNumber: 'PM-2026-000001' },
        ...{ title: 'PM-2026-000001 500.00 CNY', makerId: maker.userId, submittedBy: maker.userId, amount: '500.00' },
        ...{ authorIds: [maker.userId], currency: 'CNY', categories: ['PAYMENT/SUPPLIER'] },
      },
    ])
    expect(await act(approveCashDocument, waiting, approver)).toEqual(byApproval)
    const pending = refuse('CashDocumentNotReady', { number: draft.number, status: 'PENDING_APPROVAL' })
    expect(await act(postCashDocument, waiting, cashier)).toEqual(pending)
    expect(await submit(waiting)).toEqual(pending)

    await decided(waiting, {})
    await decided(waiting, { outcome: 'REJECTED', reason: 'Too late' })
    const approved = await now(draft)
    expect(approved).toMatchObject({ status: 'APPROVED', version: 3, approvedBy: approver.userId })
    expect(approved.approverIds).toEqual([approver.userId])
    expect(await act(postCashDocument, approved, approver)).toEqual(
      refuse('CashPosterApproved', { number: draft.number }),
    )
    const posted = sound(await act(postCashDocument, approved, cashier))
    expect(
      await database.rows`
        select case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
        from voucher_line l join account a on a.id = l.account_id where l.voucher_id = ${posted.voucherId}::uuid
        order by l.line_number`,
    ).toEqual([{ line: 'Cr 1002 50000' }, { line: 'Dr 1123 50000' }])
  })

  test('what waits is changed or given up only once it is taken back, and asked for anew', async () => {
    const { says, asked, ended, approvals, input, write, act, submit, decided, now } = await withApproval()
    await says({ active: true, version: 1 })
    const waiting = sound(await submit(await write()))
    const pending = refuse('CashDocumentNotReady', { number: waiting.number, status: 'PENDING_APPROVAL' })
    expect(
      await act((unit, reference) => changeCashDocument(unit, { ...reference, ...input({ amount: '1.00' }) }), waiting),
    ).toEqual(pending)
    const cancel = (document: CashDocument) =>
      act((unit, reference) => cancelCashDocument(unit, { ...reference, reason: 'not wanted' }), document)
    expect(await cancel(waiting)).toEqual(pending)
    const withdraw = (document: CashDocument, reason: string) =>
      act((unit, reference) => withdrawCashDocument(unit, { ...reference, reason }, approvals), document)
    expect(await withdraw(waiting, ' ')).toEqual(refuse('ReasonMissing'))
    expect(await withdraw({ ...waiting, version: 1 }, 'x')).toEqual(refuse('StaleVersion', { currentVersion: 2 }))
    const back = sound(await withdraw(waiting, 'a wrong amount'))
    expect(back).toMatchObject({ status: 'DRAFT', reason: 'a wrong amount', approvalId: null, submittedBy: null })
    expect(ended).toEqual([waiting.approvalId])
    expect(await withdraw(back, 'again')).toEqual(
      refuse('CashDocumentNotReady', { number: back.number, status: 'DRAFT' }),
    )
    await decided(waiting, {})
    expect((await now(back)).status).toBe('DRAFT')
    const again = sound(await submit(back))
    expect(again.approvalId).not.toBe(waiting.approvalId)
    await decided(again, { outcome: 'REJECTED', reason: 'Ask the supplier first', approverIds: [] })
    const returned = await now(again)
    expect(returned).toMatchObject({ status: 'DRAFT', reason: 'Ask the supplier first', approvalId: null })
    expect(sound(await cancel(returned))).toMatchObject({ status: 'CANCELLED', reason: 'not wanted' })
    expect(asked).toHaveLength(2)
  })

  test('it is put before others than whoever wrote some of it, and is a draft again should one of them sign', async () => {
    const { maker, cashier: changer, says, asked, input, write, act, submit, decided, now } = await withApproval()
    await says({ active: true, version: 1 })
    const draft = await write()
    const change = (unit: UnitOfWork, reference: CashReference) =>
      changeCashDocument(unit, { ...reference, ...input({ amount: '900.00' }) })
    const waiting = sound(await submit(sound(await act(change, draft, changer)) as CashDocument))
    expect(asked[0]).toMatchObject({ makerId: maker.userId, authorIds: [maker.userId, changer.userId] })
    await decided(waiting, { decidedBy: changer.userId, approverIds: [changer.userId] })
    expect(await now(waiting)).toMatchObject({ status: 'DRAFT', reason: 'APPROVED_BY_ITS_MAKER', approverIds: [] })
  })

  test('its worth is told in the currency of the books, and a receipt against an account as that', async () => {
    const { says, asked, write, submit } = await withApproval('USD')
    await says({ active: true, version: 1 })
    const against = { partyDimension: null, partyId: null, counterAccountCode: '6301', exchangeRate: '7.12345' }
    sound(await submit(await write('RECEIPT', { ...against, amount: '100.00' })))
    expect(asked.map(({ amount, currency, categories }) => [formatMoney(amount), currency, categories])).toEqual([
      ['712.35', 'USD', ['RECEIPT/ACCOUNT']],
    ])
  })

  test('a rule lets one pass without anybody, and what its maker signed is a draft again', async () => {
    const { maker, cashier, says, write, act, submit, decided, now } = await withApproval()
    await says({ active: true, version: 1 })
    const passed = sound(await submit(await write()))
    await decided(passed, { decidedBy: null, approverIds: [] })
    const approved = await now(passed)
    expect(approved).toMatchObject({ status: 'APPROVED', approvedBy: null, approverIds: [] })
    expect(sound(await act(postCashDocument, approved, cashier))).toMatchObject({ status: 'POSTED' })

    const own = sound(await submit(await write()))
    await decided(own, { decidedBy: cashier.userId, approverIds: [maker.userId, cashier.userId] })
    expect(await now(own)).toMatchObject({ status: 'DRAFT', reason: 'APPROVED_BY_ITS_MAKER', approverIds: [] })
  })

  test('where nobody can be asked it is a draft again with the reason, once', async () => {
    const { says, write, submit, unasked, now } = await withApproval()
    await says({ active: true, version: 1 })
    const waiting = sound(await submit(await write()))
    await unasked(waiting, newId())
    expect((await now(waiting)).status).toBe('PENDING_APPROVAL')
    await unasked(waiting, waiting.approvalId)
    await unasked(waiting, waiting.approvalId)
    expect(await now(waiting)).toMatchObject({ status: 'DRAFT', reason: 'DOCUMENT_TYPE_UNKNOWN', version: 3 })
  })
})

describe('where the company has said nothing, or nothing any more', () => {
  test('somebody else approves as before, and nothing is submitted', async () => {
    const { approver, says, asked, write, act, submit } = await withApproval()
    const draft = await write()
    const undefinedYet = refuse('ApprovalNotDefined', { documentType: 'CASH_DOCUMENT' })
    expect(await submit(draft)).toEqual(undefinedYet)
    await says({ active: false, version: 3 }, { active: true, version: 2 })
    await says({ active: true, version: 1 })
    expect(await submit(draft)).toEqual(undefinedYet)
    expect(asked).toEqual([])
    expect(sound(await act(approveCashDocument, draft, approver))).toMatchObject({
      ...{ status: 'APPROVED', approvedBy: approver.userId, approverIds: [] },
    })
  })
})
