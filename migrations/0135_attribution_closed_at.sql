-- When a month was closed: what goes back of it afterwards is looked at (§8). Unknown of months that
-- were closed before this is kept.
alter table attribution.periods add column closed_at timestamptz;
