-- The national division tree. A code holds its significant digits: province 2, city 4, county 6,
-- township 9, village 12, so that a node's code is the prefix of everything below it.
create table divisions (
  code text primary key check (code ~ '^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$'),
  level smallint not null check (level between 1 and 5),
  parent_code text references divisions,
  name text not null,
  path_name text not null,
  search_words text not null,
  valid_from date,
  valid_to date,
  successor_code text references divisions
);
--> statement-breakpoint
create index divisions_parent on divisions (parent_code, code);
--> statement-breakpoint
create table village_profiles (
  village_code text primary key references divisions,
  introduction text not null default '',
  households integer check (households >= 0),
  photo_file_id uuid references files,
  updated_at timestamptz not null
);
--> statement-breakpoint
-- What a village says it can grow of one kind of produce in a season (§8).
create table village_capacities (
  id uuid primary key,
  village_code text not null references divisions,
  produce text not null,
  season_year integer not null,
  capacity_grams bigint not null check (capacity_grams > 0),
  declared_by uuid not null references people,
  declared_at timestamptz not null,
  unique (village_code, produce, season_year)
);
