import { createHash, randomBytes } from 'node:crypto'
import type { Sql } from '@erp/service-kit'

/** A new refresh token: 256 random bits, opaque to everyone. */
export function newRefreshToken(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 in hexadecimal; the token is random, so nothing slower is needed to keep it secret. */
export function refreshTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

export type EndReason =
  | 'LOGGED_OUT'
  | 'TOKEN_REUSED'
  | 'USER_DISABLED'
  | 'ENDED_BY_OWNER'
  | 'PASSWORD_CHANGED'
  | 'REVOKED'

export interface PresentedToken {
  readonly sessionId: string
  readonly userId: string
  /** FRESH: it was unused and is now used up. REUSED: somebody used it before. EXPIRED: nobody used it in time. */
  readonly state: 'FRESH' | 'REUSED' | 'EXPIRED'
}

export interface SessionRow {
  readonly id: string
  readonly userId: string
  readonly companyId: string | null
  readonly expiresAt: Date
  readonly ended: boolean
  /** Whether it was begun with a second factor. */
  readonly secondFactor: boolean
}

export async function insertSession(
  tx: Sql,
  session: {
    readonly id: string
    readonly userId: string
    readonly companyId: string | null
    readonly days: number
    readonly origin: string
    readonly secondFactor: boolean
  },
): Promise<void> {
  await tx.$executeRaw`
    insert into sessions (id, user_id, company_id, origin, second_factor, expires_at)
    values (${session.id}::uuid, ${session.userId}::uuid, ${session.companyId}::uuid,
            nullif(left(${session.origin}, 100), ''), ${session.secondFactor},
            now() + make_interval(days => ${session.days}::int))`
}

/** Stores a refresh token by its hash; it never outlives its session. Returns when it ends. */
export async function insertRefreshToken(
  tx: Sql,
  token: { readonly hash: string; readonly sessionId: string; readonly userId: string; readonly days: number },
): Promise<Date> {
  const [row] = await tx.$queryRaw<{ expires_at: Date }[]>`
    insert into refresh_tokens (token_hash, session_id, user_id, expires_at)
    select decode(${token.hash}, 'hex'), id, user_id, least(expires_at, now() + make_interval(days => ${token.days}::int))
    from sessions where id = ${token.sessionId}::uuid and user_id = ${token.userId}::uuid
    returning expires_at`
  if (!row) throw new Error('A refresh token needs a session')
  return row.expires_at
}

/** Uses up a refresh token; of two who present it at the same time one finds it used. Its window must be open. */
export async function useRefreshToken(tx: Sql, tokenHash: string): Promise<PresentedToken | undefined> {
  const [used] = await tx.$queryRaw<{ session_id: string; user_id: string }[]>`
    update refresh_tokens set used_at = clock_timestamp()
    where token_hash = decode(${tokenHash}, 'hex') and used_at is null and expires_at > clock_timestamp()
    returning session_id, user_id`
  if (used) return { sessionId: used.session_id, userId: used.user_id, state: 'FRESH' }
  return findRefreshToken(tx, tokenHash)
}

export async function findRefreshToken(tx: Sql, tokenHash: string): Promise<PresentedToken | undefined> {
  const [row] = await tx.$queryRaw<{ session_id: string; user_id: string; used: boolean }[]>`
    select session_id, user_id, used_at is not null as used from refresh_tokens
    where token_hash = decode(${tokenHash}, 'hex')`
  return row && { sessionId: row.session_id, userId: row.user_id, state: row.used ? 'REUSED' : 'EXPIRED' }
}

/** The session, locked until the transaction ends; the transaction acts for its user. */
export async function findSession(tx: Sql, sessionId: string): Promise<SessionRow | undefined> {
  const [row] = await tx.$queryRaw<
    {
      id: string
      user_id: string
      company_id: string | null
      expires_at: Date
      ended: boolean
      second_factor: boolean
    }[]
  >`select id, user_id, company_id, expires_at, second_factor, ended_at is not null or expires_at <= clock_timestamp() as ended
    from sessions where id = ${sessionId}::uuid for update`
  return (
    row && {
      id: row.id,
      userId: row.user_id,
      companyId: row.company_id,
      expiresAt: row.expires_at,
      ended: row.ended,
      secondFactor: row.second_factor,
    }
  )
}

/** A running session as its owner sees it. */
export interface RunningSession {
  readonly id: string
  readonly companyCode: string | null
  readonly origin: string | null
  readonly startedAt: Date
  readonly lastRefreshedAt: Date
  readonly expiresAt: Date
}

/** The running sessions of the user the transaction acts for, newest first, before the one with that id. */
export async function listSessions(
  tx: Sql,
  userId: string,
  page: {
    readonly limit: number
    readonly beforeId?: string | undefined
    readonly onlyId?: string
    /** Those that work in this company alone. */
    readonly companyId?: string
  },
): Promise<readonly RunningSession[]> {
  return tx.$queryRaw<RunningSession[]>`
    select sessions.id, companies.code as "companyCode", origin, sessions.created_at as "startedAt",
           (select max(issued_at) from refresh_tokens where session_id = sessions.id) as "lastRefreshedAt",
           sessions.expires_at as "expiresAt"
    from sessions left join companies on companies.id = sessions.company_id
    where sessions.user_id = ${userId}::uuid and ended_at is null and sessions.expires_at > now()
      and (${page.beforeId ?? null}::uuid is null or sessions.id < ${page.beforeId ?? null}::uuid)
      and (${page.onlyId ?? null}::uuid is null or sessions.id = ${page.onlyId ?? null}::uuid)
      and (${page.companyId ?? null}::uuid is null or sessions.company_id = ${page.companyId ?? null}::uuid)
    order by sessions.id desc limit ${page.limit}`
}

export async function moveSession(tx: Sql, sessionId: string, companyId: string): Promise<void> {
  await tx.$executeRaw`update sessions set company_id = ${companyId}::uuid where id = ${sessionId}::uuid`
}

/** Ends one session, or all of a user; ended ones keep their first reason. */
export async function endSessions(
  tx: Sql,
  which: { readonly sessionId: string } | { readonly userId: string },
  reason: EndReason,
): Promise<void> {
  const sessionId = 'sessionId' in which ? which.sessionId : null
  const userId = 'userId' in which ? which.userId : null
  await tx.$executeRaw`
    update sessions set ended_at = clock_timestamp(), end_reason = ${reason}
    where ended_at is null and (id = ${sessionId}::uuid or user_id = ${userId}::uuid)`
}

/** Ends the running sessions of a user that work in a company, or one of them; answers how many. */
export async function revokeSessionsIn(
  tx: Sql,
  which: { readonly userId: string; readonly companyId: string; readonly sessionId: string | null },
): Promise<number> {
  return tx.$executeRaw`
    update sessions set ended_at = clock_timestamp(), end_reason = 'REVOKED'
    where ended_at is null and expires_at > now() and user_id = ${which.userId}::uuid
      and company_id = ${which.companyId}::uuid
      and (${which.sessionId}::uuid is null or id = ${which.sessionId}::uuid)`
}

/** Whether a session of the user the transaction acts for still runs. */
export async function isSessionRunning(tx: Sql, sessionId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ runs: boolean }[]>`
    select exists (select from sessions where id = ${sessionId}::uuid and ended_at is null) as runs`
  return row?.runs === true
}
