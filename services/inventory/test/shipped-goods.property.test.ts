import { goodsReceiptConfirmed } from '@erp/contracts'
import { newId } from '@erp/values'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changeWarehouse } from '../src/use-cases/change-warehouse.ts'
import { disagreements } from './disagreements.ts'
import { type Delivery, type Invoice, shippingOf } from './shipping.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, hear, transactor } = inventory
const company = await inventory.company()
const main = await company.warehouse('MAIN')
await transactor.transact(company.caller, 'changeWarehouse', (unit) =>
  changeWarehouse(unit, { warehouseId: main.id, expectedVersion: 1, negativeStockAllowed: true }),
)
const shipping = await shippingOf(inventory, company, main)

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('invoice' as const), share: fc.integer({ min: 1, max: 7 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('back' as const), share: fc.integer({ min: 1, max: 7 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), share: fc.nat(7) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('lateCost' as const), share: fc.integer({ min: 1, max: 9 }) }),
  },
)
const story = fc.record({
  delivered: fc.integer({ min: 1, max: 13 }),
  onHand: fc.integer({ min: 1, max: 13 }),
  minor: fc.integer({ min: 0, max: 2_000 }),
  costing: fc.constantFrom('MOVING_AVERAGE' as const, 'FIFO' as const),
  steps: fc.array(step, { maxLength: 12 }),
})

/** How sales counts the line: what is invoiced is never more than what went out and is not back, but for what comes back later. */
class Line {
  readonly invoices: { invoice: Invoice; quantity: number }[] = []
  back = 0
  readonly delivery: Delivery
  readonly delivered: number

  constructor(delivery: Delivery, delivered: number) {
    this.delivery = delivery
    this.delivered = delivered
  }

  get invoiced(): number {
    return this.invoices.reduce((sum, { quantity }) => sum + quantity, 0)
  }

  get open(): number {
    return Math.max(0, this.delivered - this.back - this.invoiced)
  }
}

async function take(line: Line, { kind, share }: { kind: string; share: number }): Promise<void> {
  if (kind === 'invoice' && line.open > 0) {
    const quantity = Math.min(share, line.open)
    line.invoices.push({ invoice: await shipping.invoices(line.delivery, String(quantity)), quantity })
  }
  if (kind === 'back' && line.back < line.delivered) {
    const quantity = Math.min(share, line.delivered - line.back)
    await shipping.hasBack(line.delivery, String(quantity))
    line.back += quantity
  }
  if (kind === 'cancel' && line.invoices.length > 0) {
    const [cancelled] = line.invoices.splice(share % line.invoices.length, 1)
    if (cancelled) await shipping.takesBackInvoice(cancelled.invoice)
  }
}

/** What is left of a delivery line's shipped goods: what they cost and what of it is cost of sales. */
async function residue({ delivery: { lines } }: Line): Promise<{ value: bigint; charged: bigint }> {
  const [row] = await database.rows<{ value: string; charged: string }>`
    select value::text, charged_value::text as charged from shipped_goods where delivery_line_id = ${lines[0]?.lineId}`
  if (!row) throw new Error('The goods were shipped.')
  return { value: BigInt(row.value), charged: BigInt(row.charged) }
}

test('whatever is invoiced, comes back, is cancelled and becomes known in whatever order, nothing is left once all is invoiced', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ delivered, onHand, minor, costing, steps }) => {
      const item = await company.item(newId().slice(-12), costing)
      const worth = (cents: number) => (cents / 100).toFixed(2)
      await hear(goodsReceiptConfirmed, company.receipt(main, [[item, String(onHand), worth(minor)]]))
      const line = new Line(await shipping.ships(item, String(delivered)), delivered)
      for (const one of steps) {
        if (one.kind === 'lateCost')
          await hear(goodsReceiptConfirmed, company.receipt(main, [[item, String(one.share), '9.97']]))
        else await take(line, one)
        const { value, charged } = await residue(line)
        if (line.open === 0) expect(charged).toBe(value)
        if (line.invoiced === 0 && line.back < delivered) expect(charged).toBe(0n)
        expect(charged <= value && charged >= 0n).toBe(true)
      }
      await take(line, { kind: 'invoice', share: line.open })
      const { value, charged } = await residue(line)
      expect(charged).toBe(value)
      await shipping.standing(line.delivery)
    }),
    { numRuns: 25 },
  )
  expect(await disagreements(database)).toEqual([])
}, 120_000)
