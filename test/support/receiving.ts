import type { GoodsReceipt, PurchaseOrder } from './documents.ts'
import { readLine } from './line-text.ts'
import type { MasterData } from './master-data.ts'
import type { Person } from './people.ts'
import { lineOf } from './purchasing.ts'
import { untilSettled } from './settled.ts'
import { type StockCounting, stockCountingOf } from './stock-counting.ts'
import { today } from './test-calendar.ts'
import { type Transfers, transfersOf } from './transferring.ts'

/** What a storekeeper does. */
export interface Storekeeper extends Person, Transfers, StockCounting {
  /** Receives what came of an order, such as `60 × STEEL`, confirms at once and waits for stock and ledger. */
  readonly receives: (order: PurchaseOrder, lines: readonly string[], terms?: ReceiptTerms) => Promise<GoodsReceipt>
  /** Writes down what came, for confirming later. */
  readonly drafts: (order: PurchaseOrder, lines: readonly string[], terms?: ReceiptTerms) => Promise<GoodsReceipt>
  /** Confirms a draft and waits for stock and ledger. */
  readonly confirms: (draft: GoodsReceipt) => Promise<GoodsReceipt>
  readonly cancels: (draft: GoodsReceipt) => Promise<unknown>
  /** The input that `createGoodsReceipt` and `simulateGoodsReceipt` have in common. */
  readonly deliveryNote: (order: PurchaseOrder, lines: readonly string[], terms?: ReceiptTerms) => DeliveryNote
}

export interface ReceiptTerms {
  readonly into?: string
  readonly on?: string
  /** Own currency for one unit of the order's. */
  readonly rate?: string
}

export interface DeliveryNote {
  readonly exchangeRate?: string | undefined
  readonly warehouseId: string
  readonly receivedOn: string
  readonly lines: readonly { readonly purchaseOrderLineId: string; readonly quantity: string }[]
}

export function storekeeperOf(person: Person, masterData: () => MasterData): Storekeeper {
  const deliveryNote: Storekeeper['deliveryNote'] = (order, lines, { into = 'MAIN', on = today, rate } = {}) => ({
    exchangeRate: rate,
    warehouseId: masterData().warehouses.get(into)?.id ?? into,
    receivedOn: on,
    lines: lines.map(readLine).map(({ item, quantity }) => ({ purchaseOrderLineId: lineOf(order, item), quantity })),
  })
  const create = (note: DeliveryNote, confirm: boolean) =>
    person.change<GoodsReceipt>('CreateGoodsReceipt', { ...note, confirm, waitMs: 10_000 })
  const settled = (receipt: GoodsReceipt) => untilSettled(person, 'GoodsReceipt', receipt)

  return {
    ...person,
    ...transfersOf(person, masterData),
    ...stockCountingOf(person, masterData),
    deliveryNote,
    receives: async (order, lines, terms) => settled(await create(deliveryNote(order, lines, terms), true)),
    drafts: (order, lines, terms) => create(deliveryNote(order, lines, terms), false),
    cancels: ({ id, version }) => person.change('CancelGoodsReceipt', { goodsReceiptId: id, expectedVersion: version }),
    confirms: async ({ id: goodsReceiptId, version: expectedVersion }) =>
      settled(await person.change('ConfirmGoodsReceipt', { goodsReceiptId, expectedVersion, waitMs: 10_000 })),
  }
}
