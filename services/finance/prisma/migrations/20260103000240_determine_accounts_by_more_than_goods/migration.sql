-- The full key of account determination 科目取数: a rule may also name the class of the party, the tax code, the department
-- and the type of expense. Null means any, as before.

alter table account_rule
  add column party_class text check (char_length(party_class) between 1 and 40),
  add column tax_code text check (char_length(tax_code) between 1 and 40),
  add column department_id uuid references dimension_value,
  add column expense_type text check (char_length(expense_type) between 1 and 40);
create index account_rule_department on account_rule (department_id) where department_id is not null;

do $$
declare
  name_by_goods text;
begin
  select conname into strict name_by_goods from pg_constraint
  where conrelid = 'account_rule'::regclass and contype = 'u';
  execute format('alter table account_rule drop constraint %I', name_by_goods);
end $$;
alter table account_rule add constraint account_rule_names_one_case unique nulls not distinct
  (company_id, account_key, item_class, valuation_area_id, party_class, tax_code, department_id, expense_type);
comment on table account_rule is 'Account determination 科目取数规则: account key and what it is about, to account; null means any.';
