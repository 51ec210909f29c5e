-- From where on a line of a requisition is shown to its approver as unusual: what stood in the
-- program before. A later rule is a further row (§3.12).
insert into assistance.policy_values (name, value, valid_from, decided_by, created_at)
values ('unusual_lines',
  '{"leastTimes": 3, "moreThan": 20000, "lessThan": 5000, "dearerThan": 11000}',
  '1900-01-01', '默认值 / default', '2026-01-01T00:00:00+08:00');
