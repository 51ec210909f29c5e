-- The key of the open API through which somebody's program asked; null: they were signed in.
alter table evidence.audit_entries add column key_id uuid;
