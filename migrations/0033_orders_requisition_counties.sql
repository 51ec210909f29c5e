-- Officials read the requisitions that became orders in their area: of each county the newest along
-- an index, however many there are elsewhere. A requisition stands once in each county that
-- supervises one of its sellers.
create table orders.requisition_counties (
  supervising_county_code text not null,
  requested_at timestamptz not null,
  requisition_id uuid not null,
  primary key (supervising_county_code, requested_at, requisition_id)
);
--> statement-breakpoint
create function orders.keep_requisition_counties() returns trigger language plpgsql as $$
begin
  insert into orders.requisition_counties
  select distinct placed.supervising_county_code, requisitions.requested_at, requisitions.id
  from placed join orders.requisitions on requisitions.id = placed.requisition_id
  on conflict do nothing;
  return null;
end
$$;
--> statement-breakpoint
create trigger purchase_orders_of_counties after insert on orders.purchase_orders
  referencing new table as placed
  for each statement execute function orders.keep_requisition_counties();
--> statement-breakpoint
insert into orders.requisition_counties
select distinct purchase_orders.supervising_county_code, requisitions.requested_at, requisitions.id
from orders.purchase_orders
  join orders.requisitions on requisitions.id = purchase_orders.requisition_id;
--> statement-breakpoint
-- What an official's list of requisitions is read from, in the order of the key.
create view orders.requisitions_of_counties as
  select counties.supervising_county_code, counties.requested_at, counties.requisition_id as id,
    requisitions.number, requisitions.unit_id, requisitions.needed_on, requisitions.state,
    requisitions.lines, requisitions.goods_cents, requisitions.freight_cents,
    requisitions.requested_by
  from orders.requisition_counties counties
  join orders.requisitions on requisitions.id = counties.requisition_id;
--> statement-breakpoint
analyze orders.requisition_counties;
