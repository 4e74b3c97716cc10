-- From a row of the cash-flow statement to the entries behind it.
create index voucher_line_cash_flow on voucher_line (company_id, cash_flow_item, posting_date, voucher_id, line_number)
  where cash_flow_item is not null;
