-- An application that was refused holds neither a credit code nor a name against anybody.
alter table organisations.organisations add column is_rejected boolean not null default false;
--> statement-breakpoint
update organisations.organisations set is_rejected = true
where id in (select organisation_id from organisations.cooperatives where state = 'rejected');
--> statement-breakpoint
create unique index organisations_credit_code_of_kind
  on organisations.organisations (credit_code, kind) where not is_rejected;
--> statement-breakpoint
alter table organisations.organisations drop constraint organisations_credit_code_key;
--> statement-breakpoint
-- The directory finds whole credit codes by it, refused ones too.
create index organisations_credit_code on organisations.organisations (credit_code);
--> statement-breakpoint
-- A name as it is compared (§2.7): without spaces and signs nobody sees, full-width signs plain.
create function organisations.name_key(name text) returns text language sql immutable strict
  parallel safe as $$
  select regexp_replace(lower(normalize(name, nfkc)),
    '[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]',
    '', 'g')
$$;
--> statement-breakpoint
create index organisations_name_key
  on organisations.organisations (organisations.name_key(name), kind) where not is_rejected;
