import { goodsReceiptConfirmed } from '@erp/contracts'
import { expect, test } from 'vitest'
import { disagreements } from '../test/disagreements.ts'
import { useInventory } from '../test/use-inventory.ts'

/**
 * How many confirmed receipts a second the handler alone puts into stock, by the size of its batches: no NATS, one
 * transaction after another, three lines a receipt over forty items, half of them FIFO. Run: npx vitest bench --config
 * test/vitest.config.ts services/inventory
 */
const { database, hear, company: newCompany } = await useInventory()
const company = await newCompany()
const main = await company.warehouse('MAIN')
const items = await Promise.all(
  Array.from({ length: 40 }, (_, index) => company.item(`ITEM-${index}`, index % 2 ? 'FIFO' : 'MOVING_AVERAGE')),
)
const itemAt = (index: number) => {
  const item = items[index % items.length]
  if (!item) throw new Error('There are forty items.')
  return item
}
const receiptOf = (index: number) =>
  company.receipt(main, [
    [itemAt(index), '3', '10.00'],
    [itemAt(index * 7 + 1), '12.5', '99.99'],
    [itemAt(index * 13 + 2), '0.001', '0.07'],
  ])

test.each([
  [1, 200],
  [10, 600],
  [50, 2000],
])('batches of %i', async (size, count) => {
  const receipts = Array.from({ length: count }, (_, index) => receiptOf(index))
  const started = performance.now()
  for (let done = 0; done < count; done += size) await hear(goodsReceiptConfirmed, ...receipts.slice(done, done + size))
  const seconds = (performance.now() - started) / 1000
  process.stdout.write(`batches of ${size}: ${Math.round(count / seconds)} receipts per second\n`)
  expect(await disagreements(database)).toEqual([])
})
