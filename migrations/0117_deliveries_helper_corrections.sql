-- The help-seller of an order is corrected as its buyer is (§3.16): the buyer says who introduced
-- the sale, the helper that loses it and the helper that gains it sign, one after the other.
alter table deliveries.credit_corrections
  add column credit_as text not null default 'direct' check (credit_as in ('direct', 'help')),
  -- by which the right helper introduced the sale before the order (§3.7)
  add column introduction_id uuid references assistance.introductions,
  -- who signs once `signing_id` has, where credit moves between two helpers
  add column second_signing_id uuid references organisations.organisations,
  add column first_signed_by uuid references accounts.people,
  add column first_signed_at timestamptz,
  drop constraint credit_corrections_check,
  add check (credit_as = 'help' or (from_unit_id is null) = (to_unit_id is null)),
  add check (credit_as = 'direct' or (channel = channel_before and file_id is not null)),
  add check ((credit_as = 'help' and to_unit_id is not null) = (introduction_id is not null)),
  add check ((second_signing_id is not null)
    = (credit_as = 'help' and from_unit_id is not null and to_unit_id is not null)),
  add check (second_signing_id not in (proposing_id, signing_id)),
  add check ((first_signed_by is null) = (first_signed_at is null)),
  add check (first_signed_by is null or second_signing_id is not null),
  add check (second_signing_id is null or state <> 'confirmed' or first_signed_by is not null),
  add check (first_signed_by not in (recorded_by, decided_by));
--> statement-breakpoint
create index credit_corrections_introduction
  on deliveries.credit_corrections (introduction_id) where introduction_id is not null;
--> statement-breakpoint
create or replace function deliveries.decide_credit_correction_once() returns trigger
language plpgsql as $$
declare
  decided text[] := '{state,state_reason,decided_by,decided_at}';
  signed text[] := '{first_signed_by,first_signed_at}';
begin
  if old.state <> 'recorded'
      or to_jsonb(new) - decided - signed <> to_jsonb(old) - decided - signed
      or (old.first_signed_by is not null or new.state <> 'recorded') and
        (new.first_signed_by, new.first_signed_at)
          is distinct from (old.first_signed_by, old.first_signed_at)
    then raise exception 'a correction is decided once and never changed';
  end if;
  return new;
end $$;
