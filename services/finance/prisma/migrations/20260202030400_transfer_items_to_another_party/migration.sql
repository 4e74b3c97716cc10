-- Receivables and payables that another party takes over 转应收、转应付 are settlements of a method of their own.
alter table settlement
  drop constraint settlement_method_check,
  add constraint settlement_method_check
    check (method in ('REVERSAL', 'MANUAL', 'AUTOMATIC', 'CASH', 'CLAIM', 'BAD_DEBT', 'TRANSFER'));
