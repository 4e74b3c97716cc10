import type { Transactor } from '@erp/service-kit'
import { type InvalidInput, invalidInput } from '../domain/master-data.ts'
import type { Tx } from '../store/database.ts'
import * as ledgerLegs from '../store/ledger-legs.ts'
import { untilMoved } from './document-moved.ts'

const longestWaitMs = 10_000
/** How long news that another process took in may stay unseen; what this process took in wakes whoever waits. */
const pollMs = 1_000

/** A wait is 0 to 10,000 ms. */
export function waitProblem(waitMs: number): InvalidInput | undefined {
  return waitMs >= 0 && waitMs <= longestWaitMs ? undefined : invalidInput('waitMs', 'NOT_FROM_0_TO_10000')
}

/** After the commit: waits until finance has posted or held all of the document, at most `waitMs`. */
export async function waitForLedger(
  transactor: Transactor<Tx>,
  { companyId, documentId, waitMs }: { companyId: string; documentId: string; waitMs: number },
): Promise<void> {
  const deadline = performance.now() + waitMs
  for (let left = waitMs; left > 0; left = deadline - performance.now()) {
    const moved = untilMoved(documentId, Math.min(pollMs, left))
    const legs = await transactor.read([companyId], (tx) => ledgerLegs.ofDocuments(tx, [documentId]))
    if (legs.get(documentId)?.ledger.state !== 'PENDING') return
    await moved
  }
}
