import {
  type BusinessDate,
  type Currency,
  extend,
  isRefusal,
  isWithinLimit,
  type Money,
  parsePositiveQuantity,
  parseUnitPrice,
  type Quantity,
  type QuantityNotExact,
  toBaseQuantity,
  zeroQuantity,
} from '@erp/values'
import { at, type InvalidInput, invalid, textProblem } from './input.ts'
import { factorOf, type ItemFacts, type UnitUnknown } from './replicated-facts.ts'
import { lineCountProblem } from './sales-order.ts'
import { type AnyQuantityInvalid, type ItemRefused, whatIsSold } from './sales-order-line.ts'
import type { NewSalesReturn, SalesReturnLine } from './sales-return.ts'

/** What a person says about goods that come back and belong to no delivery that is known 无源退货. */
export interface UnsourcedReturnInput {
  readonly returnedOn: BusinessDate
  readonly reason: string
  readonly lines: readonly {
    readonly itemId: string
    /** Left out: the item's base unit. */
    readonly unit?: string | null | undefined
    readonly quantity: string
    /** Of one of the unit, for goods of which none is on hand to tell. */
    readonly unitCost?: string | null | undefined
  }[]
}

export type UnsourcedReturnRefused =
  | InvalidInput
  | ItemRefused
  | (UnitUnknown & { path: readonly string[] })
  | AnyQuantityInvalid
  | (QuantityNotExact & { path: readonly string[] })

/** A draft return that no delivery vouches for; inventory says what the goods are worth. */
export function draftUnsourcedReturn(
  { returnedOn, reason, ...input }: UnsourcedReturnInput,
  context: {
    readonly id: string
    readonly companyId: string
    readonly customerId: string
    readonly warehouseId: string
    readonly currency: Currency
    readonly newLineId: () => string
    readonly createdBy: string
    readonly now: Date
  },
  items: ReadonlyMap<string, ItemFacts>,
): NewSalesReturn | UnsourcedReturnRefused {
  const withoutReason = textProblem(reason, 200)
  if (withoutReason) return invalid('reason', withoutReason)
  const problem = lineCountProblem(input.lines.length)
  if (problem) return invalid('lines', problem)
  const { id, companyId, customerId, warehouseId, currency, newLineId, createdBy, now } = context
  const lines: SalesReturnLine[] = []
  for (const [index, wanted] of input.lines.entries()) {
    const path = `lines.${index}`
    const item = whatIsSold(wanted.itemId, items, `${path}.itemId`)
    if (isRefusal(item)) return item
    const unit = wanted.unit ?? item.baseUnit
    const factor = factorOf(item, unit)
    if (isRefusal(factor)) return at(factor, `${path}.unit`)
    const quantity = parsePositiveQuantity(wanted.quantity)
    if (isRefusal(quantity)) return at(quantity, `${path}.quantity`)
    const baseQuantity = toBaseQuantity(quantity, factor)
    if (isRefusal(baseQuantity)) return at(baseQuantity, `${path}.quantity`)
    const statedCost = costOf(wanted.unitCost, { quantity, currency, path: `${path}.unitCost` })
    if (isRefusal(statedCost)) return statedCost
    lines.push({
      ...{ id: newLineId(), salesReturnId: id, lineNumber: index + 1, deliveryId: null, deliveryLineId: null },
      ...{ statedCost, itemId: item.itemId, unit, quantity, baseQuantity, creditedBaseQuantity: zeroQuantity },
    })
  }
  return {
    ...{ id, companyId, status: 'DRAFT', customerId, warehouseId, returnedOn, reason, currency, sagaId: null },
    ...{ refusal: null, lines, version: 1, createdAt: now, confirmedAt: null, createdBy },
  }
}

/** What so much is worth at a cost that was stated, rounded once; null where none was. */
function costOf(
  unitCost: string | null | undefined,
  { quantity, currency, path }: { quantity: Quantity; currency: Currency; path: string },
): Money | null | InvalidInput {
  if (unitCost == null) return null
  const cost = parseUnitPrice(unitCost, currency)
  if (isRefusal(cost)) return invalid(path, 'NOT_A_PRICE_WITH_SIX_DECIMALS')
  if (!cost.perUnit.gt(0)) return invalid(path, 'NOT_POSITIVE')
  const value = extend(cost, quantity)
  return isWithinLimit(value) ? value : invalid(path, 'AMOUNT_TOO_LARGE')
}
