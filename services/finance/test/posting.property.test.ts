import { isRefusal, money, newId } from '@erp/values'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import { type EventKind, movesValueOnly, placesOf } from '../src/domain/business-event.ts'
import { post } from '../src/domain/posting.ts'
import type { FactLine } from '../src/domain/posting-facts.ts'
import { balanceVoucher } from '../src/domain/voucher.ts'
import { cny, factLine, factsOf, newBooks } from './posting-facts.ts'

const company = newId()
const books = newBooks(company)

const minor = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n })
const line = fc
  .record({
    stock: fc.oneof(fc.constant(0n), minor),
    clearing: fc.oneof(fc.constant(0n), minor),
    itemClass: fc.constantFrom('RAW_MATERIAL', 'SEMI_FINISHED', 'FINISHED_GOODS', 'MERCHANDISE'),
  })
  .map(({ stock, clearing, itemClass }): FactLine => {
    const amounts = {
      stockValue: money(stock, cny),
      transitValue: money(0n, cny),
      clearingValue: money(clearing, cny),
      differenceValue: money(clearing - stock, cny),
    }
    return factLine('0', '0', { itemClass, amounts })
  })
/** Events whose every line balances, of goods in a warehouse. */
const standsAlone = (kind: EventKind) => !movesValueOnly(kind) && placesOf(kind).join() === 'stockValue'
const facts = fc
  .record({
    eventKind: fc.constantFrom(...(Object.keys(builtInTemplates) as EventKind[]).filter(standsAlone)),
    lines: fc.array(line, { minLength: 1, maxLength: 12 }),
  })
  .map(({ eventKind, lines }) => factsOf(company, eventKind, lines))

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}

test('whatever the amounts, the voucher balances to the last minor unit and no line is zero', () => {
  fc.assert(
    fc.property(facts, (event) => {
      const voucher = post(event, books)
      if (isRefusal(voucher)) throw new Error(JSON.stringify(voucher))
      if ('nothingToPost' in voucher) {
        expect(event.lines.every(({ amounts }) => Object.values(amounts).every((one) => one.minor === 0n))).toBe(true)
        return
      }
      const side = (of: 'DEBIT' | 'CREDIT') =>
        voucher.lines.filter((one) => one.side === of).reduce((sum, { amount }) => sum + amount.minor, 0n)
      expect(side('DEBIT')).toBe(side('CREDIT'))
      expect(side('DEBIT')).toBe(voucher.total.minor)
      expect(voucher.lines.every(({ amount }) => amount.minor !== 0n)).toBe(true)
      expect(voucher.lines.map(({ lineNumber }) => lineNumber)).toEqual(voucher.lines.map((_, index) => index + 1))
    }),
  )
})

test('the stock accounts move by exactly what stock moved by', () => {
  fc.assert(
    fc.property(facts, (event) => {
      const voucher = post(event, books)
      const lines = 'lines' in voucher ? voucher.lines : []
      const moved = lines
        .filter(({ accountKey }) => accountKey === 'INV')
        .reduce((sum, { side, amount }) => sum + (side === 'DEBIT' ? amount.minor : -amount.minor), 0n)
      expect(moved).toBe(event.lines.reduce((sum, { amounts }) => sum + amounts.stockValue.minor, 0n))
    }),
  )
})

test('posting is pure: frozen input, the same voucher every time', () => {
  fc.assert(
    fc.property(facts, (event) => {
      const frozen = deepFreeze(event)
      expect(post(frozen, deepFreeze(books))).toEqual(post(structuredClone(event), books))
    }),
  )
})

test('a voucher with any line changed by any amount cannot be built', () => {
  fc.assert(
    fc.property(facts, fc.nat(), fc.bigInt({ min: 1n, max: 10n ** 12n }), (event, at, by) => {
      const voucher = post(event, books)
      if (!('lines' in voucher)) return
      const { total: _, ...content } = voucher
      const changed = content.lines.map((one, index) =>
        index === at % content.lines.length ? { ...one, amount: money(one.amount.minor + by, cny) } : one,
      )
      expect(isRefusal(balanceVoucher({ ...content, lines: changed }))).toBe(true)
    }),
  )
})
