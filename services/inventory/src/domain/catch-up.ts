import {
  add,
  type BusinessDate,
  isZero,
  negate,
  negateQuantity,
  portion,
  subtract,
  subtractQuantity,
  zero,
} from '@erp/values'
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
  /** The line whose goods these are, of what came back. */
  readonly originLineId: string | null
  /** Taken back, or taking something back. */
  readonly takenBack: boolean
  /** Some of its goods came back into another valuation area. */
  readonly returnedElsewhere: boolean
}

/**
 * An issue, or what came back of one, and what it would have cost less, or more when negative, had everything been recorded in
 * the order of its days.
 */
export type CatchUp = { readonly entry: LaterEntry; readonly movement: Movement }

/**
 * The issues whose cost an account bears for good. A transfer carries its value on, what a stocktake lost is decided line by
 * line, and what became part of something else is part of its value: those keep what they were recorded at. So does an issue of
 * which something came back into another valuation area, where its difference would have to follow.
 */
const caughtUp: ReadonlySet<StockEventKind> = new Set([
  'SALES_DELIVERY',
  'GOODS_SHIPPED',
  'SALES_GIFT',
  'OTHER_ISSUE',
  'STOCK_SCRAP',
])

/** Goods of an issue that come back at what it cost. */
const returning: ReadonlySet<StockEventKind> = new Set(['SALES_RETURN', 'SHIPPED_GOODS_RETURNED'])

/**
 * What the issues dated after a back-dated receipt are to be caught up by 倒签入库追补 (DOMAIN.md 2.4), and what came back of them:
 * the days since it are gone through in their order, issues take their share of what was there by then, returns their share of
 * that (S3), everything else moves as recorded. `now` is the moving average after the receipt, `later` all entries dated after
 * it, by day and sequence. Nothing is caught up where that order takes more than there was, for such days say nothing about cost.
 */
export function catchUp(now: Valuation, later: readonly LaterEntry[]): CatchUp[] {
  const issued = new Set(later.filter(isCaughtUp).map(({ sourceLineId }) => sourceLineId))
  const followed = later.filter((entry) => isCaughtUp(entry) || isReturnOf(entry, issued))
  const recorded = new Map(followed.map((entry) => [lineOf(entry.stockDocumentId, entry), entry.value]))
  const others = later.filter((entry) => {
    const line = entry.adjustsId && lineOf(entry.adjustsId, entry)
    const value = line ? recorded.get(line) : undefined
    if (!line || !value) return true
    recorded.set(line, add(value, entry.value))
    return false
  })

  const found: CatchUp[] = []
  const stillOut = new Map<string, Pool>()
  let pool = before(now, later)
  for (const entry of others) {
    const value = recorded.get(lineOf(entry.stockDocumentId, entry))
    const movement = value ? inItsOrder({ ...entry, value }, pool, stillOut) : asRecorded(entry)
    if ('refusal' in movement) return []
    pool = apply(pool, movement)
    if (!isSound(pool)) return []
    const difference = value ? subtract(movement.value, value) : zero(entry.value.currency)
    if (!isZero(difference)) found.push({ entry, movement: valueAlone(difference) })
  }
  return found
}

/** What an issue takes of what is there, or what comes back of it; `stillOut` is what of each issue has not come back by then. */
function inItsOrder(entry: LaterEntry, there: Valuation, stillOut: Map<string, Pool>): ReturnType<typeof issue> {
  if (entry.quantity.lt(0)) {
    const movement = issue(there, negateQuantity(entry.quantity))
    if (!('refusal' in movement))
      stillOut.set(entry.sourceLineId, { quantity: negateQuantity(entry.quantity), value: negate(movement.value) })
    return movement
  }
  const { originLineId, quantity } = entry
  const out = originLineId === null ? undefined : stillOut.get(originLineId)
  if (originLineId === null || !out) return asRecorded(entry)
  const value = portion(out.value, quantity, out.quantity)
  stillOut.set(originLineId, {
    quantity: subtractQuantity(out.quantity, quantity),
    value: subtract(out.value, value),
  })
  return { quantity, value, layerChanges: [] }
}

function isCaughtUp({ eventKind, quantity, adjustsId, takenBack, returnedElsewhere }: LaterEntry): boolean {
  return caughtUp.has(eventKind) && quantity.lt(0) && adjustsId === null && !takenBack && !returnedElsewhere
}

function isReturnOf({ eventKind, originLineId, adjustsId, takenBack }: LaterEntry, issued: Set<string>): boolean {
  return returning.has(eventKind) && adjustsId === null && !takenBack && issued.has(originLineId ?? '')
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
