-- 单位入驻申请: a bureau, school or hospital asks to be let in without an account. It is no
-- organisation before it is admitted, so nothing that lists units or looks for names meets it.
create table organisations.unit_applications (
  id uuid primary key,
  name text not null,
  credit_code text not null,
  unit_type text not null check (unit_type in
    ('state_organ', 'institution', 'state_company', 'school', 'hospital', 'other')),
  division_code text not null references villages.divisions,
  address text not null,
  contact_name text not null,
  contact_phone text not null,
  contact_email text,
  -- As the applicant writes it: it gives nobody rights. The platform records the relation (§11.5).
  supervising_unit text not null default '',
  state text not null check (state in ('applied', 'admitted', 'rejected')),
  state_reason text not null default '',
  applied_at timestamptz not null,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  unit_id uuid references organisations.units,
  check ((state = 'applied') = (decided_at is null)),
  check ((state = 'admitted') = (unit_id is not null)),
  check (state <> 'rejected' or state_reason <> '')
);
--> statement-breakpoint
create index unit_applications_waiting on organisations.unit_applications (applied_at, id)
  where state = 'applied';
--> statement-breakpoint
create index unit_applications_waiting_of_place on organisations.unit_applications
  (division_code text_pattern_ops, applied_at, id) where state = 'applied';
--> statement-breakpoint
create index unit_applications_code on organisations.unit_applications (credit_code)
  where state = 'applied';
--> statement-breakpoint
create index unit_applications_name on organisations.unit_applications
  (organisations.name_key(name)) where state = 'applied';
--> statement-breakpoint
create index unit_applications_unit on organisations.unit_applications (unit_id)
  where unit_id is not null;
