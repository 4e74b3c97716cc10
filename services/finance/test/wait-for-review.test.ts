import type { Caller } from '@erp/service-kit'
import { isRefusal } from '@erp/values'
import { expect, test } from 'vitest'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import type { PostingPolicy } from '../src/domain/voucher-template.ts'
import { postedByDraft } from '../src/store/drafts-of-events.ts'
import { activateVoucherTemplate } from '../src/use-cases/activate-voucher-template.ts'
import { postVoucherDrafts } from '../src/use-cases/post-voucher-drafts.ts'
import { reviewVoucherDrafts } from '../src/use-cases/review-voucher-drafts.ts'
import { messageOf, stockDocument, useFinanceDatabase } from './finance-database.ts'

const { database, transactor, accountantOfNewCompany, post } = await useFinanceDatabase()

function setPolicy(caller: Caller, expectedVersion: number, policy: PostingPolicy) {
  const content = { ...builtInTemplates.PURCHASE_RECEIPT, policy }
  return transactor.transact(caller, 'activateVoucherTemplate', (unit) =>
    activateVoucherTemplate(unit, { eventKind: 'PURCHASE_RECEIPT', expectedVersion, content }),
  )
}

async function draftsOf({ companyId }: Caller) {
  return database.rows<{ id: string; number: string; status: string; version: number; total: string }>`
    select id, number, status, version, total from voucher_draft where company_id = ${companyId}::uuid order by number`
}

async function vouchersOf({ companyId }: Caller) {
  return database.rows`
    select kind, total::text, number, reviewed_by is not null as reviewed, template_version_id is not null as template
    from voucher where company_id = ${companyId}::uuid order by number`
}

const toldOf = ({ companyId }: Caller) => database.rows`
  select type, payload ->> 'reason' as reason from platform.outbox
  where company_id = ${companyId}::uuid and type like 'finance.posting.%' order by pos`

test('a voucher of a business event waits as a submitted draft, is reviewed, posted, and then counts as posted', async () => {
  const accountant = await accountantOfNewCompany()
  const { companyId } = accountant
  await setPolicy(accountant, 1, 'WAIT_FOR_REVIEW')
  const message = messageOf(companyId, stockDocument(companyId, [{ stock: '12.34' }]))

  const verdict = (await post([message])).get(message.eventId)
  const [draft] = await draftsOf(accountant)
  if (!draft) throw new Error('There is no draft')
  expect(draft).toMatchObject({ status: 'SUBMITTED', total: '1234' })
  expect(verdict).toMatchObject({ blocked: 'WAITING_FOR_REVIEW', facts: { draftId: draft.id, number: draft.number } })
  expect(await vouchersOf(accountant)).toEqual([])

  expect((await post([message])).get(message.eventId)).toMatchObject({ blocked: 'WAITING_FOR_REVIEW' })
  expect(await draftsOf(accountant)).toHaveLength(1)

  const reviewer = { ...accountant, userId: accountant.companyId }
  const reviewed = await transactor.transact(reviewer, 'reviewVoucherDrafts', (unit) =>
    reviewVoucherDrafts(unit, [{ id: draft.id, expectedVersion: draft.version }]),
  )
  if (isRefusal(reviewed)) throw new Error(reviewed.refusal)
  const parked = () => transactor.read([companyId], (tx) => postedByDraft(tx, [message.eventId]))
  expect([...(await parked())]).toEqual([])
  const posted = await transactor.transact(reviewer, 'postVoucherDrafts', (unit) =>
    postVoucherDrafts(unit, [{ id: draft.id, expectedVersion: draft.version + 1 }]),
  )
  if (isRefusal(posted)) throw new Error(posted.refusal)
  expect([...(await parked())]).toEqual([message.eventId])

  expect((await post([message])).size).toBe(0)
  expect(await vouchersOf(accountant)).toEqual([
    { kind: 'SYSTEM', total: '1234', number: 1, reviewed: true, template: true },
  ])
  expect(await toldOf(accountant)).toEqual([
    { type: 'finance.posting.blocked.v1', reason: 'WAITING_FOR_REVIEW' },
    { type: 'finance.posting.blocked.v1', reason: 'WAITING_FOR_REVIEW' },
    { type: 'finance.posting.posted.v1', reason: null },
  ])
})

test('what waits goes on waiting when the template posts at once again, and new events do not', async () => {
  const accountant = await accountantOfNewCompany()
  const { companyId } = accountant
  await setPolicy(accountant, 1, 'WAIT_FOR_REVIEW')
  const message = messageOf(companyId, stockDocument(companyId, [{ stock: '1.00' }]))
  await post([message])
  await setPolicy(accountant, 2, 'POST_AT_ONCE')
  const next = messageOf(companyId, stockDocument(companyId, [{ stock: '2.00' }]))
  const verdicts = await post([message, next])
  expect([...verdicts.keys()]).toEqual([message.eventId])
  expect(await vouchersOf(accountant)).toMatchObject([{ total: '200', reviewed: false }])
})

test('many that wait are numbered in order, with postings of other companies in the same batch', async () => {
  const accountant = await accountantOfNewCompany()
  const other = await accountantOfNewCompany()
  await setPolicy(accountant, 1, 'WAIT_FOR_REVIEW')
  const documents = [accountant, other, accountant].map(({ companyId }) =>
    stockDocument(companyId, [{ stock: '3.00' }]),
  )
  expect((await post(documents)).size).toBe(2)
  expect((await draftsOf(accountant)).map(({ number }) => number)).toEqual(['MV-2026-000001', 'MV-2026-000002'])
  expect(await vouchersOf(other)).toHaveLength(1)
})
