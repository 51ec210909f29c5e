-- The document by which an import is recorded for both sides of each row (§3.17).
alter table exchange.imports
  add column document_name text,
  add column document_file_id uuid references evidence.files,
  add constraint imports_document check ((document_name is null) = (document_file_id is null));
--> statement-breakpoint
create index imports_document on exchange.imports (document_file_id)
  where document_file_id is not null;
