-- People look through the trail of their company newest first: all of it, or that of a person, an operation, a document or
-- a request. Each has an index in the order of its pages.
drop index platform.audit_log_company;
drop index platform.audit_log_document;
create index audit_log_company on platform.audit_log (company_id, occurred_at, audit_id);
create index audit_log_person on platform.audit_log (company_id, user_id, occurred_at, audit_id);
create index audit_log_operation on platform.audit_log (company_id, operation, occurred_at, audit_id);
create index audit_log_document on platform.audit_log (document_id, occurred_at, audit_id) where document_id is not null;
create index audit_log_request on platform.audit_log (request_id);
