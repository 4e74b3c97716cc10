-- Files of vouchers are kept here as bytes, or elsewhere under an address as before.

alter table voucher_attachment
  alter column url drop not null,
  add column stored_at timestamptz,
  add constraint voucher_attachment_here_or_elsewhere check (url is null or stored_at is null),
  add unique (id, company_id);
comment on table voucher_attachment is 'Files of a voucher 附件: what each is and the hash it has.';
comment on column voucher_attachment.url is 'Where a file is that is kept elsewhere; null for those kept here.';
comment on column voucher_attachment.stored_at is 'When the bytes of a file kept here arrived; null until then.';

create table voucher_attachment_chunk (
  attachment_id uuid not null,
  chunk_number int not null check (chunk_number >= 0),
  company_id uuid not null,
  bytes bytea not null check (octet_length(bytes) between 1 and 524288),
  primary key (attachment_id, chunk_number),
  foreign key (attachment_id, company_id) references voucher_attachment (id, company_id)
);
alter table voucher_attachment_chunk alter column bytes set storage external;
comment on table voucher_attachment_chunk is 'The bytes of files, in pieces; uncompressed, as most files are compressed already.';

create table voucher_file (
  voucher_id uuid not null references voucher,
  attachment_id uuid not null,
  company_id uuid not null,
  primary key (voucher_id, attachment_id),
  foreign key (attachment_id, company_id) references voucher_attachment (id, company_id)
);
create index voucher_file_attachment on voucher_file (attachment_id, company_id);
comment on table voucher_file is 'The files a voucher was posted with; append-only, whatever becomes of the draft.';

alter table voucher_attachment no force row level security;
alter table voucher_draft no force row level security;
insert into voucher_file (voucher_id, attachment_id, company_id)
select voucher_draft.voucher_id, voucher_attachment.id, voucher_attachment.company_id
from voucher_attachment join voucher_draft on voucher_draft.id = voucher_attachment.draft_id
where voucher_draft.voucher_id is not null and not voucher_attachment.removed;
alter table voucher_attachment force row level security;
alter table voucher_draft force row level security;

create function voucher_attachment_is_stored_once() returns trigger language plpgsql as $$
begin
  raise exception 'A file is stored once' using errcode = 'restrict_violation';
end
$$;
create trigger voucher_attachment_is_stored_once before update of stored_at on voucher_attachment
  for each row when (old.stored_at is not null) execute function voucher_attachment_is_stored_once();

grant update (stored_at) on voucher_attachment to erp_app;
grant select, insert, delete on voucher_attachment_chunk to erp_app;
grant select, insert on voucher_file to erp_app;
grant select on voucher_file to erp_report;

alter table voucher_attachment_chunk enable row level security;
alter table voucher_attachment_chunk force row level security;
create policy company_scope on voucher_attachment_chunk
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

-- Bytes are written before a file counts as stored, and go only while no voucher was posted with them.
create policy written_until_stored on voucher_attachment_chunk as restrictive for insert
  with check (exists (
    select from voucher_attachment
    where voucher_attachment.id = attachment_id and url is null and stored_at is null and not removed));
create policy posted_stays on voucher_attachment_chunk as restrictive for delete
  using (not exists (select from voucher_file where voucher_file.attachment_id = voucher_attachment_chunk.attachment_id));

alter table voucher_file enable row level security;
alter table voucher_file force row level security;
create policy company_scope on voucher_file
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
