import { type BusinessDate, currency, isRefusal, type Money, negate, newId } from '@erp/values'
import type { Item } from '../src/domain/item.ts'
import { type LedgerPage, openPage } from '../src/domain/ledger-page.ts'
import type { SourceDocumentType, StockEventKind } from '../src/domain/stock-document.ts'
import type { StockedItem, StockingWarehouse } from '../src/domain/stock-facts.ts'
import { entryLineOf, issueLine, type OnHand, receiveLine } from '../src/domain/stock-line.ts'
import type { StockEntryId } from '../src/domain/valuation.ts'
import { bearLateCost } from '../src/domain/value-changes.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import * as stockBalances from '../src/store/stock-balances.ts'
import { recordStockDocuments } from '../src/use-cases/record-stock-documents.ts'
import { quantity, yuan } from './costing-steps.ts'
import type { Company, Inventory } from './use-inventory.ts'

/** Posts stock documents without a business document behind them, line by line as all documents are. */
export function postDirectly({ transactor }: Pick<Inventory, 'transactor'>, { companyId, caller }: Company) {
  const numbers = { next: 1 }

  async function post<Result>(
    as: { kind: StockEventKind; type: SourceDocumentType; on: string },
    places: readonly { item: Item; warehouse: Warehouse }[],
    write: (page: LedgerPage, onHand: OnHand) => Result,
  ): Promise<Result> {
    const [place] = places
    if (!place) throw new Error('A document moves something.')
    const keys = places.map(({ item, warehouse }) => ({
      ...{ companyId, itemId: item.id, warehouseId: warehouse.id, valuationAreaId: warehouse.valuationAreaId },
      currency: currency('CNY'),
    }))
    return transactor.transact(caller, 'post', async (unit) => {
      await stockBalances.open(unit.tx, keys)
      const book = await stockBalances.withLayers(unit.tx, await stockBalances.lock(unit.tx, keys))
      const onHand = await stockBalances.onHand(unit.tx, keys)
      const head = {
        ...{ companyId, eventKind: as.kind, documentType: as.type, documentId: newId(), supplierId: null },
        documentNumber: `${as.type}-${numbers.next++}`,
        ...{ businessDate: as.on as BusinessDate, currency: currency('CNY'), warehouseId: place.warehouse.id },
      }
      const page = openPage(head, book)
      const result = write(page, onHand)
      const posting = page.close()
      await recordStockDocuments(unit, [posting], posting.changed)
      return result
    })
  }

  return {
    issue: (item: Item, warehouse: Warehouse, amount: string, on: string) =>
      post({ kind: 'OTHER_ISSUE', type: 'MISCELLANEOUS_MOVEMENT', on }, [{ item, warehouse }], (page, onHand) => {
        const entry = issueLine(page, { ...lineOf(item, warehouse), quantity: quantity(amount) }, { onHand })
        if (isRefusal(entry)) throw new Error(entry.refusal)
        return entry
      }),
    transfer: (item: Item, from: Warehouse, to: Warehouse, amount: string, on: string) => {
      const places = [from, to].map((warehouse) => ({ item, warehouse }))
      return post({ kind: 'STOCK_TRANSFER', type: 'STOCK_TRANSFER', on }, places, (page, onHand) => {
        const line = { ...lineOf(item, from), quantity: quantity(amount) }
        const gone = issueLine(page, line, { onHand })
        if (isRefusal(gone)) throw new Error(gone.refusal)
        const come = receiveLine(page, { ...line, warehouse: stocking(to) }, negate(gone.value))
        if (isRefusal(come)) throw new Error(come.refusal)
        return come
      })
    },
    /** A cost of so much received by an entry becomes known; answers what goods on hand bear. */
    lateCost: (
      item: Item,
      warehouse: Warehouse,
      of: { layerId: StockEntryId; quantity: string; value: string },
      on: string,
    ) =>
      post({ kind: 'LANDED_COST', type: 'LANDED_COST', on }, [{ item, warehouse }], (page): Money => {
        const stock = page.stockOf(stocked(item), warehouse.valuationAreaId)
        const cost = { layerId: of.layerId, quantity: quantity(of.quantity), value: yuan(of.value) }
        const { movement } = bearLateCost(stock.valuation, cost)
        page.write(stock, entryLineOf({ ...lineOf(item, warehouse), quantity: cost.quantity }, cost.value), movement)
        return movement.value
      }),
  }
}

function lineOf(item: Item, warehouse: Warehouse) {
  return { lineId: newId(), item: stocked(item), warehouse: stocking(warehouse) }
}

function stocked({ id, companyId, itemClass, costing }: Item): StockedItem {
  return { id, companyId, itemClass, costing }
}

function stocking({ id, companyId, valuationAreaId }: Warehouse): StockingWarehouse {
  return { id, companyId, valuationAreaId, negativeStockAllowed: false, inTransit: false, catchesUp: false }
}
