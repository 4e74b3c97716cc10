import type { Transactor } from '@erp/service-kit'
import { areSettled } from '../domain/document-leg.ts'
import { type InvalidInput, invalid } from '../domain/input.ts'
import { findLegs } from '../store/document-legs.ts'
import { findPurchaseReturnHeaders } from '../store/purchase-returns.ts'
import { untilMoved } from './document-moved.ts'
import type { Tx } from './unit.ts'

const longestWaitMs = 10_000
/** How long news that another process took in may stay unseen; what this process took in wakes whoever waits. */
const pollMs = 1_000

/** A wait is 0 to 10,000 ms. */
export function waitProblem(waitMs: number): InvalidInput | undefined {
  return waitMs >= 0 && waitMs <= longestWaitMs ? undefined : invalid('waitMs', 'NOT_FROM_0_TO_10000')
}

/** Whose legs are waited for, and how long. */
export interface Wait {
  readonly companyId: string
  readonly documentId: string
  readonly waitMs: number
}

/**
 * After the commit: waits until every leg of the document is posted, held or refused, at most `waitMs`. The answer is the
 * document as it is then; a leg still pending is no error.
 */
export function waitForLegs(transactor: Transactor<Tx>, wait: Wait): Promise<void> {
  return waitUntil(transactor, wait, async (tx) => areSettled(await findLegs(tx, [wait.documentId])))
}

/**
 * The same for a return, which also has to hear that its goods have left: stock and ledger tell what they did to its legs
 * in messages of their own, which may be here before inventory's answer to the return.
 */
export function waitForReturn(transactor: Transactor<Tx>, wait: Wait): Promise<void> {
  return waitUntil(transactor, wait, async (tx) => {
    const legs = await findLegs(tx, [wait.documentId])
    if (!areSettled(legs)) return false
    const goodsLeft = legs.some(({ kind, state }) => kind === 'STOCK' && state === 'POSTED')
    const [purchaseReturn] = goodsLeft ? await findPurchaseReturnHeaders(tx, [wait.documentId]) : []
    return purchaseReturn?.status !== 'CONFIRMING'
  })
}

async function waitUntil(
  transactor: Transactor<Tx>,
  { companyId, documentId, waitMs }: Wait,
  isSettled: (tx: Tx) => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + waitMs
  for (;;) {
    const left = deadline - performance.now()
    if (left <= 0) return
    const moved = untilMoved(documentId, Math.min(pollMs, left))
    if (await transactor.read([companyId], isSettled)) return
    await moved
  }
}
