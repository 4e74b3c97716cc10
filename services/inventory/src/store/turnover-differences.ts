import { firstDayOf, lastDayOf, type Period, type Quantity } from '@erp/values'
import { Prisma } from '../generated/prisma/client.ts'
import type { Tx } from './database.ts'
import { readQuantity } from './exact-columns.ts'

/** The totals that are kept beside the ledger. */
export type KeptTurnover = 'ITEM' | 'WAREHOUSE' | 'BIN'

/** What came in less what went out, of an item or a warehouse in a month, of which a kept total is not the sum of its entries. */
export type TurnoverDifference = {
  readonly turnover: KeptTurnover
  readonly warehouseId: string
  readonly itemId: string | null
  readonly period: string
  readonly keptQuantity: Quantity
  readonly postedQuantity: Quantity
  readonly keptValue: bigint
  readonly postedValue: bigint
}

type Row = Omit<TurnoverDifference, 'keptQuantity' | 'postedQuantity'> & {
  keptQuantity: string
  postedQuantity: string
}

/** Months of a company that are compared. */
export type ComparedMonths = { readonly companyId: string; readonly from: Period; readonly period: Period }

/** The last month in which anything moved, by the kept totals. */
export async function latestMoved(tx: Tx, companyId: string): Promise<Period | undefined> {
  const [row] = await tx.$queryRaw<{ period: Period | null }[]>`
    select max(period) as period from warehouse_turnover where company_id = ${companyId}::uuid`
  return row?.period ?? undefined
}

/**
 * Compares each kept total of these months, with the tail, with the entries it was made from, key by key; empty when they
 * agree to the last minor unit. Goes through all entries of the months, so it is for checks and not for reports.
 */
export async function turnoverDifferences(
  tx: Tx,
  { companyId, from, period }: ComparedMonths,
): Promise<TurnoverDifference[]> {
  const months = Prisma.sql`company_id = ${companyId}::uuid and period between ${from} and ${period}`
  const rows = await tx.$queryRaw<Row[]>`
    with posted as (
      select *, in_quantity - out_quantity as quantity from stock_movement
      where company_id = ${companyId}::uuid
        and business_date between ${firstDayOf(from)}::date and ${lastDayOf(period)}::date
    ), item_kept as (
      select item_id, valuation_area_id, warehouse_id, event_kind, period, recorded_period, sum(in_quantity) as in_quantity,
             sum(in_value) as in_value, sum(out_quantity) as out_quantity, sum(out_value) as out_value
      from item_turnover where ${months} group by 1, 2, 3, 4, 5, 6
    ), item_posted as (
      select item_id, valuation_area_id, warehouse_id, event_kind, period, recorded_period, sum(in_quantity) as in_quantity,
             sum(in_value) as in_value, sum(out_quantity) as out_quantity, sum(out_value) as out_value
      from posted group by 1, 2, 3, 4, 5, 6
    ), warehouse_kept as (
      select valuation_area_id, warehouse_id, event_kind, period, recorded_period, sum(in_quantity) as in_quantity,
             sum(in_value) as in_value, sum(out_quantity) as out_quantity, sum(out_value) as out_value
      from warehouse_turnover where ${months} group by 1, 2, 3, 4, 5
    ), warehouse_posted as (
      select valuation_area_id, warehouse_id, event_kind, period, recorded_period, sum(in_quantity) as in_quantity,
             sum(in_value) as in_value, sum(out_quantity) as out_quantity, sum(out_value) as out_value
      from posted group by 1, 2, 3, 4, 5
    ), bin_kept as (
      select item_id, warehouse_id, coalesce(location_id, uuid_nil.none) as location_id,
             coalesce(lot_id, uuid_nil.none) as lot_id, period, recorded_period, sum(quantity) as quantity
      from bin_turnover cross join (select '00000000-0000-0000-0000-000000000000'::uuid as none) as uuid_nil
      where ${months}
      group by 1, 2, 3, 4, 5, 6
    ), bin_posted as (
      select item_id, warehouse_id, coalesce(location_id, uuid_nil.none) as location_id,
             coalesce(lot_id, uuid_nil.none) as lot_id, period, recorded_period, sum(quantity) as quantity
      from posted cross join (select '00000000-0000-0000-0000-000000000000'::uuid as none) as uuid_nil
      where location_id is not null or lot_id is not null
      group by 1, 2, 3, 4, 5, 6
    ), different as (
      select 'ITEM' as turnover, warehouse_id, item_id, period, k.in_quantity - k.out_quantity as kept_quantity,
             p.in_quantity - p.out_quantity as posted_quantity, k.in_value - k.out_value as kept_value,
             p.in_value - p.out_value as posted_value
      from item_kept k
      full join item_posted p using (item_id, valuation_area_id, warehouse_id, event_kind, period, recorded_period)
      where (k.in_quantity, k.in_value, k.out_quantity, k.out_value)
        is distinct from (p.in_quantity, p.in_value, p.out_quantity, p.out_value)
      union all
      select 'WAREHOUSE', warehouse_id, null, period, k.in_quantity - k.out_quantity, p.in_quantity - p.out_quantity,
             k.in_value - k.out_value, p.in_value - p.out_value
      from warehouse_kept k
      full join warehouse_posted p using (valuation_area_id, warehouse_id, event_kind, period, recorded_period)
      where (k.in_quantity, k.in_value, k.out_quantity, k.out_value)
        is distinct from (p.in_quantity, p.in_value, p.out_quantity, p.out_value)
      union all
      select 'BIN', warehouse_id, item_id, period, k.quantity, p.quantity, 0, 0
      from bin_kept k full join bin_posted p using (item_id, warehouse_id, location_id, lot_id, period, recorded_period)
      where k.quantity is distinct from p.quantity)
    select turnover, warehouse_id as "warehouseId", item_id as "itemId", period,
           coalesce(sum(kept_quantity), 0)::text as "keptQuantity",
           coalesce(sum(posted_quantity), 0)::text as "postedQuantity",
           coalesce(sum(kept_value), 0)::bigint as "keptValue", coalesce(sum(posted_value), 0)::bigint as "postedValue"
    from different group by 1, 2, 3, 4 order by 1, 4, 2, 3
    limit 1000`
  return rows.map((row) => ({
    ...row,
    keptQuantity: readQuantity(row.keptQuantity),
    postedQuantity: readQuantity(row.postedQuantity),
  }))
}
