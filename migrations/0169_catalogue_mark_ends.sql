-- When a mark came off the goods, and who took it off; nobody where its certificate had ended. So
-- that what goods bore on an earlier day stays known (§5.10).
alter table catalogue.product_marks
  add column ended_at timestamptz,
  add column ended_by uuid references accounts.people;
--> statement-breakpoint
-- The day of an earlier withdrawal was not kept here: such a mark is taken for never borne, since
-- what is in doubt is not stated.
update catalogue.product_marks
set ended_at = case state
  when 'expired' then (valid_to + 1)::timestamp at time zone 'Asia/Shanghai'
  else coalesce(decided_at, added_at) end
where state in ('withdrawn', 'expired');
--> statement-breakpoint
alter table catalogue.product_marks
  add constraint product_marks_ended
    check ((ended_at is not null) = (state in ('withdrawn', 'expired')));
--> statement-breakpoint
-- Read by attribution: which marks goods bore, from an instant until before another one, null where
-- none is known. A mark is its kind, a brand `brand:` and its name.
create view catalogue.product_marks_published as
  select product_id, case when kind = 'brand' then 'brand:' || name else kind end as mark,
    greatest(decided_at, valid_from::timestamp at time zone 'Asia/Shanghai') as borne_from,
    least(ended_at, (valid_to + 1)::timestamp at time zone 'Asia/Shanghai') as borne_until
  from catalogue.product_marks
  where state in ('accepted', 'withdrawn', 'expired') and decided_at is not null;
