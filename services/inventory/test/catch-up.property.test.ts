import {
  add,
  asQuantity,
  type BusinessDate,
  currency,
  Decimal,
  formatMoney,
  money,
  negateQuantity,
  subtract,
  sum,
} from '@erp/values'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { catchUp, type LaterEntry } from '../src/domain/catch-up.ts'
import { issue } from '../src/domain/costing.ts'
import type { StockDocumentId } from '../src/domain/stock-document.ts'
import {
  apply,
  emptyValuation,
  isSound,
  type Movement,
  type StockEntryId,
  type Valuation,
} from '../src/domain/valuation.ts'

const CNY = currency('CNY')
const late = { day: 10, quantity: 50, minor: 40_000n }

const came = fc.record({
  kind: fc.constant('in' as const),
  day: fc.integer({ min: 1, max: 20 }),
  quantity: fc.integer({ min: 1, max: 60 }),
  minor: fc.bigInt(0n, 100_000n),
})
const went = fc.record({
  kind: fc.constant('out' as const),
  day: fc.integer({ min: 1, max: 20 }),
  quantity: fc.integer({ min: 1, max: 40 }),
})

type Step = { readonly kind: 'in' | 'out'; readonly day: number; readonly quantity: number; readonly minor?: bigint }

/** A ledger in the order it was recorded; what is not there cannot leave and is left out. */
function record(steps: readonly Step[]): { stock: Valuation; entries: LaterEntry[] } {
  let stock = emptyValuation('MOVING_AVERAGE', CNY)
  const entries: LaterEntry[] = []
  for (const { kind, day, quantity, minor = 0n } of steps) {
    const amount = asQuantity(new Decimal(quantity))
    const movement: ReturnType<typeof issue> =
      kind === 'in' ? { quantity: amount, value: money(minor, CNY), layerChanges: [] } : issue(stock, amount)
    if ('refusal' in movement) continue
    stock = apply(stock, movement)
    entries.push(entryOf(movement, day, kind === 'in' ? 'PURCHASE_RECEIPT' : 'SALES_DELIVERY', entries.length))
  }
  return { stock, entries }
}

function entryOf(
  { quantity, value }: Movement,
  day: number,
  eventKind: LaterEntry['eventKind'],
  place: number,
): LaterEntry {
  return {
    ...{ id: `entry-${place}` as StockEntryId, stockDocumentId: `document-${place}` as StockDocumentId },
    ...{ sourceLineId: `line-${place}`, eventKind, quantity, value, adjustsId: null, takenBack: false },
    businessDate: `2026-03-${String(day).padStart(2, '0')}` as BusinessDate,
  }
}

/** What is dated after the late receipt, by day. */
function after(entries: readonly LaterEntry[]): LaterEntry[] {
  const later = entries.filter(({ businessDate }) => Number(businessDate.slice(8)) > late.day)
  return later.toSorted((one, other) =>
    one.businessDate < other.businessDate ? -1 : Number(one.businessDate > other.businessDate),
  )
}

const receipt: Step = { kind: 'in', ...late }
const adjusting = (found: ReturnType<typeof catchUp>): LaterEntry[] =>
  found.map(({ issue: origin, movement }, index) => ({
    ...entryOf(movement, Number(origin.businessDate.slice(8)), origin.eventKind, 1_000 + index),
    ...{ sourceLineId: origin.sourceLineId, adjustsId: origin.stockDocumentId },
  }))

test('nothing is made or lost, stock stays sound, and a second time there is nothing left to set right', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(came, went), { maxLength: 25 }), (steps) => {
      const { stock, entries } = record([...steps, receipt])
      const found = catchUp(stock, after(entries))
      const caughtUp = found.reduce((there, { movement }) => apply(there, movement), stock)
      expect(isSound(caughtUp)).toBe(true)
      const all = [...entries, ...adjusting(found)]
      expect(
        formatMoney(
          sum(
            all.map(({ value }) => value),
            CNY,
          ),
        ),
      ).toBe(formatMoney(caughtUp.value))
      expect(catchUp(caughtUp, after(all))).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('what was recorded late comes to what it would have been in the order of the days', () => {
  const before = fc.array(
    came.map((step) => ({ ...step, day: 1 + (step.day % late.day) })),
    { minLength: 1, maxLength: 5 },
  )
  const issues = fc.array(
    went.map((step) => ({ ...step, day: late.day + 1 })),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(before, issues, (first, then) => {
      const recordedLate = record([...first, ...then, receipt])
      const left = recordedLate.entries.filter(({ quantity }) => quantity.lt(0))
      const inOrder = record([
        ...[...first, receipt],
        ...left.map(({ quantity }) => ({
          kind: 'out' as const,
          day: late.day + 1,
          quantity: Number(negateQuantity(quantity)),
        })),
      ])
      const found = new Map(
        catchUp(recordedLate.stock, after(recordedLate.entries)).map((one) => [one.issue.id, one.movement.value]),
      )
      const costs = left.map(({ id, value }) => formatMoney(add(value, found.get(id) ?? subtract(value, value))))
      const fair = inOrder.entries.filter(({ quantity }) => quantity.lt(0)).map(({ value }) => formatMoney(value))
      expect(costs).toEqual(fair)
    }),
    { numRuns: 500 },
  )
})
