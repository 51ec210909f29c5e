-- So that other domains can hold what belongs to a cooperative to its state, by a foreign key.
create unique index cooperatives_state_key on organisations.cooperatives (organisation_id, state);
