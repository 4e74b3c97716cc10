-- A voucher that waits for review is a draft, and its event stays parked until the draft is posted: so what waits counts as
-- in flight, and from the instant it is posted it counts as in the ledger. This finds the drafts of parked events.
create index voucher_draft_of_event on voucher_draft (source_event_id) where source_event_id is not null;
