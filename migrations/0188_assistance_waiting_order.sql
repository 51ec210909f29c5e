-- What waits for a unit or group is listed page by page, from the longest waiting on: read in that
-- order, so that what stands behind a page is not read.
create index target_values_waiting_order on assistance.target_values
  (confirming_organisation_id, proposed_at, id)
  where state = 'proposed' and confirming_organisation_id is not null;
