import { approvalDecided, type PayloadOf, stockDocumentPosted } from '@erp/contracts'
import { type Caller, replicateApprovalDefinitions, type UnitOfWork } from '@erp/service-kit'
import { formatMoney, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import type { VoucherDraft } from '../src/domain/voucher-draft.ts'
import { eventHandlersWith } from '../src/messaging/handlers.ts'
import type { Tx } from '../src/store/database.ts'
import { findDraft } from '../src/store/voucher-drafts.ts'
import { activateVoucherTemplate } from '../src/use-cases/activate-voucher-template.ts'
import type { AskedApproval } from '../src/use-cases/ask-approval.ts'
import { giveBackUnaskedVoucher } from '../src/use-cases/decide-voucher-drafts.ts'
import { returnVoucherDraft } from '../src/use-cases/return-voucher-draft.ts'
import { unpostVoucherDraft } from '../src/use-cases/reverse-voucher.ts'
import {
  cashierReviewVoucherDrafts,
  reviewVoucherDrafts,
  unreviewVoucherDraft,
} from '../src/use-cases/review-voucher-drafts.ts'
import { submitVoucherDraft } from '../src/use-cases/submit-voucher-draft.ts'
import { messageOf, persons, stockDocument, useFinanceDatabase } from './finance-database.ts'
import { at, credit, debit, entry, paid, peopleOf, sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const { database, transactor } = finance
type Decision = PayloadOf<typeof approvalDecided>

/** A company whose vouchers are approved, and what those who approve were asked. */
async function withApproval() {
  const people = await peopleOf(finance)
  const { maker, as } = people
  const { companyId } = maker
  await transactor.system([companyId], 'identity.approval-definition.changed.v1', (unit) =>
    replicateApprovalDefinitions(unit.tx, [
      { companyId, definitionId: newId(), documentType: 'VOUCHER', active: true, version: 1 },
    ]),
  )
  const asked: AskedApproval[] = []
  const approvals = {
    ask: async (_: UnitOfWork, approval: AskedApproval) => void asked.push(approval),
    withdraw: async () => undefined,
  }
  const approver: Caller = { ...maker, userId: newId() }
  const submits = async (draft: VoucherDraft) =>
    sound(await as(maker, (u) => submitVoucherDraft(u, at(draft), approvals)))
  const now = async ({ id }: VoucherDraft) => {
    const draft = await transactor.read([companyId], (tx) => findDraft(tx, id))
    if (!draft) throw new Error('gone')
    return draft
  }
  const decided = (draft: VoucherDraft, more: Partial<Decision> = {}) =>
    handle(companyId, approvalDecided, {
      ...{ companyId, approvalId: draft.approvalId ?? '', documentType: 'VOUCHER', documentId: draft.id },
      ...{ documentVersion: draft.version, outcome: 'APPROVED', reason: null, decidedBy: approver.userId },
      ...{ decidedAt: '2026-10-21T08:00:00.000Z', approverIds: [approver.userId], ...more },
    })
  return { ...people, companyId, asked, approver, submits, now, decided }
}

/** Gives an event to the handler of finance. */
function handle(companyId: string, { type }: { readonly type: string }, payload: object, actorId = newId()) {
  const handler = eventHandlersWith(persons).find(({ contract }) => contract.type === type)
  if (!handler) throw new Error(`Finance does not hear ${type}`)
  const message = { ...messageOf(companyId, payload), actorId }
  return transactor.system([companyId], type, (unit: UnitOfWork<Tx>) => handler.handle(unit, [message]))
}

describe('a voucher that somebody wrote', () => {
  test('of 300.00 lies with those who approve, is reviewed by them, signed by a cashier who did not, and posted', async () => {
    const company = await withApproval()
    const { maker, reviewer, cashier, approver, as, asked, now } = company
    const draft = await company.submits(await company.create(entry({ lines: paid })))
    expect(asked.map(({ amount, ...one }) => ({ ...one, amount: formatMoney(amount) }))).toEqual([
      {
        ...{ approvalId: draft.approvalId, companyId: maker.companyId, documentType: 'VOUCHER', documentId: draft.id },
        ...{ documentVersion: 2, documentNumber: 'MV-2026-000001', title: 'MV-2026-000001 手工', amount: '300.00' },
        ...{ makerId: maker.userId, submittedBy: maker.userId, departmentIds: [null, null], categories: ['MANUAL/记'] },
      },
    ])
    const byApproval = refuse('DecidedByApproval', { number: draft.number, documentType: 'VOUCHER' })
    expect(await company.review(draft)).toEqual(byApproval)
    expect(await as(reviewer, (u) => returnVoucherDraft(u, { ...at(draft), reason: 'x' }))).toEqual(byApproval)
    await company.decided(draft)
    await company.decided(draft, { outcome: 'REJECTED', reason: 'Too late' })
    const reviewed = await now(draft)
    expect(reviewed).toMatchObject({ status: 'REVIEWED', version: 3, reviewedBy: approver.userId })
    expect(await as(approver, (u) => cashierReviewVoucherDrafts(u, [at(reviewed)]))).toEqual(
      refuse('DutiesNotSeparate', { number: draft.number, did: 'REVIEWED' }),
    )
    const signed = company.only(sound(await as(cashier, (u) => cashierReviewVoucherDrafts(u, [at(reviewed)]))))
    expect(company.only(sound(await company.post(signed)))).toMatchObject({ status: 'POSTED' })
    expect(
      await database.rows`
        select reviewed_by as by, cashier_id as cashier from voucher where company_id = ${company.companyId}::uuid`,
    ).toEqual([{ by: approver.userId, cashier: cashier.userId }])
  })

  test('that a cashier signed and then approved needs the signature of another cashier', async () => {
    const company = await withApproval()
    const { cashier, now } = company
    const signed = company.only(
      sound(await company.sign(await company.submits(await company.create(entry({ lines: paid }))))),
    )
    await company.decided(signed, { decidedBy: cashier.userId, approverIds: [cashier.userId] })
    const reviewed = await now(signed)
    expect(reviewed).toMatchObject({ status: 'REVIEWED', cashierId: null, approverIds: [cashier.userId] })
    expect(await company.sign(reviewed)).toMatchObject({ refusal: 'DutiesNotSeparate' })
    expect(await company.post(reviewed)).toEqual(refuse('CashierReviewMissing', { number: signed.number }))
  })

  test('goes back with the reason when it is turned down, taken back, or signed by its maker', async () => {
    const company = await withApproval()
    const { maker, now } = company
    let draft = await company.create()
    for (const [decision, reason] of [
      [{ outcome: 'REJECTED', reason: '缺发票' }, '缺发票'],
      [{ outcome: 'WITHDRAWN', reason: 'Later' }, 'Later'],
      [{ approverIds: [maker.userId] }, 'APPROVED_BY_ITS_MAKER'],
    ] as const) {
      const submitted = await company.submits(draft)
      await company.decided(submitted, decision as Partial<Decision>)
      draft = await now(submitted)
      expect(draft).toMatchObject({ status: 'RETURNED', returnReason: reason, approvalId: null, reviewedBy: null })
    }
    expect(new Set(company.asked.map(({ approvalId }) => approvalId)).size).toBe(3)
  })

  test('is asked for anew when its review or its posting is taken back', async () => {
    const company = await withApproval()
    const { reviewer, as, now } = company
    const submitted = await company.submits(await company.create())
    await company.decided(submitted)
    const unreviewed = sound(
      await as(reviewer, async (u) => unreviewVoucherDraft(u, { ...at(await now(submitted)), reason: 'wrong day' })),
    )
    expect(unreviewed).toMatchObject({
      status: 'RETURNED',
      returnReason: 'wrong day',
      approvalId: null,
      approverIds: [],
    })
    const again = await company.submits(unreviewed)
    await company.decided(again)
    const posted = company.only(sound(await company.post(await now(again))))
    const open = sound(await as(reviewer, (u) => unpostVoucherDraft(u, { ...at(posted), reason: 'wrong day' })))
    expect(open).toMatchObject({ status: 'RETURNED', approvalId: null, approverIds: [] })
  })

  test('that is red is asked about for what it moves', async () => {
    const company = await withApproval()
    const lines = [debit('6602', '-40.00'), credit('1602', '-40.00')]
    await company.submits(await company.create(entry({ lines })))
    expect(company.asked.map(({ amount, departmentIds }) => [formatMoney(amount), departmentIds])).toEqual([
      ['40.00', [null, null]],
    ])
  })

  test('where nobody can be asked goes back to its maker, once', async () => {
    const company = await withApproval()
    const submitted = await company.submits(await company.create())
    const unasked = (approvalId: string | null) =>
      transactor.system([company.companyId], 'identity.approval.refused.v1', (unit) =>
        giveBackUnaskedVoucher(unit, { documentId: submitted.id, approvalId: approvalId ?? '', reason: 'UNKNOWN' }),
      )
    await unasked(newId())
    expect((await company.now(submitted)).status).toBe('SUBMITTED')
    await unasked(submitted.approvalId)
    await unasked(submitted.approvalId)
    expect(await company.now(submitted)).toMatchObject({ status: 'RETURNED', returnReason: 'UNKNOWN', version: 3 })
  })
})

describe('a voucher of a business event that waits for review', () => {
  async function received(stock: string) {
    const company = await withApproval()
    const { companyId, maker, as } = company
    const content = { ...builtInTemplates.PURCHASE_RECEIPT, policy: 'WAIT_FOR_REVIEW' as const }
    sound(
      await as(maker, (u) =>
        activateVoucherTemplate(u, { eventKind: 'PURCHASE_RECEIPT', expectedVersion: 1, content }),
      ),
    )
    const storekeeper = newId()
    await handle(companyId, stockDocumentPosted, stockDocument(companyId, [{ stock }]), storekeeper)
    const [row] = await database.rows<{ id: string }>`
      select id from voucher_draft where company_id = ${companyId}::uuid and kind = 'SYSTEM'`
    const draft = await transactor.read([companyId], (tx) => findDraft(tx, row?.id ?? ''))
    if (!draft) throw new Error('There is no draft')
    const [request] = await database.rows<{ payload: object }>`
      select payload from platform.outbox
      where company_id = ${companyId}::uuid and type = 'identity.request-approval.v1'`
    return { ...company, draft, storekeeper, request: request?.payload }
  }

  test('is asked for with whoever confirmed the document as its maker, and reviewed by a rule', async () => {
    const { companyId, draft, storekeeper, request, now, decided, reviewer, as } = await received('12.34')
    expect(request).toMatchObject({
      ...{ companyId, approvalId: draft.approvalId, documentType: 'VOUCHER', documentId: draft.id, documentVersion: 1 },
      ...{
        amountMinor: '1234',
        makerId: storekeeper,
        submittedBy: storekeeper,
        categories: ['SYSTEM/PURCHASE_RECEIPT'],
      },
    })
    expect(await as(reviewer, (u) => reviewVoucherDrafts(u, [at(draft)]))).toMatchObject({
      refusal: 'DecidedByApproval',
    })
    await decided(draft, { decidedBy: null, approverIds: [] })
    expect(await now(draft)).toMatchObject({ status: 'REVIEWED', reviewedBy: null, approverIds: [] })
  })

  test('is reviewed by hand once those who approve turned it down, for it has no maker to go back to', async () => {
    const { draft, now, decided, review } = await received('5.00')
    await decided(draft, { outcome: 'REJECTED', reason: 'Count again' })
    const left = await now(draft)
    expect(left).toMatchObject({ status: 'SUBMITTED', approvalId: null, returnReason: 'Count again' })
    expect(sound(await review(left)).drafts).toMatchObject([{ status: 'REVIEWED' }])
  })
})

test('a company that has said nothing reviews by hand', async () => {
  const people = await peopleOf(finance)
  const submitted = await people.submit(await people.create())
  expect(submitted).toMatchObject({ status: 'SUBMITTED', approvalId: null, approverIds: [] })
  expect(people.only(sound(await people.review(submitted)))).toMatchObject({ status: 'REVIEWED' })
})
