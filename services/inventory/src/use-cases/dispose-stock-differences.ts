import { type BusinessDate, newId, parseDecimal, refuse } from '@erp/values'
import {
  type DocumentNotFound,
  type DocumentNotIn,
  type InventoryDocument,
  reasonProblem,
  requireStatus,
  warehousesOf,
} from '../domain/inventory-document.ts'
import { type InvalidInput, invalidInput, type StaleVersion } from '../domain/master-data.ts'
import type { PeriodNotOpen } from '../domain/posting-check.ts'
import { linesOfDisposal } from '../domain/required-dimension.ts'
import {
  type ApproverDisposes,
  type DisposalDecision,
  type DisposalRefused,
  type DisposalStatus,
  disposalEventOf,
  disposeOf,
  payerProblem,
  type StockDifference,
  type StockDifferenceDisposal,
  type StockDifferenceNotOpen,
} from '../domain/stock-difference.ts'
import type { Unit } from '../store/database.ts'
import { takeNumber } from '../store/document-numbers.ts'
import * as inventoryDocuments from '../store/inventory-documents.ts'
import * as disposals from '../store/stock-difference-disposals.ts'
import * as stockDifferences from '../store/stock-differences.ts'
import { dimensionProblemOf, type PostingProblem, periodProblemOf, postingProblemOf } from './posting-problem.ts'
import { tellDisposal } from './tell-disposal.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

/** What a person decides; left out, `differenceIds` are all that wait and that the decision fits. */
export type DisposalInput = {
  readonly documentId: string
  readonly differenceIds?: readonly string[] | undefined
  readonly decision: DisposalDecision
  readonly businessDate: BusinessDate
  readonly reason: string
  readonly inputVatPercent?: string | undefined
  readonly responsible?: string | undefined
}

const differencesAtMost = 1000

/** Decides who bears what a stocktake or a transfer found different. Nobody decides on what they approved. */
export async function disposeStockDifferences(
  unit: Unit,
  input: DisposalInput,
): Promise<
  | StockDifferenceDisposal
  | DocumentNotFound
  | ApproverDisposes
  | StockDifferenceNotOpen
  | DisposalRefused
  | PostingProblem
> {
  const { tx, now, caller } = unit
  const { documentId, decision, businessDate, reason, responsible = null } = input
  const unreadable = reasonProblem(reason, { required: true }) ?? payerProblem(decision, responsible)
  if (unreadable) return unreadable
  const inputVatPercent = readRate(input.inputVatPercent)
  if (inputVatPercent && 'refusal' in inputVatPercent) return inputVatPercent
  const source = await lockSource(unit, documentId)
  if (!source) return refuse('DocumentNotFound', { documentId })
  if (source.confirmedBy === caller.userId) return refuse('ApproverDisposes')
  const open = await openDifferences(unit, input)
  if ('refusal' in open) return open
  const named = input.differenceIds !== undefined
  const lines = disposeOf(open, { decision, businessDate, named, inputVatPercent })
  if ('refusal' in lines) return lines

  const { companyId } = caller
  const decided = lines.map(({ difference }) => difference)
  const items = new Map(decided.map(({ itemId, itemClass }) => [itemId, { itemClass }]))
  const eventKind = disposalEventOf[decision]
  const problem = await postingProblemOf(tx, { companyId, eventKinds: [eventKind], businessDate }, decided, { items })
  if (problem) return problem
  const missing = await dimensionProblemOf(tx, companyId, linesOfDisposal(eventKind, lines))
  if (missing) return missing

  const disposal: StockDifferenceDisposal = {
    ...{ id: newId(), companyId, status: 'CONFIRMED', businessDate, currency: source.currency, reason },
    ...{
      warehouseIds: warehousesOf(decided),
      departmentIds: [],
      version: 1,
      createdAt: now,
      createdBy: caller.userId,
      authorIds: [caller.userId],
    },
    ...{ confirmedAt: now, confirmedBy: caller.userId, approval: null, sourceDocumentId: source.id },
    ...{ decision, responsible },
    number: await takeNumber(tx, companyId, 'STOCK_DIFFERENCE_DISPOSAL', businessDate),
  }
  await disposals.insert(tx, disposal, lines)
  await stockDifferences.decide(
    tx,
    decided.map(({ id }) => id),
    disposal.id,
  )
  await tellDisposal(unit, disposal, lines)
  return disposal
}

/** Takes a decision back, while its period is open: what it was about waits again. */
export async function cancelStockDifferenceDisposal(
  unit: Unit,
  { documentId, expectedVersion }: SeenDocument,
): Promise<StockDifferenceDisposal | DocumentNotFound | DocumentNotIn<DisposalStatus> | StaleVersion | PeriodNotOpen> {
  const { tx } = unit
  const disposal = await disposals.lock(tx, documentId)
  if (!disposal) return refuse('DocumentNotFound', { documentId })
  const problem = requireStatus(disposal, 'CONFIRMED', expectedVersion)
  if (problem) return problem
  const closed = await periodProblemOf(tx, disposal.companyId, [disposal.businessDate])
  if (closed) return closed
  const lines = await stockDifferences.linesOf(tx, [disposal])
  const cancelled: StockDifferenceDisposal = { ...disposal, status: 'CANCELLED', version: disposal.version + 1 }
  await disposals.saveStatus(tx, cancelled)
  await stockDifferences.decide(
    tx,
    lines.map(({ difference }) => difference.id),
    null,
  )
  await tellDisposal(unit, cancelled, lines)
  return cancelled
}

/** The stocktake or transfer, which nobody takes back meanwhile. */
async function lockSource({ tx }: Unit, documentId: string): Promise<InventoryDocument<string> | undefined> {
  return (
    (await inventoryDocuments.lock<string>(tx, 'STOCKTAKE', documentId)) ??
    (await inventoryDocuments.lock<string>(tx, 'STOCK_TRANSFER', documentId))
  )
}

async function openDifferences(
  { tx }: Unit,
  { documentId, differenceIds: ids }: DisposalInput,
): Promise<StockDifference[] | InvalidInput | StockDifferenceNotOpen> {
  if (ids && (ids.length === 0 || ids.length > differencesAtMost)) return invalidInput('differenceIds', 'NOT_1_TO_1000')
  const open = await stockDifferences.lockOpen(tx, { documentId, ids })
  const known = new Set<string>(open.map(({ id }) => id))
  const missing = ids?.findIndex((id) => !known.has(id)) ?? -1
  if (ids && missing >= 0)
    return refuse('StockDifferenceNotOpen', {
      ...{ stockDifferenceId: ids[missing] ?? '', path: ['input', 'differenceIds', `${missing}`] },
    })
  return open
}

function readRate(text: string | undefined) {
  if (text === undefined) return null
  const percent = parseDecimal(text, { scale: 4, min: '0', max: '100' })
  return 'refusal' in percent || percent.isZero() ? invalidInput('inputVatPercent', 'NOT_ABOVE_0_TO_100') : percent
}
