-- Receipts of expense claims as pictures or documents 报销附件, kept as bytes in pieces like the files of vouchers.

create table expense_claim_file (
  id uuid primary key,
  claim_id uuid not null,
  company_id uuid not null,
  name text not null check (char_length(name) between 1 and 200),
  media_type text not null,
  byte_size bigint not null check (byte_size > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  stored_at timestamptz,
  removed boolean not null default false,
  attached_by uuid not null,
  attached_at timestamptz not null,
  unique (id, company_id),
  foreign key (claim_id, company_id) references expense_claim (id, company_id)
);
create index expense_claim_file_claim on expense_claim_file (claim_id, company_id);
comment on column expense_claim_file.stored_at is 'When its bytes arrived; null until then.';

create table expense_claim_file_chunk (
  file_id uuid not null,
  chunk_number int not null check (chunk_number >= 0),
  company_id uuid not null,
  bytes bytea not null check (octet_length(bytes) between 1 and 524288),
  primary key (file_id, chunk_number),
  foreign key (file_id, company_id) references expense_claim_file (id, company_id)
);
alter table expense_claim_file_chunk alter column bytes set storage external;
comment on table expense_claim_file_chunk is 'The bytes of files, in pieces; uncompressed, as most files are compressed already.';

create function expense_claim_file_is_stored_once() returns trigger language plpgsql as $$
begin
  raise exception 'A file is stored once' using errcode = 'restrict_violation';
end
$$;
create trigger expense_claim_file_is_stored_once before update of stored_at on expense_claim_file
  for each row when (old.stored_at is not null) execute function expense_claim_file_is_stored_once();

insert into platform.unrecorded_table (pattern, reason) values ('expense\_claim\_file\_chunk', 'bytes of files');

grant select, insert, update (stored_at, removed) on expense_claim_file to erp_app;
grant select, insert, delete on expense_claim_file_chunk to erp_app;
grant select on expense_claim_file to erp_report;

alter table expense_claim_file enable row level security;
alter table expense_claim_file force row level security;
create policy company_scope on expense_claim_file
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table expense_claim_file_chunk enable row level security;
alter table expense_claim_file_chunk force row level security;
create policy company_scope on expense_claim_file_chunk
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

-- Bytes are written before a file counts as stored, and go only when it is taken off its claim.
create policy written_until_stored on expense_claim_file_chunk as restrictive for insert
  with check (exists (
    select from expense_claim_file f where f.id = file_id and f.stored_at is null and not f.removed));
create policy attached_stays on expense_claim_file_chunk as restrictive for delete
  using (exists (select from expense_claim_file f where f.id = file_id and f.removed));
