-- A notice of something to do is read once that is done, by whomever.
alter table notices.notices add column done_at timestamptz;
--> statement-breakpoint
create index notices_open_subject on notices.notices (subject_id) where done_at is null;
