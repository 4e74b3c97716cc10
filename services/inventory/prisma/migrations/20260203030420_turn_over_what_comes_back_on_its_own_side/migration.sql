-- What sets the cost of goods right that came back from a customer belongs beside their return: to what came in.
create or replace view stock_movement with (security_invoker = true) as
  select e.id, e.company_id, e.stock_document_id, e.item_id, e.valuation_area_id, e.warehouse_id, e.location_id, e.lot_id,
    d.event_kind, to_char(e.business_date, 'YYYY-MM') as period,
    to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM') as recorded_period,
    case when inward then e.quantity else 0 end as in_quantity, case when inward then e.value else 0 end as in_value,
    case when inward then 0 else - e.quantity end as out_quantity, case when inward then 0 else - e.value end as out_value,
    e.business_date
  from stock_entry e
  join stock_document d on d.id = e.stock_document_id
  left join stock_document taken_back on taken_back.id = d.reverses_id
  cross join lateral (
    select case when e.quantity = 0 then coalesce(d.adjusts_id, taken_back.adjusts_id) is null
                                      or d.event_kind in ('SALES_RETURN', 'SHIPPED_GOODS_RETURNED')
                when d.reverses_id is null then e.quantity > 0
                else e.quantity < 0 end as inward) as side;
