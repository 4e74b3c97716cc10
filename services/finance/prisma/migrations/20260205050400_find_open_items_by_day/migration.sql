-- The list of what is open goes by the day it is due over kinds, and whoever is narrowed skips what is out of their reach on the way.
create index open_item_by_day on open_item (company_id, due_on, id) where open <> 0 or carrying <> 0;
