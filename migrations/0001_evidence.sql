create schema evidence;
--> statement-breakpoint
-- Files by the hash of what was uploaded: one photo under two records shows by it. What is kept,
-- without the metadata of the camera, lies under the same hash in DATA_DIR/files.
create table evidence.files (
  id uuid primary key,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  media_type text not null,
  byte_size bigint not null check (byte_size > 0),
  width integer,
  height integer,
  original_name text not null,
  is_public boolean not null default false,
  created_by uuid not null,
  organisation_id uuid,
  created_at timestamptz not null
);
--> statement-breakpoint
create index files_sha256 on evidence.files (sha256);
--> statement-breakpoint
-- Who did what for whom.
create table evidence.audit_entries (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  person_id uuid,
  organisation_id uuid,
  roles text[] not null,
  request_id text not null,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  before jsonb,
  after jsonb
);
--> statement-breakpoint
create index audit_entries_subject
  on evidence.audit_entries (subject_type, subject_id, at, id);
--> statement-breakpoint
create index audit_entries_organisation on evidence.audit_entries (organisation_id, at, id);
--> statement-breakpoint
create index audit_entries_newest on evidence.audit_entries (at, id);
--> statement-breakpoint
create trigger audit_entries_append_only before update or delete or truncate
  on evidence.audit_entries
  for each statement execute function platform.refuse_change();
--> statement-breakpoint
-- Records, in the transaction of the act itself, who did what for whom.
create function evidence.record_audit(at timestamptz, person_id uuid, organisation_id uuid,
  roles text[], request_id text, action text, subject_type text, subject_id text, before jsonb,
  after jsonb)
returns void language plpgsql as $$
begin
  insert into evidence.audit_entries (at, person_id, organisation_id, roles, request_id, action,
    subject_type, subject_id, before, after)
  values (at, person_id, organisation_id, roles, request_id, action, subject_type, subject_id,
    before, after);
end $$;
--> statement-breakpoint
-- Read by reports.
create view evidence.files_published as
  select id, is_public
  from evidence.files;
