import { isApprovalAsked, type UnitOfWork } from '@erp/service-kit'
import { isRefusal, refuse } from '@erp/values'
import type { DecidedByApproval } from '../domain/approval.ts'
import {
  approve,
  type CashApproverIsMaker,
  type CashDocument,
  type CashDocumentNotReady,
  cancel,
} from '../domain/cash-document.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import type { StaleVersion } from './change-period.ts'
import { type CashDocumentNotFound, type CashReference, keepCashDocument, lockAsSeen } from './write-cash-document.ts'

/** Lets a draft through 审核; its maker cannot, and nobody where the company has such documents approved 审批流. */
export async function approveCashDocument(
  unit: UnitOfWork,
  reference: CashReference,
): Promise<
  CashDocument | CashDocumentNotFound | StaleVersion | CashDocumentNotReady | DecidedByApproval | CashApproverIsMaker
> {
  const document = await lockAsSeen(unit, reference)
  if (isRefusal(document)) return document
  const byApproval = await whyNotByHand(unit, 'CASH_DOCUMENT', document)
  if (byApproval) return byApproval
  const approved = approve(document, unit.caller.userId)
  return isRefusal(approved) ? approved : keepCashDocument(unit, approved)
}

/** Why nobody lets a document of the treasury through by hand: those who approve decide on it, or would. */
export async function whyNotByHand(
  { tx }: UnitOfWork,
  documentType: 'CASH_COUNT' | 'CASH_DOCUMENT' | 'CASH_TRANSFER',
  { companyId, number, status }: { readonly companyId: string; readonly number: string; readonly status: string },
  statusBefore = 'DRAFT',
): Promise<DecidedByApproval | undefined> {
  const decided =
    status === 'PENDING_APPROVAL' || (status === statusBefore && (await isApprovalAsked(tx, companyId, documentType)))
  return decided ? refuse('DecidedByApproval', { number, documentType }) : undefined
}

/** Gives up what is not posted 作废. */
export async function cancelCashDocument(
  unit: UnitOfWork,
  { reason, ...reference }: CashReference & { readonly reason: string },
): Promise<CashDocument | CashDocumentNotFound | StaleVersion | CashDocumentNotReady | ReasonMissing> {
  const why = beginningOfReason(reason)
  if (isRefusal(why)) return why
  const document = await lockAsSeen(unit, reference)
  if (isRefusal(document)) return document
  const cancelled = cancel(document, why)
  return isRefusal(cancelled) ? cancelled : keepCashDocument(unit, cancelled)
}
