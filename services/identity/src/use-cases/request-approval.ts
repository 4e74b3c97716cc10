import type { PayloadOf, requestApproval as requestCommand } from '@erp/contracts'
import type { UnitOfWork } from '@erp/service-kit'
import { money, newId, type Refusal, refuse } from '@erp/values'
import { type ApprovalRequest, approvePermissions, isDocumentType } from '../domain/approval.ts'
import { insertAction } from '../store/approval-actions.ts'
import { holdApproval, insertRequest, wasWithdrawn } from '../store/approval-requests.ts'
import { insertSeats } from '../store/approval-seats.ts'
import { findCompany } from '../store/companies.ts'

export type WithdrawnBefore = Refusal<'WithdrawnBefore'>
export type ApprovalIdTaken = Refusal<'ApprovalIdTaken'>
export type DocumentTypeUnknown = Refusal<'DocumentTypeUnknown', { documentType: string }>

/** Puts a document before those who decide: whoever holds its approve permission. */
export async function requestApproval(
  { tx, now }: UnitOfWork,
  asked: PayloadOf<typeof requestCommand>,
): Promise<ApprovalRequest | WithdrawnBefore | ApprovalIdTaken | DocumentTypeUnknown> {
  const { approvalId, companyId, documentType, amountMinor, ...facts } = asked
  if (!isDocumentType(documentType)) return refuse('DocumentTypeUnknown', { documentType })
  await holdApproval(tx, approvalId)
  if (await wasWithdrawn(tx, approvalId)) return refuse('WithdrawnBefore')
  const company = await findCompany(tx, companyId)
  if (!company) throw new Error(`There is no company ${companyId}`)

  const request: ApprovalRequest = {
    ...facts,
    ...{ id: approvalId, companyId, documentType, amount: money(BigInt(amountMinor), company.baseCurrency) },
    ...{ status: 'RUNNING', level: 1, reason: null, decidedBy: null, decidedAt: null, version: 1, requestedAt: now },
  }
  if (!(await insertRequest(tx, request))) return refuse('ApprovalIdTaken')
  await insertSeats(tx, companyId, [
    {
      ...{ id: newId(), approvalId, level: 1, weight: 'ENOUGH', signedBy: null, signedAt: null },
      holder: { permission: approvePermissions[documentType] },
    },
  ])
  await insertAction(tx, {
    ...{ id: newId(), companyId, approvalId, action: 'REQUESTED', level: 1, reason: null, happenedAt: now },
    actorId: request.submittedBy,
  })
  return request
}
