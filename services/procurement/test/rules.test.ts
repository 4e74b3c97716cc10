import {
  asQuantity,
  currency,
  Decimal,
  isRefusal,
  money,
  portion,
  type Quantity,
  subtract,
  subtractQuantity,
  zeroQuantity,
} from '@erp/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allowedQuantity, exceedsTolerance, overReceipt } from '../src/domain/over-receipt.ts'
import { whyNotPostable } from '../src/domain/posting-readiness.ts'
import { receiptStatusOf } from '../src/domain/receipt-status.ts'
import { factorOf } from '../src/domain/replicated-facts.ts'
import { day } from './support/day.ts'

const quantity = fc
  .bigInt({ min: 1n, max: 10n ** 12n })
  .map((millionths) => asQuantity(new Decimal(millionths.toString()).div(1_000_000)))
const percent = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => new Decimal(hundredths).div(100))

describe('how much of an order is here', () => {
  const line = (ordered: string, received: string, returned = '0', closedAt: Date | null = null) => ({
    closedAt,
    baseQuantity: asQuantity(new Decimal(ordered)),
    receivedBaseQuantity: asQuantity(new Decimal(received)),
    returnedBaseQuantity: asQuantity(new Decimal(returned)),
  })

  test.each([
    ['NONE', []],
    ['NONE', [line('10', '0'), line('5', '5', '5')]],
    ['PARTIAL', [line('10', '10.000001'), line('5', '4.999999')]],
    ['PARTIAL', [line('10', '10', '0.000001')]],
    ['FULL', [line('10', '11', '1'), line('5', '5')]],
    ['FULL', [line('10', '4', '0', new Date()), line('5', '5')]],
    ['PARTIAL', [line('10', '4', '0', new Date()), line('5', '4')]],
    ['NONE', [line('10', '0', '0', new Date())]],
  ] as const)('%s', (status, lines) => {
    expect(receiptStatusOf(lines)).toBe(status)
  })
})

describe('the tolerance', () => {
  test('is never exceeded by what it says is allowed, and always by more than that', () => {
    fc.assert(
      fc.property(quantity, percent, (ordered, overReceiptPercent) => {
        const line = { quantity: ordered, baseQuantity: ordered, overReceiptPercent }
        const allowed = asQuantity(new Decimal(allowedQuantity(line)))
        expect(exceedsTolerance(line, allowed)).toBe(false)
        expect(exceedsTolerance(line, asQuantity(allowed.plus('0.000001')))).toBe(true)
      }),
    )
  })

  test('lets in what is left of it in any pieces, and nothing after', () => {
    fc.assert(
      fc.property(quantity, percent, fc.array(quantity, { maxLength: 20 }), (ordered, overReceiptPercent, arrivals) => {
        const terms = { quantity: ordered, baseQuantity: ordered, overReceiptPercent }
        let received: Quantity = zeroQuantity
        for (const arrival of arrivals) {
          const line = {
            ...terms,
            purchaseOrderLineId: 'line',
            unit: 'PCS',
            factor: { numerator: 1n, denominator: 1n },
            receivedBaseQuantity: received,
            returnedBaseQuantity: zeroQuantity,
          }
          const refused = overReceipt(line, arrival, 'lines.0.quantity')
          expect(refused !== undefined).toBe(new Decimal(allowedQuantity(terms)).lt(received.plus(arrival)))
          if (!refused) received = asQuantity(received.plus(arrival))
        }
        expect(received.lte(allowedQuantity(terms))).toBe(true)
      }),
    )
  })
})

test('what is returned in any pieces takes exactly the value of the receipt', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      fc.array(quantity, { minLength: 1, maxLength: 20 }),
      (value, parts) => {
        let left = money(value, currency('CNY'))
        let remaining = parts.reduce((sum, part) => asQuantity(sum.plus(part)), zeroQuantity)
        for (const part of parts) {
          const taken = portion(left, part, remaining)
          expect(taken.minor >= 0n && taken.minor <= left.minor).toBe(true)
          left = subtract(left, taken)
          remaining = subtractQuantity(remaining, part)
        }
        expect(left.minor).toBe(0n)
      },
    ),
  )
})

describe('a document can be posted', () => {
  const document = {
    eventKind: 'PURCHASE_RECEIPT' as const,
    businessDate: day('2026-10-15'),
    datePath: 'receivedOn',
    itemClasses: new Set(['MERCHANDISE', 'RAW_MATERIAL'] as const),
    valuationAreaId: 'area',
  }
  const open = { period: '2026-10' as never, status: 'OPEN' as const, sealedModules: ['SALES', 'FINANCE'] }
  const rule = (accountKey: string, itemClass: string | null = null, valuationAreaId: string | null = null) => ({
    accountKey,
    itemClass,
    valuationAreaId,
  })

  test.each([
    ['by rules for anything', [rule('INV'), rule('GRIR')], undefined],
    ['by a rule for each class', [rule('INV', 'MERCHANDISE'), rule('INV', 'RAW_MATERIAL'), rule('GRIR')], undefined],
    ['by a rule for the area', [rule('INV', null, 'area'), rule('GRIR')], undefined],
    [
      'not by a rule for another area',
      [rule('INV', null, 'other'), rule('GRIR')],
      { accountKey: 'INV', itemClass: 'MERCHANDISE' },
    ],
    [
      'not by a rule for one class only',
      [rule('INV', 'MERCHANDISE'), rule('GRIR')],
      { accountKey: 'INV', itemClass: 'RAW_MATERIAL' },
    ],
    ['not without the clearing account', [rule('INV')], { accountKey: 'GRIR', itemClass: 'MERCHANDISE' }],
  ])('%s', (_, rules, missing) => {
    const why = whyNotPostable(document, { period: open, accountKeys: ['INV', 'GRIR'], rules })
    if (missing) expect(why).toMatchObject({ refusal: 'AccountRuleMissing', eventKind: 'PURCHASE_RECEIPT', ...missing })
    else expect(why).toBeUndefined()
  })

  test.each(['PURCHASING', 'INVENTORY'])('not in a period that is sealed for %s', (module) => {
    const period = { ...open, sealedModules: ['FINANCE', module] }
    expect(whyNotPostable(document, { period, accountKeys: [], rules: [] })).toEqual({
      ...{ refusal: 'PeriodNotOpen', period: '2026-10', status: 'SEALED', module, path: ['input', 'receivedOn'] },
    })
  })
})

test('a unit is known by the item', () => {
  const item = {
    itemId: 'item',
    itemClass: 'MERCHANDISE' as const,
    baseUnit: 'PCS',
    units: [{ unit: 'BOX', numerator: 12n, denominator: 1n }],
    active: true,
  }
  expect(factorOf(item, 'PCS')).toEqual({ numerator: 1n, denominator: 1n })
  expect(factorOf(item, 'BOX')).toEqual({ numerator: 12n, denominator: 1n })
  expect(isRefusal(factorOf(item, 'box'))).toBe(true)
})
