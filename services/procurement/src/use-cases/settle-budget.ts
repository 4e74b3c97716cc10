import { documentsMoved } from '@erp/service-kit'
import { type BudgetShortage, type DocumentBudget, holdForBudget, reservedBudget } from '../domain/document-budget.ts'
import { type PurchaseOrder, promiseReserved } from '../domain/purchase-order.ts'
import { approvedRequisition, type PurchaseRequisition } from '../domain/purchase-requisition.ts'
import { findPurchaseOrder, lockPurchaseOrder, saveOrderBudget, savePurchaseOrder } from '../store/purchase-orders.ts'
import {
  findPurchaseRequisition,
  lockPurchaseRequisition,
  savePurchaseRequisition,
  saveRequisitionBudget,
} from '../store/purchase-requisitions.ts'
import { promisePurchaseOrders } from './promise-purchase-orders.ts'
import type { Tx, Unit } from './unit.ts'

/** Which process has asked budgets for which document. */
export interface BudgetAttempt {
  readonly documentId: string
  readonly sagaId: string
}

/** What becomes of a document that asked budgets. */
export interface BudgetSettling {
  /** What it will spend is reserved: it is in force. */
  complete(unit: Unit, attempt: BudgetAttempt, shortages: readonly BudgetShortage[]): Promise<void>
  /** Nothing new is reserved: a clerk sees why. */
  hold(unit: Unit, attempt: BudgetAttempt, refusal: Pick<DocumentBudget, 'state' | 'shortages'>): Promise<void>
  /** Finance took in what it gave back, or nobody knows yet whether it did. The document says nothing else than before. */
  note(unit: Unit, attempt: BudgetAttempt, state: 'RESERVED' | 'BLOCKED'): Promise<void>
}

/** Orders become promises, and the others are told. */
export const orderBudgets = settlingOf<PurchaseOrder>({
  ...{ find: findPurchaseOrder, lock: lockPurchaseOrder, save: savePurchaseOrder, saveBudget: saveOrderBudget },
  inForce: promiseReserved,
  onInForce: (unit, order, { askedFor }) => promisePurchaseOrders(unit, [order], () => askedFor),
})

/** Requisitions may be ordered. */
export const requisitionBudgets = settlingOf<PurchaseRequisition>({
  ...{ find: findPurchaseRequisition, lock: lockPurchaseRequisition, save: savePurchaseRequisition },
  saveBudget: saveRequisitionBudget,
  inForce: approvedRequisition,
  onInForce: async () => undefined,
})

function settlingOf<Document extends PurchaseOrder | PurchaseRequisition>(documents: {
  readonly find: (tx: Tx, id: string) => Promise<Document | undefined>
  readonly lock: (tx: Tx, id: string) => Promise<Document | undefined>
  readonly save: (tx: Tx, document: Document) => Promise<Document>
  readonly saveBudget: (tx: Tx, document: Pick<Document, 'id' | 'budget'>) => Promise<void>
  readonly inForce: (document: Document, now: Date) => Document
  readonly onInForce: (unit: Unit, document: Document, budget: DocumentBudget) => Promise<void>
}): BudgetSettling {
  /** The document as its own attempt left it: nothing else changes one while it is CONFIRMING. */
  async function findConfirming({ tx }: Unit, { documentId, sagaId }: BudgetAttempt) {
    const document = await documents.find(tx, documentId)
    if (document?.status !== 'CONFIRMING' || document.budget?.sagaId !== sagaId)
      throw new Error(`The document ${documentId} is not being confirmed by ${sagaId}`)
    return { ...document, budget: document.budget }
  }
  return {
    async complete(unit, attempt, shortages) {
      const document = await findConfirming(unit, attempt)
      const budget = reservedBudget(document.budget, shortages, unit.now)
      const saved = await documents.save(unit.tx, documents.inForce({ ...document, budget }, unit.now))
      await documents.onInForce(unit, saved, budget)
      documentsMoved(unit, [saved.id])
    },
    async hold(unit, attempt, refusal) {
      const document = await findConfirming(unit, attempt)
      const held = await documents.save(unit.tx, holdForBudget(document, refusal, unit.now))
      documentsMoved(unit, [held.id])
    },
    async note(unit, { documentId, sagaId }, state) {
      const document = await documents.lock(unit.tx, documentId)
      if (document?.budget?.sagaId !== sagaId) return
      const { id, budget } = document
      await documents.saveBudget(unit.tx, { id, budget: { ...budget, state, changedAt: unit.now } })
      documentsMoved(unit, [id])
    },
  }
}
