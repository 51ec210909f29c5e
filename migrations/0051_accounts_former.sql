-- Former memberships too say who counts as a second person (§11.5), and they and former sign-ins
-- belong to what somebody takes out as their own data.
create index memberships_of_person on accounts.memberships (person_id, organisation_id);
--> statement-breakpoint
create index sessions_of_person on accounts.sessions (person_id, created_at);
