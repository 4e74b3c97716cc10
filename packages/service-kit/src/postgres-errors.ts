import { StaleDocument } from './stale-document.ts'

/** How deep causes are followed: Prisma's error, the adapter's error in its `meta`, that error's cause. */
const depth = 5

/**
 * The SQLSTATE behind an error of Prisma or pg, or undefined when PostgreSQL did not raise it. Prisma's P2034 stands for
 * both 40001 and 40P01 and is reported as 40001.
 */
export function sqlStateOf(error: unknown): string | undefined {
  let current: unknown = error
  for (let level = 0; level < depth && isRecord(current); level += 1) {
    for (const candidate of [current.originalCode, current.code]) {
      if (typeof candidate !== 'string') continue
      if (/^[0-9A-Z]{5}$/.test(candidate) && !candidate.startsWith('P2')) return candidate
      if (candidate === 'P2034') return '40001'
    }
    current = nextCause(current)
  }
  return undefined
}

/** The name of the unique constraint or index that refused a row, or undefined for any other error. */
export function violatedConstraint(error: unknown): string | undefined {
  if (sqlStateOf(error) !== '23505') return undefined
  let current: unknown = error
  for (let level = 0; level < depth && isRecord(current); level += 1) {
    const { constraint } = current
    if (typeof constraint === 'string') return constraint
    if (isRecord(constraint) && typeof constraint.index === 'string') return constraint.index
    current = nextCause(current)
  }
  return undefined
}

/** Why a transaction may be run again: serialisation failure, deadlock, lock timeout or a lost race for a document. */
export function conflictOf(error: unknown): string | undefined {
  if (error instanceof StaleDocument) return 'StaleDocument'
  const state = sqlStateOf(error)
  return state === '40001' || state === '40P01' || state === '55P03' ? state : undefined
}

/** Ended by an administrator, by a crash of another session, or not begun because the server stops or starts. */
const endedByServer = new Set(['57P01', '57P02', '57P03'])
const brokenSocket = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'P1001', 'P1017'])
const endedWords = /^Connection (terminated|ended)|connection error and is not queryable$/

/** Whether the session ended under the work, or none could be had: this tells nothing of the work itself. */
export function isSessionLost(error: unknown): boolean {
  let current: unknown = error
  for (let level = 0; level < depth && isRecord(current); level += 1) {
    const codes = [current.originalCode, current.code].filter((code) => typeof code === 'string')
    if (codes.some((code) => /^08[0-9A-Z]{3}$/.test(code) || endedByServer.has(code) || brokenSocket.has(code)))
      return true
    if (current.kind === 'ConnectionClosed' || endedWords.test(String(current.message))) return true
    current = nextCause(current)
  }
  return false
}

function nextCause(error: Record<string, unknown>): unknown {
  const meta = error.meta
  if (isRecord(meta) && meta.driverAdapterError) return meta.driverAdapterError
  return error.cause
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
