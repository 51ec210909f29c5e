-- The few lines that were disallowed (§8) are found among all, for `verify`.
create index recognition_lines_disallowed on attribution.recognition_lines (disallowed_by)
  where disallowed_by is not null;
