-- When a unit that is behind its target was last reminded of it, by whomever; each time stands in
-- the audit log.
create table reports.target_reminders (
  unit_id uuid primary key references organisations.units,
  reminded_at timestamptz not null
);
