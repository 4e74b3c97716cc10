import { goodsReceiptConfirmed, issuePurchaseReturn, purchaseReturnIssueDone } from '@erp/contracts'
import { metrics } from '@erp/service-kit'
import { expect, test } from 'vitest'
import { disagreements } from './disagreements.ts'
import { useInventory } from './use-inventory.ts'

const { database, hear, command, company: newCompany } = await useInventory()
const company = await newCompany()
const main = await company.warehouse('MAIN')
const annex = await company.warehouse('ANNEX', main.valuationAreaId)

/** How often a transaction of this process was run again because of a deadlock, which Prisma may call a write conflict. */
async function deadlocks(): Promise<number> {
  const counter = await metrics.getSingleMetric('erp_transaction_retries_total')?.get()
  const values = counter?.values.filter(({ labels }) => labels.cause === '40P01' || labels.cause === '40001') ?? []
  return values.reduce((total, { value }) => total + value, 0)
}

test('batches and returns that move the same new items in opposite orders wait for each other and never in a circle', async () => {
  const items = await Promise.all(
    Array.from({ length: 12 }, (_, index) => company.item(`ITEM-${index}`, index % 2 ? 'FIFO' : 'MOVING_AVERAGE')),
  )
  const batch = (turn: number) =>
    Array.from({ length: 3 }, (_, index) => {
      const order = (turn + index) % 2 === 0 ? items : items.toReversed()
      return company.receipt(
        turn % 3 === 0 ? annex : main,
        order.map((item) => [item, '2', '3.01']),
      )
    })
  const batches = Array.from({ length: 8 }, (_, turn) => batch(turn))
  await Promise.all(batches.map((receipts) => hear(goodsReceiptConfirmed, ...receipts)))

  const returns = batches.flat().map((receipt) => {
    const purchaseReturn = company.purchaseReturn(receipt, '1', '1.50')
    const lines = receipt.lines.map(({ lineId, itemId }) => ({
      ...purchaseReturn.lines[0],
      lineId: crypto.randomUUID(),
      goodsReceiptId: receipt.goodsReceiptId,
      goodsReceiptLineId: lineId,
      itemId,
      quantity: '1',
      clearingValue: '1.50',
    }))
    return { ...purchaseReturn, lines }
  })
  for (const some of [0, 8, 16].map((start) => returns.slice(start, start + 8))) {
    const replies = await Promise.all(some.map((purchaseReturn) => command(issuePurchaseReturn, purchaseReturn)))
    expect(replies.map(({ contract }) => contract.type)).toEqual(some.map(() => purchaseReturnIssueDone.type))
  }
  expect(await deadlocks()).toBe(0)
  expect(await disagreements(database)).toEqual([])
  const [ledger] = await database.rows`
    select count(*)::int as entries, trim_scale(sum(quantity))::text as quantity, sum(value)::text as value from stock_entry`
  expect(ledger).toEqual({ entries: 576, quantity: '288', value: String(288 * 301 - 288 * 150) })
}, 60_000)
