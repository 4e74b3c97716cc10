import {
  asQuantity,
  type BusinessDate,
  type Currency,
  currency,
  Decimal,
  isId,
  type Money,
  money,
  type Quantity,
  type UnitFactor,
} from '@erp/values'

/** What a numeric column is read as: Prisma's own decimal, or text where SQL was written by hand. */
type NumericColumn = { toFixed(): string } | string

/** A numeric column as an exact decimal of this project. */
export function decimalColumn(column: NumericColumn): Decimal {
  return new Decimal(typeof column === 'string' ? column : column.toFixed())
}

export function quantityColumn(column: NumericColumn): Quantity {
  return asQuantity(decimalColumn(column))
}

/** A date column as a business day; Prisma reads it as midnight UTC. */
export function dayColumn(column: Date): BusinessDate {
  return column.toISOString().slice(0, 10) as BusinessDate
}

/** A business day as Prisma writes it to a date column. */
export function toDayColumn(day: BusinessDate): Date {
  return new Date(`${day}T00:00:00.000Z`)
}

export function currencyColumn(column: string): Currency {
  return currency(column)
}

export function moneyColumn(minor: bigint | string, of: Currency): Money {
  return money(BigInt(minor), of)
}

export function factorColumns(numerator: bigint | string, denominator: bigint | string): UnitFactor {
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) }
}

/** A JSON object of texts, such as the facts of a reason. */
export function factsColumn(column: unknown): Readonly<Record<string, string>> {
  if (typeof column !== 'object' || column === null) return {}
  return Object.fromEntries(Object.entries(column).map(([name, value]) => [name, String(value)]))
}

/** Only what can be an id: anything else names no row, and PostgreSQL would not even compare it. */
export function idsIn(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter(isId)
}

/** False when one of the ids of a filter can name no row. */
export function areIds(...ids: readonly (string | null | undefined)[]): boolean {
  return ids.every((id) => id == null || isId(id))
}
