-- 年度任务: what a target is holds from a day on, with reason and document; earlier values stay
-- (§3.9). Which value counts on a day: of those in force that hold from that day or an earlier
-- one, the latest; of one day, the one decided last.
create table assistance.target_values (
  id uuid primary key,
  target_id uuid not null references assistance.targets,
  valid_from date not null check (valid_from between '1900-01-01' and '2200-01-01'),
  -- Null: from that day on there is no target.
  amount bigint check (amount > 0),
  -- Of the whole of the group, where its target was split over its members (§3.9).
  share_basis_points integer check (share_basis_points between 1 and 10000),
  reason text not null default '' check (length(reason) <= 500),
  document_name text check (length(document_name) <= 200),
  document_file_id uuid references evidence.files,
  source text not null default 'form' check (source in ('form', 'import', 'earlier')),
  state text not null check (state in ('proposed', 'in_force', 'declined', 'withdrawn')),
  -- Who set or proposed it; null: before values were dated.
  organisation_id uuid references organisations.organisations,
  proposed_by uuid references accounts.people,
  proposed_at timestamptz not null,
  -- The side above, whose confirmation it waits for; neither: the platform's.
  confirming_organisation_id uuid references organisations.organisations,
  confirming_division_code text references villages.divisions,
  decided_by uuid references accounts.people,
  decided_at timestamptz,
  decided_reason text not null default '' check (length(decided_reason) <= 500),
  check ((state = 'proposed') = (decided_at is null)),
  check (confirming_organisation_id is null or confirming_division_code is null)
);
--> statement-breakpoint
insert into assistance.target_values
  (id, target_id, valid_from, amount, source, state, proposed_at, decided_at)
select id, id, make_date(year, 1, 1), amount, 'earlier', 'in_force', created_at, created_at
from assistance.targets;
--> statement-breakpoint
alter table assistance.targets drop column amount;
--> statement-breakpoint
create index target_values_in_force on assistance.target_values
  (target_id, valid_from desc, decided_at desc, id desc) include (amount)
  where state = 'in_force';
--> statement-breakpoint
create index target_values_latest on assistance.target_values
  (target_id, proposed_at desc, id desc);
--> statement-breakpoint
-- One change of a target waits at a time.
create unique index target_values_waiting on assistance.target_values (target_id)
  where state = 'proposed';
--> statement-breakpoint
create index target_values_waiting_organisation on assistance.target_values
  (confirming_organisation_id) where state = 'proposed';
--> statement-breakpoint
create index target_values_waiting_place on assistance.target_values
  (confirming_division_code text_pattern_ops) where state = 'proposed';
--> statement-breakpoint
create index target_values_document on assistance.target_values (document_file_id)
  where document_file_id is not null;
--> statement-breakpoint
create function assistance.keep_target_values() returns trigger language plpgsql as $$
begin
  -- What a sheet brought goes with the unit that it made, when the sheet is taken back.
  if tg_op = 'DELETE' and old.source <> 'form' then return old; end if;
  -- What is decided stays, and so does what was proposed.
  if tg_op = 'DELETE' or old.state <> 'proposed'
    or (new.target_id, new.valid_from, new.amount, new.share_basis_points, new.organisation_id,
        new.proposed_by, new.proposed_at)
      is distinct from
       (old.target_id, old.valid_from, old.amount, old.share_basis_points, old.organisation_id,
        old.proposed_by, old.proposed_at)
  then
    raise exception 'what a target was stays as it was set' using errcode = '42501';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger target_values_kept before update or delete on assistance.target_values
  for each row execute function assistance.keep_target_values();
--> statement-breakpoint
create trigger target_values_append_only before truncate on assistance.target_values
  for each statement execute function platform.refuse_change();
