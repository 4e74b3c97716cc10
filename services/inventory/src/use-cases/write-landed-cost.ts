import { type BusinessDate, refuse, writtenBy } from '@erp/values'
import { type DocumentNotFound, type DocumentNotIn, requireDraft } from '../domain/inventory-document.ts'
import {
  draftLandedCost,
  type LandedCost,
  type LandedCostInput,
  type ReceiptLineUnknown,
} from '../domain/landed-cost.ts'
import type { InvalidInput, StaleVersion } from '../domain/master-data.ts'
import type { CompanyUnknown } from '../domain/stock-facts.ts'
import * as companies from '../store/companies.ts'
import type { Unit } from '../store/database.ts'
import { takeNumber } from '../store/document-numbers.ts'
import * as landedCosts from '../store/landed-costs.ts'
import * as receivedGoods from '../store/received-goods.ts'
import { withoutApproval } from './ask-approval.ts'
import { newDraft } from './draft-document.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

export type LandedCostToWrite = LandedCostInput & { readonly businessDate: BusinessDate }
type DraftRefused = CompanyUnknown | ReceiptLineUnknown | InvalidInput

/** Writes a draft of what it cost to get goods here beyond their price. */
export async function createLandedCost(unit: Unit, input: LandedCostToWrite): Promise<LandedCost | DraftRefused> {
  const { tx, caller } = unit
  const content = await contentOf(unit, input)
  if ('refusal' in content) return content
  const { businessDate } = input
  const draft = newDraft(unit, content, { businessDate, reason: content.reason, warehouseIds: [] })
  const number = await takeNumber(tx, caller.companyId, 'LANDED_COST', businessDate)
  const landedCost = { ...draft, ...content, number }
  await landedCosts.insert(tx, landedCost)
  return landedCost
}

/** Writes a draft anew; its number stays.One that waits for approval is a draft again. */
export async function changeLandedCost(
  unit: Unit,
  { documentId, expectedVersion, ...input }: SeenDocument & LandedCostToWrite,
): Promise<LandedCost | DocumentNotFound | DocumentNotIn | StaleVersion | DraftRefused> {
  const draft = await draftOf(unit, { documentId, expectedVersion })
  if ('refusal' in draft) return draft
  const content = await contentOf(unit, input)
  if ('refusal' in content) return content
  const changed = writtenBy(
    { ...(await withoutApproval(unit, draft, 'DOCUMENT_CHANGED')), ...content, businessDate: input.businessDate },
    unit.caller.userId,
  )
  await landedCosts.saveDraft(unit.tx, changed)
  return changed
}

/** Gives up a draft; nothing of it was ever counted. */
export async function discardLandedCost(
  unit: Unit,
  seen: SeenDocument,
): Promise<LandedCost | DocumentNotFound | DocumentNotIn | StaleVersion> {
  const draft = await draftOf(unit, seen)
  if ('refusal' in draft) return draft
  const discarded: LandedCost = { ...(await withoutApproval(unit, draft, 'DOCUMENT_DISCARDED')), status: 'DISCARDED' }
  await landedCosts.saveStatus(unit.tx, discarded)
  return discarded
}

async function draftOf(
  { tx }: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<LandedCost | DocumentNotFound | DocumentNotIn | StaleVersion> {
  const draft = await landedCosts.lock(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  return requireDraft(draft, expectedVersion) ?? draft
}

type Content = Pick<LandedCost, 'reason' | 'charges' | 'lines' | 'currency'>

async function contentOf({ tx, caller }: Unit, input: LandedCostInput): Promise<Content | DraftRefused> {
  const { companyId } = caller
  const currency = await companies.baseCurrency(tx, companyId)
  if (!currency) return refuse('CompanyUnknown', { companyId })
  const goods = await receivedGoods.findMany(tx, input.stockEntryIds)
  const content = draftLandedCost(input, { currency, known: new Set(goods.map(({ entryId }) => entryId)) })
  return 'refusal' in content ? content : { ...content, currency }
}
