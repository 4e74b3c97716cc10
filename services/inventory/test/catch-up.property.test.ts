import {
  add,
  asQuantity,
  type BusinessDate,
  currency,
  Decimal,
  formatMoney,
  money,
  negate,
  negateQuantity,
  portion,
  subtract,
  subtractQuantity,
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
  type Pool,
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

const cameBack = fc.record({
  kind: fc.constant('back' as const),
  day: fc.integer({ min: 1, max: 20 }),
  quantity: fc.integer({ min: 1, max: 40 }),
  of: fc.nat(),
})

type Step = {
  readonly kind: 'in' | 'out' | 'back'
  readonly day: number
  readonly quantity: number
  readonly minor?: bigint
  /** Which of the issues so far the goods come back of. */
  readonly of?: number
}
type Out = Pool & { readonly line: string; readonly day: number }

/** A ledger in the order it was recorded; what is not there cannot leave, what is not out cannot come back, and is left out. */
function record(steps: readonly Step[]): { stock: Valuation; entries: LaterEntry[] } {
  let stock = emptyValuation('MOVING_AVERAGE', CNY)
  const entries: LaterEntry[] = []
  const outs: Out[] = []
  for (const { kind, day, quantity, minor = 0n, of = 0 } of steps) {
    const amount = asQuantity(new Decimal(quantity))
    const out =
      kind === 'back' ? outs.filter((one) => !one.quantity.isZero()).at(of % Math.max(outs.length, 1)) : undefined
    if (out) {
      const back = asQuantity(Decimal.min(amount, out.quantity))
      const value = portion(out.value, back, out.quantity)
      outs[outs.indexOf(out)] = {
        ...{ ...out, quantity: subtractQuantity(out.quantity, back), value: subtract(out.value, value) },
      }
      const movement = { quantity: back, value, layerChanges: [] }
      stock = apply(stock, movement)
      const entry = entryOf(movement, Math.max(day, out.day), 'SALES_RETURN', entries.length)
      entries.push({ ...entry, originLineId: out.line })
      continue
    }
    if (kind === 'back') continue
    const movement: ReturnType<typeof issue> =
      kind === 'in' ? { quantity: amount, value: money(minor, CNY), layerChanges: [] } : issue(stock, amount)
    if ('refusal' in movement) continue
    stock = apply(stock, movement)
    const entry = entryOf(movement, day, kind === 'in' ? 'PURCHASE_RECEIPT' : 'SALES_DELIVERY', entries.length)
    entries.push(entry)
    if (kind === 'out') outs.push({ line: entry.sourceLineId, day, quantity: amount, value: negate(movement.value) })
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
    ...{ originLineId: null, returnedElsewhere: false },
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
  found.map(({ entry: origin, movement }, index) => ({
    ...entryOf(movement, Number(origin.businessDate.slice(8)), origin.eventKind, 1_000 + index),
    ...{ sourceLineId: origin.sourceLineId, originLineId: origin.originLineId, adjustsId: origin.stockDocumentId },
  }))

test('nothing is made or lost, stock stays sound, and a second time there is nothing left to set right', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(came, went, cameBack), { maxLength: 25 }), (steps) => {
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
        catchUp(recordedLate.stock, after(recordedLate.entries)).map((one) => [one.entry.id, one.movement.value]),
      )
      const costs = left.map(({ id, value }) => formatMoney(add(value, found.get(id) ?? subtract(value, value))))
      const fair = inOrder.entries.filter(({ quantity }) => quantity.lt(0)).map(({ value }) => formatMoney(value))
      expect(costs).toEqual(fair)
    }),
    { numRuns: 500 },
  )
})

test('what of an issue is back leaves no cost, and what is out its share of what the issue costs now', () => {
  const before = came.map((step) => ({ ...step, day: 1 + (step.day % late.day) }))
  const then = fc.oneof(went, cameBack).map((step) => ({ ...step, day: late.day + 1 + (step.day % 5) }))
  fc.assert(
    fc.property(fc.array(before, { minLength: 1, maxLength: 5 }), fc.array(then, { maxLength: 15 }), (first, steps) => {
      const { stock, entries } = record([...first, ...steps, receipt])
      const found = catchUp(stock, after(entries))
      const all = [...entries, ...adjusting(found)]
      for (const { sourceLineId } of entries.filter(({ quantity }) => quantity.lt(0))) {
        const ofIssue = all.filter((entry) => entry.sourceLineId === sourceLineId)
        const back = all.filter((entry) => entry.originLineId === sourceLineId)
        const total = (of: readonly LaterEntry[]) =>
          sum(
            of.map(({ value }) => value),
            CNY,
          )
        const quantityOf = (of: readonly LaterEntry[]) =>
          of.reduce((added, { quantity }) => added.plus(quantity), new Decimal(0))
        const out = quantityOf([...ofIssue, ...back]).negated()
        const left = negate(total([...ofIssue, ...back]))
        if (out.isZero()) expect(left.minor).toBe(0n)
        // Each return is rounded once.
        const share = new Decimal(total(ofIssue).minor.toString())
          .negated()
          .times(out)
          .div(quantityOf(ofIssue).negated())
        expect(share.minus(left.minor.toString()).abs().lte(back.length)).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})
