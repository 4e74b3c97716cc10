import type { Transactor } from '@erp/service-kit'
import { areSettled } from '../domain/document-leg.ts'
import { type InvalidInput, invalid } from '../domain/input.ts'
import { findLegs } from '../store/document-legs.ts'
import { untilMoved } from './document-moved.ts'
import type { Tx } from './unit.ts'

const longestWaitMs = 10_000
/** How long news that another process took in may stay unseen. */
const pollMs = 250

/** A wait is 0 to 10,000 ms. */
export function waitProblem(waitMs: number): InvalidInput | undefined {
  return waitMs >= 0 && waitMs <= longestWaitMs ? undefined : invalid('waitMs', 'NOT_FROM_0_TO_10000')
}

/**
 * After the commit: waits until every leg of the document is posted, held or refused, at most `waitMs`. The answer is the
 * document as it is then; a leg still pending is no error.
 */
export async function waitForLegs(
  transactor: Transactor<Tx>,
  { companyId, documentId, waitMs }: { companyId: string; documentId: string; waitMs: number },
): Promise<void> {
  const deadline = performance.now() + waitMs
  for (;;) {
    const left = deadline - performance.now()
    if (left <= 0) return
    const moved = untilMoved(documentId, Math.min(pollMs, left))
    const legs = await transactor.read([companyId], (tx) => findLegs(tx, [documentId]))
    if (areSettled(legs)) return
    await moved
  }
}
