-- A part of a receipt may carry no VAT, as 民航发展基金 in an air ticket; electronic tickets print their VAT (2024).

alter table expense_claim_line add column untaxed_amount bigint check (untaxed_amount >= 0);
comment on column expense_claim_line.untaxed_amount is 'What of the amount carries no VAT, such as the civil aviation development fund.';

alter table expense_type drop constraint expense_type_vat_rule_check,
  add constraint expense_type_vat_rule_check check (vat_rule in ('NONE', 'COMPUTED', 'PRINTED', 'PRINTED_OR_COMPUTED'));
comment on column expense_type.vat_rate is
  'Percent: COMPUTED takes the tax out of the gross at it, PRINTED allows at most that much, PRINTED_OR_COMPUTED does either.';

alter table expense_type no force row level security;
update expense_type set vat_rule = 'PRINTED_OR_COMPUTED', version = 2
where code in ('RAIL', 'AIR') and vat_rule = 'COMPUTED' and version = 1;
alter table expense_type force row level security;
