import type { SalesOrder } from './sales-order.ts'

/** Whether those who approve have said yes to what an order says. */
export type ApprovalState = 'PENDING' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN'

/** What an order waits for, or waited for last, before credit and goods are asked for. */
export interface OrderApproval {
  /** Of the request, which is identity's; each submission has its own. */
  readonly id: string
  readonly state: ApprovalState
  readonly submittedBy: string
}

/** How a request ended. */
export interface ApprovalDecision {
  readonly approvalId: string
  readonly outcome: 'APPROVED' | 'REJECTED' | 'WITHDRAWN'
}

/** Whether nobody has approved what the order says now. */
export function lacksApproval({ approval }: Pick<SalesOrder, 'approval'>): boolean {
  return approval?.state !== 'APPROVED'
}

/** An order that could be confirmed waits for approval instead. */
export function submitForApproval(
  order: SalesOrder,
  { approvalId, submittedBy }: { readonly approvalId: string; readonly submittedBy: string },
): SalesOrder {
  return {
    ...{ ...order, status: 'PENDING_APPROVAL', hold: null },
    approval: { id: approvalId, state: 'PENDING', submittedBy },
  }
}

/**
 * What was decided about what the order says: it is a draft again, one that may be confirmed if it was approved. Undefined
 * when the order waits for something else by now, or for nothing.
 */
export function takeDecision(order: SalesOrder, { approvalId, outcome }: ApprovalDecision): SalesOrder | undefined {
  const { status, approval } = order
  if (status !== 'PENDING_APPROVAL' || approval?.id !== approvalId) return undefined
  return { ...order, status: 'DRAFT', approval: { ...approval, state: outcome } }
}

/** The approval of an order that says something else now, or is given up: nobody approves what it does not say any more. */
export function outdated(approval: OrderApproval | null): OrderApproval | null {
  return approval && approval.state !== 'REJECTED' ? { ...approval, state: 'WITHDRAWN' } : approval
}
