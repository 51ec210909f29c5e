-- Up to what a seller's manager waives a difference alone, and up to what with a second person, in
-- 分 (§7.6). A later rule is a further row (§3.12).
insert into assistance.policy_values (name, value, valid_from, decided_by, created_at)
values ('waiver_limits', '{"aloneCents": 100, "mostCents": 10000}', '1900-01-01',
  '默认值 / default', '2026-01-01T00:00:00+08:00');
