import { type BusinessDate, refuse, writtenBy } from '@erp/values'
import { type CostingChange, readCostingChange } from '../domain/costing-change.ts'
import { type DocumentNotFound, type DocumentNotIn, requireDraft } from '../domain/inventory-document.ts'
import type { CostingMethod } from '../domain/item.ts'
import type { InvalidInput, StaleVersion } from '../domain/master-data.ts'
import type { CompanyUnknown, ItemNotStocked, ItemUnknown } from '../domain/stock-facts.ts'
import * as costingChanges from '../store/costing-changes.ts'
import type { Unit } from '../store/database.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { withoutApproval } from './ask-approval.ts'
import { draftFacts, newDraft } from './draft-document.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

/** What a person writes down; the standard cost as text. */
export type CostingChangeInput = {
  readonly businessDate: BusinessDate
  readonly itemId: string
  readonly costing: CostingMethod
  readonly standardCost?: string | undefined
  readonly reason: string
}

type DraftRefused = CompanyUnknown | ItemUnknown | ItemNotStocked | InvalidInput

/** Writes a draft of how an item is costed from now on. */
export async function createCostingChange(
  unit: Unit,
  input: CostingChangeInput,
): Promise<CostingChange | DraftRefused> {
  const { tx, caller } = unit
  const content = await contentOf(unit, input)
  if ('refusal' in content) return content
  const { businessDate } = input
  const draft = newDraft(unit, content, { businessDate, reason: content.reason, warehouseIds: [] })
  const number = await takeNumber(tx, caller.companyId, 'COSTING_CHANGE', businessDate)
  const change = { ...draft, ...content, number, previousCosting: null, previousStandardCost: null }
  await costingChanges.insert(tx, change)
  return change
}

/** Writes a draft anew; its number stays.One that waits for approval is a draft again. */
export async function changeCostingChange(
  unit: Unit,
  { documentId, expectedVersion, ...input }: SeenDocument & CostingChangeInput,
): Promise<CostingChange | DocumentNotFound | DocumentNotIn | StaleVersion | DraftRefused> {
  const draft = await draftOf(unit, { documentId, expectedVersion })
  if ('refusal' in draft) return draft
  const content = await contentOf(unit, input)
  if ('refusal' in content) return content
  const changed = writtenBy(
    { ...(await withoutApproval(unit, draft, 'DOCUMENT_CHANGED')), ...content, businessDate: input.businessDate },
    unit.caller.userId,
  )
  await costingChanges.saveDraft(unit.tx, changed)
  return changed
}

/** Gives up a draft; nothing of it was ever counted. */
export async function discardCostingChange(
  unit: Unit,
  seen: SeenDocument,
): Promise<CostingChange | DocumentNotFound | DocumentNotIn | StaleVersion> {
  const draft = await draftOf(unit, seen)
  if ('refusal' in draft) return draft
  const discarded: CostingChange = {
    ...(await withoutApproval(unit, draft, 'DOCUMENT_DISCARDED')),
    status: 'DISCARDED',
  }
  await costingChanges.saveStatus(unit.tx, discarded)
  return discarded
}

async function draftOf(
  { tx }: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<CostingChange | DocumentNotFound | DocumentNotIn | StaleVersion> {
  const draft = await costingChanges.lock(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  return requireDraft(draft, expectedVersion) ?? draft
}

type Content = Pick<CostingChange, 'itemId' | 'costing' | 'standardCost' | 'reason' | 'currency'>

async function contentOf({ tx, caller }: Unit, input: CostingChangeInput): Promise<Content | DraftRefused> {
  const { itemId } = input
  const facts = await draftFacts(tx, caller.companyId, [{ itemId }])
  if ('refusal' in facts) return facts
  const item = facts.items.get(itemId)
  if (!item) return refuse('ItemUnknown', { itemId })
  if (item.itemClass === 'SERVICE') return refuse('ItemNotStocked', { itemId })
  const read = readCostingChange(input, facts.currency)
  return 'refusal' in read ? read : { ...read, itemId: item.id, currency: facts.currency }
}
