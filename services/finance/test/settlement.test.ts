import { type BusinessDate, currency, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { type SettlementRule, settleByRules } from '../src/domain/auto-settlement.ts'
import { noDimensions } from '../src/domain/closing-step.ts'
import type { OpenItemKind } from '../src/domain/open-item.ts'
import { type SettleableItem, type SettlementTerms, settle } from '../src/domain/settlement.ts'

const account = (accountCode: string) => ({
  ...{ accountId: accountCode, accountCode, accountKey: null, accountRuleId: null, accountRuleVersion: null },
})
const customerId = newId()
const accounts: Readonly<Record<OpenItemKind, string>> = {
  ...{ RECEIVABLE: '1122', ADVANCE_RECEIVED: '2203', PAYABLE: '2202.01', ADVANCE_PAID: '1123' },
  ...{ OWED_TO_EMPLOYEE: '2241', OWED_BY_EMPLOYEE: '1221' },
}

const day = '2026-01-10' as BusinessDate
let count = 0
/** An item with so much open, in minor units; debits positive. */
function item(open: bigint, more: Partial<SettleableItem> = {}): SettleableItem {
  const kind = more.kind ?? 'RECEIVABLE'
  count += 1
  return {
    ...{ id: newId(), companyId: '', kind, accountId: accounts[kind], partyId: customerId, voucherId: newId() },
    ...{ lineNumber: 1, documentType: 'X', documentId: newId(), documentNumber: `D-${count}` },
    ...{ businessDate: day, postingDate: day, dueOn: day },
    ...{ side: open < 0n ? 'CREDIT' : 'DEBIT', currency: currency('CNY'), baseCurrency: currency('CNY') },
    ...{ original: open, originalBase: open, open, carrying: open, version: 1 },
    ...{ account: account(accounts[kind]), dimensions: { ...noDimensions, customerId } },
    ...{ lastMovedOn: '2026-01-10' as never, sourceDocumentId: null },
    ...more,
  } as SettleableItem
}
const usd = (open: bigint, carrying: bigint, more: Partial<SettleableItem> = {}) =>
  item(open, { currency: currency('USD'), carrying, ...more })

const terms: SettlementTerms = {
  ...{ settledOn: '2026-01-20' as never, agreement: null, writeOff: null, differences: account('6603.03') },
}
const upTo = (limit: bigint) => ({ ...terms, writeOff: { account: account('6603.04'), limit } })

/** All of each item. */
const whole = (...items: SettleableItem[]) =>
  items.map((one) => ({ item: one, amount: one.open < 0n ? -one.open : one.open }))

function posted(effect: ReturnType<typeof settle>): string[] {
  if ('refusal' in effect) throw new Error(JSON.stringify(effect))
  return effect.lines.map(
    ({ side, accountCode, amount }) => `${side === 'DEBIT' ? 'Dr' : 'Cr'} ${accountCode} ${amount.minor}`,
  )
}

describe('inside one account and party', () => {
  test('nothing is posted, and parts of items are left (F1)', () => {
    const [one, other, receipt] = [item(1000n), item(500n), item(-1200n)]
    const effect = settle([...whole(one), { item: other, amount: 200n }, ...whole(receipt)], terms)
    expect(effect).toEqual({
      currency: 'CNY',
      lines: [],
      moves: [
        { itemId: one.id, amount: -1000n, carrying: -1000n },
        { itemId: other.id, amount: -200n, carrying: -200n },
        { itemId: receipt.id, amount: 1200n, carrying: 1200n },
      ],
    })
  })

  test('only what no revaluation took yet is posted (F3)', () => {
    const [invoice, receipt] = [usd(100000n, 705000n), usd(-100000n, -712000n)]
    const effect = settle(whole(invoice, receipt), terms)
    expect(posted(effect)).toEqual(['Dr 1122 7000', 'Cr 6603.03 7000'])
    expect('moves' in effect && effect.moves).toEqual([
      { itemId: invoice.id, amount: -100000n, carrying: -705000n },
      { itemId: receipt.id, amount: 100000n, carrying: 705000n },
    ])
  })

  test('a part of an item takes its share of what it is carried at, and the last part what is left', () => {
    const [invoice, receipt] = [usd(3n, 10n), usd(-1n, -3n)]
    expect(settle([{ item: invoice, amount: 1n }, ...whole(receipt)], terms)).toMatchObject({
      ...{ lines: [], moves: [{ carrying: -3n }, { carrying: 3n }] },
    })
  })
})

describe('across accounts (F2)', () => {
  test('an advance goes off a receivable', () => {
    const [invoice, advance] = [item(122040n), item(-50000n, { kind: 'ADVANCE_RECEIVED' })]
    expect(posted(settle([{ item: invoice, amount: 50000n }, ...whole(advance)], terms))).toEqual([
      'Cr 1122 50000',
      'Dr 2203 50000',
    ])
  })

  test('a receivable and a payable meet only by agreement of customer and supplier', () => {
    const supplier = { partyId: newId(), dimensions: { ...noDimensions, supplierId: newId() } }
    const parts = whole(item(1000n), item(-1000n, { kind: 'PAYABLE', ...supplier }))
    expect(settle(parts, terms)).toEqual(refuse('SettlementMixed', { problem: 'AGREEMENT_MISSING' }))
    expect(posted(settle(parts, { ...terms, agreement: 'OFFSET-7' }))).toEqual(['Cr 1122 1000', 'Dr 2202.01 1000'])
  })
})

describe('what is left over (F5)', () => {
  test('is written off up to the limit', () => {
    expect(posted(settle(whole(item(100000n), item(-99990n)), upTo(10n)))).toEqual([
      'Cr 1122 100000',
      'Dr 1122 99990',
      'Dr 6603.04 10',
    ])
    expect(posted(settle(whole(item(-5n)), upTo(10n)))).toEqual(['Dr 1122 5', 'Cr 6603.04 5'])
  })

  test('is refused above it, with the limit', () => {
    expect(settle(whole(item(100000n), item(-98989n)), upTo(1000n))).toEqual(
      refuse('WriteOffAboveLimit', { amount: '10.11', limit: '10.00' }),
    )
  })

  test('in a foreign currency counts at what it is carried at, apart from the exchange difference', () => {
    const effect = settle(whole(usd(100000n, 705000n), usd(-99900n, -711288n)), upTo(1000n))
    expect(posted(effect)).toEqual(['Cr 1122 705000', 'Dr 1122 711288', 'Dr 6603.04 705', 'Cr 6603.03 6993'])
  })
})

test.each([
  ['one item', () => whole(item(5n)), refuse('SettlementTooSmall', { fewest: 2, most: 200 })],
  ['uneven sides', () => whole(item(500n), item(-300n)), refuse('SettlementUneven', { debit: '5.00', credit: '3.00' })],
  ['two currencies', () => whole(item(5n), usd(-5n, -35n)), refuse('SettlementMixed', { problem: 'CURRENCIES' })],
  [
    'two parties',
    () => whole(item(5n), item(-5n, { partyId: newId() })),
    refuse('SettlementMixed', { problem: 'PARTIES' }),
  ],
  ['no party', () => whole(item(5n, { partyId: null }), item(-5n)), refuse('SettlementMixed', { problem: 'PARTIES' })],
])('%s is refused', (_, parts, refusal) => {
  expect(settle(parts(), terms)).toEqual(refusal)
})

test('more than is open, nothing, and a day before the item are refused', () => {
  const one = item(500n)
  const excess = refuse('OpenAmountExceeded', { openItemId: one.id, openAmount: '5.00' })
  expect(settle([{ item: one, amount: 501n }, ...whole(item(-501n))], terms)).toEqual(excess)
  expect(settle([{ item: one, amount: 0n }, ...whole(item(-5n))], terms)).toEqual(excess)
  expect(settle(whole(one, item(-500n)), { ...terms, settledOn: '2026-01-09' as never })).toEqual(
    refuse('SettledBeforeItem', { openItemId: one.id, movedOn: '2026-01-10' as never }),
  )
})

describe('rules', () => {
  const settled = (items: SettleableItem[], ...rules: SettlementRule[]) => settleByRules(items, rules, terms)
  /** How much each item lost, of the items that lost anything. */
  const taken = (items: SettleableItem[], ...rules: SettlementRule[]) => {
    const moves = settled(items, ...rules).flatMap(({ moves, lines }) => [
      ...moves,
      ...lines.flatMap((line) => line.moves ?? []),
    ])
    return items.flatMap(({ id, open }) => {
      const lost = moves.filter(({ itemId }) => itemId === id).reduce((sum, { amount }) => sum - amount, 0n)
      return lost === 0n ? [] : [[open, lost]]
    })
  }
  const advance = (open: bigint, more: Partial<SettleableItem> = {}) =>
    item(open, { kind: 'ADVANCE_RECEIVED', ...more })

  test('find what is of one document, exactly as much, or due first', () => {
    const documentId = newId()
    const items = [item(100n), item(300n, { documentId }), item(-100n, { documentId }), item(-300n)]
    expect(taken(items, 'SAME_DOCUMENT')).toEqual([
      [300n, 100n],
      [-100n, -100n],
    ])
    expect(taken(items, 'EXACT_AMOUNT')).toEqual([
      [100n, 100n],
      [300n, 300n],
      [-100n, -100n],
      [-300n, -300n],
    ])
    const due = [item(100n, { dueOn: '2026-02-02' as never }), item(70n, { dueOn: '2026-02-01' as never }), item(-90n)]
    expect(taken(due, 'OLDEST_FIRST')).toEqual([
      [100n, 20n],
      [70n, 70n],
      [-90n, -90n],
    ])
  })

  test('find what a document comes of: the invoice credited, then the order of what was paid ahead', () => {
    const [sourceDocumentId, documentId] = [newId(), newId()]
    const [older, credited] = [item(500n), item(500n, { documentId, sourceDocumentId })]
    const items = [older, credited, item(-200n, { sourceDocumentId: documentId }), advance(-250n, { sourceDocumentId })]
    const effects = settled(items, 'SAME_DOCUMENT')
    expect(effects.map(posted)).toEqual([[], ['Cr 1122 250', 'Dr 2203 250']])
    expect(taken(items, 'SAME_DOCUMENT')).toEqual([
      [500n, 450n],
      [-200n, -200n],
      [-250n, -250n],
    ])
  })

  test('let what stands on one account meet before they look across accounts', () => {
    const items = [item(1000n), item(-400n), advance(-1000n), advance(30n)]
    expect(settled(items, 'OLDEST_FIRST').map(posted)).toEqual([[], [], ['Cr 1122 600', 'Dr 2203 600']])
  })

  test('take what month-end left of it, so that what an advance was worth less is lost once (F3)', () => {
    const items = [usd(100000n, 705000n), usd(-40000n, -284000n, { kind: 'ADVANCE_RECEIVED' })]
    expect(settled(items, 'OLDEST_FIRST').map(posted)).toEqual([
      ['Cr 1122 282000', 'Dr 2203 284000', 'Cr 6603.03 2000'],
    ])
  })

  test('leave to people what is of another department or project, and what the books carry at nothing', () => {
    const of = (departmentId: string | null) => ({ dimensions: { ...noDimensions, customerId, departmentId } })
    const [one, other] = [newId(), newId()]
    expect(taken([item(100n, of(one)), advance(-100n, of(other))], 'OLDEST_FIRST')).toEqual([])
    expect(taken([item(100n, of(one)), advance(-100n, of(null))], 'OLDEST_FIRST')).toHaveLength(2)
    const worthless = [usd(100n, 0n), usd(50n, 350n), usd(-120n, -840n, { kind: 'ADVANCE_RECEIVED' })]
    expect(taken(worthless, 'OLDEST_FIRST')).toEqual([
      [50n, 50n],
      [-120n, -50n],
    ])
  })

  test('settle nothing where there is nothing on one side', () => {
    expect(settled([item(1n), item(2n)], 'SAME_DOCUMENT', 'EXACT_AMOUNT', 'OLDEST_FIRST')).toEqual([])
  })
})
