-- With account rules and voucher templates the others hear what lines have to name, so that a document is refused before it is
-- confirmed. Books that are open already are told of once, when the service next starts.
alter table book add column requirements_told boolean not null default false;
comment on column book.requirements_told is 'Whether the others have been told what lines have to name; every change is told as it happens.';
grant update (requirements_told) on book to erp_app;
