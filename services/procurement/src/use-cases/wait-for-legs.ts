import { longestWaitMs, type Transactor, type Wait, waitUntil } from '@erp/service-kit'
import DataLoader from 'dataloader'
import { areSettled, type DocumentLeg } from '../domain/document-leg.ts'
import { type InvalidInput, invalid } from '../domain/input.ts'
import type { PurchaseOrderHeader } from '../domain/purchase-order.ts'
import type { PurchaseRequisitionHeader } from '../domain/purchase-requisition.ts'
import { findLegs } from '../store/document-legs.ts'
import { findPurchaseReturnHeaders } from '../store/purchase-returns.ts'
import { findSupplierInvoiceHeaders } from '../store/supplier-invoices.ts'
import type { Tx } from './unit.ts'

/** A wait is 0 to 10,000 ms. */
export function waitProblem(waitMs: number): InvalidInput | undefined {
  return waitMs >= 0 && waitMs <= longestWaitMs ? undefined : invalid('waitMs', 'NOT_FROM_0_TO_10000')
}

/**
 * After the commit: waits until every leg of the document is posted, held or refused, at most `waitMs`. The answer is the
 * document as it is then; a leg still pending is no error.
 */
export function waitForLegs(transactor: Transactor<Tx>, wait: Wait): Promise<void> {
  return waitUntil(wait, async () => areSettled(await legsOf(transactor, wait)))
}

/**
 * The same for a return, which also has to hear that its goods have left: stock and ledger tell what they did to its legs
 * in messages of their own, which may be here before inventory's answer to the return.
 */
export function waitForReturn(transactor: Transactor<Tx>, wait: Wait): Promise<void> {
  return waitUntil(wait, async () => {
    const legs = await legsOf(transactor, wait)
    if (!areSettled(legs)) return false
    const goodsLeft = legs.some(({ kind, state }) => kind === 'STOCK' && state === 'POSTED')
    if (!goodsLeft) return true
    const [purchaseReturn] = await transactor.read([wait.companyId], (tx) =>
      findPurchaseReturnHeaders(tx, [wait.documentId]),
    )
    return purchaseReturn?.status !== 'CONFIRMING'
  })
}

/** What may wait for finance to reserve of budgets. */
export type AsksBudgets = Pick<PurchaseOrderHeader | PurchaseRequisitionHeader, 'id' | 'status' | 'budget'>

/** After the commit: waits until finance has said whether budgets cover an order or requisition, at most `waitMs`. */
export function waitForBudget(
  transactor: Transactor<Tx>,
  wait: Wait,
  find: (tx: Tx, ids: readonly string[]) => Promise<readonly AsksBudgets[]>,
): Promise<void> {
  return waitUntil(wait, async () => {
    const [document] = await transactor.read([wait.companyId], (tx) => find(tx, [wait.documentId]))
    return document?.status !== 'CONFIRMING' || document.budget?.state === 'BLOCKED'
  })
}

/** The same for an invoice, which is held at once, or also has to hear what inventory did about its price difference. */
export function waitForInvoice(transactor: Transactor<Tx>, wait: Wait): Promise<void> {
  return waitUntil(wait, async () => {
    const [invoice] = await transactor.read([wait.companyId], (tx) => findSupplierInvoiceHeaders(tx, [wait.documentId]))
    const underWay = invoice?.status === 'CONFIRMING' || invoice?.status === 'CANCELLING'
    const legs = await legsOf(transactor, wait)
    return underWay ? legs.some(({ state }) => state === 'BLOCKED') : areSettled(legs)
  })
}

type Legs = DataLoader<string, readonly DocumentLeg[]>

const watched = new WeakMap<Transactor<Tx>, Map<string, Legs>>()

/** The legs as they are now. A batch of news wakes many who wait, and those of one company look together. */
function legsOf(transactor: Transactor<Tx>, { companyId, documentId }: Wait): Promise<readonly DocumentLeg[]> {
  const ofCompanies = watched.get(transactor) ?? new Map<string, Legs>()
  watched.set(transactor, ofCompanies)
  const legs = ofCompanies.get(companyId) ?? watchLegs(transactor, companyId)
  ofCompanies.set(companyId, legs)
  return legs.load(documentId)
}

function watchLegs(transactor: Transactor<Tx>, companyId: string): Legs {
  const look = async (documentIds: readonly string[]) => {
    const legs = await transactor.read([companyId], (tx) => findLegs(tx, documentIds))
    const byDocument = Map.groupBy(legs, (leg) => leg.documentId)
    return documentIds.map((id) => byDocument.get(id) ?? [])
  }
  return new DataLoader(look, { cache: false, maxBatchSize: 100 })
}
