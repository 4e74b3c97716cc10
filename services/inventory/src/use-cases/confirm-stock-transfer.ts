import { refuse } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireStatus } from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import { postOneStepTransfer, shipTransfer } from '../domain/post-stock-transfer.ts'
import type { StockTransfer, StockTransferStatus, TransitOutOfReach } from '../domain/stock-transfer.ts'
import type { Unit } from '../store/database.ts'
import * as stockTransfers from '../store/stock-transfers.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { decideStep, type TransferRefused, type TransferStep } from './stock-of-transfer.ts'
import { transitInReach } from './transit-in-reach.ts'

export type ConfirmTransferRefused =
  | DocumentNotFound
  | DocumentNotIn<StockTransferStatus>
  | StaleVersion
  | TransferRefused
  | TransitOutOfReach

/** Lets the goods of a draft go: in one step they are there at once, in two they are on their way. */
export async function confirmStockTransfer(
  unit: Unit,
  { stockTransferId, expectedVersion }: { readonly stockTransferId: string; readonly expectedVersion: number },
): Promise<StockTransfer | ConfirmTransferRefused> {
  const draft = await stockTransfers.lock(unit.tx, stockTransferId)
  if (!draft) return refuse('DocumentNotFound', { documentId: stockTransferId })
  const problem = requireStatus(draft, 'DRAFT', expectedVersion)
  if (problem) return problem
  const confirmed = draft.kind === 'ONE_STEP' ? await move(unit, draft) : await ship(unit, draft)
  if ('refusal' in confirmed) return confirmed
  await stockTransfers.save(unit.tx, confirmed)
  return confirmed
}

async function move(unit: Unit, draft: StockTransfer): Promise<StockTransfer | TransferRefused> {
  const posting = await decideStep(unit.tx, oneStepOf(draft), (stock, book) => postOneStepTransfer(draft, stock, book))
  if ('refusal' in posting) return posting
  await recordStockDocuments(unit, [posting], posting.changed)
  return { ...draft, ...confirmedNow(unit, draft), status: 'CONFIRMED' }
}

async function ship(unit: Unit, draft: StockTransfer): Promise<StockTransfer | TransferRefused | TransitOutOfReach> {
  const transit = await transitInReach(unit)
  if ('refusal' in transit) return transit
  const { id: transitId } = transit
  const shipment = await decideStep(unit.tx, shipmentOf(draft, transitId), (stock, book) =>
    shipTransfer(draft, transitId, stock, book),
  )
  if ('refusal' in shipment) return shipment
  const { shippedEntryIds } = shipment
  await recordStockDocuments(unit, [shipment], shipment.changed)
  const lines = draft.lines.map((line) => ({ ...line, shippedEntryId: shippedEntryIds.get(line.id) ?? null }))
  return { ...draft, ...confirmedNow(unit, draft), lines, status: 'SHIPPED' }
}

export function oneStepOf(transfer: StockTransfer): TransferStep {
  const { businessDate, fromWarehouseId: from, toWarehouseId: to, lines } = transfer
  return { transfer, eventKind: 'STOCK_TRANSFER', businessDate, from, to, lines }
}

export function shipmentOf(transfer: StockTransfer, transitId: TransferStep['to']): TransferStep {
  const { businessDate, fromWarehouseId: from, lines } = transfer
  return { transfer, eventKind: 'TRANSFER_SHIPMENT', businessDate, from, to: transitId, lines }
}

function confirmedNow({ now, caller }: Unit, { version }: StockTransfer) {
  return { confirmedAt: now, confirmedBy: caller.userId, version: version + 1 }
}
