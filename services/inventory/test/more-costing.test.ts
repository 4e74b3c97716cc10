import { formatMoney, formatQuantity, isRefusal, parseUnitPrice } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { issue, issueBeyond, receive } from '../src/domain/costing.ts'
import type { CostingMethod } from '../src/domain/item.ts'
import { apply, emptyValuation, type LotId, type Valuation } from '../src/domain/valuation.ts'
import { bearLateCost, revalue, switchCosting, toStandard } from '../src/domain/value-changes.ts'
import { CNY, layer, quantity, yuan } from './costing-steps.ts'

const lot = (name: string) => name as LotId

/** Stock that was received in these steps, each `[quantity, value, name]`, its lot named as the receipt is. */
function received(costing: CostingMethod, ...steps: readonly [string, string, string][]): Valuation {
  return steps.reduce(
    (stock, [amount, value, name]) =>
      apply(
        stock,
        receive(stock, { quantity: quantity(amount), value: yuan(value), layerId: layer(name), lotId: lot(name) })
          .movement,
      ),
    emptyValuation(costing, CNY),
  )
}

function done<Done extends object>(outcome: Done): Exclude<Done, { refusal: string }> {
  if (isRefusal(outcome)) throw new Error(outcome.refusal)
  return outcome as Exclude<Done, { refusal: string }>
}

const shown = ({ quantity: amount, value }: Pick<Valuation, 'quantity' | 'value'>) =>
  `${formatQuantity(amount)} / ${formatMoney(value)}`
const layersOf = ({ layers }: Valuation) => layers.map((one) => `${one.layerId} ${shown(one)}`)

describe('late cost', () => {
  const goods = { quantity: quantity('100'), layerId: layer('R1') }

  test('moving average: 30.00 on 100 received of which 90 are on hand', () => {
    const stock = { ...received('MOVING_AVERAGE', ['100', '1000.00', 'R1'], ['50', '560.00', 'R2']) }
    const left = apply(stock, done(issue(stock, quantity('60'))))
    expect(shown(left)).toBe('90 / 936.00')
    const { movement, consumed } = bearLateCost(left, { ...goods, value: yuan('30.00') })
    expect([formatMoney(movement.value), formatMoney(consumed)]).toEqual(['27.00', '3.00'])
    expect(shown(apply(left, movement))).toBe('90 / 963.00')
  })

  test('FIFO: 30.00 on 100 received of which 40 are left in the layer', () => {
    const stock = received('FIFO', ['100', '1000.00', 'R1'], ['50', '560.00', 'R2'])
    const left = apply(stock, done(issue(stock, quantity('60'))))
    const { movement, consumed } = bearLateCost(left, { ...goods, value: yuan('30.00') })
    expect([formatMoney(movement.value), formatMoney(consumed)]).toEqual(['12.00', '18.00'])
    expect(layersOf(apply(left, movement))).toEqual(['R1 40 / 412.00', 'R2 50 / 560.00'])
  })

  test('goods that have all left bear nothing, and a reduction takes no more than they carry', () => {
    const gone = received('FIFO')
    expect(formatMoney(bearLateCost(gone, { ...goods, value: yuan('30.00') }).consumed)).toBe('30.00')
    const cheap = received('MOVING_AVERAGE', ['100', '5.00', 'R1'])
    const { movement, consumed } = bearLateCost(cheap, { ...goods, value: yuan('-8.00') })
    expect([formatMoney(movement.value), formatMoney(consumed)]).toEqual(['-5.00', '-3.00'])
    expect(shown(apply(cheap, movement))).toBe('100 / 0.00')
  })
})

