-- What is owed on a document that falls due in parts 分期 passes from the item of its voucher line to one item for each part.
alter table open_item
  add column instalment int check (instalment >= 0),
  drop constraint open_item_voucher_id_line_number_key,
  add constraint open_item_of_a_line_is_one_or_its_parts unique nulls not distinct (voucher_id, line_number, instalment);
comment on table open_item is
  'What somebody owes or is owed 往来: one row for each voucher line on an account of open items, and one for each part it is due in.';
comment on column open_item.instalment is 'Of the part of a line that is due with an instalment, from 1; 0 of a line that has passed to such parts.';
alter table settlement
  drop constraint settlement_method_check,
  add constraint settlement_method_check check (
    method in ('REVERSAL', 'INSTALMENTS', 'MANUAL', 'AUTOMATIC', 'CASH', 'CLAIM', 'BAD_DEBT', 'TRANSFER')),
  drop constraint settlement_of_somebody_has_a_number,
  add constraint settlement_of_somebody_has_a_number check (
    (method in ('REVERSAL', 'INSTALMENTS', 'CLAIM')) = (number is null)
    and num_nulls(number, currency, settled_by) in (0, 3));
grant update (instalment) on open_item to erp_app;
