import { goodsReceiptConfirmed, issuePurchaseReturn } from '@erp/contracts'
import { currency, formatMoney, newId, parseMoney } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod, Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { quantity, stockOf } from './costing-steps.ts'
import { disagreements } from './disagreements.ts'
import { stepsIn } from './stock-steps.ts'
import { useDocuments } from './use-documents.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

// The figures of DOMAIN.md 2.4 that concern stock, each through documents into the ledger. Late cost after a transfer is in
// landed-costs.test.ts, what cannot be taken back in miscellaneous-movements.test.ts.
const inventory = await useInventory()
const { hear, command, database } = inventory
const graph = await useGraph(inventory)
const kinds = ['OTHER_RECEIPT', 'OTHER_ISSUE', 'PURCHASE_RETURN_UNINVOICED', 'COST_ADJUSTMENT'] as const
const documents = await useDocuments(inventory, graph, 'MiscellaneousMovement', kinds)
const { company, user, step, refusedAs, confirmed, ledgerOf } = documents
const controller = graph.colleagueOf(company.companyId)
const { areasOf } = stepsIn(inventory, company)
const main = await company.warehouse('MAIN')
const methods = ['MOVING_AVERAGE', 'FIFO'] as const

let items = 0
const anItem = (costing: CostingMethod, more: object = {}) => documents.item(`ITEM-${++items}`, costing, more)

async function received(item: Item, amount: string, netValue: string, { warehouse = main, receivedOn = '' } = {}) {
  const receipt = company.receipt(warehouse, [[item, amount, netValue]])
  await hear(goodsReceiptConfirmed, receivedOn ? { ...receipt, receivedOn } : receipt)
  return receipt
}

const issue = (item: Item, amounts: readonly string[], warehouse: Warehouse = main) => ({
  ...{ kind: 'OTHER_ISSUE', businessDate: '2026-03-10' },
  lines: amounts.map((amount) => ({ itemId: item.id, warehouseId: warehouse.id, quantity: amount })),
})
/** Issues in one document; what each line was worth. */
const issued = async (item: Item, ...amounts: string[]) =>
  (await confirmed(issue(item, amounts))).stockEntries.map(({ value }) => value.amount)

describe.each(methods)('rounding residue, %s', (costing) => {
  test('3 for 10.00 leave at 3.33, 3.34 and 3.33', async () => {
    const item = await anItem(costing)
    await received(item, '3', '10.00')
    expect(await issued(item, '1', '1', '1')).toEqual(['-3.33', '-3.34', '-3.33'])
    expect(await areasOf(item)).toEqual({})
  })

  test('2 × 4.63 and 5 × 3.04 in seventy tenths leave 24.46 and nothing over', async () => {
    const item = await anItem(costing)
    await received(item, '2', '9.26')
    await received(item, '5', '15.20')
    const tenths = await issued(item, ...Array.from({ length: 70 }, () => '0.1'))
    expect(tenths.reduce((sum, value) => sum + BigInt(value.replace('.', '')), 0n)).toBe(-2446n)
    expect(await areasOf(item)).toEqual({})
  })

  test('2 × 1.00 and 1 × 1.01 leave together at 3.01, for no unit cost is multiplied back', async () => {
    const item = await anItem(costing)
    await received(item, '2', '2.00')
    await received(item, '1', '1.01')
    expect(await issued(item, '3')).toEqual(['-3.01'])
  })

  test.each([
    ['JPY', '10', ['-3', '-4', '-3']],
    ['KWD', '10.000', ['-3.333', '-3.334', '-3.333']],
  ])('in the decimals of %s', (code, total, shares) => {
    const stock = stockOf(costing, code)
    const value = parseMoney(total, currency(code))
    if ('refusal' in value) throw new Error(total)
    stock.receive(quantity('3'), value, 'R1')
    const left = [1, 2, 3].map(() => stock.issue(quantity('1')))
    expect(left.map((one) => (one === 'refused' ? one : formatMoney(one)))).toEqual(shares)
  })
})

test.each(methods)('boxes of 12 are worth their line, %s: 36 / 300.00, then 41.67 and 258.33', async (costing) => {
  const item = await anItem(costing, { units: [{ unit: 'BOX', numerator: '12', denominator: '1' }] })
  const line = { itemId: item.id, warehouseId: main.id, quantity: '3', unit: 'BOX', value: '300.00' }
  await confirmed({ kind: 'OTHER_RECEIPT', businessDate: '2026-03-10', lines: [line] })
  expect(await issued(item, '5', '31')).toEqual(['-41.67', '-258.33'])
  expect(await areasOf(item)).toEqual({})
})

