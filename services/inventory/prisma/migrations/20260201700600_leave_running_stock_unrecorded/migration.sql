-- What lies where follows from the stock ledger, which is append-only and names who moved it.
insert into platform.unrecorded_table (pattern, reason) values
  ('warehouse\_stock', 'a running total of the stock ledger'), ('bin\_stock', 'a running total of the stock ledger'),
  ('stock\_layer', 'what is left of an entry of the stock ledger'), ('reservation\_deadline', 'a timer');
