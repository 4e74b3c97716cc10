import { blocked } from '@erp/messaging'
import type { Caller } from '@erp/service-kit'
import { isRefusal, newId, type Period } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { closePeriod } from '../src/use-cases/close-period.ts'
import { postStockDocuments } from '../src/use-cases/post-stock-documents.ts'
import { removeAccountRule } from '../src/use-cases/remove-account-rule.ts'
import { reopenPeriod } from '../src/use-cases/reopen-period.ts'
import { requestReopening } from '../src/use-cases/request-reopening.ts'
import { setAccountRule } from '../src/use-cases/set-account-rule.ts'
import { callerOf, messageOf, stockDocument, useFinanceDatabase } from './finance-database.ts'
import { nobodyAsked } from './use-approval.ts'

const { database, transactor, accountantOfNewCompany, post, balances } = await useFinanceDatabase()

/** Every line posted for a company, in the order of the vouchers, as an accountant writes it. */
async function journalOf({ companyId }: Caller): Promise<string[]> {
  const rows = await database.rows<{ line: string }>`
    select v.number || ' ' || case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
    from voucher v join voucher_line l on l.voucher_id = v.id join account a on a.id = l.account_id
    where v.company_id = ${companyId}::uuid order by v.period, v.number, l.line_number`
  return rows.map(({ line }) => line)
}

async function toldBy({ companyId }: Caller) {
  return database.rows<{ type: string; subject: string; payload: Record<string, unknown> }>`
    select type, subject, payload from platform.outbox
    where company_id = ${companyId}::uuid and type like 'finance.posting.%' order by pos`
}

async function done<Outcome>(work: Promise<Outcome>) {
  const outcome = await work
  if (isRefusal(outcome)) throw new Error(JSON.stringify(outcome))
  return outcome as Exclude<Outcome, { refusal: string }>
}

