import { refuse } from '@erp/values'
import { amountTransferred, confirmedAs } from '../domain/document-approval.ts'
import {
  type DocumentNotFound,
  type DocumentNotIn,
  type MakerConfirms,
  requireStatus,
} from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import { postOneStepTransfer, type Shipment, shipTransfer } from '../domain/post-stock-transfer.ts'
import type { Posting } from '../domain/stock-document.ts'
import type { StockTransfer, StockTransferStatus, TransitOutOfReach } from '../domain/stock-transfer.ts'
import type { Unit } from '../store/database.ts'
import * as stockTransfers from '../store/stock-transfers.ts'
import { type ApprovedDocument, beforeConfirming, waitForApproval } from './ask-approval.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import { decideStep, simulateStep, type TransferRefused, type TransferStep } from './stock-of-transfer.ts'
import { transitInReach } from './transit-in-reach.ts'

export type ConfirmTransferRefused =
  | DocumentNotFound
  | DocumentNotIn<StockTransferStatus>
  | StaleVersion
  | MakerConfirms
  | TransferRefused
  | TransitOutOfReach

const documentType = 'STOCK_TRANSFER'

/**
 * Lets the goods of a draft go: in one step they are there at once, in two they are on their way. Where the company has transfers
 * approved it waits for that; else who wrote it may confirm it, for what arrives is checked by whoever receives it.
 */
export async function confirmStockTransfer(
  unit: Unit,
  { stockTransferId, expectedVersion }: { readonly stockTransferId: string; readonly expectedVersion: number },
): Promise<StockTransfer | ConfirmTransferRefused> {
  const draft = await stockTransfers.lock(unit.tx, stockTransferId)
  if (!draft) return refuse('DocumentNotFound', { documentId: stockTransferId })
  const problem = requireStatus<StockTransferStatus>(draft, 'DRAFT', expectedVersion)
  if (problem) return problem
  const next = await beforeConfirming(unit, documentType, draft, { alone: true })
  if (next === 'CONFIRM') return go(unit, draft, unit.caller.userId)
  return next === 'ASK' ? ask(unit, draft) : next
}

/** One that was approved goes as by its submitter, unless something stands against it by now. */
export async function confirmApprovedTransfer(
  unit: Unit,
  { documentId, submittedBy }: ApprovedDocument,
): Promise<StockTransfer | ConfirmTransferRefused> {
  const draft = await stockTransfers.find(unit.tx, documentId)
  return draft ? go(unit, draft, submittedBy) : refuse('DocumentNotFound', { documentId })
}

/** Puts a draft that could go now before those who approve. */
async function ask(unit: Unit, draft: StockTransfer): Promise<StockTransfer | TransferRefused | TransitOutOfReach> {
  const posting = await decide(unit, draft, simulateStep)
  if ('refusal' in posting) return posting
  const { entries } = posting.document
  const waiting = await waitForApproval(unit, documentType, draft, {
    ...{ subject: draft.reason || draft.kind, amount: amountTransferred(draft, entries) },
    itemClasses: entries.map(({ itemClass }) => itemClass),
  })
  await stockTransfers.save(unit.tx, waiting)
  return waiting
}

async function go(
  unit: Unit,
  draft: StockTransfer,
  by: string,
): Promise<StockTransfer | TransferRefused | TransitOutOfReach> {
  const posting = await decide(unit, draft, decideStep)
  if ('refusal' in posting) return posting
  await recordStockDocuments(unit, [posting], posting.changed)
  const { shippedEntryIds } = posting
  const lines = draft.lines.map((line) => ({ ...line, shippedEntryId: shippedEntryIds?.get(line.id) ?? null }))
  const confirmed = confirmedAs({ ...draft, lines }, draft.kind === 'ONE_STEP' ? 'CONFIRMED' : 'SHIPPED', {
    ...{ by, now: unit.now },
  })
  await stockTransfers.save(unit.tx, confirmed)
  return confirmed
}

type Going = Posting & Partial<Pick<Shipment, 'shippedEntryIds'>>

/** What letting it go does, on stock that is locked or only read. */
async function decide(
  unit: Unit,
  draft: StockTransfer,
  step: typeof decideStep,
): Promise<Going | TransferRefused | TransitOutOfReach> {
  if (draft.kind === 'ONE_STEP')
    return step<Going>(unit.tx, oneStepOf(draft), (stock, book) => postOneStepTransfer(draft, stock, book))
  const transit = await transitInReach(unit, draft.companyId)
  if ('refusal' in transit) return transit
  const { id: transitId } = transit
  return step<Going>(unit.tx, shipmentOf(draft, transitId), (stock, book) =>
    shipTransfer(draft, transitId, stock, book),
  )
}

export function oneStepOf(transfer: StockTransfer): TransferStep {
  const { businessDate, fromWarehouseId: from, toWarehouseId: to, lines } = transfer
  return { transfer, eventKind: 'STOCK_TRANSFER', businessDate, from, to, lines }
}

export function shipmentOf(transfer: StockTransfer, transitId: TransferStep['to']): TransferStep {
  const { businessDate, fromWarehouseId: from, lines } = transfer
  return { transfer, eventKind: 'TRANSFER_SHIPMENT', businessDate, from, to: transitId, lines }
}
