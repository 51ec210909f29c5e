create schema exchange;
--> statement-breakpoint
-- What somebody brings in out of a sheet. It is worked on by whichever server gets to it, a batch
-- of rows at a time: what is under way goes on after a restart.
create table exchange.imports (
  id uuid primary key,
  kind text not null,
  state text not null check
    (state in ('checking', 'checked', 'applying', 'applied', 'undoing', 'undone', 'failed')),
  organisation_id uuid not null,
  requested_by uuid not null,
  -- in which roles, and where, it was requested: what it does needs them still
  actor jsonb not null,
  requested_at timestamptz not null,
  file_name text not null,
  sheet text,
  encoding text,
  titles jsonb not null,
  fields jsonb not null,
  -- what texts mean that could mean several things, by field and text
  choices jsonb not null default '{}',
  total integer not null,
  done integer not null default 0,
  counts jsonb not null default '{}',
  attempts integer not null default 0,
  failure text,
  applied_at timestamptz,
  undone_at timestamptz,
  worked_at timestamptz not null,
  version integer not null default 1
);
--> statement-breakpoint
create index imports_newest on exchange.imports (organisation_id, requested_at, id);
--> statement-breakpoint
create index imports_under_way on exchange.imports (worked_at, id)
  where state in ('checking', 'applying', 'undoing');
--> statement-breakpoint
create table exchange.import_rows (
  import_id uuid not null references exchange.imports on delete cascade,
  -- of the row in its sheet
  number integer not null,
  cells jsonb not null,
  -- null: not checked yet
  outcome text check (outcome in ('create', 'change', 'same', 'fault', 'skipped')),
  -- two rows of a sheet with the same key are one too many
  key text,
  -- the row of the same sheet that must be applied before
  depends_on integer,
  -- rows that depend on others come after them
  rank integer not null default 0,
  faults jsonb not null default '[]',
  notes jsonb not null default '[]',
  -- what is to be done, and what stood there before it was
  plan jsonb,
  is_applied boolean not null default false,
  subject_type text,
  subject_id uuid,
  primary key (import_id, number)
);
--> statement-breakpoint
create index import_rows_unchecked on exchange.import_rows (import_id, number)
  where outcome is null;
--> statement-breakpoint
create index import_rows_pending on exchange.import_rows (import_id, rank, number)
  where outcome in ('create', 'change') and not is_applied;
--> statement-breakpoint
create index import_rows_faults on exchange.import_rows (import_id, number)
  where outcome = 'fault';
--> statement-breakpoint
create index import_rows_changes on exchange.import_rows (import_id, number)
  where outcome in ('create', 'change');
--> statement-breakpoint
-- What an organisation said that its sheets' heads mean; null: the column is left out.
create table exchange.import_columns (
  organisation_id uuid not null,
  kind text not null,
  title text not null,
  field text,
  primary key (organisation_id, kind, title)
);
