-- What is owed after its day bears interest: parts of a million a day, 500 for 0.05 %, as the
-- regulation on payments to small enterprises has it where nothing was agreed (§7.2).
insert into assistance.policy_values (name, value, valid_from, decided_by, created_at)
values ('late_interest', '500', '2020-09-01', '默认值 / default', '2026-01-01T00:00:00+08:00');
