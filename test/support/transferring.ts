import type { StockTransfer } from './documents.ts'
import { readLine } from './line-text.ts'
import type { MasterData } from './master-data.ts'
import type { Person } from './people.ts'
import { untilSettled } from './settled.ts'
import { today } from './test-calendar.ts'

/** What a storekeeper does with goods that go from one warehouse to another. */
export interface Transfers {
  /** Writes down that goods go, such as `20 × STEEL`, for confirming later. */
  readonly draftsTransfer: (line: string, terms?: TransferTerms) => Promise<StockTransfer>
  /** Lets the goods of a draft go, and waits for the ledger. */
  readonly confirmsTransfer: (draft: StockTransfer) => Promise<StockTransfer>
  /** Both at once. */
  readonly transfers: (line: string, terms?: TransferTerms) => Promise<StockTransfer>
  /** Some of a shipment of one line has arrived; without a quantity, all that is on its way. */
  readonly receivesTransfer: (shipped: StockTransfer, quantity?: string) => Promise<StockTransfer>
  /** Some of it will never arrive; of an abnormal loss, input VAT is transferred out. */
  readonly losesInTransfer: (shipped: StockTransfer, quantity: string, vat?: string) => Promise<StockTransfer>
  readonly cancelsTransfer: (transfer: StockTransfer) => Promise<StockTransfer>
}

export interface TransferTerms {
  readonly kind?: 'ONE_STEP' | 'TWO_STEP'
  readonly from?: string
  readonly to?: string
}

export function transfersOf(person: Person, masterData: () => MasterData): Transfers {
  const change = async (operation: string, input: object) =>
    untilSettled(person, 'StockTransfer', await person.change<StockTransfer>(operation, { ...input, waitMs: 10_000 }))
  const named = ({ id, version }: StockTransfer) => ({ stockTransferId: id, expectedVersion: version })
  const part = (transfer: StockTransfer, quantity: string) => ({
    ...named(transfer),
    lines: transfer.lines.map(({ id }) => ({ stockTransferLineId: id, quantity })),
  })
  const draftsTransfer: Transfers['draftsTransfer'] = (
    line,
    { kind = 'ONE_STEP', from = 'MAIN', to = 'EAST' } = {},
  ) => {
    const { warehouses, itemIds } = masterData()
    const { item, quantity } = readLine(line)
    return person.change<StockTransfer>('CreateStockTransfer', {
      kind,
      fromWarehouseId: warehouses.get(from)?.id,
      toWarehouseId: warehouses.get(to)?.id,
      businessDate: today,
      lines: [{ itemId: itemIds.get(item), quantity }],
    })
  }
  const confirmsTransfer = (draft: StockTransfer) => change('ConfirmStockTransfer', named(draft))

  return {
    draftsTransfer,
    confirmsTransfer,
    transfers: async (line, terms) => confirmsTransfer(await draftsTransfer(line, terms)),
    receivesTransfer: (shipped, quantity) =>
      change('ReceiveStockTransfer', {
        ...(quantity === undefined ? named(shipped) : part(shipped, quantity)),
        receivedOn: today,
      }),
    losesInTransfer: (shipped, quantity, vat) =>
      change('LoseInStockTransfer', { ...part(shipped, quantity), lostOn: today, inputVatPercent: vat ?? null }),
    cancelsTransfer: (transfer) => change('CancelStockTransfer', named(transfer)),
  }
}
