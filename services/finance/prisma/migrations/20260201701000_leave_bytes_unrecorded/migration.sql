-- The bytes of files are nothing to read in a trail: it says of the file beside them what it was and what became of it.
insert into platform.unrecorded_table (pattern, reason) values
  ('voucher\_attachment\_chunk', 'bytes of files, whose hash stands in voucher_attachment');
