import type { Unit } from './unit.ts'

const waiting = new Map<string, Set<() => void>>()

/** Wakes whoever waits for this document in this process, once the transaction has committed. */
export function documentMoved(unit: Unit, documentId: string): void {
  unit.afterCommit(() => {
    for (const wake of waiting.get(documentId) ?? []) wake()
  })
}

/** Resolves when the document moves, or after `timeoutMs`: other processes may move it too. */
export async function untilMoved(documentId: string, timeoutMs: number): Promise<void> {
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
