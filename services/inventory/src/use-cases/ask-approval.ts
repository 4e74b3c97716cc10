import {
  approvalFacts,
  approvalRequestOf,
  defineApprovalSagas,
  startAsking,
  startWithdrawingRequest,
} from '@erp/messaging'
import { documentsMoved, isApprovalAsked } from '@erp/service-kit'
import { isWaiting, type Money, newId } from '@erp/values'
import {
  type ApprovableType,
  approvableKinds,
  lacksApproval,
  outdated,
  submitForApproval,
} from '../domain/document-approval.ts'
import type { InventoryDocument, MakerConfirms } from '../domain/inventory-document.ts'
import type { Tx, Unit } from '../store/database.ts'
import * as inventoryDocuments from '../store/inventory-documents.ts'
import { secondPersonProblem } from './second-person.ts'

/** Asks about a document of inventory. While identity is silent the document goes on waiting, and says so. */
export const { askForApproval, withdrawFromApproval } = defineApprovalSagas<Tx>(
  'inventory',
  (unit, { approvalId }, blockedBy) => noteApprovalRequest(unit, approvalId, blockedBy),
)

async function noteApprovalRequest(unit: Unit, approvalId: string, blockedBy: string | null): Promise<void> {
  documentsMoved(unit, await inventoryDocuments.noteRequests(unit.tx, { approvalId, blockedBy }, unit.now))
}

/**
 * Who stands between a draft and its confirmation: those who approve, where the company has such documents approved and nobody approved
 * this one yet; else a second person, where the document is one that its authors do not confirm.
 */
export async function beforeConfirming(
  unit: Unit,
  documentType: ApprovableType,
  draft: InventoryDocument<string>,
  { alone = false }: { readonly alone?: boolean } = {},
): Promise<'ASK' | 'CONFIRM' | MakerConfirms> {
  if (!lacksApproval(draft)) return 'CONFIRM'
  if (await isApprovalAsked(unit.tx, draft.companyId, approvableKinds[documentType])) return 'ASK'
  return (alone ? undefined : await secondPersonProblem(unit, documentType, draft)) ?? 'CONFIRM'
}

/** A document that was approved, and as whose it is confirmed. */
export interface ApprovedDocument {
  readonly documentId: string
  readonly submittedBy: string
}

/** What those who approve are told of a document beside who wrote it. */
export interface ToldForApproval {
  /** In a word or two. */
  readonly subject: string
  readonly amount: Money
  /** Of the items it is about. */
  readonly itemClasses: readonly string[]
}

/** Has a draft wait for those who approve, in the same transaction; saving it is left to whoever knows its kind. */
export async function waitForApproval<Document extends InventoryDocument<string>>(
  unit: Unit,
  documentType: ApprovableType,
  draft: Document,
  { subject, amount, itemClasses }: ToldForApproval,
): Promise<Document> {
  const waiting = submitForApproval(draft, { approvalId: newId(), submittedBy: unit.caller.userId }, unit.now)
  const { createdBy: madeBy, authorIds, currency, departmentIds } = waiting
  const request = approvalRequestOf(waiting, {
    ...{
      documentType: approvableKinds[documentType],
      madeBy,
      authorIds,
      subject: subject.slice(0, 150),
      amount,
      currency,
    },
    ...approvalFacts({ departmentIds, categories: itemClasses }),
  })
  await startAsking(unit, askForApproval, request)
  return waiting
}

/** A draft of a document that says something else now, or is given up; whoever was asked about it need not decide. */
export async function withoutApproval<Document extends InventoryDocument<string>>(
  unit: Unit,
  document: Document,
  reason: 'DOCUMENT_CHANGED' | 'DOCUMENT_DISCARDED',
): Promise<Document> {
  const { id: documentId, companyId, approval } = document
  if (isWaiting(approval))
    await startWithdrawingRequest(unit, withdrawFromApproval, {
      documentId,
      companyId,
      approvalId: approval.id,
      reason,
    })
  return outdated(document, reason, unit.now)
}
