import { receiptEstimateTurned } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { currencyColumn, moneyColumn } from '@erp/service-kit'
import { type BusinessDate, formatMoney, isRefusal, newId, type Period, refuse } from '@erp/values'
import { type NotPostable, whyNotPostable } from '../domain/posting-readiness.ts'
import {
  dayAnew,
  dayOfTurn,
  type EarlierEstimatesTakenBack,
  type EstimateTurn,
  type EstimateTurnKind,
  type EstimateTurnLine,
  effectOf,
  type NothingToTurn,
  turnOf,
} from '../domain/receipt-estimate.ts'
import type { ItemClass } from '../domain/replicated-facts.ts'
import type { InvoiceableLine } from '../domain/supplier-invoice.ts'
import { openLegs } from '../store/document-legs.ts'
import { takeNumber } from '../store/document-numbers.ts'
import {
  bringBack,
  findEarlierTakenBack,
  insertEstimateTurn,
  lockTurnableLines,
  type TurnableLine,
  turnLines,
} from '../store/estimate-turns.ts'
import { findInvoiceableLines } from '../store/invoiceable-lines.ts'
import { readPostingFacts } from '../store/receiving-facts.ts'
import type { Unit } from './unit.ts'

/** As many as one voucher has lines for. */
const mostLines = 500

/**
 * Takes estimates back on the 1st of a month, or makes anew on its last day what is not invoiced since: the next five hundred
 * receipt lines of which that is still to be done. What a turn did is not done again, so it goes on where it stopped.
 */
export async function turnReceiptEstimates(
  unit: Unit,
  { kind, period }: { readonly kind: EstimateTurnKind; readonly period: Period },
): Promise<EstimateTurn | NothingToTurn | EarlierEstimatesTakenBack | NotPostable> {
  const { tx, caller } = unit
  const { companyId, userId: createdBy } = caller
  const earlier = await findEarlierTakenBack(tx, companyId, period)
  if (earlier !== undefined) return refuse('EarlierEstimatesTakenBack', { period: earlier })
  const turnable = await lockTurnableLines(tx, companyId, { kind, period }, mostLines)
  if (turnable.length === 0) return refuse('NothingToTurn', { period, kind })
  const turned = await turn(unit, turnable, {
    ...{ kind, turnedOn: dayOfTurn(kind, period), datePath: 'period' },
    ...{ supplierInvoiceId: null, purchaseReturnId: null, companyId, createdBy },
  })
  if (!isRefusal(turned)) await turnLines(tx, turned, turnable.map(toLine))
  return turned
}

/** The document that has just taken from receipt lines, and where its day stands in the input. */
export interface Taking {
  readonly on: BusinessDate
  readonly datePath: string
  readonly supplierInvoiceId: string | null
  readonly purchaseReturnId: string | null
  readonly companyId: string
  /** Whoever had it take them. */
  readonly createdBy: string
}

/**
 * What a document takes of receipt lines is estimated anew before it is cleared, as far as it was taken back: 暂估应付 of a
 * line is what is uninvoiced of it less what is taken back, at all times.
 */
export async function estimateAnewForTaking(
  unit: Unit,
  receiptLineIds: readonly string[],
  { on, ...cause }: Taking,
): Promise<NotPostable | undefined> {
  const brought = await bringBack(unit.tx, receiptLineIds)
  for (const [takenBackOn, lines] of Map.groupBy(brought, (line) => line.takenBackOn)) {
    if (takenBackOn === null) throw new Error('What is made anew was taken back on a day')
    const turned = await turn(unit, lines, { kind: 'ESTIMATE', turnedOn: dayAnew(on, takenBackOn), ...cause })
    if (isRefusal(turned)) return turned
  }
  return undefined
}

/** Writes a turn and tells finance, unless finance could refuse it. */
async function turn(
  unit: Unit,
  turnable: readonly TurnableLine[],
  how: Pick<
    EstimateTurn,
    'kind' | 'turnedOn' | 'supplierInvoiceId' | 'purchaseReturnId' | 'companyId' | 'createdBy'
  > & {
    readonly datePath: string
  },
): Promise<EstimateTurn | NotPostable> {
  const { tx, now } = unit
  const { datePath, ...about } = how
  const { companyId } = about
  const received = await findInvoiceableLines(
    tx,
    turnable.map(({ goodsReceiptLineId }) => goodsReceiptLineId),
  )
  const notPostable = await whyTurnNotPostable(unit, received, { companyId, businessDate: how.turnedOn, datePath })
  if (notPostable) return notPostable
  const lines = turnable.map(toLine)
  const [first] = lines
  if (!first) throw new Error('A turn has lines')
  const number = await takeNumber(tx, companyId, 'ESTIMATE_TURN', how.turnedOn)
  const { currency } = first.value
  const turned = turnOf(lines, { ...about, id: newId(), number, currency, createdAt: now })
  await insertEstimateTurn(tx, turned, lines)
  await openLegs(tx, { id: turned.id, companyId, type: 'ESTIMATE_TURN' }, { LEDGER: 1, STOCK: 0 })
  await announce(unit, turned, lines, received)
  return turned
}

function toLine({
  goodsReceiptLineId,
  minor,
  currency,
  reversalId,
}: TurnableLine): Omit<EstimateTurnLine, 'estimateTurnId'> {
  return { goodsReceiptLineId, value: moneyColumn(minor, currencyColumn(currency)), reversalId }
}

async function whyTurnNotPostable(
  { tx }: Unit,
  received: ReadonlyMap<string, InvoiceableLine>,
  { companyId, ...day }: { readonly companyId: string; readonly businessDate: BusinessDate; readonly datePath: string },
): Promise<NotPostable | undefined> {
  const eventKind = 'RECEIPT_ESTIMATE_TURNED'
  const facts = await readPostingFacts(tx, companyId, { eventKind, businessDate: day.businessDate })
  for (const [valuationAreaId, lines] of Map.groupBy(received.values(), (line) => line.valuationAreaId ?? '')) {
    const itemClasses = new Set<ItemClass>(lines.flatMap(({ item }) => item?.itemClass ?? []))
    const problem = whyNotPostable({ eventKind, ...day, itemClasses, valuationAreaId }, facts)
    if (problem) return problem
  }
  return undefined
}

/** Tells finance what estimates stand otherwise now. */
function announce(
  unit: Unit,
  { id: estimateTurnId, companyId, number, kind, turnedOn, currency }: EstimateTurn,
  lines: readonly Omit<EstimateTurnLine, 'estimateTurnId'>[],
  received: ReadonlyMap<string, InvoiceableLine>,
): Promise<void> {
  return emit(unit, receiptEstimateTurned, {
    aggregateId: estimateTurnId,
    payload: {
      ...{ companyId, estimateTurnId, number, turnedOn, currency },
      lines: lines.map(({ goodsReceiptLineId, value }) => {
        const { supplierId, itemId, item, warehouseId, valuationAreaId } = received.get(goodsReceiptLineId) ?? {}
        if (!supplierId || !itemId || !item || !warehouseId || !valuationAreaId)
          throw new Error(`The receipt line ${goodsReceiptLineId} of an estimate is not known`)
        const about = { supplierId, itemId, itemClass: item.itemClass, warehouseId, valuationAreaId }
        return { goodsReceiptLineId, ...about, value: formatMoney(effectOf(kind, value)) }
      }),
    },
  })
}
