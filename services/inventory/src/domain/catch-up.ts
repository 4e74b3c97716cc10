import { add, type BusinessDate, isZero, negate, negateQuantity, subtract, zero } from '@erp/values'
import { issue } from './costing.ts'
import type { StockDocumentId, StockEventKind } from './stock-document.ts'
import {
  apply,
  emptyValuation,
  isSound,
  type Movement,
  type Pool,
  type StockEntryId,
  type Valuation,
  valueAlone,
} from './valuation.ts'

/** An entry of an item in an area that is dated after a receipt which was recorded after it. */
export type LaterEntry = Pool & {
  readonly id: StockEntryId
  readonly stockDocumentId: StockDocumentId
  readonly sourceLineId: string
  readonly eventKind: StockEventKind
  readonly businessDate: BusinessDate
  readonly adjustsId: StockDocumentId | null
  /** Taken back, or taking something back. */
  readonly takenBack: boolean
}

/** What an issue would have cost less, or more when negative, had everything been recorded in the order of its days. */
export type CatchUp = { readonly issue: LaterEntry; readonly movement: Movement }

/**
 * The issues whose cost an account bears for good. A transfer carries its value on, what a stocktake lost is decided line by
 * line, and what became part of something else is part of its value: those keep what they were recorded at.
 */
const caughtUp: ReadonlySet<StockEventKind> = new Set([
  'SALES_DELIVERY',
  'GOODS_SHIPPED',
  'SALES_GIFT',
  'OTHER_ISSUE',
  'STOCK_SCRAP',
])

/**
 * What the issues dated after a back-dated receipt are to be caught up by 倒签入库追补 (DOMAIN.md 2.4): the days since it are
 * gone through in their order, issues take their share of what was there by then, everything else moves as recorded. `now`
 * is the moving average after the receipt, `later` all entries dated after it, by day and sequence. Nothing is caught up where
 * that order takes more than there was, for such days say nothing about cost.
 */
export function catchUp(now: Valuation, later: readonly LaterEntry[]): CatchUp[] {
  const issues = new Map(later.filter(isCaughtUp).map((entry) => [lineOf(entry.stockDocumentId, entry), entry]))
  const costs = new Map([...issues].map(([line, entry]) => [line, negate(entry.value)]))
  const others = later.filter((entry) => {
    const line = entry.adjustsId && lineOf(entry.adjustsId, entry)
    const cost = line ? costs.get(line) : undefined
    if (!line || !cost) return true
    costs.set(line, subtract(cost, entry.value))
    return false
  })

  const found: CatchUp[] = []
  let pool = before(now, later)
  for (const entry of others) {
    const cost = isCaughtUp(entry) ? costs.get(lineOf(entry.stockDocumentId, entry)) : undefined
    const movement = cost ? issue(pool, negateQuantity(entry.quantity)) : asRecorded(entry)
    if ('refusal' in movement) return []
    pool = apply(pool, movement)
    if (!isSound(pool)) return []
    const difference = cost ? add(cost, movement.value) : zero(entry.value.currency)
    if (!isZero(difference)) found.push({ issue: entry, movement: valueAlone(difference) })
  }
  return found
}

function isCaughtUp({ eventKind, quantity, adjustsId, takenBack }: LaterEntry): boolean {
  return caughtUp.has(eventKind) && quantity.lt(0) && adjustsId === null && !takenBack
}

function lineOf(documentId: StockDocumentId, { sourceLineId }: LaterEntry): string {
  return `${documentId}/${sourceLineId}`
}

function asRecorded({ quantity, value }: LaterEntry): Movement {
  return { quantity, value, layerChanges: [] }
}

/** What there was before these entries, the receipt included. */
function before({ quantity, value }: Valuation, later: readonly LaterEntry[]): Valuation {
  return later.reduce(
    (there, entry) =>
      apply(there, { quantity: negateQuantity(entry.quantity), value: negate(entry.value), layerChanges: [] }),
    { ...emptyValuation('MOVING_AVERAGE', value.currency), quantity, value },
  )
}
