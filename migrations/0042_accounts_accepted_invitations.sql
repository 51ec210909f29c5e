-- Through whose invitation somebody came, which decides who counts as a second person (§11.5).
create index invitations_accepted on accounts.invitations (accepted_by, organisation_id)
  where accepted_by is not null;
