-- What finance says lines have to name, so that a document that does not is refused before it is confirmed. What was heard before
-- finance said so is null, and refuses nothing.
alter table replicated_account_rule
  add column department_id uuid,
  add column expense_type text,
  add column account_code text,
  add column specificity int,
  add column required_dimensions jsonb;
comment on column replicated_account_rule.department_id is 'A rule that names this or an expense type answers only lines that do.';
comment on column replicated_account_rule.specificity is 'Among rules that answer a line, the highest decides.';
comment on column replicated_account_rule.required_dimensions is 'What lines on the account have to name, as a list of texts.';

alter table replicated_voucher_template add column lines jsonb;
comment on column replicated_voucher_template.lines is 'Which amounts go to which keys, with what voucher lines carry where that is not all.';
