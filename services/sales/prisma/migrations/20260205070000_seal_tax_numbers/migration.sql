-- Tax numbers stand sealed, found by a blind index. The column in clear is emptied when the service starts; it stays for a release,
-- for processes of the one before may still write it.
alter table customer
  add column sealed_tax_number text check (sealed_tax_number ~ '^1:[^:]+:[^:]+:[^:]*:[^:]+$'),
  add column tax_number_index text,
  add constraint sealed_tax_numbers_are_found check ((sealed_tax_number is null) = (tax_number_index is null));
comment on column customer.tax_number is 'In clear, as an earlier release wrote it; sealed and emptied at the next start.';
comment on column customer.sealed_tax_number is 'The number on tax invoices 纳税人识别号, sealed for this row.';
create index customer_by_tax_number on customer (company_id, tax_number_index) where tax_number_index is not null;
create index customer_with_clear_tax_number on customer (id) where tax_number is not null;
-- Sealing reaches every customer, whosever it is, in a transaction that says so.
create policy resealing on customer
  using (current_setting('app.resealing', true) = 'true') with check (current_setting('app.resealing', true) = 'true');
