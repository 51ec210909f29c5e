-- 期初数 (§3.11): what was recognised in whole years before the county kept its ledger here, summed
-- for each place: so that the nation's is one row. A village's year is either in the ledger or in
-- opening figures: whoever enters them locks the county's chain and finds no entry, and the ledger
-- takes none of such a year afterwards.
create table attribution.opening_sums (
  node_code text collate "C" not null check (node_code ~ '^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$'),
  year int not null check (year between 2000 and 2100),
  cents bigint not null check (cents >= 0),
  grams bigint not null check (grams >= 0),
  -- how many villages have opening figures of the year
  villages int not null check (villages >= 0),
  primary key (node_code, year)
);
--> statement-breakpoint
create function attribution.refuse_opening_year() returns trigger language plpgsql as $$
begin
  if exists (select from posted p join attribution.opening_sums o
      on o.node_code = p.village_code and o.villages > 0
      and o.year in (left(p.month, 4)::int, extract(year from p.recognised_on)::int)) then
    raise exception 'the year of this village is in opening figures' using errcode = '23514';
  end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger ledger_entries_opening_year after insert on attribution.ledger_entries
  referencing new table as posted
  for each statement execute function attribution.refuse_opening_year();
--> statement-breakpoint
-- Read by review, reports: beside the sums of the ledger, never in them.
create view attribution.opening_sums_published as
  select node_code, year, cents, grams, villages from attribution.opening_sums where villages > 0;
