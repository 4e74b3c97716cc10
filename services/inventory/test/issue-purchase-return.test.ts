import {
  accountRuleChanged,
  cancelPurchaseReturnIssue,
  goodsReceiptConfirmed,
  issuePurchaseReturn,
  stockDocumentPosted,
} from '@erp/contracts'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod } from '../src/domain/item.ts'
import { disagreements } from './disagreements.ts'
import { type Return, trimmed, useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, hear, command } = inventory
const company = await inventory.company()
const main = await company.warehouse('MAIN')

/** An item with 100 for 1,000.00 and 50 for 560.00, and the two receipts. */
async function stocked(costing: CostingMethod) {
  const item = await company.item(newId().slice(-12), costing)
  const first = company.receipt(main, [[item, '100', '1000.00']])
  const second = company.receipt(main, [[item, '50', '560.00']])
  await hear(goodsReceiptConfirmed, first, second)
  return { item, first, second }
}

const issue = (purchaseReturn: Return) => command(issuePurchaseReturn, purchaseReturn)
const cancel = ({ companyId, purchaseReturnId }: Return) =>
  command(cancelPurchaseReturnIssue, { companyId, purchaseReturnId, reason: 'No answer' })

async function told(documentId: string) {
  const rows = await database.rows<{ payload: unknown }>`
    select payload from platform.outbox
    where type = ${stockDocumentPosted.type} and payload ->> 'documentId' = ${documentId} order by pos`
  return rows.map(({ payload }) => stockDocumentPosted.schema.parse(payload))
}

async function layersOf(itemId: string) {
  const rows = await database.rows<{ quantity: string; value: string }>`
    select quantity::text, value::text from stock_layer where item_id = ${itemId} order by sequence`
  return rows.map(({ quantity, value }) => `${trimmed(quantity)} / ${value}`)
}

describe('a purchase return before invoice', () => {
  test.each(['MOVING_AVERAGE', 'FIFO'] as const)(
    '%s: leaves at its receipt value and is told as P4',
    async (costing) => {
      const { item, second } = await stocked(costing)
      const purchaseReturn = company.purchaseReturn(second, '10', '112.00')
      const reply = await issue(purchaseReturn)

      const [posted] = await told(purchaseReturn.purchaseReturnId)
      expect(reply.contract.type).toBe('inventory.purchase-return-issue.done.v1')
      expect(reply.payload).toEqual({
        companyId: company.companyId,
        purchaseReturnId: purchaseReturn.purchaseReturnId,
        stockDocumentId: posted?.stockDocumentId,
      })
      expect(await company.stockOf(item)).toEqual({ balances: ['140 / 144800'], onHand: ['140'] })
      expect(await layersOf(item.id)).toEqual(costing === 'FIFO' ? ['100 / 100000', '40 / 44800'] : [])
      expect(posted).toMatchObject({
        eventKind: 'PURCHASE_RETURN_UNINVOICED',
        documentType: 'PURCHASE_RETURN',
        businessDate: '2026-03-20',
        lines: [
          {
            quantity: '-10',
            stockValue: '-112.00',
            clearingValue: '-112.00',
            differenceValue: '0.00',
            itemId: item.id,
          },
        ],
      })
    },
  )

  test('at a price above the carrying value: the difference is told, and the average stays positive', async () => {
    const item = await company.item('OLD-PRICE', 'MOVING_AVERAGE')
    const dear = company.receipt(main, [[item, '10', '1000.00']])
    const cheap = company.receipt(main, [[item, '100', '1000.00']])
    await hear(goodsReceiptConfirmed, dear, cheap)
    await issue(company.purchaseReturn(cheap, '100', '1818.18'))
    const purchaseReturn = company.purchaseReturn(dear, '8', '800.00')
    await issue(purchaseReturn)
    const [posted] = await told(purchaseReturn.purchaseReturnId)
    expect(posted?.lines).toMatchObject([
      { stockValue: '-145.46', clearingValue: '-800.00', differenceValue: '-654.54' },
    ])
    expect(await company.stockOf(item)).toEqual({ balances: ['2 / 3636'], onHand: ['2'] })
  })

  test('a layer that is short gives what it has and the oldest others the rest, each change recorded', async () => {
    const { item, second } = await stocked('FIFO')
    await issue(company.purchaseReturn(second, '45', '504.00'))
    const purchaseReturn = company.purchaseReturn(second, '10', '112.00')
    await issue(purchaseReturn)
    expect(await layersOf(item.id)).toEqual(['95 / 94400', '0 / 0'])
    const changes = await database.rows`
      select trim_scale(c.quantity)::text as quantity, c.value from stock_layer_change c
      join stock_entry e on e.id = c.stock_entry_id
      where e.source_line_id = ${purchaseReturn.lines[0]?.lineId} order by c.line_number`
    expect(changes).toEqual([
      { quantity: '-5', value: '-5600' },
      { quantity: '-5', value: '-5600' },
    ])
  })

  test('asked for again under another command, it answers the same and moves nothing', async () => {
    const { item, first } = await stocked('MOVING_AVERAGE')
    const purchaseReturn = company.purchaseReturn(first, '10', '100.00')
    const reply = await issue(purchaseReturn)
    expect(await issue(purchaseReturn)).toEqual(reply)
    expect(await company.stockOf(item)).toEqual({ balances: ['140 / 146000'], onHand: ['140'] })
  })
})

