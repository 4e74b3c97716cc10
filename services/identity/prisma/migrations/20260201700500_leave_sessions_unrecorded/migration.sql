-- A session is no fact of a company, and each request may touch it.
insert into platform.unrecorded_table (pattern, reason) values
  ('sessions', 'changes with every refresh of a token'), ('refresh\_tokens', 'secrets that are used once'),
  ('login\_origins', 'counts of failed logins'), ('login\_throttle', 'counts of failed logins'),
  ('recovery\_codes', 'secrets that are used once'), ('login\_challenges', 'secrets that are used once');
