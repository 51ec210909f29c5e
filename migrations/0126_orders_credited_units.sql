-- The units that an order was placed for and the one that helped to sell it, as fixed when it was
-- placed (§3.6, §3.7): by these the orders of a unit are found.
create function orders.credited_units(credit jsonb) returns uuid[]
language sql immutable parallel safe as $$
  select attribution.direct_units_of(credit)
    || array_remove(array[(credit->>'helpUnitId')::uuid], null)
$$;
--> statement-breakpoint
create index purchase_orders_credited on orders.purchase_orders
  using gin (orders.credited_units(credit));
--> statement-breakpoint
-- Read by billing, reports.
create or replace view orders.purchase_orders_published as
  select id, number, requisition_id, unit_id, cooperative_id, supervising_county_code, needed_on,
    state, goods_cents, freight_cents, ordered_on, received_at,
    orders.credited_units(credit) as credited_unit_ids
  from orders.purchase_orders;
--> statement-breakpoint
-- Read by reports: how much of an order is a unit's, in basis points (§3.9). All of it is credited
-- to whoever helped to sell it, unless that unit is among those that bought: direct wins (§3.7).
create view orders.order_credits_published as
  select o.id as purchase_order_id, credited.unit_id, credited.share_basis_points
  from orders.purchase_orders o cross join lateral (
    select (buyer->>'unitId')::uuid as unit_id,
      (buyer->>'shareBasisPoints')::integer as share_basis_points
    from jsonb_array_elements(o.credit->'directCredits') buyer
    union all
    select (o.credit->>'helpUnitId')::uuid, 10000
    where (o.credit->>'helpUnitId')::uuid <> all (attribution.direct_units_of(o.credit))
  ) credited;
