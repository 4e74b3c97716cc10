import { isId, type Refusal } from '@erp/values'
import type { Posting, SourceDocumentType, StockDocument, StockEventKind } from '../domain/stock-document.ts'
import type { Tx } from '../store/database.ts'
import { type Decisions, simulateStocktake } from './approve-stocktake.ts'
import { simulateCostAdjustment } from './confirm-cost-adjustment.ts'
import { simulateCostingChange } from './confirm-costing-change.ts'
import { simulateLandedCost } from './confirm-landed-cost.ts'
import { simulateMiscellaneousMovement } from './confirm-miscellaneous-movement.ts'
import { simulateStockAssembly } from './confirm-stock-assembly.ts'
import { simulateGoodsReceipt } from './simulate-goods-receipt.ts'
import { simulateStockTransfer } from './simulate-stock-transfer.ts'
import { toStockDocumentPosted } from './stock-document-posted.ts'

/** What confirming a document would do to stock, and what finance would be told. */
export type Simulation = { readonly document: StockDocument; readonly postingFacts: string }

/** What confirming a draft would post, by the same functions, on the balances as they are; undefined when that is nothing. */
export type SimulateDraft = (tx: Tx, documentId: string) => Promise<Posting | Refusal | undefined>

/** The drafts of inventory's own documents that can be simulated, by kind. */
const simulatedDrafts: Partial<Record<SourceDocumentType, SimulateDraft>> = {
  MISCELLANEOUS_MOVEMENT: simulateMiscellaneousMovement,
  COST_ADJUSTMENT: simulateCostAdjustment,
  LANDED_COST: simulateLandedCost,
  COSTING_CHANGE: simulateCostingChange,
  STOCK_TRANSFER: simulateStockTransfer,
  STOCK_ASSEMBLY: simulateStockAssembly,
}

/** What else decides what a document would do, where that is more than the document. */
type More = { readonly eventKind: StockEventKind; readonly decisions: Decisions }

/** The id that stands for what confirming a draft would do. */
export function simulationIdOf(documentType: SourceDocumentType, documentId: string, more?: More): string {
  return Buffer.from(JSON.stringify({ documentType, documentId, ...more })).toString('base64url')
}

/** What an id stands for, worked out anew; undefined when it stands for nothing that could be posted. Writes nothing. */
export async function simulateDocument(tx: Tx, id: string): Promise<Simulation | undefined> {
  const { documentType, documentId, eventKind, decisions } = readDraftId(id)
  if (documentType === 'STOCKTAKE' && areDecisions(decisions)) {
    const posted = await simulateStocktake(tx, { stocktakeId: String(documentId), decisions })
    if ('refusal' in posted) return undefined
    const posting = posted.postings.find(({ document }) => document.eventKind === eventKind)
    return posting && simulationOf(posting)
  }
  const simulate = documentType && simulatedDrafts[documentType]
  if (!simulate || !isId(documentId)) return simulateGoodsReceipt(tx, id)
  const posting = await simulate(tx, documentId)
  return posting && !('refusal' in posting) ? simulationOf(posting) : undefined
}

export function simulationOf({ document }: Posting): Simulation {
  return { document, postingFacts: JSON.stringify(toStockDocumentPosted(document)) }
}

function areDecisions(given: unknown): given is Decisions {
  return (
    Array.isArray(given) && given.every((one) => one && Object.values(one).every((text) => typeof text === 'string'))
  )
}

function readDraftId(id: string): {
  documentType?: SourceDocumentType
  documentId?: string
  eventKind?: string
  decisions?: unknown
} {
  try {
    const read: unknown = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'))
    return typeof read === 'object' && read !== null ? read : {}
  } catch {
    return {}
  }
}
