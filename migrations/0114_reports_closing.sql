-- 结账: the close of a month of a county's ledger, prepared by one official and closed by another
-- (§4.2). One that was returned or withdrawn stays on record; the month may be prepared anew.
create table reports.closings (
  id uuid primary key,
  county_code text collate "C" not null check (county_code ~ '^\d{6}$'),
  month text collate "C" not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  state text not null check (state in ('prepared', 'returned', 'withdrawn', 'closed')),
  remark text not null,
  prepared_by uuid not null,
  prepared_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  reason text not null default '',
  check ((state = 'prepared') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  check (state not in ('closed', 'returned') or decided_by <> prepared_by),
  check (state not in ('returned', 'withdrawn') or reason <> '')
);
--> statement-breakpoint
create unique index closings_one on reports.closings (county_code, month)
  where state in ('prepared', 'closed');
--> statement-breakpoint
create index closings_newest on reports.closings (county_code, month, prepared_at desc);
--> statement-breakpoint
create index closings_prepared on reports.closings (county_code text_pattern_ops)
  where state = 'prepared';
--> statement-breakpoint
-- What was decided is never changed.
create function reports.refuse_decided() returns trigger language plpgsql as $$
begin
  if old.state <> 'prepared' then
    raise exception 'a closing that was decided is never changed' using errcode = '42501';
  end if;
  return new;
end
$$;
--> statement-breakpoint
create trigger closings_decided before update on reports.closings
  for each row execute function reports.refuse_decided();
--> statement-breakpoint
create trigger closings_kept before delete or truncate on reports.closings
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- 结账报表: what a closed month was, word by word (§4.2). `document` is canonical JSON, and
-- `sha256` is made over its UTF-8 bytes.
create table reports.statements (
  county_code text collate "C" not null,
  month text collate "C" not null,
  closing_id uuid not null unique references reports.closings,
  document text not null,
  sha256 text not null,
  closed_at timestamptz not null,
  primary key (county_code, month)
);
--> statement-breakpoint
create trigger statements_append_only before update or delete or truncate on reports.statements
  for each statement execute function platform.refuse_change();
