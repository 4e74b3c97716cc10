import { refuse } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireStatus } from '../domain/inventory-document.ts'
import { postOneStepTransfer, shipTransfer } from '../domain/post-stock-transfer.ts'
import type { Posting } from '../domain/stock-document.ts'
import type { StockTransferStatus, TransitOutOfReach } from '../domain/stock-transfer.ts'
import type { Tx } from '../store/database.ts'
import * as stockTransfers from '../store/stock-transfers.ts'
import * as warehouses from '../store/warehouses.ts'
import { oneStepOf, shipmentOf } from './confirm-stock-transfer.ts'
import { simulateStep, type TransferRefused } from './stock-of-transfer.ts'

export type SimulateTransferRefused =
  | DocumentNotFound
  | DocumentNotIn<StockTransferStatus>
  | TransferRefused
  | TransitOutOfReach

/** What confirming a draft would do to stock, by the same rules on the balances as they are; writes nothing. */
export async function simulateStockTransfer(
  tx: Tx,
  stockTransferId: string,
): Promise<Posting | SimulateTransferRefused> {
  const draft = await stockTransfers.find(tx, stockTransferId)
  if (!draft) return refuse('DocumentNotFound', { documentId: stockTransferId })
  const problem = requireStatus(draft, 'DRAFT', draft.version)
  if (problem?.refusal === 'DocumentStatusWrong') return problem
  if (draft.kind === 'ONE_STEP')
    return simulateStep(tx, oneStepOf(draft), (stock, book) => postOneStepTransfer(draft, stock, book))
  const transit = await warehouses.findTransit(tx, draft.companyId)
  if (!transit) return refuse('TransitOutOfReach')
  return simulateStep(tx, shipmentOf(draft, transit.id), (stock, book) => shipTransfer(draft, transit.id, stock, book))
}
