import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, newId, refuse } from '@erp/values'
import type { DocumentType } from '../domain/approval.ts'
import { type Delegation, type DelegationNotFound, delegationTime } from '../domain/approval-delegation.ts'
import type { InvalidInput } from '../domain/company.ts'
import { endDelegation, findDelegation, insertDelegation } from '../store/approval-delegations.ts'
import { findMember } from '../store/users.ts'
import type { UserNotFound } from './admit-user.ts'
import { noteInCompany } from './note-security-event.ts'

/** The caller has a fellow member sign for them for a time. What one was given cannot be passed on. */
export async function delegateApprovals(
  unit: UnitOfWork,
  input: {
    readonly toUserId: string
    readonly documentType: DocumentType | null
    readonly startsAt: Date | null
    readonly endsAt: Date
  },
): Promise<Delegation | UserNotFound | InvalidInput> {
  const { tx, caller, now } = unit
  const to = isId(input.toUserId) ? await findMember(tx, caller.companyId, input.toUserId) : undefined
  if (to?.kind !== 'PERSON' || !to.active) return refuse('UserNotFound')
  if (to.id === caller.userId) return refuse('InvalidInput', { field: 'toUserId', problem: 'THE_USER_THEMSELVES' })
  const time = delegationTime(input, now)
  if (isRefusal(time)) return time
  const delegation: Delegation = {
    ...{ id: newId(), companyId: caller.companyId, fromUserId: caller.userId, toUserId: to.id, ...time },
    ...{ documentType: input.documentType, endedAt: null },
  }
  await insertDelegation(tx, delegation)
  await noteInCompany(unit, { kind: 'APPROVALS_DELEGATED', userId: to.id })
  return delegation
}

/** Whoever gave it takes it back before its time. */
export async function endApprovalDelegation(
  { tx, caller, now }: UnitOfWork,
  { delegationId }: { readonly delegationId: string },
): Promise<Delegation | DelegationNotFound> {
  const delegation = await findDelegation(tx, delegationId)
  const isTheirs = delegation?.companyId === caller.companyId && delegation.fromUserId === caller.userId
  if (!isTheirs || !(await endDelegation(tx, delegationId, now))) return refuse('DelegationNotFound', { delegationId })
  return { ...delegation, endedAt: now }
}
