import type { PayloadOf, requestApproval as requestCommand } from '@erp/contracts'
import type { Sql, UnitOfWork } from '@erp/service-kit'
import { money, newId, type Refusal, refuse } from '@erp/values'
import { type ApprovalRequest, end, isDocumentType } from '../domain/approval.ts'
import {
  type ApprovalDefinition,
  anyApprover,
  branchFor,
  isJustBelow,
  type Level,
} from '../domain/approval-definition.ts'
import { type Managers, namedOn, seatsFor } from '../domain/approval-seats.ts'
import { insertAction } from '../store/approval-actions.ts'
import { definitionsOf } from '../store/approval-definitions.ts'
import { holdApproval, insertRequest, wasWithdrawn } from '../store/approval-requests.ts'
import { insertSeats } from '../store/approval-seats.ts'
import { findCompany } from '../store/companies.ts'
import { appendSecurityEvent } from '../store/security-events.ts'
import { managersOf } from '../store/users.ts'
import { announceDecision } from './announce-decision.ts'

export type WithdrawnBefore = Refusal<'WithdrawnBefore'>
export type ApprovalIdTaken = Refusal<'ApprovalIdTaken'>
export type DocumentTypeUnknown = Refusal<'DocumentTypeUnknown', { documentType: string }>

/** Puts a document before those who decide as the company says, or lets it pass at once by its rule. */
export async function requestApproval(
  unit: UnitOfWork,
  payload: PayloadOf<typeof requestCommand>,
): Promise<ApprovalRequest | WithdrawnBefore | ApprovalIdTaken | DocumentTypeUnknown> {
  const { tx, now } = unit
  const { approvalId, companyId, documentType, amountMinor, departmentId, category, authorIds = [], ...facts } = payload
  if (!isDocumentType(documentType)) return refuse('DocumentTypeUnknown', { documentType })
  await holdApproval(tx, approvalId)
  if (await wasWithdrawn(tx, approvalId)) return refuse('WithdrawnBefore')
  const company = await findCompany(tx, companyId)
  if (!company) throw new Error(`There is no company ${companyId}`)

  const asked: ApprovalRequest = {
    ...facts,
    departmentIds: facts.departmentIds ?? listOf(departmentId),
    categories: facts.categories ?? listOf(category),
    authorIds: [...new Set([facts.makerId, ...authorIds])],
    ...{ id: approvalId, companyId, documentType, amount: money(BigInt(amountMinor), company.baseCurrency) },
    ...{ status: 'RUNNING', definitionVersion: null, level: 1, levelSince: now, reason: null },
    ...{ decidedBy: null, decidedAt: null, version: 1, requestedAt: now },
  }
  const { request, levels, justBelow } = route(asked, (await definitionsOf(tx, companyId, documentType))[0], now)
  if (!(await insertRequest(tx, request))) return refuse('ApprovalIdTaken')
  const seats = seatsFor(request, levels, { managers: await managersFor(tx, request, levels), newSeatId: newId })
  await insertSeats(tx, companyId, seats)
  const action = { companyId, approvalId, level: 1, onBehalfOf: null, concernsId: null, reason: null, happenedAt: now }
  await insertAction(tx, { ...action, id: newId(), action: 'REQUESTED', actorId: request.submittedBy })
  if (request.status !== 'RUNNING') {
    await insertAction(tx, { ...action, id: newId(), action: 'APPROVED', actorId: null })
    await announceDecision(unit, request, seats)
  }
  if (justBelow) {
    const { submittedBy } = request
    const event = { kind: 'SUBMITTED_JUST_BELOW_LIMIT', userId: submittedBy, actorId: submittedBy } as const
    await appendSecurityEvent(tx, [companyId], event)
  }
  return request
}

function listOf(only: string | null): readonly string[] {
  return only === null ? [] : [only]
}

/** Whether somebody has to sign, and who: as the company says, or any holder of the approve permission. */
function route(
  request: ApprovalRequest,
  definition: ApprovalDefinition | undefined,
  now: Date,
): { readonly request: ApprovalRequest; readonly levels: readonly Level[]; readonly justBelow: boolean } {
  if (!definition?.active) return { request, levels: anyApprover, justBelow: false }
  const defined = { ...request, definitionVersion: definition.version }
  const branch = branchFor(definition.branches, defined)
  const levels = branch?.levels ?? anyApprover
  const justBelow = branch !== undefined && isJustBelow(branch, defined)
  return levels.length > 0
    ? { request: defined, levels, justBelow }
    : { request: end(defined, { status: 'APPROVED', reason: null, by: null, at: now }), levels, justBelow }
}

/** Whom those report to whose line managers may be asked to sign: the maker, their manager, and the members who are named. */
async function managersFor(
  tx: Sql,
  { companyId, makerId }: ApprovalRequest,
  levels: readonly Level[],
): Promise<Managers> {
  const direct = await managersOf(tx, companyId, [makerId, ...namedOn(levels)])
  const above = await managersOf(tx, companyId, [...direct.values()])
  return new Map([...above, ...direct])
}