describe('stock that leaves before it is there', () => {
  const beyond = { entryId: layer('I1'), lastCost: { quantity: quantity('1'), value: yuan('12.00') } }

  test.each(['MOVING_AVERAGE', 'FIFO'] as const)(
    '%s: 10 at the last cost of 12.00, covered by 30 at 12.50',
    (costing) => {
      const empty = emptyValuation(costing, CNY)
      const short = apply(empty, done(issueBeyond(empty, quantity('10'), beyond)))
      expect(shown(short)).toBe('-10 / -120.00')

      const { movement, trueUps } = receive(short, {
        quantity: quantity('30'),
        value: yuan('375.00'),
        layerId: layer('R1'),
      })
      expect(trueUps.map(({ entryId, movement: one }) => `${entryId} ${shown(one)}`)).toEqual(['I1 0 / -5.00'])
      const covered = [...trueUps.map((one) => one.movement), movement].reduce(apply, short)
      expect(shown(covered)).toBe('20 / 250.00')
      expect(layersOf(covered)).toEqual(costing === 'FIFO' ? ['I1 0 / 0.00', 'R1 20 / 250.00'] : ['I1 0 / 0.00'])
    },
  )

  test('what is there goes at what it carries, the rest at the same unit cost', () => {
    const three = received('FIFO', ['3', '30.00', 'R1'])
    const movement = done(issueBeyond(three, quantity('5'), { ...beyond, lastCost: undefined }))
    expect(shown(movement)).toBe('-5 / -50.00')
    expect(layersOf(apply(three, movement))).toEqual(['R1 0 / 0.00', 'I1 -2 / -20.00'])
  })

  test('two issues are covered in their order, the last one in part', () => {
    const empty = emptyValuation('MOVING_AVERAGE', CNY)
    const first = apply(empty, done(issueBeyond(empty, quantity('4'), beyond)))
    const second = apply(first, done(issueBeyond(first, quantity('6'), { ...beyond, entryId: layer('I2') })))
    expect(shown(second)).toBe('-10 / -120.00')
    const { movement, trueUps } = receive(second, {
      quantity: quantity('7'),
      value: yuan('70.00'),
      layerId: layer('R'),
    })
    expect(trueUps.map(({ entryId, movement: one }) => `${entryId} ${shown(one)}`)).toEqual([
      'I1 0 / 8.00',
      'I2 0 / 6.00',
    ])
    const left = [...trueUps.map((one) => one.movement), movement].reduce(apply, second)
    expect(shown(left)).toBe('-3 / -36.00')
    expect(layersOf(left)).toEqual(['I1 0 / 0.00', 'I2 -3 / -36.00'])
  })

  test('nobody knows what goods cost that never came', () => {
    const empty = emptyValuation('MOVING_AVERAGE', CNY)
    const unknown = issueBeyond(empty, quantity('1'), { ...beyond, lastCost: undefined })
    expect(unknown).toEqual({ refusal: 'UnitCostUnknown' })
  })
})

describe('specific lots', () => {
  test('the lot that is named leaves, at its own cost', () => {
    const stock = received('SPECIFIC', ['10', '100.00', 'A'], ['10', '130.00', 'B'])
    const left = apply(stock, done(issue(stock, quantity('4'), { lotId: lot('B') })))
    expect(layersOf(left)).toEqual(['A 10 / 100.00', 'B 6 / 78.00'])
    expect(issue(left, quantity('7'), { lotId: lot('B') })).toEqual({
      refusal: 'StockInsufficient',
      available: '6',
      requested: '7',
    })
  })
})

describe('standard cost', () => {
  const standard = (text: string) => {
    const price = parseUnitPrice(text, CNY)
    if ('refusal' in price) throw new Error(text)
    return price
  }
  const atTen = { ...emptyValuation('STANDARD', CNY), standardCost: standard('10') }

  test('receipts enter at standard whatever they cost, and stock bears no late cost', () => {
    const { movement } = receive(atTen, { quantity: quantity('3'), value: yuan('33.00'), layerId: layer('R1') })
    const stock = apply(atTen, movement)
    expect(shown(stock)).toBe('3 / 30.00')
    const late = bearLateCost(stock, { quantity: quantity('3'), value: yuan('1.00'), layerId: layer('R1') })
    expect([formatMoney(late.movement.value), formatMoney(late.consumed)]).toEqual(['0.00', '1.00'])
  })

  test('another standard changes what is on hand', () => {
    const stock = apply(
      atTen,
      receive(atTen, { quantity: quantity('3'), value: yuan('0'), layerId: layer('R1') }).movement,
    )
    expect(formatMoney(toStandard(stock, standard('11.5')))).toBe('4.50')
  })
})

describe('changes of value and method', () => {
  test('FIFO layers share a revaluation by quantity, to the cent', () => {
    const stock = received('FIFO', ['1', '10.00', 'R1'], ['2', '10.00', 'R2'])
    const movement = done(revalue(stock, yuan('1.00')))
    expect(layersOf(apply(stock, movement))).toEqual(['R1 1 / 10.33', 'R2 2 / 10.67'])
    expect(done(revalue(stock, yuan('-20.00'))).value.minor).toBe(-2000n)
    expect(revalue(stock, yuan('-20.01'))).toMatchObject({ refusal: 'ValueBelowZero' })
    expect(revalue(received('FIFO'), yuan('1.00'))).toEqual({ refusal: 'NothingToValue' })
  })

  test('a method begins with what there is and changes no value', () => {
    const average = received('MOVING_AVERAGE', ['3', '10.00', 'R1'])
    const layered = { ...apply(average, switchCosting(average, 'FIFO', layer('C'))), costing: 'FIFO' as const }
    expect(layersOf(layered)).toEqual(['C 3 / 10.00'])
    const back = apply(layered, switchCosting(layered, 'MOVING_AVERAGE', layer('D')))
    expect([shown(back), ...layersOf(back)]).toEqual(['3 / 10.00', 'C 0 / 0.00'])
  })
})
