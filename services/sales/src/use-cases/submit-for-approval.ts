import { newId } from '@erp/values'
import type { DocumentApproval } from '../domain/document-approval.ts'
import type { DocumentType } from '../domain/document-leg.ts'
import { openLegs, outdateApproval } from '../store/document-legs.ts'
import type { Unit } from './unit.ts'

interface Submitted {
  readonly id: string
  readonly companyId: string
  readonly approval: DocumentApproval | null
}

/** Has identity end the request of a document that waits for it no more, in the transaction of the document. */
export type StartWithdrawing = (unit: Unit, document: Submitted, reason: string) => Promise<void>

/** Whoever does what needs approval submits it, under a request of its own. */
export function submissionBy({ caller }: Unit): { readonly approvalId: string; readonly submittedBy: string } {
  return { approvalId: newId(), submittedBy: caller.userId }
}

/** Those who approve are asked about a document that waits for them, in its transaction. */
export async function askThem<Document extends Submitted>(
  unit: Unit,
  waiting: Document,
  type: DocumentType,
  ask: (unit: Unit, waiting: Document) => Promise<void>,
): Promise<Document> {
  const { id, companyId } = waiting
  await openLegs(unit.tx, { id, companyId, type, kinds: ['APPROVAL'] })
  await ask(unit, waiting)
  return waiting
}

/** What a document says now, or is now, nobody approved; a request that still runs ends. `before` is as it stood. */
export async function endAsking<Document extends Submitted>(
  unit: Unit,
  saved: Document,
  before: { readonly status: string },
  { reason, startWithdrawing }: { readonly reason: string; readonly startWithdrawing: StartWithdrawing },
): Promise<Document> {
  await outdateApproval(unit.tx, saved.id)
  if (before.status === 'PENDING_APPROVAL') await startWithdrawing(unit, saved, reason)
  return saved
}
