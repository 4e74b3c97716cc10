import {
  asQuantity,
  type Currency,
  currency,
  Decimal,
  type Money,
  money,
  type Quantity,
  type UnitPrice,
} from '@erp/values'

/** A numeric column selected as text. */
export function readQuantity(text: string): Quantity {
  return asQuantity(new Decimal(text))
}

/** A column of minor units with the currency beside it. */
export function readMoney(minor: bigint, code: string): Money {
  return money(minor, currency(code))
}

export function readCurrency(code: string): Currency {
  return currency(code)
}

/** A numeric column of six decimals, selected as text, that may hold no standard cost. */
export function readStandardCost(perUnit: string | null, of: Currency): UnitPrice | undefined {
  return perUnit === null ? undefined : { perUnit: new Decimal(perUnit), currency: of }
}
