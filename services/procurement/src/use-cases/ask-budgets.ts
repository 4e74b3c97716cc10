import type { PayloadOf, reserveBudget } from '@erp/contracts'
import type { DocumentBudget } from '../domain/document-budget.ts'
import type { ItemFacts } from '../domain/replicated-facts.ts'
import { findBudgetedItems, findItems } from '../store/replicated-facts.ts'
import type { Unit } from './unit.ts'

/** What an order or requisition will spend, as finance is asked to reserve it. */
export type Spending = PayloadOf<typeof reserveBudget> & {
  readonly documentType: 'PURCHASE_ORDER' | 'PURCHASE_REQUISITION'
}
/** Asks finance to reserve what a document will spend, in the transaction of the document. */
export type StartReserving = (unit: Unit, sagaId: string, spending: Spending) => Promise<void>

interface Spender {
  readonly budget: DocumentBudget | null
  readonly lines: readonly { readonly itemId: string }[]
}
type ItemsById = ReadonlyMap<string, ItemFacts>

/** Tells of each of these whether it spends what is budgeted, or did before. Without a budget it is one statement that finds nothing. */
export async function whoSpends({ tx, now }: Unit, documents: readonly Spender[]): Promise<(one: Spender) => boolean> {
  const budgeted = await findBudgetedItems(tx, itemIdsOf(documents), now.toISOString().slice(0, 4))
  return ({ budget, lines }) => budget !== null || lines.some(({ itemId }) => budgeted.has(itemId))
}

/** Has finance reserve what these documents will spend, or give back what they do not spend any more. */
export async function askToReserve<Document extends Spender>(
  unit: Unit,
  documents: readonly Document[],
  { spendingOf, start }: { spendingOf: (document: Document, items: ItemsById) => Spending; start: StartReserving },
): Promise<void> {
  if (documents.length === 0) return
  const items = await findItems(unit.tx, itemIdsOf(documents))
  for (const document of documents)
    if (document.budget !== null) await start(unit, document.budget.sagaId, spendingOf(document, items))
}

/** The class of what is bought, which decides its account. */
export function itemClassOf({ itemId }: { readonly itemId: string }, items: ItemsById): ItemFacts['itemClass'] {
  const item = items.get(itemId)
  if (!item) throw new Error(`The item ${itemId} of a document is not known`)
  return item.itemClass
}

function itemIdsOf(documents: readonly Spender[]): string[] {
  return documents.flatMap(({ lines }) => lines.map(({ itemId }) => itemId))
}