describe('what inventory valued is posted', () => {
  test('receipts and a return, to the cent of the worked chain', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    expect(await post([stockDocument(companyId, [{ stock: '1000.00' }])])).toEqual(new Map())
    await post([stockDocument(companyId, [{ stock: '560.00', itemClass: 'RAW_MATERIAL' }])])
    await post([stockDocument(companyId, [{ stock: '-145.46', clearing: '-800.00' }])])
    expect(await journalOf(accountant)).toEqual([
      ...['1 Dr 1405.01 100000', '1 Cr 2202.02 100000'],
      ...['2 Dr 1403 56000', '2 Cr 2202.02 56000'],
      ...['3 Dr 2202.02 80000', '3 Cr 1405.01 14546', '3 Cr 6401 65454'],
    ])
    const { lines, total } = await balances(accountant)
    expect(lines).toEqual({
      '1403': { opening: 0n, debit: 56000n, credit: 0n, closing: 56000n },
      '1405': { opening: 0n, debit: 100000n, credit: 14546n, closing: 85454n },
      '1405.01': { opening: 0n, debit: 100000n, credit: 14546n, closing: 85454n },
      '2202': { opening: 0n, debit: 80000n, credit: 156000n, closing: -76000n },
      '2202.02': { opening: 0n, debit: 80000n, credit: 156000n, closing: -76000n },
      '6401': { opening: 0n, debit: 0n, credit: 65454n, closing: -65454n },
    })
    expect(total.turnover).toEqual({
      debit: { minor: 236000n, currency: 'CNY' },
      credit: { minor: 236000n, currency: 'CNY' },
    })
    expect(total.closing.debit).toEqual(total.closing.credit)
  })

  test('and the document hears its voucher, with the trace of the event', async () => {
    const accountant = await accountantOfNewCompany()
    const message = messageOf(accountant.companyId, stockDocument(accountant.companyId, [{ stock: '5.00' }]), 3)
    await post([message])
    const [voucher] = await database.rows<{ id: string }>`
      select id from voucher where company_id = ${accountant.companyId}::uuid`
    const { documentId } = message.payload
    expect(await toldBy(accountant)).toEqual([
      {
        type: 'finance.posting.posted.v1',
        subject: `evt.finance.posting.GOODS_RECEIPT.${documentId}`,
        payload: {
          companyId: accountant.companyId,
          sourceEventId: message.eventId,
          documentType: 'GOODS_RECEIPT',
          documentId,
          eventKind: 'PURCHASE_RECEIPT',
          voucherId: voucher?.id,
          voucherNumber: '记-2026-10-0001',
          postingDate: '2026-10-15',
          attempts: 3,
        },
      },
    ])
    const [sent] = await database.rows<{ headers: { traceparent: string; actorId: string } }>`
      select headers from platform.outbox where aggregate_id = ${documentId}::uuid`
    expect(sent?.headers.actorId).toBe(message.actorId)
    expect(sent?.headers.traceparent.slice(3, 35)).toBe(message.traceparent.slice(3, 35))
  })

  test('a batch over companies and months numbers each series from 1, in the order of the batch', async () => {
    const one = await accountantOfNewCompany()
    const other = await accountantOfNewCompany()
    const inSeptember = { businessDate: '2026-09-30' }
    await post([
      stockDocument(one.companyId, [{ stock: '1.00' }]),
      stockDocument(other.companyId, [{ stock: '2.00' }]),
      stockDocument(one.companyId, [{ stock: '3.00' }], inSeptember),
      stockDocument(one.companyId, [{ stock: '4.00' }]),
    ])
    const numbers = await database.rows`
      select company_id = ${one.companyId}::uuid as one, period, number, total::int from voucher
      where company_id in (${one.companyId}::uuid, ${other.companyId}::uuid) order by total`
    expect(numbers).toEqual([
      { one: true, period: '2026-10', number: 1, total: 100 },
      { one: false, period: '2026-10', number: 1, total: 200 },
      { one: true, period: '2026-09', number: 1, total: 300 },
      { one: true, period: '2026-10', number: 2, total: 400 },
    ])
  })

  test('once: the same event, the same document under another event, and both at once leave one voucher', async () => {
    const accountant = await accountantOfNewCompany()
    const document = stockDocument(accountant.companyId, [{ stock: '7.00' }])
    const message = messageOf(accountant.companyId, document)
    await post([message])
    await post([message])
    await post([document])
    expect(await journalOf(accountant)).toHaveLength(2)
    expect(await toldBy(accountant)).toHaveLength(1)

    const contested = stockDocument(accountant.companyId, [{ stock: '8.00' }])
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => post([contested])))
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1)
    expect(await journalOf(accountant)).toHaveLength(4)
    await post([stockDocument(accountant.companyId, [{ stock: '9.00' }])])
    expect((await journalOf(accountant)).at(-1)).toBe('3 Cr 2202.02 900')
  })

  test('a return that is taken back gets a second voucher, in red', async () => {
    const accountant = await accountantOfNewCompany()
    const returned = stockDocument(accountant.companyId, [{ stock: '-112.00' }])
    const takenBack = stockDocument(accountant.companyId, [{ stock: '112.00' }], {
      eventKind: 'PURCHASE_RETURN_UNINVOICED',
      documentType: 'PURCHASE_RETURN',
      documentId: returned.documentId,
    })
    await post([returned])
    await post([takenBack])
    expect(await journalOf(accountant)).toEqual([
      ...['1 Dr 2202.02 11200', '1 Cr 1405.01 11200'],
      ...['2 Dr 2202.02 -11200', '2 Cr 1405.01 -11200'],
    ])
    expect((await balances(accountant)).lines['1405.01']).toEqual({ opening: 0n, debit: 0n, credit: 0n, closing: 0n })
  })

  test('an event worth nothing is recorded as posted, takes no number and is not repeated', async () => {
    const accountant = await accountantOfNewCompany()
    const sample = stockDocument(accountant.companyId, [{ stock: '0.00' }])
    await post([sample])
    await post([sample])
    await post([stockDocument(accountant.companyId, [{ stock: '1.00' }])])
    expect(await journalOf(accountant)).toEqual(['1 Dr 1405.01 100', '1 Cr 2202.02 100'])
    const [record] = await database.rows<{ id: string }>`
      select id from zero_value_posting where source_id = ${sample.stockDocumentId}::uuid`
    expect((await toldBy(accountant)).map(({ payload }) => [payload.voucherId, payload.voucherNumber])).toEqual([
      [record?.id, '-'],
      [expect.any(String), '记-2026-10-0001'],
    ])
  })

  test('a thousand lines are one voucher', async () => {
    const accountant = await accountantOfNewCompany()
    await post([
      stockDocument(
        accountant.companyId,
        Array.from({ length: 1000 }, () => ({ stock: '0.01' })),
      ),
    ])
    expect(await journalOf(accountant)).toHaveLength(2000)
    expect((await balances(accountant)).lines['1405.01']).toMatchObject({ closing: 1000n })
  })
})

test('many batches at once leave numbers without a gap and without a twin', async () => {
  const accountant = await accountantOfNewCompany()
  const batches = Array.from({ length: 12 }, (_, batch) =>
    Array.from({ length: 1 + (batch % 5) }, () => stockDocument(accountant.companyId, [{ stock: '1.00' }])),
  )
  const crashing = transactor.system([accountant.companyId], 'test', async (unit) => {
    const document = stockDocument(accountant.companyId, [{ stock: '1.00' }])
    await postStockDocuments(unit, [messageOf(accountant.companyId, document)])
    throw new Error('crash after the numbers were taken')
  })
  const outcomes = await Promise.allSettled([...batches.slice(0, 6).map(post), crashing, ...batches.slice(6).map(post)])
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  const numbers = await database.rows<{ number: number }>`
    select number from voucher where company_id = ${accountant.companyId}::uuid order by number`
  const posted = batches.flat().length
  expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: posted }, (_, index) => index + 1))
  expect((await balances(accountant)).lines['1405.01']).toMatchObject({ closing: BigInt(posted) * 100n })
})

