-- What waits for a side is what it has not agreed to, beside all that waits for others.
create index proposal_sides_organisation_undecided on assistance.proposal_sides (organisation_id)
  where is_open and agreed_at is null;
--> statement-breakpoint
create index proposal_sides_division_undecided
  on assistance.proposal_sides (division_code text_pattern_ops)
  where is_open and agreed_at is null;
