import {
  add,
  type BusinessDate,
  type Decimal,
  isNegative,
  isZero,
  type Money,
  negate,
  type Quantity,
  type Refusal,
  refuse,
  subtract,
  taxOnNet,
  zero,
} from '@erp/values'
import type { InventoryDocument } from './inventory-document.ts'
import type { ItemClass, ItemId } from './item.ts'
import { type InvalidInput, invalidInput } from './master-data.ts'
import type { StockEventKind } from './stock-document.ts'
import type { StockEntryId } from './valuation.ts'
import type { ValuationAreaId, WarehouseId } from './warehouse.ts'

/** The events whose value waits until somebody decides who bears it. */
export const differingEvents: ReadonlySet<StockEventKind> = new Set([
  'STOCKTAKE_LOSS',
  'STOCKTAKE_GAIN',
  'TRANSFER_LOSS',
])

/** What was missing (value below zero) or was found in one entry of the stock ledger 盘盈盘亏. */
export type StockDifference = {
  readonly id: StockEntryId
  readonly documentType: 'STOCKTAKE' | 'STOCK_TRANSFER'
  readonly documentId: string
  readonly documentNumber: string
  readonly businessDate: BusinessDate
  readonly sourceLineId: string
  readonly itemId: ItemId
  readonly itemClass: ItemClass
  readonly warehouseId: WarehouseId
  readonly valuationAreaId: ValuationAreaId
  readonly quantity: Quantity
  /** What waits, input VAT that was transferred out included. */
  readonly value: Money
  /** What the goods themselves were worth. */
  readonly goodsValue: Money
}

/**
 * What becomes of differences. NORMAL_LOSS: within what is usual. ABNORMAL_LOSS: bad management, whose input VAT is transferred
 * out. EXTRAORDINARY_LOSS: nobody's fault, such as a flood. PAID_BY_PERSON: somebody has to pay. GAIN: found.
 */
export type DisposalDecision = 'NORMAL_LOSS' | 'ABNORMAL_LOSS' | 'EXTRAORDINARY_LOSS' | 'PAID_BY_PERSON' | 'GAIN'

/** What finance hears: who bears it. */
export type DisposalEventKind =
  | 'STOCK_LOSS_EXPENSED'
  | 'STOCK_LOSS_EXTRAORDINARY'
  | 'STOCK_LOSS_CLAIMED'
  | 'STOCK_GAIN_TAKEN'

export const disposalEventOf = {
  NORMAL_LOSS: 'STOCK_LOSS_EXPENSED',
  ABNORMAL_LOSS: 'STOCK_LOSS_EXPENSED',
  EXTRAORDINARY_LOSS: 'STOCK_LOSS_EXTRAORDINARY',
  PAID_BY_PERSON: 'STOCK_LOSS_CLAIMED',
  GAIN: 'STOCK_GAIN_TAKEN',
} as const satisfies Record<DisposalDecision, DisposalEventKind>

/** One difference as it was decided on. */
export type DisposalLine = {
  readonly difference: StockDifference
  /** What leaves the account where it waited, with `inputVat`, which is transferred out only now; below zero of losses, both. */
  readonly clearedValue: Money
  readonly inputVat: Money
}

export type DisposalStatus = 'CONFIRMED' | 'CANCELLED'

/** A decision on who bears differences of one document 盘盈盘亏处理单; in force from the start. */
export type StockDifferenceDisposal = InventoryDocument<DisposalStatus> & {
  readonly sourceDocumentId: string
  readonly decision: DisposalDecision
  /** Who pays for a loss that somebody pays for, in words. */
  readonly responsible: string | null
}

type OfDifference = { readonly stockDifferenceId: string }
/** It is taken back, decided on already, or no difference of the document. */
export type StockDifferenceNotOpen = Refusal<'StockDifferenceNotOpen', OfDifference & { path: readonly string[] }>
export type DecisionDoesNotFit = Refusal<'DecisionDoesNotFit', OfDifference & { decision: DisposalDecision }>
/** Its input VAT was transferred out, so that it was no normal loss, and is not transferred out again. */
export type InputVatIsOut = Refusal<'InputVatIsOut', OfDifference & { inputVat: Money }>
export type ApproverDisposes = Refusal<'ApproverDisposes'>
/** The document is not taken back while decisions on what it found are in force. */
export type DifferencesDisposed = Refusal<'DifferencesDisposed'>
export type DisposalRefused = InvalidInput | DecisionDoesNotFit | InputVatIsOut

const responsibleAtMost = 100

/** Who pays is said of a loss that somebody pays for, and of nothing else. */
export function payerProblem(decision: DisposalDecision, responsible: string | null): InvalidInput | undefined {
  if (decision !== 'PAID_BY_PERSON')
    return responsible === null ? undefined : invalidInput('responsible', 'ONLY_OF_PAID_BY_PERSON')
  if (responsible === null) return invalidInput('responsible', 'REQUIRED')
  const readable = responsible !== '' && responsible.length <= responsibleAtMost && responsible.trim() === responsible
  return readable ? undefined : invalidInput('responsible', 'LENGTH')
}

/** Input VAT of a difference that was transferred out when it was booked. */
export function inputVatOf({ value, goodsValue }: Pick<StockDifference, 'value' | 'goodsValue'>): Money {
  return subtract(goodsValue, value)
}

/**
 * What a decision does to each difference: all that fit it where none are named. Input VAT that is due and was not transferred
 * out before goes out now, at a rate in percent of what the goods were worth, half up.
 */
export function disposeOf(
  differences: readonly StockDifference[],
  terms: {
    readonly decision: DisposalDecision
    readonly businessDate: BusinessDate
    readonly named: boolean
    readonly inputVatPercent: Decimal | null
  },
): DisposalLine[] | DisposalRefused {
  const { decision, businessDate, named, inputVatPercent } = terms
  if (inputVatPercent && (decision === 'NORMAL_LOSS' || decision === 'GAIN'))
    return invalidInput('inputVatPercent', 'NOT_OF_THIS_DECISION')
  const fits = ({ value }: StockDifference) => isNegative(value) === (decision !== 'GAIN')
  const misfit = named ? differences.find((difference) => !fits(difference)) : undefined
  if (misfit) return refuse('DecisionDoesNotFit', { stockDifferenceId: misfit.id, decision })
  const decided = differences.filter(fits)
  if (decided.length === 0) return invalidInput('decision', 'NOTHING_OPEN')
  if (decided.some((difference) => businessDate < difference.businessDate))
    return invalidInput('businessDate', 'BEFORE_DIFFERENCE')
  const lines: DisposalLine[] = []
  for (const difference of decided) {
    const out = inputVatOf(difference)
    if (!isZero(out) && (decision === 'NORMAL_LOSS' || inputVatPercent))
      return refuse('InputVatIsOut', { stockDifferenceId: difference.id, inputVat: out })
    const { goodsValue, value } = difference
    const inputVat = inputVatPercent ? negate(taxOnNet(negate(goodsValue), inputVatPercent)) : zero(value.currency)
    lines.push({ difference, clearedValue: add(value, inputVat), inputVat })
  }
  return lines
}
