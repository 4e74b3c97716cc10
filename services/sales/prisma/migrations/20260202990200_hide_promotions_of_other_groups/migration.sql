-- As with price lists: promotions for everybody are everybody's, those for a group are for who may see its customers.
create policy customer_scope on promotion as restrictive
  using ((select platform.customer_groups()) is null or price_group is null
         or price_group = any ((select platform.customer_groups())::text[]));
