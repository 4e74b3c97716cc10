import { type BusinessDate, refuse } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireStatus } from '../domain/inventory-document.ts'
import { invalidInput, type StaleVersion } from '../domain/master-data.ts'
import { receiveTransfer } from '../domain/post-stock-transfer.ts'
import {
  afterPart,
  type MeasureRefused,
  type MoreThanInTransit,
  partOfTransfer,
  type StockTransfer,
  type StockTransferLineNotFound,
  type StockTransferStatus,
  type TransferPartInput,
  type TransitOutOfReach,
} from '../domain/stock-transfer.ts'
import type { Unit } from '../store/database.ts'
import * as items from '../store/items.ts'
import * as stockTransfers from '../store/stock-transfers.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { decideStep, type TransferRefused } from './stock-of-transfer.ts'
import { transitInReach } from './transit-in-reach.ts'

/** Some of a shipment, by line; left out, all of it that is still in transit. */
export type TransferPart = {
  readonly stockTransferId: string
  readonly expectedVersion: number
  readonly lines?: readonly TransferPartInput[] | undefined
}

export type TransferPartRefused =
  | DocumentNotFound
  | DocumentNotIn<StockTransferStatus>
  | StaleVersion
  | MeasureRefused
  | StockTransferLineNotFound
  | MoreThanInTransit
  | TransferRefused
  | TransitOutOfReach

/** Goods on their way arrive, all of them or some. */
export async function receiveStockTransfer(
  unit: Unit,
  { receivedOn, ...input }: TransferPart & { readonly receivedOn: BusinessDate },
): Promise<StockTransfer | TransferPartRefused> {
  const { tx } = unit
  const named = await lockPart(unit, input, { field: 'receivedOn', day: receivedOn })
  if ('refusal' in named) return named
  const { transfer, part } = named
  const transit = await transitInReach(unit)
  if ('refusal' in transit) return transit
  const { id: transitId } = transit
  const lines = part.map(({ line }) => line)
  const posting = await decideStep(
    tx,
    {
      transfer,
      eventKind: 'TRANSFER_RECEIPT',
      businessDate: receivedOn,
      from: transitId,
      to: transfer.toWarehouseId,
      lines,
    },
    (stock, book) => receiveTransfer(transfer, { transitId, receivedOn, part }, stock, book),
  )
  if ('refusal' in posting) return posting
  await recordStockDocuments(unit, [posting], posting.changed)
  const received = afterPart(transfer, part, 'receivedQuantity')
  await stockTransfers.save(tx, received)
  return received
}

/** The shipped transfer, locked, and the part of it that a person names; nothing arrives before it was shipped. */
export async function lockPart(
  { tx }: Unit,
  { stockTransferId, expectedVersion, lines }: TransferPart,
  { field, day }: { readonly field: string; readonly day: BusinessDate },
) {
  const transfer = await stockTransfers.lock(tx, stockTransferId)
  if (!transfer) return refuse('DocumentNotFound', { documentId: stockTransferId })
  const problem = requireStatus(transfer, 'SHIPPED', expectedVersion)
  if (problem) return problem
  if (day < transfer.businessDate) return invalidInput(field, 'BEFORE_SHIPMENT')
  const goods = lines ? await items.findMany(tx, [...new Set(transfer.lines.map(({ itemId }) => itemId))]) : []
  const part = partOfTransfer(transfer, lines, new Map(goods.map((item) => [item.id, item])))
  return 'refusal' in part ? part : { transfer, part }
}
