-- A county decides for itself by date what no other has to do likewise (§3.12): whether its first
-- secretaries are ranked. What is decided for all has no place.
alter table assistance.policy_values
  add column division_code text references villages.divisions;
--> statement-breakpoint
create index policy_values_of_place
  on assistance.policy_values (division_code, name, valid_from desc, id desc)
  where division_code is not null;
