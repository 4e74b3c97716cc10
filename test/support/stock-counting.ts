import type { Stocktake } from './documents.ts'
import type { MasterData } from './master-data.ts'
import type { Person } from './people.ts'
import { untilSettled } from './settled.ts'
import { today } from './test-calendar.ts'

/** What people do who count stock, and who approves what they found. */
export interface StockCounting {
  /** Begins a blind stocktake of all that lies in a warehouse. */
  readonly beginsStocktake: (warehouse: string, tolerancePercent?: string) => Promise<Stocktake>
  /** Says what was found, in the order of the lines. */
  readonly counts: (stocktake: Stocktake, ...quantities: readonly string[]) => Promise<Stocktake>
  readonly submits: (stocktake: Stocktake) => Promise<Stocktake>
  /** Approves it, with input VAT to transfer out of an abnormal loss, and waits for the ledger. */
  readonly approves: (stocktake: Stocktake, inputVatPercent?: string) => Promise<Stocktake>
}

export function stockCountingOf(person: Person, masterData: () => MasterData): StockCounting {
  const named = ({ id, version }: Stocktake) => ({ stocktakeId: id, expectedVersion: version })
  return {
    beginsStocktake: (warehouse, tolerancePercent = '100') =>
      person.change('CreateStocktake', {
        warehouseId: masterData().warehouses.get(warehouse)?.id,
        businessDate: today,
        tolerancePercent,
      }),
    counts: ({ id, lines }, ...quantities) =>
      person.change('CountStocktake', {
        stocktakeId: id,
        counts: quantities.map((quantity, index) => ({ stocktakeLineId: lines[index]?.id, quantity })),
      }),
    submits: (stocktake) => person.change('SubmitStocktake', named(stocktake)),
    approves: async (stocktake, inputVatPercent) =>
      untilSettled(
        person,
        'Stocktake',
        await person.change<Stocktake>('ApproveStocktake', {
          ...named(stocktake),
          decisions: stocktake.lines.map(({ id }) => ({
            stocktakeLineId: id,
            inputVatPercent: inputVatPercent ?? null,
          })),
          waitMs: 10_000,
        }),
      ),
  }
}
