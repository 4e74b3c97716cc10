import type { UnitOfWork } from '@erp/service-kit'
import { type Refusal, refuse } from '@erp/values'
import { endSessions, listSessions, type RunningSession } from '../store/sessions.ts'
import { actFor } from '../store/windows.ts'

export type SessionNotFound = Refusal<'SessionNotFound'>

/** Ends one of the caller's own sessions: its refresh token buys nothing any more. */
export async function endSession(
  unit: UnitOfWork,
  { sessionId }: { readonly sessionId: string },
): Promise<RunningSession | SessionNotFound> {
  const { tx, caller } = unit
  await actFor(tx, caller.userId)
  const [session] = await listSessions(tx, caller.userId, { limit: 1, onlyId: sessionId })
  if (!session) return refuse('SessionNotFound')
  await endSessions(tx, { sessionId }, 'ENDED_BY_OWNER')
  return session
}
