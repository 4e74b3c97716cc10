import {
  addQuantity,
  type Decimal,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  type UnitPrice,
  zeroQuantity,
} from '@erp/values'
import { type DocumentNotIn, type DocumentStatus, type InventoryDocument, requireStatus } from './inventory-document.ts'
import type { ItemId } from './item.ts'
import type { StaleVersion } from './master-data.ts'
import type { LotId } from './valuation.ts'
import type { LocationId, WarehouseId } from './warehouse.ts'

/**
 * What counts are compared with: what the books said when the stocktake began (SNAPSHOT, nothing moves while people count), or
 * that and what has moved since until the line was counted (MOVEMENT_ADJUSTED).
 */
export type StocktakeMode = 'SNAPSHOT' | 'MOVEMENT_ADJUSTED'

/** COUNTING → SUBMITTED → CONFIRMED, by somebody else than who counted; a submitted one can go back to counting. */
export type StocktakeStatus = Exclude<DocumentStatus, 'DRAFT' | 'PENDING_APPROVAL'> | 'COUNTING' | 'SUBMITTED'

/** What one person found of a line in one round; who counts it again corrects what they said before. */
export type StocktakeCount = {
  readonly round: number
  readonly countedBy: string
  readonly quantity: Quantity
  /** What the books said at that moment. */
  readonly bookQuantity: Quantity
  readonly countedAt: Date
}

export type StocktakeLine = {
  readonly id: string
  readonly lineNumber: number
  readonly itemId: ItemId
  readonly locationId: LocationId | null
  readonly lotId: LotId | null
  /** What the books said when the stocktake began, in base units, as everything here. */
  readonly snapshotQuantity: Quantity
  /** Counted again from this round on; its counts before no longer matter. */
  readonly round: number
  readonly counts: readonly StocktakeCount[]
}

/** What lies in a warehouse, or a place in it, is counted 盘点单; differences are dated on its business date. */
export type Stocktake = InventoryDocument<StocktakeStatus> & {
  readonly warehouseId: WarehouseId
  readonly mode: StocktakeMode
  /** Who counts does not see what the books say. */
  readonly blind: boolean
  /** A difference beyond it, in percent of what is expected, is counted again once. */
  readonly tolerancePercent: Decimal
  readonly submittedBy: string | null
  readonly lines: readonly StocktakeLine[]
}

export type StocktakeLineNotFound = Refusal<
  'StocktakeLineNotFound',
  { stocktakeLineId: string; path: readonly string[] }
>
export type StocktakeLineNotCounted = Refusal<
  'StocktakeLineNotCounted',
  { stocktakeLineId: string; lineNumber: number }
>
export type CounterApproves = Refusal<'CounterApproves'>

/** What of a gain or loss a person says when it is approved. */
export type StocktakeLineDecision = {
  readonly unitCost?: UnitPrice | undefined
  readonly inputVatPercent?: Decimal | undefined
}

/** The counts that matter: of the line's round, each person's last. */
function standingCounts({ round, counts }: StocktakeLine): StocktakeCount[] {
  const last = new Map<string, StocktakeCount>()
  for (const count of counts) if (count.round === round) last.set(count.countedBy, count)
  return [...last.values()]
}

/** What was found of a line, by all who counted it; undefined until somebody has. */
export function countedOf(line: StocktakeLine): Quantity | undefined {
  const counts = standingCounts(line)
  return counts.length === 0 ? undefined : counts.map(({ quantity }) => quantity).reduce(addQuantity, zeroQuantity)
}

/** What should have been found: of a movement-adjusted stocktake, as of the line's last count. */
export function expectedOf({ mode }: Pick<Stocktake, 'mode'>, line: StocktakeLine): Quantity {
  if (mode === 'SNAPSHOT') return line.snapshotQuantity
  const [first, ...rest] = standingCounts(line)
  if (!first) return line.snapshotQuantity
  return rest.reduce((latest, count) => (count.countedAt > latest.countedAt ? count : latest), first).bookQuantity
}

/** What is there beyond what should be (+), or what is missing (−). */
export function differenceOf(stocktake: Pick<Stocktake, 'mode'>, line: StocktakeLine): Quantity {
  return subtractQuantity(countedOf(line) ?? zeroQuantity, expectedOf(stocktake, line))
}

/** Whether a difference is beyond the tolerance; where nothing was expected, any is. */
function isBeyond(stocktake: Stocktake, line: StocktakeLine): boolean {
  const difference = differenceOf(stocktake, line).abs()
  return difference.times(100).gt(expectedOf(stocktake, line).abs().times(stocktake.tolerancePercent))
}

/**
 * Hands the counts in. Once every line is counted, lines beyond the tolerance that were counted in one round only are counted
 * again: the stocktake goes on with those. Else it waits for somebody else's approval.
 */
export function submitStocktake(
  stocktake: Stocktake,
  by: { readonly userId: string; readonly expectedVersion: number },
): Stocktake | StaleVersion | StocktakeLineNotCounted | DocumentNotIn<StocktakeStatus> {
  const problem = requireStatus(stocktake, 'COUNTING', by.expectedVersion)
  if (problem) return problem
  const missing = stocktake.lines.find((line) => countedOf(line) === undefined)
  if (missing) return refuse('StocktakeLineNotCounted', { stocktakeLineId: missing.id, lineNumber: missing.lineNumber })
  const again = new Set(
    stocktake.lines.filter((line) => line.round === 1 && isBeyond(stocktake, line)).map(({ id }) => id),
  )
  const version = stocktake.version + 1
  if (again.size === 0) return { ...stocktake, status: 'SUBMITTED', submittedBy: by.userId, version }
  return {
    ...stocktake,
    version,
    lines: stocktake.lines.map((line) => (again.has(line.id) ? { ...line, round: 2 } : line)),
  }
}

/** Refuses an approval by somebody who counted or handed in: nobody approves what they said themselves. */
export function approvalProblem({ lines, submittedBy }: Stocktake, userId: string): CounterApproves | undefined {
  const counted = lines.some(({ counts }) => counts.some(({ countedBy }) => countedBy === userId))
  return counted || submittedBy === userId ? refuse('CounterApproves') : undefined
}
