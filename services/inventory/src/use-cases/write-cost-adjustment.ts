import { type BusinessDate, isId, type Refusal, refuse, writtenBy } from '@erp/values'
import { type CostAdjustment, readAdjustment } from '../domain/cost-adjustment.ts'
import { type DocumentNotFound, type DocumentNotIn, requireDraft } from '../domain/inventory-document.ts'
import type { ItemId } from '../domain/item.ts'
import type { InvalidInput, StaleVersion } from '../domain/master-data.ts'
import type { CompanyUnknown, ItemUnknown } from '../domain/stock-facts.ts'
import type { StockEntryId } from '../domain/valuation.ts'
import type { ValuationAreaId, WarehouseId } from '../domain/warehouse.ts'
import * as costAdjustments from '../store/cost-adjustments.ts'
import type { Unit } from '../store/database.ts'
import { takeNumber } from '../store/document-numbers.ts'
import { withoutApproval } from './ask-approval.ts'
import { draftFacts, newDraft } from './draft-document.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

/** What a person writes down; the amount as text. */
export type AdjustmentInput = {
  readonly businessDate: BusinessDate
  readonly itemId: string
  readonly valuationAreaId: string
  readonly layerId?: string | undefined
  readonly value: string
  readonly reason: string
  readonly expenseType?: string | undefined
}

export type ValuationAreaNotFound = Refusal<
  'ValuationAreaNotFound',
  { valuationAreaId: string; path: readonly string[] }
>
/** The item has no such layer in the area. */
export type LayerUnknown = Refusal<'LayerUnknown', { layerId: string; path: readonly string[] }>
type DraftRefused = CompanyUnknown | ItemUnknown | ValuationAreaNotFound | LayerUnknown | InvalidInput

/** Writes a draft of what stock is worth more or less. */
export async function createCostAdjustment(unit: Unit, input: AdjustmentInput): Promise<CostAdjustment | DraftRefused> {
  const { tx, caller } = unit
  const content = await contentOf(unit, input)
  if ('refusal' in content) return content
  const { businessDate } = input
  const { warehouseIds, currency, ...wanted } = content
  const draft = newDraft(unit, { currency }, { businessDate, reason: wanted.reason, warehouseIds })
  const number = await takeNumber(tx, caller.companyId, 'COST_ADJUSTMENT', businessDate)
  const adjustment = { ...draft, ...wanted, number }
  await costAdjustments.insert(tx, adjustment)
  return adjustment
}

/** Writes a draft anew; its number stays.One that waits for approval is a draft again. */
export async function changeCostAdjustment(
  unit: Unit,
  { documentId, expectedVersion, ...input }: SeenDocument & AdjustmentInput,
): Promise<CostAdjustment | DocumentNotFound | DocumentNotIn | StaleVersion | DraftRefused> {
  const draft = await draftOf(unit, { documentId, expectedVersion })
  if ('refusal' in draft) return draft
  const content = await contentOf(unit, input)
  if ('refusal' in content) return content
  const { businessDate } = input
  const changed = writtenBy(
    { ...(await withoutApproval(unit, draft, 'DOCUMENT_CHANGED')), ...content, businessDate },
    unit.caller.userId,
  )
  await costAdjustments.saveDraft(unit.tx, changed)
  return changed
}

/** Gives up a draft; nothing of it was ever counted. */
export async function discardCostAdjustment(
  unit: Unit,
  seen: SeenDocument,
): Promise<CostAdjustment | DocumentNotFound | DocumentNotIn | StaleVersion> {
  const draft = await draftOf(unit, seen)
  if ('refusal' in draft) return draft
  const discarded: CostAdjustment = {
    ...(await withoutApproval(unit, draft, 'DOCUMENT_DISCARDED')),
    status: 'DISCARDED',
  }
  await costAdjustments.saveStatus(unit.tx, discarded)
  return discarded
}

async function draftOf(
  { tx }: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<CostAdjustment | DocumentNotFound | DocumentNotIn | StaleVersion> {
  const draft = await costAdjustments.lock(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  return requireDraft(draft, expectedVersion) ?? draft
}

type Content = Pick<
  CostAdjustment,
  'itemId' | 'valuationAreaId' | 'layerId' | 'value' | 'reason' | 'expenseType' | 'warehouseIds' | 'currency'
>

async function contentOf({ tx, caller }: Unit, input: AdjustmentInput): Promise<Content | DraftRefused> {
  const { itemId, valuationAreaId, layerId = null } = input
  const facts = await draftFacts(tx, caller.companyId, [{ itemId }])
  if ('refusal' in facts) return facts
  if (!facts.items.has(itemId)) return refuse('ItemUnknown', { itemId })
  const warehouseIds: WarehouseId[] = isId(valuationAreaId)
    ? await costAdjustments.warehousesOfArea(tx, valuationAreaId)
    : []
  if (warehouseIds.length === 0)
    return refuse('ValuationAreaNotFound', { valuationAreaId, path: ['input', 'valuationAreaId'] })
  const layer = layerId !== null && isId(layerId) ? await costAdjustments.layerKey(tx, layerId) : undefined
  if (layerId !== null && (layer?.itemId !== itemId || layer.valuationAreaId !== valuationAreaId))
    return refuse('LayerUnknown', { layerId, path: ['input', 'layerId'] })
  const read = readAdjustment(input, facts.currency)
  if ('refusal' in read) return read
  return {
    ...{ ...read, itemId: itemId as ItemId, valuationAreaId: valuationAreaId as ValuationAreaId },
    ...{ layerId: layerId as StockEntryId | null, warehouseIds, currency: facts.currency },
  }
}
