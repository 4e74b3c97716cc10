import { type Currency, Decimal, isNegative, isRefusal, type Money, money, parseMoney } from '@erp/values'
import { type InvalidInput, invalid } from './input.ts'
import { readTolerance } from './supplier.ts'

/** How far an invoice may differ 匹配容差 before somebody has to look: each measure apart. */
export interface InvoiceTolerance {
  /** Of the open quantity, how much more may be charged. */
  readonly quantityPercent: Decimal
  /** Of the order's price, how much more or less. */
  readonly pricePercent: Decimal
  /** Of the tax that the rate gives, how much more or less, in the company's own currency. */
  readonly taxAmount: Money
  /** 0 while the company has the defaults. */
  readonly version: number
}

/** What a company starts with: no more goods than arrived, five percent in price, six of the smallest unit in tax. */
export function defaultTolerance(currency: Currency): InvoiceTolerance {
  return { quantityPercent: new Decimal(0), pricePercent: new Decimal(5), taxAmount: money(6n, currency), version: 0 }
}

/** Tolerances as a person types them. */
export function readInvoiceTolerance(
  input: { readonly quantityPercent: string; readonly pricePercent: string; readonly taxAmount: string },
  currency: Currency,
): Omit<InvoiceTolerance, 'version'> | InvalidInput {
  const quantityPercent = readTolerance(input.quantityPercent)
  if (isRefusal(quantityPercent)) return invalid('quantityPercent', 'NOT_FROM_0_TO_100_WITH_TWO_DECIMALS')
  const pricePercent = readTolerance(input.pricePercent)
  if (isRefusal(pricePercent)) return invalid('pricePercent', 'NOT_FROM_0_TO_100_WITH_TWO_DECIMALS')
  const taxAmount = parseMoney(input.taxAmount, currency)
  if (isRefusal(taxAmount) || isNegative(taxAmount)) return invalid('taxAmount', 'NOT_AN_AMOUNT')
  return { quantityPercent, pricePercent, taxAmount }
}
