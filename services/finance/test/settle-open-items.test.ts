import type { Caller } from '@erp/service-kit'
import { type BusinessDate, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { OpenItem, OpenItemKind } from '../src/domain/open-item.ts'
import { listOpenItems } from '../src/store/open-item-lists.ts'
import { autoSettleOpenItems } from '../src/use-cases/auto-settle-open-items.ts'
import { setWriteOffLimit } from '../src/use-cases/set-write-off-limit.ts'
import { settleOpenItems } from '../src/use-cases/settle-open-items.ts'
import { undoSettlement } from '../src/use-cases/undo-settlement.ts'
import { inForeign } from './entries.ts'
import { sound, useMonthEnd } from './month-end.ts'

const { database, transactor, accountantOfNewCompany, enter, run, close } = await useMonthEnd()

const kinds: readonly OpenItemKind[] = ['RECEIVABLE', 'ADVANCE_RECEIVED', 'PAYABLE', 'ADVANCE_PAID']
const day = (text: string) => text as BusinessDate

const itemsOf = ({ companyId }: Caller): Promise<OpenItem[]> =>
  transactor.read([companyId], (tx) =>
    listOpenItems(
      tx,
      companyId,
      { kinds, partyId: null, overdueOn: null, asOf: null },
      { limit: 100, after: undefined },
    ),
  )
const left = async (accountant: Caller) =>
  (await itemsOf(accountant)).map(({ kind, open, carrying }) => [kind, open, carrying])

type Wanted = readonly (readonly [item: OpenItem | undefined, amount: string])[]
const settleBy = (accountant: Caller, wanted: Wanted, more: Partial<Parameters<typeof settleOpenItems>[1]> = {}) =>
  transactor.transact(accountant, 'settleOpenItems', (unit) =>
    settleOpenItems(unit, {
      settledOn: day('2026-01-20'),
      items: wanted.map(([item, amount]) => ({
        openItemId: item?.id ?? '',
        amount,
        expectedVersion: item?.version ?? 0,
      })),
      writeOffRest: false,
      agreement: null,
      ...more,
    }),
  )

const undo = (accountant: Caller, settlementId: string, on = '2026-01-25') =>
  transactor.transact(accountant, 'undoSettlement', (unit) =>
    undoSettlement(unit, { settlementId, undoneOn: day(on), reason: 'matched by mistake' }),
  )

async function posted(voucherId: string | null): Promise<string[]> {
  const rows = await database.rows<{ line: string }>`
    select case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
    from voucher_line l join account a on a.id = l.account_id where l.voucher_id = ${voucherId}::uuid order by l.line_number`
  return rows.map(({ line }) => line)
}

/** A customer with an invoice of 1,220.40 and an advance of 500.00. */
async function invoiceAndAdvance() {
  const accountant = await accountantOfNewCompany()
  const customerId = newId()
  await enter(accountant, '2026-01-10', ['Dr', '1122', '1220.40', { customerId }], ['Cr', '6001', '1220.40'])
  await enter(accountant, '2026-01-11', ['Dr', '2241', '500.00'], ['Cr', '2203', '500.00', { customerId }])
  const items = await itemsOf(accountant)
  const of = (kind: OpenItemKind) => items.find((item) => item.kind === kind)
  return { accountant, customerId, invoice: of('RECEIVABLE'), advance: of('ADVANCE_RECEIVED') }
}

describe('a person settles', () => {
  test('an advance against an invoice, and takes it back in red', async () => {
    const { accountant, invoice, advance } = await invoiceAndAdvance()
    const settlement = sound(
      await settleBy(accountant, [
        [invoice, '500.00'],
        [advance, '500.00'],
      ]),
    )
    expect(settlement).toMatchObject({ number: 'ST-2026-000001', method: 'MANUAL', undoneOn: null })
    expect(await posted(settlement.voucherId)).toEqual(['Cr 1122 50000', 'Dr 2203 50000'])
    expect(await left(accountant)).toEqual([['RECEIVABLE', 72040n, 72040n]])

    const undone = sound(await undo(accountant, settlement.id))
    expect(undone).toMatchObject({ undoneOn: '2026-01-25', undoReason: 'matched by mistake' })
    expect(await posted(undone.undoVoucherId)).toEqual(['Cr 1122 -50000', 'Dr 2203 -50000'])
    expect(await left(accountant)).toEqual([
      ['RECEIVABLE', 122040n, 122040n],
      ['ADVANCE_RECEIVED', -50000n, -50000n],
    ])
    expect(await undo(accountant, settlement.id)).toEqual(refuse('SettlementUndone', { number: 'ST-2026-000001' }))
    expect(await undo(accountant, newId())).toMatchObject({ refusal: 'SettlementNotFound' })
  })

  test('what stands on one account without a voucher', async () => {
    const { accountant, customerId, invoice } = await invoiceAndAdvance()
    await enter(accountant, '2026-01-12', ['Dr', '1122', '-20.40', { customerId }], ['Cr', '6001', '-20.40'])
    const credit = (await itemsOf(accountant)).find(({ original }) => original === -2040n)
    const settlement = sound(
      await settleBy(accountant, [
        [invoice, '20.40'],
        [credit, '20.40'],
      ]),
    )
    expect(settlement.voucherId).toBeNull()
    expect(await left(accountant)).toEqual([
      ['RECEIVABLE', 120000n, 120000n],
      ['ADVANCE_RECEIVED', -50000n, -50000n],
    ])
    sound(await undo(accountant, settlement.id))
    expect(await left(accountant)).toHaveLength(3)
  })

  test('what is left within the limit of the company, which can be changed', async () => {
    const { accountant, invoice, advance } = await invoiceAndAdvance()
    const rest = (amount: string): Wanted => [
      [invoice, amount],
      [advance, '500.00'],
    ]
    expect(await settleBy(accountant, rest('510.01'), { writeOffRest: true })).toEqual(
      refuse('WriteOffAboveLimit', { amount: '10.01', limit: '10.00' }),
    )
    const limit = (amount: string, expectedVersion: number) =>
      transactor.transact(accountant, 'setWriteOffLimit', (unit) => setWriteOffLimit(unit, { amount, expectedVersion }))
    expect(await limit('-1', 0)).toMatchObject({ refusal: 'InvalidInput', field: 'amount' })
    expect(await limit('20.00', 3)).toEqual(refuse('StaleVersion', { currentVersion: 0 }))
    expect(sound(await limit('20.00', 0))).toMatchObject({ amount: 2000n, version: 1 })
    const settlement = sound(await settleBy(accountant, rest('510.01'), { writeOffRest: true }))
    expect(await posted(settlement.voucherId)).toEqual(['Cr 1122 51001', 'Dr 2203 50000', 'Dr 6603.04 1001'])
  })

  test('and is refused what is not open, not seen, not there, or in a month that is closed', async () => {
    const { accountant, invoice, advance } = await invoiceAndAdvance()
    const before = await left(accountant)
    const both = (amount: string): Wanted => [
      [invoice, amount],
      [advance, amount],
    ]
    expect(await settleBy(accountant, both('500.01'))).toMatchObject({
      ...{ refusal: 'OpenAmountExceeded', openItemId: advance?.id, openAmount: '500.00' },
    })
    expect(await settleBy(accountant, both('5.005'))).toMatchObject({ refusal: 'InvalidInput', field: 'amount' })
    expect(
      await settleBy(accountant, [
        [invoice, '1.00'],
        [undefined, '1.00'],
      ]),
    ).toMatchObject({
      refusal: 'OpenItemNotFound',
    })
    expect(
      await settleBy(accountant, [
        [invoice, '1.00'],
        [invoice, '1.00'],
      ]),
    ).toMatchObject({ refusal: 'InvalidInput' })
    const seenBefore = invoice && { ...invoice, version: 7 }
    expect(
      await settleBy(accountant, [
        [seenBefore, '1.00'],
        [advance, '1.00'],
      ]),
    ).toEqual(refuse('OpenItemChanged', { openItemId: invoice?.id ?? '', openAmount: '1220.40', currentVersion: 1 }))
    expect(await settleBy(accountant, both('1.00'), { settledOn: day('2026-01-10') })).toMatchObject({
      ...{ refusal: 'SettledBeforeItem', movedOn: '2026-01-11' },
    })
    expect(await settleBy(accountant, both('1.00'), { settledOn: day('2031-01-10') })).toMatchObject({
      refusal: 'PeriodNotFound',
    })
    expect(await left(accountant)).toEqual(before)
    sound(await run(accountant, '2026-01', 'PROFIT_CARRY_FORWARD'))
    sound(await close(accountant, '2026-01'))
    expect(await settleBy(accountant, both('1.00'))).toMatchObject({ refusal: 'PeriodNotOpen' })
  })

  test('of two who settle the same item at once one wins, and the other is told what is left', async () => {
    const { accountant, invoice, advance } = await invoiceAndAdvance()
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () =>
        settleBy(accountant, [
          [invoice, '400.00'],
          [advance, '400.00'],
        ]),
      ),
    )
    const refused = outcomes.filter((one) => 'refusal' in one)
    expect(refused).toHaveLength(3)
    for (const one of refused)
      expect(one).toMatchObject({ refusal: 'OpenItemChanged', currentVersion: 2, openAmount: /^(820.40|100.00)$/ })
    expect(await left(accountant)).toEqual([
      ['RECEIVABLE', 82040n, 82040n],
      ['ADVANCE_RECEIVED', -10000n, -10000n],
    ])
  })
})

