-- Files of prices name items by the codes people know.
create index item_replica_by_code on item_replica (company_id, code);
drop index item_replica_by_company;
