import { formatMoney, formatQuantity, type Money, unitCostForDisplay } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod } from '../src/domain/item.ts'
import { layer, quantity, stockOf, yuan } from './costing-steps.ts'

type Stock = ReturnType<typeof stockOf>

const worth = (value: Money | 'refused') => (value === 'refused' ? value : formatMoney(value))
const balance = ({ valuation }: Stock) => `${formatQuantity(valuation.quantity)} / ${formatMoney(valuation.value)}`
const layers = ({ valuation }: Stock) =>
  valuation.layers.map(({ layerId, quantity, value }) => `${layerId} ${formatQuantity(quantity)}/${formatMoney(value)}`)

describe('the worked chain of receipts, issues and returns', () => {
  function received(costing: CostingMethod) {
    const stock = stockOf(costing)
    stock.receive(quantity('100'), yuan('1000.00'), 'R1')
    stock.receive(quantity('50'), yuan('560.00'), 'R2')
    return stock
  }

  test('moving average: 60 of 150 / 1,560.00 leave at 624.00', () => {
    const stock = received('MOVING_AVERAGE')
    expect(balance(stock)).toBe('150 / 1560.00')
    expect(unitCostForDisplay(stock.valuation.value, stock.valuation.quantity)).toBe('10.400000')
    expect(worth(stock.issue(quantity('60')))).toBe('-624.00')
    expect(balance(stock)).toBe('90 / 936.00')
  })

  test('FIFO: the same 60 leave at 600.00, out of the first receipt', () => {
    const stock = received('FIFO')
    expect(worth(stock.issue(quantity('60')))).toBe('-600.00')
    expect(layers(stock)).toEqual(['R1 40/400.00', 'R2 50/560.00'])
  })

  test('moving average: 10 of R2 go back at their receipt value', () => {
    const stock = stockOf('MOVING_AVERAGE')
    stock.restate({ quantity: quantity('90'), value: yuan('963.00'), layers: [] })
    expect(worth(stock.returnToSupplier(quantity('10'), yuan('112.00'), 'R2'))).toBe('-112.00')
    expect(balance(stock)).toBe('80 / 851.00')
    expect(unitCostForDisplay(stock.valuation.value, stock.valuation.quantity)).toBe('10.637500')
  })

  test('FIFO: 10 of R2 go back out of the layer of R2', () => {
    const stock = stockOf('FIFO')
    const left = [
      { layerId: layer('R1'), lotId: null, quantity: quantity('40'), value: yuan('412.00') },
      { layerId: layer('R2'), lotId: null, quantity: quantity('50'), value: yuan('560.00') },
    ]
    stock.restate({ quantity: quantity('90'), value: yuan('972.00'), layers: left })
    expect(worth(stock.returnToSupplier(quantity('10'), yuan('112.00'), 'R2'))).toBe('-112.00')
    expect(layers(stock)).toEqual(['R1 40/412.00', 'R2 40/448.00'])
  })

  test('moving average: counted short by 2, then 20 moved on, then the last 53', () => {
    const stock = stockOf('MOVING_AVERAGE')
    stock.restate({ quantity: quantity('75'), value: yuan('872.00'), layers: [] })
    expect(worth(stock.issue(quantity('2')))).toBe('-23.25')
    expect(worth(stock.issue(quantity('20')))).toBe('-232.53')
    expect(balance(stock)).toBe('53 / 616.22')
    expect(worth(stock.issue(quantity('53')))).toBe('-616.22')
    expect(balance(stock)).toBe('0 / 0.00')
  })

  test('FIFO: counted short by 2, then 20 moved on, then the last 53', () => {
    const stock = stockOf('FIFO')
    const left = [
      { layerId: layer('R1'), lotId: null, quantity: quantity('30'), value: yuan('309.00') },
      { layerId: layer('R2'), lotId: null, quantity: quantity('40'), value: yuan('520.00') },
      { layerId: layer('SR'), lotId: null, quantity: quantity('5'), value: yuan('50.00') },
    ]
    stock.restate({ quantity: quantity('75'), value: yuan('879.00'), layers: left })
    expect(worth(stock.issue(quantity('2')))).toBe('-20.60')
    expect(worth(stock.issue(quantity('20')))).toBe('-206.00')
    expect(balance(stock)).toBe('53 / 652.40')
    expect(worth(stock.issue(quantity('53')))).toBe('-652.40')
    expect(layers(stock)).toEqual(['R1 0/0.00', 'R2 0/0.00', 'SR 0/0.00'])
  })
})

