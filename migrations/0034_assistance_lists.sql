-- Lists of pairings, targets and introductions are read page by page along an index in their own
-- order. Codes are compared by bytes there, so that a place with all below it is one range.
create index pairings_place on assistance.pairings (division_code collate "C", id);
--> statement-breakpoint
create index pairings_organisation_place
  on assistance.pairings (organisation_id, division_code collate "C", id);
--> statement-breakpoint
drop index assistance.pairings_organisation;
--> statement-breakpoint
create index targets_newest on assistance.targets ((-year), id);
--> statement-breakpoint
create index targets_place on assistance.targets (division_code text_pattern_ops, (-year), id)
  where division_code is not null;
--> statement-breakpoint
create index introductions_of_buyer on assistance.introductions (buyer_unit_id, recorded_at, id);
--> statement-breakpoint
create index introductions_of_helper on assistance.introductions (helper_unit_id, recorded_at, id);
--> statement-breakpoint
drop index assistance.introductions_buyer;
--> statement-breakpoint
drop index assistance.introductions_helper;
--> statement-breakpoint
-- An introduction as each of its two units sees it: `side_unit_id`.
create view assistance.introductions_of_units as
  select introductions.*, buyer_unit_id as side_unit_id from assistance.introductions
  union all
  select introductions.*, helper_unit_id as side_unit_id from assistance.introductions;
