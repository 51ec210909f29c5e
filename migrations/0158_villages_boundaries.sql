-- Boundaries of divisions, for maps: outlines in ten-thousandths of a degree, as they were
-- simplified when they were imported. A map is drawn of those directly below a place.
create table villages.division_boundaries (
  code text collate "C" primary key references villages.divisions,
  parent_code text collate "C" not null,
  -- [[x1, y1, x2, y2, …], …]: outer rings, none of which repeats its first point
  rings jsonb not null check (jsonb_typeof(rings) = 'array'),
  imported_by uuid not null references accounts.people,
  imported_at timestamptz not null
);
--> statement-breakpoint
create index division_boundaries_parent on villages.division_boundaries (parent_code, code);
