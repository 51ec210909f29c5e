-- What cooperatives propose for the page of a village (§3.18): its story, photo and season. Nobody
-- is shown it before an official of the village's area has confirmed it.
alter table villages.village_profiles add column season text not null default '';
--> statement-breakpoint
create table villages.profile_proposals (
  id uuid primary key,
  village_code text collate "C" not null check (village_code ~ '^\d{12}$'),
  county_code text not null generated always as (left(village_code, 6)) stored,
  organisation_id uuid not null,
  introduction text not null,
  season text not null,
  photo_file_id uuid references evidence.files,
  state text not null default 'waiting'
    check (state in ('waiting', 'confirmed', 'returned', 'withdrawn')),
  proposed_by uuid not null references accounts.people,
  proposed_at timestamptz not null,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  reason text not null default '',
  check ((state = 'waiting') = (decided_at is null)),
  check (state <> 'returned' or reason <> '')
);
--> statement-breakpoint
create unique index profile_proposals_waiting
  on villages.profile_proposals (village_code, organisation_id) where state = 'waiting';
--> statement-breakpoint
create index profile_proposals_newest on villages.profile_proposals (proposed_at, id);
--> statement-breakpoint
create index profile_proposals_county
  on villages.profile_proposals (county_code text_pattern_ops, proposed_at, id);
--> statement-breakpoint
create index profile_proposals_organisation
  on villages.profile_proposals (organisation_id, proposed_at, id);
--> statement-breakpoint
create or replace view villages.village_profiles_published as
  select village_code, introduction, photo_file_id, season
  from villages.village_profiles;
