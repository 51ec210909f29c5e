-- A code that is short enough to be typed off a strip of paper, for whoever has no e-mail address.
alter table accounts.invitations add column code_hash text;
--> statement-breakpoint
create unique index invitations_code_hash_key on accounts.invitations (code_hash)
  where code_hash is not null;
