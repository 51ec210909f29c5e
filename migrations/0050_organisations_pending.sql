-- An application holds neither its credit code nor its name before it is admitted, so that nobody
-- keeps the true holder out by applying first. Whoever decides sees what else was applied for.
alter table organisations.organisations
  add column holds_identity boolean not null default true;
--> statement-breakpoint
update organisations.organisations set holds_identity = false
where id in (select organisation_id from organisations.cooperatives
  where state in ('applied', 'recommended', 'rejected'));
--> statement-breakpoint
drop index organisations.organisations_credit_code_of_kind;
--> statement-breakpoint
create unique index organisations_credit_code_of_kind
  on organisations.organisations (credit_code, kind) where holds_identity;
--> statement-breakpoint
drop index organisations.organisations_name_key;
--> statement-breakpoint
create index organisations_name_key
  on organisations.organisations (organisations.name_key(name), kind);
--> statement-breakpoint
alter table organisations.organisations drop column is_rejected;
