import { currency, type Money, money, parseMoney, parseQuantity, type Quantity } from '@erp/values'
import { issue, putBack, receive, returnToSupplier } from '../src/domain/costing.ts'
import type { CostingMethod } from '../src/domain/item.ts'
import { apply, emptyValuation, type Movement, type StockEntryId, type Valuation } from '../src/domain/valuation.ts'

export const CNY = currency('CNY')

export function quantity(text: string): Quantity {
  const read = parseQuantity(text)
  if ('refusal' in read) throw new Error(`Not a quantity: ${text}`)
  return read
}

export function yuan(text: string): Money {
  const read = parseMoney(text, CNY)
  if ('refusal' in read) throw new Error(`Not an amount: ${text}`)
  return read
}

export const layer = (name: string): StockEntryId => name as StockEntryId

/** An item's stock in one area, moved step by step; every step answers what it was valued at. */
export function stockOf(costing: CostingMethod, code = 'CNY') {
  let valuation: Valuation = emptyValuation(costing, currency(code))
  const movements: Movement[] = []
  const record = (movement: Movement): Money => {
    movements.push(movement)
    valuation = apply(valuation, movement)
    return movement.value
  }
  const move = (movement: ReturnType<typeof issue>): Money | 'refused' =>
    'refusal' in movement ? 'refused' : record(movement)

  return {
    movements,
    get valuation() {
      return valuation
    },
    receive: (received: Quantity, value: Money, name: string) =>
      record(receive(valuation, { quantity: received, value, layerId: layer(name) }).movement),
    issue: (issued: Quantity) => move(issue(valuation, issued)),
    returnToSupplier: (returned: Quantity, clearingValue: Money, name: string) =>
      move(returnToSupplier(valuation, { quantity: returned, clearingValue, layerId: layer(name) })),
    putBackLast: () => {
      const last = movements.at(-1)
      return last?.quantity.lt(0) ? record(putBack(last)) : money(0n, currency(code))
    },
    /** Restates a balance reached by steps outside receipts, issues and returns. */
    restate: (stated: Omit<Valuation, 'costing'>) => {
      valuation = { costing, ...stated }
    },
    get onHand() {
      return valuation.quantity
    },
    get isEmpty() {
      return valuation.quantity.isZero()
    },
  }
}
