-- A document has lines for several departments and of several categories; a condition holds when one of them does.
alter table approval_requests
  add column department_ids uuid[] not null default '{}',
  add column categories text[] not null default '{}';
update approval_requests
set department_ids = array_remove(array[department_id], null), categories = array_remove(array[category], null);
alter table approval_requests drop column department_id, drop column category;
comment on column approval_requests.department_ids is 'The departments of all its lines 部门.';
comment on column approval_requests.categories is 'What its lines are told apart by 类别; each stands for what is above it as well.';