describe('a return that cannot leave is refused with the facts, and nothing happens', () => {
  async function refused(spoil: (purchaseReturn: Return) => Return, reason: string, facts: Record<string, string>) {
    const { item, first } = await stocked('FIFO')
    const purchaseReturn = spoil(company.purchaseReturn(first, '10', '100.00'))
    const known = { $item: item.id, $area: main.valuationAreaId }
    const expected = Object.fromEntries(
      Object.entries(facts).map(([name, fact]) => [name, known[fact as keyof typeof known] ?? fact]),
    )
    const reply = await issue(purchaseReturn)
    expect(reply.contract.type).toBe('inventory.purchase-return-issue.refused.v1')
    const { companyId, purchaseReturnId } = purchaseReturn
    expect(reply.payload).toEqual({ companyId, purchaseReturnId, reason, facts: expected })
    expect(await company.stockOf(item)).toEqual({ balances: ['150 / 156000'], onHand: ['150'] })
    expect(await layersOf(item.id)).toEqual(['100 / 100000', '50 / 56000'])
    expect(await told(purchaseReturnId)).toEqual([])
  }
  const withLine = (purchaseReturn: Return, change: Partial<Return['lines'][number]>): Return => {
    const [line] = purchaseReturn.lines
    return { ...purchaseReturn, lines: line ? [{ ...line, ...change }] : [] }
  }
  const nowhere = newId()

  test('more than the warehouse holds', () =>
    refused((wanted) => withLine(wanted, { quantity: '150.5' }), 'STOCK_INSUFFICIENT', {
      itemId: '$item',
      available: '150',
      requested: '150.5',
    }))

  test('more than is left after the lines before', () =>
    refused(
      (wanted) => ({ ...wanted, lines: [...withLine(wanted, { quantity: '149' }).lines, ...wanted.lines] }),
      'STOCK_INSUFFICIENT',
      { itemId: '$item', available: '1', requested: '10' },
    ))

  test('goods of another warehouse', async () => {
    const empty = await company.warehouse('EMPTY', main.valuationAreaId)
    await refused((wanted) => ({ ...wanted, warehouseId: empty.id }), 'STOCK_INSUFFICIENT', {
      itemId: '$item',
      available: '0',
      requested: '10',
    })
  })

  test('a receipt that has not reached stock yet', () =>
    refused(
      (wanted) => withLine(wanted, { goodsReceiptId: nowhere, goodsReceiptLineId: newId() }),
      'GOODS_RECEIPT_NOT_POSTED',
      { goodsReceiptId: nowhere },
    ))

  test('an unknown item', () =>
    refused((wanted) => withLine(wanted, { itemId: nowhere }), 'ITEM_UNKNOWN', { itemId: nowhere }))

  test('an unknown warehouse', () =>
    refused((wanted) => ({ ...wanted, warehouseId: nowhere }), 'WAREHOUSE_UNKNOWN', { warehouseId: nowhere }))

  test('a period that finance has not opened', () =>
    refused((wanted) => ({ ...wanted, returnedOn: '2027-01-01' }), 'PERIOD_NOT_OPEN', {
      period: '2027-01',
      status: 'NONE',
    }))

  test('a closed period, until it is reopened', async () => {
    await company.period('CLOSED', 2)
    await refused((wanted) => wanted, 'PERIOD_NOT_OPEN', { period: '2026-03', status: 'CLOSED' })
    await company.period('OPEN', 3)
    await company.period('CLOSED', 2)
    const { first } = await stocked('FIFO')
    const reply = await issue(company.purchaseReturn(first, '1', '10.00'))
    expect(reply.contract.type).toBe('inventory.purchase-return-issue.done.v1')
  })

  test('an account rule that was removed, until it is set again', async () => {
    const rule = company.rules.find(({ accountKey }) => accountKey === 'COGS')
    if (!rule) throw new Error('The company has a rule for COGS.')
    await hear(accountRuleChanged, { ...rule, active: false, version: 2 })
    await refused((wanted) => wanted, 'ACCOUNT_RULE_MISSING', {
      eventKind: 'PURCHASE_RETURN_UNINVOICED',
      accountKey: 'COGS',
      itemClass: 'MERCHANDISE',
      valuationAreaId: '$area',
    })
    await hear(accountRuleChanged, { ...rule, itemClass: 'MERCHANDISE', version: 3 })
    const { first } = await stocked('FIFO')
    const reply = await issue(company.purchaseReturn(first, '1', '10.00'))
    expect(reply.contract.type).toBe('inventory.purchase-return-issue.done.v1')
  })

  test('of eight at once for the last goods, exactly those that fit are issued', async () => {
    const item = await company.item('LAST', 'FIFO')
    const receipt = company.receipt(main, [[item, '5', '50.00']])
    await hear(goodsReceiptConfirmed, receipt)
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => issue(company.purchaseReturn(receipt, '1', '10.00'))),
    )
    const done = replies.filter(({ contract }) => contract.type.endsWith('.done.v1'))
    expect(done).toHaveLength(5)
    expect(await company.stockOf(item)).toEqual({ balances: ['0 / 0'], onHand: ['0'] })
  })
})

