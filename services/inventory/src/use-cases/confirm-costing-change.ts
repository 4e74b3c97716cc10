import { itemChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { StaleDocument } from '@erp/service-kit'
import { refuse } from '@erp/values'
import {
  type CostingChange,
  type CostingNotChangeable,
  type CostingUnchanged,
  postCostingChange,
} from '../domain/costing-change.ts'
import {
  type DocumentNotFound,
  type DocumentNotIn,
  type MakerConfirms,
  makerProblem,
  requireStatus,
} from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import type { Posting } from '../domain/stock-document.ts'
import { type ItemNotStocked, type ItemUnknown, type StockedItem, stockedItem } from '../domain/stock-facts.ts'
import * as costingChanges from '../store/costing-changes.ts'
import type { Tx, Unit } from '../store/database.ts'
import * as itemStore from '../store/items.ts'
import * as stockBalances from '../store/stock-balances.ts'
import * as stockFacts from '../store/stock-facts.ts'
import { toItemChanged } from './item-changed.ts'
import { type PostingProblem, postingProblemOf, withDimensions } from './posting-problem.ts'
import { recordStockDocuments } from './record-stock-documents.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

export type CostingChangeRefused = CostingNotChangeable | ItemUnknown | ItemNotStocked | PostingProblem

/**
 * Has the item costed in the new way, with what that does to its stock, in one transaction under the locks of all its
 * balances: whoever moves it next finds the new way. Who wrote it does not confirm it.
 */
export async function confirmCostingChange(
  unit: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<CostingChange | DocumentNotFound | DocumentNotIn | StaleVersion | MakerConfirms | CostingChangeRefused> {
  const { tx, now, caller } = unit
  const draft = await costingChanges.lock(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  const problem = requireStatus(draft, 'DRAFT', expectedVersion) ?? makerProblem(draft, caller.userId)
  if (problem) return problem
  const decided = await decide(tx, draft, stockBalances.lock)
  if ('refusal' in decided) return decided

  const { item, posting, areas } = decided
  if (posting) await recordStockDocuments(unit, [posting], posting.changed)
  await costingChanges.recost(tx, draft, now)
  const known = await stockBalances.placesOfItems(tx, [draft.itemId])
  if (known.length !== areas) throw new StaleDocument('Stock of item', draft.itemId)
  const changed = await itemStore.find(tx, draft.itemId)
  if (changed) await emit(unit, itemChanged, { aggregateId: changed.id, payload: toItemChanged(changed) })
  const confirmed: CostingChange = {
    ...draft,
    ...{ status: 'CONFIRMED', version: draft.version + 1, confirmedAt: now, confirmedBy: caller.userId },
    ...{ previousCosting: item.costing, previousStandardCost: standardOf(item) },
  }
  await costingChanges.saveConfirmed(tx, confirmed)
  return confirmed
}

/** What confirming a draft would post now, by the same functions; undefined where there is no stock. Writes nothing. */
export async function simulateCostingChange(
  tx: Tx,
  documentId: string,
): Promise<Posting | DocumentNotFound | DocumentNotIn | CostingChangeRefused | undefined> {
  const draft = await costingChanges.find(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  const { status } = draft
  if (status !== 'DRAFT') return refuse('DocumentStatusWrong', { status, expected: 'DRAFT' })
  const decided = await decide(tx, draft, stockBalances.read)
  return 'refusal' in decided ? decided : decided.posting
}

/** What to post, undefined when there is no stock; and how many areas the item is valued in. */
type Decided = { readonly item: StockedItem; readonly posting: Posting | undefined; readonly areas: number }

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
  return posting && 'refusal' in posting ? posting : { item, posting, areas: keys.length }
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
