-- A sealed field, what it is found by and a tax number are shown as having changed, not from what to what.
create or replace function platform.is_personal(field text) returns boolean
language sql immutable parallel safe
return field ~ '(display_name|username|person|contact|phone|mobile|email|address|bank|iban|account_holder|identity_card|salary|birth|tax_number|^sealed_)';