describe('what cannot be posted is held, and its document hears why', () => {
  const close = (accountant: Caller, expectedVersion: number) =>
    done(
      transactor.transact(accountant, 'closePeriod', (unit) =>
        closePeriod(unit, { period: '2026-10' as Period, expectedVersion, reason: null, includingEarlier: true }),
      ),
    )

  test('a closed period holds its documents only; reopened, they are posted', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    await close(accountant, 1)
    const late = messageOf(companyId, stockDocument(companyId, [{ stock: '10.00' }]), 2)
    const inTime = stockDocument(companyId, [{ stock: '20.00' }], { businessDate: '2026-11-01' })
    expect(await post([late, inTime])).toEqual(
      new Map([[late.eventId, blocked('PERIOD_CLOSED', { period: '2026-10' })]]),
    )
    expect(await journalOf(accountant)).toEqual(['1 Dr 1405.01 2000', '1 Cr 2202.02 2000'])
    expect((await toldBy(accountant)).map(({ type, payload }) => [type, payload.documentId])).toEqual([
      ['finance.posting.posted.v1', inTime.documentId],
      ['finance.posting.blocked.v1', late.payload.documentId],
    ])
    expect((await toldBy(accountant))[1]?.payload).toEqual({
      companyId,
      sourceEventId: late.eventId,
      documentType: 'GOODS_RECEIPT',
      documentId: late.payload.documentId,
      eventKind: 'PURCHASE_RECEIPT',
      reason: 'PERIOD_CLOSED',
      facts: { period: '2026-10' },
      attempts: 2,
    })

    const reopening = { period: '2026-10' as Period, expectedVersion: 2, reason: 'late receipt' }
    await done(
      transactor.transact(callerOf(companyId), 'requestReopening', (unit) =>
        requestReopening(unit, reopening, nobodyAsked),
      ),
    )
    await done(transactor.transact(accountant, 'reopenPeriod', (unit) => reopenPeriod(unit, reopening, nobodyAsked)))
    expect(await post([late])).toEqual(new Map())
    expect((await balances(accountant, '2026-12')).lines['1405.01']).toMatchObject({ closing: 3000n })
  })

  test('a missing rule holds what needs it; set again, it is posted on the new account', async () => {
    const accountant = await accountantOfNewCompany()
    const { companyId } = accountant
    const [rule] = await database.rows<{ id: string }>`
      select id from account_rule where company_id = ${companyId}::uuid and item_class = 'MERCHANDISE'`
    await done(
      transactor.transact(accountant, 'removeAccountRule', (unit) =>
        removeAccountRule(unit, { accountRuleId: rule?.id ?? '', expectedVersion: 1 }),
      ),
    )
    const area = newId()
    const document = stockDocument(companyId, [{ stock: '10.00', valuationAreaId: area }])
    const message = messageOf(companyId, document)
    expect(await post([message])).toEqual(
      new Map([
        [
          message.eventId,
          blocked('ACCOUNT_RULE_MISSING', { accountKey: 'INV', itemClass: 'MERCHANDISE', valuationAreaId: area }),
        ],
      ]),
    )
    expect(await journalOf(accountant)).toEqual([])

    await done(
      transactor.transact(accountant, 'setAccountRule', (unit) =>
        setAccountRule(unit, {
          ...{ accountKey: 'INV', itemClass: null, valuationAreaId: area },
          ...{ accountCode: '1405.02', expectedVersion: null },
        }),
      ),
    )
    expect(await post([message])).toEqual(new Map())
    expect(await journalOf(accountant)).toEqual(['1 Dr 1405.02 1000', '1 Cr 2202.02 1000'])
  })

  test('a company whose books are not open yet', async () => {
    const stranger = callerOf(newId())
    const message = messageOf(stranger.companyId, stockDocument(stranger.companyId, [{ stock: '10.00' }]))
    expect(await post([message])).toEqual(new Map([[message.eventId, blocked('BOOKS_NOT_OPEN')]]))
    expect(await toldBy(stranger)).toHaveLength(1)
  })
})

test('a close waits for the postings under way, and nothing slips in behind it', async () => {
  const accountant = await accountantOfNewCompany()
  const { companyId } = accountant
  const work = Array.from({ length: 20 }, () => post([stockDocument(companyId, [{ stock: '1.00' }])]))
  const closing = transactor.transact(accountant, 'closePeriod', (unit) =>
    closePeriod(unit, { period: '2026-10' as Period, expectedVersion: 1, reason: null, includingEarlier: true }),
  )
  const verdicts = await Promise.all(work)
  await done(closing)
  const held = verdicts.filter((one) => one.size > 0).length
  const [posted] = await database.rows<{ count: number }>`
    select count(*)::int from voucher where company_id = ${companyId}::uuid`
  expect((posted?.count ?? 0) + held).toBe(20)
  expect((await post([stockDocument(companyId, [{ stock: '1.00' }])])).size).toBe(1)
})
