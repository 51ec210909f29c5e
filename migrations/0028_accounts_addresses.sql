-- An e-mail address stands with a person only after a message there was answered (§11.1). Those of
-- the former release count as answered: resets have gone to them. A phone number is what its owner
-- states, for nothing sends messages there: several people may state the same one, each signs in
-- with their own password, and it receives no reset. Whoever has no e-mail address signs in by a
-- member number as well, which the program gives.
alter table accounts.people
  add column member_number text unique check (member_number ~ '^[2-9][0-9]{7}$'),
  drop constraint people_phone_key,
  drop constraint people_check,
  add constraint people_sign_in check (num_nonnulls(email, phone, member_number) > 0);
--> statement-breakpoint
create index people_phone on accounts.people (phone);
--> statement-breakpoint
-- The link in the mail proves the address, the link handed over proves nothing: token_hash is of
-- the second, and of every invitation of the former release.
alter table accounts.invitations add column mail_token_hash text unique;
--> statement-breakpoint
-- Of a link that the head of an organisation made for a member without e-mail (§11.3).
alter table accounts.password_resets
  add column issued_by uuid references accounts.people,
  add column organisation_id uuid,
  add constraint password_resets_by_head check ((issued_by is null) = (organisation_id is null));
--> statement-breakpoint
-- An e-mail address that a person says is theirs, until they type the code that was mailed there.
create table accounts.email_claims (
  id uuid primary key,
  person_id uuid not null references accounts.people,
  email text not null check (email = lower(email)),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  confirmed_at timestamptz
);
--> statement-breakpoint
create index email_claims_person on accounts.email_claims (person_id) where confirmed_at is null;
