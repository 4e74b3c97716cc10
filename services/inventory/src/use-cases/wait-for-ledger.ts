import { longestWaitMs, type Transactor, type Wait, waitUntil } from '@erp/service-kit'
import { type InvalidInput, invalidInput } from '../domain/master-data.ts'
import type { Tx } from '../store/database.ts'
import * as ledgerLegs from '../store/ledger-legs.ts'

/** A wait is 0 to 10,000 ms. */
export function waitProblem(waitMs: number): InvalidInput | undefined {
  return waitMs >= 0 && waitMs <= longestWaitMs ? undefined : invalidInput('waitMs', 'NOT_FROM_0_TO_10000')
}

/** After the commit: waits until finance has posted or held all of the document, at most `waitMs`. */
export function waitForLedger(transactor: Transactor<Tx>, wait: Wait): Promise<void> {
  const { companyId, documentId } = wait
  return waitUntil(wait, async () => {
    const legs = await transactor.read([companyId], (tx) => ledgerLegs.ofDocuments(tx, [documentId]))
    return legs.get(documentId)?.ledger.state !== 'PENDING'
  })
}
