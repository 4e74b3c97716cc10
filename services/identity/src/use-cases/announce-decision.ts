import { approvalDecided } from '@erp/contracts'
import { emit } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { type ApprovalRequest, type Seat, signersOf } from '../domain/approval.ts'

/** Tells whoever owns the document how its request ended, in the transaction that ends it. */
export function announceDecision(unit: UnitOfWork, request: ApprovalRequest, seats: readonly Seat[]): Promise<void> {
  const { id, companyId, documentType, documentId, documentVersion, status, reason, decidedBy, decidedAt } = request
  if (status === 'RUNNING' || decidedAt === null) throw new Error(`The request ${id} has not ended`)
  return emit(unit, approvalDecided, {
    aggregateId: id,
    payload: {
      ...{ companyId, approvalId: id, documentType, documentId, documentVersion, outcome: status, reason, decidedBy },
      ...{ decidedAt: decidedAt.toISOString(), approverIds: [...signersOf(seats)] },
    },
  })
}
