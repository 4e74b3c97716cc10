import { refuse } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireStatus } from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import type { PeriodNotOpen } from '../domain/posting-check.ts'
import type { StockTransfer, StockTransferPartlyReceived, StockTransferStatus } from '../domain/stock-transfer.ts'
import type { StockUsedSince } from '../domain/take-back.ts'
import type { Unit } from '../store/database.ts'
import * as stockTransfers from '../store/stock-transfers.ts'
import { withoutApproval } from './ask-approval.ts'
import { takeBackDocument } from './take-back-document.ts'

/**
 * Gives up a draft or one that waits for approval, or brings back goods that went and have not been used since: a shipment of which nothing has arrived or
 * was lost, or a transfer in one step.
 */
export async function cancelStockTransfer(
  unit: Unit,
  { stockTransferId, expectedVersion }: { readonly stockTransferId: string; readonly expectedVersion: number },
): Promise<
  | StockTransfer
  | DocumentNotFound
  | DocumentNotIn<StockTransferStatus>
  | StaleVersion
  | StockTransferPartlyReceived
  | PeriodNotOpen
  | StockUsedSince
> {
  const { tx } = unit
  const transfer = await stockTransfers.lock(tx, stockTransferId)
  if (!transfer) return refuse('DocumentNotFound', { documentId: stockTransferId })
  const { id: documentId, companyId, status, parts } = transfer
  const open = status === 'DRAFT' || status === 'PENDING_APPROVAL'
  const expected = open ? status : transfer.kind === 'ONE_STEP' ? 'CONFIRMED' : 'SHIPPED'
  const problem = requireStatus(transfer, expected, expectedVersion)
  if (problem) return problem
  if (parts > 0) return refuse('StockTransferPartlyReceived')
  if (!open) {
    const takenBack = await takeBackDocument(unit, { companyId, documentType: 'STOCK_TRANSFER', documentId })
    if ('refusal' in takenBack) return takenBack
  }
  const cancelled: StockTransfer = open
    ? { ...(await withoutApproval(unit, transfer, 'DOCUMENT_DISCARDED')), status: 'DISCARDED' }
    : { ...transfer, status: 'CANCELLED', version: transfer.version + 1 }
  await stockTransfers.save(tx, cancelled)
  return cancelled
}
