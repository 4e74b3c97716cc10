import { itemChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { StaleDocument } from '@erp/service-kit'
import { type Money, money, refuse } from '@erp/values'
import {
  type CostingChange,
  type CostingNotChangeable,
  type CostingUnchanged,
  postCostingChange,
} from '../domain/costing-change.ts'
import type { DocumentNotFound, DocumentNotIn } from '../domain/inventory-document.ts'
import type { Posting } from '../domain/stock-document.ts'
import { type ItemNotStocked, type ItemUnknown, type StockedItem, stockedItem } from '../domain/stock-facts.ts'
import * as costingChanges from '../store/costing-changes.ts'
import type { Tx, Unit } from '../store/database.ts'
import * as itemStore from '../store/items.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockFacts from '../store/stock-facts.ts'
import { type ConfirmableKind, confirmDocument, decidedOf } from './confirm-document.ts'
import { toItemChanged } from './item-changed.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

export type CostingChangeRefused = CostingNotChangeable | ItemUnknown | ItemNotStocked | PostingProblem

/**
 * A costing change where it counts: the item is costed in the new way, with what that does to its stock, in one transaction under the
 * locks of all its balances: whoever moves it next finds the new way. It is asked for with what is on hand.
 */
export const costingChangeKind: ConfirmableKind<CostingChange, Decided, CostingChangeRefused> = {
  documentType: 'COSTING_CHANGE',
  ...{ lock: costingChanges.lock, find: costingChanges.find, save: costingChanges.saveConfirmed },
  decide: (tx, draft, stock) => decide(tx, draft, stock === 'LOCKED' ? stockBalances.lock : stockBalances.read),
  tell: ({ reason }, { item, onHand }) => ({ subject: reason, amount: onHand, itemClasses: [item.itemClass] }),
  carryOut: async (unit, draft, { item, posting, areas }) => {
    const { tx, now } = unit
    if (posting) await recordStockDocuments(unit, [posting], posting.changed)
    await costingChanges.recost(tx, draft, now)
    const known = await stockBalances.placesOfItems(tx, [draft.itemId])
    if (known.length !== areas) throw new StaleDocument('Stock of item', draft.itemId)
    const changed = await itemStore.find(tx, draft.itemId)
    if (changed) await emit(unit, itemChanged, { aggregateId: changed.id, payload: toItemChanged(changed) })
    return { ...draft, previousCosting: item.costing, previousStandardCost: standardOf(item) }
  },
}

export function confirmCostingChange(unit: Unit, seen: SeenDocument) {
  return confirmDocument(unit, costingChangeKind, seen)
}

/** What confirming a draft would post now; undefined where there is no stock. */
export async function simulateCostingChange(
  tx: Tx,
  documentId: string,
): Promise<Posting | DocumentNotFound | DocumentNotIn | CostingChangeRefused | undefined> {
  const decided = await decidedOf(tx, costingChangeKind, documentId)
  return 'refusal' in decided ? decided : decided.posting
}

/** What to post, undefined when there is no stock; what stock is worth before it, and how many areas the item is valued in. */
type Decided = {
  readonly item: StockedItem
  readonly posting: Posting | undefined
  readonly onHand: Money
  readonly areas: number
}

async function decide(
  tx: Tx,
  draft: CostingChange,
  look: typeof stockBalances.lock,
): Promise<Decided | CostingChangeRefused> {
  const { companyId, itemId, businessDate } = draft
  const keys = await stockBalances.placesOfItems(tx, [itemId])
  const book = await stockBalances.withLayers(tx, await look(tx, keys))
  const warehouses = await costingChanges.placesOf(tx, itemId)
  const items = await stockFacts.stockedItems(tx, [itemId])
  const item = stockedItem(companyId, itemId, { items })
  if ('refusal' in item) return item
  const unchanged = unchangedOf(draft, item)
  if (unchanged) return unchanged
  const places = warehouses.map(({ valuationAreaId }) => ({ itemId, valuationAreaId }))
  const problem = await postingProblemOf(tx, { companyId, eventKinds: ['COSTING_CHANGE'], businessDate }, places, {
    items,
  })
  if (problem) return problem
  const changed = postCostingChange(
    draft,
    warehouses.map((warehouse) => ({ item, warehouse })),
    book,
  )
  const posting = changed && (await withDimensions(tx, changed))
  if (posting && 'refusal' in posting) return posting
  const worth = [...book.values()].reduce((total, { valuation }) => total + valuation.value.minor, 0n)
  return { item, posting, onHand: money(worth > 0n ? worth : 0n, draft.currency), areas: keys.length }
}

function unchangedOf(
  { itemId, costing, standardCost }: CostingChange,
  item: StockedItem,
): CostingUnchanged | undefined {
  const same = item.costing === costing && (!standardCost || item.standardCost?.perUnit.eq(standardCost.perUnit))
  return same ? refuse('CostingUnchanged', { itemId, costing }) : undefined
}

function standardOf({ costing, standardCost }: StockedItem): CostingChange['previousStandardCost'] {
  return costing === 'STANDARD' ? (standardCost ?? null) : null
}
