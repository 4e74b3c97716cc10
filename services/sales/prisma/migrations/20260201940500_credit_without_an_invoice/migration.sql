-- Customers are credited at a stated price where no invoice is known that charged for it: goods that came back without a source, and
-- services.
alter table credit_note add column kind text not null default 'INVOICED' check (kind in ('INVOICED', 'FREE'));
alter table credit_note alter column kind drop default;

do $$
declare
  once text;
begin
  select conname into strict once from pg_constraint
  where conrelid = 'credit_note_line'::regclass and contype = 'u' and array_length(conkey, 1) = 3;
  execute format('alter table credit_note_line drop constraint %I', once);
end $$;
create unique index credit_note_line_credits_once on credit_note_line (credit_note_id, sales_invoice_line_id, sales_return_line_id)
  nulls not distinct where sales_invoice_line_id is not null;
create unique index credit_note_line_free_once on credit_note_line (credit_note_id, sales_return_line_id)
  where sales_invoice_line_id is null and sales_return_line_id is not null;

alter table credit_note_line
  alter column sales_invoice_id drop not null,
  alter column sales_invoice_line_id drop not null,
  alter column delivery_line_id drop not null,
  add column unit text,
  add column quantity numeric(18, 6) check (quantity > 0),
  add column unit_price numeric(18, 6) check (unit_price > 0),
  add column price_includes_tax boolean,
  add constraint of_an_invoice_or_free check (
    case when sales_invoice_line_id is null
      then num_nonnulls(sales_invoice_id, delivery_line_id) = 0
           and num_nulls(unit, quantity, unit_price, price_includes_tax) = 0
      else num_nulls(sales_invoice_id, delivery_line_id) = 0
           and num_nonnulls(unit, quantity, unit_price, price_includes_tax) = 0 end
  );
