import { asQuantity, currency, Decimal, money, type Quantity } from '@erp/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apply, emptyValuation, type Valuation } from '../src/domain/valuation.ts'
import { stockOf } from './costing-steps.ts'

const millionth = new Decimal('0.000001')
const millionths = (count: number): Quantity => asQuantity(millionth.times(count))

/** Small numbers collide into used-up stock, large ones reach the digits that rounding forgets. */
const received = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map((whole) => whole * 1_000_000),
  fc.integer({ min: 1, max: 2 ** 40 }),
)
const minor = fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 10n ** 13n))
const share = fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 999 }))

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('receive' as const), received, minor }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('issue' as const), share }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('return' as const), share, minor, layer: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('putBack' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tooMuch' as const) }) },
)
const story = fc.record({
  costing: fc.constantFrom('MOVING_AVERAGE' as const, 'FIFO' as const),
  code: fc.constantFrom('CNY', 'JPY', 'KWD'),
  steps: fc.array(step, { maxLength: 40 }),
})

type Stock = ReturnType<typeof stockOf>
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

/** A share of what is on hand, rounded down to a millionth but never nothing. */
function partOf(onHand: Quantity, thousandths: number): Quantity {
  const part = onHand.times(thousandths).div(1000).toDecimalPlaces(6, Decimal.ROUND_DOWN)
  return asQuantity(part.isZero() ? millionth : part)
}

function take(stock: Stock, code: string, one: Step, place: number): void {
  switch (one.kind) {
    case 'receive':
      stock.receive(millionths(one.received), money(one.minor, currency(code)), `R${place}`)
      return
    case 'issue':
      if (!stock.isEmpty) stock.issue(partOf(stock.onHand, one.share))
      return
    case 'return':
      if (!stock.isEmpty)
        stock.returnToSupplier(partOf(stock.onHand, one.share), money(one.minor, currency(code)), `R${one.layer}`)
      return
    case 'putBack':
      stock.putBackLast()
      return
    case 'tooMuch':
      expect(stock.issue(asQuantity(stock.onHand.plus(millionth)))).toBe('refused')
  }
}

function isSound({ quantity, value }: Pick<Valuation, 'quantity' | 'value'>): boolean {
  return quantity.gte(0) && value.minor >= 0n && (quantity.gt(0) || value.minor === 0n)
}

/** Tells the story and checks after every step. */
function always(check: (stock: Stock, before: Valuation) => void): void {
  fc.assert(
    fc.property(story, ({ costing, code, steps }) => {
      const stock = stockOf(costing, code)
      for (const [place, one] of steps.entries()) {
        const before = stock.valuation
        take(stock, code, one, place)
        check(stock, before)
      }
    }),
    { numRuns: 400 },
  )
}

describe('costing, for any sequence of receipts, issues, returns and reversals', () => {
  test('nothing is ever negative, and quantity 0 has value 0', () => {
    always(({ valuation }) => {
      expect(isSound(valuation)).toBe(true)
      expect(valuation.layers.every(isSound)).toBe(true)
    })
  })

  test('what came in is what went out and what is left', () => {
    always(({ valuation, movements }) => {
      const quantity = movements.reduce((total, movement) => total.plus(movement.quantity), new Decimal(0))
      const value = movements.reduce((total, movement) => total + movement.value.minor, 0n)
      expect(quantity.eq(valuation.quantity)).toBe(true)
      expect(value).toBe(valuation.value.minor)
    })
  })

  test('FIFO layers add up to the balance; moving average keeps none', () => {
    always(({ valuation }) => {
      if (valuation.costing === 'MOVING_AVERAGE') {
        expect(valuation.layers).toEqual([])
        return
      }
      const quantity = valuation.layers.reduce((total, layer) => total.plus(layer.quantity), new Decimal(0))
      const value = valuation.layers.reduce((total, layer) => total + layer.value.minor, 0n)
      expect(quantity.eq(valuation.quantity)).toBe(true)
      expect(value).toBe(valuation.value.minor)
    })
  })

  test('replaying the ledger gives the balance and the layers', () => {
    always(({ valuation, movements }) => {
      const replayed = movements.reduce(apply, emptyValuation(valuation.costing, valuation.value.currency))
      expect(replayed).toEqual(valuation)
    })
  })

  test('goods never leave at more than they carry, and one side of a move never has two signs', () => {
    always(({ valuation, movements }, before) => {
      const last = movements.at(-1)
      if (!last || valuation === before || last.quantity.gt(0)) return
      expect(last.value.minor).toBeLessThanOrEqual(0n)
      expect(-last.value.minor).toBeLessThanOrEqual(before.value.minor)
    })
  })

  test('taking goods out and putting them back changes nothing', () => {
    fc.assert(
      fc.property(story, share, minor, fc.nat(40), ({ costing, code, steps }, part, clearing, layer) => {
        const stock = stockOf(costing, code)
        for (const [place, one] of steps.entries()) take(stock, code, one, place)
        fc.pre(!stock.isEmpty)
        const before = stock.valuation
        stock.returnToSupplier(partOf(stock.onHand, part), money(clearing, currency(code)), `R${layer}`)
        stock.putBackLast()
        expect(stock.valuation).toEqual(before)
      }),
    )
  })

  test('issued in whatever parts, all value leaves with the last unit', () => {
    fc.assert(
      fc.property(story, fc.array(share, { maxLength: 8 }), ({ costing, code, steps }, shares) => {
        const stock = stockOf(costing, code)
        for (const [place, one] of steps.entries()) take(stock, code, one, place)
        fc.pre(!stock.isEmpty)
        for (const one of shares) if (!stock.isEmpty) stock.issue(partOf(stock.onHand, one))
        if (!stock.isEmpty) stock.issue(stock.onHand)
        expect(stock.isEmpty).toBe(true)
        expect(stock.movements.reduce((total, { value }) => total + value.minor, 0n)).toBe(0n)
      }),
    )
  })
})
