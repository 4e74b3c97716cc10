-- Vouchers of people, of closing and of reversal stand beside those of business events, in the same two tables, under the
-- same guards. What only a business event has becomes optional; what only a person or a foreign currency brings is added.

alter table account
  add column dimensions jsonb not null default '{}',
  add column quantity_unit text,
  add column foreign_currency boolean not null default false,
  add column cash_kind text check (cash_kind in ('CASH', 'BANK', 'EQUIVALENT')),
  add column version int not null default 1;
comment on column account.dimensions is 'Auxiliary dimensions 辅助核算: {"supplier": "REQUIRED" | "OPTIONAL", …}; any other is refused.';
comment on column account.quantity_unit is 'Set on quantity accounts 数量金额: the unit in which lines give a quantity.';
comment on column account.cash_kind is 'Set on accounts whose movement is the cash flow; their lines carry a cash-flow item.';
update account set cash_kind = case code when '1001' then 'CASH' else 'BANK' end
where leaf and (code = '1001' or code = '1002' or code like '1002.%');
grant update (name_zh, name_en, active, leaf, dimensions, quantity_unit, foreign_currency, cash_kind, version)
  on account to erp_app;

alter table voucher
  add column kind text not null default 'SYSTEM' check (kind in ('SYSTEM', 'MANUAL', 'CLOSING', 'REVERSAL', 'OPENING')),
  add column reverses_id uuid unique references voucher,
  add column draft_id uuid,
  add column attachment_count int not null default 0 check (attachment_count >= 0),
  add column prepared_by uuid,
  add column reviewed_by uuid,
  add column cashier_id uuid,
  add column posted_by uuid,
  alter column source_event_id drop not null,
  alter column template_version_id drop not null,
  drop constraint voucher_word_check,
  add constraint voucher_word_check check (char_length(word) between 1 and 4),
  add constraint voucher_maker_is_not_reviewer check (prepared_by is null or prepared_by <> reviewed_by);
create index voucher_draft_posted on voucher (draft_id) where draft_id is not null;
comment on column voucher.reverses_id is 'The voucher this one takes back 红字冲销; at most one does.';

alter table voucher_line
  alter column account_key drop not null,
  alter column account_rule_id drop not null,
  alter column account_rule_version drop not null,
  alter column source_line_id drop not null,
  add column customer_id uuid,
  add column employee_id uuid,
  add column department_id uuid,
  add column project_id uuid,
  add column foreign_currency text check (foreign_currency ~ '^[A-Z]{3}$'),
  add column foreign_amount bigint,
  add column exchange_rate numeric(18, 8) check (exchange_rate > 0),
  add column cash_flow_item text,
  add constraint foreign_amount_has_its_rate
    check (num_nulls(foreign_currency, foreign_amount, exchange_rate) in (0, 3));
comment on column voucher_line.foreign_amount is 'In minor units of the foreign currency, on the side of debit or credit; its base amount never moves again.';

-- A line without an account key never stands on a control account: only a subledger moves those.
create or replace function refuse_faulty_lines() returns trigger language plpgsql set search_path = '' as $$
declare
  fault record;
begin
  select v.id, v.total, v.line_count, sums.lines, sums.debit, sums.credit into fault
  from public.voucher v
  join (
    select l.voucher_id, count(*) as lines, sum(l.debit) as debit, sum(l.credit) as credit
    from public.voucher_line l
    where l.voucher_id in (select voucher_id from inserted)
    group by l.voucher_id
  ) sums on sums.voucher_id = v.id
  where sums.lines <> v.line_count or sums.debit <> v.total or sums.credit <> v.total
  limit 1;
  if found then
    raise exception 'voucher % does not balance: debit %, credit %, posted as % in % lines',
      fault.id, fault.debit, fault.credit, fault.total, fault.line_count
      using errcode = '23514', constraint = 'voucher_balances', table = 'voucher_line';
  end if;

  select a.code into fault
  from inserted l join public.account a on a.id = l.account_id
  where not (a.leaf and a.active) or (a.control_key is not null and a.control_key is distinct from l.account_key)
  limit 1;
  if found then
    raise exception 'account % takes no such posting', fault.code
      using errcode = '23514', constraint = 'account_is_postable', table = 'voucher_line';
  end if;
  return null;
end $$;
