-- Long exports (§9): what is made in the background, for one person, and kept for some days. The
-- bytes lie in a file of its own for each attempt, so that of two servers that both take one for
-- theirs only the later one's counts.
create table exchange.exports (
  id uuid primary key,
  kind text not null check (kind in ('ledger_xlsx', 'ledger_csv', 'ledger_pdf', 'evidence')),
  state text not null check (state in ('waiting', 'running', 'ready', 'failed')),
  person_id uuid not null references accounts.people,
  organisation_id uuid not null references organisations.organisations,
  -- in which roles, and where, it was requested: what it does needs them still
  actor jsonb not null,
  question jsonb not null,
  language text not null check (language in ('zh-CN', 'en')),
  file_name text not null,
  -- whose entries, of when and by which filters, in words
  description text not null,
  requested_at timestamptz not null,
  attempt integer not null default 0 check (attempt >= 0),
  done integer not null default 0 check (done >= 0),
  total integer not null check (total >= 0),
  -- the code of the error and its values
  failure jsonb,
  finished_at timestamptz,
  byte_size bigint check (byte_size > 0),
  -- from then on it is nobody's any more, and deleted
  expires_at timestamptz not null check (expires_at > requested_at),
  check ((state = 'ready') = (byte_size is not null)),
  check ((state = 'failed') = (failure is not null)),
  check ((state in ('ready', 'failed')) = (finished_at is not null))
);
--> statement-breakpoint
create index exports_newest on exchange.exports (person_id, organisation_id, requested_at, id);
--> statement-breakpoint
create index exports_under_way on exchange.exports (person_id)
  where state in ('waiting', 'running');
--> statement-breakpoint
create index exports_expiring on exchange.exports (expires_at);
