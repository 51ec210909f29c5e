-- Points belong to the household that billing knows under the number of an entry (§3.14, §7.7):
-- A01 and A1 are one, and so are 3/12 and 3-12. An entry keeps its number as it was written; what
-- was written before without the stroke between two figures stays under that number, because it
-- may have been either of two households'.
alter table points.entries add column household text collate "C" not null
  generated always as (billing.household_key(household_key)) stored;
--> statement-breakpoint
create or replace trigger write_seal before insert or update on points.entries
  for each row execute function platform.write_seal('seal', 'household');
--> statement-breakpoint
drop index points.entries_household;
--> statement-breakpoint
create index entries_household on points.entries (book_id, household, number);
--> statement-breakpoint
drop index points.entries_award;
--> statement-breakpoint
create index entries_award on points.entries (rule_id, household, occurred_on)
  where kind = 'award';
--> statement-breakpoint
with moved as (
  delete from points.households where household_key <> billing.household_key(household_key)
  returning book_id, billing.household_key(household_key) as household_key, points
)
insert into points.households as kept (book_id, household_key, points)
select book_id, household_key, sum(points) from moved group by 1, 2
on conflict (book_id, household_key) do update set points = kept.points + excluded.points;
--> statement-breakpoint
update points.books b set households = kept.count
from (select book_id, count(*) as count from points.households group by 1) kept
where kept.book_id = b.id and b.households <> kept.count;
