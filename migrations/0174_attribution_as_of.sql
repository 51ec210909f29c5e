-- What a county had been posted by the end of an earlier day (§4.7) is what is kept of it now less
-- what came after that day: found by this index, month by month.
create index ledger_entries_posted on attribution.ledger_entries (county_code, month, posted_at);
--> statement-breakpoint
-- Read by reports: a correction takes the count of an order from whom it was counted for and gives
-- it to whom it is credited since, in the month that was open then (§3.16); `number` is that of the
-- order's corrections.
create view attribution.order_count_moves_published as
  select c.purchase_order_id, m.county_code, m.node_code, m.month, m.from_unit_ids,
    m.from_help_unit_id, m.to_unit_ids, m.to_help_unit_id, c.number, c.recorded_at
  from attribution.order_count_moves m
    join attribution.credit_changes c on c.id = m.change_id;
