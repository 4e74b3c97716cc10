import { asQuantity, type Currency, currency, Decimal, type Money, money, type Quantity } from '@erp/values'

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
