import type { Sql } from '@erp/service-kit'
import { type Currency, digitsOf, type Period } from '@erp/values'
import { clearingEvents, type OpenItemsApart, type SubledgerTie, stockKeys } from '../domain/subledger-tie.ts'

/**
 * Compares what events said in these periods with the lines their vouchers put on stock and 暂估应付: in total for stock,
 * whoever moved it, and by document line for 暂估应付. Finance knows of stock only what it heard, so that is what it compares
 * with; whether inventory has as much is what `stockReconciliation` asks inventory.
 */
export async function tiesOfPeriods(
  tx: Sql,
  { companyId, currency }: { readonly companyId: string; readonly currency: Currency },
  periods: readonly Period[],
): Promise<ReadonlyMap<Period, SubledgerTie>> {
  const apart = await openItemsApart(tx, companyId, periods)
  const rows = await tx.$queryRaw<(Omit<SubledgerTie, 'openItemsApart'> & { readonly period: Period })[]>`
    with asked as (select period from unnest(${[...periods]}::text[]) as one (period)),
    said as (
      select v.period, v.purpose, (line ->> 'sourceLineId')::uuid as source_line_id,
        ((line #>> '{amounts,stockValue}')::numeric + coalesce(line #>> '{amounts,transitValue}', '0')::numeric)
          * 10 ^ ${digitsOf(currency)}::int as stock,
        ((line #>> '{amounts,clearingValue}')::numeric + coalesce(line #>> '{amounts,estimateValue}', '0')::numeric)
          * 10 ^ ${digitsOf(currency)}::int as clearing
      from asked join voucher v on v.company_id = ${companyId}::uuid and v.period = asked.period
      join posting_fact f on f.source_type = v.source_type and f.source_id = v.source_id and f.purpose = v.purpose
        and f.revision = v.revision
      cross join lateral jsonb_array_elements(f.facts -> 'lines') as line),
    said_of_stock as (select period, sum(stock) as amount from said group by 1),
    stock as (
      select t.period, sum(t.debit - t.credit) as amount from asked join ledger_turnover t using (period)
      join account a on a.id = t.account_id and a.control_key = any (${[...stockKeys]}::text[])
      where t.company_id = ${companyId}::uuid group by 1),
    said_of_clearing as (
      select period, source_line_id, sum(clearing) as amount from said
      where purpose = any (${[...clearingEvents]}::text[]) group by 1, 2),
    clearing as (
      select l.period, l.source_line_id, sum(l.credit - l.debit) as amount
      from asked join voucher_line l on l.company_id = ${companyId}::uuid and l.period = asked.period
      join account a on a.id = l.account_id and a.control_key = 'GRIR'
      join voucher v on v.id = l.voucher_id and v.purpose = any (${[...clearingEvents]}::text[])
      group by 1, 2),
    clearing_by_line as (
      select period, count(*) filter (where coalesce(clearing.amount, 0) <> coalesce(said_of_clearing.amount, 0)) as apart,
        coalesce(sum(clearing.amount), 0) as ledger, coalesce(sum(said_of_clearing.amount), 0) as documents
      from clearing full join said_of_clearing using (period, source_line_id) group by 1)
    select asked.period, coalesce(stock.amount, 0)::bigint as "stockInLedger",
      coalesce(said_of_stock.amount, 0)::bigint as "stockInDocuments",
      coalesce(clearing_by_line.apart, 0)::int as "clearingLinesApart",
      coalesce(clearing_by_line.ledger, 0)::bigint as "clearingInLedger",
      coalesce(clearing_by_line.documents, 0)::bigint as "clearingInDocuments"
    from asked left join stock using (period) left join said_of_stock using (period)
    left join clearing_by_line using (period)`
  return new Map(rows.map(({ period, ...tie }) => [period, { ...tie, openItemsApart: apart.get(period) ?? [] }]))
}

/** Where the open items of a party are not the balance of their account at the end of these periods, added up by kind. */
async function openItemsApart(
  tx: Sql,
  companyId: string,
  periods: readonly Period[],
): Promise<ReadonlyMap<Period, OpenItemsApart[]>> {
  const rows = await tx.$queryRaw<(OpenItemsApart & { readonly period: Period })[]>`
    with asked as (select period from unnest(${[...periods]}::text[]) as one (period)),
    ledger as (
      select asked.period, a.open_item_kind as kind, t.account_id,
        case when a.open_item_kind in ('RECEIVABLE', 'ADVANCE_RECEIVED') then t.customer_id
             when a.open_item_kind in ('PAYABLE', 'ADVANCE_PAID') then t.supplier_id else t.employee_id end as party_id,
        sum(t.debit - t.credit) as amount
      from asked join dimension_turnover t on t.company_id = ${companyId}::uuid and t.period <= asked.period
      join account a on a.id = t.account_id and a.open_item_kind is not null
        and (a.control_key is not null or t.employee_id is not null)
      group by 1, 2, 3, 4),
    items as (
      select asked.period, i.kind, i.account_id, i.party_id, sum(was.carrying) as amount
      from asked cross join lateral open_items_on(${companyId}::uuid,
        ((asked.period || '-01')::date + interval '1 month' - interval '1 day')::date) as was
      join open_item i on i.id = was.item_id group by 1, 2, 3, 4),
    both_sides as (
      select period, kind, account_id, party_id, sum(ledger) as ledger, sum(items) as items
      from (
        select period, kind, account_id, party_id, amount as ledger, 0 as items from ledger
        union all select period, kind, account_id, party_id, 0, amount from items) as side
      group by 1, 2, 3, 4)
    select period, kind, count(*)::int as parties, sum(ledger)::bigint as ledger, sum(items)::bigint as items
    from both_sides where ledger <> items group by 1, 2 order by 1, 2`
  return Map.groupBy(rows, ({ period }) => period)
}
