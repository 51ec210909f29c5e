-- What an organisation has stored today is asked before every upload.
create index files_organisation on evidence.files (organisation_id, created_at);
