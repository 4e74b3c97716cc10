import type { PrismaLike, Sql } from '@erp/service-kit'
import type { Tx } from './database.ts'

/** Notes what these documents moved, for the roll-up: the tail of what it has not folded yet. */
export async function append(tx: Tx, stockDocumentIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    insert into stock_turnover_tail (company_id, item_id, valuation_area_id, warehouse_id, location_id, lot_id, event_kind,
                                     period, recorded_period, in_quantity, in_value, out_quantity, out_value)
    select company_id, item_id, valuation_area_id, warehouse_id, location_id, lot_id, event_kind, period,
           recorded_period, sum(in_quantity), sum(in_value), sum(out_quantity), sum(out_value)
    from stock_movement
    where stock_document_id = any (array(
      select value::uuid from jsonb_array_elements_text(${JSON.stringify(stockDocumentIds)}::jsonb)))
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9`
}

/** All companies that may have moved stock; asked without a company scope. */
export async function companiesWithStock(tx: Sql): Promise<string[]> {
  const rows = await tx.$queryRaw<{ company_id: string }[]>`select company_id from company_with_stock`
  return rows.map(({ company_id }) => company_id)
}

/**
 * Folds up to `limit` rows of the tail of these companies, in one statement; rows another instance is folding are left to
 * it. Opens its own transaction because moving a cached sum is nobody's act and leaves no audit row. Returns how many tail
 * rows are gone.
 */
export async function rollUp<Client extends Sql>(
  client: PrismaLike<Client>,
  companyIds: readonly string[],
  limit: number,
): Promise<number> {
  return client.$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('app.company_ids', ${companyIds.join(',')}, true)`
    return foldTail(tx, limit)
  })
}

/**
 * One statement, so that readers see a row either in the tail or in the totals. Each total is written in the order of its
 * key and all of them in this order, so that two instances never wait for each other in a circle.
 */
async function foldTail(tx: Sql, limit: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ folded: number }[]>`
    with taken as (
      delete from stock_turnover_tail where id in (
        select id from stock_turnover_tail order by id limit ${limit}::int for update skip locked)
      returning *
    ), by_item as (
      insert into item_period_turnover as total (company_id, item_id, valuation_area_id, period, warehouse_id, event_kind,
        recorded_period, in_quantity, in_value, out_quantity, out_value)
      select company_id, item_id, valuation_area_id, period, warehouse_id, event_kind, recorded_period, sum(in_quantity),
             sum(in_value), sum(out_quantity), sum(out_value)
      from taken group by 1, 2, 3, 4, 5, 6, 7 order by 2, 3, 4, 5, 6, 7
      on conflict (item_id, valuation_area_id, period, warehouse_id, event_kind, recorded_period) do update
        set in_quantity = total.in_quantity + excluded.in_quantity, in_value = total.in_value + excluded.in_value,
            out_quantity = total.out_quantity + excluded.out_quantity, out_value = total.out_value + excluded.out_value
    ), by_warehouse as (
      insert into warehouse_period_turnover as total (company_id, period, valuation_area_id, warehouse_id, event_kind,
        recorded_period, in_quantity, in_value, out_quantity, out_value)
      select company_id, period, valuation_area_id, warehouse_id, event_kind, recorded_period, sum(in_quantity),
             sum(in_value), sum(out_quantity), sum(out_value)
      from taken group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
      on conflict (company_id, period, valuation_area_id, warehouse_id, event_kind, recorded_period) do update
        set in_quantity = total.in_quantity + excluded.in_quantity, in_value = total.in_value + excluded.in_value,
            out_quantity = total.out_quantity + excluded.out_quantity, out_value = total.out_value + excluded.out_value
    ), by_bin as (
      insert into bin_period_turnover as total
        (company_id, item_id, warehouse_id, location_id, lot_id, period, recorded_period, quantity)
      select company_id, item_id, warehouse_id, location_id, lot_id, period, recorded_period,
             sum(in_quantity - out_quantity)
      from taken where location_id is not null or lot_id is not null
      group by 1, 2, 3, 4, 5, 6, 7 order by 2, 3, 4, 5, 6, 7
      on conflict (item_id, warehouse_id, location_id, lot_id, period, recorded_period) do update
        set quantity = total.quantity + excluded.quantity)
    select count(*)::int as folded from taken`
  return row?.folded ?? 0
}
