import type { UnitOfWork } from '@erp/service-kit'
import { endSessions, findRefreshToken, refreshTokenHash } from '../store/sessions.ts'
import { actFor, lookForRefreshToken } from '../store/windows.ts'

/** Ends the session of any of its refresh tokens, used or not. An unknown token has no session to end: that is fine. */
export async function logOut(unit: UnitOfWork, refreshToken: string): Promise<{ readonly loggedOut: true }> {
  const hash = refreshTokenHash(refreshToken)
  await lookForRefreshToken(unit.tx, hash)
  const token = await findRefreshToken(unit.tx, hash)
  if (token) {
    await actFor(unit.tx, token.userId)
    await endSessions(unit.tx, { sessionId: token.sessionId }, 'LOGGED_OUT')
  }
  return { loggedOut: true }
}
