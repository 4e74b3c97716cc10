import { type BusinessDate, formatMoney, formatQuantity, isRefusal, newId, sumQuantities } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { postDelivery } from '../src/domain/delivery.ts'
import { postGoodsReceipt } from '../src/domain/goods-receipt.ts'
import type { CostingMethod, ItemId } from '../src/domain/item.ts'
import { postPurchaseReturn } from '../src/domain/purchase-return.ts'
import { postSalesReturn } from '../src/domain/sales-return.ts'
import { type Posting, type StockBook, type StockEntry, stockKey } from '../src/domain/stock-document.ts'
import type { StockFacts } from '../src/domain/stock-facts.ts'
import { binKey } from '../src/domain/stock-line.ts'
import { apply } from '../src/domain/valuation.ts'
import { bearLateCost } from '../src/domain/value-changes.ts'
import type { ValuationAreaId, WarehouseId } from '../src/domain/warehouse.ts'
import { CNY, quantity, yuan } from './costing-steps.ts'

const companyId = newId()
const itemId = newId() as ItemId
const warehouseId = newId() as WarehouseId
const valuationAreaId = newId() as ValuationAreaId
const key = stockKey({ itemId, valuationAreaId })
const on = '2026-03-05' as BusinessDate

/** The chain of DOMAIN.md 2.3 on one item in one warehouse, document by document. */
function aChain(costing: CostingMethod) {
  const facts: StockFacts = {
    items: new Map([[itemId, { id: itemId, companyId, itemClass: 'MERCHANDISE', costing }]]),
    warehouses: new Map([
      [
        warehouseId,
        {
          id: warehouseId,
          companyId,
          valuationAreaId,
          negativeStockAllowed: false,
          inTransit: false,
          catchesUp: false,
        },
      ],
    ]),
    currencies: new Map([[companyId, CNY]]),
  }
  let book: StockBook = new Map()
  const entries: StockEntry[] = []

  const record = (posting: Posting | { refusal: string }): string => {
    if (isRefusal(posting)) throw new Error(posting.refusal)
    book = posting.changed
    entries.push(...posting.document.entries)
    return posting.document.entries.map((entry) => formatMoney(entry.value)).join(', ')
  }
  const valuation = () => {
    const stock = book.get(key)
    if (!stock) throw new Error('Nothing was received.')
    return stock.valuation
  }
  const onHand = () => new Map([[binKey({ itemId, warehouseId }), valuation().quantity]])
  const receivedBy = (lineId: string) => {
    const entry = entries.find(({ sourceLineId }) => sourceLineId === lineId)
    if (!entry) throw new Error(`Nothing was received by ${lineId}.`)
    return entry.id
  }
  const head = { companyId, warehouseId, currency: CNY }
  return {
    receives: (lineId: string, amount: string, value: string) =>
      record(
        postGoodsReceipt(
          {
            ...{ ...head, goodsReceiptId: newId(), number: 'GR', supplierId: newId(), receivedOn: on },
            lines: [{ lineId, itemId, quantity: quantity(amount), netValue: yuan(value) }],
          },
          facts,
          book,
        ),
      ),
    delivers: (lineId: string, amount: string) =>
      record(
        postDelivery(
          {
            ...{ ...head, deliveryId: newId(), number: 'DN', customerId: newId(), deliveredOn: on },
            lines: [{ lineId, itemId, quantity: quantity(amount) }],
          },
          { ...facts, issue: { onHand: onHand() } },
          book,
        ),
      ),
    sendsBack: (goodsReceiptLineId: string, amount: string, clearing: string, afterInvoice = false) =>
      record(
        postPurchaseReturn(
          {
            ...{ ...head, purchaseReturnId: newId(), number: 'PR', supplierId: newId(), returnedOn: on, afterInvoice },
            lines: [
              {
                ...{ lineId: newId(), goodsReceiptId: newId(), goodsReceiptLineId, itemId },
                ...{ quantity: quantity(amount), clearingValue: yuan(clearing) },
              },
            ],
          },
          {
            ...facts,
            onHand: onHand(),
            receivedBy: new Map([[goodsReceiptLineId, receivedBy(goodsReceiptLineId)]]),
          },
          book,
        ),
      ),
    takesBack: (deliveryLineId: string, amount: string) => {
      const delivered = entries.find(({ sourceLineId }) => sourceLineId === deliveryLineId)
      if (!delivered) throw new Error(`Nothing was delivered by ${deliveryLineId}.`)
      const out = {
        itemId,
        quantity: quantity(formatQuantity(delivered.quantity).slice(1)),
        value: { ...delivered.value, minor: -delivered.value.minor },
      }
      return record(
        postSalesReturn(
          {
            ...{ ...head, salesReturnId: newId(), number: 'SR', customerId: newId(), returnedOn: on },
            lines: [{ lineId: newId(), deliveryLineId, itemId, quantity: quantity(amount) }],
          },
          { ...facts, eventKind: 'SALES_RETURN', stillOut: new Map([[deliveryLineId, out]]), lastCosts: new Map() },
          book,
        ),
      )
    },
    /** A cost that becomes known later: `[what stock bears, what goods that left bear]`. */
    bears: (lineId: string, amount: string, value: string) => {
      const { movement, consumed } = bearLateCost(valuation(), {
        ...{ layerId: receivedBy(lineId), quantity: quantity(amount), value: yuan(value) },
      })
      const stock = book.get(key)
      if (stock) book = new Map([[key, { ...stock, valuation: apply(stock.valuation, movement) }]])
      return [formatMoney(movement.value), formatMoney(consumed)]
    },
    balance: () => `${formatQuantity(valuation().quantity)} / ${formatMoney(valuation().value)}`,
    layers: () => {
      const names = ['R1', 'R2', 'SR']
      const open = valuation().layers.filter((layer) => layer.quantity.gt(0))
      expect(sumQuantities(open.map((layer) => layer.quantity)).eq(valuation().quantity)).toBe(true)
      return open.map((layer, index) => `${names[index]} ${formatQuantity(layer.quantity)}/${formatMoney(layer.value)}`)
    },
  }
}

