import {
  addQuantity,
  Decimal,
  formatQuantity,
  type Quantity,
  type Refusal,
  refuse,
  subtractQuantity,
  type UnitFactor,
} from '@erp/values'
import { at } from './input.ts'

/** An order line and how much of it has come: what the tolerance is measured on. */
export interface TolerableLine {
  readonly quantity: Quantity
  readonly baseQuantity: Quantity
  readonly overReceiptPercent: Decimal
}

/** More would have arrived than the order allows. Quantities are in the order line's own unit. */
export type OverReceipt = Refusal<
  'OverReceipt',
  {
    purchaseOrderLineId: string
    unit: string
    ordered: string
    /** Arrived and not sent back. */
    received: string
    requested: string
    /** In percent. */
    tolerance: string
    /** Ordered plus tolerance. */
    allowed: string
    path: readonly string[]
  }
>

/** True when `received` base units are more than ordered plus tolerance: 5 % of 100 allows 105 and not 106. */
export function exceedsTolerance({ baseQuantity, overReceiptPercent }: TolerableLine, received: Quantity): boolean {
  return received.times(100).gt(baseQuantity.times(overReceiptPercent.plus(100)))
}

/** Ordered plus tolerance in the line's own unit, as people read it: six decimals, rounded down. */
export function allowedQuantity({ quantity, overReceiptPercent }: TolerableLine): string {
  return quantity.times(overReceiptPercent.plus(100)).div(100).toDecimalPlaces(6, Decimal.ROUND_DOWN).toFixed()
}

/** A base quantity in another unit, as people read it: six decimals, half up. */
export function inOrderUnit(base: Quantity, { numerator, denominator }: UnitFactor): string {
  return base.times(denominator.toString()).div(numerator.toString()).toDecimalPlaces(6).toFixed()
}

/** Refuses when `requested` more would exceed the tolerance; goods sent back make room for their replacement. */
export function overReceipt(
  line: TolerableLine & {
    readonly purchaseOrderLineId: string
    readonly unit: string
    readonly factor: UnitFactor
    readonly receivedBaseQuantity: Quantity
    readonly returnedBaseQuantity: Quantity
  },
  requested: Quantity,
  path: string,
): OverReceipt | undefined {
  const received = subtractQuantity(line.receivedBaseQuantity, line.returnedBaseQuantity)
  if (!exceedsTolerance(line, addQuantity(received, requested))) return undefined
  return at(
    refuse('OverReceipt', {
      purchaseOrderLineId: line.purchaseOrderLineId,
      unit: line.unit,
      ordered: formatQuantity(line.quantity),
      received: inOrderUnit(received, line.factor),
      requested: inOrderUnit(requested, line.factor),
      tolerance: line.overReceiptPercent.toFixed(),
      allowed: allowedQuantity(line),
    }),
    path,
  )
}