test.each(methods)('10 that were not there at 12.00, then 30 at 12.50, %s: 20 / 250.00', async (costing) => {
  const lenient = await documents.lenient(`LENIENT-${costing}`.slice(0, 12))
  const item = await anItem(costing)
  await received(item, '1', '12.00', { warehouse: lenient })
  await confirmed(issue(item, ['1'], lenient))
  const { stockEntries } = await confirmed(issue(item, ['10'], lenient))
  expect(stockEntries.map(({ value }) => value.amount)).toEqual(['-120.00'])
  await received(item, '30', '375.00', { warehouse: lenient })
  expect((await ledgerOf(item)).slice(2)).toEqual([
    '-10 / -120.00 → -10 / -120.00',
    '0 / -5.00 → -10 / -125.00',
    '30 / 375.00 → 20 / 250.00',
  ])
})

describe('a receipt that is dated before an issue', () => {
  test('is valued when it is recorded, and rewrites nothing', async () => {
    const item = await anItem('MOVING_AVERAGE')
    await received(item, '100', '1000.00')
    await received(item, '50', '560.00')
    expect(await issued(item, '60')).toEqual(['-624.00'])
    const before = await ledgerOf(item)
    await received(item, '50', '400.00', { receivedOn: '2026-03-01' })
    expect((await ledgerOf(item)).slice(0, 3)).toEqual(before)
    expect(await areasOf(item)).toEqual({ MAIN: '140 / 133600' })

    // What the issue would have cost then, 588.00, is caught up with by one difference of 36.00: 9.80 each are left.
    const adjustment = { businessDate: '2026-03-31', itemId: item.id, valuationAreaId: main.valuationAreaId }
    const text = (verb: string) => `mutation ($input: ${verb}CostAdjustmentInput!) {
      answer: ${verb.toLowerCase()}CostAdjustment(input: $input) { costAdjustment { id version } userErrors { message } } }`
    type Answer = { answer: { costAdjustment: { id: string; version: number }; userErrors: object[] } }
    const { answer } = await user.query<Answer>(text('Create'), {
      input: { idempotencyKey: newId(), ...adjustment, value: '36.00', reason: 'Receipt of 1 March came late' },
    })
    const { id: documentId, version: expectedVersion } = answer.costAdjustment
    const confirm = { idempotencyKey: newId(), documentId, expectedVersion }
    const { answer: done } = await controller.query<Answer>(text('Confirm'), { input: confirm })
    expect(done.userErrors).toEqual([])
    expect(await areasOf(item)).toEqual({ MAIN: '140 / 137200' })
  })
})

test('a return at an old price takes its carrying share, and the average stays positive', async () => {
  const item = await anItem('MOVING_AVERAGE')
  const dear = await received(item, '10', '1000.00')
  await received(item, '100', '1000.00')
  expect(await issued(item, '100')).toEqual(['-1818.18'])
  await command(issuePurchaseReturn, company.purchaseReturn(dear, '8', '800.00'))
  expect((await ledgerOf(item)).at(-1)).toBe('-8 / -145.46 → 2 / 36.36')
})

test('goods without a cost are there only where that is meant, and the next receipt shares with them', async () => {
  const item = await anItem('MOVING_AVERAGE')
  const free = { itemId: item.id, warehouseId: main.id, quantity: '5', value: '0' }
  const receipt = (line: object) => ({ kind: 'OTHER_RECEIPT', businessDate: '2026-03-10', lines: [line] })
  await refusedAs(step('Create', receipt(free)), 'InvalidInput', { problem: 'ZERO_COST_NOT_MEANT' })
  await confirmed(receipt({ ...free, zeroCost: true, note: 'Sample' }))
  expect(await areasOf(item)).toEqual({ MAIN: '5 / 0' })
  await received(item, '5', '50.00')
  expect(await areasOf(item)).toEqual({ MAIN: '10 / 5000' })
})

test('of two who want the last unit one gets it, and the other learns what there is', async () => {
  const item = await anItem('FIFO')
  await received(item, '1', '10.00')
  const drafts = await Promise.all([documents.draft(issue(item, ['1'])), documents.draft(issue(item, ['1']))])
  const answers = await Promise.all(drafts.map((draft) => step('Confirm', documents.seen(draft))))
  expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([
    { __typename: 'StockInsufficient', available: '0', requested: '1' },
  ])
  expect(await areasOf(item)).toEqual({})
})

test('sent twice under one key it happens once; the same key with other content is refused', async () => {
  const item = await anItem('FIFO')
  await received(item, '2', '10.00')
  const once = { idempotencyKey: newId(), ...issue(item, ['1']) }
  const first = await step('Create', once)
  expect(await step('Create', once)).toEqual(first)
  await refusedAs(step('Create', { ...once, ...issue(item, ['2']) }), 'IdempotencyKeyReused')
})

test('the ledger replayed is the balance, everywhere', async () => {
  expect(await disagreements(database)).toEqual([])
})
