create schema organisations;
--> statement-breakpoint
create table organisations.organisations (
  id uuid primary key,
  kind text not null check (kind in ('unit', 'cooperative', 'authority', 'group', 'platform')),
  name text not null check (length(name) between 2 and 120),
  credit_code text unique,
  division_code text references villages.divisions,
  address text not null default '',
  contact_name text not null default '',
  contact_phone text not null default '',
  contact_email text check (contact_email = lower(contact_email)),
  -- invented for the demo world and shown as such
  is_example boolean not null default false,
  created_at timestamptz not null,
  version integer not null default 1
);
--> statement-breakpoint
-- The directory is read along it.
create index organisations_directory on organisations.organisations (kind, name, id);
--> statement-breakpoint
alter table accounts.memberships add foreign key (organisation_id)
  references organisations.organisations;
--> statement-breakpoint
alter table accounts.invitations add foreign key (organisation_id)
  references organisations.organisations;
--> statement-breakpoint
create table organisations.units (
  organisation_id uuid primary key references organisations.organisations,
  -- 主管单位
  parent_id uuid references organisations.units,
  unit_type text not null
    check (unit_type in
      ('state_organ', 'institution', 'state_company', 'school', 'hospital', 'other'))
);
--> statement-breakpoint
create index units_parent on organisations.units (parent_id);
--> statement-breakpoint
-- Through whom a unit buys (§3.7), and where the goods go.
create table organisations.buying_channels (
  id uuid primary key,
  unit_id uuid not null references organisations.units,
  kind text not null check (kind in ('canteen', 'contractor', 'union', 'staff')),
  name text not null,
  credit_code text,
  division_code text not null references villages.divisions,
  address text not null,
  contact_name text not null,
  contact_phone text not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  -- so that what names a channel with its unit is held to both by one foreign key
  unique (id, unit_id)
);
--> statement-breakpoint
create index buying_channels_unit on organisations.buying_channels (unit_id);
--> statement-breakpoint
create table organisations.cooperatives (
  organisation_id uuid primary key references organisations.organisations,
  cooperative_type text not null
    check (cooperative_type in ('cooperative', 'village_company', 'family_farm', 'processor')),
  legal_representative text not null,
  bank_name text not null default '',
  bank_account text not null default '',
  -- the county that recommends and supervises it: 6 digits
  county_code text not null references villages.divisions check (length(county_code) = 6),
  state text not null
    check (state in ('applied', 'recommended', 'admitted', 'rejected', 'suspended')),
  state_reason text not null default '',
  applied_at timestamptz not null,
  recommended_by uuid references accounts.people,
  recommended_at timestamptz,
  admitted_by uuid references accounts.people,
  admitted_at timestamptz,
  check (recommended_by is distinct from admitted_by or admitted_by is null)
);
--> statement-breakpoint
create index cooperatives_county on organisations.cooperatives
  (county_code text_pattern_ops, state, applied_at, organisation_id);
--> statement-breakpoint
create index cooperatives_county_applied on organisations.cooperatives
  (county_code text_pattern_ops, applied_at, organisation_id);
--> statement-breakpoint
create index cooperatives_state
  on organisations.cooperatives (state, applied_at, organisation_id);
--> statement-breakpoint
create index cooperatives_applied on organisations.cooperatives (applied_at, organisation_id);
--> statement-breakpoint
create table organisations.licences (
  id uuid primary key,
  cooperative_id uuid not null references organisations.cooperatives,
  kind text not null check (kind in ('business', 'food_production', 'food_trading')),
  number text not null,
  valid_from date not null,
  valid_to date,
  file_id uuid references evidence.files,
  created_at timestamptz not null,
  check (valid_to is null or valid_to >= valid_from)
);
--> statement-breakpoint
create index licences_cooperative on organisations.licences (cooperative_id);
--> statement-breakpoint
-- Read by catalogue, orders.
create view organisations.buying_channels_published as
  select id, unit_id, kind, name, division_code, address, contact_name, contact_phone,
    created_at, closed_at
  from organisations.buying_channels;
--> statement-breakpoint
-- Read by catalogue, orders, reports.
create view organisations.cooperatives_published as
  select organisation_id, county_code, state, state_reason
  from organisations.cooperatives;
--> statement-breakpoint
-- Read by assistance, catalogue, orders, billing, reports, exchange.
create view organisations.organisations_published as
  select id, kind, name, credit_code, division_code, address, contact_name, contact_phone,
    is_example, created_at, version
  from organisations.organisations;
--> statement-breakpoint
-- Read by exchange.
create view organisations.units_published as
  select organisation_id, parent_id
  from organisations.units;
