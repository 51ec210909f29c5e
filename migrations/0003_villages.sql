create schema villages;
--> statement-breakpoint
-- The national division tree. A code holds its significant digits: province 2, city 4, county 6,
-- township 9, village 12, so that a node's code is the prefix of everything below it.
create table villages.divisions (
  code text primary key check (length(code) in (2, 4, 6, 9, 12)),
  level smallint not null check (level between 1 and 5),
  -- No foreign keys within the tree: a load of the nation would check them row by row, twice.
  parent_code text check ((parent_code is null) = (level = 1)),
  -- 下庄村, as people say it; official_name as the table has it: 下庄村村民委员会
  name text collate "C" not null,
  official_name text not null,
  path_name text not null,
  -- Every two neighbouring characters of the name, and the codes of all nodes above: trigrams
  -- cannot find words of two characters, and most Chinese place names are two long.
  search_terms text[] not null,
  valid_from date,
  valid_to date,
  successor_code text,
  check (valid_to is null or valid_from is null or valid_to >= valid_from),
  check (successor_code is null or valid_to is not null)
);
--> statement-breakpoint
create index divisions_parent on villages.divisions (parent_code, code);
--> statement-breakpoint
create index divisions_name on villages.divisions (name, level, code);
--> statement-breakpoint
create index divisions_search
  on villages.divisions using gin (search_terms) with (fastupdate = off);
--> statement-breakpoint
create index divisions_name_upper on villages.divisions (name) where level < 5;
--> statement-breakpoint
-- Provinces to townships are a fifteenth of the tree and come first in every answer.
create index divisions_search_upper on villages.divisions using gin (search_terms)
  with (fastupdate = off) where level < 5;
--> statement-breakpoint
create table villages.village_profiles (
  village_code text primary key references villages.divisions,
  introduction text not null default '',
  households integer check (households >= 0),
  photo_file_id uuid references evidence.files,
  updated_at timestamptz not null
);
--> statement-breakpoint
-- What a village says it can grow of one kind of produce in a season (§8).
create table villages.village_capacities (
  id uuid primary key,
  village_code text not null references villages.divisions,
  produce text not null,
  season_year integer not null,
  capacity_grams bigint not null check (capacity_grams > 0),
  declared_by uuid not null references accounts.people,
  declared_at timestamptz not null,
  unique (village_code, produce, season_year)
);
--> statement-breakpoint
-- Read by catalogue, reports.
create view villages.divisions_published as
  select code, name, path_name
  from villages.divisions;
--> statement-breakpoint
-- Read by reports.
create view villages.village_profiles_published as
  select village_code, introduction, photo_file_id
  from villages.village_profiles;
