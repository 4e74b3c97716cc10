import type { Caller } from '@erp/service-kit'
import { type BusinessDate, newId, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import type { OpenItem } from '../src/domain/open-item.ts'
import { listOpenItems } from '../src/store/open-item-lists.ts'
import { transferOpenItems } from '../src/use-cases/transfer-open-items.ts'
import { undoSettlement } from '../src/use-cases/undo-settlement.ts'
import { inForeign } from './entries.ts'
import { knowParties } from './known-parties.ts'
import { sound, useMonthEnd } from './month-end.ts'

const { database, transactor, accountantOfNewCompany, enter } = await useMonthEnd()

const day = (text: string) => text as BusinessDate

function itemsOf({ companyId }: Caller, partyId: string | null = null): Promise<OpenItem[]> {
  const filter = { kinds: ['RECEIVABLE', 'PAYABLE', 'ADVANCE_RECEIVED'] as const, partyId, overdueOn: null, asOf: null }
  return transactor.read([companyId], (tx) => listOpenItems(tx, companyId, filter, { limit: 50, after: undefined }))
}

async function posted(voucherId: string | null): Promise<string[]> {
  const rows = await database.rows<{ line: string }>`
    select case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
    from voucher_line l join account a on a.id = l.account_id
    where l.voucher_id = ${voucherId}::uuid order by l.line_number`
  return rows.map(({ line }) => line)
}

/** A company with two customers and two suppliers, and who moves what they owe or are owed. */
async function parties() {
  const accountant = await accountantOfNewCompany()
  const [owes, takesOver, isOwed, receives] = [newId(), newId(), newId(), newId()]
  await knowParties(transactor, accountant, 'CUSTOMER', [owes, takesOver])
  await knowParties(transactor, accountant, 'SUPPLIER', [isOwed, receives])
  const transfers = (items: readonly OpenItem[], amount: string, toPartyId: string, more: object = {}) =>
    transactor.transact(accountant, 'transfer', (unit) =>
      transferOpenItems(unit, {
        ...{ transferredOn: day('2026-01-20'), toPartyId, agreement: '三方协议 2026-1' },
        items: items.map(({ id, version }) => ({ openItemId: id, amount, expectedVersion: version })),
        ...more,
      }),
    )
  return { accountant, owes, takesOver, isOwed, receives, transfers }
}

test('a receivable passes to another customer at what it is carried at, due on the same day, and comes back', async () => {
  const { accountant, owes, takesOver, transfers } = await parties()
  const dollars = { customerId: owes, ...inForeign('1000.00', 'USD', '7.1') }
  await enter(accountant, '2026-01-05', ['Dr', '1122', '7100.00', dollars], ['Cr', '6001', '7100.00'])
  await database.rows`
    update open_item set due_on = '2026-02-04' where company_id = ${accountant.companyId}::uuid`
  const done = sound(await transfers(await itemsOf(accountant), '400.00', takesOver))
  expect(done).toMatchObject({ method: 'TRANSFER', agreement: '三方协议 2026-1', currency: 'USD' })
  expect(await posted(done.voucherId)).toEqual(['Cr 1122 284000', 'Dr 1122 284000'])
  expect(await itemsOf(accountant, owes)).toMatchObject([{ open: 60000n, carrying: 426000n }])
  expect(await itemsOf(accountant, takesOver)).toMatchObject([
    { ...{ open: 40000n, carrying: 284000n, currency: 'USD' }, dueOn: '2026-02-04', documentNumber: done.number },
  ])
  const undo = { settlementId: done.id, undoneOn: day('2026-01-25'), reason: '协议作废' }
  sound(await transactor.transact(accountant, 'undo', (unit) => undoSettlement(unit, undo)))
  expect(await itemsOf(accountant, owes)).toMatchObject([{ open: 100000n, carrying: 710000n }])
  expect(await itemsOf(accountant, takesOver)).toEqual([])
})

test('a payable with its credit passes to another supplier, and keeps what tells its lines apart', async () => {
  const { accountant, isOwed, receives, transfers } = await parties()
  await enter(accountant, '2026-01-05', ['Dr', '6602', '300.00'], ['Cr', '2202.01', '300.00', { supplierId: isOwed }])
  await enter(accountant, '2026-01-06', ['Dr', '6602', '-50.00'], ['Cr', '2202.01', '-50.00', { supplierId: isOwed }])
  const items = await itemsOf(accountant)
  const done = sound(await transfers(items, '50.00', receives))
  expect((await posted(done.voucherId)).toSorted()).toEqual([
    ...['Cr 2202.01 5000', 'Cr 2202.01 5000', 'Dr 2202.01 5000', 'Dr 2202.01 5000'],
  ])
  expect(await itemsOf(accountant, isOwed)).toMatchObject([{ open: -25000n }])
  expect((await itemsOf(accountant, receives)).map(({ open }) => open).toSorted()).toEqual([-5000n, 5000n])
})

test('only claims of one party pass, to another that exists, by an agreement', async () => {
  const { accountant, owes, takesOver, isOwed, transfers } = await parties()
  const post = (code: string, amount: string, more: object) =>
    enter(accountant, '2026-01-05', ['Dr', code, amount, more], ['Cr', '6001', amount])
  await post('1122', '100.00', { customerId: owes })
  await post('1122', '7.00', { customerId: takesOver })
  await post('1122', '14.00', { customerId: owes, ...inForeign('2.00', 'USD', '7') })
  await enter(accountant, '2026-01-05', ['Dr', '6001', '9.00'], ['Cr', '2203', '9.00', { customerId: owes }])
  const items = await itemsOf(accountant)
  const of = (base: bigint) => items.find(({ originalBase }) => originalBase === base) as OpenItem
  const [own, other, dollars, advance] = [of(10_000n), of(700n), of(1_400n), of(-900n)]
  expect(await transfers([advance], '1.00', takesOver)).toEqual(
    refuse('ItemNotTransferable', { openItemId: advance.id }),
  )
  expect(await transfers([own, other], '1.00', takesOver)).toEqual(refuse('SettlementMixed', { problem: 'PARTIES' }))
  expect(await transfers([own, dollars], '1.00', takesOver)).toEqual(
    refuse('SettlementMixed', { problem: 'CURRENCIES' }),
  )
  for (const partyId of [newId(), isOwed, 'nobody'])
    expect(await transfers([own], '1.00', partyId)).toEqual(refuse('PartyNotFound', { partyId }))
  expect(await transfers([own], '1.00', owes)).toEqual(refuse('TransferToItself', { partyId: owes }))
  expect(await transfers([own], '100.01', takesOver)).toMatchObject({ refusal: 'OpenAmountExceeded' })
  expect(await transfers([], '1.00', takesOver)).toEqual(refuse('SettlementTooSmall', { fewest: 1, most: 200 }))
  expect(await transfers([own], '1.00', takesOver, { agreement: ' ' })).toMatchObject({
    ...{ refusal: 'InvalidInput', field: 'agreement' },
  })
  expect(await transfers([own], '1.00', takesOver, { transferredOn: day('2026-01-04') })).toEqual(
    refuse('SettledBeforeItem', { openItemId: own.id, movedOn: '2026-01-05' }),
  )
  expect((await itemsOf(accountant, takesOver)).map(({ open }) => open)).toEqual([700n])
})
