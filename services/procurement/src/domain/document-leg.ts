import { approvalLeg } from '@erp/values'
import type { DocumentApproval } from './document-approval.ts'

/** A consequence of a document in another service. */
export type LegKind = 'STOCK' | 'LEDGER' | 'APPROVAL' | 'BUDGET'
export type LegState = 'PENDING' | 'POSTED' | 'BLOCKED' | 'REFUSED'
export type DocumentType = 'GOODS_RECEIPT' | 'PURCHASE_RETURN' | 'SUPPLIER_INVOICE' | 'ESTIMATE_TURN'

/** How far a document's consequence has come, as that service told it. */
export interface DocumentLeg {
  readonly documentId: string
  readonly kind: LegKind
  readonly state: LegState
  readonly attempts: number
  /** Why it is held or was refused: a constant such as PERIOD_CLOSED. */
  readonly reasonCode: string | null
  readonly facts: Readonly<Record<string, string>>
  readonly updatedAt: Date
}

/** How the approval of a document stands, as one more leg of it. */
export function approvalLegOf(documentId: string, approval: DocumentApproval): DocumentLeg {
  return { documentId, ...approvalLeg(approval) }
}

/** True when nothing more will happen to the legs by themselves soon: each is posted, held or refused. */
export function areSettled(legs: readonly DocumentLeg[]): boolean {
  return legs.every((leg) => leg.state !== 'PENDING')
}
