import { isRefusal, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CashDocument } from '../src/domain/cash-document.ts'
import { journalFigures, journalLines } from '../src/store/cash-journal.ts'
import { approveCashDocument, cancelCashDocument } from '../src/use-cases/decide-on-cash-document.ts'
import { changeCashAccount, createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { postCashDocument } from '../src/use-cases/post-cash-document.ts'
import { settleOpenItems } from '../src/use-cases/settle-open-items.ts'
import { undoSettlement } from '../src/use-cases/undo-settlement.ts'
import { type CashInput, changeCashDocument } from '../src/use-cases/write-cash-document.ts'
import { inForeign } from './entries.ts'
import { sound } from './month-end.ts'
import { day, useCashDocuments, wanting } from './use-cash-documents.ts'

const { database, transactor, enter, run, colleagueOf, itemsOf, left, posted, withBank } = await useCashDocuments()

describe('an advance of 500.00, an invoice of 1,220.40, and the 720.40 that are left', () => {
  test('end at nothing, voucher by voucher', async () => {
    const { cashier, pass } = await withBank()
    const partyId = newId()
    const advance = sound(await pass('RECEIPT', { partyId, amount: '500.00' }))
    expect(advance).toMatchObject({ number: 'RC-2026-000001', status: 'POSTED', settlementId: null })
    expect(await posted(advance.voucherId)).toEqual(['Dr 1002 50000', 'Cr 2203 50000'])
    await enter(cashier, '2026-02-11', ['Dr', '1122', '1220.40', { customerId: partyId }], ['Cr', '6001', '1220.40'])
    const items = await itemsOf(cashier)
    const settlement = sound(
      await transactor.transact(cashier, 'settleOpenItems', (unit) =>
        settleOpenItems(unit, {
          ...{ settledOn: day('2026-02-12'), writeOffRest: false, agreement: null },
          items: items.map(({ id, version }) => ({ openItemId: id, amount: '500.00', expectedVersion: version })),
        }),
      ),
    )
    expect(await posted(settlement.voucherId)).toEqual(['Dr 2203 50000', 'Cr 1122 50000'])
    const [invoice] = await itemsOf(cashier)
    const rest = sound(
      await pass('RECEIPT', {
        partyId,
        amount: '720.40',
        paidOn: day('2026-02-13'),
        items: wanting(invoice, '720.40'),
      }),
    )
    expect(await posted(rest.voucherId)).toEqual(['Dr 1002 72040', 'Cr 1122 72040'])
    expect(await left(cashier)).toEqual([])
  })
})

describe('a payment', () => {
  test('to a supplier takes the fee of the bank, and what it pays too much is an advance', async () => {
    const { cashier, pass, reverse } = await withBank()
    const partyId = newId()
    await enter(cashier, '2026-02-01', ['Dr', '6602', '300.00'], ['Cr', '2202.01', '300.00', { supplierId: partyId }])
    const [owed] = await itemsOf(cashier)
    const paid = sound(
      await pass('PAYMENT', {
        ...{ partyDimension: 'SUPPLIER', partyId, amount: '350.00', fee: '2.00', items: wanting(owed, '300.00') },
      }),
    )
    expect(await posted(paid.voucherId)).toEqual([
      'Cr 1002 35200',
      'Dr 6603.04 200',
      'Dr 2202.01 30000',
      'Dr 1123 5000',
    ])
    expect(await left(cashier)).toEqual([['ADVANCE_PAID', 5000n, 5000n]])

    const undone = await transactor.transact(cashier, 'undoSettlement', (unit) =>
      undoSettlement(unit, { settlementId: paid.settlementId ?? '', undoneOn: day('2026-02-20'), reason: 'x' }),
    )
    expect(undone).toMatchObject({ refusal: 'SettlementOfCash' })
    const reversed = sound(await reverse(paid))
    expect(reversed).toMatchObject({ status: 'REVERSED', reason: 'returned by the bank' })
    expect(await posted(reversed.reversalId)).toEqual([
      ...['Cr 1002 -35200', 'Dr 6603.04 -200', 'Dr 2202.01 -30000', 'Dr 1123 -5000'],
    ])
    expect(await left(cashier)).toEqual([['PAYABLE', -30000n, -30000n]])
    expect(await reverse(reversed)).toMatchObject({ refusal: 'CashDocumentNotReady', status: 'REVERSED' })
  })

  test('to an employee without anything owed is an advance; against an account it has no party', async () => {
    const { cashier, pass } = await withBank()
    const given = sound(await pass('PAYMENT', { partyDimension: 'EMPLOYEE', partyId: newId(), amount: '1000.00' }))
    expect(await posted(given.voucherId)).toEqual(['Cr 1002 100000', 'Dr 1221 100000'])
    expect(await left(cashier)).toEqual([['OWED_BY_EMPLOYEE', 100000n, 100000n]])
    const rent = sound(await pass('PAYMENT', { partyDimension: null, counterAccountCode: '6602', amount: '80.00' }))
    expect(await posted(rent.voucherId)).toEqual(['Cr 1002 8000', 'Dr 6602 8000'])
  })
})

test('USD 1,000 at 7.10, revalued to 7.05, paid at 7.12: 70.00 gained, and nothing is left in either currency', async () => {
  const { cashier, bank, pass } = await withBank('USD')
  const partyId = newId()
  const usd = { customerId: partyId, ...inForeign('1000.00', 'USD', '7.1') }
  await enter(cashier, '2026-01-10', ['Dr', '1122', '7100.00', usd], ['Cr', '6001', '7100.00'])
  await database.rows`
    with set as (
      insert into exchange_rate (id, company_id, foreign_currency, rate_type, effective_on, rate)
      select gen_random_uuid(), ${cashier.companyId}::uuid, 'USD', type, day::date, rate
      from (values ('CLOSING', '2026-01-31', 7.05), ('SPOT', '2026-02-09', 7.12)) as r (type, day, rate) returning *)
    insert into exchange_rate_revision (exchange_rate_id, version, company_id, rate, changed_by, changed_at)
    select id, version, company_id, rate, ${cashier.userId}::uuid, now() from set`
  sound(await run(cashier, '2026-01', 'FX_REVALUATION'))
  const [invoice] = await itemsOf(cashier)
  const received = sound(await pass('RECEIPT', { partyId, amount: '1000.00', items: wanting(invoice, '1000.00') }))
  expect(received.exchangeRate).toBe('7.12')
  expect(await posted(received.voucherId)).toEqual(['Dr 1002 712000', 'Cr 1122 705000', 'Cr 6603.03 7000'])
  expect(await left(cashier)).toEqual([])
  const asked = { account: bank, base: 'CNY' as never, beginsOn: day('2026-02-01'), endsOn: day('2026-02-28') }
  expect(await transactor.read([cashier.companyId], (tx) => journalFigures(tx, asked))).toEqual({
    ...{ opening: 0n, received: 100000n, paid: 0n },
  })
})

test('the journal of an account says what came in, what went out, and what was there after it', async () => {
  const { cashier, bank, pass } = await withBank()
  const partyId = newId()
  sound(await pass('RECEIPT', { partyId, amount: '500.00', paidOn: day('2026-01-15') }))
  sound(await pass('RECEIPT', { partyId, amount: '100.00', note: 'second' }))
  sound(await pass('PAYMENT', { partyDimension: 'SUPPLIER', partyId, amount: '250.00', paidOn: day('2026-02-11') }))
  const asked = { account: bank, base: 'CNY' as never, beginsOn: day('2026-02-01'), endsOn: day('2026-02-28') }
  const { companyId } = cashier
  expect(await transactor.read([companyId], (tx) => journalFigures(tx, asked))).toEqual({
    ...{ opening: 50000n, received: 10000n, paid: 25000n },
  })
  const lines = await transactor.read([companyId], (tx) => journalLines(tx, asked, { limit: 9, after: undefined }))
  expect(lines.map(({ documentNumber, received, paid, balance }) => [documentNumber, received, paid, balance])).toEqual(
    [
      ['RC-2026-000002', 10000n, 0n, 60000n],
      ['PM-2026-000001', 0n, 25000n, 35000n],
    ],
  )
})

describe('nothing is posted', () => {
  test('before somebody else than its maker approved it, or once it was given up', async () => {
    const { cashier, act, write, input } = await withBank()
    const draft = sound(await write('RECEIPT', { partyId: newId() }))
    const change = (more: Partial<CashInput>, version: number) =>
      transactor.transact(cashier, 'changeCashDocument', (unit) =>
        changeCashDocument(unit, { cashDocumentId: draft.id, expectedVersion: version, ...input(more) }),
      )
    expect(await act(postCashDocument, draft)).toMatchObject({ refusal: 'CashDocumentNotReady' })
    expect(await act(approveCashDocument, draft)).toEqual(refuse('CashApproverIsMaker', { number: draft.number }))
    const changed = sound(await change({ partyId: newId(), amount: '7.00' }, 1)) as CashDocument
    expect(changed).toMatchObject({ version: 2, amount: 700n })
    expect(await act(approveCashDocument, draft, colleagueOf(cashier))).toEqual(
      refuse('StaleVersion', { currentVersion: 2 }),
    )
    const cancelling = (reason: string) =>
      transactor.transact(cashier, 'cancelCashDocument', (unit) =>
        cancelCashDocument(unit, { cashDocumentId: draft.id, expectedVersion: 2, reason }),
      )
    expect(await cancelling(' ')).toMatchObject({ refusal: 'ReasonMissing' })
    expect(sound(await cancelling('twice'))).toMatchObject({ status: 'CANCELLED', version: 3, reason: 'twice' })
    expect(await change({ partyId: newId() }, 3)).toMatchObject({ refusal: 'CashDocumentNotReady' })
    expect(await left(cashier)).toEqual([])
  })

  test('by whoever wrote some of a payment or approved it, nor approved by whoever changed it', async () => {
    const { cashier: maker, act, write, input } = await withBank()
    const [changer, approver, cashier] = [colleagueOf(maker), colleagueOf(maker), colleagueOf(maker)]
    const party = { partyDimension: 'SUPPLIER' as const, partyId: newId() }
    const draft = sound(await write('PAYMENT', { ...party, amount: '7.00' }))
    const changed = sound(
      await transactor.transact(changer, 'changeCashDocument', (unit) =>
        changeCashDocument(unit, {
          ...{ cashDocumentId: draft.id, expectedVersion: 1 },
          ...input({ ...party, amount: '70.00' }),
        }),
      ),
    ) as CashDocument
    const { number, authorIds } = changed
    expect(authorIds).toEqual([maker.userId, changer.userId])
    for (const author of [maker, changer])
      expect(await act(approveCashDocument, changed, author)).toEqual(refuse('CashApproverIsMaker', { number }))
    const approved = sound(await act(approveCashDocument, changed, approver))
    for (const author of [maker, changer])
      expect(await act(postCashDocument, approved, author)).toEqual(refuse('CashPosterIsMaker', { number }))
    expect(await act(postCashDocument, approved, approver)).toEqual(refuse('CashPosterApproved', { number }))
    expect(sound(await act(postCashDocument, approved, cashier))).toMatchObject({ status: 'POSTED', amount: 7000n })
  })

  test('of a receipt by who approved it; who wrote it may post it then', async () => {
    const { act, write, cashier } = await withBank()
    const approver = colleagueOf(cashier)
    const draft = sound(await write('RECEIPT', { partyId: newId(), amount: '7.00' }))
    const approved = sound(await act(approveCashDocument, draft, approver))
    expect(await act(postCashDocument, approved, approver)).toEqual(
      refuse('CashPosterApproved', { number: draft.number }),
    )
    expect(sound(await act(postCashDocument, approved))).toMatchObject({ status: 'POSTED' })
  })

  test('when an item was settled meanwhile: the other way of two wins', async () => {
    const { cashier, pass } = await withBank()
    const partyId = newId()
    await enter(cashier, '2026-02-01', ['Dr', '1122', '100.00', { customerId: partyId }], ['Cr', '6001', '100.00'])
    const [invoice] = await itemsOf(cashier)
    const wanted = { partyId, amount: '80.00', items: wanting(invoice, '80.00') }
    const outcomes = await Promise.all([pass('RECEIPT', wanted), pass('RECEIPT', wanted)])
    expect(outcomes.filter(isRefusal)).toEqual([
      refuse('OpenAmountExceeded', { openItemId: invoice?.id ?? '', openAmount: '20.00' }),
    ])
    expect(await left(cashier)).toEqual([['RECEIVABLE', 2000n, 2000n]])
  })

  test('that leaves something without an item, takes more than there is, or is of somebody else', async () => {
    const { cashier, pass, reverse } = await withBank()
    const partyId = newId()
    await enter(cashier, '2026-02-01', ['Dr', '1122', '100.00', { customerId: partyId }], ['Cr', '6001', '100.00'])
    const [invoice] = await itemsOf(cashier)
    expect(await pass('PAYMENT', { partyId, amount: '5.00' })).toEqual(refuse('RestNotAllocated', { amount: '5.00' }))
    expect(await pass('RECEIPT', { partyId, amount: '50.00', items: wanting(invoice, '60.00') })).toEqual(
      refuse('ItemsExceedAmount', { items: '60.00', amount: '50.00' }),
    )
    expect(await pass('PAYMENT', { partyId, amount: '60.00', items: wanting(invoice, '60.00') })).toMatchObject({
      refusal: 'ItemsExceedAmount',
    })
    expect(
      await pass('RECEIPT', { partyId: newId(), amount: '60.00', items: wanting(invoice, '60.00') }),
    ).toMatchObject({
      ...{ refusal: 'ItemOfAnother', problem: 'PARTY' },
    })
    expect(
      await pass('RECEIPT', { partyId, amount: '60.00', paidOn: day('2026-01-31'), items: wanting(invoice, '60.00') }),
    ).toMatchObject({ refusal: 'SettledBeforeItem', movedOn: '2026-02-01' })

    const advance = sound(await pass('RECEIPT', { partyId, amount: '30.00' }))
    const both = await itemsOf(cashier)
    sound(
      await transactor.transact(cashier, 'settleOpenItems', (unit) =>
        settleOpenItems(unit, {
          ...{ settledOn: day('2026-02-12'), writeOffRest: false, agreement: null },
          items: both.map(({ id, version }) => ({ openItemId: id, amount: '10.00', expectedVersion: version })),
        }),
      ),
    )
    expect(await reverse(advance)).toMatchObject({ refusal: 'AdvanceInUse', original: '30.00', openAmount: '20.00' })
  })

  test.each([
    ['amount', { amount: '0' }],
    ['amount', { amount: 'x' }],
    ['fee', { fee: '1.00' }],
    ['fee', { fee: '-1.00' }],
    ['partyId', { partyId: 'x' }],
    ['partyDimension', { partyDimension: null, partyId: newId() }],
    ['counterAccountCode', { partyDimension: null }],
    ['counterAccountCode', { partyDimension: null, counterAccountCode: '9999' }],
    ['counterAccountCode', { partyDimension: null, counterAccountCode: '1001' }],
    ['counterAccountCode', { partyId: newId(), counterAccountCode: '6602' }],
    ['exchangeRate', { partyId: newId(), exchangeRate: '7.1' }],
    ['cashFlowItem', { partyId: newId(), cashFlowItem: 'NONE' }],
    ['note', { partyId: newId(), note: 'x'.repeat(201) }],
  ] as const)('with a wrong %s', async (field, more) => {
    const { write } = await withBank()
    expect(await write('RECEIPT', more as Partial<CashInput>)).toMatchObject({ refusal: 'InvalidInput', field })
  })

  test('on a control account, through an unknown cash account, without a rate, or for an unknown item', async () => {
    const { write } = await withBank()
    expect(await write('RECEIPT', { partyDimension: null, counterAccountCode: '1122' })).toMatchObject({
      refusal: 'AccountNotUsable',
    })
    expect(await write('RECEIPT', { partyId: newId(), cashAccountId: newId() })).toMatchObject({
      refusal: 'CashAccountNotFound',
    })
    expect(
      await write('RECEIPT', { partyId: newId(), items: [{ openItemId: newId(), amount: '1.00' }] }),
    ).toMatchObject({
      refusal: 'OpenItemNotFound',
    })
    const foreign = await withBank('USD')
    expect(await foreign.write('RECEIPT', { partyId: newId() })).toMatchObject({
      ...{ refusal: 'SpotRateMissing', currency: 'USD', on: '2026-02-10' },
    })
  })
})

test('a cash account stands on a cash account of the chart that no other has, and can be taken out of use', async () => {
  const { cashier, bank, write } = await withBank()
  const open = (more: object) =>
    transactor.transact(cashier, 'createCashAccount', (unit) =>
      createCashAccount(unit, {
        ...{ code: 'CASH', name: { zh: '现金', en: 'Cash' }, accountCode: '1001', currency: null, bankName: null },
        ...more,
      }),
    )
  expect(await open({ code: 'no' })).toMatchObject({ refusal: 'InvalidInput', field: 'code' })
  expect(await open({ accountCode: '6602' })).toMatchObject({ refusal: 'InvalidInput', field: 'accountCode' })
  expect(await open({ accountCode: '1002' })).toEqual(refuse('CashAccountTaken', { accountCode: '1002' }))
  expect(await open({ currency: 'USD' })).toMatchObject({ refusal: 'InvalidInput', field: 'currency' })
  sound(await open({}))
  const changing = (expectedVersion: number) =>
    transactor.transact(cashier, 'changeCashAccount', (unit) =>
      changeCashAccount(unit, {
        ...{ cashAccountId: bank.id, expectedVersion, name: undefined, bankName: undefined, active: false },
      }),
    )
  expect(await changing(9)).toEqual(refuse('StaleVersion', { currentVersion: 1 }))
  expect(sound(await changing(1))).toMatchObject({ active: false, version: 2, bankName: '工行' })
  expect(await write('RECEIPT', { partyId: newId() })).toMatchObject({ refusal: 'CashAccountNotFound' })
})