describe('taking an issue back', () => {
  test.each(['MOVING_AVERAGE', 'FIFO'] as const)('%s: brings back the same quantity and value', async (costing) => {
    const { item, second } = await stocked(costing)
    const before = await layersOf(item.id)
    const purchaseReturn = company.purchaseReturn(second, '60', '672.00')
    await issue(purchaseReturn)
    const reply = await cancel(purchaseReturn)

    const { companyId, purchaseReturnId } = purchaseReturn
    expect(reply.contract.type).toBe('inventory.purchase-return-issue.cancelled.v1')
    expect(reply.payload).toEqual({ companyId, purchaseReturnId })
    expect(await company.stockOf(item)).toEqual({ balances: ['150 / 156000'], onHand: ['150'] })
    expect(await layersOf(item.id)).toEqual(before)
    const [posted, reversed] = await told(purchaseReturnId)
    expect(reversed?.stockDocumentId).not.toBe(posted?.stockDocumentId)
    expect(reversed).toMatchObject({ eventKind: 'PURCHASE_RETURN_UNINVOICED', documentId: purchaseReturnId })
    expect(posted?.lines).toMatchObject([{ quantity: '-60', clearingValue: '-672.00' }])
    expect(reversed?.lines).toMatchObject([
      { quantity: '60', clearingValue: '672.00', stockValue: posted?.lines[0]?.stockValue.slice(1) },
    ])
  })

  test('twice, or when nothing ever left, moves nothing', async () => {
    const { item, first } = await stocked('FIFO')
    const purchaseReturn = company.purchaseReturn(first, '10', '100.00')
    await cancel(purchaseReturn)
    await issue(purchaseReturn)
    await cancel(purchaseReturn)
    await cancel(purchaseReturn)
    expect(await company.stockOf(item)).toEqual({ balances: ['150 / 156000'], onHand: ['150'] })
    expect(await told(purchaseReturn.purchaseReturnId)).toHaveLength(2)
  })
})

test('the ledger replayed is the balance, everywhere', async () => {
  const [seen] = await database.rows<{ entries: string }>`select count(*) as entries from stock_entry`
  expect(Number(seen?.entries)).toBeGreaterThan(40)
  expect(await disagreements(database)).toEqual([])
})

test('a balance that somebody tampered with is found', async () => {
  const { item } = await stocked('MOVING_AVERAGE')
  await database.rows`update stock_balance set value = value + 1 where item_id = ${item.id}`
  expect(await disagreements(database)).toEqual([{ what: 'balance', item_id: item.id, detail: '150.000000' }])
})
