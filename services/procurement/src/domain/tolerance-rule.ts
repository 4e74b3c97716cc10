import { type Currency, type Decimal, isNegative, isRefusal, type Money, parseMoney } from '@erp/values'
import { type InvalidInput, invalid } from './input.ts'
import type { InvoiceTolerance } from './invoice-tolerance.ts'
import { readTolerance } from './supplier.ts'

/** Whose tolerance a line is held against; the most specific that says something. */
export type ToleranceSource = 'SUPPLIER_AND_ITEM' | 'ITEM' | 'SUPPLIER' | 'COMPANY'

/** How far invoices of a supplier, for an item, or for an item of a supplier may differ; null where it says nothing. */
export interface ToleranceRule {
  readonly id: string
  readonly companyId: string
  readonly supplierId: string | null
  readonly itemId: string | null
  readonly quantityPercent: Decimal | null
  readonly pricePercent: Decimal | null
  /** In the company's own currency. */
  readonly taxAmount: Money | null
  readonly version: number
}

interface Said<Value> {
  readonly value: Value
  readonly heldAgainst: ToleranceSource
}

/** What a line is held against: each measure apart, with where it is said. */
export interface LineTolerance {
  readonly quantityPercent: Said<Decimal>
  readonly pricePercent: Said<Decimal>
  readonly taxAmount: Said<Money>
}

/** The tolerances of a line about this item; null for a service. */
export type ToleranceOf = (itemId: string | null) => LineTolerance

const mostSpecificFirst: readonly ToleranceSource[] = ['SUPPLIER_AND_ITEM', 'ITEM', 'SUPPLIER']

/** What the lines of a supplier's invoice are held against: of each measure what is most specific, else the company's. */
export function tolerancesOf(
  company: InvoiceTolerance,
  supplierId: string,
  rules: readonly ToleranceRule[],
): ToleranceOf {
  return (itemId) => {
    const applying = rules
      .filter((rule) => rule.supplierId === null || rule.supplierId === supplierId)
      .filter((rule) => rule.itemId === null || rule.itemId === itemId)
      .map((rule) => ({ ...rule, source: sourceOf(rule) }))
      .sort((left, right) => mostSpecificFirst.indexOf(left.source) - mostSpecificFirst.indexOf(right.source))

    function said<Value>(measureOf: (rule: ToleranceRule) => Value | null, ofCompany: Value): Said<Value> {
      for (const rule of applying) {
        const value = measureOf(rule)
        if (value !== null) return { value, heldAgainst: rule.source }
      }
      return { value: ofCompany, heldAgainst: 'COMPANY' }
    }
    return {
      quantityPercent: said((rule) => rule.quantityPercent, company.quantityPercent),
      pricePercent: said((rule) => rule.pricePercent, company.pricePercent),
      taxAmount: said((rule) => rule.taxAmount, company.taxAmount),
    }
  }
}

/** Whom a rule is about. */
export function sourceOf({ supplierId, itemId }: Pick<ToleranceRule, 'supplierId' | 'itemId'>): ToleranceSource {
  if (supplierId !== null && itemId !== null) return 'SUPPLIER_AND_ITEM'
  return itemId === null ? 'SUPPLIER' : 'ITEM'
}

/** The measures of a rule as a person types them; what is left out is not said. */
export function readToleranceRule(
  input: {
    readonly quantityPercent: string | null
    readonly pricePercent: string | null
    readonly taxAmount: string | null
  },
  currency: Currency,
): Pick<ToleranceRule, 'quantityPercent' | 'pricePercent' | 'taxAmount'> | InvalidInput {
  const quantityPercent = input.quantityPercent === null ? null : readTolerance(input.quantityPercent)
  if (isRefusal(quantityPercent)) return invalid('quantityPercent', 'NOT_FROM_0_TO_100_WITH_TWO_DECIMALS')
  const pricePercent = input.pricePercent === null ? null : readTolerance(input.pricePercent)
  if (isRefusal(pricePercent)) return invalid('pricePercent', 'NOT_FROM_0_TO_100_WITH_TWO_DECIMALS')
  const taxAmount = input.taxAmount === null ? null : parseMoney(input.taxAmount, currency)
  if (isRefusal(taxAmount) || (taxAmount !== null && isNegative(taxAmount)))
    return invalid('taxAmount', 'NOT_AN_AMOUNT')
  return { quantityPercent, pricePercent, taxAmount }
}
