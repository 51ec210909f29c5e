-- For how many days two managers must have acted for their cooperative before one confirms a bank
-- account that the other proposes (§11.5). A later rule is a further row (§3.12).
insert into assistance.policy_values (name, value, valid_from, decided_by, created_at)
values ('second_person_days', '30', '1900-01-01', '默认值 / default', '2026-01-01T00:00:00+08:00');
