import type { Caller } from '@erp/service-kit'
import { type BusinessDate, isRefusal, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { changeVoucherDraft } from '../src/use-cases/change-voucher-draft.ts'
import { reverseVoucher, unpostVoucherDraft } from '../src/use-cases/reverse-voucher.ts'
import { stockDocument, useFinanceDatabase } from './finance-database.ts'
import { at, entry, paid, peopleOf, sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()
const { database } = finance

function setPeriod(companyId: string, period: string, status: string) {
  return database.rows`
    update fiscal_period set status = ${status} where company_id = ${companyId}::uuid and period = ${period}`
}

function reverse(
  people: Awaited<ReturnType<typeof peopleOf>>,
  voucherId: string | null,
  more: object = {},
  by?: Caller,
) {
  const input = { voucherId: voucherId ?? '', reversedOn: '2026-11-05' as BusinessDate, reason: '重复记账', ...more }
  return people.as(by ?? people.controller, (u) => reverseVoucher(u, input))
}

describe('a red-letter reversal', () => {
  test('stands on the same sides with negative amounts, so turnover is as if nothing was posted', async () => {
    const people = await peopleOf(finance)
    const draft = await people.posted(entry({ lines: paid }))
    await setPeriod(people.maker.companyId, '2026-10', 'CLOSED')
    const red = sound(await reverse(people, draft.voucherId))
    expect(red).toMatchObject({ number: '记-2026-11-0001', kind: 'REVERSAL', reversesId: draft.voucherId })
    expect(red.total.minor).toBe(-30_000n)
    const lines = await database.rows`
      select a.code, l.debit::text, l.credit::text, l.summary_zh, l.cash_flow_item
      from voucher_line l join account a on a.id = l.account_id where l.voucher_id = ${red.id}::uuid order by line_number`
    expect(lines).toEqual([
      { code: '6602', debit: '-30000', credit: '0', summary_zh: '冲销 记-2026-10-0001 手工', cash_flow_item: null },
      {
        ...{ code: '1002', debit: '0', credit: '-30000', summary_zh: '冲销 记-2026-10-0001 手工' },
        cash_flow_item: 'OTHER_OPERATING_PAYMENTS',
      },
    ])
    const { lines: balances } = await finance.balances(people.maker, '2026-11')
    expect(balances['1002']).toMatchObject({ opening: -30_000n, debit: 0n, credit: -30_000n, closing: 0n })
  })

  test('is made once, by somebody else than the maker, with a reason, in an open period, not before the voucher', async () => {
    const people = await peopleOf(finance)
    const draft = await people.posted()
    const number = '记-2026-10-0001'
    const of = (more: object, by?: Caller) => reverse(people, draft.voucherId, more, by)
    expect(await of({ reason: ' ' })).toEqual(refuse('ReasonMissing'))
    expect(await of({}, people.maker)).toEqual(refuse('DutiesNotSeparate', { number: draft.number, did: 'PREPARED' }))
    expect(await of({ reversedOn: '2026-10-19' })).toEqual(
      refuse('ReversalBeforeVoucher', { number, postingDate: '2026-10-20' }),
    )
    expect(await of({ reversedOn: '2031-01-01' })).toEqual(refuse('PeriodNotFound', { period: '2031-01' }))
    await setPeriod(people.maker.companyId, '2026-11', 'CLOSED')
    expect(await of({})).toEqual(refuse('PeriodNotOpen', { period: '2026-11', status: 'CLOSED' }))
    await setPeriod(people.maker.companyId, '2026-11', 'OPEN')
    expect(await people.numbers()).toEqual(['记1'])
    const outcomes = await Promise.all([of({}), of({}), of({})])
    expect(outcomes.filter(isRefusal)).toEqual(
      Array(2).fill(refuse('VoucherAlreadyReversed', { number, reversalNumber: '记-2026-11-0001' })),
    )
    expect(await people.numbers()).toEqual(['记1', '记1'])
  })

  test('is not made of business events, of reversals or of vouchers of others', async () => {
    const people = await peopleOf(finance)
    const { companyId } = people.maker
    await finance.post([stockDocument(companyId, [{ stock: '10.00' }])])
    const [system] = await database.rows<{ id: string }>`select id from voucher where company_id = ${companyId}::uuid`
    expect(await reverse(people, system?.id ?? '')).toEqual(
      refuse('VoucherNotReversible', { number: '记-2026-10-0001', kind: 'SYSTEM' }),
    )
    const red = sound(await reverse(people, (await people.posted()).voucherId))
    expect(await reverse(people, red.id)).toMatchObject({ refusal: 'VoucherNotReversible', kind: 'REVERSAL' })
    const stranger = await peopleOf(finance)
    expect(await reverse(stranger, red.id)).toEqual(refuse('VoucherNotFound', { voucherId: red.id }))
    expect(await reverse(stranger, 'x')).toEqual(refuse('VoucherNotFound', { voucherId: 'x' }))
    expect(await reverse(stranger, newId())).toMatchObject({ refusal: 'VoucherNotFound' })
  })
})

describe('a posting taken back', () => {
  test('leaves what was posted, adds its reversal on the same day, and the draft is posted again under another number', async () => {
    const people = await peopleOf(finance)
    const draft = await people.posted()
    const unpost = (reason: string, of = draft, by = people.controller) =>
      people.as(by, (u) => unpostVoucherDraft(u, { ...at(of), reason }))
    expect(await unpost('')).toEqual(refuse('ReasonMissing'))
    expect(await unpost('x', draft, people.maker)).toMatchObject({ refusal: 'DutiesNotSeparate' })
    const reopened = sound(await unpost('金额有误'))
    expect(reopened).toMatchObject({ status: 'RETURNED', returnReason: '金额有误', voucherId: null, revision: 2 })
    const { maker, as } = people
    const mended = sound(await as(maker, (u) => changeVoucherDraft(u, at(reopened), entry({ lines: paid }))))
    const signed = people.only(sound(await people.sign(await people.submit(mended))))
    sound(await people.post(people.only(sound(await people.review(signed)))))
    const vouchers = await database.rows`
      select number, kind, revision, total::text, draft_id from voucher
      where company_id = ${maker.companyId}::uuid order by number`
    expect(vouchers).toEqual([
      { number: 1, kind: 'MANUAL', revision: 1, total: '10000', draft_id: draft.id },
      { number: 2, kind: 'REVERSAL', revision: 1, total: '-10000', draft_id: draft.id },
      { number: 3, kind: 'MANUAL', revision: 2, total: '30000', draft_id: draft.id },
    ])
    const { lines } = await finance.balances(maker)
    expect(lines['6602']).toMatchObject({ debit: 30_000n, credit: 0n })
  })

  test('is refused in a closed period, after a reversal, and of what is not posted', async () => {
    const people = await peopleOf(finance)
    const draft = await people.posted()
    const unpost = (of = draft) =>
      people.as(people.controller, (u) => unpostVoucherDraft(u, { ...at(of), reason: 'x' }))
    await setPeriod(people.maker.companyId, '2026-10', 'CLOSED')
    expect(await unpost()).toEqual(refuse('PeriodNotOpen', { period: '2026-10', status: 'CLOSED' }))
    await setPeriod(people.maker.companyId, '2026-10', 'OPEN')
    sound(await reverse(people, draft.voucherId))
    expect(await unpost()).toEqual(refuse('StaleVersion', { currentVersion: 5 }))
    expect(await unpost({ ...draft, version: 5 })).toMatchObject({ refusal: 'VoucherAlreadyReversed' })
    expect(await unpost(await people.reviewed())).toMatchObject({ refusal: 'DraftNotReady', needed: ['POSTED'] })
  })
})
