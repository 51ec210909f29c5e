-- In the order of their days entries of a nation meet by ten thousands on one day: their counties
-- stand in the key, so that of a day no more is sorted than a county's.
drop index attribution.ledger_entries_day;
--> statement-breakpoint
create index ledger_entries_day
  on attribution.ledger_entries (month, recognised_on, county_code);
--> statement-breakpoint
-- What does not count is little, and in no sum that is kept: how many such entries there are of a
-- cooperative, category or channel is read from here.
create index ledger_entries_not_counted
  on attribution.ledger_entries (month, county_code)
  include (village_code, cooperative_id, category, channel)
  where not counted;