describe.each(['MOVING_AVERAGE', 'FIFO'] as const)('rounding residue under %s', (costing) => {
  test('3 for 10.00 leave at 3.33, 3.34 and 3.33', () => {
    const stock = stockOf(costing)
    stock.receive(quantity('3'), yuan('10.00'), 'R1')
    const issues = [1, 2, 3].map(() => worth(stock.issue(quantity('1'))))
    expect(issues).toEqual(['-3.33', '-3.34', '-3.33'])
    expect(balance(stock)).toBe('0 / 0.00')
  })

  test('2 × 4.63 and 5 × 3.04 issued in tenths leave 24.46 and nothing over', () => {
    const stock = stockOf(costing)
    stock.receive(quantity('2'), yuan('9.26'), 'R1')
    stock.receive(quantity('5'), yuan('15.20'), 'R2')
    for (let tenth = 0; tenth < 70; tenth += 1) stock.issue(quantity('0.1'))
    const issued = stock.movements.slice(2).reduce((total, { value }) => total - value.minor, 0n)
    expect(issued).toBe(2446n)
    expect(balance(stock)).toBe('0 / 0.00')
  })

  test('2 × 1.00 and 1 × 1.01 issued at once leave at 3.01', () => {
    const stock = stockOf(costing)
    stock.receive(quantity('2'), yuan('2.00'), 'R1')
    stock.receive(quantity('1'), yuan('1.01'), 'R2')
    expect(worth(stock.issue(quantity('3')))).toBe('-3.01')
  })

  test('3 boxes of 12 at 100.00: 5 pieces leave at 41.67, the other 31 at 258.33', () => {
    const stock = stockOf(costing)
    stock.receive(quantity('36'), yuan('300.00'), 'R1')
    expect(worth(stock.issue(quantity('5')))).toBe('-41.67')
    expect(worth(stock.issue(quantity('31')))).toBe('-258.33')
  })

  test('a free sample keeps quantity at value zero', () => {
    const stock = stockOf(costing)
    stock.receive(quantity('5'), yuan('0.00'), 'R1')
    expect(balance(stock)).toBe('5 / 0.00')
    stock.receive(quantity('5'), yuan('50.00'), 'R2')
    expect(balance(stock)).toBe('10 / 50.00')
  })

  test('more than there is, is refused with what there is', () => {
    const stock = stockOf(costing)
    stock.receive(quantity('3'), yuan('10.00'), 'R1')
    expect(stock.issue(quantity('3.000001'))).toBe('refused')
    expect(stock.returnToSupplier(quantity('4'), yuan('13.33'), 'R1')).toBe('refused')
    expect(balance(stock)).toBe('3 / 10.00')
  })
})

describe('a return at an old price above the carrying value', () => {
  test('moving average: stock leaves at its carrying share and the average stays positive', () => {
    const stock = stockOf('MOVING_AVERAGE')
    stock.receive(quantity('10'), yuan('1000.00'), 'R1')
    stock.receive(quantity('100'), yuan('1000.00'), 'R2')
    expect(worth(stock.issue(quantity('100')))).toBe('-1818.18')
    expect(balance(stock)).toBe('10 / 181.82')
    expect(worth(stock.returnToSupplier(quantity('8'), yuan('800.00'), 'R1'))).toBe('-145.46')
    expect(balance(stock)).toBe('2 / 36.36')
  })

  test('FIFO: a layer partly used up gives what it has left, the oldest others give the rest', () => {
    const stock = stockOf('FIFO')
    stock.receive(quantity('100'), yuan('1000.00'), 'R1')
    stock.receive(quantity('50'), yuan('560.00'), 'R2')
    stock.issue(quantity('60'))
    expect(worth(stock.returnToSupplier(quantity('50'), yuan('500.00'), 'R1'))).toBe('-500.00')
    expect(layers(stock)).toEqual(['R1 0/0.00', 'R2 40/460.00'])
  })

  test('the last unit takes what is left, also when that is more than the receipt was worth', () => {
    const stock = stockOf('MOVING_AVERAGE')
    stock.receive(quantity('10'), yuan('120.00'), 'R1')
    expect(worth(stock.returnToSupplier(quantity('10'), yuan('100.00'), 'R1'))).toBe('-120.00')
    expect(balance(stock)).toBe('0 / 0.00')
  })

  test('taken back, the same quantity and value return to the same layers', () => {
    const stock = stockOf('FIFO')
    stock.receive(quantity('10'), yuan('100.00'), 'R1')
    stock.receive(quantity('10'), yuan('120.00'), 'R2')
    stock.returnToSupplier(quantity('12'), yuan('140.00'), 'R2')
    expect(layers(stock)).toEqual(['R1 8/76.67', 'R2 0/0.00'])
    stock.putBackLast()
    expect(layers(stock)).toEqual(['R1 10/100.00', 'R2 10/120.00'])
  })
})
