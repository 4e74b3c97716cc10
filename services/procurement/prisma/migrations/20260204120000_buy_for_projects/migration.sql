-- A service that is bought for a project reserves the budget of that project, which its invoice then spends.
alter table purchase_requisition_line add column project_id uuid;
alter table purchase_order_line add column project_id uuid;
comment on column purchase_requisition_line.project_id is 'What it is needed for, by finance''s id; what bears it when it is a service.';
comment on column purchase_order_line.project_id is 'What it is needed for, by finance''s id; what bears it when it is a service.';
