import { isRefusal, newId, refuse } from '@erp/values'
import { submitForApproval } from '../domain/document-approval.ts'
import { type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  approveRequisition,
  cancelRequisition,
  closeRequisition,
  type PurchaseRequisition,
  type PurchaseRequisitionNotFound,
  type PurchaseRequisitionStatusWrong,
} from '../domain/purchase-requisition.ts'
import { lockPurchaseRequisition, savePurchaseRequisition } from '../store/purchase-requisitions.ts'
import { isApprovalAsked } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

/** Asks identity to approve a requisition that waits for it, in the same transaction. */
export type StartApprovingRequisition = (unit: Unit, requisition: PurchaseRequisition) => Promise<void>

interface SeenRequisition {
  readonly requisitionId: string
  readonly expectedVersion: number
}
type Settled<Refused = never> = Promise<
  PurchaseRequisition | PurchaseRequisitionNotFound | PurchaseRequisitionStatusWrong | StaleVersion | Refused
>

/** What a draft asks for may be ordered; where the company has requisitions approved, it waits for that first. */
export async function submitPurchaseRequisition(
  unit: Unit,
  seen: SeenRequisition,
  startApproving: StartApprovingRequisition,
): Settled {
  const { tx, now, caller } = unit
  const asked = await isApprovalAsked(tx, caller.companyId, 'PURCHASE_REQUISITION')
  const by = { submittedBy: caller.userId, submitter: caller.username }
  const settled = await settle(unit, seen, (requisition) => {
    const approved = approveRequisition(requisition, now)
    return isRefusal(approved) || !asked
      ? approved
      : submitForApproval(requisition, { approvalId: newId(), ...by }, now)
  })
  if (!isRefusal(settled) && settled.status === 'PENDING_APPROVAL') await startApproving(unit, settled)
  return settled
}

/** Gives up a draft. */
export function cancelPurchaseRequisition(unit: Unit, seen: SeenRequisition): Settled {
  return settle(unit, seen, cancelRequisition)
}

/** Nothing more is ordered of it, for the reason given; what was ordered stays. */
export function closePurchaseRequisition(
  unit: Unit,
  { reason, ...seen }: SeenRequisition & { readonly reason: string },
): Settled<InvalidInput> {
  return settle(unit, seen, (requisition) => closeRequisition(requisition, reason))
}

async function settle<Refused extends PurchaseRequisitionStatusWrong | InvalidInput>(
  { tx }: Unit,
  { requisitionId, expectedVersion }: SeenRequisition,
  decide: (requisition: PurchaseRequisition) => PurchaseRequisition | Refused,
): Promise<PurchaseRequisition | PurchaseRequisitionNotFound | StaleVersion | Refused> {
  const requisition = await lockPurchaseRequisition(tx, requisitionId)
  if (!requisition) return refuse('PurchaseRequisitionNotFound', { requisitionId })
  const settled = decide(requisition)
  if (isRefusal(settled)) return settled
  return requireVersion(requisition, expectedVersion) ?? savePurchaseRequisition(tx, settled)
}
