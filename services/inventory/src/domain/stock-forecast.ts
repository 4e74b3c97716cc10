import {
  type DemandForecast,
  type DemandHistory,
  demandForecast,
  type Period,
  type Quantity,
  subtractQuantity,
} from '@erp/values'

export type StockForecast = Pick<DemandForecast, 'method' | 'error'> & {
  readonly months: readonly { readonly period: Period; readonly demand: Quantity; readonly stock: Quantity }[]
  /** The first month at whose end something would be missing. */
  readonly runsOutIn: Period | null
}

/** What will be needed in some months, and what would be there after each; what is expected to arrive is taken to arrive at once. */
export function forecastOf(
  history: DemandHistory,
  { available, ...asked }: { readonly period: Period; readonly months: number; readonly available: Quantity },
): StockForecast {
  const { months, ...told } = demandForecast(history, asked)
  let stock = available
  const stocked = months.map((month) => {
    stock = subtractQuantity(stock, month.demand)
    return { ...month, stock }
  })
  return { ...told, months: stocked, runsOutIn: stocked.find((one) => one.stock.lt(0))?.period ?? null }
}
