import type { approvalDecided, PayloadOf } from '@erp/contracts'
import { documentsMoved, undoneByRefusal } from '@erp/service-kit'
import type { Refusal } from '@erp/values'
import { type ApprovableType, isApprovable, takeDecision } from '../domain/document-approval.ts'
import type { InventoryDocument } from '../domain/inventory-document.ts'
import type { Unit } from '../store/database.ts'
import * as inventoryDocuments from '../store/inventory-documents.ts'
import type { ApprovedDocument } from './ask-approval.ts'
import { adjustmentKind } from './confirm-cost-adjustment.ts'
import { costingChangeKind } from './confirm-costing-change.ts'
import { confirmApproved } from './confirm-document.ts'
import { landedCostKind } from './confirm-landed-cost.ts'
import { movementKind } from './confirm-miscellaneous-movement.ts'
import { assemblyKind } from './confirm-stock-assembly.ts'
import { confirmApprovedTransfer } from './confirm-stock-transfer.ts'

type Confirming = (unit: Unit, approved: ApprovedDocument) => Promise<InventoryDocument<string> | Refusal>

const confirming: Readonly<Record<ApprovableType, Confirming>> = {
  MISCELLANEOUS_MOVEMENT: (unit, approved) => confirmApproved(unit, movementKind, approved),
  COST_ADJUSTMENT: (unit, approved) => confirmApproved(unit, adjustmentKind, approved),
  LANDED_COST: (unit, approved) => confirmApproved(unit, landedCostKind, approved),
  STOCK_ASSEMBLY: (unit, approved) => confirmApproved(unit, assemblyKind, approved),
  COSTING_CHANGE: (unit, approved) => confirmApproved(unit, costingChangeKind, approved),
  STOCK_TRANSFER: confirmApprovedTransfer,
}

/**
 * What was decided about documents: they count, or are drafts again with the reason. One that was approved and cannot be confirmed now is
 * a draft that says so, until somebody confirms it. A decision about a document that waits for another request by now, or for none, is
 * about what it does not say any more.
 */
export async function noteApprovals(unit: Unit, told: readonly PayloadOf<typeof approvalDecided>[]): Promise<void> {
  const { tx, now } = unit
  const decisions = new Map(told.map((decision) => [decision.approvalId, decision]))
  const waiting = await inventoryDocuments.lockWaitingFor(tx, [...decisions.keys()])
  for (const documentType of new Set(waiting.map((one) => one.documentType))) {
    if (!isApprovable(documentType)) continue
    const ids = waiting.filter((one) => one.documentType === documentType).map(({ id }) => id)
    const documents = await inventoryDocuments.findMany<string>(tx, documentType, ids)
    for (const document of documents) {
      const decision = decisions.get(document.approval?.id ?? '')
      const decided = decision && takeDecision(document, decision, now)
      if (!decided) continue
      await inventoryDocuments.save(tx, decided)
      if (decided.approval?.state !== 'APPROVED') continue
      const approved = { documentId: decided.id, submittedBy: decided.approval.submittedBy }
      await undoneByRefusal(tx, () => confirming[documentType](unit, approved))
    }
  }
  documentsMoved(
    unit,
    waiting.map(({ id }) => id),
  )
}
