import {
  type Currency,
  Decimal,
  type DemandForecast,
  type DemandHistory,
  demandForecast,
  type Money,
  money,
  type Period,
  type Quantity,
  quotient,
} from '@erp/values'

/** What was sold of an item: delivered and not back, by the month it went out. */
export type SoldHistory = DemandHistory & {
  /** How much of it is history, and for how much it was sold without tax, in minor units; in the company's own currency, as all orders are. */
  readonly priced: { readonly quantity: Quantity; readonly net: Decimal }
}

export type SalesForecast = Pick<DemandForecast, 'method' | 'error'> & {
  readonly months: readonly {
    readonly period: Period
    readonly quantity: Quantity
    /** Null where nothing of the history was sold. */
    readonly revenue: Money | null
  }[]
}

/** What will be sold in some months, and for how much at the mean net price of the history, each month rounded half up. */
export function salesForecastOf(
  { priced, ...history }: SoldHistory,
  asked: { readonly period: Period; readonly months: number; readonly currency: Currency },
): SalesForecast {
  const { months, ...told } = demandForecast(history, asked)
  const revenueOf = (quantity: Quantity) =>
    priced.quantity.gt(0)
      ? money(BigInt(quotient(new Decimal(quantity.times(priced.net)), priced.quantity, 0).toFixed()), asked.currency)
      : null
  return {
    ...told,
    months: months.map(({ period, demand }) => ({ period, quantity: demand, revenue: revenueOf(demand) })),
  }
}
