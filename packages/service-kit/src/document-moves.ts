import type { UnitOfWork } from './unit-of-work.ts'

/** The document that a caller waits for, and how long: 0 to `longestWaitMs`. */
export interface Wait {
  readonly companyId: string
  readonly documentId: string
  readonly waitMs: number
}

export const longestWaitMs = 10_000
/** What a mutation began is never answered when it commits: who looks at once looks in vain. */
const firstLookMs = 150
/** How long news that another process took in may stay unseen; what this process took in wakes whoever waits. */
const pollMs = 1_000

const waiting = new Map<string, Set<() => void>>()

/** Wakes whoever waits for these documents in this process, once the transaction has committed. */
export function documentsMoved(unit: UnitOfWork, documentIds: readonly string[]): void {
  unit.afterCommit(() => {
    for (const documentId of documentIds) for (const wake of waiting.get(documentId) ?? []) wake()
  })
}

/**
 * After the commit of what began it: waits until the document is settled, at most `waitMs`. Looks whenever the document
 * moves in this process, and now and then besides.
 */
export async function waitUntil({ documentId, waitMs }: Wait, isSettled: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + waitMs
  let moved = untilMoved(documentId, Math.min(firstLookMs, waitMs))
  for (;;) {
    await moved
    const left = deadline - performance.now()
    if (left <= 0) return
    moved = untilMoved(documentId, Math.min(pollMs, left)) // from before the look on, or a move would be missed
    if (await isSettled()) return
  }
}

/** Resolves when the document moves, or after `timeoutMs`: other processes may move it too. */
async function untilMoved(documentId: string, timeoutMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, timeoutMs)
  const wakers = waiting.get(documentId) ?? new Set()
  waiting.set(documentId, wakers.add(resolve))
  try {
    await promise
  } finally {
    clearTimeout(timer)
    wakers.delete(resolve)
    if (wakers.size === 0) waiting.delete(documentId)
  }
}
