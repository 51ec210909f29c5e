-- What the columns under a head hold in the lists of a unit, as its people have said once.
create table orders.sheet_columns (
  unit_id uuid not null references organisations.organisations,
  title text not null,
  kind text not null
    check (kind in ('words', 'pack', 'quantity', 'unit', 'part', 'sum', 'ignored')),
  updated_at timestamptz not null,
  primary key (unit_id, title)
);
