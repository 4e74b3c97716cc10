import type { UnitOfWork } from '@erp/service-kit'
import { type Refusal, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/company.ts'
import { revokeSessionsIn } from '../store/sessions.ts'
import { findMember } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import type { UserNotFound } from './admit-user.ts'
import { noteInCompany } from './note-security-event.ts'

/** There is no such running session of the user in the caller's company. */
export type NoSessionToRevoke = Refusal<'NoSessionToRevoke'>

/** Ends sessions of a member that work in the caller's company: their refresh tokens buy nothing any more. */
export async function revokeSessions(
  unit: UnitOfWork,
  input: { readonly userId: string; readonly sessionId: string | null; readonly reason: string },
): Promise<{ readonly id: string; readonly revoked: number | null } | UserNotFound | NoSessionToRevoke | InvalidInput> {
  const { tx, caller } = unit
  const { userId, sessionId } = input
  const { length } = input.reason.trim()
  if (length < 1 || length > 500) return refuse('InvalidInput', { field: 'reason', problem: 'NOT_1_TO_500_CHARACTERS' })
  if (!(await findMember(tx, caller.companyId, userId))) return refuse('UserNotFound')
  await actFor(tx, userId)
  const revoked = await revokeSessionsIn(tx, { userId, companyId: caller.companyId, sessionId })
  if (revoked === 0) return refuse('NoSessionToRevoke')
  await noteInCompany(unit, { kind: 'SESSIONS_REVOKED', userId, detail: `sessions: ${revoked}` })
  return { id: userId, revoked }
}