describe('in a foreign currency', () => {
  test('a receipt on account settles an invoice at what month-end left of it: 50.00 lost, 70.00 gained', async () => {
    const accountant = await accountantOfNewCompany()
    const customerId = newId()
    const usd = (rate: string) => ({ customerId, ...inForeign('1000.00', 'USD', rate) })
    await enter(accountant, '2026-01-10', ['Dr', '1122', '7100.00', usd('7.1')], ['Cr', '6001', '7100.00'])
    await database.rows`
      with set as (
        insert into exchange_rate (id, company_id, foreign_currency, rate_type, effective_on, rate)
        values (gen_random_uuid(), ${accountant.companyId}::uuid, 'USD', 'CLOSING', '2026-01-31', 7.05) returning *)
      insert into exchange_rate_revision (exchange_rate_id, version, company_id, rate, changed_by, changed_at)
      select id, version, company_id, rate, ${accountant.userId}::uuid, now() from set`
    sound(await run(accountant, '2026-01', 'FX_REVALUATION'))
    await enter(
      accountant,
      '2026-02-10',
      ['Dr', '1002', '7120.00', { cashFlowItem: 'SALES_RECEIPTS' }],
      ['Cr', '1122', '7120.00', usd('7.12')],
    )
    const [invoice, receipt] = await itemsOf(accountant)
    const both: Wanted = [
      [invoice, '1000.00'],
      [receipt, '1000.00'],
    ]
    const settlement = sound(await settleBy(accountant, both, { settledOn: day('2026-02-10') }))
    expect(await posted(settlement.voucherId)).toEqual(['Dr 1122 7000', 'Cr 6603.03 7000'])
    expect(await left(accountant)).toEqual([])
    const [line] = await database.rows`
      select foreign_currency as currency, foreign_amount::int as amount from voucher_line
      where voucher_id = ${settlement.voucherId}::uuid and line_number = 1`
    expect(line).toEqual({ currency: 'USD', amount: 0 })

    const undone = sound(await undo(accountant, settlement.id, '2026-02-11'))
    expect(await posted(undone.undoVoucherId)).toEqual(['Dr 1122 -7000', 'Cr 6603.03 -7000'])
    expect(await left(accountant)).toEqual([
      ['RECEIVABLE', 100000n, 705000n],
      ['RECEIVABLE', -100000n, -712000n],
    ])
  })
})

