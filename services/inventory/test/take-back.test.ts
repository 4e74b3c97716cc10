import { type BusinessDate, formatMoney, formatQuantity, isRefusal, newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod, ItemId } from '../src/domain/item.ts'
import { type LedgerPage, openPage } from '../src/domain/ledger-page.ts'
import { type StockBook, type StockDocument, stockKey } from '../src/domain/stock-document.ts'
import type { StockedItem, StockingWarehouse } from '../src/domain/stock-facts.ts'
import { binKey, issueLine, receiveLine } from '../src/domain/stock-line.ts'
import { takeBackDocuments } from '../src/domain/take-back.ts'
import type { ValuationAreaId, WarehouseId } from '../src/domain/warehouse.ts'
import { CNY, quantity, yuan } from './costing-steps.ts'

/** One item in one warehouse, moved by documents of one line each. */
function aLedger(costing: CostingMethod, negativeStockAllowed = false) {
  const companyId = newId()
  const item: StockedItem = { id: newId() as ItemId, companyId, itemClass: 'MERCHANDISE', costing }
  const warehouse: StockingWarehouse = {
    ...{ id: newId() as WarehouseId, companyId, valuationAreaId: newId() as ValuationAreaId },
    ...{ negativeStockAllowed, inTransit: false, catchesUp: false },
  }
  const key = stockKey({ itemId: item.id, valuationAreaId: warehouse.valuationAreaId })
  let book: StockBook = new Map()

  const onHand = () => {
    const stock = book.get(key)
    return new Map(stock ? [[binKey({ itemId: item.id, warehouseId: warehouse.id }), stock.valuation.quantity]] : [])
  }
  const record = (write: (page: LedgerPage) => object): StockDocument => {
    const head = {
      ...({
        companyId,
        eventKind: 'OTHER_RECEIPT',
        documentType: 'MISCELLANEOUS_MOVEMENT',
        documentId: newId(),
      } as const),
      ...{ documentNumber: 'MM', businessDate: '2026-03-05' as BusinessDate, currency: CNY, supplierId: null },
      warehouseId: warehouse.id,
    }
    const page = openPage(head, book)
    const written = write(page)
    if (isRefusal(written)) throw new Error(written.refusal)
    const posting = page.close()
    book = posting.changed
    return posting.document
  }
  const line = (amount: string) => ({ lineId: newId(), item, warehouse, quantity: quantity(amount) })
  return {
    item,
    receives: (amount: string, value: string) => record((page) => receiveLine(page, line(amount), yuan(value))),
    issues: (amount: string) => record((page) => issueLine(page, line(amount), { onHand: onHand() })),
    /** What is left once the document is taken back, or the refusal. */
    without: (document: StockDocument) => {
      const facts = { warehouses: new Map([[warehouse.id, warehouse]]) }
      const takenBack = takeBackDocuments([document], { book, onHand: onHand(), facts })
      if ('refusal' in takenBack) return takenBack
      const left = takenBack.changed.get(key)?.valuation
      return left && `${formatQuantity(left.quantity)} / ${formatMoney(left.value)}`
    },
  }
}

describe('taking back', () => {
  test('a receipt goes at its own value while its layer is whole, and not once it was used', () => {
    const ledger = aLedger('FIFO')
    const received = ledger.receives('3', '10.00')
    expect(ledger.without(received)).toBe('0 / 0.00')
    ledger.issues('1')
    expect(ledger.without(received)).toEqual({ refusal: 'StockUsedSince', itemId: ledger.item.id })
  })

  test('a receipt of an average goes while enough of it is left to carry the rest', () => {
    const ledger = aLedger('MOVING_AVERAGE')
    ledger.receives('10', '10.00')
    const dear = ledger.receives('10', '50.00')
    expect(ledger.without(dear)).toBe('10 / 10.00')
    ledger.issues('10')
    expect(ledger.without(dear)).toEqual({ refusal: 'StockUsedSince', itemId: ledger.item.id })
  })

  test.each(['FIFO', 'MOVING_AVERAGE'] as const)(
    'goods of %s that would lie beside what went out before it was there stay out until that is covered or taken back',
    (costing) => {
      const ledger = aLedger(costing, true)
      ledger.receives('5', '50.00')
      const first = ledger.issues('8')
      const second = ledger.issues('2')
      expect(ledger.without(first)).toEqual({ refusal: 'StockUsedSince', itemId: ledger.item.id })
      expect(ledger.without(second)).toBe('-3 / -30.00')
    },
  )
})
