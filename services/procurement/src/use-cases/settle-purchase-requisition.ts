import { isApprovalAsked } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import { submitForApproval } from '../domain/document-approval.ts'
import { giveBackBudget, overrideBudget } from '../domain/document-budget.ts'
import { type InvalidInput, requireVersion, type StaleVersion } from '../domain/input.ts'
import {
  approveRequisition,
  cancelRequisition,
  closeRequisition,
  type PurchaseRequisition,
  type PurchaseRequisitionNotFound,
  type PurchaseRequisitionStatusWrong,
  type RequisitionBudgetOverrideNeedsAnother,
  type RequisitionNotHeldForBudget,
} from '../domain/purchase-requisition.ts'
import { lockPurchaseRequisition, savePurchaseRequisition } from '../store/purchase-requisitions.ts'
import type { StartReserving } from './ask-budgets.ts'
import { askForRequisitions, askingForRequisitions } from './requisition-budget.ts'
import type { Unit } from './unit.ts'

/** Asks identity to approve a requisition that waits for it, in the same transaction. */
export type StartApprovingRequisition = (unit: Unit, requisition: PurchaseRequisition) => Promise<void>

/** What submitting may begin. */
export interface SubmittingProcesses {
  readonly startApprovingRequisition: StartApprovingRequisition
  readonly startReserving: StartReserving
}
interface SeenRequisition {
  readonly requisitionId: string
  readonly expectedVersion: number
}
type Settled<Refused = never> = Promise<
  PurchaseRequisition | PurchaseRequisitionNotFound | PurchaseRequisitionStatusWrong | StaleVersion | Refused
>

type OverrideRefused = InvalidInput | RequisitionNotHeldForBudget | RequisitionBudgetOverrideNeedsAnother

/**
 * What a draft asks for may be ordered; where the company has requisitions approved, it waits for that first, and then, where it
 * asks for what is budgeted, for finance to reserve that. One that was held for want of budget asks once more, and was approved
 * before.
 */
export async function submitPurchaseRequisition(
  unit: Unit,
  seen: SeenRequisition,
  processes: SubmittingProcesses,
): Settled {
  return begin(unit, await settle(unit, seen, (requisition) => submitted(unit, requisition)), processes)
}

/** Lets through what budgets do not cover 超预算放行; finance reserves it all the same, so that the others see it. */
export async function overrideRequisitionBudgetHold(
  unit: Unit,
  { reason, ...seen }: SeenRequisition & { readonly reason: string },
  processes: SubmittingProcesses,
): Settled<OverrideRefused> {
  const settled = await settle<OverrideRefused | PurchaseRequisitionStatusWrong>(unit, seen, (requisition) => {
    const granted = overrideBudget(requisition, reason, { by: unit.caller.userId, at: unit.now })
    const { id: requisitionId } = requisition
    if (granted === 'NOT_HELD') return refuse('RequisitionNotHeldForBudget', { requisitionId })
    if (granted === 'NEEDS_ANOTHER') return refuse('RequisitionBudgetOverrideNeedsAnother', { requisitionId })
    return isRefusal(granted) ? granted : submitted(unit, granted)
  })
  return begin(unit, settled, processes)
}

/** Gives up a draft, or one that is held for want of budget. */
export function cancelPurchaseRequisition(unit: Unit, seen: SeenRequisition): Settled {
  return settle(unit, seen, cancelRequisition)
}

/** Nothing more is ordered of it, for the reason given; what was ordered stays, and what was not is given back to budgets. */
export async function closePurchaseRequisition(
  unit: Unit,
  { reason, ...seen }: SeenRequisition & { readonly reason: string },
  startGivingBack: StartReserving,
): Settled<InvalidInput> {
  const settled = await settle<InvalidInput | PurchaseRequisitionStatusWrong>(unit, seen, (requisition) => {
    const closed = closeRequisition(requisition, reason)
    return isRefusal(closed) ? closed : giveBackBudget(closed, newId(), unit.now)
  })
  if (!isRefusal(settled)) await askForRequisitions(unit, [settled], startGivingBack)
  return settled
}

/** The requisition as it is once it is submitted: it waits for approval, or for finance, or may be ordered. */
async function submitted(
  unit: Unit,
  requisition: PurchaseRequisition,
): Promise<PurchaseRequisition | PurchaseRequisitionStatusWrong> {
  const { tx, now, caller } = unit
  const approved = approveRequisition(requisition, now)
  if (isRefusal(approved)) return approved
  if (requisition.status === 'DRAFT' && (await isApprovalAsked(tx, caller.companyId, 'PURCHASE_REQUISITION'))) {
    return submitForApproval(requisition, { approvalId: newId(), submittedBy: caller.userId }, now)
  }
  const [asking = approved] = await askingForRequisitions(unit, [approved], ({ budget }) => ({
    ...(budget?.askedFor ?? { reason: '', madeBy: caller.userId }),
  }))
  return asking
}

/** What a requisition waits for, it asks for. */
async function begin<Refused extends { readonly refusal: string }>(
  unit: Unit,
  settled: PurchaseRequisition | Refused,
  { startApprovingRequisition, startReserving }: SubmittingProcesses,
): Promise<PurchaseRequisition | Refused> {
  if (isRefusal(settled)) return settled
  if (settled.status === 'PENDING_APPROVAL') await startApprovingRequisition(unit, settled)
  if (settled.status === 'CONFIRMING') await askForRequisitions(unit, [settled], startReserving)
  return settled
}

async function settle<Refused extends { readonly refusal: string }>(
  { tx }: Unit,
  { requisitionId, expectedVersion }: SeenRequisition,
  decide: (requisition: PurchaseRequisition) => PurchaseRequisition | Refused | Promise<PurchaseRequisition | Refused>,
): Promise<PurchaseRequisition | PurchaseRequisitionNotFound | StaleVersion | Refused> {
  const requisition = await lockPurchaseRequisition(tx, requisitionId)
  if (!requisition) return refuse('PurchaseRequisitionNotFound', { requisitionId })
  const settled = await decide(requisition)
  if (isRefusal(settled)) return settled
  return requireVersion(requisition, expectedVersion) ?? savePurchaseRequisition(tx, settled)
}