describe('rules settle', () => {
  const auto = (accountant: Caller, more: Partial<Parameters<typeof autoSettleOpenItems>[1]> = {}) =>
    transactor.transact(accountant, 'autoSettleOpenItems', (unit) =>
      autoSettleOpenItems(unit, {
        ...{ settledOn: day('2026-01-31'), kinds, partyId: null, rules: ['EXACT_AMOUNT', 'OLDEST_FIRST'], ...more },
      }),
    )

  test('each account and party by itself, and leave what has nothing against it', async () => {
    const { accountant, customerId } = await invoiceAndAdvance()
    const other = newId()
    await enter(
      accountant,
      '2026-01-12',
      ['Dr', '1122', '-100.00', { customerId }],
      ['Dr', '1122', '30.00', { customerId: other }],
      ['Dr', '1122', '-30.00', { customerId: other }],
      ['Dr', '6001', '100.00'],
    )
    expect(await auto(accountant, { partyId: 'x' })).toMatchObject({ refusal: 'InvalidInput' })
    expect(sound(await auto(accountant, { settledOn: day('2026-01-09') }))).toMatchObject({ settlements: [] })
    expect(sound(await auto(accountant, { partyId: other }))).toMatchObject({ more: false, settlements: [{}] })
    expect(sound(await auto(accountant))).toMatchObject({ settlements: [{ method: 'AUTOMATIC', voucherId: null }] })
    expect(sound(await auto(accountant))).toMatchObject({ settlements: [] })
    expect(await left(accountant)).toEqual([
      ['RECEIVABLE', 112040n, 112040n],
      ['ADVANCE_RECEIVED', -50000n, -50000n],
    ])
  })
})
