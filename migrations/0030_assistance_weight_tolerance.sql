-- By how much an accepted weight may be above the shipped one without the seller's signature, in
-- basis points of it. A later rule is a further row (§3.12).
insert into assistance.policy_values (name, value, valid_from, decided_by, created_at)
values ('weight_tolerance', '500', '1900-01-01', '默认值 / default', '2026-01-01T00:00:00+08:00');
