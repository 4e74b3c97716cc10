import { paymentRunChanged } from '@erp/contracts'
import type { Caller, UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isRefusal, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { PaymentRun } from '../src/domain/payment-run.ts'
import { findCashDocuments } from '../src/store/cash-documents.ts'
import { listOpenItems } from '../src/store/open-item-lists.ts'
import { findPaymentRun } from '../src/store/payment-runs.ts'
import type { AskedApproval } from '../src/use-cases/ask-approval.ts'
import { decidedKinds } from '../src/use-cases/decided-kinds.ts'
import { forecastCash } from '../src/use-cases/forecast-cash.ts'
import { createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { answerPaymentRun, sendPaymentRun } from '../src/use-cases/pay-payment-run.ts'
import { rememberPaymentFiles } from '../src/use-cases/remember-payment-files.ts'
import { reverseCashDocument } from '../src/use-cases/reverse-cash-document.ts'
import {
  cancelPaymentRun,
  changePaymentRun,
  proposePaymentRun,
  type RunReference,
  submitPaymentRun,
  withdrawPaymentRun,
} from '../src/use-cases/write-payment-run.ts'
import { notedAtNight } from './at-night.ts'
import { inForeign } from './entries.ts'
import { messageOf } from './finance-database.ts'
import { sound, useMonthEnd } from './month-end.ts'

const { database, transactor, accountantOfNewCompany, enter, colleagueOf } = await useMonthEnd()

const day = (text: string) => text as BusinessDate

async function posted(voucherId: string | null | undefined): Promise<string[]> {
  const rows = await database.rows<{ line: string }>`
    select case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
    from voucher_line l join account a on a.id = l.account_id where l.voucher_id = ${voucherId}::uuid order by l.line_number`
  return rows.map(({ line }) => line)
}

/** A company that owes two suppliers: 300.00 less a credit of 50.00, and 80.00; and 40.00 that are due in March. */
async function withDebts(currency: string | null = null) {
  const maker = await accountantOfNewCompany()
  const [approver, cashier] = [colleagueOf(maker), colleagueOf(maker)]
  const { companyId } = maker
  const [one, two] = [newId(), newId()]
  const account = { code: 'ICBC', name: { zh: '工行', en: 'ICBC' }, accountCode: '1002', bankName: null }
  const bank = sound(
    await transactor.transact(maker, 'createCashAccount', (unit) =>
      createCashAccount(unit, { ...account, currency: currency as never }),
    ),
  )
  const owe = (on: string, amount: string, supplierId: string) =>
    enter(maker, on, ['Dr', '6602', amount], ['Cr', '2202.01', amount, { supplierId }])
  await owe('2026-01-05', '300.00', one)
  await owe('2026-01-06', '-50.00', one)
  await owe('2026-01-07', '80.00', two)
  await owe('2026-03-01', '40.00', two)
  const asked: AskedApproval[] = []
  const ended: string[] = []
  const approvals = {
    ask: async (_: UnitOfWork, approval: AskedApproval) => void asked.push(approval),
    withdraw: async (_: UnitOfWork, __: unknown, approvalId: string) => void ended.push(approvalId),
  }
  const propose = (more: object = {}) =>
    transactor.transact(maker, 'propose', (unit) =>
      proposePaymentRun(unit, {
        ...{ cashAccountId: bank.id, dueOn: day('2026-01-31'), payOn: day('2026-02-02'), supplierIds: null, ...more },
      }),
    )
  const act = <Outcome>(
    work: (unit: UnitOfWork, reference: RunReference) => Promise<Outcome>,
    { id, version }: PaymentRun,
    by: Caller = maker,
  ) => transactor.transact(by, 'act', (unit) => work(unit, { paymentRunId: id, expectedVersion: version }))
  const submit = (run: PaymentRun) => act((unit, seen) => submitPaymentRun(unit, seen, approvals), run)
  const read = async ({ id }: PaymentRun) => {
    const run = await transactor.read([companyId], (tx) => findPaymentRun(tx, id))
    if (!run) throw new Error('There is no such run')
    return run
  }
  async function decide(run: PaymentRun, more: object = {}) {
    const message = messageOf(companyId, {
      ...{ companyId, approvalId: run.approvalId ?? newId(), documentType: 'PAYMENT_RUN', documentId: run.id },
      ...{ documentVersion: run.version, outcome: 'APPROVED' as const, reason: null, decidedBy: approver.userId },
      ...{ decidedAt: new Date().toISOString(), approverIds: [approver.userId], ...more },
    })
    await transactor.system([companyId], 'decided', (unit) => decidedKinds.PAYMENT_RUN.decide(unit, [message]))
    return read(run)
  }
  /** Procurement wrote the file of a run. */
  async function fileWritten<Run extends PaymentRun>(run: Run): Promise<Run> {
    const told = { companyId, paymentRunId: run.id, name: `${run.number}.csv`, sha256: 'ab'.repeat(32) }
    const message = messageOf(companyId, { ...told, writtenBy: cashier.userId, writtenAt: new Date().toISOString() })
    await transactor.system([companyId], 'written', (unit) => rememberPaymentFiles(unit, [message, message]))
    return run
  }
  const approved = async (more: object = {}) => decide(sound(await submit(sound(await propose(more)))))
  const sent = async (more: object = {}) =>
    sound(await act(sendPaymentRun, await fileWritten(await approved(more)), cashier))
  const answer = (run: PaymentRun, answers: readonly (true | string)[], more: object = {}, by = cashier) =>
    act(
      (unit, seen) =>
        answerPaymentRun(unit, {
          ...{ ...seen, paidOn: day('2026-02-02'), exchangeRate: null, ...more },
          answers: answers.map((one, index) => ({
            ...{ lineId: run.lines[index]?.id ?? '', paid: one === true, reason: one === true ? null : one },
          })),
        }),
      run,
      by,
    )
  const itemsLeft = async () => {
    const filter = { kinds: ['PAYABLE'] as const, partyId: null, overdueOn: null, asOf: null }
    const items = await transactor.read([companyId], (tx) =>
      listOpenItems(tx, companyId, filter, { limit: 100, after: undefined }),
    )
    return items.map(({ open }) => open)
  }
  const payments = (run: PaymentRun) =>
    transactor.read([companyId], (tx) =>
      findCashDocuments(
        tx,
        run.lines.flatMap(({ cashDocumentId }) => (cashDocumentId === null ? [] : [cashDocumentId])),
      ),
    )
  return {
    ...{ maker, approver, cashier, bank, one, two, asked, ended, approvals, propose, act, submit, decide, approved },
    ...{ sent, answer, itemsLeft, payments, read, owe, fileWritten },
  }
}

describe('a run', () => {
  test('pays what is due, less credits, through maker, approver and cashier; one line fails and is free again', async () => {
    const debts = await withDebts()
    const { one, two, asked, propose, submit, decide, act, answer, payments, itemsLeft } = debts
    const { cashier, maker, approver, fileWritten } = debts
    const run = sound(await propose())
    expect(run).toMatchObject({ number: 'PR-2026-000001', status: 'DRAFT' })
    expect(run.lines.map(({ supplierId, amount, items }) => [supplierId, amount, items.length])).toEqual([
      ...[
        [one, 25000n, 2],
        [two, 8000n, 1],
      ],
    ])
    const submitted = sound(await submit(run))
    expect(asked).toMatchObject([
      ...[{ documentType: 'PAYMENT_RUN', documentId: run.id, documentVersion: 2, makerId: maker.userId }],
    ])
    expect(asked[0]?.amount).toEqual({ minor: 33000n, currency: 'CNY' })
    const approved = await decide(submitted)
    expect(approved).toMatchObject({ status: 'APPROVED', approverIds: [approver.userId] })
    for (const involved of [maker, approver])
      expect(await act(sendPaymentRun, approved, involved)).toEqual(refuse('RunPayerInvolved', { number: run.number }))
    expect(await act(sendPaymentRun, approved, cashier)).toEqual(
      refuse('PaymentFileNotWritten', { number: run.number }),
    )
    const sent = sound(await act(sendPaymentRun, await fileWritten(approved), cashier))
    expect(await act(sendPaymentRun, sent, cashier)).toMatchObject({ refusal: 'PaymentRunNotReady', status: 'SENT' })

    expect(await answer(sent, ['']).then((outcome) => isRefusal(outcome) && outcome)).toMatchObject({ field: 'reason' })
    const half = sound(await answer(sent, [true]))
    expect(half).toMatchObject({ status: 'SENT', lines: [{ status: 'PAID' }, { status: 'OPEN' }] })
    expect(await answer(half, [true])).toMatchObject({ refusal: 'RunLineAnswered' })
    const [payment] = await payments(half)
    expect(payment).toMatchObject({
      ...{ number: 'PM-2026-000001', status: 'POSTED', reference: 'PR-2026-000001/1', preparedBy: maker.userId },
      ...{ approvedBy: approver.userId, postedBy: cashier.userId, amount: 25000n },
    })
    expect((await posted(payment?.voucherId)).toSorted()).toEqual([
      ...['Cr 1002 25000', 'Cr 2202.01 5000', 'Dr 2202.01 30000'],
    ])
    expect(await itemsLeft()).toEqual([-8000n, -4000n])
    const failed = sound(
      await act(
        (unit, seen) =>
          answerPaymentRun(unit, {
            ...{ ...seen, paidOn: day('2026-02-02'), exchangeRate: null },
            answers: [{ lineId: half.lines[1]?.id ?? '', paid: false, reason: 'account closed' }],
          }),
        half,
        cashier,
      ),
    )
    expect(failed).toMatchObject({
      status: 'DONE',
      lines: [{ status: 'PAID' }, { status: 'FAILED', reason: 'account closed' }],
    })
    const told = await database.rows<{ version: number; status: string; involved: number; lines: object[] }>`
      select payload ->> 'version' as version, payload ->> 'status' as status, payload -> 'lines' as lines,
        jsonb_array_length(payload -> 'involvedUserIds') as involved
      from platform.outbox where aggregate_id = ${run.id} and type = ${paymentRunChanged.type} order by pos`
    expect(told.map(({ version, status, involved }) => [version, status, involved])).toEqual([
      ...[
        ['3', 'APPROVED', 2],
        ['4', 'SENT', 2],
        ['5', 'SENT', 2],
        ['6', 'DONE', 2],
      ],
    ])
    expect(told[0]?.lines).toEqual([
      { lineNumber: 1, supplierId: one, amount: '250.00', status: 'OPEN' },
      { lineNumber: 2, supplierId: two, amount: '80.00', status: 'OPEN' },
    ])
    expect(sound(await propose()).lines.map(({ amount }) => amount)).toEqual([8000n])

    sound(
      await transactor.transact(cashier, 'reverse', (unit) =>
        reverseCashDocument(unit, {
          ...{
            cashDocumentId: payment?.id ?? '',
            expectedVersion: 1,
            reversedOn: day('2026-02-03'),
            reason: 'came back',
          },
        }),
      ),
    )
    expect((await itemsLeft()).toSorted()).toEqual([-30000n, -4000n, -8000n, 5000n].toSorted())
  })

  test('pays several suppliers in one step, at the rate of the day, and realises the difference of each', async () => {
    const { maker, one, two, propose, submit, decide, act, cashier, answer, payments, fileWritten } =
      await withDebts('USD')
    for (const supplierId of [one, two])
      await enter(
        maker,
        '2026-01-10',
        ['Dr', '6602', '710.00'],
        ['Cr', '2202.01', '710.00', { supplierId, ...inForeign('100.00', 'USD', '7.1') }],
      )
    const approved = await decide(sound(await submit(sound(await propose()))))
    const sent = sound(await act(sendPaymentRun, await fileWritten(approved), cashier))
    expect(await answer(sent, [true, true])).toEqual(
      refuse('SpotRateMissing', { currency: 'USD', on: day('2026-02-02') }),
    )
    const done = sound(await answer(sent, [true, true], { exchangeRate: '7.2' }))
    const paid = await payments(done)
    expect(paid.map(({ number }) => number).toSorted()).toEqual(['PM-2026-000001', 'PM-2026-000002'])
    for (const { voucherId } of paid)
      expect(await posted(voucherId)).toEqual(['Cr 1002 72000', 'Dr 2202.01 71000', 'Dr 6603.03 1000'])
  })

  test('is changed while it is a draft, item by item, and holds them against other runs', async () => {
    const { one, two, propose, act, submit, cashier, maker, ended, approvals, owe } = await withDebts()
    const run = sound(await propose({ supplierIds: [two] }))
    expect(run.lines).toHaveLength(1)
    const other = sound(await propose())
    expect(other.lines.map(({ supplierId }) => supplierId)).toEqual([one])
    expect(await propose()).toEqual(refuse('NothingDue', { dueOn: day('2026-01-31') }))
    const items = other.lines[0]?.items ?? []
    const change = (its: readonly { openItemId: string; amount: string | null }[], of = other) =>
      act((unit, seen) => changePaymentRun(unit, { ...seen, payOn: day('2026-02-03'), items: its }), of)
    const [black, red] = [items.find(({ amount }) => amount > 0n), items.find(({ amount }) => amount < 0n)]
    const item = (of: typeof black, amount: string | null) => ({ openItemId: of?.openItemId ?? '', amount })
    expect(await change([item(red, null)])).toEqual(refuse('PaysNothing', { supplierId: one, amount: '-50.00' }))
    expect(await change([item(black, '300.01')])).toMatchObject({ refusal: 'OpenAmountExceeded', openAmount: '300.00' })
    expect(await change([item(run.lines[0]?.items[0], null)])).toMatchObject({ refusal: 'ItemInAnotherRun' })
    expect(await change([{ openItemId: newId(), amount: null }])).toMatchObject({ refusal: 'OpenItemNotFound' })
    expect(await change([item(black, null), item(black, null)])).toMatchObject({ problem: 'ITEM_TWICE' })
    expect(await change([])).toMatchObject({ field: 'items' })
    const changed = sound(await change([item(black, '120.00'), item(red, '20.00')])) as PaymentRun
    expect(changed).toMatchObject({ payOn: '2026-02-03', version: 2, lines: [{ amount: 10000n }] })

    const submitted = sound(await submit(changed))
    expect(await change([item(black, null)], submitted)).toMatchObject({
      refusal: 'PaymentRunNotReady',
      status: 'SUBMITTED',
    })
    const withdraw = (reason: string) =>
      act((unit, seen) => withdrawPaymentRun(unit, { ...seen, reason }, approvals), submitted)
    expect(await withdraw(' ')).toMatchObject({ refusal: 'ReasonMissing' })
    const back = sound(await withdraw('another bank')) as PaymentRun
    expect(back).toMatchObject({ status: 'DRAFT', reason: 'another bank', approvalId: null })
    expect(ended).toEqual([submitted.approvalId])
    expect(await act(sendPaymentRun, back, cashier)).toMatchObject({ refusal: 'PaymentRunNotReady', status: 'DRAFT' })
    const cancel = (reason: string) => act((unit, seen) => cancelPaymentRun(unit, { ...seen, reason }), back)
    expect(await cancel('')).toMatchObject({ refusal: 'ReasonMissing' })
    expect(sound(await cancel('not now'))).toMatchObject({ status: 'CANCELLED' })
    await owe('2026-01-08', '1.00', one)
    expect(sound(await propose()).lines).toMatchObject([{ supplierId: one, amount: 25100n }])
    expect(await act(cancelPaymentRunOf('x'), { ...back, id: newId() }, maker)).toMatchObject({
      refusal: 'PaymentRunNotFound',
    })
  })

  test('that nobody approves, or its own maker does, is a draft again that says why', async () => {
    const { propose, submit, decide, maker, read } = await withDebts()
    const submitted = sound(await submit(sound(await propose())))
    expect(await decide(submitted, { approvalId: newId() })).toMatchObject({ status: 'SUBMITTED', version: 2 })
    const own = await decide(submitted, { decidedBy: maker.userId, approverIds: [maker.userId] })
    expect(own).toMatchObject({ status: 'DRAFT', reason: 'APPROVED_BY_ITS_MAKER' })
    const again = sound(await submit(own))
    const rejected = await decide(again, { outcome: 'REJECTED', reason: 'too early', approverIds: [] })
    expect(rejected).toMatchObject({ status: 'DRAFT', reason: 'too early', approverIds: [] })
    const third = sound(await submit(rejected))
    const unasked = { documentId: third.id, approvalId: third.approvalId ?? '', reason: 'DOCUMENT_TYPE_UNKNOWN' }
    await transactor.system([maker.companyId], 'refused', (unit) => decidedKinds.PAYMENT_RUN.giveBack(unit, unasked))
    expect(await read(third)).toMatchObject({ status: 'DRAFT', reason: 'DOCUMENT_TYPE_UNKNOWN' })
  })

  test('is approved and paid by none who changed it', async () => {
    const { propose, submit, decide, act, asked, maker, cashier } = await withDebts()
    const drafted = sound(await propose())
    const kept = drafted.lines.flatMap(({ items }) => items).find(({ amount }) => amount > 0n)
    const changed = sound(
      await act(
        (unit, seen) =>
          changePaymentRun(unit, {
            ...{ ...seen, payOn: day('2026-02-02'), items: [{ openItemId: kept?.openItemId ?? '', amount: null }] },
          }),
        drafted,
        cashier,
      ),
    ) as PaymentRun
    const submitted = sound(await submit(changed))
    expect(asked.at(-1)).toMatchObject({ makerId: maker.userId, authorIds: [maker.userId, cashier.userId] })
    const own = await decide(submitted, { decidedBy: cashier.userId, approverIds: [cashier.userId] })
    expect(own).toMatchObject({ status: 'DRAFT', reason: 'APPROVED_BY_ITS_MAKER' })
    const approved = await decide(sound(await submit(own)))
    expect(await act(sendPaymentRun, approved, cashier)).toEqual(
      refuse('RunPayerInvolved', { number: approved.number }),
    )
  })

  test('is forecast on the day it pays and what it pays nowhere else; what was paid in advance makes the rest less', async () => {
    const { maker, two, approved, answer, act, cashier, fileWritten } = await withDebts()
    await enter(maker, '2026-01-20', ['Dr', '1123', '30.00', { supplierId: two }], ['Cr', '1002', '30.00'])
    await enter(maker, '2026-01-21', ['Dr', '6602', '12.00'], ['Cr', '2241', '12.00', { employeeId: newId() }])
    const partsOfWeeks = async (weeks: number) => {
      const forecast = await transactor.read([maker.companyId], (tx) =>
        forecastCash(tx, { companyId: maker.companyId, currency: 'CNY' as never }, { asOf: day('2026-03-01'), weeks }),
      )
      return forecast.weeks.map(({ out, parts }) => [
        out,
        ...parts.map(({ kind, amount, count, documents }) => [kind, amount, count, documents[0]?.documentNumber]),
      ])
    }
    const run = await approved()
    const owed = ['OWED_TO_EMPLOYEE', -1200n, 1, 'MV-1']
    expect(await partsOfWeeks(1)).toEqual([
      [
        ...[35200n, ['PAYABLE', -4000n, 1, 'MV-1'], ['ADVANCE_PAID', 3000n, 1, 'MV-1'], owed],
        ['PAYMENT_RUN', -33000n, 2, run.number],
      ],
    ])
    const sent = sound(await act(sendPaymentRun, await fileWritten(run), cashier))
    expect((await partsOfWeeks(1))[0]?.at(-1)).toEqual(['PAYMENT_RUN', -33000n, 2, run.number])
    sound(await answer(sent, [true, 'account closed']))
    expect(await partsOfWeeks(2)).toEqual([
      [10200n, ['PAYABLE', -12000n, 2, 'MV-1'], ['ADVANCE_PAID', 3000n, 1, 'MV-1'], owed],
      [0n],
    ])
  })

  test('whose item was paid otherwise meanwhile posts nothing of what it was answered for', async () => {
    const { sent, answer, itemsLeft, read } = await withDebts()
    const run = await sent()
    const [first, second] = await Promise.all([answer(run, [true, true]), answer(run, [true, true])])
    expect([first, second].filter(isRefusal)).toMatchObject([{ refusal: 'StaleVersion' }])
    expect(await itemsLeft()).toEqual([-4000n])
    expect(await read(run)).toMatchObject({ status: 'DONE' })
  })
})

function cancelPaymentRunOf(reason: string) {
  return (unit: UnitOfWork, seen: RunReference) => cancelPaymentRun(unit, { ...seen, reason })
}

test('who sends a run to the bank at night, or keeps its answer, is told to those who watch over security', async () => {
  const { cashier, sent, answer } = await withDebts()
  const { companyId } = cashier
  const told = await notedAtNight(database, companyId, async () => sound(await answer(await sent(), [true, true])))
  const note = ['POSTED_AT_ODD_HOURS', cashier.userId]
  expect(told).toEqual([note, note])
})
