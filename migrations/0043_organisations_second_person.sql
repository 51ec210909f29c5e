-- For how many days before the proposal both the proposer and the manager who confirms must have
-- acted for the cooperative (§11.5), as the rule of the proposal's day says. What was proposed
-- before this file keeps the first rule.
alter table organisations.proposed_changes add column second_person_days integer
  check (second_person_days >= 0);
--> statement-breakpoint
update organisations.proposed_changes set second_person_days = 30 where kind = 'bank_account';
--> statement-breakpoint
alter table organisations.proposed_changes
  add check ((kind = 'bank_account') = (second_person_days is not null));
