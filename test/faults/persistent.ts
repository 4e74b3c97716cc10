import { setTimeout as delay } from 'node:timers/promises'
import { Refused } from '../support/graph-client.ts'

const patienceMs = 90_000

/**
 * Asks again until there is an answer, as a client does whose request was lost: give it a mutation with its key. A
 * refusal is an answer. What kept it from answering is thrown in the end.
 */
export async function persistently<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (error instanceof Refused || performance.now() > deadline) throw error
      await delay(50)
    }
  }
}

/** Fails with `otherwise` when `what` takes longer than so many milliseconds. */
export async function within<Result>(milliseconds: number, what: Promise<Result>, otherwise: string): Promise<Result> {
  const giveUp = new AbortController()
  const late = delay(milliseconds, undefined, { signal: giveUp.signal }).then(() => {
    throw new Error(otherwise)
  })
  try {
    return await Promise.race([what, late])
  } finally {
    giveUp.abort()
    late.catch(() => undefined)
  }
}
