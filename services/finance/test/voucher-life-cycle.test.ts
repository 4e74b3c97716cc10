import { type BusinessDate, isRefusal, newId, type Period, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { approvals } from '../src/sagas/ask-for-approval.ts'
import { findDraft } from '../src/store/voucher-drafts.ts'
import { archiveVoucherDrafts } from '../src/use-cases/archive-voucher-drafts.ts'
import { attachToVoucherDraft, detachFromVoucherDraft } from '../src/use-cases/attach-to-voucher-draft.ts'
import { changeVoucherDraft } from '../src/use-cases/change-voucher-draft.ts'
import { copyVoucherDraft } from '../src/use-cases/copy-voucher-draft.ts'
import { createVoucherDraft } from '../src/use-cases/create-voucher-draft.ts'
import { discardVoucherDraft } from '../src/use-cases/discard-voucher-draft.ts'
import { postVoucherDrafts } from '../src/use-cases/post-voucher-drafts.ts'
import { returnVoucherDraft } from '../src/use-cases/return-voucher-draft.ts'
import {
  cashierReviewVoucherDrafts,
  reviewVoucherDrafts,
  unreviewVoucherDraft,
} from '../src/use-cases/review-voucher-drafts.ts'
import { setVoucherSeries } from '../src/use-cases/set-voucher-series.ts'
import { submitVoucherDraft } from '../src/use-cases/submit-voucher-draft.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { at, credit, debit, entry, paid, peopleOf, sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const { database, transactor } = finance

function setPeriod(companyId: string, period: Period | string, status: string) {
  return database.rows`
    update fiscal_period set status = ${status} where company_id = ${companyId}::uuid and period = ${period}`
}

test('review refused, mended, submitted again, reviewed, signed, posted: each step by another person', async () => {
  const people = await peopleOf(finance)
  const { maker, reviewer, controller, as } = people
  const draft = await people.create(entry({ lines: paid, paperCount: 2 }))
  expect(draft).toMatchObject({ number: 'MV-2026-000001', status: 'DRAFT', version: 1, touchesCash: true })
  const submitted = await people.submit(draft)
  const returned = sound(await as(reviewer, (u) => returnVoucherDraft(u, { ...at(submitted), reason: '缺发票' })))
  expect(returned).toMatchObject({ status: 'RETURNED', returnReason: '缺发票', version: 3 })
  const lines = [debit('6602', '280.00'), credit('1002', '280.00', { cashFlowItem: 'OTHER_OPERATING_PAYMENTS' })]
  const mended = sound(await as(maker, (u) => changeVoucherDraft(u, at(returned), entry({ lines, paperCount: 3 }))))
  const again = await people.submit(mended)
  expect(again.returnReason).toBeNull()
  const reviewed = people.only(sound(await people.review(again)))
  expect(await people.post(reviewed)).toEqual(refuse('CashierReviewMissing', { number: 'MV-2026-000001' }))
  const signed = people.only(sound(await people.sign(reviewed)))
  expect(await people.numbers()).toEqual([])
  const posted = people.only(sound(await people.post(signed)))
  expect(posted).toMatchObject({ status: 'POSTED', version: 8 })
  const [voucher] = await database.rows`
    select word, number, kind, total::text, attachment_count, prepared_by, reviewed_by, cashier_id, posted_by, draft_id
    from voucher where id = ${posted.voucherId}::uuid`
  expect(voucher).toEqual({
    ...{ word: '记', number: 1, kind: 'MANUAL', total: '28000', attachment_count: 3, draft_id: posted.id },
    ...{ prepared_by: maker.userId, reviewed_by: reviewer.userId, cashier_id: people.cashier.userId },
    posted_by: controller.userId,
  })
  const history = await database.rows<{ action: string }>`
    select action from voucher_draft_change where draft_id = ${posted.id}::uuid order by version`
  expect(history.map(({ action }) => action)).toEqual([
    'CREATED',
    'SUBMITTED',
    'RETURNED',
    'CHANGED',
    'SUBMITTED',
    'REVIEWED',
    'CASHIER_REVIEWED',
    'POSTED',
  ])
  const { lines: balances } = await finance.balances(maker)
  expect(balances['6602']).toMatchObject({ debit: 28000n, credit: 0n })
  expect(balances['1002']).toMatchObject({ debit: 0n, credit: 28000n })
})

describe('duties are kept apart', () => {
  test('nobody reviews, returns or signs what he wrote, nor signs what he reviewed', async () => {
    const people = await peopleOf(finance)
    const { maker, reviewer, cashier, as } = people
    const submitted = await people.submit(await people.create(entry({ lines: paid })))
    const no = (did: string) => refuse('DutiesNotSeparate', { number: submitted.number, did })
    expect(await as(maker, (u) => reviewVoucherDrafts(u, [at(submitted)]))).toEqual(no('PREPARED'))
    expect(await as(maker, (u) => cashierReviewVoucherDrafts(u, [at(submitted)]))).toEqual(no('PREPARED'))
    expect(await as(maker, (u) => returnVoucherDraft(u, { ...at(submitted), reason: 'x' }))).toEqual(no('PREPARED'))
    const signed = people.only(sound(await people.sign(submitted)))
    expect(await as(cashier, (u) => reviewVoucherDrafts(u, [at(signed)]))).toEqual(no('CASHIER_REVIEWED'))
    const other = people.only(
      sound(await people.review(await people.submit(await people.create(entry({ lines: paid }))))),
    )
    expect(await as(reviewer, (u) => cashierReviewVoucherDrafts(u, [at(other)]))).toMatchObject({ did: 'REVIEWED' })
  })

  test('neither who wrote it nor the cashier who signed posts it; whoever reviewed may', async () => {
    const people = await peopleOf(finance)
    const { maker, reviewer, cashier, as } = people
    const reviewed = await people.reviewed(entry({ lines: paid }))
    const no = (did: string) => refuse('DutiesNotSeparate', { number: reviewed.number, did })
    expect(await as(maker, (u) => postVoucherDrafts(u, [at(reviewed)]))).toEqual(no('PREPARED'))
    expect(await as(cashier, (u) => postVoucherDrafts(u, [at(reviewed)]))).toEqual(no('CASHIER_REVIEWED'))
    expect(await people.numbers()).toEqual([])
    sound(await as(reviewer, (u) => postVoucherDrafts(u, [at(reviewed)])))
    expect(await people.numbers()).toEqual(['记1'])
  })

  test('only its maker changes, submits or gives up a draft, and only until it is submitted', async () => {
    const people = await peopleOf(finance)
    const { maker, reviewer, as } = people
    const draft = await people.create()
    const not = refuse('NotTheMaker', { number: draft.number })
    expect(await as(reviewer, (u) => submitVoucherDraft(u, at(draft), approvals))).toEqual(not)
    expect(await as(reviewer, (u) => changeVoucherDraft(u, at(draft), entry()))).toEqual(not)
    expect(await as(reviewer, (u) => discardVoucherDraft(u, at(draft)))).toEqual(not)
    const submitted = await people.submit(draft)
    expect(await as(maker, (u) => changeVoucherDraft(u, at(submitted), entry()))).toEqual(
      refuse('DraftNotReady', { number: draft.number, status: 'SUBMITTED', needed: ['DRAFT', 'RETURNED'] }),
    )
    const given = sound(await as(maker, async (u) => discardVoucherDraft(u, at(await people.create()))))
    expect(given.status).toBe('DISCARDED')
  })

  test('the database has the last word on maker and reviewer', async () => {
    const people = await peopleOf(finance)
    const draft = await people.create()
    await expect(
      people.as(
        people.maker,
        ({ tx }) => tx.$executeRaw`
        update voucher_draft set status = 'REVIEWED', reviewed_by = prepared_by where id = ${draft.id}::uuid`,
      ),
    ).rejects.toThrow('draft_maker_is_not_reviewer')
  })
})

describe('many at once', () => {
  test('are reviewed and posted all or none, numbered in the order of the request', async () => {
    const people = await peopleOf(finance)
    const submitted = []
    for (const _ of [1, 2, 3]) submitted.push(await people.submit(await people.create()))
    const { drafts } = sound(await people.review(...submitted))
    const [first, second, third] = drafts
    if (!first || !second || !third) throw new Error('not three')
    expect(await people.post(third, first, { ...second, version: 1 })).toEqual(
      refuse('StaleVersion', { currentVersion: 3 }),
    )
    expect(await people.numbers()).toEqual([])
    expect(await people.post(first, first)).toMatchObject({ refusal: 'InvalidInput' })
    sound(await people.post(third, first, second))
    const order = await database.rows<{ document_number: string }>`
      select document_number from voucher where company_id = ${people.maker.companyId}::uuid order by number`
    expect(order.map((row) => row.document_number)).toEqual(['MV-2026-000003', 'MV-2026-000001', 'MV-2026-000002'])
  })

  test('fifty clients who post at once all succeed, and no number is missing or given twice', async () => {
    const people = await peopleOf(finance)
    const written = Array.from({ length: 50 }, (_, index) => entry({ word: index % 2 === 0 ? '记' : '转' }))
    const drafts = []
    for (const one of written) drafts.push(await people.reviewed(one))
    const outcomes = await Promise.all(drafts.map((draft) => people.post(draft)))
    expect(outcomes.filter(isRefusal)).toEqual([])
    const series = (word: string) => Array.from({ length: 25 }, (_, index) => `${word}${index + 1}`)
    expect(await people.numbers()).toEqual(
      [...series('记'), ...series('转')].sort((a, b) => (a[0] === b[0] ? 0 : a < b ? -1 : 1)),
    )
    const { lines } = await finance.balances(people.maker)
    expect(lines['6602']).toMatchObject({ debit: 500_000n })
  }, 120_000)

  test('of two who post the same draft at once, one does', async () => {
    const people = await peopleOf(finance)
    const draft = await people.reviewed()
    const outcomes = await Promise.all([people.post(draft), people.post(draft)])
    expect(outcomes.filter(isRefusal)).toEqual([refuse('StaleVersion', { currentVersion: 4 })])
    expect(await people.numbers()).toEqual(['记1'])
  })
})

test('a review is taken back only in an open period, and with a reason', async () => {
  const people = await peopleOf(finance)
  const { reviewer, as } = people
  const draft = await people.reviewed()
  const take = (reason: string) => as(reviewer, (u) => unreviewVoucherDraft(u, { ...at(draft), reason }))
  expect(await take(' ')).toEqual(refuse('ReasonMissing'))
  await setPeriod(reviewer.companyId, '2026-10', 'CLOSED')
  expect(await take('x')).toEqual(refuse('PeriodNotOpen', { period: '2026-10', status: 'CLOSED' }))
  expect(await people.post(draft)).toEqual(refuse('PeriodNotOpen', { period: '2026-10', status: 'CLOSED' }))
  await setPeriod(reviewer.companyId, '2026-10', 'OPEN')
  expect(sound(await take('科目有误'))).toMatchObject({ status: 'SUBMITTED', reviewedBy: null })
})

test('what is posted is put away once its month is closed, and then stays', async () => {
  const people = await peopleOf(finance)
  const { controller, as } = people
  const draft = await people.posted()
  const put = () => as(controller, (u) => archiveVoucherDrafts(u, [at(draft)]))
  expect(await put()).toEqual(refuse('PeriodNotClosed', { period: '2026-10', status: 'OPEN' }))
  await setPeriod(controller.companyId, '2026-10', 'CLOSED')
  expect(people.only(sound(await put()))).toMatchObject({ status: 'ARCHIVED', voucherId: draft.voucherId })
})

test('an account that went out of use after review refuses the posting, and no number is lost', async () => {
  const people = await peopleOf(finance)
  const draft = await people.reviewed()
  const use = (active: boolean) => database.rows`
    update account set active = ${active} where company_id = ${people.maker.companyId}::uuid and code = '6602'`
  await use(false)
  expect(await people.post(draft)).toMatchObject({
    refusal: 'AccountNotUsable',
    accountCode: '6602',
    problem: 'INACTIVE',
  })
  await use(true)
  sound(await people.post(draft))
  expect(await people.numbers()).toEqual(['记1'])
})

test('series of the company: required cash, a disabled word, a standard one kept as it is', async () => {
  const people = await peopleOf(finance)
  const { maker, as } = people
  const write = (word: string, lines = entry().lines) => as(maker, (u) => createVoucherDraft(u, entry({ word, lines })))
  const set = (more: object = {}) =>
    as(maker, (u) =>
      setVoucherSeries(u, {
        ...{ word: '银付', name: { zh: '银行付款', en: 'Bank payment' }, requirement: 'CASH_CREDIT', active: true },
        ...{ expectedVersion: null, ...more },
      }),
    )
  expect(await write('银付')).toEqual(refuse('VoucherWordUnknown', { word: '银付', path: ['input', 'word'] }))
  expect(sound(await set()).series).toMatchObject({ version: 1 })
  expect(await set()).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
  expect(await set({ word: '记' })).toEqual(refuse('InvalidInput', { field: 'word', problem: 'A_STANDARD_SERIES' }))
  expect(await write('银付')).toEqual(refuse('VoucherWordMismatch', { word: '银付', requirement: 'CASH_CREDIT' }))
  expect(await write('转', paid)).toEqual(refuse('VoucherWordMismatch', { word: '转', requirement: 'NO_CASH' }))
  expect(await write('收', paid)).toEqual(refuse('VoucherWordMismatch', { word: '收', requirement: 'CASH_DEBIT' }))
  expect(sound(await write('银付', paid))).toMatchObject({ word: '银付' })
  sound(await set({ active: false, expectedVersion: 1 }))
  expect(await write('银付', paid)).toMatchObject({ refusal: 'VoucherWordUnknown' })
})

test('files are attached with their hash, counted at posting, and taken off', async () => {
  const people = await peopleOf(finance)
  const { maker, as } = people
  const file = {
    ...{ name: '发票.pdf', mediaType: 'application/pdf', byteSize: 12_345n, sha256: 'a'.repeat(64) },
    url: 'https://files.example/invoice.pdf',
  }
  const draft = await people.create(entry({ paperCount: 1 }))
  const attach = (of: typeof draft, more: object = {}) =>
    as(maker, (u) => attachToVoucherDraft(u, { ...at(of), file: { ...file, ...more } }))
  for (const [field, value] of [
    ['url', 'http://x/y'],
    ['sha256', 'x'],
    ['name', ' '],
    ['byteSize', 0n],
    ['mediaType', 'x'],
  ] as const)
    expect(await attach(draft, { [field]: value })).toMatchObject({ refusal: 'InvalidInput', field })
  const one = sound(await attach(draft))
  const two = sound(await attach(one))
  const [attachment] = await database.rows<{
    id: string
  }>`select id from voucher_attachment where draft_id = ${draft.id}::uuid`
  const off = (id: string, of = two) => as(maker, (u) => detachFromVoucherDraft(u, { ...at(of), attachmentId: id }))
  expect(await off(newId())).toMatchObject({ refusal: 'AttachmentNotFound' })
  const left = sound(await off(attachment?.id ?? ''))
  expect(left).toMatchObject({ fileCount: 1, version: 4 })
  const reviewed = people.only(sound(await people.review(await people.submit(left))))
  sound(await people.post(reviewed))
  const counted = await database.rows`select attachment_count from voucher where draft_id = ${draft.id}::uuid`
  expect(counted).toEqual([{ attachment_count: 2 }])
})

test('a copy is a new draft of whoever copies, with the same lines on another day', async () => {
  const people = await peopleOf(finance)
  const original = await people.posted(entry({ lines: paid }))
  const on = (day: string, id = original.id) =>
    people.as(people.reviewer, (u) => copyVoucherDraft(u, { voucherDraftId: id, postingDate: day as BusinessDate }))
  const copy = sound(await on('2026-11-20'))
  expect(copy).toMatchObject({
    origin: 'COPY',
    originId: original.id,
    status: 'DRAFT',
    preparedBy: people.reviewer.userId,
  })
  expect(copy.total).toEqual(original.total)
  expect(await on('2031-01-01')).toEqual(refuse('PeriodNotFound', { period: '2031-01' }))
  expect(await on('2026-11-20', newId())).toMatchObject({ refusal: 'VoucherDraftNotFound' })
})

test("another company's drafts are not found", async () => {
  const [people, strangers] = [await peopleOf(finance), await peopleOf(finance)]
  const draft = await people.reviewed()
  expect(await strangers.post(draft)).toEqual(refuse('VoucherDraftNotFound', { voucherDraftId: draft.id }))
  expect(await strangers.as(strangers.maker, (u) => postVoucherDrafts(u, []))).toMatchObject({
    refusal: 'InvalidInput',
  })
  expect(await transactor.read([strangers.maker.companyId], (tx) => findDraft(tx, draft.id))).toBeUndefined()
})