describe('the worked chain', () => {
  test('by moving average', () => {
    const chain = aChain('MOVING_AVERAGE')
    chain.receives('R1', '100', '1000.00')
    chain.receives('R2', '50', '560.00')
    expect(chain.balance()).toBe('150 / 1560.00')
    expect(chain.delivers('D1', '60')).toBe('-624.00')
    expect(chain.bears('R1', '100', '30.00')).toEqual(['27.00', '3.00'])
    expect(chain.balance()).toBe('90 / 963.00')
    expect(chain.sendsBack('R2', '10', '112.00')).toBe('-112.00')
    expect(chain.bears('R2', '40', '80.00')).toEqual(['80.00', '0.00'])
    expect(chain.balance()).toBe('80 / 931.00')
    expect(chain.takesBack('D1', '5')).toBe('52.00')
    expect(chain.balance()).toBe('85 / 983.00')
    expect(chain.sendsBack('R1', '10', '103.00', true)).toBe('-103.00')
    expect(chain.balance()).toBe('75 / 880.00')
    expect(chain.bears('R2', '40', '-8.00')).toEqual(['-8.00', '0.00'])
    expect(chain.balance()).toBe('75 / 872.00')
    expect(chain.delivers('D2', '2')).toBe('-23.25')
    expect(chain.delivers('D3', '20')).toBe('-232.53')
    expect(chain.delivers('D4', '53')).toBe('-616.22')
    expect(chain.balance()).toBe('0 / 0.00')
  })

  test('first in, first out', () => {
    const chain = aChain('FIFO')
    chain.receives('R1', '100', '1000.00')
    chain.receives('R2', '50', '560.00')
    expect(chain.delivers('D1', '60')).toBe('-600.00')
    expect(chain.layers()).toEqual(['R1 40/400.00', 'R2 50/560.00'])
    expect(chain.bears('R1', '100', '30.00')).toEqual(['12.00', '18.00'])
    expect(chain.layers()).toEqual(['R1 40/412.00', 'R2 50/560.00'])
    expect(chain.sendsBack('R2', '10', '112.00')).toBe('-112.00')
    expect(chain.bears('R2', '40', '80.00')).toEqual(['80.00', '0.00'])
    expect(chain.layers()).toEqual(['R1 40/412.00', 'R2 40/528.00'])
    expect(chain.takesBack('D1', '5')).toBe('50.00')
    expect(chain.layers()).toEqual(['R1 40/412.00', 'R2 40/528.00', 'SR 5/50.00'])
    expect(chain.sendsBack('R1', '10', '103.00', true)).toBe('-103.00')
    expect(chain.bears('R2', '40', '-8.00')).toEqual(['-8.00', '0.00'])
    expect(chain.layers()).toEqual(['R1 30/309.00', 'R2 40/520.00', 'SR 5/50.00'])
    expect(chain.delivers('D2', '2')).toBe('-20.60')
    expect(chain.delivers('D3', '20')).toBe('-206.00')
    expect(chain.delivers('D4', '53')).toBe('-652.40')
    expect(chain.balance()).toBe('0 / 0.00')
  })
})
